import type { ImportedName, ImportFact } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import { isPlainChain, memberEnd, replaceMembers } from './chain-edits.ts'
import type { DraftId } from './change-set.ts'
import { describeTarget, type PlanContext } from './context.ts'
import { planImportAlias } from './import-aliases.ts'
import { fulfilRequests, type Request } from './import-requests.ts'
import { findExisting } from './local-names.ts'
import type { Access } from './member-access.ts'
import { isSpread, typeArgumentEdits } from './mocked-modules.ts'
import { MODULE_SCOPE, originId } from './name-table.ts'
import type { Statement } from './statement.ts'
import type { SyntaxTree } from './syntax-tree.ts'
import { splitThenNamespace } from './then-imports.ts'

interface Origin {
  readonly statement: Statement | null
  readonly name: ImportedName
  readonly at: number
  readonly fact: ImportFact
}

/** Rewrite member accesses; imports that nothing uses any more go. */
export const planMembers = (context: PlanContext): void => {
  const requests: Request[] = []
  const accessOf = new Map<Request, Access>()
  const moves = readAccesses(context).filter(
    (access) =>
      !context.changes.isSettled(access.matchIndex) &&
      !refuseReassigned(context, access) &&
      !rewriteHere(context, access),
  )
  for (const binding of new Set(moves.map((access) => access.binding))) {
    moveNamespace(
      context,
      binding,
      moves.filter((access) => access.binding === binding),
    )
  }
  const leave = ({ binding, referenceAt, matchIndex }: Access): void => {
    const draft = context.changes.draftOf(matchIndex)
    if (draft !== null) leaveBinding(context, binding, referenceAt, draft)
  }
  for (const access of moves) {
    if (context.changes.isSettled(access.matchIndex)) continue
    if (planImportAlias(context, access, originOf(context, access.binding)?.fact.specifier ?? null)) {
      leave(access)
      continue
    }
    const request = requestMove(context, access)
    if (request === null) continue
    requests.push(request)
    accessOf.set(request, access)
  }
  for (const request of fulfilRequests(context, requests)) {
    const access = accessOf.get(request)
    if (access !== undefined) leave(access)
  }
}

/** `let m = require('m'); m = other`: nobody can tell by the text which of them it is at the place. */
export const isReassigned = ({ facts }: PlanContext, id: number): boolean =>
  facts.bindings[id]?.references.some(
    ({ role, span }) =>
      role === 'write' &&
      !facts.imports.some(({ names }) =>
        names.some((name) => name.local === id && name.localSpan?.start === span.start),
      ),
  ) ?? false

const refuseReassigned = (context: PlanContext, { binding, matchIndex }: Access): boolean => {
  if (!isReassigned(context, binding)) return false
  const name = context.facts.bindings[binding]?.name ?? ''
  context.changes.refuse(matchIndex, `\`${name}\` is assigned something else, too`)
  return true
}

/** A use of a binding says something else from now on. */
export const leaveBinding = (context: PlanContext, binding: number, reference: number, draft: DraftId): void => {
  const known = context.leaving.get(binding) ?? { references: new Set(), drafts: new Set() }
  known.references.add(reference)
  known.drafts.add(draft)
  context.leaving.set(binding, known)
}

const readAccesses = (context: PlanContext): Access[] =>
  context.input.matches.flatMap((match, matchIndex): Access[] => {
    const { site, target } = match
    if (target === null || site.type !== 'reference' || site.unresolved || site.depth === 0) return []
    const reference = context.facts.bindings[site.binding]?.references[site.reference]
    if (reference === undefined) return []
    return [{ matchIndex, match, binding: site.binding, reference, referenceAt: site.reference, depth: site.depth }]
  })

export const originOf = (context: PlanContext, binding: number): Origin | null => {
  for (const [index, fact] of context.facts.imports.entries()) {
    const at = fact.names.findIndex(({ local }) => local === binding)
    const name = fact.names[at]
    if (name !== undefined) return { statement: context.imports.statementOf(index), name, at, fact }
  }
  return null
}

