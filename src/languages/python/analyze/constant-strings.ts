import type { Span } from '../../../core/span.ts'
import { FSTRING } from '../tokens.ts'
import { literalParts } from '../string-literals.ts'
import type { ExprNode } from './nodes.ts'
import { stringLiteral } from './string-tokens.ts'
import { endOf, firstToken, nameToken, startOf } from './unit.ts'
import { chainOf } from './chains.ts'
import type { Chain, Site, StringLiteral, Walk } from './walk-state.ts'

/** Deeper sums are nobody's module name. */
const MAX_PARTS = 16
const PLAIN_NAME = /^\s*([\p{XID_Start}_]\p{XID_Continue}*)\s*$/u

/**
 * The text an expression spells where that is certain: a string, a name bound once to a string, and sums and
 * f-strings of such (`f"{MODULE}.Name"`). A name's literal is the string it is bound to, where it can be rewritten;
 * what is put together can only be read.
 */
export function constantString(walk: Walk, site: Site, node: ExprNode | null | undefined): StringLiteral | null {
  return node === null || node === undefined ? null : fold(walk, site, node, 0)
}

function fold(walk: Walk, site: Site, node: ExprNode, depth: number): StringLiteral | null {
  if (depth > MAX_PARTS) return null
  const literal = stringLiteral(site.unit, node)
  if (literal !== null) return literal
  if (node.nodeType === 'Name') {
    const token = nameToken(site.unit, firstToken(site.unit, node))
    return token === null ? null : constantNamed(walk, site, token.name)
  }
  if (node.nodeType === 'BinOp' && node.op.nodeType === 'Add') {
    const left = fold(walk, site, node.left, depth + 1)
    const right = left === null ? null : fold(walk, site, node.right, depth + 1)
    if (left === null || right === null) return null
    const span = { start: startOf(site.unit, node), end: endOf(site.unit, node) }
    const tail = node.right.nodeType === 'Name' ? undefined : right.plain ? right.span : right.tail
    return { value: left.value + right.value, span, plain: false, head: headOf(left), tail }
  }
  if (node.nodeType === 'BinOp' && node.op.nodeType === 'Mod')
    return foldFormat(walk, site, node, node.left, [node.right], '%s')
  if (node.nodeType === 'Call' && node.func.nodeType === 'Attribute' && node.func.attr === 'format') {
    return node.keywords.length > 0 ? null : foldFormat(walk, site, node, node.func.value, node.args, '{}')
  }
  return node.nodeType === 'Constant' ? foldInterpolated(walk, site, node) : null
}

/** `"%s.X" % MODULE` and `"{}.X".format(MODULE)`. */
function foldFormat(
  walk: Walk,
  site: Site,
  node: ExprNode,
  format: ExprNode,
  values: readonly ExprNode[],
  hole: string,
): StringLiteral | null {
  const literal = stringLiteral(site.unit, format)
  const pieces = literal?.value.split(hole)
  const filled = values.flatMap((value) => (value.nodeType === 'Tuple' ? value.elts : [value]))
  if (pieces === undefined || pieces.length !== filled.length + 1 || filled.length > MAX_PARTS) return null
  let value = pieces[0] ?? ''
  let head: Span | undefined
  for (const [index, each] of filled.entries()) {
    const text = each.nodeType === 'Name' ? fold(walk, site, each, MAX_PARTS) : null
    if (text === null) return null
    if (value === '') head = headOf(text)
    value += text.value + (pieces[index + 1] ?? '')
  }
  const span = { start: startOf(site.unit, node), end: endOf(site.unit, node) }
  const end = literal?.plain ? literal.span.end : undefined
  const tail = end === undefined ? end : { start: end - (pieces.at(-1)?.length ?? 0), end }
  return /[%{}]/.test(value) ? null : { value, span, plain: false, head, tail }
}

function headOf({ plain, span, head }: StringLiteral): Span | undefined {
  return plain ? span : head
}

/** The name of a variable and where it is spelled. */
export interface OwnName {
  readonly value: string
  readonly span: Span
  /** What has the variable; absent or null: the module itself. */
  readonly base?: MemberBase | null
}

/** An expression, or a module that a string names. */
export type MemberBase = Chain | { readonly import: number }

const OWN_NAME = /^\.([\p{XID_Start}_]\p{XID_Continue}*)(?:\.[\p{XID_Start}_]\p{XID_Continue}*)*$/u
const NAME_OF = /^\s*([\p{XID_Start}_]\p{XID_Continue}*(?:\.[\p{XID_Start}_]\p{XID_Continue}*)*)\.__name__\s*$/u

