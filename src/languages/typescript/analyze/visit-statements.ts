import type { Guard } from '../../../core/facts.ts'
import { VALUE } from './scope-tree.ts'
import { dottedName, isIdentifier, type Node, type NodeOf, unwrap } from './syntax.ts'
import { visitCall } from './visit-calls.ts'
import { throwsAgain } from './throws-again.ts'
import type { Table } from './visit-functions.ts'
import { declarePattern, visitTarget } from './visit-patterns.ts'
import type { Visitors, Walk } from './walk.ts'

function inBlock(walk: Walk, node: Node, visit: () => void): void {
  const outer = walk.scope
  walk.scope = walk.openScope('block', node, false)
  visit()
  walk.scope = outer
}

export function declareVariables(walk: Walk, node: NodeOf<'VariableDeclaration'>, table: Table = 'own'): void {
  const target = node.kind === 'var' ? walk.scope.hoistTarget() : walk.scope
  const { phase } = walk
  if (node.declare) walk.phase = 'type-only'
  walk.path.push(node)
  for (const declarator of node.declarations) {
    walk.path.push(declarator)
    declarePattern(walk, declarator.id, 'variable', target, table)
    const before = walk.uses.length
    walk.visit(declarator.init)
    walk.path.pop()
    if (declarator.init && isIdentifier(declarator.id)) {
      const variable = walk.declaredAt.get(declarator.id.start)
      const use = walk.uses[before]
      if (variable && use && standsForAnother(declarator.init)) variable.aliases.push(use)
      if (variable && makesRequire(declarator.init)) walk.madeRequires.add(variable)
    }
  }
  walk.path.pop()
  walk.phase = phase
}

/** `const X = Other.y`: a name and static members, nothing called. */
function standsForAnother(init: Node): boolean {
  let node = unwrap(init)
  while (node.type === 'MemberExpression') {
    if (node.computed && node.property.type !== 'Literal') return false
    node = unwrap(node.object)
  }
  return node.type === 'Identifier'
}

/** `createRequire(import.meta.url)`. */
function makesRequire(init: Node): boolean {
  return init.type === 'CallExpression' && dottedName(init.callee)?.at(-1) === 'createRequire'
}

function branchGuard(group: number, branch: number): Guard {
  return { group, branch, kind: 'condition', swallowed: false }
}

