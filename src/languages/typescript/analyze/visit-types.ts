import { ANY, NAMESPACE, TYPE, VALUE } from './scope-tree.ts'
import { isWrapper, type Node, type NodeOf } from './syntax.ts'
import type { Table } from './visit-functions.ts'
import { declareTypeParameters, visitParameter } from './visit-functions.ts'
import type { Visitors, Walk } from './walk.ts'

/** The leftmost name of `a.b.c`, used with `leftmost` meaning (a lone name with `alone`). */
function visitEntity(
  walk: Walk,
  parent: Node,
  entity: Node,
  alone: number,
  leftmost: number,
  space: 'value' | 'type' | 'both',
): void {
  let depth = 1
  walk.path.push(parent)
  let current = entity
  for (;;) {
    if (current.type === 'TSQualifiedName') {
      walk.path.push(current)
      depth++
      current = current.left
    } else if (current.type === 'MemberExpression' && !current.computed) {
      walk.path.push(current)
      depth++
      current = current.object
    } else if (isWrapper(current)) {
      current = current.expression
    } else break
  }
  if (current.type === 'Identifier') {
    if (current.name !== 'this') walk.use(current, current === entity ? alone : leftmost, space)
  } else if (current.type !== 'ThisExpression') walk.visit(current)
  walk.path.length -= depth
}

type FunctionType = NodeOf<
  | 'TSFunctionType'
  | 'TSConstructorType'
  | 'TSCallSignatureDeclaration'
  | 'TSConstructSignatureDeclaration'
  | 'TSMethodSignature'
>

function visitFunctionType(walk: Walk, node: FunctionType): void {
  const outer = walk.scope
  const { phase } = walk
  walk.phase = 'type-only'
  if (node.type === 'TSMethodSignature' && node.computed) walk.visitIn(node, node.key)
  walk.scope = walk.openScope('type', node, false)
  walk.visitIn(node, node.typeParameters)
  for (const parameter of node.params) visitParameter(walk, node, parameter, walk.scope)
  walk.visitIn(node, node.returnType)
  walk.scope = outer
  walk.phase = phase
}

export function declareInterface(walk: Walk, node: NodeOf<'TSInterfaceDeclaration'>, table: Table = 'own'): void {
  const variable = walk.declare(node.id, 'type', TYPE, walk.scope, table)
  inTypeScope(walk, node, () => {
    declareTypeParameters(walk, node, variable)
    walk.visitAllIn(node, node.extends)
    walk.visitIn(node, node.body)
  })
}

export function declareTypeAlias(walk: Walk, node: NodeOf<'TSTypeAliasDeclaration'>, table: Table = 'own'): void {
  const variable = walk.declare(node.id, 'type', TYPE, walk.scope, table)
  inTypeScope(walk, node, () => {
    walk.visitIn(node, node.typeParameters)
    const before = walk.uses.length
    walk.visitIn(node, node.typeAnnotation)
    const use = walk.uses[before]
    if (use && standsForAnother(node)) variable.aliases.push(use)
  })
}

/** `type X = Other`, `type X<T> = Other<T>`, `type X = typeof other` is no alias of a type. */
function standsForAnother(node: NodeOf<'TSTypeAliasDeclaration'>): boolean {
  const type = node.typeAnnotation
  if (type.type !== 'TSTypeReference') return false
  const own = node.typeParameters?.params ?? []
  const given = type.typeArguments?.params ?? []
  return (
    own.length === given.length &&
    given.every((argument, index) => {
      if (argument.type !== 'TSTypeReference' || argument.typeArguments !== null) return false
      return argument.typeName.type === 'Identifier' && argument.typeName.name === own[index]?.name.name
    })
  )
}

function inTypeScope(
  walk: Walk,
  node: NodeOf<'TSInterfaceDeclaration' | 'TSTypeAliasDeclaration'>,
  visit: () => void,
): void {
  const outer = walk.scope
  const { phase } = walk
  walk.phase = 'type-only'
  if (node.typeParameters) walk.scope = walk.openScope('type', node, false)
  visit()
  walk.scope = outer
  walk.phase = phase
}

