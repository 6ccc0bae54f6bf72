import type { Binding, BindingId } from '../../../core/facts.ts'
import { lastName } from '../resolve/dotted-path.ts'
import type { Knot } from './edit-groups.ts'
import { denotes } from './known-imports.ts'
import { chooseLocal, standIns } from './local-name.ts'
import type { Stale } from './local-name.ts'
import { fromPiece, importPiece, modulePiece } from './pieces.ts'
import {
  bindingKnot,
  bindingOf,
  draftOf,
  isBuiltins,
  isModuleScope,
  isPackageFile,
  isPublished,
  noteRewritten,
  referenceMatches,
  relyOn,
  rewrite,
  statementKnot,
} from './plan-state.ts'
import type { PlanState, Wanted } from './plan-state.ts'
import { renamePublic } from './public-names.ts'
import type { Piece } from './statement-draft.ts'
import { isAliased, isPlainImport } from './statements.ts'
import type { Item } from './statements.ts'

/** Stale names that an import statement binds as themselves: `from m import X [as Y]`, `import m [as n]`. */
export function decideNames(state: PlanState): void {
  const waiting: BindingId[] = []
  const all = [...state.statements.origins.keys()].filter((id) => isStale(state, id))
  for (const id of all) {
    if (mustWait(state, id, all)) waiting.push(id)
    else decideBinding(state, id)
  }
  for (const id of waiting) decideBinding(state, id)
  for (const [item, wanted] of state.wanted) if (item.imported.shape === 'star') decideStar(state, item, wanted)
}

function isStale(state: PlanState, id: BindingId): boolean {
  const items = state.statements.origins.get(id) ?? []
  return items.some((item) => state.wanted.has(item)) && !items.some(isPlainImport)
}

/** Its new name is bound by another stale import that may give it up. */
function mustWait(state: PlanState, id: BindingId, stale: readonly BindingId[]): boolean {
  const binding = bindingOf(state, id)
  return (state.statements.origins.get(id) ?? []).some((item) => {
    const wanted = state.wanted.get(item)
    if (!wanted || !binding) return false
    const other = state.scopes.bindingIn(binding.scope, readStale(item, wanted).head)
    return other !== null && other !== id && stale.includes(other)
  })
}

function readStale(item: Item, wanted: Wanted): Stale {
  const { module, name } = wanted.target
  if (wanted.wholeModule && item.imported.shape === 'named') {
    return { item, wanted, denoted: { module, name: item.imported.imported }, head: item.imported.imported, rest: '' }
  }
  const [head = '', ...rest] = (name ?? lastName(module.key)).split('.')
  return {
    item,
    wanted,
    denoted: { module, name: name === null ? null : head },
    head,
    rest: rest.map((part) => `.${part}`).join(''),
  }
}

function decideBinding(state: PlanState, id: BindingId): void {
  const binding = bindingOf(state, id)
  const items = state.statements.origins.get(id) ?? []
  if (binding === null) return
  const stale = items.flatMap((item) => {
    const wanted = state.wanted.get(item)
    return wanted === undefined ? [] : [readStale(item, wanted)]
  })
  const knot = bindingKnot(id)
  const problem = stale.some(
    ({ rest, wanted }) => rest !== '' || (isBuiltins(wanted.target.module) && wanted.target.name !== null),
  )
    ? decideExpression(state, id, binding, items, stale, knot)
    : decideRename(state, id, binding, items, stale, knot)
  const uses = [...referenceMatches(state, id).values()].filter(({ depth }) => depth === 0)
  for (const { wanted } of stale) {
    if (problem === null) state.groups.settle(wanted.match, knot)
    else state.groups.giveUp(wanted.match, problem)
  }
  for (const { index, match } of uses) {
    if (match.target === null) continue
    if (problem === null) state.groups.settle(index, knot)
    else state.groups.giveUp(index, problem)
  }
}

