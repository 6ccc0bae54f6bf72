import type { Arguments, ExprNode, Keyword, Name, Node, TypeParam } from './expression-nodes.ts'
import type { PatternNode } from './pattern-nodes.ts'

/*
 * The syntax tree, as far as the analysis asks: the nodes of CPython's own (docs.python.org, `ast`, "Abstract grammar"),
 * without contexts, with the index of the token each begins and ends with. Here are the statements; what they are made
 * of stands in expression-nodes.ts and pattern-nodes.ts.
 */

type Body = readonly StmtNode[]

export interface FunctionDef<T extends 'FunctionDef' | 'AsyncFunctionDef' = 'FunctionDef'> extends Node {
  readonly nodeType: T
  readonly name: string
  readonly args: Arguments
  readonly body: Body
  readonly decorator_list: readonly ExprNode[]
  readonly returns: ExprNode | null
  readonly type_params: readonly TypeParam[]
}
export interface ClassDef extends Node {
  readonly nodeType: 'ClassDef'
  readonly name: string
  readonly bases: readonly ExprNode[]
  readonly keywords: readonly Keyword[]
  readonly body: Body
  readonly decorator_list: readonly ExprNode[]
  readonly type_params: readonly TypeParam[]
}
export interface TypeAlias extends Node {
  readonly nodeType: 'TypeAlias'
  readonly name: Name
  readonly type_params: readonly TypeParam[]
  readonly value: ExprNode
}
export interface Assign extends Node {
  readonly nodeType: 'Assign'
  readonly targets: readonly ExprNode[]
  readonly value: ExprNode
}
export interface AugAssign extends Node {
  readonly nodeType: 'AugAssign'
  readonly target: ExprNode
  readonly value: ExprNode
}
export interface AnnAssign extends Node {
  readonly nodeType: 'AnnAssign'
  readonly target: ExprNode
  readonly annotation: ExprNode
  readonly value: ExprNode | null
}
export interface For<T extends 'For' | 'AsyncFor' = 'For'> extends Node {
  readonly nodeType: T
  readonly target: ExprNode
  readonly iter: ExprNode
  readonly body: Body
  readonly orelse: Body
}
export interface Conditional<T extends 'While' | 'If'> extends Node {
  readonly nodeType: T
  readonly test: ExprNode
  readonly body: Body
  readonly orelse: Body
}
export interface WithItem {
  readonly context_expr: ExprNode
  readonly optional_vars: ExprNode | null
}
export interface With<T extends 'With' | 'AsyncWith' = 'With'> extends Node {
  readonly nodeType: T
  readonly items: readonly WithItem[]
  readonly body: Body
}
export interface ExceptHandler extends Node {
  readonly type: ExprNode | null
  readonly name: string | null
  readonly body: Body
}
export interface Try<T extends 'Try' | 'TryStar' = 'Try'> extends Node {
  readonly nodeType: T
  readonly body: Body
  readonly handlers: readonly ExceptHandler[]
  readonly orelse: Body
  readonly finalbody: Body
}
export interface MatchCase {
  readonly pattern: PatternNode
  readonly guard: ExprNode | null
  readonly body: Body
}
export interface Match extends Node {
  readonly nodeType: 'Match'
  readonly subject: ExprNode
  readonly cases: readonly MatchCase[]
}
export interface Valued<T extends 'Return'> extends Node {
  readonly nodeType: T
  readonly value: ExprNode | null
}
export interface Raise extends Node {
  readonly nodeType: 'Raise'
  readonly exc: ExprNode | null
  readonly cause: ExprNode | null
}
export interface Assert extends Node {
  readonly nodeType: 'Assert'
  readonly test: ExprNode
  readonly msg: ExprNode | null
}
export interface Delete extends Node {
  readonly nodeType: 'Delete'
  readonly targets: readonly ExprNode[]
}
export interface Import extends Node {
  readonly nodeType: 'Import'
}
export interface ImportFrom extends Node {
  readonly nodeType: 'ImportFrom'
  /** Without leading dots. */
  readonly module: string
  readonly names: readonly { readonly name: string }[]
}
export interface Expr extends Node {
  readonly nodeType: 'Expr'
  readonly value: ExprNode
}
export interface Word<T extends 'Global' | 'Nonlocal' | 'Pass' | 'Break' | 'Continue'> extends Node {
  readonly nodeType: T
}

export type StmtNode =
  | FunctionDef
  | FunctionDef<'AsyncFunctionDef'>
  | ClassDef
  | TypeAlias
  | Assign
  | AugAssign
  | AnnAssign
  | For
  | For<'AsyncFor'>
  | Conditional<'While'>
  | Conditional<'If'>
  | With
  | With<'AsyncWith'>
  | Try
  | Try<'TryStar'>
  | Match
  | Valued<'Return'>
  | Raise
  | Assert
  | Delete
  | Import
  | ImportFrom
  | Expr
  | Word<'Global'>
  | Word<'Nonlocal'>
  | Word<'Pass'>
  | Word<'Break'>
  | Word<'Continue'>

export interface Module {
  readonly body: Body
}
