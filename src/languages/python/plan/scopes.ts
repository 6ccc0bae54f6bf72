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

interface NamedReferences {
  readonly binding: BindingId | null
  readonly references: readonly Reference[]
}

function indexNames(facts: ModuleFacts): ReadonlyMap<string, readonly NamedReferences[]> {
  const names = new Map<string, NamedReferences[]>()
  const note = (name: string, item: NamedReferences): void => {
    const known = names.get(name)
    if (known) known.push(item)
    else names.set(name, [item])
  }
  for (const [id, binding] of facts.bindings.entries())
    note(binding.name, {
      binding: id,
      // What no import makes is packed, and mostly not asked for.
      get references() {
        return binding.references
      },
    })
  for (const { name, references } of facts.unresolved) note(name, { binding: null, references })
  return names
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
  let named: ReturnType<typeof indexNames> | null = null
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
      named ??= indexNames(facts)
      return (named.get(name) ?? []).flatMap(({ references, binding }) =>
        references.map((reference) => ({ reference, binding })),
      )
    },
  }
}
