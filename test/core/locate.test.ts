import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLineIndex, locateEdit, locateSpan } from '../../src/core/locate.ts'

const texts = fc
  .array(fc.constantFrom('a', 'é', '😀', '\n', '\r', '\r\n', '\t', '\uFEFF', '\u2028'))
  .map((parts) => parts.join(''))

describe('createLineIndex', () => {
  test('counts every kind of line break', () => {
    const index = createLineIndex('a\nb\r\nc\rd')
    expect([1, 2, 3, 4].map((line) => index.lineText(line))).toEqual(['a', 'b', 'c', 'd'])
    expect(index.lineCount).toBe(4)
    expect(index.positionAt(2)).toEqual({ line: 2, column: 1 })
    expect(index.positionAt(7)).toEqual({ line: 4, column: 1 })
  })

  test('columns count UTF-16 code units, a BOM among them', () => {
    const text = '\uFEFFa😀b'
    expect(createLineIndex(text).positionAt(text.indexOf('b'))).toEqual({ line: 1, column: 5 })
  })

  test('an empty text has one empty line', () => {
    const index = createLineIndex('')
    expect(index.lineCount).toBe(1)
    expect(index.positionAt(5)).toEqual({ line: 1, column: 1 })
    expect(index.lineText(1)).toBe('')
    expect(index.lineText(9)).toBe('')
  })

  test('line and column lead back to the offset, and lines to the text', () => {
    fc.assert(
      fc.property(texts, fc.nat(), (text, seed) => {
        const index = createLineIndex(text)
        const offset = text.length === 0 ? 0 : seed % (text.length + 1)
        const { line, column } = index.positionAt(offset)
        expect(index.lineStart(line) + column - 1).toBe(offset)
        const lines = Array.from({ length: index.lineCount }, (_, nth) => index.lineText(nth + 1))
        expect(lines).toEqual(text.split(/\r\n|\n|\r/))
      }),
    )
  })
})

test('locateSpan gives both ends and the first line', () => {
  const text = 'one\ntwo three\nfour'
  const index = createLineIndex(text)
  expect(locateSpan(index, { start: 8, end: 16 })).toEqual({
    line: 2,
    column: 5,
    endLine: 3,
    endColumn: 3,
    start: 8,
    end: 16,
    snippet: 'two three',
  })
  expect(locateEdit(index, 'x.py', { start: 4, end: 4, text: 'new' })).toMatchObject({
    line: 2,
    column: 1,
    endLine: 2,
    endColumn: 1,
  })
})
