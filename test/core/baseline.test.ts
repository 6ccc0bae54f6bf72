import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchBaseline, pruneBaseline, recordBaseline } from '../../src/core/baseline.ts'
import { formatBaseline, parseBaseline } from '../../src/core/baseline-file.ts'
import { CONSEQUENCES, type Finding } from '../../src/core/finding.ts'
import { UserError } from '../../src/core/user-error.ts'
import { makeFinding } from '../support/make-finding.ts'

const use = (start: number, snippet: string, over: Partial<Finding> = {}): Finding =>
  makeFinding({ kind: 'usage', consequence: 'run-time', start, end: start + 1, snippet, ...over })

const findingsArbitrary = fc
  .array(
    fc.record({
      migration: fc.constantFrom('a', 'b'),
      path: fc.constantFrom('x.py', 'y.py'),
      symbol: fc.constantFrom('m#X', 'm#Y'),
      kind: fc.constantFrom('usage' as const, 'import' as const),
      consequence: fc.constantFrom(...CONSEQUENCES),
      snippet: fc.constantFrom('X()', 'X(1)', 'import X'),
    }),
    { maxLength: 12 },
  )
  .map((parts) => parts.map((part, nth) => makeFinding({ ...part, start: nth * 10, end: nth * 10 + 1 })))

describe('matchBaseline', () => {
  test('what is recorded is known, wherever its lines moved', () => {
    fc.assert(
      fc.property(findingsArbitrary, fc.nat(1000), (findings, shift) => {
        const entries = parseBaseline(formatBaseline(recordBaseline(findings)), 'b.json')
        const moved = findings.map((finding) => ({
          ...finding,
          start: finding.start + shift,
          line: finding.line + shift,
        }))
        const { fresh, baselined, stale } = matchBaseline(moved, entries)
        expect([fresh, baselined, stale]).toEqual([[], moved, []])
      }),
    )
  })

  test('never more known than recorded, and every finding is one or the other', () => {
    fc.assert(
      fc.property(findingsArbitrary, findingsArbitrary, (before, now) => {
        const entries = recordBaseline(before)
        const { fresh, baselined, stale } = matchBaseline(now, entries)
        expect(baselined.length + stale.length).toBe(entries.length)
        expect(new Set([...fresh, ...baselined])).toEqual(new Set(now))
        expect(pruneBaseline(now, entries).length).toBe(baselined.length)
      }),
    )
  })

  test('a new use is new, and it is the one that was added', () => {
    const entries = recordBaseline([use(10, 'run(X)'), use(20, 'stop(X)')])
    const added = use(5, 'fresh(X)')
    expect(matchBaseline([added, use(30, 'run(X)'), use(40, 'stop(X)')], entries).fresh).toEqual([added])
  })

  test('a reformatted line is not new', () => {
    const entries = recordBaseline([use(10, '  run( X )'), use(20, 'stop(X)')])
    expect(matchBaseline([use(10, 'run(X)'), use(20, 'stop(X, 1)')], entries).fresh).toEqual([])
  })

  test('the use that broke is news: a more urgent consequence, or another kind', () => {
    const entries = recordBaseline([use(10, 'run(X)', { consequence: 'works-today' })])
    expect(matchBaseline([use(10, 'run(X)', { consequence: 'import-time' })], entries).fresh).toHaveLength(1)
    expect(
      matchBaseline([use(10, 'run(X)', { consequence: 'works-today', kind: 'leftover' })], entries).fresh,
    ).toHaveLength(1)
    const urgent = recordBaseline([use(10, 'run(X)', { consequence: 'import-time' })])
    expect(matchBaseline([use(10, 'run(X)', { consequence: 'works-today' })], urgent).fresh).toEqual([])
  })

  test('a renamed file keeps its entries', () => {
    const entries = recordBaseline([use(10, 'run(X)', { path: 'old.py' })])
    const moved = [use(10, 'run(X)', { path: 'new.py' })]
    expect(matchBaseline(moved, entries).fresh).toEqual(moved)
    expect(matchBaseline(moved, entries, new Map([['old.py', 'new.py']])).fresh).toEqual([])
    expect(pruneBaseline(moved, entries, new Map([['old.py', 'new.py']]))[0]?.path).toBe('new.py')
  })

  test('pruning only shrinks', () => {
    const entries = recordBaseline([use(10, 'run(X)'), use(20, 'stop(X)')])
    const pruned = pruneBaseline([use(20, 'stop(X)'), use(30, 'other(X)', { path: 'z.py' })], entries)
    expect(pruned).toMatchObject([{ path: 'app/admin.py', occurrence: 1 }])
    expect(pruned).toHaveLength(1)
  })

  test('complaints about comments and manifests are not baselined', () => {
    expect(recordBaseline([makeFinding({ kind: 'suppression' }), makeFinding({ kind: 'manifest' })])).toEqual([])
  })
})

describe('the file', () => {
  test('is sorted, one entry a line, and does not depend on the order of findings', () => {
    fc.assert(
      fc.property(findingsArbitrary, (findings) => {
        const text = formatBaseline(recordBaseline(findings))
        expect(formatBaseline(recordBaseline([...findings].reverse()))).toBe(text)
        const lines = text.split('\n').filter((line) => line.startsWith('{"'))
        expect(lines.map((line) => line.replace(/,$/, ''))).toEqual(
          [...lines.map((line) => line.replace(/,$/, ''))].sort(),
        )
        expect(lines).toHaveLength(findings.length)
      }),
    )
  })

  test.each([
    ['', /not JSON/],
    ['[]', /not a baseline/],
    ['{"version":2,"entries":[]}', /version 2 is not 1/],
    ['{"version":1,"entries":[{}]}', /entry 1 is not a baseline entry/],
    ['{\n"version": 1,\n<<<<<<< HEAD\n', /b\.json:3: an unresolved merge conflict/],
  ])('broken: %j', (text, message) => {
    expect(() => parseBaseline(text, 'b.json')).toThrow(message)
    expect(() => parseBaseline(text, 'b.json')).toThrow(UserError)
  })
})
