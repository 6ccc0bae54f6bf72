import type { BindingId, ImportFact } from '../../../core/facts.ts'
import type { ModuleAddress } from '../../../core/module-address.ts'
import { sameModule } from '../../../core/providers.ts'
import { bindingOf, spellFor } from './plan-state.ts'
import type { PlanState } from './plan-state.ts'

/**
 * The match of the call that binds a name (`m = import_module("old")`), where its text is going to spell this module
 * instead; null: no call does, or it stays as it is.
 */
export function findRewrittenCall(state: PlanState, id: BindingId, module: ModuleAddress): number | null {
  const { facts, matches } = state.input
  if (bindingOf(state, id)?.declarations.length !== 1) return null
  for (const [index, { site, target }] of matches.entries()) {
    if (site.type !== 'module' || target === null || target.name !== null || !sameModule(target.module, module))
      continue
    const fact = facts.imports[site.import]
    if (fact?.kind !== 'dynamic-import' || !fact.editable || isShallow(fact)) continue
    if (spellFor(state, module, fact.specifier) === null) continue
    if (fact.names.some(({ shape, local }) => shape === 'namespace' && local === id)) return index
  }
  return null
}

/** `__import__("a.b")` gives `a`. */
export const isShallow = ({ names, specifier }: ImportFact): boolean =>
  names.some(({ denotes }) => denotes !== undefined && denotes !== specifier)
