import type { BindingKind, Scope, ScopeId } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'

/*
 * Python's static scoping (language reference, "Naming and binding"; PEP 227, 572, 695, 3104), as CPython's symtable
 * computes it: every name of a block is local to it if anything in the block binds it, unless declared otherwise.
 */

/** One token that binds a name. */
export interface Declaration {
  readonly span: Span
  readonly kind: BindingKind
  readonly typeOnly: boolean
  /** `annotation`: `X: int` without a value; `except`: unbound again when its handler ends; `delete`: `del X`. */
  readonly manner: 'plain' | 'annotation' | 'except' | 'delete' | 'augmented'
  /** The scope the token stands in, which `global` and `nonlocal` make another than the one it binds in. */
  readonly from: ScopeId
  /** At this place nothing conditional stands around it. */
  readonly certain: boolean
  /** When it happens, among the declarations and references of the file, as the code of one scope runs. */
  readonly order: number
}

interface ScopeNames {
  readonly bound: Map<string, Declaration[]>
  /** null: none, as in most scopes. */
  globals: Set<string> | null
  nonlocals: Set<string> | null
}

const MODULE: ScopeId = 0

export class ScopeTable {
  readonly scopes: Scope[] = []
  private readonly names: ScopeNames[] = []

  add(kind: Scope['kind'], parent: ScopeId | null, span: Span): ScopeId {
    this.scopes.push({ parent, kind, span })
    this.names.push({ bound: new Map(), globals: null, nonlocals: null })
    return this.scopes.length - 1
  }

  kind(scope: ScopeId): Scope['kind'] {
    return this.scopes[scope]?.kind ?? 'module'
  }

  bind(scope: ScopeId, name: string, declaration: Declaration): void {
    const bound = this.names[scope]?.bound
    const known = bound?.get(name)
    if (known === undefined) bound?.set(name, [declaration])
    else known.push(declaration)
  }

  declare(scope: ScopeId, name: string, how: 'global' | 'nonlocal'): void {
    const names = this.names[scope]
    if (names === undefined) return
    if (how === 'global') names.globals = (names.globals ?? new Set()).add(name)
    else names.nonlocals = (names.nonlocals ?? new Set()).add(name)
  }

  /** The scope whose variable a name bound in `scope` is. */
  owner(scope: ScopeId, name: string): ScopeId {
    const names = this.names[scope]
    if (names === undefined || scope === MODULE) return MODULE
    if (names.globals?.has(name)) return MODULE
    if (names.nonlocals?.has(name)) return this.enclosing(scope, name) ?? scope
    return scope
  }

  /** The scope of a global variable, for code that looks nowhere else; null where the module does not bind it. */
  resolveGlobal(name: string): ScopeId | null {
    return this.inModule(name)
  }

  /** How many tokens bind a variable; those in functions that declare it `global` make it uncertain: Infinity. */
  bindingCount(scope: ScopeId, name: string): number {
    if (scope === MODULE && this.globallyBound().has(name)) return Number.POSITIVE_INFINITY
    return this.names[scope]?.bound.get(name)?.length ?? 0
  }

  /** Whether a name used in `scope` means a variable of that very scope. */
  isLocal(scope: ScopeId, name: string): boolean {
    const own = this.names[scope]
    return own?.bound.has(name) === true && !own.globals?.has(name) && !own.nonlocals?.has(name)
  }

  /** The scope whose variable a name used in `scope` means; null where no scope of the file binds it. */
  resolve(scope: ScopeId, name: string): ScopeId | null {
    const own = this.names[scope]
    if (own !== undefined && scope !== MODULE) {
      if (own.globals?.has(name)) return this.inModule(name)
      if (own.bound.has(name) && !own.nonlocals?.has(name)) return scope
    }
    const found = scope === MODULE ? null : this.enclosing(scope, name)
    return found !== null && found !== MODULE ? found : this.inModule(name)
  }

  /** Every variable with what binds it, by scope and then by first appearance. */
  variables(): Map<ScopeId, Map<string, Declaration[]>> {
    const variables = new Map<ScopeId, Map<string, Declaration[]>>()
    this.names.forEach((names, scope) => {
      for (const [name, declarations] of names.bound) {
        const owner = this.owner(scope, name)
        const table = variables.get(owner) ?? new Map<string, Declaration[]>()
        variables.set(owner, table)
        const known = table.get(name)
        table.set(name, known === undefined ? declarations : [...known, ...declarations])
      }
    })
    return variables
  }

  private inModule(name: string): ScopeId | null {
    return this.names[MODULE]?.bound.has(name) || this.globallyBound().has(name) ? MODULE : null
  }

  private globalNames: Set<string> | null = null

  /** Names that functions and classes bind through `global`. Asked only when every scope is known. */
  private globallyBound(): Set<string> {
    if (this.globalNames !== null) return this.globalNames
    const found = new Set<string>()
    for (const names of this.names) {
      for (const name of names.globals ?? []) if (names.bound.has(name)) found.add(name)
    }
    this.globalNames = found
    return found
  }

  /**
   * Walks outwards. A class body is visible to its own code only — and to the annotation scope of type parameters
   * directly inside it (PEP 695). A `global` on the way sends the search to the module.
   */
  private enclosing(scope: ScopeId, name: string): ScopeId | null {
    let throughType = this.kind(scope) === 'type'
    for (let at = this.scopes[scope]?.parent ?? null; at !== null; at = this.scopes[at]?.parent ?? null) {
      const names = this.names[at]
      const kind = this.kind(at)
      if (names === undefined || at === MODULE) return MODULE
      if (kind !== 'class' || throughType) {
        if (names.globals?.has(name)) return MODULE
        if (names.bound.has(name) && !names.nonlocals?.has(name)) return at
      }
      throughType = throughType && kind === 'type'
    }
    return MODULE
  }
}
