import type { BindingId, ModuleFacts, Reference, ScopeId } from '../../../core/facts.ts'

/** Python's name lookup over the facts of one file. */
export interface ScopeIndex {
  /** What `name` means at a place in `scope`: the binding found first on the way out, class bodies skipped. */
  lookUp(name: string, scope: ScopeId): BindingId | null
  /** The binding of `name` made in this very scope. */
  bindingIn(scope: ScopeId, name: string): BindingId | null
  isWithin(scope: ScopeId, ancestor: ScopeId): boolean
  /** Every reference to this name anywhere, with the binding it means; null: bound nowhere. */
  referencesNamed(name: string): readonly { readonly reference: Reference; readonly binding: BindingId | null }[]
  readonly moduleScope: ScopeId
}

export function indexScopes(facts: ModuleFacts): ScopeIndex {
  const byScope = new Map<ScopeId, Map<string, BindingId>>()
  for (const [id, binding] of facts.bindings.entries()) {
    let names = byScope.get(binding.scope)
    if (names === undefined) {
      names = new Map<string, BindingId>()
      byScope.set(binding.scope, names)
    }
    names.set(binding.name, id)
  }
  const bindingIn = (scope: ScopeId, name: string): BindingId | null => byScope.get(scope)?.get(name) ?? null
  const parentOf = (scope: ScopeId): ScopeId | null => facts.scopes[scope]?.parent ?? null
  return {
    moduleScope: Math.max(
      0,
      facts.scopes.findIndex((scope) => scope.parent === null),
    ),
    bindingIn,
    lookUp(name, scope) {
      let direct = true
      for (let at: ScopeId | null = scope; at !== null; at = parentOf(at)) {
        const kind = facts.scopes[at]?.kind
        const found = direct || kind !== 'class' ? bindingIn(at, name) : null
        if (found !== null) return found
        // Type parameters see the class body they belong to.
        if (kind !== 'type') direct = false
      }
      return null
    },
    isWithin(scope, ancestor) {
      for (let at: ScopeId | null = scope; at !== null; at = parentOf(at)) if (at === ancestor) return true
      return false
    },
    referencesNamed(name) {
      const found: { reference: Reference; binding: BindingId | null }[] = []
      for (const [id, binding] of facts.bindings.entries()) {
        if (binding.name === name) for (const reference of binding.references) found.push({ reference, binding: id })
      }
      for (const item of facts.unresolved) {
        if (item.name === name) for (const reference of item.references) found.push({ reference, binding: null })
      }
      return found
    },
  }
}
