/*
 * File names, source lines and messages come from the repository under test: nothing in them may reach a terminal or
 * a log as a command.
 */

/** Control characters (C0, DEL, C1), line separators, and the marks that reorder text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const UNPRINTABLE = /[\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/g
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

const escapeUnit = (unit: string): string => {
  if (unit === '\n') return '\\n'
  if (unit === '\r') return '\\r'
  if (unit === '\t') return '\\t'
  return `\\u{${unit.charCodeAt(0).toString(16)}}`
}

/** One line of text that prints as itself: what would not is spelled as an escape. */
export const toPrintable = (text: string): string =>
  text.replace(UNPRINTABLE, escapeUnit).replace(LONE_SURROGATE, '\uFFFD')

/** A path that begins a line. No service that runs the command may take its name for a command in the log (`::error::`, `##[…]`). */
export const toPrintablePath = (path: string): string => toPrintable(/^\s*(?:::|##)/.test(path) ? `./${path}` : path)

/** Without lone surrogates: they have no UTF-8 form. */
export const toWellFormed = (text: string): string => text.replace(LONE_SURROGATE, '\uFFFD')

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 allows none of these
const XML_ILLEGAL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFFFE\uFFFF]/g

/** Without what XML 1.0 forbids even as an entity (and the C1 range, which it discourages). */
export const toXmlText = (text: string): string => toWellFormed(text.replace(XML_ILLEGAL, ''))

/** Columns a code point takes: 2 for East Asian wide and emoji, 0 for combining marks. */
const widthOf = (codePoint: number): number => {
  if (codePoint < 0x300) return 1
  if (
    codePoint <= 0x36f ||
    (codePoint >= 0x1ab0 && codePoint <= 0x1aff) ||
    (codePoint >= 0x20d0 && codePoint <= 0x20ff) ||
    (codePoint >= 0xfe00 && codePoint <= 0xfe0f) ||
    codePoint === 0x200b ||
    codePoint === 0x200d
  ) {
    return 0
  }
  const wide =
    (codePoint >= 0x1100 && codePoint <= 0x115f) ||
    (codePoint >= 0x2e80 && codePoint <= 0xa4cf && codePoint !== 0x303f) ||
    (codePoint >= 0xac00 && codePoint <= 0xd7a3) ||
    (codePoint >= 0xf900 && codePoint <= 0xfaff) ||
    (codePoint >= 0xfe30 && codePoint <= 0xfe6f) ||
    (codePoint >= 0xff00 && codePoint <= 0xff60) ||
    (codePoint >= 0xffe0 && codePoint <= 0xffe6) ||
    (codePoint >= 0x1f300 && codePoint <= 0x1f64f) ||
    (codePoint >= 0x1f680 && codePoint <= 0x1f6ff) ||
    (codePoint >= 0x1f900 && codePoint <= 0x1f9ff) ||
    (codePoint >= 0x20000 && codePoint <= 0x3fffd)
  return wide ? 2 : 1
}

export const displayWidth = (text: string): number => {
  let width = 0
  for (const character of text) width += widthOf(character.codePointAt(0) ?? 0)
  return width
}
