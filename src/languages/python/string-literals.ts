import type { Span } from '../../core/span.ts'

/*
 * The inside of string literals: where they end, which expressions an f-string carries, what a plain one spells.
 * Sources: the language reference, "String and Bytes literals" and "f-strings"; PEP 701; PEP 750.
 */

export interface ScannedString {
  readonly end: number
  readonly closed: boolean
  /** Spans of the replacement-field expressions; null for a string that is no f-string or t-string. */
  readonly fields: readonly Span[] | null
}

/** f-strings nested deeper than this are taken to the end of their line; CPython stops at 150. */
const MAX_NESTING = 150
/** A single-quoted f-string reaches no further than this: damaged files must not cost a scan to their end per line. */
const MAX_SINGLE_QUOTED = 20_000
const LINE_BREAK = /[\r\n]/g

/** The literal whose prefix starts at `start` (any case, lowered in `prefix`) and whose quote is at `quote`. */
export function scanStringLiteral(text: string, start: number, quote: number, prefix: string): ScannedString {
  const interpolated = prefix.includes('f') || prefix.includes('t')
  if (interpolated) {
    const fields: Span[] = []
    const limit = isTriple(text, quote) ? text.length : Math.min(text.length, quote + MAX_SINGLE_QUOTED)
    const end = scanInterpolated(text, quote, limit, prefix.includes('r'), fields, 0)
    return end === -1
      ? { end: unterminatedEnd(text, quote), closed: false, fields }
      : { end, closed: true, fields: fields.sort((a, b) => a.start - b.start) }
  }
  const end = scanPlain(text, quote, text.length)
  return end === -1
    ? { end: Math.max(unterminatedEnd(text, quote), start + 1), closed: false, fields: null }
    : { end, closed: true, fields: null }
}

function isTriple(text: string, quote: number): boolean {
  const code = text.charCodeAt(quote)
  return text.charCodeAt(quote + 1) === code && text.charCodeAt(quote + 2) === code
}

/** An unterminated triple-quoted string runs to the end of the text, any other to the end of its line. */
function unterminatedEnd(text: string, quote: number): number {
  if (isTriple(text, quote)) return text.length
  LINE_BREAK.lastIndex = quote
  return LINE_BREAK.exec(text)?.index ?? text.length
}

/** The end of a string without replacement fields, -1 where it is not terminated. */
function scanPlain(text: string, quote: number, limit: number): number {
  const code = text.charCodeAt(quote)
  const triple = isTriple(text, quote)
  let at = quote + (triple ? 3 : 1)
  for (; at < limit; at++) {
    const current = text.charCodeAt(at)
    if (current === 92) {
      at += text.charCodeAt(at + 1) === 13 && text.charCodeAt(at + 2) === 10 ? 2 : 1
    } else if (current === code) {
      if (!triple) return at + 1
      if (text.charCodeAt(at + 1) === code && text.charCodeAt(at + 2) === code) return at + 3
    } else if (!triple && (current === 10 || current === 13)) {
      return -1
    }
  }
  return -1
}

function scanInterpolated(
  text: string,
  quote: number,
  limit: number,
  raw: boolean,
  fields: Span[],
  nesting: number,
): number {
  if (nesting > MAX_NESTING) return -1
  const code = text.charCodeAt(quote)
  const triple = isTriple(text, quote)
  let at = quote + (triple ? 3 : 1)
  while (at < limit) {
    const current = text.charCodeAt(at)
    if (current === 92) {
      const next = text.charCodeAt(at + 1)
      if (!raw && next === 78 && text.charCodeAt(at + 2) === 123) {
        while (at < limit && text.charCodeAt(at) !== 125) at++
        at++
      } else if (next === 123 || next === 125) {
        at++
      } else {
        at += next === 13 && text.charCodeAt(at + 2) === 10 ? 3 : 2
      }
    } else if (current === code) {
      if (!triple) return at + 1
      if (text.charCodeAt(at + 1) === code && text.charCodeAt(at + 2) === code) return at + 3
      at++
    } else if (current === 123) {
      if (text.charCodeAt(at + 1) === 123) {
        at += 2
      } else {
        at = scanField(text, at + 1, limit, fields, nesting + 1, triple ? -1 : code)
        if (at === -1) return -1
      }
    } else if (!triple && (current === 10 || current === 13)) {
      return -1
    } else {
      at++
    }
  }
  return -1
}

