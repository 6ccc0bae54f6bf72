import type { Span } from '../../../core/span.ts'
import { type DraftImport, draftName } from './drafts.ts'
import type { Use } from './scope-tree.ts'
import { dottedName, type Node, type NodeOf, spanOf, staticKey, unwrap } from './syntax.ts'
import type { Candidate, Walk } from './walk.ts'

export interface CommonJsContext {
  readonly walk: Walk
  /** What `require()` and its kin were found to load, by the offset of the call. */
  readonly importAt: ReadonlyMap<number, DraftImport>
  readonly useAt: (start: number) => Use | null
}

/** `module.exports`, `exports`: the object itself (0 names), or one export of it. */
function exportPath(node: Node, text: string): { name: string; span: Span }[] | 'computed' | null {
  const names: { name: string; span: Span }[] = []
  let current = unwrap(node)
  while (current.type === 'MemberExpression') {
    if (current.property.type === 'PrivateIdentifier') return null
    const key = staticKey(current.property, current.computed, text)
    if (!key) {
      const root = exportPath(current.object, text)
      return root === null ? null : 'computed'
    }
    if (key.name === 'exports' && unwrap(current.object).type === 'Identifier') {
      const root = unwrap(current.object)
      if (root.type === 'Identifier' && root.name === 'module') return names.reverse()
    }
    names.push({ name: key.name, span: key.span })
    current = unwrap(current.object)
  }
  return current.type === 'Identifier' && current.name === 'exports' ? names.reverse() : null
}

/** Exports by assignment. Sets `walk.computedExports` where names may be missing. */
export function collectCommonJsExports(context: CommonJsContext, candidates: readonly Candidate[]): void {
  const { walk } = context
  for (const { node } of candidates) {
    if (node.type === 'AssignmentExpression') assignExports(context, node)
    else if (node.type === 'CallExpression') callExports(context, node)
  }
  walk.exports.sort((a, b) => a.span.start - b.span.start)
  if (walk.exports.length > 0 && !walk.exports.some((known) => known.name === 'default')) {
    const first = walk.exports[0] as { span: Span }
    walk.exports.push({ name: 'default', span: first.span, typeOnly: false, isModule: true, target: { type: 'value' } })
  }
}

function isFree(context: CommonJsContext, node: Node): boolean {
  let root = unwrap(node)
  while (root.type === 'MemberExpression') root = unwrap(root.object)
  return root.type === 'Identifier' && (context.useAt(root.start)?.variables.length ?? 0) === 0
}

function assignExports(context: CommonJsContext, node: NodeOf<'AssignmentExpression'>): void {
  const { walk } = context
  const path = exportPath(node.left, walk.text)
  if (path === null || !isFree(context, node.left)) return
  if (path === 'computed') {
    walk.computedExports = true
    return
  }
  let value = unwrap(node.right)
  while (value.type === 'AssignmentExpression') value = unwrap(value.right)
  const [first, ...deeper] = path
  if (!first) exportWhole(context, value, spanOf(node.left))
  else if (deeper.length === 0) exportOne(context, first.name, first.span, value)
}

function exportWhole(context: CommonJsContext, value: Node, span: Span): void {
  const { walk } = context
  if (value.type === 'ObjectExpression') {
    exportProperties(context, value)
    return
  }
  if (value.type === 'CallExpression' && dottedName(value.callee)?.join('.') === 'Object.assign') {
    for (const argument of value.arguments) exportArgument(context, unwrap(argument))
    walk.exports.push({ name: 'default', span, typeOnly: false, isModule: true, target: { type: 'value' } })
    return
  }
  const loaded = loadedModule(context, value)
  if (loaded) {
    loaded.names.push(draftName({ shape: 'star', imported: '*', span: spanOf(value) }))
    loaded.escapes = false
    walk.exports.push({ name: 'default', span, typeOnly: false, isModule: true, target: { type: 'value' } })
    return
  }
  walk.computedExports = true
  const use = value.type === 'Identifier' ? context.useAt(value.start) : null
  walk.exports.push({
    name: 'default',
    span,
    typeOnly: false,
    isModule: true,
    target: use ? { type: 'use', use } : { type: 'value' },
  })
}

function exportProperties(context: CommonJsContext, object: NodeOf<'ObjectExpression'>): void {
  const { walk } = context
  for (const property of object.properties) {
    if (property.type === 'SpreadElement') {
      const loaded = loadedModule(context, unwrap(property.argument))
      if (loaded) {
        loaded.names.push(draftName({ shape: 'star', imported: '*', span: spanOf(property) }))
        loaded.escapes = false
      } else walk.computedExports = true
      continue
    }
    const key = staticKey(property.key, property.computed, walk.text)
    if (key) exportOne(context, key.name, key.span, unwrap(property.value))
    else walk.computedExports = true
  }
}

