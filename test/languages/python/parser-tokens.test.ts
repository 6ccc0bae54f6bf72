import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskSource } from '../../../src/languages/python/analyze/mask.ts'
import { splitByParser, splitTokens } from '../../../src/languages/python/analyze/parser-tokens.ts'
import { tokenize } from '../../../src/languages/python/lexer.ts'

const tokensOrNull = (source: string) => {
  try {
    return splitByParser(source)
  } catch {
    return null
  }
}

const PIECES = [
  'import a.b as c', 'from . import (x,', ' y)', 'def f(a, *, b=1, **k) -> int:', 'class C(B, metaclass=M):', 'if x:', 'else:', '\n', '\n    ',
  '\n        ', '\n\t', 'x', '_y1', ' = ', ' := ', ' ** ', '//=', '>>=', '...', '->', '!=', '<=', '@', '~', '(', ')', '[', ']', '{', '}', ',', ':', ';',
  '1', '0x_fF', '0b1_0', '0o17', '1_000.5e-3j', '.5', '1.', '1e', '7j', "'xx'", '"xxx"', "u'x'", 'rb"x"', "'''x\nx'''", ' \\\n ', '\\', 'match', 'case', 'type',
  'await', 'async', 'lambda', 'None', 'True', 'is', 'not', 'in', 'print', '!', '$', '?', "f'x'", 'é', '#', ' ', '\t',
]

describe('tokens for the parser', () => {
  it.each([
    'x = 1\n',
    'def f(a):\n    if a:\n        return [1,\n  2]\n\n    # no comment is left\n',
    "a = u'xx' rb'x' '''x\n x'''\n",
    'if x:\n\ty\n        z\n',
    'x = (\n1\n)\n   \n',
    'x',
    '',
    '\n\n',
    'if x:\n    y',
    'x = 0xFFfor y in z',
    'x = 1else 2',
    'a \\\n  b\n',
    'if x:\n        y\n    z\n',
    "'open",
    "'''open\n",
  ])('are those the parser makes itself: %j', (source) => {
    const split = splitTokens(source)
    if (split !== null) expect(split).toEqual(tokensOrNull(source))
    else expect(tokensOrNull(source) === null || source.includes('#')).toBe(true)
  })

  it('are the same or none, whatever the source', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }), (pieces) => {
        const source = pieces.join('')
        const split = splitTokens(source)
        if (split !== null) expect(split).toEqual(tokensOrNull(source))
      }),
      { numRuns: 2_000 },
    )
  })

  it('are never left to the parser for masked source that is in order', () => {
    const text = 'async def f(x: "é" = f"{a!r:>{w}}") -> None:\n    """doc\n    é"""\n    return x if x else b"\\xff"  # why\n'
    const { source } = maskSource(tokenize(text), 0, text.length)
    expect(splitTokens(source)).toEqual(splitByParser(source))
  })
})
