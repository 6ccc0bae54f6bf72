import type { BindingKind } from '../../../core/facts.ts'
import { type ScopeNode, VALUE } from './scope-tree.ts'
import type { Node } from './syntax.ts'
import type { Visitors, Walk } from './walk.ts'

/** Declare every name of a binding pattern; defaults, computed keys and annotations are visited where they stand. */
export function declarePattern(
  walk: Walk,
  pattern: Node | null,
  kind: BindingKind,
  target: ScopeNode,
  table: 'own' | 'shared' = 'own',
): void {
  if (!pattern) return
  switch (pattern.type) {
    case 'Identifier':
      if (pattern.name !== 'this' || kind !== 'parameter') walk.declare(pattern, kind, VALUE, target, table)
      walk.visitType(pattern, pattern.typeAnnotation)
      return
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') {
          declarePattern(walk, property.argument, kind, target, table)
          continue
        }
        if (property.computed) walk.visitIn(property, property.key)
        declarePattern(walk, property.value, kind, target, table)
      }
      walk.visitType(pattern, pattern.typeAnnotation)
      return
    case 'ArrayPattern':
      for (const element of pattern.elements) declarePattern(walk, element, kind, target, table)
      walk.visitType(pattern, pattern.typeAnnotation)
      return
    case 'AssignmentPattern':
      declarePattern(walk, pattern.left, kind, target, table)
      walk.visitIn(pattern, pattern.right)
      return
    case 'RestElement':
      declarePattern(walk, pattern.argument, kind, target, table)
      walk.visitType(pattern, pattern.typeAnnotation)
      return
    case 'TSParameterProperty':
      declarePattern(walk, pattern.parameter, kind, target, table)
      return
    default:
      walk.visit(pattern)
  }
}

/** The target of an assignment, `for (x of …)`, `x++`: names in it are written, everything else is read. */
export function visitTarget(walk: Walk, parent: Node, target: Node | null, shorthand = false): void {
  if (!target) return
  switch (target.type) {
    case 'Identifier':
      walk.path.push(parent)
      walk.use(target, VALUE, 'value', shorthand ? 'shorthand-pattern' : 'write')
      walk.path.pop()
      return
    case 'ObjectPattern':
      for (const property of target.properties) {
        if (property.type === 'RestElement') {
          visitTarget(walk, property, property.argument)
          continue
        }
        if (property.computed) walk.visitIn(property, property.key)
        visitTarget(walk, property, property.value, property.shorthand)
      }
      return
    case 'ArrayPattern':
      for (const element of target.elements) visitTarget(walk, target, element)
      return
    case 'AssignmentPattern':
      visitTarget(walk, target, target.left, shorthand)
      walk.visitIn(target, target.right)
      return
    case 'RestElement':
      visitTarget(walk, target, target.argument)
      return
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
      visitTarget(walk, target, target.expression)
      walk.visitType(target, target.typeAnnotation)
      return
    case 'TSNonNullExpression':
    case 'ParenthesizedExpression':
      visitTarget(walk, target, target.expression)
      return
    default:
      walk.visitIn(parent, target)
  }
}

export const patternVisitors: Visitors = {
  AssignmentExpression(walk, node) {
    visitTarget(walk, node, node.left)
    walk.visitIn(node, node.right)
    if (node.operator === '=' && node.left.type === 'MemberExpression') noteExportsAssignment(walk, node)
  },
  UpdateExpression(walk, node) {
    visitTarget(walk, node, node.argument)
  },
  UnaryExpression(walk, node) {
    if (node.operator === 'delete' && node.argument.type === 'Identifier') {
      walk.path.push(node)
      walk.use(node.argument, VALUE, 'value', 'delete')
      walk.path.pop()
      return
    }
    walk.visitIn(node, node.argument)
  },
}

/** `exports.x = …`, `module.exports = …`: looked at again when it is known that both names are free. */
function noteExportsAssignment(walk: Walk, node: Parameters<Walk['addCandidate']>[0]): void {
  if (node.type !== 'AssignmentExpression' || node.left.type !== 'MemberExpression') return
  let root: Node = node.left
  while (root.type === 'MemberExpression') root = root.object
  if (root.type === 'Identifier' && (root.name === 'exports' || root.name === 'module')) walk.addCandidate(node)
}