export const typeVisitors: Visitors = {
  TSInterfaceDeclaration: (walk, node) => declareInterface(walk, node),
  TSTypeAliasDeclaration: (walk, node) => declareTypeAlias(walk, node),
  TSFunctionType: visitFunctionType,
  TSConstructorType: visitFunctionType,
  TSCallSignatureDeclaration: visitFunctionType,
  TSConstructSignatureDeclaration: visitFunctionType,
  TSMethodSignature: visitFunctionType,
  TSTypeAnnotation(walk, node) {
    walk.visitType(node, node.typeAnnotation)
  },
  TSTypeParameterInstantiation(walk, node) {
    const { phase } = walk
    walk.phase = 'type-only'
    walk.visitAllIn(node, node.params)
    walk.phase = phase
  },
  TSTypeParameter(walk, node) {
    walk.declare(node.name, 'type', TYPE)
    walk.visitType(node, node.constraint)
    walk.visitType(node, node.default)
  },
  TSTypeReference(walk, node) {
    visitEntity(walk, node, node.typeName, TYPE, NAMESPACE, 'type')
    walk.visitType(node, node.typeArguments)
  },
  TSClassImplements(walk, node) {
    visitEntity(walk, node, node.expression, TYPE, NAMESPACE, 'type')
    walk.visitType(node, node.typeArguments)
  },
  TSInterfaceHeritage(walk, node) {
    visitEntity(walk, node, node.expression, TYPE, NAMESPACE, 'type')
    walk.visitType(node, node.typeArguments)
  },
  TSTypeQuery(walk, node) {
    if (node.exprName.type === 'TSImportType') walk.visitIn(node, node.exprName)
    else visitEntity(walk, node, node.exprName, VALUE, VALUE, 'value')
    walk.visitType(node, node.typeArguments)
  },
  TSAsExpression: visitAssertion,
  TSSatisfiesExpression: visitAssertion,
  TSTypeAssertion: visitAssertion,
  TSPropertySignature(walk, node) {
    if (node.computed) walk.visitType(node, node.key)
    walk.visitIn(node, node.typeAnnotation)
  },
  TSIndexSignature(walk, node) {
    const outer = walk.scope
    walk.scope = walk.openScope('type', node, false)
    for (const parameter of node.parameters) visitParameter(walk, node, parameter, walk.scope)
    walk.visitIn(node, node.typeAnnotation)
    walk.scope = outer
  },
  TSTypePredicate(walk, node) {
    if (node.parameterName.type === 'Identifier') {
      walk.path.push(node)
      walk.use(node.parameterName, VALUE, 'value', 'read', 'type-only')
      walk.path.pop()
    }
    walk.visitIn(node, node.typeAnnotation)
  },
  TSNamedTupleMember(walk, node) {
    walk.visitIn(node, node.elementType)
  },
  TSMappedType(walk, node) {
    const outer = walk.scope
    walk.scope = walk.openScope('type', node, false)
    walk.declare(node.key, 'type', TYPE)
    walk.visitIn(node, node.constraint)
    walk.visitIn(node, node.nameType)
    walk.visitIn(node, node.typeAnnotation)
    walk.scope = outer
  },
  // What `infer` declares in the extends clause is seen by the true branch alone.
  TSConditionalType(walk, node) {
    walk.visitIn(node, node.checkType)
    const outer = walk.scope
    const inferred = walk.openScope('type', node.trueType, false)
    walk.inferScopes.push(inferred)
    walk.visitIn(node, node.extendsType)
    walk.inferScopes.pop()
    walk.scope = inferred
    walk.visitIn(node, node.trueType)
    walk.scope = outer
    walk.visitIn(node, node.falseType)
  },
  TSInferType(walk, node) {
    const target = walk.inferScopes.at(-1)
    if (target) walk.declare(node.typeParameter.name, 'type', TYPE, target)
    walk.visitType(node, node.typeParameter.constraint)
  },
  TSInstantiationExpression(walk, node) {
    walk.visitIn(node, node.expression)
    walk.visitIn(node, node.typeArguments)
  },
  TSExportAssignment(walk, node) {
    const { expression } = node
    if (expression.type === 'Identifier') {
      walk.path.push(node)
      const use = walk.use(expression, ANY, 'both')
      walk.path.pop()
      // In `declare module "x"` it is that module's.
      if (walk.scope.id !== 0) return
      walk.exports.push({
        name: 'default',
        span: use.span,
        typeOnly: false,
        isModule: true,
        target: { type: 'use', use },
      })
    } else {
      walk.visitIn(node, expression)
      if (walk.scope.id !== 0) return
      walk.exports.push({
        name: 'default',
        span: { start: expression.start, end: expression.end },
        typeOnly: false,
        isModule: true,
        target: { type: 'value' },
      })
    }
    walk.computedExports = true
  },
  TSNamespaceExportDeclaration() {},
}

function visitAssertion(
  walk: Walk,
  node: NodeOf<'TSAsExpression' | 'TSSatisfiesExpression' | 'TSTypeAssertion'>,
): void {
  walk.visitIn(node, node.expression)
  const type = node.typeAnnotation
  const isConst =
    type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && type.typeName.name === 'const'
  if (!isConst) walk.visitType(node, type)
}
