/*
 * The syntax tree, as far as the analysis asks: the nodes of CPython's own (docs.python.org, `ast`, "Abstract grammar"),
 * without contexts, with the index of the token each begins and ends with.
 */

interface Node {
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

export interface Module {
  readonly body: Body
}
