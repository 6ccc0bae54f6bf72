import type { Span } from '../../core/span.ts'

/* The kinds of tokens, what is known of them all, and what is asked of one. */

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
  readonly kinds: Uint8Array
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** What a token is to the grammar (see `token-codes.ts`). */
  readonly codes: Uint8Array
  /** What an identifier means, in normal form KC (PEP 3131); empty for other tokens. */
  readonly names: readonly string[]
  readonly comments: readonly Span[]
  /** Expressions inside f-strings and t-strings by token index, those of nested format specs included. */
  readonly fields: ReadonlyMap<number, readonly Span[]>
  /** Deepest nesting of brackets. */
  readonly depth: number
  /** The first place that is no token. */
  readonly error: { readonly offset: number; readonly message: string } | null
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
  return tokens.names[index] || tokenText(tokens, index)
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
