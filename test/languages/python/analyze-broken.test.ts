import { describe, expect, it } from 'vitest'
import { analyze, phasesOf, referencesTo, renderImports, renderPlace, renderStrings } from './analyze-support.ts'

describe('files that do not parse', () => {
  const PYTHON2 = `# repoint: ignore[x] -- old
from old import Tool, b as c
import x.y
try:
    import json
except ImportError, e:
    json = None
if TYPE_CHECKING:
    from t import T
class A(Tool):
    "doc a.b.c"
    def f(self, a, b=Tool, *args, **kw):
        print "hello %s" % Tool.x, a, Missing, self.Gone
        g(Gone=1)
        from inner import Q
        return [i for i, (j, k) in Q if Missing], lambda q: q
PATH = "a.b.C"
`

  it('still gives its imports, with their places', () => {
    const facts = analyze(PYTHON2)
    expect(facts.problem).not.toBeNull()
    expect(facts.imports.map(({ specifier, place }) => `${specifier}: ${renderPlace(place)}`)).toEqual([
      'old: import-time',
      'x.y: import-time',
      'json: import-time, import-error 0.0 swallowed',
      't: type-only, condition 1.0',
      'inner: run-time',
    ])
    expect(renderImports(PYTHON2)[0]).toBe('import old: Tool, b as c')
  })

  it('gives every name: bound somewhere, or nowhere', () => {
    const facts = analyze(PYTHON2)
    expect(facts.unresolved.map(({ name }) => name)).toEqual(['ImportError', 'TYPE_CHECKING', 'print', 'Missing', 'g'])
    expect(phasesOf(PYTHON2, 'Missing')).toEqual(['run-time', 'run-time'])
    expect(referencesTo(facts, 'Tool').map(({ members }) => members.map(({ name }) => name).join('.'))).toEqual([
      '',
      '',
      'x',
    ])
    expect(facts.bindings.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'Tool',
        'c',
        'x',
        'json',
        'e',
        'T',
        'A',
        'f',
        'self',
        'a',
        'b',
        'args',
        'kw',
        'i',
        'j',
        'k',
        'q',
      ]),
    )
    expect(facts.exports.map(({ name }) => name)).toEqual(['Tool', 'c', 'x', 'json', 'e', 'T', 'A', 'PATH'])
    expect(facts.dynamicExports).toBe(true)
  })

  it('gives dotted strings and directives', () => {
    expect(renderStrings(PYTHON2)).toEqual(['settings string a.b.C'])
    expect(analyze(PYTHON2).directives).toHaveLength(1)
  })

  it.each([
    ['an unclosed bracket', 'x = (1,\nimport a\ndef f():\n    from b import c\n'],
    ['an unclosed string', "x = 'abc\nimport a\nfrom b import c\n"],
    ['a stray character', 'x = $\nimport a\nfrom b import c\n'],
    ['an unclosed f-string field', 'x = f"{a"\nimport a\nfrom b import c\n'],
    ['a wrong indentation', 'if x:\n        y\n    import a\nfrom b import c\n'],
    ['a merge conflict', '<<<<<<< HEAD\nimport a\n=======\nfrom b import c\n>>>>>>> x\n'],
    ['an import without names', 'from x import\nimport a\nfrom b import c\n'],
    ['smart quotes', 'x = “a”\nimport a\nfrom b import c\n'],
    ['a NUL', 'x = "\0" \0\nimport a\nfrom b import c\n'],
  ])('finds imports behind %s', (_, source) => {
    const facts = analyze(source)
    expect(facts.problem).not.toBeNull()
    expect(facts.imports.map(({ specifier }) => specifier)).toEqual(['a', 'b'])
  })

  it('says where it stopped', () => {
    const text = 'x = 1\ny = 2\nz = = 3\n'
    const offset = analyze(text).problem?.offset ?? -1
    expect(text.slice(0, offset).split('\n')).toHaveLength(3)
    expect(analyze('x = (1,\ndef f(): pass\n').problem).toEqual({ message: 'bracket was never closed', offset: 4 })
  })

  it.each([
    ['brackets', `x = ${'('.repeat(10_000)}1${')'.repeat(10_000)}\n`],
    ['unclosed brackets', `x = ${'['.repeat(100_000)}\n`],
    ['operators', `x = ${'-'.repeat(50_000)}1\n`],
    ['calls', `x = a${'.b()'.repeat(30_000)}\n`],
    ['lambdas', `x = ${'lambda: '.repeat(20_000)}1\n`],
    ['elif', `if a: pass\n${'elif a: pass\n'.repeat(20_000)}`],
    [
      'blocks',
      `${Array.from({ length: 600 }, (__, depth) => `${' '.repeat(depth)}if a:\n`).join('')}${' '.repeat(600)}pass\n`,
    ],
    ['f-strings', `x = ${'f"{'.repeat(20_000)}\n`],
    ['f-strings on many lines', 'x = f"{\n'.repeat(20_000)],
    ['sums', `x = ${'a + '.repeat(50_000)}a\n`],
    ['members', `x = a${'.b'.repeat(50_000)}\n`],
    ['unions in annotations', `x: ${'A | '.repeat(20_000)}A\n`],
    ['quotes in annotations', `x: "${'List['.repeat(150)}${']'.repeat(150)}"\n`],
  ])('survives deep nesting of %s', (_, source) => {
    const started = performance.now()
    const facts = analyze(`${source}import last\n`)
    expect(performance.now() - started).toBeLessThan(15_000)
    expect(facts.imports.map(({ specifier }) => specifier)).toContain('last')
  })
})

describe('correct Python the parser refuses', () => {
  it.each([
    ['async def f():\n    return {x async for x in y}, {x: x async for x in y}\n'],
    ['del a, b,\ndel c,; d = 1\n'],
    [
      'match a, b:\n    case 0, *x: pass\n    case *y, (z as w), 1 if x: pass\n    case [a] as b, c: pass\n    case p,: pass\n',
    ],
    ['é = 1\nclass Ünïcödé: pass\n'],
    ['x = 1\n\f\ndef f():\n\f    return x\n'],
    ['if x:\n  \ty = 1\n        z = 2\n'],
    ['x = f"{a["b"]}{f\'{c!r}\'}" rf"{d}\\n"\n'],
    ['x = f"{\n1}" f\'{2:{3}}\'\n'],
    ['match = case = 1\nmatch, case = case, match\nmatch[case], x = 1, 2\ncase: int = 1\n'],
  ])('%j', (source) => {
    expect(analyze(source).problem).toBeNull()
  })
})
