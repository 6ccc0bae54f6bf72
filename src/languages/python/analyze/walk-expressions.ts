import { STRING } from '../tokens.ts'
import { callShape, chainOf, isWorthReading, membersOf, NO_MEMBERS, rootOf } from './chains.ts'
import type { Arguments, Comprehension, ExprNode, ExprOf } from './nodes.ts'
import { readStringTokens } from './string-tokens.ts'
import { endOf, firstToken, type NameToken, nameToken, parseExpression, spanOf, startOf, type Unit } from './unit.ts'
import { bind, bodyPlace, refer, siteOf, type Usage, type Walk, within } from './walk-state.ts'

export function visitAll(walk: Walk, nodes: readonly (ExprNode | null)[]): void {
  for (const node of nodes) if (node !== null) visitExpression(walk, node)
}

export function visitExpression(walk: Walk, node: ExprNode): void {
  switch (node.nodeType) {
    case 'Name': {
      const token = nameToken(walk.unit, firstToken(walk.unit, node))
      if (token !== null) refer(walk, token, 'read')
      return
    }
    case 'Attribute':
    case 'Call':
      visitChain(walk, node)
      return
    case 'Constant':
      visitConstant(walk, node)
      return
    case 'BoolOp':
      visitAll(walk, node.values)
      return
    case 'NamedExpr':
      visitExpression(walk, node.value)
      visitWalrusTarget(walk, node.target)
      return
    case 'BinOp':
      visitBinary(walk, node)
      return
    case 'UnaryOp':
      visitExpression(walk, node.operand)
      return
    case 'Lambda':
      visitLambda(walk, node)
      return
    case 'IfExp':
      visitAll(walk, [node.test, node.body, node.orelse])
      return
    case 'Dict':
      visitAll(walk, node.keys)
      visitAll(walk, node.values)
      return
    case 'Set':
    case 'List':
    case 'Tuple':
      visitAll(walk, node.elts)
      return
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
      visitComprehension(walk, node, node.generators, [node.elt])
      return
    case 'DictComp':
      visitComprehension(walk, node, node.generators, [node.key, node.value])
      return
    case 'Await':
    case 'YieldFrom':
    case 'Starred':
      visitExpression(walk, node.value)
      return
    case 'Yield':
      if (node.value !== undefined && node.value !== null) visitExpression(walk, node.value)
      return
    case 'Compare':
      visitCompare(walk, node)
      return
    case 'Subscript':
      noteKey(walk, node, 'read')
      if (node.value.nodeType === 'Call')
        walk.namespaceReads.push({ ...siteOf(walk), node: node.value, key: node.slice })
      visitAll(walk, [node.value, node.slice])
      return
    case 'Slice':
      visitAll(walk, [node.lower ?? null, node.upper ?? null, node.step ?? null])
      return
    default:
      return
  }
}

/** `a + b + c + …` leans left as deep as it is long. */
function visitBinary(walk: Walk, node: ExprOf<'BinOp'>): void {
  const rights: ExprNode[] = []
  let left: ExprNode = node
  while (left.nodeType === 'BinOp') {
    rights.push(left.right)
    left = left.left
  }
  visitExpression(walk, left)
  visitAll(walk, rights.reverse())
}

function visitCompare(walk: Walk, node: ExprOf<'Compare'>): void {
  const container = node.comparators[0]
  const operator = node.ops[0]?.nodeType
  if (container !== undefined && node.ops.length === 1 && (operator === 'In' || operator === 'NotIn')) {
    const chain = chainOf(walk.unit, container)
    if (chain !== null && maySpell(node.left))
      walk.keys.push({ ...siteOf(walk), chain, key: node.left, node, manner: 'test', value: null })
    else if (container.nodeType === 'Call' && maySpell(node.left))
      walk.namespaceReads.push({ ...siteOf(walk), node: container, key: node.left })
  }
  visitExpression(walk, node.left)
  visitAll(walk, node.comparators)
}

export function noteKey(
  walk: Walk,
  node: ExprOf<'Subscript'>,
  manner: 'read' | 'write' | 'delete',
  value: ExprNode | null = null,
): void {
  if (!maySpell(node.slice)) return
  const chain = chainOf(walk.unit, node.value)
  if (chain !== null) walk.keys.push({ ...siteOf(walk), chain, key: node.slice, node, manner, value })
}

/** Keys that say something: a string, something with one in it, or `__name__`. */
function maySpell(key: ExprNode): boolean {
  switch (key.nodeType) {
    case 'Constant':
      return typeof key.value === 'string'
    case 'Name':
      return key.id === '__name__'
    case 'Tuple':
    case 'List':
    case 'Subscript':
    case 'BinOp':
      return true
    default:
      return false
  }
}

/** What must stay an attribute of something: an assignment target, the value of a pattern. */
export function visitAttribute(walk: Walk, node: ExprNode): void {
  if (node.nodeType === 'Attribute') visitChain(walk, node, true)
  else visitExpression(walk, node)
}

/** Attribute accesses and at most one call on top: everything a reference knows about its use. */
function visitChain(walk: Walk, node: ExprNode, attribute = false): void {
  const { unit } = walk
  const call = node.nodeType === 'Call' ? node : null
  const shape = call === null ? null : callShape(unit, call)
  const outer = call === null ? node : call.func
  const root = rootOf(outer)
  const members = root === outer ? NO_MEMBERS : membersOf(unit, outer)
  const token = root.nodeType === 'Name' ? nameToken(unit, firstToken(unit, root)) : null
  if (token !== null) {
    refer(walk, token, 'read', members, shape, attribute)
  } else {
    if (members.length > 0 && (root.nodeType === 'Call' || root.nodeType === 'Subscript')) {
      noteUsage(walk, root, { members, call: shape, span: spanOf(unit, node) })
    }
    visitExpression(walk, root)
  }
  if (call === null) return
  if (token !== null && isWorthReading(walk, call, members.at(-1)?.name ?? token.name)) {
    walk.calls.push({ ...siteOf(walk), node: call, chain: { name: token.name, span: token.span, members } })
  } else if (root.nodeType === 'Call' && members.length === 1 && call.args[0]?.nodeType === 'Constant') {
    // `globals().get("X")`
    walk.calls.push({ ...siteOf(walk), node: call, chain: null })
  }
  visitAll(walk, call.args)
  for (const keyword of call.keywords) visitExpression(walk, keyword.value)
}

