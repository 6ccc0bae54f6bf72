import type { CallShape, Member } from '../../../core/facts.ts'
import { tokenName, tokenSpan } from '../tokens.ts'
import type { Call, ExprNode, ExprOf } from './nodes.ts'
import { firstToken, lastToken, nameToken, spanOf, type Unit } from './unit.ts'
import type { Chain, Walk } from './walk-state.ts'

/** `name.member.member` of plain attribute accesses, null for anything else. */
export function chainOf(unit: Unit, node: ExprNode): Chain | null {
  const root = rootOf(node)
  if (root.nodeType !== 'Name') return null
  const token = nameToken(unit, firstToken(unit, root))
  return token === null ? null : { name: token.name, span: token.span, members: membersOf(unit, node) }
}

export const NO_MEMBERS: readonly Member[] = []

export function rootOf(node: ExprNode): ExprNode {
  let root = node
  while (root.nodeType === 'Attribute') root = root.value
  return root
}

export function membersOf(unit: Unit, node: ExprNode): readonly Member[] {
  if (node.nodeType !== 'Attribute') return NO_MEMBERS
  const members: Member[] = []
  for (let at: ExprNode = node; at.nodeType === 'Attribute'; at = at.value) members.push(memberOf(unit, at))
  return members.reverse()
}

function memberOf(unit: Unit, node: ExprOf<'Attribute'>): Member {
  const index = lastToken(unit, node)
  return { name: tokenName(unit.tokens, index), span: tokenSpan(unit.tokens, index) }
}

/** Calls whose arguments may be anything; all others name something only by a string. */
const KNOWN_CALLS = new Set([
  'import_module',
  '__import__',
  'getattr',
  'setattr',
  'hasattr',
  'delattr',
  'exec',
  'eval',
  'globals',
  'vars',
  'locals',
  'dir',
  'patch',
  'object',
  'multiple',
  'dict',
  'delitem',
  'setitem',
  'cast',
  'TypeVar',
  'TypeVarTuple',
  'ParamSpec',
  'NewType',
  'ForwardRef',
  'TypedDict',
  'NamedTuple',
  'TypeAliasType',
  'assert_type',
  '_convert_',
  '_convert',
  'attach',
  'attach_stub',
  'initpkg',
  'LazyModule',
  '_LazyModule',
])

export function isWorthReading(walk: Walk, call: Call, name: string): boolean {
  if (KNOWN_CALLS.has(name) || walk.renamedCalls.has(name) || walk.usages.has(call)) return true
  return call.args.some(isString) || call.keywords.some(({ value }) => isString(value))
}

export function isKnownCall(name: string): boolean {
  return KNOWN_CALLS.has(name)
}

/** Parts of a sum that are looked at: a longer one names nothing. */
const MAX_PARTS = 16

/** A string, or what may be put together to one: a sum of strings and names, a format. */
function isString(node: ExprNode): boolean {
  if (node.nodeType !== 'BinOp') return node.nodeType === 'Constant' && typeof node.value === 'string'
  let left: ExprNode = node
  for (let parts = 0; left.nodeType === 'BinOp'; left = left.left) {
    const operator = left.op.nodeType
    if (operator !== 'Add' && operator !== 'Mod') return false
    if (operator === 'Add' && !mayBePart(left.right)) return false
    if (++parts > MAX_PARTS) return true
  }
  return mayBePart(left)
}

function mayBePart(node: ExprNode): boolean {
  return node.nodeType === 'Constant' ? typeof node.value === 'string' : node.nodeType !== 'UnaryOp'
}

const NO_KEYWORDS: readonly string[] = []

export function callShape(unit: Unit, call: Call): CallShape {
  let positional = 0
  for (const { nodeType } of call.args) if (nodeType !== 'Starred') positional++
  const keywords: string[] = []
  let open = positional < call.args.length
  for (const keyword of call.keywords) {
    if (keyword.arg === undefined || keyword.arg === null) open = true
    else keywords.push(nameToken(unit, firstToken(unit, keyword))?.name ?? keyword.arg)
  }
  const named = keywords.length === 0 ? NO_KEYWORDS : keywords
  return { span: spanOf(unit, call), positional, keywords: named, open, construct: false }
}
