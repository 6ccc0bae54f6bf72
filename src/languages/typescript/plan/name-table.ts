import type { Binding, BindingId, ModuleFacts, Reference, ScopeId } from '../../../core/facts.ts'
import { isTypeScriptGlobal } from '../global-names.ts'

/** Which names are bound where, and which a rewrite has brought in or taken away. */
export class NameTable {
  readonly #facts: ModuleFacts
  readonly #bound = new Map<string, BindingId[]>()
  readonly #introduced = new Map<string, string>()
  readonly #vacated = new Set<BindingId>()
  readonly #unresolved: ReadonlySet<string>

  constructor(facts: ModuleFacts) {
    this.#facts = facts
    for (const [id, binding] of facts.bindings.entries()) {
      if (binding.kind === 'label') continue
      const key = `${binding.scope}\0${binding.name}`
      const known = this.#bound.get(key)
      if (known === undefined) this.#bound.set(key, [id])
      else known.push(id)
    }
    this.#unresolved = new Set(facts.unresolved.map(({ name }) => name))
  }

  #boundIn(scope: ScopeId, name: string, ignored: BindingId | null): boolean {
    return (this.#bound.get(`${scope}\0${name}`) ?? []).some((id) => id !== ignored && !this.#vacated.has(id))
  }

  /** Whether a scope between the reference and `home` (exclusive) binds the name. */
  #isShadowed(name: string, reference: Reference, home: ScopeId): boolean {
    let scope: ScopeId | null = reference.place.scope
    while (scope !== null && scope !== home) {
      if (this.#boundIn(scope, name, null)) return true
      scope = this.#facts.scopes[scope]?.parent ?? null
    }
    return scope === null
  }

  /** Whether code in `scope` can see what `home` binds. */
  isWithin(scope: ScopeId, home: ScopeId): boolean {
    let current: ScopeId | null = scope
    while (current !== null && current !== home) current = this.#facts.scopes[current]?.parent ?? null
    return current !== null
  }

  /** Whether references would reach a binding of this name in `home`, were there one. */
  isVisible(name: string, references: readonly Reference[], home: ScopeId): boolean {
    return references.every((reference) => !this.#isShadowed(name, reference, home))
  }

  /**
   * Whether `name` can be bound in `home` to stand for `origin`, and reach all references, without meeting another
   * meaning. `own` is the binding it takes the place of.
   */
  canIntroduce(
    name: string,
    origin: string,
    home: ScopeId,
    references: readonly Reference[],
    own: BindingId | null,
  ): boolean {
    if (own !== null && this.#facts.bindings[own]?.pinned && this.#facts.bindings[own]?.name !== name) return false
    const introduced = this.#introduced.get(`${home}\0${name}`)
    if (introduced !== undefined && introduced !== origin) return false
    if (this.#boundIn(home, name, own)) return false
    const ownName = own === null ? null : this.#facts.bindings[own]?.name
    if (ownName !== name && this.#unresolved.has(name) && isTypeScriptGlobal(name)) return false
    return this.isVisible(name, references, home)
  }

  introduce(name: string, origin: string, home: ScopeId): void {
    this.#introduced.set(`${home}\0${name}`, origin)
  }

  /** The binding is about to lose its name. */
  vacate(id: BindingId): void {
    this.#vacated.add(id)
  }

  binding(id: BindingId): Binding | null {
    return this.#facts.bindings[id] ?? null
  }
}

/** What a new local name stands for: an export of a module, brought into a scope by one kind of statement. */
export const originId = (moduleKey: string, path: string, scope: ScopeId, kind: 'import' | 'load'): string =>
  `${moduleKey}\0${path}\0${scope}\0${kind}`

/** The outermost scope: where imports live. */
export const MODULE_SCOPE: ScopeId = 0

const RESERVED = new Set(
  (
    'break case catch class const continue debugger default delete do else enum export extends false finally for function if ' +
    'import in instanceof new null return super switch this throw true try typeof var void while with yield let static ' +
    'implements interface package private protected public await eval arguments'
  ).split(' '),
)

export const isIdentifierName = (name: string): boolean =>
  /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(name)

/** Whether a module may bind the name. */
export const isBindable = (name: string): boolean => isIdentifierName(name) && !RESERVED.has(name)
