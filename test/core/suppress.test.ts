import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findTextDirectives, parseSuppression } from '../../src/core/directive.ts'
import type { Directive } from '../../src/core/facts.ts'
import { createLineIndex } from '../../src/core/locate.ts'
import { applySuppressions, type Suppressible } from '../../src/core/suppress.ts'

/** Comments of the test texts, all of which contain no other `#`, `//`, or block comment. */
const findComments = (text: string): Directive[] =>
  [...text.matchAll(/\/\*[\s\S]*?\*\/|(?:#|\/\/).*|<!--[\s\S]*?-->/g)]
    .filter((match) => match[0].includes('repoint'))
    .map((match) => {
      const lineStart = text.lastIndexOf('\n', match.index - 1) + 1
      return {
        span: { start: match.index, end: match.index + match[0].length },
        text: match[0],
        ownLine: text.slice(lineStart, match.index).trim() === '',
      }
    })

const KNOWN = ['tool-dispatcher', 'beta', '@acme/ui#Button', 'dangling-import']

const apply = (
  text: string,
  items: readonly Suppressible[],
  over: { today?: string; active?: readonly string[] } = {},
) =>
  applySuppressions({
    path: 'src/x.ts',
    text,
    index: createLineIndex(text),
    directives: findComments(text),
    items,
    rules: {
      knownIds: new Set(KNOWN),
      activeIds: new Set(over.active ?? KNOWN),
      today: over.today ?? '2026-01-15',
      suggest: (id) => (id === 'tool-dispacher' ? 'tool-dispatcher' : null),
    },
  })

const stale = (line: number, migration = 'tool-dispatcher'): Suppressible => ({ migration, line })

const fixed = (text: string, items: readonly Suppressible[] = [], over = {}): string => {
  const edits = apply(text, items, over).problems.flatMap((problem) => problem.fix?.edits ?? [])
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((out, edit) => out.slice(0, edit.start) + edit.text + out.slice(edit.end), text)
}

const rules = (text: string, items: readonly Suppressible[], over = {}): string[] =>
  apply(text, items, over).problems.map((problem) => problem.migration)

describe('what is suppressed', () => {
  test.each([
    ['next line', '// repoint-ignore-next-line tool-dispatcher -- why\nuse(X)', 2],
    [
      'next line, over blank lines and comments',
      '// repoint-ignore-next-line tool-dispatcher -- why\n\n// other words\nuse(X)',
      4,
    ],
    ['this line', 'use(X) // repoint-ignore-line tool-dispatcher -- why', 1],
    ['this line, bracketed', 'use(X)  # repoint: ignore[tool-dispatcher] -- why', 1],
    ['no blank after the colon', 'use(X)  # repoint:ignore[tool-dispatcher] -- why', 1],
    ['bracketed and alone: the next line', '# repoint: ignore[tool-dispatcher] -- why\nuse(X)', 2],
    ['bracketed next line', '  # repoint: ignore-next-line[tool-dispatcher] -- why\n  use(X)', 2],
    ['block comment', '/* repoint-ignore-next-line tool-dispatcher -- why */\nuse(X)', 2],
    ['block comment before code: this line', '/* repoint: ignore[tool-dispatcher] -- why */ use(X)', 1],
    [
      'block comment of several lines',
      '/*\n * repoint-ignore-next-line tool-dispatcher -- why\n * and more\n */\nuse(X)',
      5,
    ],
    ['JSX comment', '<div>\n  {/* repoint-ignore-next-line tool-dispatcher -- why */}\n  <X/>\n</div>', 3],
    ['JSX comment, bracketed', '<div>\n  {/* repoint: ignore[tool-dispatcher] -- why */}\n  <X/>\n</div>', 3],
    ['HTML comment', '<!-- repoint-ignore-next-line tool-dispatcher -- why -->\nold.example', 2],
    ['the whole file', '# repoint: ignore-file[tool-dispatcher] -- why\n\n\nuse(X)', 4],
    ['the whole file, below', 'use(X)\n// repoint-ignore-file tool-dispatcher -- why', 1],
    ['behind another tool’s comment', 'use(X)  # noqa: F401  # repoint: ignore[tool-dispatcher] -- why', 1],
    ['before another tool’s comment', 'use(X)  # repoint: ignore[tool-dispatcher] -- why  # noqa: F401', 1],
    [
      'two in a row',
      '// repoint-ignore-next-line beta -- why\n// repoint-ignore-next-line tool-dispatcher -- why\nuse(X)',
      3,
    ],
    ['several ids', '// repoint-ignore-next-line beta, tool-dispatcher -- why\nuse(X)', 2],
    ['CRLF', '// repoint-ignore-next-line tool-dispatcher -- why\r\nuse(X)\r\n', 2],
    ['BOM', '\uFEFF# repoint: ignore[tool-dispatcher] -- why\nuse(X)', 2],
    ['an em dash', '// repoint-ignore-next-line tool-dispatcher — why\nuse(X)', 2],
    ['until a day to come', 'use(X)  # repoint: ignore[tool-dispatcher] -- why (until 2026-01-15)', 1],
  ])('%s', (_, text, line) => {
    const { kept, suppressed, problems } = apply(
      text,
      [stale(line), stale(line, 'beta')].slice(0, text.includes('beta') ? 2 : 1),
    )
    expect([kept, problems]).toEqual([[], []])
    expect(suppressed[0]?.suppression.reason).toMatch(/^why/)
  })

  test('an id with signs in it', () => {
    expect(
      apply('// repoint-ignore-next-line @acme/ui#Button -- why\nuse(X)', [stale(2, '@acme/ui#Button')]).kept,
    ).toEqual([])
  })

  test('a statement of several lines, by its first or last line', () => {
    const item = { migration: 'tool-dispatcher', line: 3, statementLines: [2, 5] as const }
    expect(
      apply('// repoint-ignore-next-line tool-dispatcher -- why\nimport {\n X,\n Y,\n} from "m"', [item]).kept,
    ).toEqual([])
    expect(apply('\nimport (\n X,\n Y\n)  # repoint: ignore[tool-dispatcher] -- why', [item]).kept).toEqual([])
  })

  test('whoever excuses an import excuses its uses, not those of another', () => {
    const text = 'import X  # repoint: ignore[tool-dispatcher] -- why\nimport Y\nX()\nY()'
    const items = [stale(1), stale(2), { ...stale(3), follows: 0 }, { ...stale(4), follows: 1 }]
    expect(apply(text, items).kept).toEqual([items[1], items[3]])
  })

  test('reason, date and line are handed on', () => {
    const { suppressed } = apply('use(X)  # repoint: ignore[tool-dispatcher] -- see #12 (until 2026-02-01)', [stale(1)])
    expect(suppressed[0]?.suppression).toEqual({ reason: 'see #12', until: '2026-02-01', line: 1 })
  })

  test('other lines and other entries stay', () => {
    const text = '// repoint-ignore-next-line tool-dispatcher -- why\nuse(X)\nuse(X)'
    expect(apply(text, [stale(2), stale(3), stale(2, 'beta')]).kept).toEqual([stale(3), stale(2, 'beta')])
  })
})

describe('what is not', () => {
  test.each([
    ['no reason', 'use(X)  # repoint: ignore[tool-dispatcher]', 'reasonless-suppression'],
    ['an empty reason', 'use(X)  # repoint: ignore[tool-dispatcher] -- ', 'reasonless-suppression'],
    [
      'a date is no reason',
      'use(X)  # repoint: ignore[tool-dispatcher] -- (until 2026-02-01)',
      'reasonless-suppression',
    ],
    [
      'a date without dashes is no reason',
      '# repoint-ignore-line tool-dispatcher (until 2026-02-01)',
      'reasonless-suppression',
    ],
    ['expired', 'use(X)  # repoint: ignore[tool-dispatcher] -- why (until 2026-01-14)', 'expired-suppression'],
    ['misspelled id', 'use(X)  # repoint: ignore[tool-dispacher] -- why', 'unknown-suppression'],
    ['unknown id', 'use(X)  # repoint: ignore[gone] -- why', 'unknown-suppression'],
    ['no id', 'use(X)  # repoint: ignore -- why', 'malformed-suppression'],
    ['empty brackets', 'use(X)  # repoint: ignore[] -- why', 'malformed-suppression'],
    ['an open bracket', 'use(X)  # repoint: ignore[tool-dispatcher -- why', 'malformed-suppression'],
    ['no such day', 'use(X)  # repoint: ignore[tool-dispatcher] -- why (until 2026-02-30)', 'malformed-suppression'],
    ['a reason without dashes', 'use(X)  # repoint: ignore[tool-dispatcher] because', 'malformed-suppression'],
    ['another word', 'use(X)  // repoint-ignore-nextline tool-dispatcher -- why', 'malformed-suppression'],
    ['disable', 'use(X)  // repoint-disable-line tool-dispatcher -- why', 'malformed-suppression'],
  ])('%s', (_, text, rule) => {
    const { kept, problems } = apply(text, [stale(1)])
    expect(kept).toEqual([stale(1)])
    expect(problems.map((problem) => [problem.migration, problem.kind])).toEqual([[rule, 'suppression']])
  })

  test('prose about repoint is left alone', () => {
    for (const text of [
      '# repoint points imports',
      '// see repoint-ignore-next-line',
      '# the repoint: ignore[x] form',
      '# repoint',
    ]) {
      expect(rules(text, [])).toEqual([])
    }
  })

  test('a valid suppression goes before an expired one', () => {
    const text =
      '# repoint: ignore[tool-dispatcher] -- old (until 2025-01-01)\nuse(X)  # repoint: ignore[tool-dispatcher] -- why'
    const { kept, problems } = apply(text, [stale(2)])
    expect(kept).toEqual([])
    expect(problems.map((problem) => problem.migration)).toEqual(['unused-suppression'])
  })
})

describe('unused suppressions', () => {
  test.each([
    ['its own line', 'a\n  // repoint-ignore-next-line beta -- why\nb\n', 'a\nb\n'],
    ['its own line, CRLF', 'a\r\n// repoint-ignore-next-line beta -- why\r\nb\r\n', 'a\r\nb\r\n'],
    ['the last line', 'a\n# repoint: ignore-file[beta] -- why', 'a\n'],
    ['the end of a line', 'a()  # repoint: ignore[beta] -- why\nb\n', 'a()\nb\n'],
    ['before code', '/* repoint: ignore[beta] -- why */ a()\n', 'a()\n'],
    ['amid code', 'a /* repoint: ignore[beta] -- why */ b\n', 'a b\n'],
    ['between words', 'typeof/* repoint: ignore[beta] -- why */x\n', 'typeof x\n'],
    ['beside a comment of another tool', 'a()  # noqa: F401  # repoint: ignore[beta] -- why\n', 'a()  # noqa: F401\n'],
    ['before a comment of another tool', 'a()  # repoint: ignore[beta] -- why  # noqa: F401\n', 'a()  # noqa: F401\n'],
    [
      'among JSX children',
      '<div>\n  {/* repoint-ignore-next-line beta -- why */}\n  <b/>\n</div>\n',
      '<div>\n  <b/>\n</div>\n',
    ],
    [
      'what may be a block stays one',
      'if (x)\n{/* repoint-ignore-next-line beta -- why */}\nb()\n',
      'if (x)\n{}\nb()\n',
    ],
    ['a BOM stays', '\uFEFF# repoint: ignore[beta] -- why\nb\n', '\uFEFFb\n'],
    ['unknown entries', 'a()  # repoint: ignore[gone, beta] -- why\n', 'a()\n'],
  ])('%s', (_, text, expected) => {
    expect(fixed(text)).toBe(expected)
  })

  test('only the ids without effect go', () => {
    const text = 'use(X)  # repoint: ignore[beta, tool-dispatcher, gone] -- why\n'
    expect(fixed(text, [stale(1)])).toBe('use(X)  # repoint: ignore[tool-dispatcher] -- why\n')
  })

  test('what this run did not look for is not unused', () => {
    expect(rules('a()  # repoint: ignore[beta] -- why', [], { active: ['tool-dispatcher'] })).toEqual([])
  })

  test('expired or without reason, and nothing to excuse: unused', () => {
    expect(rules('a()  # repoint: ignore[beta] -- why (until 2020-01-01)', [])).toEqual(['unused-suppression'])
    expect(rules('a()  # repoint: ignore[beta]', [])).toEqual(['unused-suppression'])
  })

  test('a misspelled id is for a person', () => {
    const [problem] = apply('a()  # repoint: ignore[tool-dispacher] -- why', []).problems
    expect(problem?.fix).toBeNull()
    expect(problem?.message).toContain('did you mean `tool-dispatcher`')
  })

  test('after the fix nothing is left to fix', () => {
    const pieces = fc.constantFrom(
      'use(X)',
      '  # repoint: ignore[beta] -- why',
      '/* repoint-ignore-next-line beta, gone -- why */',
      '  {/* repoint: ignore[beta] -- why */}',
      '<b>',
      '\n',
      '\r\n',
      ' ',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('')
        if (/#[^\n\r]*(?:#|\/\*)/.test(text)) return // a comment in a comment
        const code = (of: string): string => of.replace(/\/\*.*?\*\/|#.*/g, '').replace(/[\s{}]/g, '')
        expect(fixed(text)).not.toMatch(/beta/)
        expect(code(fixed(text))).toBe(code(text))
        expect(fixed(fixed(text))).toBe(fixed(text))
      }),
    )
  })
})

describe('findTextDirectives', () => {
  const find = (text: string): string[] =>
    findTextDirectives(text, createLineIndex(text)).map((directive) => directive.text)

  test.each([
    ['host: old  # repoint: ignore[domain] -- why\n', ['# repoint: ignore[domain] -- why']],
    ['// repoint-ignore-next-line domain -- why\n"a"', ['// repoint-ignore-next-line domain -- why']],
    ['<!-- repoint-ignore-next-line domain -- why -->\nold', ['<!-- repoint-ignore-next-line domain -- why -->']],
    ['/* repoint-ignore-next-line\n domain -- why */\nold', ['/* repoint-ignore-next-line\n domain -- why */']],
    ['; repoint-ignore-file domain -- why', ['; repoint-ignore-file domain -- why']],
    ['-- repoint-ignore-next-line domain -- why', ['-- repoint-ignore-next-line domain -- why']],
    ['write repoint-ignore-next-line in a comment', []],
    ['"repoint": 1', []],
  ])('%j', (text, expected) => {
    expect(find(text)).toEqual(expected)
  })

  test('parses what it finds, on any text', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            'repoint',
            '-ignore',
            ': ignore',
            '[',
            ']',
            'a',
            '#',
            '//',
            '/*',
            '*/',
            '<!--',
            '-->',
            '\n',
            '\r\n',
            ' ',
            '--',
            '(until ',
          ),
        ),
        (parts) => {
          const text = parts.join('')
          const index = createLineIndex(text)
          for (const directive of findTextDirectives(text, index)) {
            const suppression = parseSuppression(directive, text, index)
            if (suppression === null) continue
            expect(suppression.span.start).toBeGreaterThanOrEqual(directive.span.start)
            expect(suppression.span.end).toBeLessThanOrEqual(directive.span.end)
            for (const { id, span } of suppression.ids) expect(text.slice(span.start, span.end)).toBe(id)
          }
        },
      ),
    )
  })

  test('stays fast on hostile text', () => {
    const text = `${'#'.repeat(50_000)} ${'repoint '.repeat(20_000)}${'# repoint-ignore '.repeat(5_000)}${'repoint: ignore['.repeat(5_000)}`
    const start = performance.now()
    const index = createLineIndex(text)
    for (const directive of findTextDirectives(text, index)) parseSuppression(directive, text, index)
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})
