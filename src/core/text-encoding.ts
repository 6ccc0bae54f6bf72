/*
 * How bytes spell text, and back. An encoding is known by one canonical name: `utf-8`, `utf-16le`, `utf-16be`,
 * `ascii`, `latin-1` (bytes are code points; the WHATWG label of that name means windows-1252), or a label of the
 * WHATWG Encoding Standard.
 */

const LATIN1 = new Set(['latin-1', 'iso-8859-1', 'iso8859-1', 'latin1', 'l1', '8859', 'cp819', 'iso-latin-1', 'latin'])
const ASCII = new Set(['ascii', 'us-ascii', '646'])
const UTF8 = new Set(['utf-8', 'utf8', 'u8', 'utf', 'utf-8-sig', 'cp65001'])

/** Python's codec names whose WHATWG label differs. */
const LABELS: Readonly<Record<string, string>> = {
  'mac-roman': 'macintosh',
  'mac-cyrillic': 'x-mac-cyrillic',
  macroman: 'macintosh',
  cp866: 'ibm866',
  cp874: 'windows-874',
  cp932: 'shift_jis',
  ms932: 'shift_jis',
  'shift-jis': 'shift_jis',
  sjis: 'shift_jis',
  cp936: 'gbk',
  gb2312: 'gbk',
  cp949: 'euc-kr',
  uhc: 'euc-kr',
  cp950: 'big5',
  eucjp: 'euc-jp',
  euckr: 'euc-kr',
  'latin-2': 'iso-8859-2',
  latin2: 'iso-8859-2',
  'latin-9': 'iso-8859-15',
  latin9: 'iso-8859-15',
}

const SINGLE_BYTE = /^(?:windows-\d+|iso-8859-(?:[2-8]|1[03-6]|8-i)|koi8-[ru]|ibm866|macintosh|x-mac-cyrillic)$/
const MULTI_BYTE = /^(?:shift_jis|euc-jp|euc-kr|gbk|gb18030|big5|iso-2022-jp)$/

/** The canonical name of a codec as Python spells it (`Latin_1`, `cp1252`, `ISO8859-15`); null: not one we know. */
export const canonicalEncoding = (name: string): string | null => {
  const spelled = name.toLowerCase().replaceAll('_', '-')
  if (UTF8.has(spelled) || spelled.startsWith('utf-8-')) return 'utf-8'
  if (LATIN1.has(spelled) || /^(?:latin-1|iso-8859-1|iso-latin-1)-/.test(spelled)) return 'latin-1'
  if (ASCII.has(spelled)) return 'ascii'
  const windows = /^(?:cp|windows-?)(125\d)$/.exec(spelled)
  const iso = /^(?:iso-?|cp2)?8859-(\d{1,2})$/.exec(spelled)
  const label = windows ? `windows-${windows[1]}` : iso ? `iso-8859-${iso[1]}` : (LABELS[spelled] ?? spelled)
  return SINGLE_BYTE.test(label) || MULTI_BYTE.test(label) ? label : null
}

/** Whether text of this encoding can be written back byte for byte. */
export const isWritableEncoding = (encoding: string): boolean => !MULTI_BYTE.test(encoding)

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const decodeLatin1 = (bytes: Uint8Array): string => {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return text
}

/** What windows-1252 has at 0x80 to 0x9F; the rest is as in latin-1. Node 20's decoder does not know it. */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178'

/** The text, a BOM included; null where the bytes are not valid in that encoding. */
export const decodeBytes = (bytes: Uint8Array, encoding: string): string | null => {
  if (encoding === 'latin-1') return decodeLatin1(bytes)
  if (encoding === 'windows-1252') {
    return decodeLatin1(bytes).replace(/[\x80-\x9f]/g, (control) => WINDOWS_1252.charAt(control.charCodeAt(0) - 0x80))
  }
  try {
    if (encoding === 'utf-8') return utf8.decode(bytes)
    if (encoding === 'ascii') {
      const text = utf8.decode(bytes)
      // Anything beyond ASCII takes several bytes for one code unit.
      return text.length === bytes.length ? text : null
    }
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

const encodeUtf16 = (text: string, littleEndian: boolean): Uint8Array => {
  const bytes = new Uint8Array(text.length * 2)
  const view = new DataView(bytes.buffer)
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), littleEndian)
  return bytes
}

const encodeTable = (text: string, byteOf: (code: number) => number | undefined): Uint8Array | null => {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) {
    const byte = byteOf(text.charCodeAt(at))
    if (byte === undefined) return null
    bytes[at] = byte
  }
  return bytes
}

const tables = new Map<string, ReadonlyMap<number, number>>()

/** Code unit → byte, by asking the decoder what each byte means. */
const tableOf = (encoding: string): ReadonlyMap<number, number> => {
  let table = tables.get(encoding)
  if (table === undefined) {
    const built = new Map<number, number>()
    for (let byte = 0; byte < 256; byte++) {
      const code = decodeBytes(Uint8Array.of(byte), encoding)?.charCodeAt(0)
      if (code !== undefined && !built.has(code)) built.set(code, byte)
    }
    table = built
    tables.set(encoding, table)
  }
  return table
}

const LONE_SURROGATE = /\p{Surrogate}/u

/**
 * The bytes of a text in an encoding `decode` reported. What it decoded comes back byte for byte.
 * null where the text has a character the encoding cannot say, or the encoding has no exact way back.
 */
export const encodeText = (text: string, encoding: string): Uint8Array | null => {
  if (encoding === 'latin-1') return encodeTable(text, (code) => (code < 256 ? code : undefined))
  if (encoding === 'ascii') return encodeTable(text, (code) => (code < 128 ? code : undefined))
  if (encoding === 'utf-8' || encoding === 'utf-16le' || encoding === 'utf-16be') {
    if (LONE_SURROGATE.test(text)) return null
    return encoding === 'utf-8' ? new TextEncoder().encode(text) : encodeUtf16(text, encoding === 'utf-16le')
  }
  if (!SINGLE_BYTE.test(encoding)) return null
  const table = tableOf(encoding)
  return encodeTable(text, (code) => table.get(code))
}
