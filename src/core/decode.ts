import { isMinified } from './minified.ts'
import { canonicalEncoding, decodeBytes, isWritableEncoding } from './text-encoding.ts'

/** In bytes. Larger files are data or build products; no hand-written source comes near. */
export const MAX_FILE_BYTES = 2 * 1024 * 1024
export const TOO_LARGE = 'larger than 2 MB'

export type Decoded =
  | {
      /** The whole file; a BOM stays as U+FEFF. */
      readonly text: string
      /** For `encodeText`. */
      readonly encoding: string
      /** Whether `encodeText` gives the very bytes back. */
      readonly writable: boolean
    }
  | { readonly text: null; readonly reason: string }

const PYTHON = /\.py[iw]?$/i

const skip = (reason: string): Decoded => ({ text: null, reason })

const utf16Of = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return bytes[2] === 0 && bytes[3] === 0 && bytes.length > 3 ? null : 'utf-16le'
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null
}

/**
 * Whether searching these bytes for UTF-8 needles would find nothing though the text has them.
 * Such a file must be decoded before it is searched.
 */
export const hidesNeedles = (bytes: Uint8Array): boolean => utf16Of(bytes) !== null

/** PEP 263. The expression is Python's own, applied line by line. */
const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/
const BLANK_OR_COMMENT = /^[ \t\f]*(?:#.*)?$/

const NEWLINE = 10
const RETURN = 13

/** The encoding a Python file declares in its first two lines, as spelled; null: none. */
const findCookie = (bytes: Uint8Array): string | null => {
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  for (let count = 0; count < 2 && start < bytes.length; count++) {
    let end = start
    while (end < bytes.length && bytes[end] !== NEWLINE && bytes[end] !== RETURN) end++
    const line = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 4_096)))
    const cookie = COOKIE.exec(line)
    if (cookie?.[1] !== undefined) return cookie[1]
    if (!BLANK_OR_COMMENT.test(line)) return null
    start = bytes[end] === RETURN && bytes[end + 1] === NEWLINE ? end + 2 : end + 1
  }
  return null
}

const decodePython = (bytes: Uint8Array): Decoded => {
  const cookie = findCookie(bytes)
  const encoding = cookie === null ? 'utf-8' : canonicalEncoding(cookie)
  if (encoding === null) return skip(`declares an encoding that is not known: ${cookie}`)
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  if (bom && encoding !== 'utf-8') return skip(`declares ${cookie} but starts with a UTF-8 byte order mark`)
  const text = decodeBytes(bytes, encoding)
  if (text === null) return skip(encoding === 'utf-8' ? 'not valid UTF-8' : `not valid ${cookie}, which it declares`)
  return { text, encoding, writable: isWritableEncoding(encoding) }
}

/**
 * A file's text, or why it has none: too large, binary, not valid in its encoding, minified.
 * Python files follow PEP 263; everything else is UTF-8, or UTF-16 where a byte order mark says so.
 */
export const decode = (path: string, bytes: Uint8Array): Decoded => {
  if (bytes.length > MAX_FILE_BYTES) return skip(TOO_LARGE)
  const python = PYTHON.test(path)
  const utf16 = utf16Of(bytes)
  if (utf16 !== null) {
    const text = python ? null : decodeBytes(bytes, utf16)
    if (text === null) return skip(python ? 'UTF-16, which Python does not read' : 'not valid UTF-16')
    return text.includes('\0') ? skip('binary') : { text, encoding: utf16, writable: true }
  }
  if (bytes.indexOf(0) >= 0) return skip('binary')
  if (python) return decodePython(bytes)
  const text = decodeBytes(bytes, 'utf-8')
  if (text === null) return skip('not valid UTF-8')
  return isMinified(path, text) ? skip('minified') : { text, encoding: 'utf-8', writable: true }
}
