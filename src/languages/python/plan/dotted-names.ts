import type { Reference, ScopeId } from '../../../core/facts.ts'
import { firstName } from '../resolve/dotted-path.ts'
import type { PlanState } from './plan-state.ts'
import { isPlainImport } from './statements.ts'
import type { Item } from './statements.ts'

/**
 * Whether `import specifier` can bind its first segment in this scope, and does so from here on: the name is free, or
 * plain imports of the same top-level package bind it already.
 */
export function bindTop(
  state: PlanState,
  specifier: string,
  scope: ScopeId,
  references: readonly Reference[],
  leaving: ReadonlySet<Item>,
): boolean {
  const top = firstName(specifier)
  const meaning = `package ${top}`
  const own = state.scopes.bindingIn(scope, top)
  const items = own === null ? [] : (state.statements.origins.get(own) ?? [])
  const declared = own === null ? 0 : (state.input.facts.bindings[own]?.declarations.length ?? 0)
  const isSamePackage =
    own !== null && items.length >= declared && items.every((item) => isPlainImport(item) || leaving.has(item))
  const taken = state.naming.takenBy(scope, top)
  if (taken !== null && taken !== meaning) return false
  const replaced = new Set(own === null ? [] : [own])
  if (isSamePackage || taken === meaning) {
    if (!state.naming.isVisible(top, scope, references, replaced)) return false
  } else if (!state.naming.canBind({ name: top, scope, references, replaced: new Set() })) {
    return false
  }
  state.naming.take(scope, top, meaning)
  return true
}
