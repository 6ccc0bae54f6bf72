import type { Member } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import { type DraftName, draftName } from './drafts.ts'
import { describeContext, readPattern } from './reference-context.ts'
import type { DraftPick, Variable } from './scope-tree.ts'
import { dottedName, isIdentifier, isWrapper, type Node, type NodeOf, spanOf } from './syntax.ts'

/** What becomes of the module that a `require()`, `import()` or the like returns. */
export interface ModuleUse {
  readonly names: DraftName[]
  readonly escapes: boolean
  readonly statement: Span
}

/** The variable a token declares or assigns, where the file has it. */
export type LocalAt = (start: number) => Variable | null

/** Functions that compilers wrap around `require()`: the module comes out of them. */
const INTEROP = /^_*(?:interopRequire(?:Default|Wildcard)|import(?:Default|Star)|toESM|esm)\d*$/

/** Functions that render the default export of the module their callback loads: of React, Vue, Next. */
const LAZY = new Set(['lazy', 'defineAsyncComponent', 'loadable', 'dynamic', 'component'])

/** Keys whose function loads a module for its default export: routes of Vue and Angular, and Vue's lists of components. */
const LAZY_KEYS = new Set(['component', 'loadComponent'])

export function followModule(
  node: Node,
  ancestors: readonly Node[],
  text: string,
  localAt: LocalAt,
  isPromise: boolean,
): ModuleUse {
  let current = node
  let depth = ancestors.length
  let promised = isPromise
  /** What is one of several values (`a ? require('m') : null`) is not a statement of its own. */
  let pinned: Span | null = null
  const end = (names: DraftName[], escapes: boolean): ModuleUse => ({
    names,
    escapes,
    statement: pinned ?? statementOf(current, ancestors, depth),
  })
  for (;;) {
    const parent = ancestors[depth - 1]
    if (!parent) return end([], true)
    if (isWrapper(parent)) {
      // The value goes through.
    } else if (parent.type === 'AwaitExpression') promised = false
    else if (isAlternative(parent, current)) pinned ??= spanOf(current)
    else if (isInterop(parent, current)) promised = isPromise && promised
    else if (promised && parent.type === 'MemberExpression' && parent.object === current) {
      const step = promiseStep(parent, ancestors[depth - 2])
      if (!step) return end([], true)
      const { call, method } = step
      if (method === 'then') {
        const taken = callbackNames(call.arguments[0], text, localAt)
        return end(taken.names, taken.escapes)
      }
      current = call
      depth -= 2
      continue
    } else break
    current = parent
    depth--
  }
  if (promised) return promiseUse(current, ancestors, depth, text, localAt, end)
  return valueUse(current, ancestors, depth, text, localAt, end)
}

/** Whether the value of `current` may be that of `parent`: a branch of `? :`, a side of `||`, the right of `&&`. */
function isAlternative(parent: Node, current: Node): boolean {
  if (parent.type === 'ConditionalExpression') return parent.test !== current
  return parent.type === 'LogicalExpression' && (parent.operator !== '&&' || parent.right === current)
}

function isInterop(parent: Node, argument: Node): boolean {
  if (parent.type !== 'CallExpression' || parent.arguments[0] !== argument) return false
  const name = dottedName(parent.callee)?.at(-1)
  return name !== undefined && INTEROP.test(name)
}

function promiseStep(
  member: Node,
  around: Node | undefined,
): { call: NodeOf<'CallExpression'>; method: string } | null {
  if (member.type !== 'MemberExpression' || member.computed || member.property.type !== 'Identifier') return null
  if (around?.type !== 'CallExpression' || around.callee !== member) return null
  const method = member.property.name
  return method === 'then' || method === 'catch' || method === 'finally' ? { call: around, method } : null
}

function callbackNames(
  callback: Node | undefined,
  text: string,
  localAt: LocalAt,
): Pick<ModuleUse, 'names' | 'escapes'> {
  if (callback?.type !== 'ArrowFunctionExpression' && callback?.type !== 'FunctionExpression') {
    return { names: [], escapes: callback !== undefined && callback.type !== 'Literal' }
  }
  const parameter = callback.params[0]
  return parameter ? patternNames(parameter, text, localAt) : { names: [], escapes: false }
}

