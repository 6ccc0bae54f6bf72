import type { CallShape, Member } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import type { DraftPick } from './scope-tree.ts'
import { isIdentifier, isWrapper, type Node, type NodeOf, spanOf, staticKey, tokenSpan } from './syntax.ts'

export interface Context {
  readonly members: readonly Member[]
  readonly call: CallShape | null
  readonly picks: readonly DraftPick[]
  /** The value (of the name, where `members` is empty) is used in a way that is not followed. */
  readonly whole: boolean
  /** The node whose value the chain is, and how many ancestors lie around it. */
  readonly end: Node
  readonly depth: number
}

const NOTHING: readonly never[] = []

/**
 * What is done with the value of `node`, whose ancestors are `path` (outermost first): the chain of static member
 * accesses, the call at its end, the names destructured from it.
 */
export function describeContext(node: Node, path: readonly Node[], text: string, pathLength = path.length): Context {
  let members: Member[] | null = null
  let current = node
  let depth = pathLength
  let call: CallShape | null = null
  let picks: readonly DraftPick[] = NOTHING
  let whole = true
  loop: while (depth > 0) {
    const parent = path[depth - 1] as Node
    switch (parent.type) {
      case 'MemberExpression': {
        if (parent.object !== current || parent.property.type === 'PrivateIdentifier') break loop
        const key = staticKey(parent.property, parent.computed, text)
        if (!key) break loop
        members ??= []
        members.push(
          key.quoted ? { name: key.name, span: key.span, computed: true } : { name: key.name, span: key.span },
        )
        break
      }
      case 'JSXMemberExpression':
        if (parent.object !== current) break loop
        members ??= []
        members.push({ name: parent.property.name, span: spanOf(parent.property) })
        break
      case 'TSQualifiedName':
        if (parent.left !== current) break loop
        members ??= []
        members.push({ name: parent.right.name, span: spanOf(parent.right) })
        break
      case 'CallExpression':
        if (parent.callee !== current) break loop
        call = callShape(parent)
        whole = false
        break loop
      case 'NewExpression':
        if (parent.callee !== current) break loop
        call = callShape(parent)
        whole = false
        break loop
      case 'VariableDeclarator':
        if (parent.init !== current || parent.id.type !== 'ObjectPattern') break loop
        ;({ picks, whole } = readPattern(parent.id, text))
        break loop
      case 'AssignmentExpression':
        if (parent.right !== current || parent.operator !== '=' || parent.left.type !== 'ObjectPattern') break loop
        ;({ picks, whole } = readPattern(parent.left, text))
        break loop
      case 'AssignmentPattern':
        // `({ X } = ns) => …`
        if (parent.right !== current || parent.left.type !== 'ObjectPattern') break loop
        ;({ picks, whole } = readPattern(parent.left, text))
        break loop
      case 'ExpressionStatement':
      case 'JSXOpeningElement':
      case 'JSXClosingElement':
        whole = false
        break loop
      case 'TSIndexedAccessType': {
        if (parent.objectType !== current || parent.indexType.type !== 'TSLiteralType') break loop
        const key = staticKey(parent.indexType.literal, true, text)
        if (!key) break loop
        members ??= []
        members.push({ name: key.name, span: key.span, computed: true })
        break
      }
      case 'TSTypeQuery':
        // `(typeof ns)['X']` is a member of ns, `(typeof X)['y']` one of X.
        if (parent.exprName !== current) break loop
        break
      default:
        if (!isWrapper(parent)) break loop
    }
    current = parent
    depth--
  }
  return { members: members ?? NOTHING, call, picks, whole: whole && members === null, end: current, depth }
}

export function callShape(node: NodeOf<'CallExpression' | 'NewExpression'>): CallShape {
  let positional = 0
  let open = false
  for (const argument of node.arguments) {
    if (argument.type === 'SpreadElement') open = true
    else positional++
  }
  return { span: spanOf(node), positional, keywords: NOTHING, open, construct: node.type === 'NewExpression' }
}

/** The names an object pattern takes; `whole` where a rest element or a computed key takes what is not spelled. */
export function readPattern(
  pattern: NodeOf<'ObjectPattern'>,
  text: string,
): { picks: readonly DraftPick[]; whole: boolean } {
  const picks: DraftPick[] = []
  let whole = false
  for (const property of pattern.properties) {
    const key = property.type === 'RestElement' ? null : staticKey(property.key, property.computed, text)
    if (property.type === 'RestElement' || !key) {
      whole = true
      continue
    }
    readPicked({ key, property, text, picks }, property.value, property, [])
  }
  return { picks, whole }
}

interface Picked {
  readonly key: { readonly name: string; readonly span: Span }
  readonly property: Node
  readonly text: string
  readonly picks: DraftPick[]
}

/** One pick for each name that the pattern under a key binds: `y` and `z` of `{ X: { y, z } }` are members of X. */
function readPicked(picked: Picked, target: Node, around: Node, members: readonly Member[]): void {
  const { key, property, text, picks } = picked
  const value = target.type === 'AssignmentPattern' ? target.left : target
  const add = (local: NodeOf<'Identifier'> | null): void => {
    picks.push({
      imported: key.name,
      importedSpan: key.span,
      span: spanOf(local === null ? property : around),
      localName: local?.name ?? null,
      localSpan: local && tokenSpan(local, text),
      members: local ? members : NOTHING,
    })
  }
  if (isIdentifier(value)) return add(value)
  if (value.type !== 'ObjectPattern' || value.properties.length === 0) return add(null)
  const inner = value.properties.map((item) => ({
    item,
    key: item.type === 'RestElement' ? null : staticKey(item.key, item.computed, text),
  }))
  // The rest of X, or what a computed key takes of it.
  if (inner.some((item) => item.key === null)) add(null)
  for (const { item, key: name } of inner) {
    if (item.type === 'RestElement' || name === null) continue
    const member: Member = { name: name.name, span: name.span, ...(name.quoted ? { computed: true } : {}) }
    readPicked(picked, item.value, value.properties.length === 1 ? around : item, [...members, member])
  }
}
