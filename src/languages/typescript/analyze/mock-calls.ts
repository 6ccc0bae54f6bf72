import type { DraftImport } from './drafts.ts'
import { addImport, type LoaderContext, loadModule } from './loader-context.ts'
import { GLOBALS, LIBRARIES, LOADING, MEMBER_METHODS, NAMING } from './mock-libraries.ts'
import { followModule } from './module-value.ts'
import type { Use } from './scope-tree.ts'
import { isIdentifier, type Node, type NodeOf, plainString, spanOf, staticKey, unwrap } from './syntax.ts'
import type { Candidate } from './walk.ts'

/** Calls of mocking libraries that name modules or members of them. */
export function readMockCall(
  context: LoaderContext,
  candidate: Candidate,
  node: NodeOf<'CallExpression'>,
  callee: readonly string[],
  use: Use | null,
): void {
  const method = callee.at(-1) as string
  const library = libraryOf(context, use)
  if (MEMBER_METHODS.has(method) && callee.length > 1) readMember(context, candidate, node, library !== null)
  const [first, second] = node.arguments
  if (!library || !first) return
  switch (library) {
    case 'jest':
    case 'vitest': {
      const promise = LOADING.get(method)
      if (promise !== undefined) loadModule(context, candidate, 'mock-string', first, promise, `${callee.join('.')}()`)
      else if (NAMING.has(method)) mockModule(context, candidate, first, second)
      break
    }
    case 'node:test':
    case 'bun:test':
      if (method === 'module') mockModule(context, candidate, first, second)
      break
    case 'testdouble':
      if (method === 'replace' || method === 'replaceEsm' || method === 'replaceCjs') {
        followMocked(context, candidate, mockModule(context, candidate, first, second), method === 'replaceEsm')
      }
      break
    case 'rewiremock':
    case 'mockery':
    case 'mock-require':
      if (
        callee.length === 1 ||
        /^(?:registerMock|registerSubstitute|registerAllowable|proxy|reRequire|stop)$/.test(method)
      ) {
        mockModule(context, candidate, first, second)
      }
      break
    case 'proxyquire': {
      followMocked(context, candidate, mockModule(context, candidate, first, undefined), callee[0] === 'esmock')
      const stubs = second && unwrap(second)
      if (stubs?.type === 'ObjectExpression') mockStubs(context, candidate, stubs)
      break
    }
  }
}

/** Which library a name comes from: an import of it, a whole `require` of it, or a well-known global. */
function libraryOf(context: LoaderContext, use: Use | null): string | null {
  if (!use) return null
  const variable = use.variables[0]
  if (!variable) return GLOBALS.get(use.name) ?? null
  for (const fact of context.walk.imports) {
    if (fact.names.some((name) => name.local === variable)) return LIBRARIES.get(fact.specifier) ?? null
  }
  if (use.name === 'proxyquire' && variable.kind === 'variable') return 'proxyquire'
  // `test('…', (t) => t.mock.module('m'))`.
  return variable.kind === 'parameter' && use.members[0]?.name === 'mock' ? 'node:test' : null
}

/** The call returns the module, with stubs in it. */
function followMocked(
  context: LoaderContext,
  candidate: Candidate,
  fact: DraftImport | null,
  isPromise: boolean,
): void {
  if (!fact) return
  const taken = followModule(candidate.node, candidate.ancestors, context.text, context.localAt, isPromise)
  fact.names.push(...taken.names)
}

function mockModule(
  context: LoaderContext,
  candidate: Candidate,
  source: Node,
  factory: Node | undefined,
): DraftImport | null {
  let specifier = plainString(source, context.text)
  const inner = unwrap(source)
  if (!specifier && inner.type === 'ImportExpression') {
    // `vi.mock(import('./m'), …)`: the import is only a spelling of the name.
    specifier = plainString(inner.source, context.text)
    if (specifier) context.consumed.add(inner)
  }
  if (!specifier) {
    if (inner.type !== 'Identifier' && inner.type !== 'TemplateLiteral' && inner.type !== 'BinaryExpression')
      return null
    context.walk.unanalysable.push({ span: spanOf(candidate.node), what: 'computed specifier of a mock' })
    return null
  }
  const parent = candidate.ancestors.at(-1)
  const statement = parent?.type === 'ExpressionStatement' ? spanOf(parent) : spanOf(candidate.node)
  const fact = addImport(context, 'mock-string', specifier, statement, candidate.place)
  if (factory) readFactory(context, candidate, fact, factory)
  return fact
}

/** `{ './dep': { X: stub } }`: each key names a module. */
function mockStubs(context: LoaderContext, candidate: Candidate, stubs: NodeOf<'ObjectExpression'>): void {
  for (const property of stubs.properties) {
    if (property.type === 'SpreadElement' || property.key.type !== 'Literal') continue
    const specifier = plainString(property.key, context.text)
    if (!specifier) continue
    const fact = addImport(context, 'mock-string', specifier, spanOf(property), candidate.place)
    readMockedObject(context, candidate, fact, property.value)
  }
}

/** What a mock factory returns: its keys are names the mocked module exports. */
function readFactory(context: LoaderContext, candidate: Candidate, fact: DraftImport, factory: Node): void {
  const node = unwrap(factory)
  if (node.type !== 'ArrowFunctionExpression' && node.type !== 'FunctionExpression') {
    readMockedObject(context, candidate, fact, node)
    return
  }
  const parameter = node.params[0]
  if (isIdentifier(parameter)) {
    const variable = context.localAt(parameter.start)
    if (variable) context.originals.set(variable, fact)
  }
  if (!node.body) return
  if (node.body.type === 'BlockStatement')
    eachReturned(node.body, (value) => readMockedObject(context, candidate, fact, value))
  else readMockedObject(context, candidate, fact, node.body)
}

