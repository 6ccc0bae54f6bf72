import type { CallShape, Member } from '../../../core/facts.ts'
import { tokenName, tokenSpan } from '../lexer.ts'
import type { Arguments, Call, Comprehension, ExprNode, ExprOf } from './nodes.ts'
import { readStringTokens } from './string-tokens.ts'
import {
  firstToken,
  lastToken,
  type NameToken,
  nameToken,
  parseExpression,
  spanOf,
  startOf,
  type Unit,
} from './unit.ts'
import { bind, type Chain, laterPhase, refer, siteOf, type Usage, type Walk, within } from './walk-state.ts'

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
    if (chain !== null) walk.keys.push({ ...siteOf(walk), chain, key: node.left, node, manner: 'test', value: null })
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
  const chain = chainOf(walk.unit, node.value)
  if (chain !== null) walk.keys.push({ ...siteOf(walk), chain, key: node.slice, node, manner, value })
}

/** `name.member.member` of plain attribute accesses, null for anything else. */
export function chainOf(unit: Unit, node: ExprNode): Chain | null {
  const members: Member[] = []
  let root = node
  while (root.nodeType === 'Attribute') {
    members.push(memberOf(unit, root))
    root = root.value
  }
  if (root.nodeType !== 'Name') return null
  const token = nameToken(unit, firstToken(unit, root))
  return token === null ? null : { name: token.name, span: token.span, members: members.reverse() }
}

function memberOf(unit: Unit, node: ExprOf<'Attribute'>): Member {
  const index = lastToken(unit, node)
  return { name: tokenName(unit.tokens, index), span: tokenSpan(unit.tokens, index) }
}

/** Attribute accesses and at most one call on top: everything a reference knows about its use. */
function visitChain(walk: Walk, node: ExprNode): void {
  const { unit } = walk
  const call = node.nodeType === 'Call' ? node : null
  const shape = call === null ? null : callShape(unit, call)
  const members: Member[] = []
  let root: ExprNode = call === null ? node : call.func
  while (root.nodeType === 'Attribute') {
    members.push(memberOf(unit, root))
    root = root.value
  }
  members.reverse()
  const token = root.nodeType === 'Name' ? nameToken(unit, firstToken(unit, root)) : null
  if (token !== null) {
    refer(walk, token, 'read', members, shape)
  } else {
    if (members.length > 0) noteUsage(walk, root, { members, call: shape, span: spanOf(unit, node) })
    visitExpression(walk, root)
  }
  if (call === null) return
  const chain = token === null ? null : { name: token.name, span: token.span, members }
  walk.calls.push({ ...siteOf(walk), node: call, chain })
  visitAll(walk, call.args)
  for (const keyword of call.keywords) visitExpression(walk, keyword.value)
}

export function noteUsage(walk: Walk, node: ExprNode, usage: Partial<Usage>): void {
  const known = walk.usages.get(node)
  const base = known ?? { members: [], call: null, assigned: null, discarded: false, span: spanOf(walk.unit, node) }
  walk.usages.set(node, { ...base, ...usage })
}

export function callShape(unit: Unit, call: Call): CallShape {
  const positional = call.args.filter(({ nodeType }) => nodeType !== 'Starred').length
  const keywords: string[] = []
  let open = positional < call.args.length
  for (const keyword of call.keywords) {
    if (keyword.arg === undefined || keyword.arg === null) open = true
    else keywords.push(nameToken(unit, firstToken(unit, keyword))?.name ?? keyword.arg)
  }
  return { span: spanOf(unit, call), positional, keywords, open, construct: false }
}

function visitConstant(walk: Walk, node: ExprOf<'Constant'>): void {
  const strings = readStringTokens(walk.unit, node)
  if (strings === null) return
  if (strings.literal !== null) walk.strings.push({ ...siteOf(walk), literal: strings.literal })
  visitFields(walk, strings.fields)
}

/** The expressions of an f-string, each read on its own, so that its names have exact places. */
function visitFields(walk: Walk, fields: readonly { start: number; end: number }[]): void {
  for (const field of fields) {
    const parsed = parseExpression(walk.text, field.start, field.end)
    const statement = parsed?.module.body[0]
    if (parsed === null || statement?.nodeType !== 'Expr') continue
    const { unit } = walk
    walk.unit = parsed.unit
    visitExpression(walk, statement.value)
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
  within(walk, { scope, phase: laterPhase(walk, 'run-time') }, () => {
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
    visitExpression(walk, node)
  }
}
