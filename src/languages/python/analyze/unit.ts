import { type Module, parse } from 'py-ast'
import type { ParseProblem } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import { NAME, type Tokens, tokenAt, tokenize, tokenName, tokenSpan, tokenText } from '../lexer.ts'
import { maskSource } from './mask.ts'
import { speedUpParser } from './parser-tokens.ts'

speedUpParser()

/** CPython's own limit of nested brackets (MAXLEVEL in its tokenizer); beyond it a parser recurses for nothing. */
const MAX_BRACKETS = 200

/** A piece of a file that was parsed as one: the file, an f-string field, a quoted annotation, a type comment. */
export interface Unit {
  readonly text: string
  readonly tokens: Tokens
  /** Offset in `text` of a 1-based line and a column of the tree. */
  readonly offset: (line: number, column: number) => number
}

export interface ParsedUnit {
  readonly unit: Unit
  readonly module: Module
}

interface Positioned {
  readonly lineno?: number
  readonly col_offset?: number
  readonly end_lineno?: number
  readonly end_col_offset?: number
}

/** Parses a whole file. Answers the tokens and the problem where it is no Python 3. */
export function parseFile(text: string): { parsed: ParsedUnit | null; tokens: Tokens; problem: ParseProblem | null } {
  const tokens = tokenize(text)
  if (tokens.error !== null) {
    return { parsed: null, tokens, problem: { message: tokens.error.message, offset: tokens.error.offset } }
  }
  if (tokens.depth > MAX_BRACKETS) {
    return { parsed: null, tokens, problem: { message: 'too many nested parentheses', offset: 0 } }
  }
  const masked = maskSource(tokens, 0, text.length)
  const offset = (line: number, column: number): number =>
    Math.min(text.length, (masked.lineBases[line - 1] ?? text.length) + column)
  try {
    return { parsed: { unit: { text, tokens, offset }, module: parse(masked.source) }, tokens, problem: null }
  } catch (error) {
    return { parsed: null, tokens, problem: problemOf(error, offset) }
  }
}

/** Parses `text[start, end)` as one expression, wherever its lines break. null where it is none. */
export function parseExpression(text: string, start: number, end: number): ParsedUnit | null {
  const tokens = tokenize(text, start, end)
  if (tokens.error !== null || tokens.kinds.length === 0 || tokens.depth > MAX_BRACKETS) return null
  const masked = maskSource(tokens, start, end)
  const offset = (line: number, column: number): number =>
    (masked.lineBases[line - 1] ?? end) + column - (line === 1 ? 1 : 0)
  try {
    return { unit: { text, tokens, offset }, module: parse(`(${masked.source}\n)`) }
  } catch (error) {
    if (error instanceof RangeError) throw error
    return null
  }
}

function problemOf(error: unknown, offset: (line: number, column: number) => number): ParseProblem {
  if (error instanceof RangeError) return { message: 'nested too deeply', offset: 0 }
  const message = error instanceof Error ? error.message : String(error)
  const place = /\bline (\d+)(?:\D+(\d+))?/.exec(message)
  const plain = message.replace(/\s*\(?\bat line .*$/s, '').trim()
  return {
    message: plain === '' ? 'invalid syntax' : plain,
    offset: place === null ? 0 : Math.max(0, offset(Number(place[1]), Number(place[2] ?? 0))),
  }
}

export function startOf(unit: Unit, node: Positioned): number {
  return unit.offset(node.lineno ?? 1, node.col_offset ?? 0)
}

export function endOf(unit: Unit, node: Positioned): number {
  return unit.offset(node.end_lineno ?? node.lineno ?? 1, node.end_col_offset ?? node.col_offset ?? 0)
}

export function spanOf(unit: Unit, node: Positioned): Span {
  return { start: startOf(unit, node), end: endOf(unit, node) }
}

/** Index of the token a node starts with. */
export function firstToken(unit: Unit, node: Positioned): number {
  return tokenAt(unit.tokens, startOf(unit, node))
}

/** Index of the token a node ends with. */
export function lastToken(unit: Unit, node: Positioned): number {
  return tokenAt(unit.tokens, endOf(unit, node)) - 1
}

export interface NameToken {
  readonly name: string
  readonly span: Span
}

export function nameToken(unit: Unit, index: number): NameToken | null {
  if (unit.tokens.kinds[index] !== NAME) return null
  return { name: tokenName(unit.tokens, index), span: tokenSpan(unit.tokens, index) }
}

/** The next identifier that follows the keyword `word` at or after token `from`. */
export function nameAfter(unit: Unit, from: number, word: string): NameToken | null {
  const { tokens } = unit
  for (let index = from; index < tokens.kinds.length; index++) {
    if (tokens.kinds[index] === NAME && tokenText(tokens, index) === word) return nameToken(unit, index + 1)
  }
  return null
}
