import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createByteSearch } from '../../src/core/prefilter.ts'

const isWord = (character: string | undefined): boolean =>
  character !== undefined && /[A-Za-z0-9_$]|[^\0-\x7f]/.test(character)

/** What the search promises, said plainly. */
function holds(text: string, needles: readonly string[]): boolean {
  return needles.some((needle) => {
    if (needle === '') return false
    for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + 1)) {
      const before = isWord(text[at - 1]) && isWord(needle[0])
      const after = isWord(text[at + needle.length]) && isWord(needle.at(-1))
      if (!before && !after) return true
    }
    return false
  })
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '_', '.', ' ', '$', 'é', '"'), maxLength: 5 })

describe('byte search', () => {
  it('finds what a plain search finds, with one needle or thousands', () => {
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 12 }),
        fc.array(word, { maxLength: 30 }),
        fc.nat(3_000),
        (words, needles, more) => {
          const text = words.join('')
          const all = [...needles, ...Array.from({ length: more }, (_, at) => `never${at}`)]
          expect(createByteSearch(all).test(Buffer.from(text))).toBe(holds(text, all))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('sees the first and the last bytes of a file that lies inside a larger buffer', () => {
    const buffer = Buffer.from('xToolDispatcherx')
    const names = ['ToolDispatcher', 'SomethingElse1', 'SomethingElse2', 'SomethingElse3']
    expect(createByteSearch(names).test(buffer)).toBe(false)
    expect(createByteSearch(names).test(buffer.subarray(1, -1))).toBe(true)
    expect(createByteSearch(names).test(buffer.subarray(1, -2))).toBe(false)
  })

  it('takes needles that are shorter than the others or longer than the text', () => {
    const names = ['x', 'ab', ...Array.from({ length: 40 }, (_, at) => `aVeryLongNeedle${at}`.repeat(20))]
    expect(createByteSearch(names).test(Buffer.from('ab'))).toBe(true)
    expect(createByteSearch(names).test(Buffer.from('(x)'))).toBe(true)
    expect(createByteSearch(names).test(Buffer.from('xy'))).toBe(false)
  })
})
