import type { ExprNode, Node } from './expression-nodes.ts'

/** Patterns of `case` clauses (see `nodes.ts`). */
export interface MatchValue extends Node {
  readonly nodeType: 'MatchValue'
  readonly value: ExprNode
}
export interface MatchSingleton extends Node {
  readonly nodeType: 'MatchSingleton'
}
export interface MatchGroup<T extends 'MatchSequence' | 'MatchOr'> extends Node {
  readonly nodeType: T
  readonly patterns: readonly PatternNode[]
}
export interface MatchMapping extends Node {
  readonly nodeType: 'MatchMapping'
  readonly keys: readonly ExprNode[]
  readonly patterns: readonly PatternNode[]
  readonly rest: string | null
}
export interface MatchClass extends Node {
  readonly nodeType: 'MatchClass'
  readonly cls: ExprNode
  readonly patterns: readonly PatternNode[]
  readonly kwd_patterns: readonly PatternNode[]
}
export interface MatchStar extends Node {
  readonly nodeType: 'MatchStar'
  readonly name: string | null
}
export interface MatchAs extends Node {
  readonly nodeType: 'MatchAs'
  readonly pattern: PatternNode | null
  readonly name: string | null
}

export type PatternNode =
  | MatchValue
  | MatchSingleton
  | MatchGroup<'MatchSequence'>
  | MatchGroup<'MatchOr'>
  | MatchMapping
  | MatchClass
  | MatchStar
  | MatchAs
