import type { BindingId, Reference } from '../../../core/facts.ts'
import type { ModuleAddress } from '../../../core/module-address.ts'
import { firstName, lastName } from '../resolve/dotted-path.ts'
import { chainOf, createPrefixFinder, spanOfChain, startsWith } from './chains.ts'
import { bindTop } from './dotted-names.ts'
import type { Knot } from './edit-groups.ts'
import { importPiece, modulePiece } from './pieces.ts'
import {
  bindingKnot,
  bindingOf,
  draftOf,
  hasCommentInside,
  matchKnot,
  noteRewritten,
  referenceMatches,
  relyOn,
  rewrite,
  statementKnot,
} from './plan-state.ts'
import type { PlanState, Wanted } from './plan-state.ts'
import type { Piece } from './statement-draft.ts'
import { isPlainImport, sameGuards } from './statements.ts'
import type { Item } from './statements.ts'

/** Retired modules imported as `import a.b`: the import and every `a.b.…` in the code. */
export function decideModules(state: PlanState): void {
  for (const [id, items] of state.statements.origins) {
    const stale = items.filter((item) => state.wanted.has(item) && isPlainImport(item))
    if (stale.length === 0) continue
    const problem = decideBinding(state, id, items, stale)
    if (problem === null) continue
    for (const item of stale) state.groups.giveUp(state.wanted.get(item)?.match ?? -1, problem)
    for (const { index, match } of referenceMatches(state, id).values())
      if (match.target?.name === null) state.groups.giveUp(index, problem)
  }
}

interface Plan {
  readonly text: string
  /** Null: another import brings the module already. */
  readonly piece: Piece | null
}

interface Use {
  readonly at: number
  readonly reference: Reference
  /** Segments of its chain that spell the module, or the retired package around it. */
  readonly length: number
  /** What the module adds to the package the chain stops at. */
  readonly below: string
}

interface Route {
  readonly item: Item
  readonly wanted: Wanted
  readonly uses: readonly Use[]
}

function decideBinding(state: PlanState, id: BindingId, items: readonly Item[], stale: readonly Item[]): string | null {
  const binding = bindingOf(state, id)
  if (binding === null) return 'the import binds no name'
  if (!items.every(isPlainImport)) return `\`${binding.name}\` is bound in several ways`
  if (stale.some((item) => state.wanted.get(item)?.target.name !== null))
    return 'a module cannot become a name where it is imported whole'
  const own = referenceMatches(state, id)
  const longestPrefix = createPrefixFinder(items.map((item) => item.fact.specifier))
  const bySpecifier = new Map(stale.toReversed().map((item) => [item.fact.specifier, item]))
  const routes = new Map<Item, Use[]>(stale.map((item) => [item, []]))
  for (const [at, reference] of binding.references.entries()) {
    const chain = chainOf(binding.name, reference)
    const match = own.get(at)
    if (match !== undefined && match.depth > 0 && match.match.target?.name !== null) continue
    const nearest = longestPrefix(chain)
    const item = nearest === null ? null : bySpecifier.get(nearest)
    if (item) routes.get(item)?.push({ at, reference, length: nearest?.split('.').length ?? 1, below: '' })
    else if (nearest === null) {
      const around = useOfPackage(state, chain, stale)
      if (around !== null) routes.get(around.item)?.push({ at, reference, length: around.length, below: around.below })
    }
  }
  const leaving = new Set(stale)
  const plans: (Plan & { route: Route })[] = []
  const brought = new Set<string>()
  for (const item of stale) {
    const wanted = state.wanted.get(item)
    if (wanted === undefined) continue
    const route: Route = { item, wanted, uses: routes.get(item) ?? [] }
    const plan = planRoute(state, id, route, leaving)
    if (typeof plan === 'string') return plan
    // Two modules that became one are imported once.
    const key = `${plan.text} ${item.fact.place.guards.map(({ group, branch }) => `${group}:${branch}`).join()}`
    const again = plan.piece?.as === null && brought.has(key)
    if (plan.piece?.as === null) brought.add(key)
    plans.push({ route, ...plan, ...(again ? { piece: null } : {}) })
  }
  for (const plan of plans) carryOut(state, id, plan.route, plan.text, plan.piece, own)
  return null
}

