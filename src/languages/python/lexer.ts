import type { Span } from '../../core/span.ts'
import { scanStringLiteral } from './string-literals.ts'

/*
 * Tokens of Python source with offsets into the original text, whatever its line endings, tabs or alphabet.
 * Sources of the rules: the Python language reference, "Lexical analysis", and PEP 701 for f-strings.
 * Never throws: what is no token becomes `ERROR`, so damaged files still give up their names and imports.
 */

export const NAME = 0
export const NUMBER = 1
/** A string literal with its prefix and quotes, f-strings and t-strings excepted. */
export const STRING = 2
/** An f-string or t-string, whole. */
export const FSTRING = 3
export const OPERATOR = 4
/** The end of a logical line. */
export const NEWLINE = 5
export const ERROR = 6

export interface Tokens {
  readonly text: string
  readonly kinds: readonly number[]
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  readonly comments: readonly Span[]
  /** Expressions inside f-strings and t-strings by token index, those of nested format specs included. */
  readonly fields: ReadonlyMap<number, readonly Span[]>
  /** Whether every identifier is ASCII. */
  readonly asciiNames: boolean
  /** Deepest nesting of brackets. */
  readonly depth: number
  /** The first place that is no token. */
  readonly error: { readonly offset: number; readonly message: string } | null
}

const IDENTIFIER_REST = /[\p{XID_Continue}]+/uy
const IDENTIFIER_START = /[\p{XID_Start}_]/uy
const NUMERAL =
  /0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?[jJlL]?/y
