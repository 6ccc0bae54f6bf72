import { FSTRING, NAME, NEWLINE, STRING, type Tokens } from '../lexer.ts'
import { tokensToReplace } from './parser-gaps.ts'

/**
 * Python source the parser reads in place of the original: ASCII only, `\n` line ends, indentation in spaces,
 * comments gone, the inside of strings blanked, f-strings as plain strings. So a column is a UTF-16 offset, and
 * what the parser does not know of alphabets, line endings, form feeds or f-string nesting cannot disturb it.
 */
export interface MaskedSource {
  readonly source: string
  /** By line: offset in the original text of the line's column 0. Its indentation may be of another width there. */
  readonly lineBases: readonly number[]
}

const BREAKS = /\r\n?|\n/

export function maskSource(tokens: Tokens, start: number, end: number): MaskedSource {
  const { text, kinds, starts, ends } = tokens
  const replaced = tokensToReplace(tokens)
  const lineBases = [start]
  const parts: string[] = []
  let at = start
  /** Where the stretch begins that goes over as it is. */
  let kept = start
  let lineStart = true

  /** Replaces `[at, to)`, by nothing but what `write` pushes. */
  const change = (to: number, write: () => void): void => {
    if (kept < at) parts.push(text.slice(kept, at))
    write()
    kept = to
  }
  const gapTo = (to: number): void => {
    if (!isPlainGap(text, at, to)) change(to, () => maskGap(text, at, to, lineStart, parts, lineBases))
    else if (to > at) noteBreaks(text, at, to, lineBases)
    at = to
  }

  for (let index = 0; index < kinds.length; index++) {
    const from = starts[index] ?? 0
    const to = ends[index] ?? 0
    gapTo(from)
    const kind = kinds[index]
    lineStart = kind === NEWLINE
    if (kind === NEWLINE) {
      if (to !== from + 1 || text.charCodeAt(from) !== 10) change(to, () => parts.push('\n'))
      lineBases.push(to)
    } else if (kind === STRING || kind === FSTRING) {
      change(to, () => maskString(text, from, to, parts, lineBases))
    } else if (replaced.has(index)) {
      change(to, () => parts.push(replaced.get(index) ?? ''))
    } else if (kind === NAME && !tokens.asciiNames) {
      change(to, () => parts.push(maskName(text.slice(from, to))))
    }
    at = to
  }
  lineStart = false
  gapTo(end)
  parts.push(text.slice(kept, end))
  return { source: parts.join(''), lineBases }
}

/** Spaces and `\n` alone, which the parser reads as they are. */
function isPlainGap(text: string, from: number, to: number): boolean {
  for (let index = from; index < to; index++) {
    const code = text.charCodeAt(index)
    if (code !== 32 && code !== 10) return false
  }
  return true
}

function noteBreaks(text: string, from: number, to: number, lineBases: number[]): void {
  for (let index = from; index < to; index++) if (text.charCodeAt(index) === 10) lineBases.push(index + 1)
}

function maskGap(
  text: string,
  from: number,
  to: number,
  lineStart: boolean,
  parts: string[],
  lineBases: number[],
): void {
  const gap = text.slice(from, to)
  const lines = gap.split(BREAKS)
  let offset = from
  lines.forEach((line, index) => {
    if (index > 0) {
      offset += lineBreakLength(text, offset)
      parts.push('\n')
      lineBases.push(offset)
    }
    const code = withoutComment(line)
    if (index === lines.length - 1 && lineStart && !gap.includes('\\')) {
      const column = indentColumn(code)
      parts.push(' '.repeat(column))
      lineBases[lineBases.length - 1] = offset + line.length - column
    } else {
      parts.push(code.replace(/[^\\]/g, ' '))
    }
    offset += line.length
  })
}

function lineBreakLength(text: string, offset: number): number {
  return text.charCodeAt(offset) === 13 && text.charCodeAt(offset + 1) === 10 ? 2 : 1
}

function withoutComment(line: string): string {
  const hash = line.indexOf('#')
  return hash === -1 ? line : line.slice(0, hash)
}

/** The tokenizer's column: a tab goes to the next multiple of eight, a form feed back to zero. */
function indentColumn(space: string): number {
  let column = 0
  for (const character of space) {
    if (character === '\t') column = (Math.floor(column / 8) + 1) * 8
    else if (character === '\f') column = 0
    else if (character === ' ') column++
  }
  return column
}

/** An ASCII identifier of the same length, no keyword. */
function maskName(name: string): string {
  return /^\w*$/.test(name) ? name : 'x'.repeat(name.length)
}

/**
 * The literal with its inside blanked. The prefix of an f-string (`f`, `rf`, `T` …) becomes `u`: the same length
 * must come out, so with two letters the quotes move one to the left and one more filler stands behind them.
 */
function maskString(text: string, from: number, to: number, parts: string[], lineBases: number[]): void {
  let quote = from
  while (text.charCodeAt(quote) !== 34 && text.charCodeAt(quote) !== 39) quote++
  const mark = text.charAt(quote)
  const triple = to - quote >= 6 && text.charAt(quote + 1) === mark && text.charAt(quote + 2) === mark
  const width = triple ? 3 : 1
  const prefix = text.slice(from, quote)
  const bytes = /b/i.test(prefix)
  const head =
    prefix === '' ? mark.repeat(width) : `${bytes ? 'b' : 'u'}${mark.repeat(width)}${'x'.repeat(prefix.length - 1)}`
  parts.push(head)
  const inside = text.slice(quote + width, to - width)
  if (!/[\r\n]/.test(inside)) {
    parts.push('x'.repeat(inside.length))
  } else {
    let offset = quote + width
    inside.split(BREAKS).forEach((line, index, all) => {
      if (index > 0) {
        offset += lineBreakLength(text, offset)
        parts.push('\n')
        lineBases.push(offset)
      }
      // A line break inside single quotes stands in an f-string field or behind a backslash: keep it escaped.
      const escaped = !triple && index < all.length - 1
      parts.push(escaped ? `${'x'.repeat(Math.max(0, line.length - 1))}\\` : 'x'.repeat(line.length))
      offset += line.length
    })
  }
  parts.push(mark.repeat(width))
}