/** The names a declaring or assigned pattern takes from a module. */
function patternNames(target: Node, text: string, localAt: LocalAt): Pick<ModuleUse, 'names' | 'escapes'> {
  let pattern = target
  while (pattern.type === 'AssignmentPattern') pattern = pattern.left
  if (pattern.type === 'Identifier') return { names: [namespaceName(pattern, localAt)], escapes: false }
  if (pattern.type !== 'ObjectPattern') return { names: [], escapes: true }
  const { picks, whole } = readPattern(pattern, text)
  return { names: pickedNames(picks, localAt), escapes: whole }
}

export function pickedNames(picks: readonly DraftPick[], localAt: LocalAt): DraftName[] {
  return picks.map((pick) =>
    draftName({
      shape: 'named',
      imported: pick.imported,
      importedSpan: pick.importedSpan,
      span: pick.span,
      local: pick.localSpan && localAt(pick.localSpan.start),
      localName: pick.localName,
      localSpan: pick.localSpan,
      members: pick.members,
    }),
  )
}

function namespaceName(identifier: NodeOf<'Identifier'>, localAt: LocalAt): DraftName {
  const span = { start: identifier.start, end: identifier.start + identifier.name.length }
  return draftName({
    shape: 'namespace',
    imported: '*',
    span,
    local: localAt(identifier.start),
    localName: identifier.name,
    localSpan: span,
  })
}

type End = (names: DraftName[], escapes: boolean) => ModuleUse

/** A promise nobody has awaited yet. */
function promiseUse(
  current: Node,
  ancestors: readonly Node[],
  depth: number,
  text: string,
  localAt: LocalAt,
  end: End,
): ModuleUse {
  const parent = ancestors[depth - 1]
  if (parent?.type === 'ExpressionStatement') return end([], false)
  if (parent?.type === 'UnaryExpression' && parent.operator === 'void') return end([], false)
  const element = parent?.type === 'ArrayExpression' ? elementTarget(parent, current, ancestors, depth) : null
  if (element) {
    const { names, escapes } = patternNames(element, text, localAt)
    return end(names, escapes)
  }
  if (loadsLazily(current, ancestors, depth)) {
    return end([draftName({ shape: 'named', imported: 'default', span: spanOf(current) })], true)
  }
  return end([], true)
}

/** What `.then((x) => …)` calls the value. */
function thenCallback(member: NodeOf<'MemberExpression'>, call: Node | undefined): Node | null {
  if (member.property.type !== 'Identifier' || member.property.name !== 'then') return null
  if (call?.type !== 'CallExpression' || call.callee !== member) return null
  const [callback] = call.arguments
  return callback?.type === 'ArrowFunctionExpression' || callback?.type === 'FunctionExpression'
    ? (callback.params[0] ?? null)
    : null
}

/** `const [a, { b }] = await Promise.all([import('a'), import('b')])`, `Promise.all([…]).then(([a, { b }]) => …)`. */
function elementTarget(
  array: NodeOf<'ArrayExpression'>,
  element: Node,
  ancestors: readonly Node[],
  depth: number,
): Node | null {
  const call = ancestors[depth - 2]
  if (call?.type !== 'CallExpression' || call.arguments[0] !== array) return null
  if (dottedName(call.callee)?.join('.') !== 'Promise.all') return null
  let around = ancestors[depth - 3]
  let index = depth - 3
  const position = array.elements.indexOf(element as never)
  if (around?.type === 'MemberExpression' && around.object === call) {
    const callback = thenCallback(around, ancestors[depth - 4])
    return callback?.type === 'ArrayPattern' ? (callback.elements[position] ?? null) : null
  }
  if (around?.type === 'AwaitExpression') around = ancestors[--index]
  else return null
  while (around && isWrapper(around)) around = ancestors[--index]
  if (around?.type !== 'VariableDeclarator' || around.id.type !== 'ArrayPattern') return null
  return around.id.elements[position] ?? null
}

