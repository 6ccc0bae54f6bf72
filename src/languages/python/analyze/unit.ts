import type { ParseProblem } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import { tokensOfFile } from '../file-tokens.ts'
import { tokenize } from '../lexer.ts'
import { NAME, type Tokens, tokenName, tokenSpan, tokenText } from '../tokens.ts'
import { parseModule, parseOneExpression } from '../parser/statements.ts'
import { PythonSyntaxError } from '../parser/token-reader.ts'
import type { ExprNode, Module } from './nodes.ts'

/** CPython's own limit of nested brackets (MAXLEVEL in its tokenizer); beyond it a parser recurses for nothing. */
const MAX_BRACKETS = 200

/** A piece of a file that was parsed as one: the file, an f-string field, a quoted annotation, a type comment. */
export interface Unit {
  readonly text: string
  readonly tokens: Tokens
}

export interface ParsedUnit {
  readonly unit: Unit
  readonly module: Module
}

/** Tokens by their indices. */
interface Positioned {
  readonly first: number
  readonly last: number
}

/** Parses a whole file. Answers the tokens and the problem where it is no Python 3. */
export function parseFile(text: string): { parsed: ParsedUnit | null; tokens: Tokens; problem: ParseProblem | null } {
  const tokens = tokensOfFile(text)
  if (tokens.error !== null) {
    return { parsed: null, tokens, problem: { message: tokens.error.message, offset: tokens.error.offset } }
  }
  if (tokens.depth > MAX_BRACKETS) {
    return { parsed: null, tokens, problem: { message: 'too many nested parentheses', offset: 0 } }
  }
  try {
    return { parsed: { unit: { text, tokens }, module: parseModule(tokens) }, tokens, problem: null }
  } catch (error) {
    return { parsed: null, tokens, problem: problemOf(error, tokens) }
  }
}

export interface ParsedExpression {
  readonly unit: Unit
  readonly value: ExprNode
}

/** Parses `text[start, end)` as one expression, wherever its lines break. null where it is none. */
export function parseExpression(text: string, start: number, end: number): ParsedExpression | null {
  const tokens = tokenize(text, start, end, true)
  if (tokens.error !== null || tokens.kinds.length === 0 || tokens.depth > MAX_BRACKETS) return null
  try {
    return { unit: { text, tokens }, value: parseOneExpression(tokens) }
  } catch (error) {
    if (error instanceof PythonSyntaxError) return null
    throw error
  }
}

function problemOf(error: unknown, tokens: Tokens): ParseProblem {
  if (error instanceof PythonSyntaxError) {
    return { message: error.message, offset: tokens.starts[error.token] ?? tokens.text.length }
  }
  if (error instanceof RangeError) return { message: 'nested too deeply', offset: 0 }
  throw error
}

export function startOf({ tokens }: Unit, node: Positioned): number {
  return tokens.starts[node.first] ?? tokens.text.length
}

export function endOf({ tokens }: Unit, node: Positioned): number {
  return tokens.ends[node.last] ?? tokens.text.length
}

export function spanOf(unit: Unit, node: Positioned): Span {
  return { start: startOf(unit, node), end: endOf(unit, node) }
}

/** Index of the token a node starts with. */
export function firstToken(_unit: Unit, node: Positioned): number {
  return node.first
}

/** Index of the token a node ends with. */
export function lastToken(_unit: Unit, node: Positioned): number {
  return node.last
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