function exportOne(context: CommonJsContext, name: string, span: Span, value: Node): void {
  const { walk } = context
  if (name === '__esModule') return
  const use = rootUse(context, value)
  const loaded =
    value.type === 'MemberExpression' || value.type === 'CallExpression' ? loadedName(context, value) : null
  const isPlaceholder = value.type === 'UnaryExpression' && value.operator === 'void'
  const known = walk.exports.find((other) => other.name === name)
  if (known && isPlaceholder) return
  const target: (typeof walk.exports)[number]['target'] = use
    ? { type: 'use', use }
    : loaded
      ? { type: 'import', ...loaded }
      : { type: 'value' }
  if (!known) walk.exports.push({ name, span, typeOnly: false, keyed: true, target })
  else if (known.target.type === 'value') {
    known.target = target
    known.span = span
  }
}

function rootUse(context: CommonJsContext, value: Node): Use | null {
  return value.type === 'Identifier' ? context.useAt(value.start) : null
}

/** The `require('m')` that a value is. */
function loadedModule(context: CommonJsContext, value: Node): DraftImport | null {
  // `require('m').X()` begins where `require('m')` does.
  if (value.type !== 'CallExpression' || dottedName(value.callee) === null) return null
  return context.importAt.get(value.start) ?? null
}

/** `require('m').X` or `require('m')` as the value of one export. */
function loadedName(
  context: CommonJsContext,
  value: Node,
): { import: DraftImport; name: DraftImport['names'][number] } | null {
  let root = value
  while (root.type === 'MemberExpression') root = unwrap(root.object)
  const loaded = loadedModule(context, root)
  if (!loaded) return null
  if (root === value) {
    loaded.escapes = false
    const name = draftName({ shape: 'namespace', imported: '*', span: spanOf(value) })
    loaded.names.push(name)
    return { import: loaded, name }
  }
  const name = loaded.names.find((known) => known.shape === 'named')
  return name && name.members.length === 0 ? { import: loaded, name } : null
}

/** `Object.defineProperty(exports, 'X', …)`, `Object.assign(module.exports, …)`, `__exportStar(require('m'), exports)`. */
function callExports(context: CommonJsContext, node: NodeOf<'CallExpression'>): void {
  const { walk } = context
  const callee = dottedName(node.callee)
  const method = callee?.at(-1)
  const [first, second, third] = node.arguments
  if (!callee || !first || !second) return
  if (/^_*export(?:Star|_star)$/i.test(method ?? '')) {
    const loaded = loadedModule(context, unwrap(first))
    if (!loaded || !isExports(context, second)) return
    loaded.names.push(draftName({ shape: 'star', imported: '*', span: spanOf(first) }))
    loaded.escapes = false
    return
  }
  if (callee[0] !== 'Object' || !isExports(context, first)) return
  if (method === 'defineProperty' && third) {
    const key = staticKey(second, true, walk.text)
    if (key) exportOne(context, key.name, key.span, describedValue(third))
    else walk.computedExports = true
  } else if (method === 'assign') {
    for (const argument of node.arguments.slice(1)) exportArgument(context, unwrap(argument))
  }
}

/** One of the objects that `Object.assign` puts together. */
function exportArgument(context: CommonJsContext, value: Node): void {
  if (value.type === 'ObjectExpression') exportProperties(context, value)
  else exportSpread(context, value)
}

function exportSpread(context: CommonJsContext, value: Node): void {
  const loaded = loadedModule(context, value)
  if (!loaded) {
    context.walk.computedExports = true
    return
  }
  loaded.names.push(draftName({ shape: 'star', imported: '*', span: spanOf(value) }))
  loaded.escapes = false
}

function isExports(context: CommonJsContext, node: Node): boolean {
  const path = exportPath(node, context.walk.text)
  return Array.isArray(path) && path.length === 0 && isFree(context, node)
}

/** `{ enumerable: true, get: function () { return m.X } }`, `{ value: X }`. */
function describedValue(descriptor: Node): Node {
  if (descriptor.type !== 'ObjectExpression') return descriptor
  for (const property of descriptor.properties) {
    if (property.type === 'SpreadElement' || property.key.type !== 'Identifier') continue
    if (property.key.name === 'value') return unwrap(property.value)
    if (property.key.name !== 'get') continue
    const getter = property.value
    if (getter.type === 'ArrowFunctionExpression' && getter.body && getter.body.type !== 'BlockStatement') {
      return unwrap(getter.body)
    }
    if (getter.type !== 'FunctionExpression' && getter.type !== 'ArrowFunctionExpression') continue
    const body = getter.body?.type === 'BlockStatement' ? getter.body.body : []
    const last = body.at(-1)
    if (last?.type === 'ReturnStatement' && last.argument) return unwrap(last.argument)
  }
  return descriptor
}