/** `React.lazy(() => import('x'))`, `{ path: '/', component: () => import('x') }`. */
function loadsLazily(current: Node, ancestors: readonly Node[], depth: number): boolean {
  let index = depth - 1
  let inner = current
  if (ancestors[index]?.type === 'ReturnStatement') {
    index -= 2
    inner = ancestors[index + 1] as Node
  }
  const callback = ancestors[index]
  if (callback?.type !== 'ArrowFunctionExpression' && callback?.type !== 'FunctionExpression') return false
  if (callback.body !== inner) return false
  const around = ancestors[index - 1]
  if (around?.type === 'Property' && around.value === callback) {
    const outer = ancestors[index - 3]
    // `components: { Card: () => import('x') }`, `defineAsyncComponent({ loader: () => import('x') })`.
    const isListed = outer?.type === 'Property' && !outer.computed && keyOf(outer) === 'components'
    const isOption = outer?.type === 'CallExpression' && keyOf(around) === 'loader' && LAZY.has(nameOfCall(outer))
    return isListed || isOption || (!around.computed && LAZY_KEYS.has(keyOf(around)))
  }
  if (around?.type !== 'CallExpression' || !around.arguments.includes(callback)) return false
  const name = nameOfCall(around)
  // `app.component('Card', () => import('x'))`.
  return LAZY.has(name) && around.arguments[name === 'component' ? 1 : 0] === callback
}

const nameOfCall = ({ callee }: NodeOf<'CallExpression'>): string => dottedName(callee)?.at(-1) ?? ''

function keyOf({ key }: NodeOf<'Property'>): string {
  return key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : ''
}

/** The module itself. */
function valueUse(
  current: Node,
  ancestors: readonly Node[],
  depth: number,
  text: string,
  localAt: LocalAt,
  end: End,
): ModuleUse {
  const context = describeContext(current, ancestors, text, depth)
  const around = ancestors[context.depth - 1]
  const target = assignedTarget(around, context.end)
  const [first, ...rest] = context.members
  if (!first) {
    if (target) {
      const { names, escapes } = patternNames(target, text, localAt)
      return end(names, escapes)
    }
    if (context.call) return end([calledModule(current, context.call)], false)
    return end([], context.whole)
  }
  if (context.picks.length > 0 && !context.whole) {
    // `const { y } = require('m').X` takes a member of X.
    const names = context.picks.map((pick) => {
      const member: Member = { name: pick.imported, span: pick.importedSpan }
      return namedMember(first, [...rest, member, ...pick.members], pick.localSpan, pick.localName, localAt)
    })
    return end(names, false)
  }
  const identifier = isIdentifier(target) ? target : null
  const localSpan = identifier && { start: identifier.start, end: identifier.start + identifier.name.length }
  const name = namedMember(first, rest, localSpan, identifier?.name ?? null, localAt)
  return end([{ ...name, call: context.call }], false)
}

function namedMember(
  first: Member,
  members: readonly Member[],
  localSpan: Span | null,
  localName: string | null,
  localAt: LocalAt,
): DraftName {
  return draftName({
    shape: 'named',
    imported: first.name,
    importedSpan: first.span,
    span: first.span,
    members,
    local: localSpan && localAt(localSpan.start),
    localName,
    localSpan,
  })
}

function calledModule(node: Node, call: DraftName['call']): DraftName {
  return draftName({ shape: 'namespace', imported: '*', span: spanOf(node), call })
}

/** The pattern a value is bound or assigned to. */
function assignedTarget(parent: Node | undefined, value: Node): Node | null {
  if (parent?.type === 'VariableDeclarator' && parent.init === value) return parent.id
  if (parent?.type === 'AssignmentExpression' && parent.right === value && parent.operator === '=') {
    return parent.left.type === 'Identifier' || parent.left.type === 'ObjectPattern' ? parent.left : null
  }
  return null
}

/** The whole statement where the module is all it is about, else the expression that gives the module. */
function statementOf(current: Node, ancestors: readonly Node[], depth: number): Span {
  let index = depth - 1
  let parent = ancestors[index]
  if (parent?.type === 'MemberExpression' || parent?.type === 'ChainExpression') {
    while (parent?.type === 'MemberExpression' || parent?.type === 'ChainExpression') parent = ancestors[--index]
    if (parent?.type !== 'VariableDeclarator') return spanOf(current)
  }
  if (parent?.type === 'ExpressionStatement') return spanOf(parent)
  if (parent?.type !== 'VariableDeclarator') return spanOf(current)
  const declaration = ancestors[index - 1]
  if (declaration?.type !== 'VariableDeclaration' || declaration.declarations.length !== 1) return spanOf(current)
  const around = ancestors[index - 2]
  return around?.type === 'ExportNamedDeclaration' ? spanOf(around) : spanOf(declaration)
}