/** A replacement field from behind its `{`; answers the offset behind its `}`, -1 where it has none. */
function scanField(
  text: string,
  start: number,
  limit: number,
  fields: Span[],
  nesting: number,
  outerQuote: number,
): number {
  if (nesting > MAX_NESTING) return -1
  let depth = 0
  let at = start
  while (at < limit) {
    const current = text.charCodeAt(at)
    if (current === 34 || current === 39) {
      at = scanNested(text, start, at, limit, nesting)
      if (at === -1) return -1
    } else if (current === 40 || current === 91 || current === 123) {
      depth++
      at++
    } else if (current === 41 || current === 93) {
      depth--
      at++
    } else if (current === 35) {
      LINE_BREAK.lastIndex = at
      at = LINE_BREAK.exec(text)?.index ?? text.length
    } else if (current === 125 && depth > 0) {
      depth--
      at++
    } else if (depth === 0 && endsExpression(text, at, current)) {
      fields.push({ start, end: expressionEnd(text, start, at) })
      if (current === 125) return at + 1
      if (current === 33) at = skipConversion(text, at)
      if (text.charCodeAt(at) === 125) return at + 1
      return text.charCodeAt(at) === 58 ? scanSpec(text, at + 1, limit, fields, nesting, outerQuote) : -1
    } else {
      at++
    }
  }
  return -1
}

function endsExpression(text: string, at: number, code: number): boolean {
  return code === 125 || code === 58 || (code === 33 && text.charCodeAt(at + 1) !== 61)
}

/** Without the `=` of a self-documenting field. */
function expressionEnd(text: string, start: number, end: number): number {
  let last = end
  while (last > start && /\s/.test(text.charAt(last - 1))) last--
  if (last - 1 > start && text.charAt(last - 1) === '=' && !/[=!<>]/.test(text.charAt(last - 2))) return last - 1
  return end
}

function skipConversion(text: string, at: number): number {
  let to = at + 1
  while (to < text.length && /[A-Za-z \t]/.test(text.charAt(to))) to++
  return to
}

function scanSpec(
  text: string,
  start: number,
  limit: number,
  fields: Span[],
  nesting: number,
  outerQuote: number,
): number {
  let at = start
  while (at < limit) {
    const current = text.charCodeAt(at)
    if (current === 123) {
      at = scanField(text, at + 1, limit, fields, nesting + 1, outerQuote)
      if (at === -1) return -1
    } else if (current === 125) {
      return at + 1
    } else if (outerQuote !== -1 && (current === outerQuote || current === 10 || current === 13)) {
      return -1
    } else {
      at++
    }
  }
  return -1
}

/** A string inside a field; its own fields are found when the expression is read for itself. */
function scanNested(text: string, fieldStart: number, quote: number, limit: number, nesting: number): number {
  let start = quote
  while (start > fieldStart && quote - start < 2 && /[rRbBuUfFtT]/.test(text.charAt(start - 1))) start--
  const before = start > fieldStart ? text.charAt(start - 1) : ''
  const prefix = /[\w]/.test(before) ? '' : text.slice(start, quote).toLowerCase()
  if (!prefix.includes('f') && !prefix.includes('t')) return scanPlain(text, quote, limit)
  return scanInterpolated(text, quote, limit, prefix.includes('r'), [], nesting + 1)
}

/** Where the parts of a string literal token lie. */
export interface LiteralParts {
  /** Lower case. */
  readonly prefix: string
  readonly contentStart: number
  readonly contentEnd: number
  readonly triple: boolean
}

/** Takes a terminated string token apart. */
export function literalParts(text: string, start: number, end: number): LiteralParts {
  let quote = start
  while (quote < end && text.charCodeAt(quote) !== 34 && text.charCodeAt(quote) !== 39) quote++
  const triple = end - quote >= 6 && isTriple(text, quote)
  const width = triple ? 3 : 1
  return {
    prefix: text.slice(start, quote).toLowerCase(),
    contentStart: quote + width,
    contentEnd: Math.max(quote + width, end - width),
    triple,
  }
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
}
const ESCAPE = /\\(?:(\r\n|[\r\n])|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g

/** The text a plain (not bytes, not f-) literal spells. `\N{…}` is left as written. */
export function decodeContent(content: string, raw: boolean): string {
  const unified = content.includes('\r') ? content.replace(/\r\n?/g, '\n') : content
  if (raw || !unified.includes('\\')) return unified
  return unified.replace(ESCAPE, (whole, eol, x, u, long, octal, simple) => {
    if (eol !== undefined) return ''
    const hex = x ?? u ?? long
    if (hex !== undefined) {
      const point = Number.parseInt(hex, 16)
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole
    }
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
    return SIMPLE_ESCAPES[simple] ?? whole
  })
}
