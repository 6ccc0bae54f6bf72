import { chooseLocal, standIns } from './local-name.ts'
import { draftOf, isModuleScope, relyOn, rewrite, statementKnot } from './plan-state.ts'
import type { PlanState } from './plan-state.ts'
import { renamePublic } from './public-names.ts'
import { pieceFor, remember, rewriteUses } from './stale-binding.ts'
import type { StaleBinding } from './stale-binding.ts'

/** One name takes the place of another; null, or why it cannot. */
export function decideRename(state: PlanState, names: StaleBinding): string | null {
  const { id, binding, items, stale, knot } = names
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
    if (local.known === null) remember(state, names, one, local.name, local.name === binding.name ? id : null)
  }
  if (local.name === binding.name) return null
  if (local.known === null) state.naming.take(binding.scope, local.name, knot)
  state.naming.leave(id)
  renameBinding(state, names, local.name)
  return null
}

/** Every token that spells the binding, but for its imports: uses, `global` declarations, stand-ins, `__all__`. */
function renameBinding(state: PlanState, names: StaleBinding, name: string): void {
  const { binding, items, knot } = names
  rewriteUses(state, names, name)
  for (const span of standIns(binding, items)) rewrite(state, knot, { start: span.start, end: span.end, text: name })
  if (isModuleScope(state, binding.scope)) renamePublic(state, binding.name, name, knot)
}
