import type { BindingId } from '../../../core/facts.ts'
import { firstName } from '../resolve/dotted-path.ts'
import { chainOf, longestPrefix } from './chains.ts'
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
  const needed = new Set<string>()
  const served = new Set<string>()
  let anyLeft = false
  for (const [at, reference] of binding.references.entries()) {
    const nearest = longestPrefix(chainOf(binding.name, reference), specifiers)
    if (rewritten.has(at)) {
      if (nearest !== null) served.add(nearest)
    } else {
      anyLeft = true
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
  if (anyLeft && kept.length === 0) keepPackage(state, binding.name, items)
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

/** The retired import also bound the package itself, and something still says its name. */
function keepPackage(state: PlanState, name: string, items: readonly Item[]): void {
  const bound = items.some((item) => {
    const fate = draftOf(state, item)?.fateOf(item)
    return (
      fate?.type === 'become' &&
      fate.piece.form === 'import' &&
      fate.piece.as === null &&
      firstName(fate.piece.specifier) === name
    )
  })
  const first = items[0]
  const draft = first === undefined ? null : draftOf(state, first)
  if (bound || first === undefined || draft === null) return
  const module = state.input.resolver.resolve(name, state.input.path)
  const piece = importPiece(state, module, null, name)
  if (piece === null) return
  draft.add(piece)
}