export const statementVisitors: Visitors = {
  VariableDeclaration: (walk, node) => declareVariables(walk, node),
  BlockStatement(walk, node) {
    if (node.body.length > 0) inBlock(walk, node, () => walk.visitAllIn(node, node.body))
  },
  ForStatement(walk, node) {
    inBlock(walk, node, () => walk.visitChildren(node))
  },
  ForInStatement: visitForEach,
  ForOfStatement: visitForEach,
  SwitchStatement(walk, node) {
    walk.visitIn(node, node.discriminant)
    inBlock(walk, node, () => walk.visitAllIn(node, node.cases))
  },
  TryStatement(walk, node) {
    const { handler } = node
    if (!handler) {
      walk.visitIn(node, node.block)
      walk.visitIn(node, node.finalizer)
      return
    }
    const group = walk.newGuardGroup()
    const swallowed = !throwsAgain(handler.body.body)
    walk.visitGuarded(node, node.block, { group, branch: 0, kind: 'import-error', swallowed })
    walk.visitGuarded(node, handler, { group, branch: 1, kind: 'import-error', swallowed: false })
    walk.visitIn(node, node.finalizer)
  },
  CatchClause(walk, node) {
    inBlock(walk, node, () => {
      walk.path.push(node)
      declarePattern(walk, node.param, 'variable', walk.scope)
      walk.visit(node.body)
      walk.path.pop()
    })
  },
  // A loop, not recursion: generated `else if` chains are long.
  IfStatement(walk, node) {
    let current = node
    const guards = walk.guards
    for (;;) {
      walk.visitIn(current, current.test)
      const group = walk.newGuardGroup()
      walk.visitGuarded(current, current.consequent, branchGuard(group, 0))
      const { alternate } = current
      if (!alternate) break
      if (alternate.type !== 'IfStatement') {
        walk.visitGuarded(current, alternate, branchGuard(group, 1))
        break
      }
      walk.guards = [branchGuard(group, 1), ...walk.guards.slice(0, 8)]
      current = alternate
    }
    walk.guards = guards
  },
  ConditionalExpression(walk, node) {
    walk.visitIn(node, node.test)
    const group = walk.newGuardGroup()
    walk.visitGuarded(node, node.consequent, branchGuard(group, 0))
    walk.visitGuarded(node, node.alternate, branchGuard(group, 1))
  },
  // Left-leaning chains of operators are walked by a loop: generated code has thousands of terms.
  BinaryExpression(walk, node) {
    if (node.operator === 'in' && node.left.type === 'Literal') walk.addCandidate(node)
    const operands: Node[] = []
    let current: Node = node
    while (current.type === 'BinaryExpression') {
      operands.push(current.right)
      current = current.left
    }
    if (current.type !== 'PrivateIdentifier') operands.push(current)
    walk.path.push(node)
    for (let index = operands.length - 1; index >= 0; index--) walk.visit(operands[index])
    walk.path.pop()
  },
  LogicalExpression(walk, node) {
    const operands: Node[] = []
    let current: Node = node
    while (current.type === 'LogicalExpression') {
      operands.push(current.right)
      current = current.left
    }
    walk.visitIn(node, current)
    for (let index = operands.length - 1; index >= 0; index--) {
      walk.visitGuarded(node, operands[index], branchGuard(walk.newGuardGroup(), 0))
    }
  },
  LabeledStatement(walk, node) {
    walk.visitIn(node, node.body)
  },
  BreakStatement() {},
  ContinueStatement() {},
  MetaProperty() {},
  Identifier(walk, node) {
    walk.use(node, VALUE, 'value')
  },
  MemberExpression(walk, node) {
    walk.path.push(node)
    walk.visit(node.object)
    if (node.computed) walk.visit(node.property)
    walk.path.pop()
  },
  Property(walk, node) {
    walk.path.push(node)
    if (node.computed) walk.visit(node.key)
    if (node.shorthand && node.value.type === 'Identifier') walk.use(node.value, VALUE, 'value', 'shorthand')
    else walk.visit(node.value)
    walk.path.pop()
  },
  CallExpression: visitCall,
  NewExpression(walk, node) {
    if (node.callee.type === 'Identifier' && MODULE_CONSTRUCTORS.has(node.callee.name)) walk.addCandidate(node)
    walk.visitChildren(node)
  },
  ImportExpression(walk, node) {
    walk.addCandidate(node)
    walk.visitChildren(node)
  },
  JSXIdentifier() {},
  JSXNamespacedName() {},
  JSXOpeningElement(walk, node) {
    visitTagName(walk, node, node.name)
    walk.visitIn(node, node.typeArguments)
    walk.visitAllIn(node, node.attributes)
  },
  JSXClosingElement(walk, node) {
    visitTagName(walk, node, node.name)
  },
  JSXAttribute(walk, node) {
    walk.visitIn(node, node.value)
  },
}

const MODULE_CONSTRUCTORS = new Set(['URL', 'Worker', 'SharedWorker'])

function visitForEach(walk: Walk, node: NodeOf<'ForInStatement' | 'ForOfStatement'>): void {
  inBlock(walk, node, () => {
    if (node.left.type === 'VariableDeclaration') walk.visitIn(node, node.left)
    else visitTarget(walk, node, node.left)
    walk.visitIn(node, node.right)
    walk.visitIn(node, node.body)
  })
}

/** Lower-case tags and tags with a dash are elements of the document, not names. */
function visitTagName(walk: Walk, parent: NodeOf<'JSXOpeningElement' | 'JSXClosingElement'>, name: Node): void {
  const role = parent.type === 'JSXClosingElement' ? 'closing-tag' : 'read'
  walk.path.push(parent)
  let depth = 1
  let root = name
  while (root.type === 'JSXMemberExpression') {
    walk.path.push(root)
    depth++
    root = root.object
  }
  if (root.type === 'Identifier' || root.type === 'JSXIdentifier') {
    const isName = root.name !== 'this' && (depth > 1 || !isIntrinsic(root.name))
    if (isName) walk.use(root, VALUE, 'value', role)
  }
  walk.path.length -= depth
}

function isIntrinsic(name: string): boolean {
  return /^[a-z]/.test(name) || name.includes('-')
}
