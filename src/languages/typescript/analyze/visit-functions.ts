import type { Phase } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import { NAMESPACE, type ScopeNode, TYPE, VALUE, type Variable } from './scope-tree.ts'
import { isWrapper, type Node, type NodeOf } from './syntax.ts'
import { declarePattern } from './visit-patterns.ts'
import type { Visitors, Walk } from './walk.ts'

type FunctionNode = NodeOf<
  | 'FunctionDeclaration'
  | 'FunctionExpression'
  | 'ArrowFunctionExpression'
  | 'TSDeclareFunction'
  | 'TSEmptyBodyFunctionExpression'
>

/** Exported declarations of a namespace go to the table all its blocks share. */
export type Table = 'own' | 'shared'

export function declareFunction(walk: Walk, node: FunctionNode, table: Table = 'own'): void {
  if (node.id) walk.declare(node.id, 'function', VALUE, walk.scope, table)
  visitFunction(walk, node)
}

export function visitFunction(walk: Walk, node: FunctionNode): void {
  const outer = walk.scope
  const { phase, guards } = walk
  // Decorators of parameters run with the class, outside the function.
  for (const parameter of node.params) walk.visitAllIn(node, parameter.decorators)
  if (node.type === 'FunctionExpression' && node.id) {
    walk.scope = walk.openScope('block', node, false)
    walk.declare(node.id, 'function', VALUE)
  }
  const parameters = walk.openScope('function', node, true)
  parameters.hasArguments = node.type !== 'ArrowFunctionExpression'
  walk.scope = parameters
  if (phase !== 'type-only') walk.phase = node.body && isCalledAtOnce(walk, node) ? phase : 'run-time'
  const inner: Phase = walk.phase
  if (walk.phase === 'run-time' && !walk.failureHandlers.has(node)) {
    walk.guards = guards.filter((guard) => guard.kind === 'condition')
  }
  walk.visitType(node, node.typeParameters)
  for (const parameter of node.params) visitParameter(walk, node, parameter, parameters)
  walk.visitType(node, node.returnType)
  walk.phase = inner
  if (node.body?.type === 'BlockStatement') {
    walk.scope = walk.openScope('block', node.body, true)
    walk.scope.parameters = parameters
    walk.path.push(node)
    walk.visitAllIn(node.body, node.body.body)
    walk.path.pop()
  } else {
    walk.visitIn(node, node.body)
  }
  walk.scope = outer
  walk.phase = phase
  walk.guards = guards
}

export function visitParameter(walk: Walk, parent: Node, parameter: Node, target: ScopeNode): void {
  walk.path.push(parent)
  declarePattern(walk, parameter, 'parameter', target)
  walk.path.pop()
}

/** `(() => …)()`, `(function () {}).call(this)`: the body runs here and now. */
function isCalledAtOnce(walk: Walk, node: FunctionNode): boolean {
  if (node.type !== 'ArrowFunctionExpression' && node.type !== 'FunctionExpression') return false
  if (node.generator) return false
  let current: Node = node
  for (let depth = walk.path.length - 1; depth >= 0; depth--) {
    const parent = walk.path[depth] as Node
    if (parent.type === 'CallExpression') return parent.callee === current
    const isCallMethod =
      parent.type === 'MemberExpression' &&
      parent.object === current &&
      parent.property.type === 'Identifier' &&
      (parent.property.name === 'call' || parent.property.name === 'apply')
    if (!isCallMethod && !isWrapper(parent)) return false
    current = parent
  }
  return false
}

export function declareClass(
  walk: Walk,
  node: NodeOf<'ClassDeclaration' | 'ClassExpression'>,
  table: Table = 'own',
): void {
  const variable = node.id && walk.declare(node.id, 'class', VALUE | TYPE, walk.scope, table)
  visitClass(walk, node, variable)
}

