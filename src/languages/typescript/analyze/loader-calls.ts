import type { Place } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import type { DraftImport } from './drafts.ts'
import { asRelative } from './comments.ts'
import { readMockCall } from './mock-calls.ts'
import { followModule, type LocalAt } from './module-value.ts'
import type { Use, Variable } from './scope-tree.ts'
import type { DraftString } from './string-facts.ts'
import { dottedName, type Node, type NodeOf, plainString, spanOf, unwrap } from './syntax.ts'
import type { Candidate, Walk } from './walk.ts'

export interface LoaderContext {
  readonly walk: Walk
  readonly text: string
  readonly useAt: (start: number) => Use | null
  readonly localAt: LocalAt
  readonly importAt: Map<number, DraftImport>
  readonly strings: DraftString[]
  /** First parameters of mock factories (`importOriginal`), and the module they load. */
  readonly originals: Map<Variable, DraftImport>
  /** Calls and `import()`s that belong to a call already read. */
  readonly consumed: Set<Node>
  /** Calls whose module is spread into the object of a mock. */
  readonly spread: Set<Node>
}

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

/** Record the module a call loads, and what is taken from it. */
export function loadModule(
  context: LoaderContext,
  candidate: Candidate,
  kind: DraftImport['kind'],
  source: Node | undefined,
  isPromise: boolean,
  what: string,
): DraftImport | null {
  const { node, ancestors } = candidate
  const specifier = plainString(source, context.text)
  if (!specifier) {
    if (source) context.walk.unanalysable.push({ span: spanOf(node), what: `computed ${what} specifier` })
    return null
  }
  const taken = followModule(node, ancestors, context.text, context.localAt, isPromise)
  const fact = addImport(context, kind, specifier, taken.statement, candidate.place)
  fact.names.push(...taken.names)
  fact.escapes = taken.escapes && !context.spread.has(node)
  context.importAt.set(node.start, fact)
  return fact
}

export function addImport(
  context: LoaderContext,
  kind: DraftImport['kind'],
  specifier: { value: string; span: Span; exact: boolean },
  statement: Span,
  place: Place,
): DraftImport {
  const fact: DraftImport = {
    kind,
    specifier: specifier.value,
    specifierSpan: specifier.span,
    statement,
    names: [],
    typeOnly: false,
    place,
    escapes: false,
    editable: specifier.exact,
  }
  context.walk.imports.push(fact)
  return fact
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
    if (/^\.{1,2}(?:\/|$)/.test(value)) addImport(context, 'resolve-string', { ...specifier, value }, spanOf(node), candidate.place)
  } else if (/^\.{1,2}\//.test(specifier.value)) {
    addImport(context, 'resolve-string', specifier, spanOf(node), candidate.place)
  }
}

