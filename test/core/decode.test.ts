import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, hidesNeedles, MAX_FILE_BYTES } from '../../src/core/decode.ts'
import { encodeText } from '../../src/core/text-encoding.ts'

const bytes = (text: string, encoding: BufferEncoding = 'utf8') => new Uint8Array(Buffer.from(text, encoding))

const read = (path: string, content: Uint8Array) => {
  const decoded = decode(path, content)
  if (decoded.text === null) throw new Error(decoded.reason)
  return decoded
}
const reason = (path: string, content: Uint8Array) => {
  const decoded = decode(path, content)
  return decoded.text === null ? decoded.reason : null
}

describe('decode', () => {
  it('keeps a byte order mark as a character', () => {
    const content = bytes('\uFEFFimport x\r\n')
    expect(read('a.ts', content).text).toBe('\uFEFFimport x\r\n')
    expect(encodeText(read('a.ts', content).text, 'utf-8')).toEqual(content)
  })

  it('names why a file has no text', () => {
    expect(reason('a.ts', new Uint8Array(MAX_FILE_BYTES + 1).fill(97))).toBe('larger than 2 MB')
    expect(reason('a.ts', Uint8Array.of(97, 0, 98))).toBe('binary')
    expect(reason('a.ts', Uint8Array.of(97, 0xe9, 98))).toBe('not valid UTF-8')
    expect(reason('a.py', Uint8Array.of(35, 0xe9, 10))).toBe('not valid UTF-8')
    expect(reason('a.py', bytes('# coding: klingon\n'))).toBe('declares an encoding that is not known: klingon')
    expect(reason('a.py', bytes('# coding: ascii\nx = "é"\n'))).toBe('not valid ascii, which it declares')
    expect(reason('a.py', bytes('\uFEFF# coding: latin-1\n'))).toMatch('byte order mark')
    expect(reason('a.ts', Uint8Array.of(0xff, 0xfe, 0, 0, 65, 0, 0, 0))).toBe('binary')
  })

  it('takes an empty file and a lone byte order mark', () => {
    expect(read('a.py', new Uint8Array()).text).toBe('')
    expect(read('a.ts', bytes('\uFEFF')).text).toBe('\uFEFF')
    expect(read('a.ts', Uint8Array.of(0xff, 0xfe)).encoding).toBe('utf-16le')
  })

  it.each([
    ['# -*- coding: latin-1 -*-\nx = "é"\n', 'latin-1'],
    ['#!/usr/bin/python\n# vim: set fileencoding=iso-8859-15 :\nx = "é"\n', 'iso-8859-15'],
    ['\f# coding=cp1252\r\nx = "é"\r\n', 'windows-1252'],
    ['\r\n# coding: Latin_1\r\nx = "é"\r\n', 'latin-1'],
    ['# coding: ISO-8859-1-unix\nx = "é"\n', 'latin-1'],
    ['# coding: l1\rx = "é"\r', 'latin-1'],
  ])('follows PEP 263: %j', (text, encoding) => {
    const content = bytes(text, 'latin1')
    const decoded = read('a.py', content)
    expect(decoded).toEqual({ text, encoding, writable: true })
    expect(encodeText(decoded.text, decoded.encoding)).toEqual(content)
  })

  it('looks for the declaration only where Python does', () => {
    expect(reason('a.py', bytes('\n\n# coding: latin-1\nx = "é"\n', 'latin1'))).toBe('not valid UTF-8')
    expect(reason('a.py', bytes('import x\n# coding: latin-1\nx = "é"\n', 'latin1'))).toBe('not valid UTF-8')
    expect(reason('a.ts', bytes('# coding: latin-1\nx = "é"\n', 'latin1'))).toBe('not valid UTF-8')
    expect(read('a.py', bytes('"""\n# coding: latin-1\n"""\nx = "é"\n')).encoding).toBe('utf-8')
  })

  it('reads encodings it cannot write, and says so', () => {
    const decoded = read(
      'a.py',
      Uint8Array.from([...bytes('# coding: shift_jis\nx = "'), 0x93, 0xfa, 0x96, 0x7b, ...bytes('"\n')]),
    )
    expect(decoded.text).toContain('日本')
    expect(decoded.writable).toBe(false)
    expect(encodeText(decoded.text, decoded.encoding)).toBeNull()
  })

  it('reads UTF-16, which no byte search would find', () => {
    for (const [encoding, content] of [
      ['utf-16le', Uint8Array.from([0xff, 0xfe, ...Buffer.from('import é\n', 'utf16le')])],
      ['utf-16be', Uint8Array.from([0xfe, 0xff, ...Buffer.from('import é\n', 'utf16le').swap16()])],
    ] as const) {
      const decoded = read('a.ts', content)
      expect(decoded).toEqual({ text: '\uFEFFimport é\n', encoding, writable: true })
      expect(encodeText(decoded.text, encoding)).toEqual(content)
      expect(hidesNeedles(content)).toBe(true)
      expect(reason('a.py', content)).toBe('UTF-16, which Python does not read')
    }
    expect(hidesNeedles(bytes('import x'))).toBe(false)
  })

  it('refuses to write what an encoding cannot say', () => {
    expect(encodeText('€', 'latin-1')).toBeNull()
    expect(encodeText('€', 'windows-1252')).toEqual(Uint8Array.of(0x80))
    expect(encodeText('é', 'ascii')).toBeNull()
    expect(encodeText('日', 'windows-1252')).toBeNull()
    expect(encodeText('\ud800', 'utf-8')).toBeNull()
    expect(encodeText('😀', 'utf-8')).toEqual(bytes('😀'))
  })

  it('gives every writable file its bytes back', () => {
    const cookies = [
      '',
      '# coding: latin-1\n',
      '# coding: cp1252\n',
      '# coding: koi8-r\n',
      '# coding: cp1251\n',
      '# coding: iso-8859-2\n',
      '# coding: cp866\n',
      '# coding: mac_roman\n',
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...cookies),
        fc.uint8Array({ min: 1, maxLength: 300 }),
        fc.constantFrom('a.py', 'a.ts'),
        (cookie, rest, path) => {
          const content = Uint8Array.from([...bytes(cookie), ...rest])
          const decoded = decode(path, content)
          if (decoded.text !== null && decoded.writable)
            expect(encodeText(decoded.text, decoded.encoding)).toEqual(content)
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

describe('minified files', () => {
  const minified = 'var a=function(b,c){return b(c)||(d(b),e({f:c}))};'.repeat(400)

  it('skips what a minifier made, and says so', () => {
    expect(reason('dist/app.js', bytes(minified))).toBe('minified')
    expect(
      reason('dist/app.js', bytes(`/*! licence\n * text\n */\n${minified}\n//# sourceMappingURL=app.js.map\n`)),
    ).toBe('minified')
    expect(reason('dist/app.css', bytes('.a{color:red}.b>c{margin:0}'.repeat(800)))).toBe('minified')
  })

  it('keeps healthy files with long lines', () => {
    const code = 'import { a } from "./a.js"\n'
    expect(
      reason('image.js', bytes(`${code}export const image = "data:image/png;base64,${'iVBORw0KGgo'.repeat(5_000)}"\n`)),
    ).toBeNull()
    expect(
      reason(
        'data.js',
        bytes(`${code}export default [${'{"id":1,"name":"x"},'.repeat(50)}${'"text",'.repeat(9_000)}]\n`),
      ),
    ).toBeNull()
    expect(
      reason(
        'generated.js',
        bytes(`${code}${`export const call = (value) => run({ value, other: value })\n`.repeat(500)}`),
      ),
    ).toBeNull()
    expect(reason('types.ts', bytes(minified))).toBeNull()
    expect(reason('small.js', bytes(minified.slice(0, 3_000)))).toBeNull()
  })
})
