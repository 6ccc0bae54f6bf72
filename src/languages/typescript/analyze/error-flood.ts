import { type ParserOptions, parseSync } from 'oxc-parser'
import type { ParseProblem } from '../../../core/facts.ts'
import { Lexer } from './lexer.ts'
import { END, PUNCTUATOR, WORD } from './token-kinds.ts'

/*
 * The parser goes on after many errors and draws the line of each: thousands of them in one long line cost the square of
 * its length, in native code that nothing interrupts. So a text with such a line is parsed first with that line broken up.
 */

/** In code units. Shorter lines are drawn fast enough, whatever is wrong with them. */
const LONG_LINE = 5_000
const MAX_ERRORS = 200
/** After this much of a line a break is put in where one can stand. */
const PIECE = 100

/** Escapes that are an error in a string, and `\` in front of what is no escape elsewhere. */
const BAD_ESCAPE = /\\(?:u(?!\{[\da-f]{1,6}\}|[\da-f]{4})|x(?![\da-f]{2}))/gi

export interface BrokenText {
  readonly text: string
  /** Offsets in `text` of the line breaks that were put in, ascending. */
  readonly breaks: readonly number[]
}

/** The text in short lines; null where its lines are short; a problem where its very tokens are errors. */
export function breakLongLines(text: string, jsx: boolean): BrokenText | ParseProblem | null {
  if (!hasLongLine(text)) return null
  let bad = 0
  for (const { index } of text.matchAll(BAD_ESCAPE))
    if (++bad > MAX_ERRORS) return { message: 'invalid escapes', offset: index }
  const lexer = new Lexer(text, { jsx, tolerant: true })
  const parts: string[] = []
  const breaks: number[] = []
  let done = 0
  while (lexer.next() !== END) {
    const { start, end } = lexer
    if (lexer.kind === WORD)
      for (let at = start; at < end; at++)
        if (text.charCodeAt(at) === 92 && text.charCodeAt(at + 1) !== 117 && ++bad > MAX_ERRORS)
          return { message: 'invalid character', offset: at }
    if (end - done < PIECE || lexer.kind !== PUNCTUATOR || !mayBreakAfter(text, start, end)) continue
    breaks.push(end + breaks.length)
    parts.push(text.slice(done, end))
    done = end
  }
  parts.push(text.slice(done))
  return { text: parts.join('\n'), breaks }
}

function hasLongLine(text: string): boolean {
  if (text.length < LONG_LINE) return false
  for (let start = 0; start < text.length; ) {
    const next = text.indexOf('\n', start)
    const end = next === -1 ? text.length : next
    if (end - start > LONG_LINE) return true
    start = end + 1
  }
  return false
}

/** Behind these no line break ever ends a statement or changes what is meant. */
function mayBreakAfter(text: string, start: number, end: number): boolean {
  if (end - start === 1) return ';,{([=+-*/%&|^?:<>~.'.includes(text.charAt(start))
  const token = text.slice(start, end)
  return token !== '++' && token !== '--'
}

/** The first problem of a text that has a flood of them; null: it can be parsed as it is. */
export function findErrorFlood(broken: BrokenText, options: ParserOptions): ParseProblem | null {
  const { errors } = parseSync('file', broken.text, options)
  const [first] = errors
  if (first === undefined || errors.length <= MAX_ERRORS) return null
  const at = first.labels[0]?.start ?? 0
  const before = broken.breaks.findIndex((offset) => offset >= at)
  return { message: first.message, offset: at - (before === -1 ? broken.breaks.length : before) }
}