/** Members of the retired path that come before the ones written after the local name. */
const pathThrough = ({
  match,
  depth,
}: Access): { readonly base: readonly string[]; readonly path: readonly string[] } => {
  const covered = match.name === null ? [] : match.name.split('.')
  return { base: covered.slice(0, Math.max(0, covered.length - depth)), path: match.target?.name?.split('.') ?? [] }
}

/** Where an import goes that is retired itself, or whose module is. `names`: what the local name is there; null: as here. */
const newPlaceOf = (
  context: PlanContext,
  binding: number,
): { readonly module: string; readonly names: readonly string[] | null } | null => {
  for (const [index, { names }] of context.facts.imports.entries()) {
    const at = names.findIndex(({ local }) => local === binding)
    if (at === -1) continue
    const ofName = context.nameMatches.get(`${index}:${at}`)
    const target = ofName === undefined ? null : context.match(ofName).target
    if (target !== null)
      return { module: target.module.key, names: target.name === '*' ? [] : (target.name?.split('.') ?? []) }
    const ofModule = context.moduleMatches.get(index)
    if (ofModule === undefined || context.changes.draftOf(ofModule) === null) continue
    const whole = context.match(ofModule).target
    if (whole !== null && whole.name === null) return { module: whole.module.key, names: null }
  }
  return null
}

/** The module stays: only the members change. */
const rewriteHere = (context: PlanContext, access: Access): boolean => {
  const { match, reference, depth, matchIndex } = access
  const own = newPlaceOf(context, access.binding)
  if (match.target === null || match.target.module.key !== (own?.module ?? match.module?.key)) return false
  const { path, base: before } = pathThrough(access)
  // What is imported becomes something else: `_` of `_.map` may be the namespace that has the new `map`.
  const base = own?.names ?? before
  if (base.length >= path.length || base.some((name, index) => path[index] !== name)) return false
  const edits = replaceMembers(
    reference.span,
    reference.members.slice(0, depth),
    path.slice(base.length),
    context.layout,
    context.style.quote,
  )
  if (edits === null) {
    context.changes.refuse(matchIndex, 'it is written in a way that cannot be rewritten')
    return true
  }
  const draft = context.changes.open(describeTarget(match))
  context.changes.claim(draft, matchIndex)
  context.changes.edit(draft, ...edits)
  return true
}

/**
 * Every use of a namespace goes to one module: the import may go there as it is. Done where the import is part of an
 * expression (`import('m').then((ns) => ns.X)`), or where the plain name is taken.
 */
const moveNamespace = (context: PlanContext, id: number, accesses: readonly Access[]): void => {
  const { facts, names, changes, layout, style } = context
  const binding = facts.bindings[id]
  const origin = originOf(context, id)
  const [first] = accesses
  const address = first?.match.target?.module
  if (binding === undefined || origin === null || address === undefined || first === undefined) return
  const { statement, fact } = origin
  const isPart = statement === null
  const isNamed = origin.name.shape === 'named'
  // What a mock has of the real module besides goes where the mock goes.
  const isOfMock = [...context.movedMocks].some(
    ([mock, key]) =>
      key === address.key && mock.statement.start < fact.statement.start && fact.statement.end <= mock.statement.end,
  )
  const spread = isOfMock ? binding.references.filter((reference) => isSpread(context, reference)).length : 0
  const isWhole =
    !isNamed &&
    accesses.length + spread === binding.references.length &&
    binding.declarations.length === 1 &&
    fact.names.length === 1 &&
    !fact.escapes &&
    !isExported(context, id) &&
    accesses.every(({ match }) => match.target?.module.key === address.key)
  if (!isWhole) {
    const reason = 'only a part of what is taken from the module moves'
    if (isPart && !isNamed && splitThenNamespace(context, fact, id, accesses)) return
    if (isPart && fact.kind !== 'import-equals' && !isNamed)
      for (const { matchIndex } of accesses) changes.refuse(matchIndex, reason)
    return
  }
  const isFree = accesses.every(({ match, reference }) => {
    const [name = ''] = match.target?.name?.split('.') ?? []
    const origin = originId(address.key, name, MODULE_SCOPE, 'import')
    if (context.planned.get(origin)?.typeOnly === true && reference.space !== 'type') return false
    return (
      findExisting(context, address, name, 'import', 0) !== null ||
      names.canIntroduce(name, origin, MODULE_SCOPE, [reference], null)
    )
  })
  if (!isPart && isFree) return
  const specifier = fact.editable ? context.spell(address, fact.specifier) : null
  const edits = accesses.map((access) =>
    replaceMembers(
      access.reference.span,
      access.reference.members.slice(0, access.depth),
      pathThrough(access).path,
      layout,
      style.quote,
    ),
  )
  if (specifier === null || edits.some((edit) => edit === null)) return
  const draft = changes.open(describeTarget(first.match))
  if (statement === null)
    changes.edit(draft, { ...fact.specifierSpan, text: specifier }, ...typeArgumentEdits(context, fact, specifier))
  else {
    statement.specifier = specifier
    statement.finalKey = address.key
    statement.drafts.add(draft)
  }
  for (const edit of edits) changes.edit(draft, ...(edit ?? []))
  for (const { matchIndex } of accesses) changes.claim(draft, matchIndex)
}

