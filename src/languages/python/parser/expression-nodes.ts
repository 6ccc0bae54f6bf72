/** Expressions and parameters of the syntax tree (see `nodes.ts`), with the index of the token each begins and ends with. */
export interface Node {
  readonly first: number
  readonly last: number
}

/** What a string spells stands in its tokens. */
export interface Constant extends Node {
  readonly nodeType: 'Constant'
  /** `''` for every string and bytes literal, null also for `...`. */
  readonly value: string | number | boolean | null
}
export interface Name extends Node {
  readonly nodeType: 'Name'
  readonly id: string
}
export interface Attribute extends Node {
  readonly nodeType: 'Attribute'
  readonly value: ExprNode
  readonly attr: string
}
export interface Subscript extends Node {
  readonly nodeType: 'Subscript'
  readonly value: ExprNode
  readonly slice: ExprNode
}
export interface Slice extends Node {
  readonly nodeType: 'Slice'
  readonly lower: ExprNode | null
  readonly upper: ExprNode | null
  readonly step: ExprNode | null
}
export interface Call extends Node {
  readonly nodeType: 'Call'
  readonly func: ExprNode
  readonly args: readonly ExprNode[]
  readonly keywords: readonly Keyword[]
}
export interface Keyword extends Node {
  /** null: `**mapping`. */
  readonly arg: string | null
  readonly value: ExprNode
}
/** Those that somebody asks for. */
export interface Operator {
  readonly nodeType: 'Add' | 'Mod' | 'And' | 'Or' | 'Not' | 'Eq' | 'In' | 'NotIn' | 'Other'
}
export interface BoolOp extends Node {
  readonly nodeType: 'BoolOp'
  readonly op: Operator
  readonly values: readonly ExprNode[]
}
export interface BinOp extends Node {
  readonly nodeType: 'BinOp'
  readonly left: ExprNode
  readonly op: Operator
  readonly right: ExprNode
}
export interface UnaryOp extends Node {
  readonly nodeType: 'UnaryOp'
  readonly op: Operator
  readonly operand: ExprNode
}
export interface Compare extends Node {
  readonly nodeType: 'Compare'
  readonly left: ExprNode
  readonly ops: readonly Operator[]
  readonly comparators: readonly ExprNode[]
}
export interface NamedExpr extends Node {
  readonly nodeType: 'NamedExpr'
  readonly target: Name
  readonly value: ExprNode
}
export interface Lambda extends Node {
  readonly nodeType: 'Lambda'
  readonly args: Arguments
  readonly body: ExprNode
}
export interface IfExp extends Node {
  readonly nodeType: 'IfExp'
  readonly test: ExprNode
  readonly body: ExprNode
  readonly orelse: ExprNode
}
export interface Dict extends Node {
  readonly nodeType: 'Dict'
  /** null: `**mapping`. */
  readonly keys: readonly (ExprNode | null)[]
  readonly values: readonly ExprNode[]
}
export interface Sequence<T extends 'Set' | 'List' | 'Tuple'> extends Node {
  readonly nodeType: T
  readonly elts: readonly ExprNode[]
}
export interface ElementComp<T extends 'ListComp' | 'SetComp' | 'GeneratorExp'> extends Node {
  readonly nodeType: T
  readonly elt: ExprNode
  readonly generators: readonly Comprehension[]
}
export interface DictComp extends Node {
  readonly nodeType: 'DictComp'
  readonly key: ExprNode
  readonly value: ExprNode
  readonly generators: readonly Comprehension[]
}
export interface Comprehension {
  readonly target: ExprNode
  readonly iter: ExprNode
  readonly ifs: readonly ExprNode[]
}
export interface Inner<T extends 'Await' | 'YieldFrom' | 'Starred'> extends Node {
  readonly nodeType: T
  readonly value: ExprNode
}
export interface Yield extends Node {
  readonly nodeType: 'Yield'
  readonly value: ExprNode | null
}

export type ExprNode =
  | Constant
  | Name
  | Attribute
  | Subscript
  | Slice
  | Call
  | BoolOp
  | BinOp
  | UnaryOp
  | Compare
  | NamedExpr
  | Lambda
  | IfExp
  | Dict
  | Sequence<'Set'>
  | Sequence<'List'>
  | Sequence<'Tuple'>
  | ElementComp<'ListComp'>
  | ElementComp<'SetComp'>
  | ElementComp<'GeneratorExp'>
  | DictComp
  | Inner<'Await'>
  | Inner<'YieldFrom'>
  | Inner<'Starred'>
  | Yield

export interface Parameter extends Node {
  readonly arg: string
  readonly annotation: ExprNode | null
}
export interface Arguments {
  readonly posonlyargs: readonly Parameter[]
  readonly args: readonly Parameter[]
  readonly vararg: Parameter | null
  readonly kwonlyargs: readonly Parameter[]
  readonly kw_defaults: readonly (ExprNode | null)[]
  readonly kwarg: Parameter | null
  readonly defaults: readonly ExprNode[]
}

export interface TypeParam extends Node {
  readonly nodeType: 'TypeVar' | 'TypeVarTuple' | 'ParamSpec'
  readonly bound: ExprNode | null
  readonly default_value: ExprNode | null
}
