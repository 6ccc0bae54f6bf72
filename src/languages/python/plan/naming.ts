import type { Binding, BindingId, ModuleFacts, Reference, ScopeId } from '../../../core/facts.ts'
import { isPythonGlobal } from '../global-names.ts'
import type { ScopeIndex } from './scopes.ts'

const KEYWORDS: ReadonlySet<string> = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global if
  import in is lambda nonlocal not or pass raise return try while with yield`.split(/\s+/),
)
const IDENTIFIER = /^[\p{XID_Start}_][\p{XID_Continue}]*$/u

export function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name) && !KEYWORDS.has(name)
}

export interface NameQuery {
  readonly name: string
  /** Where the name is to be bound. */
  readonly scope: ScopeId
  /** What will use it. */
  readonly references: readonly Reference[]
  /** Bindings that go away or become this very name. */
  readonly replaced: ReadonlySet<BindingId>
}

/** Says whether a name can be bound without capturing, shadowing or being shadowed. */
export class Naming {
  readonly #facts: ModuleFacts
  readonly #scopes: ScopeIndex
  readonly #hasStar: boolean
  readonly #taken = new Map<string, string>()
  readonly #left = new Set<BindingId>()

  constructor(facts: ModuleFacts, scopes: ScopeIndex) {
    this.#facts = facts
    this.#scopes = scopes
    this.#hasStar = facts.imports.some((fact) => fact.names.some((name) => name.shape === 'star'))
  }

  /** Notes that this plan binds a name in a scope. @param meaning identifies what it denotes. */
  take(scope: ScopeId, name: string, meaning: string): void {
    this.#taken.set(`${scope} ${name}`, meaning)
  }

  takenBy(scope: ScopeId, name: string): string | null {
    return this.#taken.get(`${scope} ${name}`) ?? null
  }

  /** Notes that nothing says this binding's name any more once the plan is carried out. */
  leave(binding: BindingId): void {
    this.#left.add(binding)
  }

  #isGone(binding: BindingId, replaced: ReadonlySet<BindingId>): boolean {
    return this.#left.has(binding) || replaced.has(binding)
  }

  canBind(query: NameQuery): boolean {
    const { name, scope, references, replaced } = query
    if (!isIdentifier(name) || this.takenBy(scope, name) !== null) return false
    const own = this.#scopes.bindingIn(scope, name)
    if (own !== null && !this.#isGone(own, replaced)) return false
    if (isMangled(name) && references.some((reference) => this.#isInClass(reference.place.scope))) return false
    return this.isVisible(name, scope, references, replaced) && !this.#captures(query)
  }

  /** Nothing between each reference and `scope` binds the name. */
  isVisible(
    name: string,
    scope: ScopeId | null,
    references: readonly Reference[],
    replaced: ReadonlySet<BindingId>,
  ): boolean {
    return references.every(({ place }) => {
      if (this.#isTakenBetween(name, place.scope, scope)) return false
      const found = this.#scopes.lookUp(name, place.scope)
      if (found === null || this.#isGone(found, replaced)) return true
      const where = this.#facts.bindings[found]?.scope
      if (scope === null || where === undefined) return false
      return !this.#scopes.isWithin(where, scope)
    })
  }

  #isTakenBetween(name: string, from: ScopeId, to: ScopeId | null): boolean {
    for (let at: ScopeId | null = from; at !== null && at !== to; at = this.#facts.scopes[at]?.parent ?? null) {
      if (this.takenBy(at, name) !== null) return true
    }
    return false
  }

  #captures({ name, scope, references, replaced }: NameQuery): boolean {
    const own = new Set(references)
    return this.#scopes.referencesNamed(name).some(({ reference, binding }) => {
      if (!this.#scopes.isWithin(reference.place.scope, scope) || own.has(reference)) return false
      if (this.#facts.scopes[scope]?.kind === 'class' && reference.place.scope !== scope) return false
      if (binding !== null && this.#isGone(binding, replaced)) return false
      const where = binding === null ? null : this.#facts.bindings[binding]?.scope
      if (where !== undefined && where !== null && this.#scopes.isWithin(where, scope)) return false
      // A name bound nowhere fails today: binding it to what it was meant for heals it.
      return binding !== null || isPythonGlobal(name) || this.#hasStar
    })
  }

  #isInClass(scope: ScopeId): boolean {
    for (let at: ScopeId | null = scope; at !== null; at = this.#facts.scopes[at]?.parent ?? null) {
      if (this.#facts.scopes[at]?.kind === 'class') return true
    }
    return false
  }
}

/** `__x` inside a class body means `_Class__x`. */
function isMangled(name: string): boolean {
  return name.startsWith('__') && !name.endsWith('__')
}

/** Declarations that are no import: `X = None`, `def X`. */
export function otherDeclarations(
  binding: Binding,
  imported: ReadonlySet<number>,
): readonly { readonly start: number; readonly end: number }[] {
  return binding.declarations.filter((span) => !imported.has(span.start))
}