/** `import a.b` also brings `a`; where `a` itself is retired, its uses move too. */
function useOfPackage(
  state: PlanState,
  chain: readonly string[],
  stale: readonly Item[],
): { item: Item; length: number; below: string } | null {
  for (const item of stale) {
    const migration = state.input.matches[state.wanted.get(item)?.match ?? -1]?.migration
    if (migration?.kind !== 'module' || !migration.submodules) continue
    const retired = migration.from.module
    if (!item.fact.specifier.startsWith(`${retired}.`) || !startsWith(chain, retired.split('.'))) continue
    return { item, length: retired.split('.').length, below: item.fact.specifier.slice(retired.length) }
  }
  return null
}

/** How the uses will spell the module, and the import that makes it so. */
function planRoute(state: PlanState, id: BindingId, route: Route, leaving: ReadonlySet<Item>): Plan | string {
  const binding = bindingOf(state, id)
  if (binding === null) return 'the import binds no name'
  const references = route.uses.map(({ reference }) => reference)
  const { module } = route.wanted.target
  const like = route.item.fact.specifier
  const reach = route.uses[0]?.length ?? 0
  const fixed = references.find(({ role, members }) => role !== 'read' && members.length < reach)
  if (fixed !== undefined) {
    const piece = like === binding.name ? importPiece(state, module, binding.name, like) : null
    return piece === null ? `\`${binding.name}\` is assigned or declared here` : { text: binding.name, piece }
  }
  if (
    route.uses.some(({ reference, length }) => hasCommentInside(state, reference, spanOfChain(reference, length - 1)))
  ) {
    return 'a comment stands inside the dotted name'
  }
  const plain = importPiece(state, module, null, like)
  if (plain === null) return 'the replacement cannot be spelled from this file'
  // The same `import` is there already.
  const twin = state.known.find({ module, name: null }, references, (one) => {
    return one.local === plain.specifier && one.scope === binding.scope && sameGuards(one.place, route.item.fact.place)
  })
  if (route.uses.some(({ below }) => !plain.specifier.endsWith(below))) return 'the package around it is used too'
  if (twin !== null) return { text: relyOn(state, twin, matchKnot(route.wanted.match)).local, piece: null }
  if (bindTop(state, plain.specifier, binding.scope, references, leaving))
    return { text: plain.specifier, piece: plain }
  if (route.uses.some(({ below }) => below !== ''))
    return `\`${firstName(plain.specifier)}\` is already bound to something else`
  return (
    planAlias(state, id, module, references, like) ??
    `\`${firstName(plain.specifier)}\` is already bound to something else`
  )
}

function planAlias(
  state: PlanState,
  id: BindingId,
  module: ModuleAddress,
  references: readonly Reference[],
  like: string,
): Plan | null {
  const binding = bindingOf(state, id)
  if (binding === null) return null
  const replaced = new Set<BindingId>()
  for (const name of [lastName(module.key), like.replaceAll('.', '_')]) {
    if (!state.naming.canBind({ name, scope: binding.scope, references, replaced })) continue
    const piece =
      name === lastName(module.key) ? modulePiece(state, module, null, null) : importPiece(state, module, name, like)
    if (piece === null) continue
    state.naming.take(binding.scope, name, bindingKnot(id))
    return { text: name, piece }
  }
  return null
}

function carryOut(
  state: PlanState,
  id: BindingId,
  route: Route,
  text: string,
  piece: Piece | null,
  own: ReturnType<typeof referenceMatches>,
): void {
  const { item, wanted, uses } = route
  const draft = draftOf(state, item)
  const binding = bindingOf(state, id)
  if (draft === null || binding === null) return
  const knot: Knot = matchKnot(wanted.match)
  state.groups.settle(wanted.match, knot)
  state.groups.tie(knot, statementKnot(draft.statement))
  draft.decide(item, piece === null ? { type: 'drop' } : { type: 'become', piece })
  if (piece !== null) {
    state.known.add({
      local: text,
      binding: null,
      scope: binding.scope,
      denoted: { module: wanted.target.module, name: null },
      dotted: piece.form === 'import' && piece.as === null,
      place: item.fact.place,
      available: item.fact.statement.start,
      typeOnly: item.fact.place.phase === 'type-only',
      existing: false,
      knot,
    })
  }
  for (const { at, reference, length, below } of uses) {
    rewrite(state, knot, { ...spanOfChain(reference, length - 1), text: text.slice(0, text.length - below.length) })
    noteRewritten(state, id, at)
    const match = own.get(at)
    if (match !== undefined) state.groups.settle(match.index, knot)
  }
}
