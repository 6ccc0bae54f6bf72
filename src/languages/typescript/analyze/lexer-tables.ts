/*
 * What the lexer knows of characters and words.
 */

/** `<T, U>(…) =>`, `<T extends X>`, `<T = X>`: no element begins like this. */
export const TYPE_PARAMETERS = /(?:const\s+)?[\w$]+\s*(?:,|=|extends\s+(?!=)[^\s=/>])/y
/** `<T>(…) => …` is a type where a type belongs, else an element with text. */
export const PERHAPS_TYPE_PARAMETER = /(?:const\s+)?[\w$]+\s*>\s*\(/y

export const SPACE_CLASS = 1
export const WORD_CLASS = 2
export const DIGIT_CLASS = 4
export const CLASSES = new Uint8Array(128)
for (const char of '\t\n\v\f\r ') CLASSES[char.charCodeAt(0)] = SPACE_CLASS
for (const char of '$_\\#@') CLASSES[char.charCodeAt(0)] = WORD_CLASS
for (let code = 0; code < 26; code++) CLASSES[65 + code] = CLASSES[97 + code] = WORD_CLASS
for (let code = 48; code < 58; code++) CLASSES[code] = DIGIT_CLASS
// `@` begins a decorator: a token of its own.
CLASSES[64] = 0

/** Words after which an operand follows, so that `/` begins a regular expression and `{` an object. */
export const OPERATORS = new Set([
  'return',
  'typeof',
  'case',
  'in',
  'instanceof',
  'new',
  'delete',
  'void',
  'throw',
  'do',
  'else',
  'default',
  'extends',
  'of',
  'yield',
  'await',
  'import',
  'export',
  'as',
  'satisfies',
])
/** Of these, the ones that are names elsewhere: a `/` after them may be a division. */
export const CONTEXTUAL = new Set(['of', 'yield', 'await', 'as', 'satisfies', 'import', 'default'])
export const HEADERS = new Set(['if', 'while', 'for', 'with'])
/** Words before a `{` that opens a block. */
export const BLOCK_WORDS = new Set(['do', 'else', 'try', 'finally', 'static', 'export', 'catch'])

export const isDigit = (code: number): boolean => code >= 48 && code <= 57
export const isLetter = (code: number): boolean => (code | 32) >= 97 && (code | 32) <= 122

export const isTagPart = (code: number): boolean =>
  code < 128
    ? CLASSES[code] === WORD_CLASS || CLASSES[code] === DIGIT_CLASS || code === 45 || code === 46 || code === 58
    : true

export function isWhiteSpace(code: number): boolean {
  return (
    code === 0xa0 ||
    code === 0xfeff ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  )
}