const OPERATORS = /\*\*=|\/\/=|>>=|<<=|\.\.\.|[-+*/%@&|^=!<>]=|:=|->|\*\*|\/\/|<<|>>|<>|[-+*/%@&|^~<>()[\]{},:.;=!`]/y
/** Words no bracket can hold: behind an unclosed one they begin a statement again. */
const STATEMENT_WORD =
  /^(?:def|class|import|return|while|try|raise|global|nonlocal|del|pass|break|continue|assert|except|finally)$/
const STRING_PREFIX = /^(?:[rRbBuUfFtT]|[rR][bBfFtT]|[bBfFtTuU][rR])$/

export function isIdentifierCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code >= 48 && code <= 57)
}

/** Tokens of `text[start, end)`. Offsets are absolute in `text`. */
export function tokenize(text: string, start = 0, end = text.length): Tokens {
  const source = end === text.length ? text : text.slice(0, end)
  const kinds: number[] = []
  const starts: number[] = []
  const ends: number[] = []
  const comments: Span[] = []
  const fields = new Map<number, readonly Span[]>()
  let asciiNames = true
  let depth = 0
  let deepest = 0
  let error: Tokens['error'] = null
  let at = start
  /** Nothing but white space so far on this line. */
  let freshLine = false
  /** Where the outermost open bracket stands. */
  let opened = start

  const push = (kind: number, to: number): void => {
    kinds.push(kind)
    starts.push(at)
    ends.push(to)
    at = to
  }
  const fail = (to: number, message: string): void => {
    error ??= { offset: at, message }
    push(ERROR, to)
  }
  const pushString = (quote: number, prefix: string): void => {
    const literal = scanStringLiteral(source, at, quote, prefix)
    if (literal.fields !== null) fields.set(kinds.length, literal.fields)
    if (!literal.closed) error ??= { offset: at, message: 'unterminated string literal' }
    push(literal.fields === null ? STRING : FSTRING, literal.end)
  }

  const closeBrackets = (): void => {
    error ??= { offset: opened, message: 'bracket was never closed' }
    depth = 0
    push(NEWLINE, at)
  }

  if (at === 0 && source.charCodeAt(0) === 0xfeff) at = 1
  while (at < end) {
    const code = source.charCodeAt(at)
    const lineStart = freshLine
    if (code !== 32 && code !== 9 && code !== 12) freshLine = false
    if (code === 32 || code === 9 || code === 12) {
      at++
    } else if (code === 10 || code === 13) {
      const to = code === 13 && source.charCodeAt(at + 1) === 10 ? at + 2 : at + 1
      if (depth === 0 && kinds.length > 0 && kinds[kinds.length - 1] !== NEWLINE) push(NEWLINE, to)
      else at = to
      freshLine = true
    } else if (code === 35) {
      let to = at + 1
      while (to < end && source.charCodeAt(to) !== 10 && source.charCodeAt(to) !== 13) to++
      comments.push({ start: at, end: to })
      at = to
    } else if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95) {
      let to = at + 1
      while (to < end && isIdentifierCode(source.charCodeAt(to))) to++
      const next = source.charCodeAt(to)
      if ((next === 34 || next === 39) && to - at <= 2 && STRING_PREFIX.test(source.slice(at, to))) {
        pushString(to, source.slice(at, to).toLowerCase())
      } else {
        if (next > 127) {
          IDENTIFIER_REST.lastIndex = to
          const rest = IDENTIFIER_REST.exec(source)
          if (rest !== null) {
            to += rest[0].length
            asciiNames = false
          }
        }
        if (depth > 0 && lineStart && STATEMENT_WORD.test(source.slice(at, to))) closeBrackets()
        push(NAME, to)
      }
    } else if (code === 34 || code === 39) {
      pushString(at, '')
    } else if ((code >= 48 && code <= 57) || (code === 46 && isDigit(source.charCodeAt(at + 1)))) {
      NUMERAL.lastIndex = at
      const numeral = NUMERAL.exec(source)
      push(NUMBER, at + (numeral === null ? 1 : numeral[0].length))
    } else if (code === 92) {
      const next = source.charCodeAt(at + 1)
      if (next === 13) at += source.charCodeAt(at + 2) === 10 ? 3 : 2
      else if (next === 10) at += 2
      else fail(at + 1, 'unexpected character after line continuation character')
    } else if (code > 127) {
      IDENTIFIER_START.lastIndex = at
      if (IDENTIFIER_START.test(source)) {
        IDENTIFIER_REST.lastIndex = at
        const rest = IDENTIFIER_REST.exec(source)
        asciiNames = false
        push(NAME, at + (rest === null ? 1 : rest[0].length))
      } else {
        fail(at + (code >= 0xd800 && code <= 0xdbff ? 2 : 1), 'invalid character')
      }
    } else {
      OPERATORS.lastIndex = at
      const operator = OPERATORS.exec(source)
      if (operator === null) {
        fail(at + 1, 'invalid character')
        continue
      }
      if (code === 40 || code === 91 || code === 123) {
        if (depth === 0) opened = at
        deepest = Math.max(deepest, ++depth)
      } else if (code === 41 || code === 93 || code === 125) depth = Math.max(0, depth - 1)
      push(OPERATOR, at + operator[0].length)
    }
  }
  return { text, kinds, starts, ends, comments, fields, asciiNames, depth: deepest, error }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** The spelling of a token. */
export function tokenText(tokens: Tokens, index: number): string {
  return tokens.text.slice(tokens.starts[index] ?? 0, tokens.ends[index] ?? 0)
}

export function tokenIs(tokens: Tokens, index: number, spelling: string): boolean {
  const start = tokens.starts[index]
  return (
    start !== undefined && tokens.ends[index] === start + spelling.length && tokens.text.startsWith(spelling, start)
  )
}

export function tokenSpan(tokens: Tokens, index: number): Span {
  return { start: tokens.starts[index] ?? 0, end: tokens.ends[index] ?? 0 }
}

/** The name an identifier token means: Python compares identifiers in normal form KC (PEP 3131). */
export function tokenName(tokens: Tokens, index: number): string {
  const name = tokenText(tokens, index)
  return tokens.asciiNames ? name : name.normalize('NFKC')
}

/** Index of the first token that starts at or after `offset`; the token count where there is none. */
export function tokenAt(tokens: Tokens, offset: number): number {
  const { starts } = tokens
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((starts[middle] ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return low
}