export function noteUsage(walk: Walk, node: ExprNode, usage: Partial<Usage>): void {
  const known = walk.usages.get(node)
  const base = known ?? { members: [], call: null, assigned: null, discarded: false, span: spanOf(walk.unit, node) }
  walk.usages.set(node, { ...base, ...usage })
}

function visitConstant(walk: Walk, node: ExprOf<'Constant'>): void {
  if (typeof node.value !== 'string' || saysNothing(walk.unit, node)) return
  const strings = readStringTokens(walk.unit, node)
  if (strings === null) return
  if (strings.literal !== null) walk.strings.push({ ...siteOf(walk), literal: strings.literal })
  visitFields(walk, strings.fields)
}

/** One string with neither a dot nor a colon can be no path. Its last token is the one it begins with. */
function saysNothing(unit: Unit, node: ExprOf<'Constant'>): boolean {
  const { tokens, text } = unit
  const index = firstToken(unit, node)
  const end = tokens.ends[index] ?? 0
  if (tokens.kinds[index] !== STRING || end !== endOf(unit, node)) return false
  for (let at = tokens.starts[index] ?? 0; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === 46 || code === 58 || code === 92) return false
  }
  return true
}

/** The expressions of an f-string, each read on its own, so that its names have exact places. */
function visitFields(walk: Walk, fields: readonly { start: number; end: number }[]): void {
  for (const field of fields) {
    const parsed = parseExpression(walk.text, field.start, field.end)
    if (parsed === null) continue
    const { unit } = walk
    walk.unit = parsed.unit
    visitExpression(walk, parsed.value)
    walk.unit = unit
  }
}

function visitWalrusTarget(walk: Walk, target: ExprNode): void {
  const token = nameToken(walk.unit, firstToken(walk.unit, target))
  if (token === null) return
  let scope = walk.place.scope
  while (walk.table.kind(scope) === 'comprehension') scope = walk.table.scopes[scope]?.parent ?? 0
  bind(walk, token, 'variable', 'plain', scope)
}

function visitLambda(walk: Walk, node: ExprOf<'Lambda'>): void {
  visitDefaults(walk, node.args)
  const scope = walk.table.add('function', walk.place.scope, spanOf(walk.unit, node))
  walk.bodyStarts.set(scope, startOf(walk.unit, node.body))
  within(walk, bodyPlace(walk, scope), () => {
    bindParameters(walk, node.args)
    visitExpression(walk, node.body)
  })
}

export function visitDefaults(walk: Walk, args: Arguments): void {
  visitAll(walk, args.defaults)
  visitAll(walk, args.kw_defaults)
}

export function bindParameters(walk: Walk, args: Arguments): void {
  const parameters = [...args.posonlyargs, ...args.args, args.vararg, ...args.kwonlyargs, args.kwarg]
  for (const parameter of parameters) {
    if (parameter === undefined || parameter === null) continue
    const token = nameToken(walk.unit, firstToken(walk.unit, parameter))
    if (token === null) continue
    bind(walk, token, 'parameter')
    const type =
      parameter.annotation === undefined || parameter.annotation === null
        ? null
        : chainOf(walk.unit, parameter.annotation)
    if (type !== null) walk.typedParameters.push({ scope: walk.place.scope, name: token.name, type })
  }
}

/** The first iterable is evaluated outside, the rest in a scope of its own. */
function visitComprehension(
  walk: Walk,
  node: ExprNode,
  generators: readonly Comprehension[],
  results: readonly ExprNode[],
): void {
  const first = generators[0]
  if (first !== undefined) visitExpression(walk, first.iter)
  const scope = walk.table.add('comprehension', walk.place.scope, spanOf(walk.unit, node))
  within(walk, { scope }, () => {
    generators.forEach((generator, index) => {
      visitTarget(walk, generator.target)
      if (index > 0) visitExpression(walk, generator.iter)
      visitAll(walk, generator.ifs)
    })
    visitAll(walk, results)
  })
}

/** What is assigned to, looped into or deleted. */
export function visitTarget(
  walk: Walk,
  node: ExprNode,
  manner: 'plain' | 'delete' = 'plain',
  value: ExprNode | null = null,
): void {
  if (node.nodeType === 'Name') {
    const token: NameToken | null = nameToken(walk.unit, firstToken(walk.unit, node))
    if (token === null) return
    bind(walk, token, 'variable', manner)
    if (manner === 'delete') refer(walk, token, 'delete')
  } else if (node.nodeType === 'Tuple' || node.nodeType === 'List') {
    for (const element of node.elts) visitTarget(walk, element, manner)
  } else if (node.nodeType === 'Starred') {
    visitTarget(walk, node.value, manner)
  } else if (node.nodeType === 'Subscript') {
    noteKey(walk, node, manner === 'delete' ? 'delete' : 'write', value)
    if (node.value.nodeType === 'Call') walk.namespaceWrites.push({ ...siteOf(walk), node: node.value })
    visitAll(walk, [node.value, node.slice])
  } else {
    visitAttribute(walk, node)
  }
}
