import type { BindingId, Guard, ModuleFacts, Place, Reference, ScopeId } from '../../../core/facts.ts'
import type { ModuleAddress, Resolver } from '../../../core/module-address.ts'
import { sameModule } from '../../../core/providers.ts'
import type { Knot } from './edit-groups.ts'
import type { ScopeIndex } from './scopes.ts'
import { isAliased, isDottedImport } from './statements.ts'
import type { Item, Statements } from './statements.ts'

/** What an import denotes: a module (`name` null) or one of its names. */
export interface Denoted {
  readonly module: ModuleAddress
  readonly name: string | null
}

/** A name by which the file can reach something once this plan is carried out. */
export interface KnownImport {
  readonly local: string
  /** Null for a name this plan brings in. */
  readonly binding: BindingId | null
  readonly scope: ScopeId
  readonly denoted: Denoted
  /** `import a.b.c`: reached by the dotted name. */
  readonly dotted: boolean
  readonly place: Place
  /** Where the name is there at the latest. */
  readonly available: number
  readonly typeOnly: boolean
  /** The file has it as it is; false: this plan makes it. */
  readonly existing: boolean
  /** The change that makes it; null where the file has it. */
  readonly knot: Knot | null
  /** Where the body of the loop ends that it stands in: after that it may never have run. Absent: it stands in none. */
  readonly until?: number
}

export interface Reachable {
  readonly resolver: Resolver
  /** Whether `module` + `names` leads to the target through re-exports. */
  readonly leadsTo?: (
    module: ModuleAddress,
    names: readonly string[],
    target: { module: ModuleAddress; names: readonly string[] },
  ) => boolean
}

export function denotes(known: Denoted, wanted: Denoted, reachable: Reachable): boolean {
  if (known.name === wanted.name && sameModule(known.module, wanted.module)) return true
  // `from pkg import mod` spells a module as a name.
  if (pathsOf(known).some((path) => pathsOf(wanted).includes(path))) return true
  if (reachable.leadsTo === undefined || wanted.name === null || known.name === null) return false
  return reachable.leadsTo(known.module, [known.name], { module: wanted.module, names: wanted.name.split('.') })
}

export function pathsOf(denoted: Denoted): string[] {
  return [denoted.module.key, ...denoted.module.aliases].map((key) =>
    denoted.name === null ? key : joinDotted(key, denoted.name),
  )
}

export function joinDotted(module: string, name: string): string {
  if (module === '' || name === '') return module + name
  return module.endsWith('.') ? module + name : `${module}.${name}`
}

/** What an import name denotes as the file stands. A submodule taken with `from` is a module. */
export function denotedBy(item: Item, resolver: Resolver, path: string): Denoted | null {
  const { fact, imported } = item
  if (imported.shape === 'star' || imported.members.length > 0) return null
  const module = resolver.resolve(fact.specifier, path)
  if (imported.shape === 'namespace') return { module, name: null }
  const submodule = resolver.submodule(module, imported.imported)
  return submodule === null ? { module, name: imported.imported } : { module: submodule, name: null }
}

/** The imports a file keeps and those a plan adds, searchable by what they denote. */
export class KnownImports {
  readonly #known: KnownImport[] = []
  /** By what was asked for: those of the first `seen` that denote it. */
  readonly #found = new Map<string, { seen: number; readonly known: KnownImport[] }>()
  /** Whether what an import denotes is what was asked for. */
  readonly #denotes = new Map<string, boolean>()
  readonly #facts: ModuleFacts
  readonly #scopes: ScopeIndex
  readonly #reachable: Reachable

  constructor(facts: ModuleFacts, scopes: ScopeIndex, reachable: Reachable) {
    this.#facts = facts
    this.#scopes = scopes
    this.#reachable = reachable
  }

  add(known: KnownImport): void {
    this.#known.push(known)
  }

  /** The import is replaced by another one: nothing more may rely on it. */
  forget(binding: BindingId): void {
    const gone = this.#known.filter((known) => known.existing && known.binding === binding)
    for (const known of gone) this.#known.splice(this.#known.indexOf(known), 1)
    if (gone.length > 0) this.#found.clear()
  }

