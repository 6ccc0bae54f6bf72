import type { LanguageId, Migration, ModuleMigration, SymbolMigration } from './migration.ts'
import type { ModuleAddress } from './module-address.ts'

/** A retired symbol or module with its manifest spelling resolved. `module` null: any first-party module. */
export interface Entry {
  readonly migration: SymbolMigration | ModuleMigration
  readonly language: LanguageId
  readonly module: ModuleAddress | null
  /** The retired name, split at its dots; empty for a module. */
  readonly names: readonly string[]
  /** Where it goes, resolved; empty: removed. Several: a choice. */
  readonly targets: readonly EntryTarget[]
}

export interface EntryTarget {
  /** null: the module the symbol was found in. */
  readonly module: ModuleAddress | null
  readonly names: readonly string[]
}

/** What an entry covers of a path: `names` counts the names it consumed, `below` the module segments past a retired module. */
export interface EntryHit {
  readonly entry: Entry
  readonly names: number
  readonly below: readonly string[]
}

interface Node {
  readonly children: Map<string, Node>
  module: Entry | null
  symbol: Entry | null
}

const newNode = (): Node => ({ children: new Map(), module: null, symbol: null })

/** Between the module and the names of a TS/JS path; in Python a submodule and an attribute are spelled alike. */
const BOUNDARY = '#'

function pathOf(language: LanguageId, key: string, names: readonly string[]): string[] {
  if (language === 'python') return [...(key === '' ? [] : key.split('.')), ...names]
  return [...key.split('/'), BOUNDARY, ...names]
}

/** Longest-match lookup of retired paths, one per language. */
export class MigrationIndex {
  readonly entries: readonly Entry[]
  readonly #roots: Record<LanguageId, Node> = { python: newNode(), typescript: newNode() }
  readonly #anywhere: Record<LanguageId, Node> = { python: newNode(), typescript: newNode() }
  readonly #byName = new Map<string, Entry[]>()
  readonly #names = new Set<string>()
  /** Symbols that nothing replaces: whoever reaches them under whatever name is stale. */
  readonly removesSymbols: boolean

  constructor(entries: readonly Entry[]) {
    this.entries = entries
    this.removesSymbols = entries.some((entry) => entry.names.length > 0 && entry.targets.length === 0)
    for (const entry of entries) {
      if (entry.module === null) this.#add(this.#anywhere[entry.language], entry.names, entry)
      else
        for (const key of [entry.module.key, ...entry.module.aliases])
          if (key === entry.module.key || !isCovered(key, entry))
            this.#add(this.#roots[entry.language], entryPath(entry, key), entry)
      for (const name of entry.names) this.#names.add(name)
      const leaf = renamedLeaf(entry)
      if (leaf !== null) this.#names.add(leaf)
      const first = entry.names[0]
      if (first !== undefined) {
        const known = this.#byName.get(first)
        if (known) known.push(entry)
        else this.#byName.set(first, [entry])
      }
    }
  }

