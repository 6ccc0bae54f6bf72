import type { BindingId } from '../../../core/facts.ts'
import { fromPiece } from './pieces.ts'
import { bindingKnot, bindingOf, draftOf, isBuiltins, referenceMatches, statementKnot } from './plan-state.ts'
import type { PlanState, Wanted } from './plan-state.ts'
import { decideRename } from './rename-binding.ts'
import { decideExpression } from './replace-by-expression.ts'
import { readStale } from './stale-binding.ts'
import { isPlainImport } from './statements.ts'
import type { Item } from './statements.ts'

/** Stale names that an import statement binds as themselves: `from m import X [as Y]`, `import m [as n]`. */
export function decideNames(state: PlanState): void {
  const waiting: BindingId[] = []
  const all = [...state.statements.origins.keys()].filter((id) => isStale(state, id))
  const stale = new Set(all)
  for (const id of all) {
    if (mustWait(state, id, stale)) waiting.push(id)
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
function mustWait(state: PlanState, id: BindingId, stale: ReadonlySet<BindingId>): boolean {
  const binding = bindingOf(state, id)
  return (state.statements.origins.get(id) ?? []).some((item) => {
    const wanted = state.wanted.get(item)
    if (!wanted || !binding) return false
    const other = state.scopes.bindingIn(binding.scope, readStale(item, wanted).head)
    return other !== null && other !== id && stale.has(other)
  })
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
  const names = { id, binding, items, stale, knot }
  const problem = stale.some(
    ({ rest, wanted }) => rest !== '' || (isBuiltins(wanted.target.module) && wanted.target.name !== null),
  )
    ? decideExpression(state, names)
    : decideRename(state, names)
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