  /** Every import of the file that `goes` does not claim. */
  addExisting(
    statements: Statements,
    path: string,
    goes: (item: Item) => boolean,
    endOfLoop: (offset: number) => number | null,
  ): void {
    for (const [binding, items] of statements.origins) {
      const declared = this.#facts.bindings[binding]
      if (declared === undefined) continue
      // A name bound in several ways denotes none of them for sure; `import a.b` and `import a.c` both bind `a`.
      const isPackage = (one: Item): boolean => !isAliased(one) && one.imported.shape === 'namespace'
      if (declared.declarations.length > 1 && !items.every(isPackage)) continue
      for (const item of items) {
        if (goes(item) || item.fact.kind !== 'import') continue
        const dotted = isDottedImport(item)
        const denoted = denotedBy(item, this.#reachable.resolver, path)
        if (denoted === null) continue
        const until = endOfLoop(item.fact.statement.start)
        this.add({
          local: dotted ? item.fact.specifier : declared.name,
          binding,
          scope: declared.scope,
          denoted,
          dotted,
          place: item.fact.place,
          available: item.fact.statement.start,
          typeOnly: item.fact.place.phase === 'type-only',
          existing: true,
          knot: null,
          ...(until === null ? {} : { until }),
        })
      }
    }
  }

  /** An import of `wanted` that every one of the references can use; local names are spelled as the file spells them. */
  find(
    wanted: Denoted,
    references: readonly Reference[],
    accept: (known: KnownImport) => boolean = () => true,
  ): KnownImport | null {
    let forTypes: KnownImport | null = null
    for (const known of this.#denoting(wanted)) {
      if (!accept(known) || !references.every((reference) => this.isUsableAt(known, reference))) continue
      if (!known.typeOnly) return known
      forTypes ??= known
    }
    // Last, for somebody may evaluate what is quoted.
    return forTypes
  }

  #denoting(wanted: Denoted): readonly KnownImport[] {
    const key = keyOf(wanted)
    const found = this.#found.get(key) ?? { seen: 0, known: [] }
    this.#found.set(key, found)
    for (; found.seen < this.#known.length; found.seen++) {
      const known = this.#known[found.seen]
      if (known === undefined) continue
      const pair = `${keyOf(known.denoted)} ${key}`
      const answer = this.#denotes.get(pair) ?? denotes(known.denoted, wanted, this.#reachable)
      this.#denotes.set(pair, answer)
      if (answer) found.known.push(known)
    }
    return found.known
  }

  isUsableAt(known: KnownImport, reference: Reference): boolean {
    const { place } = reference
    if (!this.#scopes.isWithin(place.scope, known.scope)) return false
    if (this.#facts.scopes[known.scope]?.kind === 'class' && place.scope !== known.scope) return false
    const meaning = this.#scopes.lookUp(known.local.split('.')[0] ?? known.local, place.scope)
    const meant = meaning === null ? null : (this.#facts.bindings[meaning]?.scope ?? null)
    if (
      known.binding !== null
        ? meaning !== known.binding
        : meant !== null && meant !== known.scope && this.#scopes.isWithin(meant, known.scope)
    ) {
      return false
    }
    if (known.typeOnly && place.phase !== 'type-only') return false
    if (known.until !== undefined && reference.span.start >= known.until) return false
    if (
      !known.place.guards.every((guard) => hasGuard(place, guard)) &&
      !(known.typeOnly && place.phase === 'type-only')
    )
      return false
    const runsAtOnce = place.phase === 'import-time' || place.scope === known.scope
    return !runsAtOnce || known.available < reference.span.start
  }
}

function keyOf({ module, name }: Denoted): string {
  return `${module.key}#${name ?? '*'}`
}

function hasGuard(place: Place, guard: Guard): boolean {
  return place.guards.some((own) => own.group === guard.group && own.branch === guard.branch)
}
