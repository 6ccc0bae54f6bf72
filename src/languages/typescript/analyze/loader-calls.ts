import { asRelative } from './comments.ts'
import type { DraftImport } from './drafts.ts'
import { addImport, type LoaderContext, loadModule } from './loader-context.ts'
import { readMockCall } from './mock-calls.ts'
import { followModule } from './module-value.ts'
import { readNamedMember } from './named-members.ts'
import type { Use } from './scope-tree.ts'
import { dottedName, type Node, type NodeOf, plainString, spanOf, unwrap } from './syntax.ts'
import type { Candidate } from './walk.ts'

export function readCandidate(context: LoaderContext, candidate: Candidate): void {
  const { node } = candidate
  if (context.consumed.has(node)) return
  switch (node.type) {
    case 'ImportExpression':
      loadModule(context, candidate, 'dynamic-import', node.source, true, 'import()')
      break
    case 'NewExpression':
      readConstruction(context, candidate, node)
      break
    case 'CallExpression':
      readCall(context, candidate, node)
      readNamedMember(context, candidate)
      break
    case 'BinaryExpression':
      readNamedMember(context, candidate)
      break
  }
}

function readCall(context: LoaderContext, candidate: Candidate, node: NodeOf<'CallExpression'>): void {
  const callee = dottedName(node.callee)
  if (!callee) return
  const root = rootOf(node.callee)
  const use = root?.type === 'Identifier' ? context.useAt(root.start) : null
  const name = callee.join('.')
  const first = node.arguments[0]
  if (name === 'require' || name === 'module.require') {
    if (isRequire(context, use)) loadModule(context, candidate, 'require', first, false, 'require()')
  } else if (name === 'require.resolve' || name === 'import.meta.resolve') {
    if (name.startsWith('import') || isRequire(context, use)) resolveModule(context, candidate, first, name)
  } else if (name === 'import.meta.glob' || name === 'import.meta.globEager') {
    context.walk.unanalysable.push({ span: spanOf(node), what: name })
  } else if (name === 'require.context') {
    if (isRequire(context, use)) context.walk.unanalysable.push({ span: spanOf(node), what: name })
  } else if (callee.length === 1 && use) {
    const original = use.variables.map((variable) => context.originals.get(variable)).find(Boolean)
    if (original) takeOriginal(context, candidate, original)
    else readMockCall(context, candidate, node, callee, use)
  } else readMockCall(context, candidate, node, callee, use)
}

function rootOf(callee: Node): Node | null {
  let node = unwrap(callee)
  while (node.type === 'MemberExpression') node = unwrap(node.object)
  return node
}

/** `require` is a free name, or made by `createRequire()`. */
function isRequire(context: LoaderContext, use: Use | null): boolean {
  if (!use) return false
  return use.variables.every((variable) => context.walk.madeRequires.has(variable))
}

/** `importOriginal()` inside a mock factory: the mocked module itself. */
function takeOriginal(context: LoaderContext, candidate: Candidate, original: DraftImport): void {
  const taken = followModule(candidate.node, candidate.ancestors, context.text, context.localAt, true)
  original.names.push(...taken.names)
}

function resolveModule(context: LoaderContext, candidate: Candidate, source: Node | undefined, what: string): void {
  const specifier = plainString(source, context.text)
  if (specifier) addImport(context, 'resolve-string', specifier, spanOf(candidate.node), candidate.place)
  else if (source) {
    context.walk.unanalysable.push({ span: spanOf(candidate.node), what: `computed ${what} specifier` })
  }
}

/** `new URL('./m', import.meta.url)`, `new Worker('./m')`. */
function readConstruction(context: LoaderContext, candidate: Candidate, node: NodeOf<'NewExpression'>): void {
  const [first, second] = node.arguments
  if (node.callee.type !== 'Identifier' || !first) return
  if ((context.useAt(node.callee.start)?.variables.length ?? 0) > 0 && node.callee.name === 'URL') return
  const specifier = plainString(first, context.text)
  if (!specifier) return
  if (node.callee.name === 'URL') {
    if (!second || dottedName(second)?.join('.') !== 'import.meta.url') return
    const value = asRelative(specifier.value)
    if (/^\.{1,2}(?:\/|$)/.test(value))
      addImport(context, 'resolve-string', { ...specifier, value }, spanOf(node), candidate.place)
  } else if (/^\.{1,2}\//.test(specifier.value)) {
    addImport(context, 'resolve-string', specifier, spanOf(node), candidate.place)
  }
}