function visitClass(
  walk: Walk,
  node: NodeOf<'ClassDeclaration' | 'ClassExpression'>,
  variable: Variable | null = null,
): void {
  const outer = walk.scope
  const { phase } = walk
  if (node.type === 'ClassDeclaration') walk.visitAllIn(node, node.decorators)
  if (node.declare) walk.phase = 'type-only'
  walk.scope = walk.openScope('class', node, false)
  if (node.type === 'ClassExpression') {
    if (node.id) walk.declare(node.id, 'class', VALUE | TYPE)
    walk.visitAllIn(node, node.decorators)
  }
  declareTypeParameters(walk, node, variable)
  walk.visitIn(node, node.superClass)
  walk.visitType(node, node.superTypeArguments)
  if (node.implements) for (const implemented of node.implements) walk.visitType(node, implemented)
  walk.visitIn(node, node.body)
  walk.scope = outer
  walk.phase = phase
}

/** In the current scope, which is the declaration's own; a class and the interfaces merged into it have them in common. */
export function declareTypeParameters(
  walk: Walk,
  node: NodeOf<'ClassDeclaration' | 'ClassExpression' | 'TSInterfaceDeclaration'>,
  variable: Variable | null,
): void {
  if (!node.typeParameters) return
  if (variable) {
    variable.typeParameters ??= new Map()
    walk.scope.typeParameters = variable.typeParameters
  }
  walk.visitType(node, node.typeParameters)
  walk.scope.typeParameters = null
}

type Field = NodeOf<
  'PropertyDefinition' | 'AccessorProperty' | 'TSAbstractPropertyDefinition' | 'TSAbstractAccessorProperty'
>

function visitField(walk: Walk, node: Field): void {
  walk.visitAllIn(node, node.decorators)
  if (node.computed) walk.visitIn(node, node.key)
  walk.visitType(node, node.typeAnnotation)
  if (!node.value) return
  const { phase, guards } = walk
  if (!node.static && phase !== 'type-only') {
    walk.phase = 'run-time'
    walk.guards = guards.filter((guard) => guard.kind === 'condition')
  }
  walk.visitIn(node, node.value)
  walk.phase = phase
  walk.guards = guards
}

function visitMethod(walk: Walk, node: NodeOf<'MethodDefinition' | 'TSAbstractMethodDefinition'>): void {
  walk.visitAllIn(node, node.decorators)
  if (node.computed) walk.visitIn(node, node.key)
  walk.visitIn(node, node.value)
}

function inScope(walk: Walk, span: Span, hoists: boolean, visit: () => void): void {
  const outer = walk.scope
  walk.scope = walk.openScope('block', span, hoists)
  visit()
  walk.scope = outer
}

export const functionVisitors: Visitors = {
  FunctionDeclaration: (walk, node) => declareFunction(walk, node),
  TSDeclareFunction: (walk, node) => declareFunction(walk, node),
  FunctionExpression: visitFunction,
  ArrowFunctionExpression: visitFunction,
  TSEmptyBodyFunctionExpression: visitFunction,
  ClassDeclaration: (walk, node) => declareClass(walk, node),
  ClassExpression: (walk, node) => visitClass(walk, node),
  PropertyDefinition: visitField,
  AccessorProperty: visitField,
  TSAbstractPropertyDefinition: visitField,
  TSAbstractAccessorProperty: visitField,
  MethodDefinition: visitMethod,
  TSAbstractMethodDefinition: visitMethod,
  StaticBlock(walk, node) {
    inScope(walk, node, true, () => walk.visitAllIn(node, node.body))
  },
  TSEnumDeclaration: (walk, node) => declareEnum(walk, node),
}

export function declareEnum(walk: Walk, node: NodeOf<'TSEnumDeclaration'>, table: Table = 'own'): void {
  const variable = walk.declare(node.id, 'enum', VALUE | TYPE | NAMESPACE, walk.scope, table)
  const outer = walk.scope
  const { phase } = walk
  if (node.declare) walk.phase = 'type-only'
  walk.scope = walk.openScope('block', node.body, false)
  variable.enumMembers ??= new Map()
  walk.scope.shared = variable.enumMembers
  for (const member of node.body.members) {
    if (member.id.type === 'Identifier') walk.declare(member.id, 'variable', VALUE | TYPE, walk.scope, 'shared')
    else if (member.id.type === 'Literal') {
      const span = { start: member.id.start + 1, end: member.id.end - 1 }
      walk.declareName(member.id.value, span, 'variable', VALUE | TYPE, walk.scope, 'shared')
    } else walk.visitIn(member, member.id)
    walk.visitIn(member, member.initializer)
  }
  walk.scope = outer
  walk.phase = phase
}
