import { NAME, NEWLINE, OPERATOR, type Tokens, tokenIs, tokenText } from './tokens.ts'

/*
 * Statements as tokens alone show them: enough to find imports and bound names where no syntax tree is built — in the
 * scan of every file, and in files that do not parse.
 */

export interface TokenStatement {
  /** Index of its first token. */
  readonly first: number
  /** Index behind its last token: its semicolon, line end or, for a header, its colon. */
  readonly end: number
  readonly word: string
  /** It ends in the colon that opens a suite. */
  readonly header: boolean
  /** It stands behind a header on the same line. */
  readonly inline: boolean
  /** The first statement of its logical line. */
  readonly leading: boolean
}

const HEADERS = new Set([
  'if',
  'elif',
  'else',
  'for',
  'while',
  'try',
  'except',
  'finally',
  'with',
  'def',
  'class',
  'async',
])

/** Every statement of the tokens, in order. */
export function* tokenStatements(tokens: Tokens): Generator<TokenStatement> {
  const count = tokens.kinds.length
  let index = 0
  let inline = false
  let leading = true
  while (index < count) {
    if (tokens.kinds[index] === NEWLINE || tokenIs(tokens, index, ';')) {
      if (tokens.kinds[index] === NEWLINE) {
        inline = false
        leading = true
      }
      index++
      continue
    }
    const word = tokens.kinds[index] === NAME ? tokenText(tokens, index) : ''
    const end = statementEnd(tokens, index, startsHeader(tokens, index, word))
    const header = tokenIs(tokens, end, ':')
    yield { first: index, end, word, header, inline, leading }
    leading = false
    if (header) {
      inline = true
      index = end + 1
    } else {
      index = end
    }
  }
}

/** `match` and `case` are plain names unless something that can begin an expression follows. */
function startsHeader(tokens: Tokens, index: number, word: string): boolean {
  if (HEADERS.has(word)) return true
  if (word !== 'match' && word !== 'case') return false
  const next = tokens.kinds[index + 1]
  if (next !== OPERATOR)
    return next !== NEWLINE && next !== undefined && !/^(?:in|is|and|or|if|not)$/.test(tokenText(tokens, index + 1))
  return /^[([{*-]/.test(tokenText(tokens, index + 1)) && !tokenText(tokens, index + 1).endsWith('=')
}

function statementEnd(tokens: Tokens, first: number, mayBeHeader: boolean): number {
  let depth = 0
  let lambdas = 0
  for (let index = first; index < tokens.kinds.length; index++) {
    const kind = tokens.kinds[index]
    if (kind === NEWLINE) return index
    if (kind === OPERATOR) {
      const step = bracketStep(tokens, index)
      depth += step
      if (depth > 0 || step !== 0) continue
      if (tokenIs(tokens, index, ';')) return index
      if (mayBeHeader && tokenIs(tokens, index, ':') && lambdas-- === 0) return index
    } else if (kind === NAME && depth === 0 && mayBeHeader && tokenIs(tokens, index, 'lambda')) {
      lambdas++
    }
  }
  return tokens.kinds.length
}

/** 1 for an opening bracket, -1 for a closing one. */
export function bracketStep(tokens: Tokens, index: number): number {
  if (tokens.kinds[index] !== OPERATOR) return 0
  const code = tokens.text.charCodeAt(tokens.starts[index] ?? 0)
  if (code === 40 || code === 91 || code === 123) return 1
  return code === 41 || code === 93 || code === 125 ? -1 : 0
}
