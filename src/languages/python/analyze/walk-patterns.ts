import { NAME, tokenIs } from '../tokens.ts'
import type { PatternNode } from './nodes.ts'
import { firstToken, lastToken, nameToken } from './unit.ts'
import { visitAttribute, visitExpression } from './walk-expressions.ts'
import { bind, type Walk } from './walk-state.ts'

/** The captures and the values of a `case` pattern. */
export function visitPattern(walk: Walk, node: PatternNode): void {
  switch (node.nodeType) {
    case 'MatchValue':
      visitAttribute(walk, node.value)
      return
    case 'MatchSequence':
    case 'MatchOr':
      for (const pattern of node.patterns) visitPattern(walk, pattern)
      return
    case 'MatchMapping':
      for (const key of node.keys) visitAttribute(walk, key)
      for (const pattern of node.patterns) visitPattern(walk, pattern)
      if (node.rest !== undefined && node.rest !== null) bindRest(walk, node)
      return
    case 'MatchClass':
      visitExpression(walk, node.cls)
      for (const pattern of [...node.patterns, ...node.kwd_patterns]) visitPattern(walk, pattern)
      return
    case 'MatchStar':
      if (node.name !== undefined && node.name !== null) capture(walk, lastToken(walk.unit, node))
      return
    case 'MatchAs':
      if (node.pattern !== undefined && node.pattern !== null) visitPattern(walk, node.pattern)
      if (node.name !== undefined && node.name !== null) {
        const alone = node.pattern === undefined || node.pattern === null
        capture(walk, alone ? firstToken(walk.unit, node) : lastToken(walk.unit, node))
      }
      return
    default:
      return
  }
}

function capture(walk: Walk, index: number): void {
  const token = nameToken(walk.unit, index)
  if (token !== null && token.name !== '_') bind(walk, token, 'variable')
}

/** `**rest` is the last entry of its mapping. */
function bindRest(walk: Walk, node: PatternNode): void {
  const { tokens } = walk.unit
  for (let index = lastToken(walk.unit, node); index > firstToken(walk.unit, node); index--) {
    if (tokens.kinds[index] === NAME && tokenIs(tokens, index - 1, '**')) {
      capture(walk, index)
      return
    }
  }
}