/** One name takes the place of another; null, or why it cannot. */
function decideRename(
  state: PlanState,
  id: BindingId,
  binding: Binding,
  items: readonly Item[],
  stale: readonly Stale[],
  knot: Knot,
): string | null {
  const local = chooseLocal(state, id, binding, items, stale)
  if (local.known !== null) relyOn(state, local.known, knot)
  const pieces = stale.map((one) => pieceFor(state, one, local.known === null ? local.name : null))
  if (pieces.some((piece) => piece === null)) return 'the replacement cannot be spelled from this file'
  for (const [at, one] of stale.entries()) {
    const piece = pieces[at]
    const draft = draftOf(state, one.item)
    if (!piece || !draft) continue
    draft.decide(one.item, local.known === null ? { type: 'become', piece } : { type: 'drop' })
    state.groups.tie(knot, statementKnot(draft.statement))
    if (local.known === null) remember(state, binding, one, local.name, local.name === binding.name ? id : null, knot)
  }
  if (local.name === binding.name) return null
  if (local.known === null) state.naming.take(binding.scope, local.name, bindingKnot(id))
  state.naming.leave(id)
  renameBinding(state, id, binding, items, local.name, knot)
  return null
}

function remember(
  state: PlanState,
  binding: Binding,
  one: Stale,
  local: string,
  id: BindingId | null,
  knot: Knot,
): void {
  const { place, statement } = one.item.fact
  const typeOnly = place.phase === 'type-only'
  state.known.add({
    local,
    binding: id,
    scope: binding.scope,
    denoted: one.denoted,
    dotted: false,
    place,
    available: statement.start,
    typeOnly,
    existing: false,
    knot,
  })
}

/** Every token that spells the binding, but for its imports: uses, `global` declarations, stand-ins, `__all__`. */
function renameBinding(
  state: PlanState,
  id: BindingId,
  binding: Binding,
  items: readonly Item[],
  name: string,
  knot: Knot,
): void {
  const own = ownMembers(state, id)
  for (const [at, reference] of binding.references.entries()) {
    if (own.has(at)) continue
    rewrite(state, knot, { ...reference.span, text: name })
    noteRewritten(state, id, at)
  }
  for (const span of standIns(binding, items)) rewrite(state, knot, { start: span.start, end: span.end, text: name })
  if (isModuleScope(state, binding.scope)) renamePublic(state, binding.name, name, knot)
}

/** Uses of a member that has an entry of its own: it is rewritten as that says. */
function ownMembers(state: PlanState, id: BindingId): ReadonlySet<number> {
  return new Set(
    [...referenceMatches(state, id)].flatMap(([at, { match, depth }]) =>
      depth > 0 && match.target !== null ? [at] : [],
    ),
  )
}

function pieceFor(state: PlanState, one: Stale, local: string | null): Piece | null {
  const { item, denoted, head } = one
  const like = item.fact.specifier
  const fromForm = item.imported.shape === 'named'
  // `X as X` says that the name is public.
  const explicit = isAliased(item) && item.imported.localName === item.imported.imported && local === head
  const as = local === null || (local === head && !explicit) ? null : local
  const piece = fromForm
    ? denoted.name === null
      ? modulePiece(state, denoted.module, as, like)
      : fromPiece(state, denoted.module, denoted.name, as, like)
    : denoted.name === null
      ? importPieceFor(state, item, one, local)
      : fromPiece(state, denoted.module, denoted.name, as, like)
  return piece !== null && explicit ? { ...piece, as: head } : piece
}

/** `import a as m` keeps its alias; `import a` becomes `import b`, or `import c.d as a` where the uses say `a`. */
function importPieceFor(state: PlanState, item: Item, one: Stale, local: string | null): Piece | null {
  const piece = importPiece(state, one.denoted.module, null, item.fact.specifier)
  if (piece === null || local === null) return piece
  return local === piece.specifier ? piece : { ...piece, as: local }
}

