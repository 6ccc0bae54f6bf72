import type { BindingId } from '../../../core/facts.ts'
import { chainOf, createPrefixFinder, startsWith } from './chains.ts'
import { isNeeded } from './namespace-route.ts'
import { bindingOf, draftOf, referenceMatches, reliedKey, statementKnot } from './plan-state.ts'
import type { PlanState } from './plan-state.ts'
import { importPiece } from './pieces.ts'
import { matchesOf } from './reference-use.ts'
import { isDottedImport, isPlainImport } from './statements.ts'
import type { Item } from './statements.ts'

/** A retired name of which only members were used, all of which went elsewhere, is not imported from its new place. */
function dropSuperseded(state: PlanState): void {
  for (const [item, wanted] of state.wanted) {
    if (isPlainImport(item) || wanted.target.name === null) continue
    const id = item.imported.local
    const binding = id === null ? null : bindingOf(state, id)
    if (id === null || binding === null || binding.references.length === 0 || state.groups.isGivenUp(wanted.match))
      continue
    const rewritten = state.rewritten.get(id)
    const own = referenceMatches(state, id)
    const gone = binding.references.every((_, at) => {
      const match = own.get(at)
      return rewritten?.has(at) && match !== undefined && match.depth > 0 && !state.groups.isGivenUp(match.index)
    })
    const renamed =
      state.relied.has(reliedKey(null, wanted.target.name.split('.')[0] ?? '')) ||
      state.relied.has(reliedKey(null, binding.name))
    if (!gone || renamed || binding.declarations.length > 1 || isNeeded(state, id, item)) continue
    dropItem(state, id, item, rewritten ?? new Set())
  }
}

/** Imports that only the rewritten uses needed go; a package that other uses still need stays imported. */
export function dropUnneeded(state: PlanState): void {
  dropSuperseded(state)
  for (const [id, rewritten] of state.rewritten) {
    const items = state.statements.origins.get(id) ?? []
    if (rewritten.size === 0 || items.length === 0) continue
    if (items.every(isPlainImport)) dropPlain(state, id, items, rewritten)
    else if (items.length === 1 && items[0] !== undefined) dropNamed(state, id, items[0], rewritten)
  }
}

function dropNamed(state: PlanState, id: BindingId, item: Item, rewritten: ReadonlySet<number>): void {
  const binding = bindingOf(state, id)
  const draft = draftOf(state, item)
  if (binding === null || draft === null || draft.fateOf(item).type !== 'keep' || state.wanted.has(item)) return
  if (rewritten.size < binding.references.length || binding.declarations.length > 1 || isNeeded(state, id, item)) return
  dropItem(state, id, item, rewritten)
}

function dropPlain(state: PlanState, id: BindingId, items: readonly Item[], rewritten: ReadonlySet<number>): void {
  const binding = bindingOf(state, id)
  if (binding === null) return
  const kept = items.filter((item) => !state.wanted.has(item))
  const specifiers = kept.map((item) => item.fact.specifier)
  const longestPrefix = createPrefixFinder(specifiers)
  const needed = new Set<string>()
  const served = new Set<string>()
  const left: (readonly string[])[] = []
  for (const [at, reference] of binding.references.entries()) {
    const nearest = longestPrefix(chainOf(binding.name, reference))
    if (rewritten.has(at)) {
      if (nearest !== null) served.add(nearest)
    } else {
      left.push(chainOf(binding.name, reference))
      needed.add(nearest ?? specifiers[0] ?? '')
    }
  }
  for (const item of kept) {
    const draft = draftOf(state, item)
    const { specifier } = item.fact
    if (draft === null || draft.fateOf(item).type !== 'keep') continue
    if (served.has(specifier) && !needed.has(specifier) && !isNeeded(state, id, item))
      dropItem(state, id, item, rewritten)
  }
  keepPackages(state, items, left)
}

/** The import goes with the uses it was for: all of them, or it stays. */
function dropItem(state: PlanState, id: BindingId, item: Item, rewritten: ReadonlySet<number>): void {
  const draft = draftOf(state, item)
  const { imported, fact } = item
  const local = isDottedImport(item) ? fact.specifier : (imported.localName ?? '')
  if (draft === null || state.relied.has(reliedKey(id, local))) return
  draft.decide(item, { type: 'drop' })
  for (const [at, { index }] of referenceMatches(state, id)) {
    if (rewritten.has(at) && !state.groups.isGivenUp(index)) state.groups.settle(index, statementKnot(draft.statement))
  }
  for (const use of state.memberUses.get(id) ?? []) {
    for (const index of rewritten.has(use.at) ? matchesOf(use) : []) {
      if (!state.groups.isGivenUp(index)) state.groups.settle(index, statementKnot(draft.statement))
    }
  }
}

/** The imports that go also brought the packages around them, and something still says a name of those. */
function keepPackages(state: PlanState, items: readonly Item[], left: readonly (readonly string[])[]): void {
  const before = items.map((item) => item.fact.specifier.split('.'))
  const after = items.flatMap((item) => {
    const fate = draftOf(state, item)?.fateOf(item)
    if (fate?.type === 'keep') return [item.fact.specifier.split('.')]
    const isPlain = fate?.type === 'become' && fate.piece.form === 'import' && fate.piece.as === null
    return isPlain ? [fate.piece.specifier.split('.')] : []
  })
  const lost = new Set<string>()
  for (const chain of left) {
    // The retired module itself is not brought back, only what is around it.
    const reached = longestShared(
      chain,
      before.map((specifier) =>
        specifier.length > 1 && startsWith(chain, specifier) ? specifier.slice(0, -1) : specifier,
      ),
    )
    if (reached > longestShared(chain, after)) lost.add(chain.slice(0, reached).join('.'))
  }
  const first = items.find((item) => draftOf(state, item)?.fateOf(item).type !== 'keep')
  const draft = first === undefined ? null : draftOf(state, first)
  if (draft === null) return
  for (const name of lost) {
    if ([...lost].some((other) => other.startsWith(`${name}.`))) continue
    const piece = importPiece(state, state.input.resolver.resolve(name, state.input.path), null, name)
    if (piece !== null) draft.add(piece)
  }
}

function longestShared(chain: readonly string[], specifiers: readonly (readonly string[])[]): number {
  let longest = 0
  for (const specifier of specifiers) {
    let shared = 0
    while (shared < Math.min(chain.length, specifier.length) && chain[shared] === specifier[shared]) shared++
    longest = Math.max(longest, shared)
  }
  return longest
}
