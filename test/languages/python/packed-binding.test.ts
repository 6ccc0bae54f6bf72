import { describe, expect, it } from 'vitest'
import { analyzePython } from '../../../src/languages/python/analyze/analyze.ts'

const SOURCE = `import a
def f(x, *, y=1):
    global z
    z = x.b.c(1, *x, k=y, **x)
    x.d = lambda: x
    del y
    def g(v: "x.T"): return f"{v.w(x)}"
    return g
`

const { bindings } = analyzePython('m.py', SOURCE)
const named = (name: string) => bindings.find((binding) => binding.name === name)

describe('uses of variables that are kept as numbers', () => {
  it('are all there when asked for', () => {
    const uses = named('x')?.references.map(({ span, role, medium, members, call }) => [
      SOURCE.slice(span.start, span.end),
      role,
      medium,
      members.map(({ name, span: own }) => [name, SOURCE.slice(own.start, own.end)]),
      call && [SOURCE.slice(call.span.start, call.span.end), call.positional, call.keywords, call.open],
    ])
    expect(uses).toEqual([
      [
        'x',
        'read',
        'code',
        [
          ['b', 'b'],
          ['c', 'c'],
        ],
        ['x.b.c(1, *x, k=y, **x)', 1, ['k'], true],
      ],
      ['x', 'read', 'code', [], null],
      ['x', 'read', 'code', [], null],
      ['x', 'read', 'code', [['d', 'd']], null],
      ['x', 'read', 'code', [], null],
      ['x', 'read', 'string', [['T', 'T']], null],
      ['x', 'read', 'code', [], null],
    ])
    expect(named('y')?.references.map(({ role }) => role)).toEqual(['read', 'delete'])
    expect(named('z')?.references.map(({ role }) => role)).toEqual(['declaration'])
  })

  it('begin where they say without being made, and are written out like any others', () => {
    for (const binding of bindings) {
      const starts = binding.references.map(({ span }) => span.start)
      expect(binding.referenceStarts).toEqual(starts)
      expect(binding.isTakenApart).toBe(binding.references.some(({ members }) => members.length > 0))
      expect(JSON.parse(JSON.stringify(binding)).references).toEqual(JSON.parse(JSON.stringify(binding.references)))
    }
  })
})