/** A builtin needs no import; an attribute of another name is an expression. */
function decideExpression(
  state: PlanState,
  id: BindingId,
  binding: Binding,
  items: readonly Item[],
  stale: readonly Stale[],
  knot: Knot,
): string | null {
  const [one] = stale
  if (one === undefined) return null
  const printable = `${one.head}${one.rest}`
  if (items.length > 1) return `\`${binding.name}\` is bound in several ways, and \`${printable}\` is not`
  if (standIns(binding, items).length > 0) return `\`${binding.name}\` is assigned here, \`${printable}\` must not be`
  if (binding.references.some(({ role }) => role !== 'read')) return `\`${binding.name}\` is assigned or declared here`
  if (isPatchedHere(state, binding.name)) return `\`${binding.name}\` is patched here, \`${printable}\` must not be`
  const builtin = isBuiltins(one.denoted.module)
  const public_ =
    isModuleScope(state, binding.scope) &&
    (isPublished(state, binding.name) || (isPackageFile(state) && binding.references.length === 0))
  if (state.input.facts.scopes[binding.scope]?.kind === 'class' || public_)
    return `\`${binding.name}\` is published here, \`${printable}\` cannot take its place`
  const draft = draftOf(state, one.item)
  if (draft === null) return 'the import cannot be rewritten'
  let text = printable
  if (builtin) {
    if (!state.naming.isVisible(one.head, null, binding.references, new Set([id])))
      return `the builtin \`${one.head}\` is shadowed here`
    draft.decide(one.item, { type: 'drop' })
    state.naming.leave(id)
  } else {
    const found = decideHead(state, id, binding, one, draft)
    if (found === null) return `\`${one.head}\` is already bound to something else`
    text = found + one.rest
  }
  state.groups.tie(knot, statementKnot(draft.statement))
  const own = ownMembers(state, id)
  for (const [at, reference] of binding.references.entries()) {
    if (own.has(at)) continue
    rewrite(state, knot, { ...reference.span, text })
    noteRewritten(state, id, at)
  }
  return null
}

/** A string names the variable of this very module: it would have nothing to patch any more. */
function isPatchedHere(state: PlanState, name: string): boolean {
  const { facts, address } = state.input
  const own = [address.key, ...address.aliases].map((key) => `${key}.${name}`)
  return facts.strings.some(
    ({ kind, value }) => kind === 'mock-string' && own.some((path) => path === value || value.startsWith(`${path}.`)),
  )
}

/** The expression for what an attribute hangs on: an import the file has, or ours. */
function decideHead(
  state: PlanState,
  id: BindingId,
  binding: Binding,
  one: Stale,
  draft: NonNullable<ReturnType<typeof draftOf>>,
): string | null {
  const known =
    state.known.find(one.denoted, binding.references) ??
    state.known.find({ module: one.denoted.module, name: null }, binding.references)
  if (known !== null) {
    relyOn(state, known, bindingKnot(id))
    draft.decide(one.item, { type: 'drop' })
    return known.denoted.name === null && one.denoted.name !== null && !denotes(known.denoted, one.denoted, state.input)
      ? `${known.local}.${one.head}`
      : known.local
  }
  const replaced = new Set([id])
  const query = { name: one.head, scope: binding.scope, references: binding.references, replaced }
  const piece = pieceFor(state, one, one.head)
  if (piece === null) return null
  if (one.head !== binding.name && !state.naming.canBind(query)) return bringModule(state, id, binding, one, draft)
  state.naming.take(binding.scope, one.head, bindingKnot(id))
  draft.decide(one.item, { type: 'become', piece })
  remember(state, binding, one, one.head, null, bindingKnot(id))
  return one.head
}

/** The name is taken: its module is imported, and what it has is read from there; else the name under an alias. */
function bringModule(
  state: PlanState,
  id: BindingId,
  binding: Binding,
  one: Stale,
  draft: NonNullable<ReturnType<typeof draftOf>>,
): string | null {
  const { module, name } = one.denoted
  if (name === null) return null
  const knot = bindingKnot(id)
  const take = (local: string, piece: Piece | null, denoted: Stale['denoted']): boolean => {
    const query = { name: local, scope: binding.scope, references: binding.references, replaced: new Set([id]) }
    if (piece === null || !state.naming.canBind(query)) return false
    state.naming.take(binding.scope, local, knot)
    draft.decide(one.item, { type: 'become', piece })
    remember(state, binding, { ...one, denoted }, local, null, knot)
    return true
  }
  const style = one.item.fact.specifier
  const local = lastName(module.key)
  if (take(local, modulePiece(state, module, null, style), { module, name: null })) return `${local}.${one.head}`
  const alias = `${local}_${one.head}`
  return take(alias, fromPiece(state, module, name, alias, style), one.denoted) ? alias : null
}

function decideStar(state: PlanState, item: Item, wanted: Wanted): void {
  const draft = draftOf(state, item)
  const piece =
    wanted.wholeModule && wanted.target.name === null
      ? fromPiece(state, wanted.target.module, '*', null, item.fact.specifier)
      : null
  if (draft === null || piece === null) {
    state.groups.giveUp(wanted.match, 'what a star import brings cannot be told apart')
    return
  }
  draft.decide(item, { type: 'become', piece })
  state.groups.settle(wanted.match, statementKnot(draft.statement))
}
