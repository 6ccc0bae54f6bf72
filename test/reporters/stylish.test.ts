import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renderFrame } from '../../src/reporters/code-frame.ts'
import { displayWidth } from '../../src/reporters/printable.ts'
import type { ReporterContext } from '../../src/reporters/reporter.ts'
import { stylish } from '../../src/reporters/stylish.ts'
import { makeFinding, makeReport } from '../support/make-finding.ts'
import { nastyText, reportArbitrary } from '../support/make-reports.ts'

const PLAIN: ReporterContext = { color: false, root: '/repo', width: 100, verbose: false }
const SAFE = { applicability: 'safe', title: 'Replace by app.tools.unified.UnifiedToolDispatcher', edits: [] } as const

const uses = [
  makeFinding({ fix: SAFE }),
  makeFinding({
    kind: 'usage',
    line: 9,
    endLine: 9,
    column: 5,
    endColumn: 19,
    start: 200,
    snippet: 'x = ToolDispatcher()',
    fix: SAFE,
  }),
  makeFinding({
    kind: 'usage',
    line: 14,
    endLine: 14,
    column: 5,
    endColumn: 19,
    start: 300,
    consequence: 'run-time',
    snippet: '    ToolDispatcher()',
    fix: SAFE,
  }),
]

test('a file, its import with a caret, and the uses that hang on it', () => {
  expect(
    stylish.render(makeReport({ findings: uses, skipped: [{ path: 'logo.png', reason: 'binary' }] }), PLAIN),
  ).toMatchInlineSnapshot(`
    "app/admin.py
      3:40  error  import-time  tool-dispatcher
      3 | from app.agents.tool_dispatcher import ToolDispatcher
        |                                        ^^^^^^^^^^^^^^ use app.tools.unified#UnifiedToolDispatcher
        = \`app.agents.tool_dispatcher#ToolDispatcher\` is retired: use \`app.tools.unified#UnifiedToolDispatcher\`
        = see https://example.com/why
        = used on lines 9, 14 (run-time)

    ✗ 3 stale references in 1 file: 3 errors. To fix: 3 by \`repoint fix\`
      import-time 2 · run-time 1
      tool-dispatcher  3 (3 fixable)  @core
      skipped (1):
        logo.png: binary
    "
  `)
})

test('verbose shows each use by itself', () => {
  const text = stylish.render(makeReport({ findings: uses }), { ...PLAIN, verbose: true })
  expect(text.match(/\^+/g)).toHaveLength(3)
})

test('repeated leftovers hang on the first', () => {
  const leftover = (line: number) =>
    makeFinding({
      kind: 'leftover',
      line,
      endLine: line,
      start: line * 100,
      end: line * 100 + 14,
      url: null,
      snippet: 'ToolDispatcher',
      column: 1,
      endColumn: 15,
    })
  const text = stylish.render(makeReport({ findings: [leftover(4), leftover(8), leftover(9)] }), PLAIN)
  expect(text).toContain('= also on lines 8, 9')
  expect(text.match(/\^+/g)).toHaveLength(1)
})

test('a clean run says what it looked at', () => {
  const text = stylish.render(
    makeReport({ status: 'pass', notices: ['tool-dispatcher becomes an error in 9 days (deadline 2025-12-01)'] }),
    PLAIN,
  )
  expect(text).toBe(
    '✓ no stale references (12 files, 2 migrations)\nnote: tool-dispatcher becomes an error in 9 days (deadline 2025-12-01)\n',
  )
})

test('says why a run without errors failed', () => {
  const report = makeReport({ findings: [makeFinding({ level: 'warning' })] })
  expect(stylish.render(report, { ...PLAIN, reasons: ['1 warning, more than --max-warnings 0'] })).toContain(
    'failed: 1 warning, more than --max-warnings 0',
  )
})

test('a reason is given where there is no safe fix', () => {
  const finding = makeFinding({ reason: 'the new name is taken in this scope' })
  expect(stylish.render(makeReport({ findings: [finding] }), PLAIN)).toContain(
    '= by hand: the new name is taken in this scope',
  )
})

test('a complaint about a whole file shows no line', () => {
  const finding = makeFinding({ kind: 'manifest', path: 'migrations.json', snippet: '' })
  expect(stylish.render(makeReport({ findings: [finding] }), PLAIN)).not.toContain('^')
})

test('colour only where asked for, and nothing else differs', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes
  const strip = (text: string): string => text.replace(/\u001b\[\d+m/g, '')
  fc.assert(
    fc.property(reportArbitrary, (report) => {
      const colored = stylish.render(report, { ...PLAIN, color: true })
      expect(colored).toContain('\u001b[')
      expect(strip(colored)).toBe(stylish.render(report, PLAIN))
    }),
    { numRuns: 50 },
  )
})

describe('renderFrame', () => {
  const frame = (snippet: string, word: string, width = 80) => {
    const column = snippet.indexOf(word) + 1
    return renderFrame(makeFinding({ snippet, column, endColumn: column + word.length }), width)
  }

  test('the carets stand below the word, over tabs, wide characters and escapes', () => {
    for (const snippet of ['\tuse(Old)', 'x = "漢字😀", Old', 'a\u001b[31m Old', 'é Old', '  Old']) {
      const { code, caret } = frame(snippet, 'Old')
      const before = code.slice(0, code.indexOf('Old'))
      expect(caret).toBe(`${' '.repeat(displayWidth(before))}^^^`)
    }
  })

  test('long lines are cut around the word', () => {
    const { code, caret } = frame(`${'a'.repeat(500)} Old ${'b'.repeat(500)}`, 'Old', 60)
    expect(displayWidth(code)).toBeLessThanOrEqual(60)
    expect(code.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('Old')
    expect(code).toMatch(/^…a+ Old b+…$/)
  })

  test('fits any line, and always points at something', () => {
    fc.assert(
      fc.property(
        nastyText,
        fc.nat(60),
        fc.nat(20),
        fc.integer({ min: 20, max: 120 }),
        (text, column, length, width) => {
          const snippet = text.repeat(6).replace(/[\r\n]/g, '')
          const { code, caret } = renderFrame(
            makeFinding({ snippet, column: column + 1, endColumn: column + 1 + length }),
            width,
          )
          expect(caret).toMatch(/^ *\^+$/)
          expect(displayWidth(code)).toBeLessThanOrEqual(width + 25)
        },
      ),
    )
  })
})
