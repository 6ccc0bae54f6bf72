import type { ScopeId } from '../../../core/facts.ts'
import { tokenIs } from '../tokens.ts'
import { visitAnnotation, visitEvaluatedAnnotation } from './annotations.ts'
import type { Arguments, FunctionNode, StmtNode, StmtOf, TypeParamNode } from './nodes.ts'
import { firstToken, nameAfter, nameToken, spanOf, startOf } from './unit.ts'
import { bindParameters, visitAll, visitDefaults, visitExpression } from './walk-expressions.ts'
import { bind, bodyPlace, type Walk, within } from './walk-state.ts'

type VisitBody = (walk: Walk, body: readonly StmtNode[]) => void

/** Decorators and defaults are evaluated outside; annotations too, in the scope of the type parameters if there are any. */
export function visitFunction(walk: Walk, node: FunctionNode, visitBody: VisitBody): void {
  visitAll(walk, node.decorator_list)
  visitDefaults(walk, node.args)
  withTypeParameters(walk, node, node.type_params, () => {
    visitParameterAnnotations(walk, node.args)
    visitEvaluatedAnnotation(walk, node.returns)
    const scope = walk.table.add('function', walk.place.scope, spanOf(walk.unit, node))
    noteBodyStart(walk, scope, node.body)
    within(walk, bodyPlace(walk, scope), () => {
      bindParameters(walk, node.args)
      visitBody(walk, node.body)
    })
  })
  const token = nameAfter(walk.unit, definitionToken(walk, node), 'def')
  if (token !== null) bind(walk, token, 'function')
}

export function visitClass(walk: Walk, node: StmtOf<'ClassDef'>, visitBody: VisitBody): void {
  visitAll(walk, node.decorator_list)
  withTypeParameters(walk, node, node.type_params, () => {
    for (const base of node.bases) visitBase(walk, base)
    for (const keyword of node.keywords) visitExpression(walk, keyword.value)
    const scope = walk.table.add('class', walk.place.scope, spanOf(walk.unit, node))
    noteBodyStart(walk, scope, node.body)
    within(walk, { scope }, () => visitBody(walk, node.body))
  })
  const token = nameAfter(walk.unit, definitionToken(walk, node), 'class')
  if (token !== null) bind(walk, token, 'class')
}

/** `class A(Base["Quoted"])`: the arguments of a generic base are types. */
function visitBase(walk: Walk, base: StmtOf<'ClassDef'>['bases'][number]): void {
  if (base.nodeType === 'Subscript') visitAnnotation(walk, base)
  else visitExpression(walk, base)
}

/** `type X[T] = …`: evaluated when somebody asks for the value. */
export function visitTypeAlias(walk: Walk, node: StmtOf<'TypeAlias'>): void {
  const token = nameToken(walk.unit, firstToken(walk.unit, node.name))
  if (token !== null) bind(walk, token, 'type')
  withTypeParameters(walk, node, node.type_params, () => {
    within(walk, { phase: 'type-only' }, () => visitAnnotation(walk, node.value))
  })
}

function noteBodyStart(walk: Walk, scope: ScopeId, body: readonly StmtNode[]): void {
  const [first] = body
  if (first !== undefined) walk.bodyStarts.set(scope, startOf(walk.unit, first))
}

/** The token behind the decorators: a definition's own position may be that of its first decorator. */
function definitionToken(walk: Walk, node: FunctionNode | StmtOf<'ClassDef'>): number {
  const first = firstToken(walk.unit, node)
  if (!tokenIs(walk.unit.tokens, first, '@')) return first
  const last = node.decorator_list.at(-1)
  return last === undefined ? first : firstToken(walk.unit, last) + 1
}

function visitParameterAnnotations(walk: Walk, args: Arguments): void {
  const parameters = [...args.posonlyargs, ...args.args, args.vararg, ...args.kwonlyargs, args.kwarg]
  for (const parameter of parameters) visitEvaluatedAnnotation(walk, parameter?.annotation)
}

function withTypeParameters(
  walk: Walk,
  node: FunctionNode | StmtOf<'ClassDef' | 'TypeAlias'>,
  parameters: readonly TypeParamNode[] | undefined,
  visit: () => void,
): void {
  if (parameters === undefined || parameters.length === 0) {
    visit()
    return
  }
  const scope = walk.table.add('type', walk.place.scope, spanOf(walk.unit, node))
  within(walk, { scope }, () => {
    for (const parameter of parameters) visitTypeParameter(walk, parameter)
    visit()
  })
}

/** Bounds and defaults are evaluated when somebody asks for them. */
function visitTypeParameter(walk: Walk, parameter: TypeParamNode): void {
  const first = firstToken(walk.unit, parameter)
  const token = nameToken(walk.unit, first) ?? nameToken(walk.unit, first + 1)
  if (token !== null) bind(walk, token, 'type')
  within(walk, { phase: 'type-only' }, () => {
    const bound = parameter.nodeType === 'TypeVar' ? parameter.bound : null
    for (const type of [bound, parameter.default_value]) {
      if (type !== undefined && type !== null) visitAnnotation(walk, type)
    }
  })
}
