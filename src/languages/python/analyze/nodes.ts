import type { ExprNode, StmtNode } from 'py-ast'

/* Names for those members of the parser's unions that it does not export itself. */

export type {
  Arguments,
  Call,
  ClassDef,
  Comprehension,
  ExceptHandler,
  ExprNode,
  FunctionDef,
  StmtNode,
  WithItem,
} from 'py-ast'

export type StmtOf<T extends StmtNode['nodeType']> = Extract<StmtNode, { readonly nodeType: T }>
export type ExprOf<T extends ExprNode['nodeType']> = Extract<ExprNode, { readonly nodeType: T }>
export type PatternNode = StmtOf<'Match'>['cases'][number]['pattern']
export type TypeParamNode = StmtOf<'ClassDef'>['type_params'][number]
export type FunctionNode = StmtOf<'FunctionDef' | 'AsyncFunctionDef'>
