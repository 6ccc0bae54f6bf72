import type { Node } from 'oxc-parser'
import type { Span } from '../../../core/span.ts'
import { parse } from '../analyze/parse.ts'

export type { Node } from 'oxc-parser'
export type NodeOf<T extends Node['type']> = Extract<Node, { type: T }>

export interface SyntaxTree {
  readonly body: readonly Node[]
  readonly comments: readonly Span[]
  /** From the statement inwards, every node that covers the span. */
  nodesAround(span: Span): Node[]
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value && 'end' in value

const childAround = (node: Node, span: Span): Node | null => {
  const covers = (value: unknown): value is Node => isNode(value) && value.start <= span.start && value.end >= span.end
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      const found: unknown = value.find(covers)
      if (isNode(found)) return found
    } else if (covers(value)) return value
  }
  return null
}

/** The statement structure of a file; null where it does not parse. */
export const parseTree = (path: string, text: string): SyntaxTree | null => {
  const parsed = parse(path, text)
  if ('message' in parsed) return null
  const body: readonly Node[] = parsed.program.body
  return {
    body,
    comments: parsed.comments.map(({ start, end }) => ({ start, end })),
    nodesAround(span) {
      const chain: Node[] = []
      let node: Node | null = body.find(({ start, end }) => start <= span.start && end >= span.end) ?? null
      while (node !== null) {
        chain.push(node)
        node = childAround(node, span)
      }
      return chain
    },
  }
}