/** `f"{__name__}.X"`, `__name__ + ".X"`, `"%s.X" % m.__name__`, `"{}.X".format(m.__name__)`. */
export function ownModuleName(site: Site, node: ExprNode | null | undefined): OwnName | null {
  if (node?.nodeType === 'BinOp' && node.op.nodeType === 'Add') return joined(site, node.left, node.right, '')
  if (node?.nodeType === 'BinOp' && node.op.nodeType === 'Mod') return joined(site, node.right, node.left, '%s')
  if (node?.nodeType === 'Call' && node.func.nodeType === 'Attribute' && node.func.attr === 'format') {
    const [value] = node.args
    return value === undefined || node.args.length > 1 ? null : joined(site, value, node.func.value, '{}')
  }
  if (node?.nodeType !== 'Constant') return null
  const { tokens, text } = site.unit
  const index = firstToken(site.unit, node)
  const [field, ...others] = tokens.fields.get(index) ?? []
  if (field === undefined || others.length > 0 || tokens.ends[index] !== endOf(site.unit, node)) return null
  const { contentStart, contentEnd } = literalParts(text, tokens.starts[index] ?? 0, tokens.ends[index] ?? 0)
  if (field.start !== contentStart + 1 || text.charAt(field.end) !== '}') return null
  const inside = text.slice(field.start, field.end)
  const named = NAME_OF.exec(inside)?.[1]
  const base = named === undefined ? null : chainAt(named, field.start + inside.indexOf(named))
  if (base === null && inside.trim() !== '__name__') return null
  return ownName(text.slice(field.end + 1, contentEnd), field.end + 1, base)
}

/** What has the `__name__`, and the literal with the rest of the path after `hole`. */
function joined(site: Site, value: ExprNode, literal: ExprNode, hole: string): OwnName | null {
  const path = stringLiteral(site.unit, literal)
  if (path?.plain !== true || !path.value.startsWith(hole)) return null
  const rest = path.value.slice(hole.length)
  const start = path.span.start + hole.length
  if (value.nodeType === 'Name') return value.id === '__name__' ? ownName(rest, start, null) : null
  const base = value.nodeType === 'Attribute' && value.attr === '__name__' ? chainOf(site.unit, value.value) : null
  return base === null ? null : ownName(rest, start, base)
}

function chainAt(dotted: string, start: number): Chain {
  let at = start
  const [first, ...members] = dotted.split('.').map((name) => {
    const span = { start: at, end: at + name.length }
    at = span.end + 1
    return { name: name.normalize('NFKC'), span }
  })
  return { name: first?.name ?? '', span: first?.span ?? { start, end: start }, members }
}

function ownName(path: string, start: number, base: Chain | null): OwnName | null {
  const value = OWN_NAME.exec(path)?.[1]
  return value === undefined ? null : { value, span: { start: start + 1, end: start + 1 + value.length }, base }
}

function constantNamed(walk: Walk, site: Site, name: string): StringLiteral | null {
  const scope = walk.table.resolve(site.place.scope, name)
  if (scope === null || walk.table.bindingCount(scope, name) !== 1) return null
  return walk.constants.get(`${scope} ${name}`) ?? null
}

/** One f-string whose fields are names of constants. */
function foldInterpolated(walk: Walk, site: Site, node: ExprNode): StringLiteral | null {
  const { tokens, text } = site.unit
  const index = firstToken(site.unit, node)
  const start = tokens.starts[index] ?? 0
  const end = tokens.ends[index] ?? 0
  if (tokens.kinds[index] !== FSTRING || end !== endOf(site.unit, node)) return null
  const { prefix, contentStart, contentEnd } = literalParts(text, start, end)
  if (prefix.includes('t')) return null
  let value = ''
  let at = contentStart
  let head: Span | undefined
  for (const field of tokens.fields.get(index) ?? []) {
    const name = PLAIN_NAME.exec(text.slice(field.start, field.end))?.[1]
    const constant =
      name === undefined || text.charAt(field.end) !== '}' ? null : constantNamed(walk, site, name.normalize('NFKC'))
    if (constant === null) return null
    if (field.start === contentStart + 1) head = headOf(constant)
    value += text.slice(at, field.start - 1) + constant.value
    at = field.end + 1
  }
  value += text.slice(at, contentEnd)
  const span: Span = { start: contentStart, end: contentEnd }
  return /[\\{}]/.test(value) ? null : { value, span, plain: false, head, tail: { start: at, end: contentEnd } }
}
