import type { Span } from '../../core/span.ts'
import { internName } from './interned-names.ts'
import { scanStringLiteral } from './string-literals.ts'
import { OPERATOR_CODES, WORD_CODES } from './token-codes.ts'
import { ERROR, FSTRING, NAME, NEWLINE, NUMBER, OPERATOR, STRING, type Tokens } from './tokens.ts'

/*
 * Tokens of Python source with offsets into the original text, whatever its line endings, tabs or alphabet.
 * Sources of the rules: the Python language reference, "Lexical analysis", and PEP 701 for f-strings.
 * Never throws: what is no token becomes `ERROR`, so damaged files still give up their names and imports.
 */

const IDENTIFIER_REST = /[\p{XID_Continue}]+/uy
const IDENTIFIER_START = /[\p{XID_Start}_]/uy
const NUMERAL =
  /0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?[jJlL]?/y
const OPERATORS = /\*\*=|\/\/=|>>=|<<=|\.\.\.|[-+*/%@&|^=!<>]=|:=|->|\*\*|\/\/|<<|>>|<>|[-+*/%@&|^~<>()[\]{},:.;=!`]/y
/** Words no bracket can hold: behind an unclosed one they begin a statement again. */
const STATEMENT_WORD =
  /^(?:def|class|import|return|while|try|raise|global|nonlocal|del|pass|break|continue|assert|except|finally)$/
const STRING_PREFIX = /^(?:[rRbBuUfFtT]|[rR][bBfFtT]|[bBfFtTuU][rR])$/

const LETTER = 1
const DIGIT = 2
const SPACE = 3
const BREAK = 4
const QUOTE = 5
/** An operator of one character, whatever follows. */
const SINGLE = 6
/** The first character of an operator that may be longer. */
const LONGER = 7
const CLASSES = new Uint8Array(128)
/** The code of an operator of one character. */
const SINGLE_CODES = new Uint8Array(128)
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code)
  if (/[A-Za-z_]/.test(character)) CLASSES[code] = LETTER
  else if (/\d/.test(character)) CLASSES[code] = DIGIT
  else if (/[ \t\f]/.test(character)) CLASSES[code] = SPACE
  else if (/[\r\n]/.test(character)) CLASSES[code] = BREAK
  else if (/["']/.test(character)) CLASSES[code] = QUOTE
  else if (/[()[\]{},;~`]/.test(character)) CLASSES[code] = SINGLE
  else if (/[-+*/%@&|^<>:.=!]/.test(character)) CLASSES[code] = LONGER
  SINGLE_CODES[code] = OPERATOR_CODES.get(character) ?? 0
}

/** A character that may continue an operator: `* / < > = .` and, behind `-`, `>`. */
function continuesOperator(code: number): boolean {
  return code === 61 || code === 42 || code === 47 || code === 60 || code === 62 || code === 46
}

export function isIdentifierCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code >= 48 && code <= 57)
}

/** Where tokens are collected before their number is known: lists that grow would be most of all garbage. */
interface Scratch {
  readonly kinds: Uint8Array
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly codes: Uint8Array
}

const createScratch = (size: number): Scratch => ({
  kinds: new Uint8Array(size),
  starts: new Int32Array(size),
  ends: new Int32Array(size),
  codes: new Uint8Array(size),
})

let scratch = createScratch(1 << 14)

function grow(from: Scratch): Scratch {
  const to = createScratch(from.kinds.length * 2)
  to.kinds.set(from.kinds)
  to.starts.set(from.starts)
  to.ends.set(from.ends)
  to.codes.set(from.codes)
  return to
}

/**
 * Tokens of `text[start, end)`. Offsets are absolute in `text`.
 * @param joined as inside brackets: line breaks end nothing.
 */
