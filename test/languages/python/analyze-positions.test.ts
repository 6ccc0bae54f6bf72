import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanPythonSurface } from '../../../src/languages/python/scan-surface.ts'
import { findMisplaced } from '../../oracle/python/compare.ts'
import { analyze, ownersOf, referencesTo, slice } from './analyze-support.ts'

const SOURCE = `from a.b import C as D, E  # 😀
if True:
\timport f.g
\tdef h(i: "E" = D.x, *, j: E = f"{D!r:>{E}} é {f'{D}'}"):
\t\tglobal k
\t\tk = "😀" + D  # type: E
\t\treturn lambda D: (D, E, '''
  😀
''', D)
class L(E, metaclass=D):
\t__all__ = ["a.b.C", 'é']
`

const DISGUISES: readonly (readonly [string, (text: string) => string])[] = [
  ['as it is', (text) => text],
  ['CRLF', (text) => text.replaceAll('\n', '\r\n')],
  ['lone carriage returns', (text) => text.replaceAll('\n', '\r')],
  ['a byte order mark', (text) => `\uFEFF${text}`],
  ['a form feed before every statement', (text) => text.replaceAll(/^(?=from|if|class)/gm, '\f')],
  ['spaces for tabs', (text) => text.replaceAll('\t', '   ')],
  ['no final line break', (text) => text.trimEnd()],
  ['wide characters in front', (text) => `x = "😀😀"; ${text}`],
  ['comments and blank lines between', (text) => text.replaceAll(/\n(?=from|if|class)/g, '\n\n# 😀\n   \n')],
]

describe('positions', () => {
  it.each(DISGUISES)('are those of the original text: %s', (_, disguise) => {
    const text = disguise(SOURCE)
    const facts = analyze(text)
    expect(facts.problem).toBeNull()
    expect(findMisplaced(facts, text)).toEqual([])
    const plain = analyze(SOURCE)
    const shape = ({ bindings, unresolved, strings }: typeof facts) => ({
      bindings: bindings
        .map(({ name, scope, references }) => [
          name,
          scope,
          references.map(({ medium, place }) => [medium, place.phase]),
        ])
        .filter(([name]) => name !== 'x'),
      unresolved: unresolved.map(({ name, references }) => [name, references.length]),
      strings: strings.map(({ value }) => value),
    })
    expect(shape(facts)).toEqual(shape(plain))
    expect([...scanPythonSurface(text).bound].filter((name) => name !== 'x')).toEqual([
      ...scanPythonSurface(SOURCE).bound,
    ])
  })

  it('are exact in strings and comments', () => {
    const text = `é = "😀"; a: '''List[ "X" ]''' = 1  # type: Dict[ X, "X"]\n`
    const spans = referencesTo(analyze(text), 'X').map(({ span }) => [span.start, slice(text, span)])
    expect(spans).toEqual([
      [text.indexOf('X'), 'X'],
      [text.indexOf(' X') + 1, 'X'],
      [text.lastIndexOf('X'), 'X'],
    ])
  })

  it('cover the file of a directive', () => {
    const text = '\uFEFF# repoint: a\nx = 1  # repoint-ignore-line b\n# report\n'
    expect(analyze(text).directives.map(({ span, ownLine }) => [slice(text, span), ownLine])).toEqual([
      ['# repoint: a', true],
      ['# repoint-ignore-line b', false],
    ])
  })
})

const NAME = fc.constantFrom('a', 'b', 'é', 'x1', 'Name')
const EXPRESSION: fc.Arbitrary<string> = fc.letrec<{ expression: string; atom: string }>((tie) => ({
  atom: fc.oneof(NAME, fc.constantFrom('1', '"s"', "'😀'", '"a.b.C"', 'None')),
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('atom'),
    fc.tuple(tie('expression'), NAME).map(([value, name]) => `(${value}).${name}`),
    fc.tuple(NAME, tie('expression'), NAME, tie('expression')).map(([f, x, k, y]) => `${f}(${x}, ${k}=${y})`),
    fc.tuple(tie('expression'), tie('expression')).map(([left, right]) => `(${left} + ${right})`),
    fc
      .tuple(tie('expression'), NAME, tie('expression'))
      .map(([value, name, list]) => `[${value} for ${name} in ${list}]`),
    fc.tuple(NAME, tie('expression')).map(([name, value]) => `(lambda ${name}: ${value})`),
    fc.tuple(NAME, NAME).map(([a, b]) => `f"{${a}} {${b}!r:>{${a}}}"`),
  ),
})).expression
const LINE = fc.oneof(
  fc.tuple(NAME, EXPRESSION).map(([name, value]) => `${name} = ${value}`),
  fc.tuple(NAME, EXPRESSION).map(([name, value]) => `${name} += ${value}`),
  fc.tuple(NAME, NAME).map(([name, type]) => `${name}: "${type}" = 1`),
  EXPRESSION,
  fc.tuple(NAME, NAME).map(([module, name]) => `from ${module} import ${name}`),
  fc.tuple(NAME, NAME).map(([module, name]) => `import ${module}.q as ${name}`),
  fc.tuple(NAME, NAME, EXPRESSION).map(([f, p, value]) => `def ${f}(${p}=${value}): return ${p}`),
  fc.tuple(NAME, EXPRESSION).map(([name, list]) => `for ${name} in ${list}: pass`),
  fc.tuple(NAME, NAME).map(([c, base]) => `class ${c}(${base}): ${base} = ${c}`),
  NAME.map((name) => `del ${name}`),
)

describe('invariants', () => {
  it('every span covers its name, every name is bound once or free, and both readings agree on exports', () => {
    fc.assert(
      fc.property(fc.array(LINE, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), (lines, eol) => {
        const text = lines.join(eol) + eol
        const facts = analyze(text)
        expect(facts.problem).toBeNull()
        expect(findMisplaced(facts, text)).toEqual([])
        const starts = [...facts.bindings, ...facts.unresolved].flatMap(({ references }) =>
          references.map(({ span }) => span.start),
        )
        expect(new Set(starts).size).toBe(starts.length)
        expect([...scanPythonSurface(text).bound].sort()).toEqual(facts.exports.map(({ name }) => name).sort())
      }),
      { numRuns: 300 },
    )
  })

  it('never throws, whatever the text', () => {
    const soup = fc.array(
      fc.oneof(
        LINE,
        fc.constantFrom(
          '(',
          ')',
          '[',
          '{',
          '}',
          '"',
          "'",
          '"""',
          'f"{',
          '\\',
          '\n',
          '\r',
          '\t',
          ' ',
          ':',
          '=',
          'def',
          'import',
          'from',
          'except',
          '@',
          '#',
          '😀',
          '\0',
          '$',
          'match x:\n case',
        ),
      ),
      { maxLength: 20 },
    )
    fc.assert(
      fc.property(soup, (pieces) => {
        const text = pieces.join('')
        const facts = analyze(text)
        expect(findMisplaced(facts, text)).toEqual([])
        scanPythonSurface(text)
      }),
      { numRuns: 1000 },
    )
  })

  it('resolves nothing to a class from inside a function of it', () => {
    fc.assert(
      fc.property(NAME, (name) => {
        expect(
          ownersOf(`class Z:\n    ${name} = 1\n    def q(self): return ${name}\n`, name.normalize('NFKC')),
        ).toEqual(['class@1', '-'])
      }),
    )
  })
})
