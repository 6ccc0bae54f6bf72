import { LOADER_METHODS } from './mock-libraries.ts'
import { isIdentifier, type Node, type NodeOf } from './syntax.ts'
import { handlerThrows } from './throws-again.ts'
import type { Walk } from './walk.ts'

export function visitCall(walk: Walk, node: NodeOf<'CallExpression'>): void {
  if (mayLoad(walk, node)) walk.addCandidate(node)
  const handler = failureHandler(node)
  walk.path.push(node)
  if (handler) visitAlternatives(walk, node, handler)
  else {
    walk.visit(node.callee)
    walk.visit(node.typeArguments)
    walk.visitAll(node.arguments)
  }
  walk.path.pop()
}

/** The callback that takes the failure of an `import()`: of `.catch(…)`, the second of `.then(…)`. */
function failureHandler(node: NodeOf<'CallExpression'>): Node | null {
  const { callee } = node
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return null
  const { name } = callee.property
  const handler = name === 'catch' ? node.arguments[0] : name === 'then' ? node.arguments[1] : undefined
  if (!handler) return null
  let root: Node = callee.object
  for (;;) {
    if (root.type === 'CallExpression') root = root.callee
    else if (root.type === 'MemberExpression') root = root.object
    else break
  }
  return root.type === 'ImportExpression' ? handler : null
}

/** `import('new').catch(() => import('old'))` is a `try` in another dress. */
function visitAlternatives(walk: Walk, node: NodeOf<'CallExpression'>, handler: Node): void {
  const group = walk.newGuardGroup()
  const { guards } = walk
  const swallowed = !handlerThrows(handler)
  walk.guards = [{ group, branch: 0, kind: 'import-error', swallowed }, ...guards]
  walk.visit(node.callee)
  walk.guards = guards
  for (const argument of node.arguments) {
    if (argument === handler) {
      walk.failureHandlers.add(argument)
      walk.guards = [{ group, branch: 1, kind: 'import-error', swallowed: false }, ...guards]
    }
    walk.visit(argument)
    walk.guards = guards
  }
}

/** Calls worth a second look once names are resolved; see loader-calls, mock-calls and commonjs-exports. */
function mayLoad(walk: Walk, node: NodeOf<'CallExpression'>): boolean {
  const { callee } = node
  if (callee.type === 'Identifier') {
    return walk.loaderNames.has(callee.name) || (callee.name.startsWith('_') && /export_?star/i.test(callee.name))
  }
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return false
  const { name } = callee.property
  if (callee.object.type === 'Identifier' && REFLECTIONS.has(callee.object.name)) return true
  if (name === 'hasOwnProperty' || (name === 'call' && namesOwnProperty(callee.object))) return true
  if (!LOADER_METHODS.has(name)) return false
  const factory = node.arguments[1]
  if (factory?.type === 'ArrowFunctionExpression' || factory?.type === 'FunctionExpression') {
    const original = factory.params[0]
    if (isIdentifier(original)) walk.loaderNames.add(original.name)
  }
  return true
}

const REFLECTIONS = new Set(['Reflect', 'Object'])

const namesOwnProperty = (node: Node): boolean =>
  node.type === 'MemberExpression' && node.property.type === 'Identifier' && node.property.name === 'hasOwnProperty'