export function tokenize(text: string, start = 0, end = text.length, joined = false): Tokens {
  let { kinds, starts, ends, codes } = scratch
  let count = 0
  const names: string[] = []
  const comments: Span[] = []
  const fields = new Map<number, readonly Span[]>()
  const whole = end === text.length
  let limited: string | null = whole ? text : null
  let depth = 0
  let deepest = 0
  let error: Tokens['error'] = null
  let at = start
  /** Nothing but white space so far on this line. */
  let freshLine = false
  /** Where the outermost open bracket stands. */
  let opened = start

  if (at === 0 && text.charCodeAt(0) === 0xfeff) at = 1
  while (at < end) {
    // One turn makes two tokens at most.
    if (count + 2 > kinds.length) {
      scratch = grow(scratch)
      ;({ kinds, starts, ends, codes } = scratch)
    }
    const code = text.charCodeAt(at)
    const kind = code < 128 ? (CLASSES[code] as number) : -1
    if (kind === SPACE) {
      at++
      continue
    }
    const lineStart = freshLine
    freshLine = false
    if (kind === LETTER) {
      let hash = code
      let to = at + 1
      let next = 0
      while (to < end) {
        next = text.charCodeAt(to)
        if (next > 127 || (CLASSES[next] as number) > DIGIT || CLASSES[next] === 0) break
        hash = (Math.imul(hash, 31) + next) | 0
        to++
      }
      if (to === end) next = 0
      if ((next === 34 || next === 39) && to - at <= 2 && STRING_PREFIX.test(text.slice(at, to))) {
        limited ??= text.slice(0, end)
        const literal = scanStringLiteral(limited, at, to, text.slice(at, to).toLowerCase())
        if (literal.fields !== null) fields.set(count, literal.fields)
        if (!literal.closed) error ??= { offset: at, message: 'unterminated string literal' }
        kinds[count] = literal.fields === null ? STRING : FSTRING
        starts[count] = at
        ends[count] = literal.end
        codes[count++] = 0
        names.push('')
        at = literal.end
        continue
      }
      let name: string | null = null
      let word = 0
      if (next > 127) {
        IDENTIFIER_REST.lastIndex = to
        const rest = IDENTIFIER_REST.exec(text)
        if (rest !== null) {
          to = Math.min(end, to + rest[0].length)
          name = text.slice(at, to).normalize('NFKC')
        }
      }
      if (name === null) {
        name = internName(text, at, to, hash)
        if (to - at <= LONGEST_WORD) word = WORD_CODES.get(name) ?? 0
      }
      if (depth > 0 && lineStart && STATEMENT_WORD.test(name)) {
        error ??= { offset: opened, message: 'bracket was never closed' }
        depth = 0
        kinds[count] = NEWLINE
        starts[count] = at
        ends[count] = at
        codes[count++] = 0
        names.push('')
      }
      kinds[count] = NAME
      starts[count] = at
      ends[count] = to
      codes[count++] = word
      names.push(name)
      at = to
    } else if (kind === SINGLE) {
      if (code === 40 || code === 91 || code === 123) {
        if (depth === 0) opened = at
        if (++depth > deepest) deepest = depth
      } else if (code === 41 || code === 93 || code === 125) depth = depth > 0 ? depth - 1 : 0
      kinds[count] = OPERATOR
      starts[count] = at
      ends[count] = ++at
      codes[count++] = SINGLE_CODES[code] as number
      names.push('')
    } else if (kind === LONGER) {
      const next = at + 1 < end ? text.charCodeAt(at + 1) : 0
      if (code === 46 && isDigit(next)) {
        NUMERAL.lastIndex = at
        const to = Math.min(end, at + (NUMERAL.exec(text)?.[0].length ?? 1))
        kinds[count] = NUMBER
        starts[count] = at
        ends[count] = to
        codes[count++] = 0
        names.push('')
        at = to
        continue
      }
      let to = at + 1
      let operator = SINGLE_CODES[code] as number
      if (continuesOperator(next)) {
        OPERATORS.lastIndex = at
        const spelling = OPERATORS.exec(text)?.[0] ?? ''
        if (spelling.length > 1 && at + spelling.length <= end) {
          to = at + spelling.length
          operator = OPERATOR_CODES.get(spelling) ?? 0
        }
      }
      kinds[count] = OPERATOR
      starts[count] = at
      ends[count] = to
      codes[count++] = operator
      names.push('')
      at = to
    } else if (kind === BREAK) {
      const to = code === 13 && text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1
      if (depth === 0 && !joined && count > 0 && kinds[count - 1] !== NEWLINE) {
        kinds[count] = NEWLINE
        starts[count] = at
        ends[count] = to
        codes[count++] = 0
        names.push('')
      }
      at = to
      freshLine = true
    } else if (kind === QUOTE) {
      limited ??= text.slice(0, end)
      const literal = scanStringLiteral(limited, at, at, '')
      if (!literal.closed) error ??= { offset: at, message: 'unterminated string literal' }
      kinds[count] = STRING
      starts[count] = at
      ends[count] = literal.end
      codes[count++] = 0
      names.push('')
      at = literal.end
    } else if (code === 35) {
      let to = at + 1
      while (to < end) {
        const inside = text.charCodeAt(to)
        if (inside === 10 || inside === 13) break
        to++
      }
      comments.push({ start: at, end: to })
      at = to
    } else if (kind === DIGIT) {
      let to = at + 1
      while (to < end && CLASSES[text.charCodeAt(to)] === DIGIT) to++
      if (to < end && continuesNumeral(text.charCodeAt(to))) {
        NUMERAL.lastIndex = at
        to = Math.min(end, at + (NUMERAL.exec(text)?.[0].length ?? 1))
      }
      kinds[count] = NUMBER
      starts[count] = at
      ends[count] = to
      codes[count++] = 0
      names.push('')
      at = to
    } else if (code === 92 && (text.charCodeAt(at + 1) === 10 || text.charCodeAt(at + 1) === 13)) {
      at += text.charCodeAt(at + 1) === 13 && text.charCodeAt(at + 2) === 10 ? 3 : 2
    } else {
      let to = at + (code >= 0xd800 && code <= 0xdbff ? 2 : 1)
      let name = ''
      IDENTIFIER_START.lastIndex = at
      if (code > 127 && IDENTIFIER_START.test(text)) {
        IDENTIFIER_REST.lastIndex = at
        to = Math.min(end, at + (IDENTIFIER_REST.exec(text)?.[0].length ?? 1))
        name = text.slice(at, to).normalize('NFKC')
      } else {
        const message = code === 92 ? 'unexpected character after line continuation character' : 'invalid character'
        error ??= { offset: at, message }
      }
      kinds[count] = name === '' ? ERROR : NAME
      starts[count] = at
      ends[count] = to
      codes[count++] = 0
      names.push(name)
      at = to
    }
  }
  return {
    text,
    kinds: kinds.slice(0, count),
    starts: starts.slice(0, count),
    ends: ends.slice(0, count),
    codes: codes.slice(0, count),
    names,
    comments,
    fields,
    depth: deepest,
    error,
  }
}

const LONGEST_WORD = Math.max(...[...WORD_CODES.keys()].map((word) => word.length))

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** A letter, an underscore or a dot. */
function continuesNumeral(code: number): boolean {
  return code === 46 || isIdentifierCode(code)
}
