import type { ExprNode, FunctionDef, StmtNode, TypeParam } from '../parser/nodes.ts'

/* Names for those members of the parser's unions that it does not name itself. */

export type {
  Arguments,
  Call,
  ClassDef,
  Comprehension,
  ExceptHandler,
  ExprNode,
  FunctionDef,
  Module,
  PatternNode,
  StmtNode,
  WithItem,
} from '../parser/nodes.ts'

export type StmtOf<T extends StmtNode['nodeType']> = Extract<StmtNode, { readonly nodeType: T }>
export type ExprOf<T extends ExprNode['nodeType']> = Extract<ExprNode, { readonly nodeType: T }>
export type TypeParamNode = TypeParam
export type FunctionNode = FunctionDef | FunctionDef<'AsyncFunctionDef'>
