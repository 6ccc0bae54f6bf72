import { NAME, NEWLINE, OPERATOR, type Tokens, tokenIs } from '../lexer.ts'
import { bracketStep } from '../token-statements.ts'

/**
 * Tokens to replace before parsing, by index: correct Python that py-ast 1.16 refuses, spelled in a way of the same
 * length that binds and reads the same names at the same places.
 * - the `async` of a comprehension goes;
 * - the trailing comma of `del a,` goes;
 * - an open sequence behind `match` or `case`, `case a, *b:`, becomes alternatives, `case a|  b:`.
 */
export function tokensToReplace(tokens: Tokens): ReadonlyMap<number, string> {
  const replaced = new Map<number, string>()
  let depth = 0
  let statement = 0
  for (let index = 0; index < tokens.kinds.length; index++) {
    const kind = tokens.kinds[index]
    if (kind === NEWLINE || (depth === 0 && isOperator(tokens, index, 59))) {
      if (tokenIs(tokens, statement, 'del') && tokenIs(tokens, index - 1, ',')) replaced.set(index - 1, ' ')
      statement = index + 1
      depth = 0
    } else if (kind === OPERATOR) {
      depth += bracketStep(tokens, index)
    } else if (kind === NAME) {
      if (depth > 0 && tokenIs(tokens, index, 'async') && tokenIs(tokens, index + 1, 'for'))
        replaced.set(index, '     ')
      else if (index === statement && isMatchWord(tokens, index)) replaceOpenSequence(tokens, index, replaced)
    }
  }
  return replaced
}

function isOperator(tokens: Tokens, index: number, code: number): boolean {
  const start = tokens.starts[index] ?? 0
  return tokens.kinds[index] === OPERATOR && tokens.ends[index] === start + 1 && tokens.text.charCodeAt(start) === code
}

function isMatchWord(tokens: Tokens, index: number): boolean {
  return tokenIs(tokens, index, 'case') || tokenIs(tokens, index, 'match')
}

/** `match` and `case` may also be plain names: a pattern has a colon outside brackets, and a comma before it. */
function replaceOpenSequence(tokens: Tokens, start: number, replaced: Map<number, string>): void {
  const changes: [number, string][] = []
  let depth = 0
  let sequence = false
  for (let index = start + 1; index < tokens.kinds.length && tokens.kinds[index] !== NEWLINE; index++) {
    depth += bracketStep(tokens, index)
    if (depth > 0) continue
    if (tokenIs(tokens, index, ':') || tokenIs(tokens, index, 'if')) {
      if (!sequence) return
      for (const [at, spelling] of changes) replaced.set(at, spelling)
      return
    }
    if (tokenIs(tokens, index, ',')) {
      if (index === start + 1) return
      sequence = true
      changes.push([index, tokenIs(tokens, index + 1, ':') || tokenIs(tokens, index + 1, 'if') ? ' ' : '|'])
    } else if (tokenIs(tokens, index, '*')) {
      changes.push([index, ' '])
    } else if (tokenIs(tokens, index, 'as')) {
      changes.push([index, '| '])
    } else if (tokenIs(tokens, index, '=') || tokenIs(tokens, index, ';')) {
      return
    }
  }
}