const requestMove = (context: PlanContext, access: Access): Request | null => {
  const { match, matchIndex, reference, depth } = access
  const { target } = match
  if (target === null || target.name === null) {
    context.changes.refuse(matchIndex, 'a whole module cannot stand for a member')
    return null
  }
  const origin = originOf(context, access.binding)
  const members = reference.members.slice(0, depth)
  const last = members.at(-1)
  return {
    matchIndex,
    reference,
    target: { module: target.module, name: target.name },
    anchor: origin?.statement ?? null,
    style: origin?.fact.specifier ?? null,
    // A default export has no name of its own: `ns.Button` is `Button` then.
    fallback: target.name.split('.')[0] === 'default' ? (last?.name ?? null) : null,
    isMember: true,
    write(draft, expression) {
      if (last === undefined || !isPlainChain(reference.span, members, context.layout)) return false
      const end = memberEnd(last, context.layout)
      if (isWritten(context.tree, { start: reference.span.start, end })) return false
      context.changes.edit(draft, { start: reference.span.start, end, text: expression })
      return true
    },
  }
}

/** Assigned to or deleted: an import cannot be. */
const isWritten = (tree: SyntaxTree, span: Span): boolean => {
  const nodes = tree.nodesAround(span)
  const at = nodes.findIndex(({ start, end }) => start === span.start && end === span.end)
  const parent = nodes[at - 1]
  if (at === -1 || parent === undefined) return false
  const inner = nodes[at]
  switch (parent.type) {
    case 'AssignmentExpression':
    case 'AssignmentPattern':
    case 'ForInStatement':
    case 'ForOfStatement':
      return parent.left === inner
    case 'UpdateExpression':
    case 'RestElement':
    case 'ArrayPattern':
      return true
    case 'UnaryExpression':
      return parent.operator === 'delete'
    case 'Property':
      return parent.value === inner && nodes[at - 2]?.type === 'ObjectPattern'
    default:
      return false
  }
}

const isExported = (context: PlanContext, id: number): boolean =>
  context.facts.exports.some(({ target }) => target.type === 'binding' && target.binding === id)

/** Imports that only retired members kept in use have no use any more. */
export const dropUnused = (context: PlanContext): void => {
  for (const [id, { references, drafts }] of context.leaving) {
    if (references.size === context.facts.bindings[id]?.references.length) context.emptied.set(id, drafts)
  }
  for (const [id, drafts] of context.emptied) {
    const binding = context.facts.bindings[id]
    const origin = originOf(context, id)
    if (binding === undefined || binding.declarations.length > 1 || origin?.statement == null) continue
    if (context.pinned.has(id) || isExported(context, id)) continue
    const { statement, at } = origin
    if (statement.shape.isRigid || statement.dropped.has(at)) continue
    statement.dropped.add(at)
    for (const draft of drafts) statement.drafts.add(draft)
    if (statement.isEmpty) statement.isRemoved = true
  }
}
