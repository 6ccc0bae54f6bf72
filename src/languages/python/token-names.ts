import { NAME, type Tokens, tokenIs, tokenText } from './tokens.ts'
import { isKeyword } from './token-codes.ts'
import { bracketStep, type TokenStatement } from './token-statements.ts'

/** A token that binds a name (see `Declaration` of the analysis for the manners). */
export interface BoundToken {
  readonly index: number
  readonly manner: 'plain' | 'annotation' | 'except' | 'delete' | 'augmented'
  readonly kind: 'class' | 'function' | 'variable' | 'parameter'
}

/** The names a statement that is no import binds in the block it stands in. */
export function boundTokens(tokens: Tokens, statement: TokenStatement): BoundToken[] {
  const { first, end, word } = statement
  const bound = walrusTargets(tokens, first, end)
  switch (word) {
    case 'def':
    case 'class':
      push(tokens, bound, first + 1, 'plain', word === 'def' ? 'function' : 'class')
      return bound
    case 'async': {
      const next = tokenText(tokens, first + 1)
      return next === 'async'
        ? bound
        : [...bound, ...boundTokens(tokens, { ...statement, first: first + 1, word: next })]
    }
    case 'for':
      pushTargets(tokens, bound, first + 1, keywordAt(tokens, first + 1, end, 'in'), 'plain')
      return bound
    case 'with':
      pushAfterAs(tokens, bound, first, end, 'plain')
      return bound
    case 'except':
      pushAfterAs(tokens, bound, first, end, 'except')
      return bound
    case 'case':
      if (statement.header) pushCaptures(tokens, bound, first + 1, end)
      else pushAssignment(tokens, bound, first, end)
      return bound
    case 'del':
      pushTargets(tokens, bound, first + 1, end, 'delete')
      return bound
    case 'type':
      if (tokens.kinds[first + 1] === NAME && /^[[=]$/.test(tokenText(tokens, first + 2)))
        push(tokens, bound, first + 1, 'plain')
      else pushAssignment(tokens, bound, first, end)
      return bound
    default:
      if (!statement.header && !isKeyword(word)) pushAssignment(tokens, bound, first, end)
      return bound
  }
}

function push(
  tokens: Tokens,
  bound: BoundToken[],
  index: number,
  manner: BoundToken['manner'],
  kind: BoundToken['kind'] = 'variable',
): void {
  if (tokens.kinds[index] === NAME && !isKeyword(tokenText(tokens, index))) bound.push({ index, manner, kind })
}

function walrusTargets(tokens: Tokens, first: number, end: number): BoundToken[] {
  const bound: BoundToken[] = []
  for (let index = first + 1; index < end; index++)
    if (tokenIs(tokens, index, ':=')) push(tokens, bound, index - 1, 'plain')
  return bound
}

function keywordAt(tokens: Tokens, from: number, end: number, keyword: string): number {
  let depth = 0
  for (let index = from; index < end; index++) {
    depth += bracketStep(tokens, index)
    if (depth === 0 && tokenIs(tokens, index, keyword)) return index
  }
  return end
}

/** Names in a target list: not what is subscripted, called or accessed, and nothing inside such brackets. */
function pushTargets(
  tokens: Tokens,
  bound: BoundToken[],
  from: number,
  end: number,
  manner: BoundToken['manner'],
): void {
  let index = from
  while (index < end) {
    const step = bracketStep(tokens, index)
    if (step === 1 && index > from && endsOperand(tokens, index - 1)) {
      index = closing(tokens, index, end) + 1
      continue
    }
    if (
      tokens.kinds[index] === NAME &&
      !tokenIs(tokens, index - 1, '.') &&
      !/^[.[(]$/.test(tokenText(tokens, index + 1))
    ) {
      push(tokens, bound, index, manner)
    } else if (tokens.kinds[index] === NAME && index + 1 >= end) {
      if (!tokenIs(tokens, index - 1, '.')) push(tokens, bound, index, manner)
    }
    index++
  }
}

function endsOperand(tokens: Tokens, index: number): boolean {
  const text = tokenText(tokens, index)
  if (tokens.kinds[index] === NAME) return !isKeyword(text)
  return text === ')' || text === ']' || text === '}' || /["']$/.test(text)
}

function closing(tokens: Tokens, open: number, end: number): number {
  let depth = 0
  for (let index = open; index < end; index++) {
    depth += bracketStep(tokens, index)
    if (depth === 0) return index
  }
  return end
}

/** `as target` of `with` and `except`, up to what ends an item. */
function pushAfterAs(
  tokens: Tokens,
  bound: BoundToken[],
  from: number,
  end: number,
  manner: BoundToken['manner'],
): void {
  for (let index = from; index < end; index++) {
    if (!tokenIs(tokens, index, 'as')) continue
    let depth = 0
    let to = index + 1
    for (; to < end; to++) {
      depth += bracketStep(tokens, to)
      if (depth < 0 || (depth === 0 && tokenIs(tokens, to, ','))) break
    }
    pushTargets(tokens, bound, index + 1, to, manner)
    index = to
  }
}

/** Capture patterns: bare names that are no keyword argument, class or attribute. */
function pushCaptures(tokens: Tokens, bound: BoundToken[], from: number, end: number): void {
  const to = keywordAt(tokens, from, end, 'if')
  for (let index = from; index < to; index++) {
    if (tokens.kinds[index] !== NAME || tokenIs(tokens, index, '_')) continue
    if (tokenIs(tokens, index - 1, '.') || /^(?:\.|\(|=)$/.test(tokenText(tokens, index + 1))) continue
    push(tokens, bound, index, 'plain')
  }
}

const AUGMENTED = /^(?:\*\*|\/\/|>>|<<|[-+*/%@&|^])=$/

function pushAssignment(tokens: Tokens, bound: BoundToken[], first: number, end: number): void {
  let depth = 0
  let from = first
  let colon = -1
  for (let index = first; index < end; index++) {
    depth += bracketStep(tokens, index)
    if (depth !== 0) continue
    const text = tokenText(tokens, index)
    if (text === 'lambda') return
    if (text === ':' && colon === -1) {
      colon = index
    } else if (text === '=') {
      if (colon === -1) {
        pushTargets(tokens, bound, from, index, 'plain')
      } else {
        pushAnnotated(tokens, bound, first, colon, 'plain')
        return
      }
      from = index + 1
    } else if (AUGMENTED.test(text)) {
      if (index === first + 1) push(tokens, bound, first, 'augmented')
      return
    }
  }
  if (colon !== -1) pushAnnotated(tokens, bound, first, colon, 'annotation')
}

/** Only a single name, parenthesised or not, is bound by an annotated assignment. */
function pushAnnotated(
  tokens: Tokens,
  bound: BoundToken[],
  first: number,
  colon: number,
  manner: BoundToken['manner'],
): void {
  if (colon === first + 1) push(tokens, bound, first, manner)
  else if (manner === 'plain') pushTargets(tokens, bound, first, colon, manner)
}
