import type { ExprNode } from './nodes.ts'
import { readStringTokens } from './string-tokens.ts'
import { parseExpression } from './unit.ts'
import { chainOf } from './chains.ts'
import { visitAll, visitExpression } from './walk-expressions.ts'
import { type StringLiteral, type Walk, within } from './walk-state.ts'

/*
 * Annotations (typing specification, "Type annotations"): strings in them are types not yet evaluated, except the
 * values of `Literal[…]` and the metadata of `Annotated[T, …]`.
 */

/** An annotation that stands where `walk.place` is; under `from __future__ import annotations` nothing evaluates it. */
export function visitEvaluatedAnnotation(walk: Walk, node: ExprNode | null | undefined): void {
  if (node === undefined || node === null) return
  if (walk.lazyAnnotations) visitLazyAnnotation(walk, node)
  else visitAnnotation(walk, node)
}

/** An annotation that is never evaluated, such as one of a local variable. */
export function visitLazyAnnotation(walk: Walk, node: ExprNode | null | undefined): void {
  if (node === undefined || node === null) return
  within(walk, { phase: 'type-only' }, () => visitAnnotation(walk, node))
}

export function visitAnnotation(walk: Walk, node: ExprNode): void {
  switch (node.nodeType) {
    case 'Constant':
      visitQuoted(walk, node)
      return
    case 'Subscript':
      visitExpression(walk, node.value)
      visitTypeArguments(walk, node.value, node.slice)
      return
    case 'BinOp':
      for (const part of unionParts(node)) visitAnnotation(walk, part)
      return
    case 'Tuple':
    case 'List':
      for (const element of node.elts) visitAnnotation(walk, element)
      return
    case 'Starred':
      visitAnnotation(walk, node.value)
      return
    default:
      visitExpression(walk, node)
  }
}

/** `A | B | "C" | …` leans left as deep as it is long. */
function unionParts(node: ExprNode): ExprNode[] {
  const parts: ExprNode[] = []
  let left = node
  while (left.nodeType === 'BinOp') {
    parts.push(left.right)
    left = left.left
  }
  parts.push(left)
  return parts.reverse()
}

function visitTypeArguments(walk: Walk, generic: ExprNode, slice: ExprNode): void {
  const name = lastName(walk, generic)
  if (name === 'Literal') {
    visitExpression(walk, slice)
  } else if (name === 'Annotated' && slice.nodeType === 'Tuple') {
    const [type, ...metadata] = slice.elts
    if (type !== undefined) visitAnnotation(walk, type)
    visitAll(walk, metadata)
  } else {
    visitAnnotation(walk, slice)
  }
}

function visitQuoted(walk: Walk, node: ExprNode): void {
  if (!readQuoted(walk, node)) visitExpression(walk, node)
}

/** Reads a string constant as a type. false: it is none, or what it spells is not what is written. */
function readQuoted(walk: Walk, node: ExprNode): boolean {
  const literal = readStringTokens(walk.unit, node)?.literal ?? null
  const text = literal === null ? null : typeTextOf(walk, literal)
  if (literal === null || text === null) return false
  const { medium } = walk
  let read = false
  walk.medium = medium === 'comment' ? 'comment' : 'string'
  within(walk, { phase: 'type-only' }, () => {
    read = visitTypeText(walk, literal.span.start, literal.span.end, text)
  })
  walk.medium = medium
  return read
}

/** Each costs as much as the file is long. */
const MOST_JOINED = 200

/**
 * Text in which what the literal spells stands where it stands in the file. A concatenation's quotes become blanks, so
 * that a name which is put together from two parts is none. null: there is no such text.
 */
function typeTextOf(walk: Walk, { plain, parts, span }: StringLiteral): string | null {
  if (plain) return walk.text
  if (!parts || walk.joinedTypes >= MOST_JOINED) return null
  walk.joinedTypes++
  let text = ''
  for (const part of parts) text = text.padEnd(part.start - span.start) + walk.text.slice(part.start, part.end)
  return ' '.repeat(span.start) + text
}

/** The strings of a type whose names were visited before as those of an ordinary expression. */
export function visitQuotedParts(walk: Walk, node: ExprNode): void {
  if (node.nodeType === 'Constant') {
    const literal = readStringTokens(walk.unit, node)?.literal ?? null
    if (literal !== null && readQuoted(walk, node)) walk.claimed.add(literal.span.start)
  } else if (node.nodeType === 'Subscript') {
    const name = lastName(walk, node.value)
    if (name === 'Literal') return
    const first = name === 'Annotated' && node.slice.nodeType === 'Tuple' ? node.slice.elts[0] : node.slice
    if (first !== undefined) visitQuotedParts(walk, first)
  } else if (node.nodeType === 'Tuple' || node.nodeType === 'List') {
    for (const element of node.elts) visitQuotedParts(walk, element)
  } else if (node.nodeType === 'BinOp') {
    for (const part of unionParts(node)) visitQuotedParts(walk, part)
  }
}

function lastName(walk: Walk, node: ExprNode): string {
  const chain = chainOf(walk.unit, node)
  if (chain === null) return ''
  const name = chain.members.at(-1)?.name ?? chain.name
  return walk.renamedForms.get(name) ?? name
}

/** Reads `text[start, end)` as a type. false: it is no expression. */
export function visitTypeText(walk: Walk, start: number, end: number, text = walk.text): boolean {
  const parsed = parseExpression(text, start, end)
  if (parsed === null) return false
  const { unit } = walk
  walk.unit = parsed.unit
  visitAnnotation(walk, parsed.value)
  walk.unit = unit
  return true
}
