import type { LoaderContext } from './loader-context.ts'
import { dottedName, type Node, type NodeOf, plainString, unwrap } from './syntax.ts'
import type { Candidate } from './walk.ts'

/** Strings that name a member of what is imported: `'X' in ns`, `Reflect.get(ns, 'X')`, `ns.hasOwnProperty('X')`. */
export function readNamedMember(context: LoaderContext, candidate: Candidate): void {
  const { node } = candidate
  if (node.type === 'BinaryExpression') nameMember(context, candidate, node.right, node.left)
  else if (node.type === 'CallExpression') {
    const [object, member] = objectAndName(node)
    if (object) nameMember(context, candidate, object, member)
  }
}

function objectAndName(node: NodeOf<'CallExpression'>): readonly [Node | undefined, Node | undefined] {
  const callee = dottedName(node.callee) ?? []
  const [first, second] = node.arguments
  const [root] = callee
  const method = callee.at(-1)
  if ((root === 'Reflect' || root === 'Object') && callee.length === 2 && REFLECTING.has(method ?? ''))
    return [first, second]
  if (method === 'call' && callee.at(-2) === 'hasOwnProperty') return [first, second]
  const { callee: access } = node
  return method === 'hasOwnProperty' && access.type === 'MemberExpression'
    ? [access.object, first]
    : [undefined, undefined]
}

const REFLECTING = new Set(['get', 'has', 'hasOwn', 'getOwnPropertyDescriptor'])

function nameMember(context: LoaderContext, candidate: Candidate, object: Node, member: Node | undefined): void {
  const name = plainString(member, context.text)
  const root = unwrap(object)
  if (!name || name.value === '' || root.type !== 'Identifier') return
  const use = context.useAt(root.start)
  const isImported = context.walk.imports.some((fact) =>
    fact.names.some(({ local }) => local !== null && use?.variables.includes(local)),
  )
  if (!use || use.call || use.picks.length > 0 || !isImported) return
  context.strings.push({
    role: 'member',
    kind: 'string',
    value: name.value,
    span: name.span,
    place: candidate.place,
    base: { use, members: [] },
    editable: name.exact,
    bare: false,
  })
  context.walk.followedUses.add(use)
}