/** The values a function body returns, not looking into functions inside it. */
function eachReturned(statement: Node | null, visit: (value: Node) => void): void {
  if (!statement) return
  switch (statement.type) {
    case 'BlockStatement':
      for (const inner of statement.body) eachReturned(inner, visit)
      break
    case 'IfStatement':
      eachReturned(statement.consequent, visit)
      eachReturned(statement.alternate, visit)
      break
    case 'TryStatement':
      eachReturned(statement.block, visit)
      eachReturned(statement.handler?.body ?? null, visit)
      break
    case 'ReturnStatement':
      if (statement.argument) visit(statement.argument)
      break
  }
}

/** Keys of node:test's and esmock's options that hold the exports. */
const HOLDERS = new Set(['namedExports', 'exports'])

function readMockedObject(context: LoaderContext, candidate: Candidate, fact: DraftImport, value: Node): void {
  const node = unwrap(value)
  if (node.type === 'CallExpression') {
    // `Promise.resolve({…})`, `Object.assign({}, actual, {…})`.
    for (const argument of node.arguments) {
      if (argument.type === 'ObjectExpression') readMockedObject(context, candidate, fact, argument)
    }
    return
  }
  if (node.type === 'AwaitExpression') return
  if (node.type === 'ConditionalExpression') {
    readMockedObject(context, candidate, fact, node.consequent)
    readMockedObject(context, candidate, fact, node.alternate)
    return
  }
  if (node.type !== 'ObjectExpression') return
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      keepSpread(context, property.argument)
      continue
    }
    const key = staticKey(property.key, property.computed, context.text)
    if (!key || key.name === '__esModule') continue
    if (HOLDERS.has(key.name) && isOptions(candidate)) {
      readMockedObject(context, candidate, fact, property.value)
      continue
    }
    if (isOptions(candidate) && OPTIONS.has(key.name)) continue
    context.strings.push({
      role: 'mock-member',
      value: key.name,
      span: key.span,
      place: candidate.place,
      base: { import: fact },
      editable: key.exact && !property.shorthand,
      bare: !key.quoted,
    })
    nameInner(context, candidate, fact, property.value, [key.name])
  }
}

/** How deep objects in a mock are looked into. */
const DEPTH = 3

/** `{ default: { X: stub } }`: members of what the module exports. */
function nameInner(
  context: LoaderContext,
  candidate: Candidate,
  fact: DraftImport,
  value: Node,
  names: readonly string[],
): void {
  const object = unwrap(value)
  if (object.type !== 'ObjectExpression' || names.length > DEPTH) return
  for (const property of object.properties) {
    const key = property.type === 'SpreadElement' ? null : staticKey(property.key, property.computed, context.text)
    if (property.type === 'SpreadElement' || !key) continue
    context.strings.push({
      role: 'mock-member',
      value: key.name,
      span: key.span,
      place: candidate.place,
      base: { import: fact, names },
      editable: key.exact && !property.shorthand,
      bare: !key.quoted,
    })
    nameInner(context, candidate, fact, property.value, [...names, key.name])
  }
}

/** `...actual`, `...(await vi.importActual('m'))`: the mock has the rest of the module; nothing goes elsewhere. */
function keepSpread(context: LoaderContext, argument: Node): void {
  let node = unwrap(argument)
  if (node.type === 'AwaitExpression') node = unwrap(node.argument)
  if (node.type === 'CallExpression') context.spread.add(node)
  const use = node.type === 'Identifier' ? context.useAt(node.start) : null
  if (use) context.walk.followedUses.add(use)
}

const OPTIONS = new Set(['cache', 'defaultExport'])

/** node:test's `mock.module(specifier, options)`. */
function isOptions(candidate: Candidate): boolean {
  const { node } = candidate
  if (node.type !== 'CallExpression') return false
  const factory = node.arguments[1]
  return (
    node.callee.type === 'MemberExpression' &&
    node.callee.property.type === 'Identifier' &&
    node.callee.property.name === 'module' &&
    factory?.type === 'ObjectExpression'
  )
}

/** `jest.spyOn(ns, 'X')`: the string names a member of the first argument. */
function readMember(
  context: LoaderContext,
  candidate: Candidate,
  node: NodeOf<'CallExpression'>,
  isMocking: boolean,
): void {
  const [object, member] = node.arguments
  const name = plainString(member, context.text)
  if (!object || !name || name.value === '') return
  let root = unwrap(object)
  while (root.type === 'MemberExpression') root = unwrap(root.object)
  if (root.type !== 'Identifier') return
  const use = context.useAt(root.start)
  if (!use || use.call || use.picks.length > 0) return
  // `text.replace(pattern, 'x')` is no mock: where the library is not known, the object must be a module.
  if (!isMocking && !isNamespace(context, use)) return
  context.strings.push({
    role: 'member',
    value: name.value,
    span: name.span,
    place: candidate.place,
    base: { use, members: use.members },
    editable: name.exact,
    bare: false,
  })
  if (use.members.length === 0) context.walk.followedUses.add(use)
}

function isNamespace(context: LoaderContext, use: Use): boolean {
  return context.walk.imports.some((fact) =>
    fact.names.some((name) => name.shape === 'namespace' && name.local !== null && use.variables.includes(name.local)),
  )
}
