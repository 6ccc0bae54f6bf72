import type { ExprNode, TypeParam } from '../parser/expression-nodes.ts'
import type { FunctionDef, StmtNode } from '../parser/nodes.ts'

/* Names for those members of the parser's unions that it does not name itself. */

export type { Arguments, Call, Comprehension, ExprNode } from '../parser/expression-nodes.ts'
export type { ClassDef, ExceptHandler, FunctionDef, Module, StmtNode, WithItem } from '../parser/nodes.ts'
export type { PatternNode } from '../parser/pattern-nodes.ts'

export type StmtOf<T extends StmtNode['nodeType']> = Extract<StmtNode, { readonly nodeType: T }>
export type ExprOf<T extends ExprNode['nodeType']> = Extract<ExprNode, { readonly nodeType: T }>
export type TypeParamNode = TypeParam
export type FunctionNode = FunctionDef | FunctionDef<'AsyncFunctionDef'>