  #add(root: Node, path: readonly string[], entry: Entry): void {
    let node = root
    for (const segment of path) {
      const next = node.children.get(segment) ?? newNode()
      node.children.set(segment, next)
      node = next
    }
    if (entry.migration.kind === 'module') node.module ??= entry
    else node.symbol ??= entry
  }

  /** Entries whose retired name is, or starts with, this plain name. */
  entriesNamed(name: string): readonly Entry[] {
    return this.#byName.get(name) ?? []
  }

  /** Whether the name is a segment of some retired symbol's name, or what importers call a Python module that gets another. */
  hasName(name: string): boolean {
    return this.#names.has(name)
  }

  /**
   * The longest entry that covers `module` + `names`. Every key of the module is tried, the spelled one first.
   * A symbol entry must be wholly contained in the path; a module entry covers everything in the module.
   */
  find(module: ModuleAddress, names: readonly string[]): EntryHit | null {
    const spelled = this.#walk(module.language, module.key, names)
    if (spelled && !isNamesake(module, spelled.entry)) return spelled
    for (const key of module.aliases) {
      const hit = this.#walk(module.language, key, names)
      if (hit && !isCovered(module.key, hit.entry) && !isNamesake(module, hit.entry)) return hit
    }
    return module.firstParty ? this.#findAnywhere(module.language, names) : null
  }

  #findAnywhere(language: LanguageId, names: readonly string[]): EntryHit | null {
    let node: Node | undefined = this.#anywhere[language]
    let best: EntryHit | null = null
    for (const [at, name] of names.entries()) {
      node = node.children.get(name)
      if (!node) break
      if (node.symbol) best = { entry: node.symbol, names: at + 1, below: [] }
    }
    return best
  }

  #walk(language: LanguageId, key: string, names: readonly string[]): (EntryHit & { length: number }) | null {
    const path = pathOf(language, key, names)
    const moduleLength = path.length - names.length - (language === 'python' ? 0 : 1)
    let node: Node | undefined = this.#roots[language]
    let best: (EntryHit & { length: number }) | null = null
    for (let at = 0; at <= path.length; at++) {
      if (node.symbol && at > 0) {
        const consumed = at - (path.length - names.length)
        // A Python symbol entry can end inside the module part (`a.b` `C` against module `a.b.C`): only names can be rewritten.
        if (consumed > 0) best = { entry: node.symbol, names: consumed, below: [], length: at }
      }
      if (node.module && at > 0) {
        const exact = at === moduleLength
        const below = path.slice(at, Math.max(at, moduleLength))
        const throughNames = language === 'python' ? Math.max(0, at - moduleLength) : 0
        const isThere = isWithinTarget(
          path.slice(0, path.length - (language === 'python' ? 0 : names.length + 1)),
          node.module,
        )
        if (isThere) break
        if (exact || throughNames > 0 || (node.module.migration.kind === 'module' && node.module.migration.submodules))
          best = { entry: node.module, names: throughNames, below, length: at }
      }
      const segment = path[at]
      if (segment === undefined) break
      const next: Node | undefined = node.children.get(segment)
      if (!next) break
      node = next
    }
    return best
  }
}

/** A module can move below itself (`a.util` to `a.util.base`): what is spelled below the new place is there already. */
function isWithinTarget(path: readonly string[], entry: Entry): boolean {
  const separator = entry.language === 'python' ? '.' : '/'
  const home = entry.module?.key.split(separator) ?? []
  const startsWith = (long: readonly string[], short: readonly string[]): boolean =>
    short.length > 0 && short.length <= long.length && short.every((segment, at) => segment === long[at])
  return entry.targets.some(({ module }) => {
    const segments = module?.key.split(separator) ?? []
    return startsWith(segments, home) && startsWith(path, segments)
  })
}

/** A file of this repository that merely has the name of an installed package. */
function isNamesake(module: ModuleAddress, entry: Entry): boolean {
  return module.path !== null && module.firstParty && entry.module !== null && !entry.module.firstParty
}

/** Whether a spelling is already the new place: the same file can have its old and its new dotted name at once. */
function isCovered(key: string, entry: Entry): boolean {
  return entry.targets.some(({ module }) => module !== null && (key === module.key || key.startsWith(`${module.key}.`)))
}

/** What `from package import module` binds, where that is renamed. */
function renamedLeaf({ migration, language, module, targets }: Entry): string | null {
  if (migration.kind !== 'module' || language !== 'python' || module === null) return null
  const leaf = module.key.slice(module.key.lastIndexOf('.') + 1)
  return targets.some((target) => target.module !== null && !`.${target.module.key}`.endsWith(`.${leaf}`)) ? leaf : null
}

function entryPath(entry: Entry, key: string): string[] {
  if (entry.migration.kind === 'symbol') return pathOf(entry.language, key, entry.names)
  return entry.language === 'python' ? key.split('.') : key.split('/')
}

/** Resolve the manifest's spellings once per run. Literal migrations have no place in the index. */
export function buildIndex(
  migrations: readonly Migration[],
  resolve: (language: LanguageId, spelled: string) => ModuleAddress | null,
  languages: readonly LanguageId[],
): MigrationIndex {
  const entries: Entry[] = []
  for (const migration of migrations) {
    if (migration.kind === 'literal') continue
    const names = migration.kind === 'symbol' ? migration.from.name.split('.') : []
    for (const language of migration.language === null ? languages : [migration.language]) {
      if (!languages.includes(language)) continue
      const module = migration.from.module === null ? null : resolve(language, migration.from.module)
      const targets = asList(migration.to).map((place) => ({
        module: place.module === null ? null : resolve(language, place.module),
        names: place.name === null ? [] : place.name.split('.'),
      }))
      entries.push({ migration, language, module, names, targets })
    }
  }
  return new MigrationIndex(entries)
}

function asList<T>(value: T | readonly T[] | null): readonly T[] {
  if (value === null) return []
  return Array.isArray(value) ? (value as readonly T[]) : [value as T]
}
