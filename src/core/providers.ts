import type { EntryHit, MigrationIndex } from './migration-index.ts'
import type { ModuleAddress, Resolver } from './module-address.ts'
import type { Link, Surface } from './module-graph.ts'

/** The retired thing behind a (module, names) pair, and how it was reached. */
export interface Retired {
  readonly hit: EntryHit
  /** The place that matched the entry, after following re-exports. */
  readonly module: ModuleAddress
  readonly names: readonly string[]
  /** Keys of the re-exporting modules passed through, nearest to the consumer first. */
  readonly via: readonly Hop[]
  /** How many of the last names that the entry covers the asker spells; the others stand in what was passed through. */
  readonly spelled: number
}

export interface Hop {
  readonly module: ModuleAddress
  /** `star`: carried without being spelled. `renamed`: published under another name. `namespace`: published as a member of a namespace. */
  readonly kind: 'named' | 'star' | 'renamed' | 'namespace'
}

export type Existence = 'yes' | 'no' | 'unknown'

const MAX_HOPS = 64
/** Modules that may be on the way when it is asked whether a place exists: each takes its part of the stack. */
const MAX_DEPTH = 200
/** Places that a run may pass on its ways through barrels before every further way is kept short. */
const MAX_VISITS = 2_000_000
const SHORT_WAY = 256

/** Follows symbols through re-exports, façades and aliases; demand-driven and memoised, so only barrels in use are read. */
export class Providers {
  readonly #index: MigrationIndex
  readonly #surfaceOf: (address: ModuleAddress) => Surface | null
  readonly #resolver: Resolver
  readonly #retired = new Map<string, Retired | null>()
  readonly #exists = new Map<string, Existence>()
  #depth = 0
  #visits = 0

  /** `surfaceOf` answers null for a module without a file (gone, external, a namespace package). */
  constructor(index: MigrationIndex, resolver: Resolver, surfaceOf: (address: ModuleAddress) => Surface | null) {
    this.#index = index
    this.#resolver = resolver
    this.#surfaceOf = surfaceOf
  }

  /** The entry that retires what `module` + `names` denotes, directly or through any number of re-exports. */
  findRetired(module: ModuleAddress, names: readonly string[]): Retired | null {
    return this.#find(module, names, false)
  }

  /** The same for one of several branches that bind a name, another of which reaches something retired: whatever it takes. */
  findRetiredBranch(module: ModuleAddress, names: readonly string[]): Retired | null {
    return this.#find(module, names, true)
  }

  #find(module: ModuleAddress, names: readonly string[], always: boolean): Retired | null {
    const key = `${always ? 'branch ' : ''}${identify(module)}#${names.join('.')}`
    const known = this.#retired.get(key)
    if (known !== undefined) return known
    const found =
      always || this.#mayMatter(module, names) ? this.#follow(module, names, [], new Set(), names.length) : null
    this.#retired.set(key, found)
    return found
  }

  /**
   * Whether following can lead to something that concerns the asker; following reads modules, this does not. Barrels
   * stand between consumers and a retired module, and between them and a symbol published under another name: such a
   * consumer is settled by the barrel's own fix. So, unless a symbol is removed without a replacement, what concerns a
   * consumer behind a barrel is spelled by it.
   */
  #mayMatter(module: ModuleAddress, names: readonly string[]): boolean {
    if (this.#index.removesSymbols || names.some((name) => this.#index.hasName(name))) return true
    if (this.#index.find(module, names)) return true
    const [first, ...rest] = names
    const submodule = first === undefined ? null : this.#resolver.submodule(module, first)
    return submodule !== null && this.#mayMatter(submodule, rest)
  }

  /** The entry that retires this very place, re-exports left aside. */
  findEntry(module: ModuleAddress, names: readonly string[]): EntryHit | null {
    return this.#index.find(module, names)
  }

  /** @param own how many of the last names are the asker's. */
  #follow(
    module: ModuleAddress,
    names: readonly string[],
    via: readonly Hop[],
    seen: Set<string>,
    own: number,
  ): Retired | null {
    const key = `${identify(module)}#${names.join('.')}`
    if (seen.has(key) || via.length > MAX_HOPS) return null
    if (++this.#visits > MAX_VISITS && seen.size > SHORT_WAY) return null
    seen.add(key)
    const first = names[0]
    const found = this.#index.find(module, names)
    const hit = found && this.#isHidden(found, module, first) ? null : found
    if (hit) return { hit, module, names, via, spelled: Math.max(0, own - (names.length - hit.names)) }
    if (first === undefined) return null
    const surface = this.#surfaceOf(module)
    const links = surface ? linksOf(surface, first) : undefined
    const left = Math.min(own, names.length - 1)
    if (this.defaultIsModule(module, names)) {
      const hop: Hop = { module, kind: 'namespace' }
      const next = this.#follow(module, names.slice(1), [...via, hop], seen, left)
      if (next !== null) return next
    }
    if (links && links.length > 0) {
      let found: Retired | null = null
      for (const link of links) {
        const last = link.names.at(-1)
        const hop: Hop = {
          module,
          kind: last === first && !link.kept ? 'named' : last === undefined ? 'namespace' : 'renamed',
        }
        const next = this.#follow(link.module, [...link.names, ...names.slice(1)], [...via, hop], seen, left)
        // One branch that reaches something healthy makes the façade deliberate.
        if (next === null) return null
        found ??= next
      }
      return found
    }
    if (links) return null
    const submodule = this.#resolver.submodule(module, first)
    if (submodule && !this.#isOverridden(surface, submodule, first))
      return this.#follow(submodule, names.slice(1), via, seen, left)
    return surface ? this.#followStars(surface, names, via, seen, own) : null
  }

  /**
   * Whether `names` goes on from a default export that is the module itself: `module.exports` to whoever imports it by
   * `import`, and that of any package, since what it publishes by name as well is one and the same (all of 1,326 packages
   * that were loaded to see).
   */
  defaultIsModule(module: ModuleAddress, names: readonly string[]): boolean {
    if (names[0] !== 'default' || names.length < 2 || module.language !== 'typescript') return false
    const surface = this.#surfaceOf(module)
    return surface ? surface.defaultIsModule === true : !module.firstParty
  }

  /** `from .tool import tool` in a package: `package.tool` is not the module of that name. */
  #isHidden({ entry, names }: EntryHit, module: ModuleAddress, first: string | undefined): boolean {
    if (entry.migration.kind !== 'module' || names === 0 || first === undefined) return false
    const surface = this.#surfaceOf(module)
    const links = surface ? linksOf(surface, first) : undefined
    return links?.every((link) => link.names.length > 0) ?? false
  }

  /** `from .mod import *` where `mod` defines (or retires) a `mod`: the star is executed after the submodule is bound. */
  #isOverridden(surface: Surface | null, submodule: ModuleAddress, name: string): boolean {
    if (!surface?.stars.some((star) => sameModule(star, submodule))) return false
    return (
      this.#index.find(submodule, [name])?.entry.migration.kind === 'symbol' ||
      this.starProvides(submodule, name) === 'yes'
    )
  }

  #followStars(
    surface: Surface,
    names: readonly string[],
    via: readonly Hop[],
    seen: Set<string>,
    own: number,
  ): Retired | null {
    const first = names[0]
    if (first === undefined || first === 'default') return null
    const hop: Hop = { module: surface.address, kind: 'star' }
    const gone: ModuleAddress[] = []
    for (const star of surface.stars) {
      if (this.starProvides(star, first) === 'yes') return this.#follow(star, names, [...via, hop], seen, own)
      if (!this.withholds(star, first)) gone.push(star)
    }
    // Nothing provides the name any more: it came through the star that a retired place stands behind.
    let moved: Retired | null = null
    for (const star of gone) {
      const next = this.#follow(star, names, [...via, hop], seen, own)
      const { entry } = next?.hit ?? {}
      // A star of a module that moved brings what is in its new place; an entry for the name itself says more.
      const home = entry?.migration.kind === 'module' ? entry.targets[0]?.module : null
      if (next && (entry?.migration.kind === 'symbol' || (home && this.exists(home, names) === 'yes'))) return next
      moved ??= next
    }
    return moved
  }

  /** It has the name and does not hand it on: nobody ever got it from there by a star. */
  withholds(star: ModuleAddress, name: string): boolean {
    if (star.language === 'python' && name.startsWith('_') && !this.#surfaceOf(star)?.publicNames) return true
    const surface = this.#surfaceOf(star)
    return surface?.publicNames != null && !surface.publicNames.has(name) && surface.names.has(name)
  }

  /** Whether `import *` / `export *` of the module hands on the name. `unknown` for a module without a file or with dynamic exports. */
  starProvides(module: ModuleAddress, name: string): Existence {
    const surface = this.#surfaceOf(module)
    if (!surface) return 'unknown'
    if (surface.publicNames && !surface.publicNames.has(name)) return 'no'
    if (module.language === 'python' && !surface.publicNames && name.startsWith('_')) return 'no'
    return this.exists(module, [name])
  }

  /** Whether the module itself says the name, wherever that leads: it binds or imports it. */
  spells(module: ModuleAddress, names: readonly string[]): boolean {
    const [first, ...rest] = names
    if (first === undefined) return false
    const below = rest.length > 0 ? this.#resolver.submodule(module, first) : null
    if (below !== null) return this.spells(below, rest)
    const surface = this.#surfaceOf(module)
    return rest.length === 0 && surface !== null && linksOf(surface, first) !== undefined
  }

  /** Whether the place resolves to a definition today. */
  exists(module: ModuleAddress, path: readonly string[]): Existence {
    const names = withoutNamespace(path)
    const key = `${identify(module)}#${names.join('.')}`
    const known = this.#exists.get(key)
    if (known !== undefined) return known
    this.#exists.set(key, 'no') // a cycle provides nothing
    this.#depth++
    const answer = this.#depth > MAX_DEPTH ? 'unknown' : this.#resolveExistence(module, names)
    this.#depth--
    this.#exists.set(key, answer)
    return answer
  }

  #resolveExistence(module: ModuleAddress, names: readonly string[]): Existence {
    const first = names[0]
    const surface = this.#surfaceOf(module)
    if (first === undefined) return module.path !== null ? 'yes' : module.firstParty ? 'no' : 'unknown'
    if (!surface) {
      const submodule = this.#resolver.submodule(module, first)
      if (submodule) return this.#belowSubmodule(submodule, names)
      return module.firstParty && module.path === null ? 'no' : 'unknown'
    }
    const links = linksOf(surface, first)
    if (links) {
      if (this.defaultIsModule(module, names) && this.exists(module, names.slice(1)) === 'yes') return 'yes'
      // What a definition of this module has for members is not looked into.
      if (links.length === 0) return names.length === 1 ? 'yes' : 'unknown'
      const answers = links.map((link) => this.exists(link.module, [...link.names, ...names.slice(1)]))
      return answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no'
    }
    const submodule = this.#resolver.submodule(module, first)
    if (submodule) return this.#belowSubmodule(submodule, names)
    let answer: Existence = surface.dynamic ? 'unknown' : 'no'
    if (first === 'default' && module.language === 'typescript') return answer
    for (const star of surface.stars) {
      const provided = this.starProvides(star, first)
      if (provided === 'yes') return names.length === 1 ? 'yes' : this.exists(star, names)
      if (provided === 'unknown' && (!star.firstParty || star.path !== null)) answer = 'unknown'
    }
    return answer
  }

  /** A namespace package has no file of its own, yet it exists. */
  #belowSubmodule(submodule: ModuleAddress, names: readonly string[]): Existence {
    return names.length === 1 ? 'yes' : this.exists(submodule, names.slice(1))
  }

  /** Where a symbol is defined, after every re-export; null where it is not found, or lies out of sight. */
  findOrigin(module: ModuleAddress, name: string): Link | null {
    let at: Link = { module, names: [name] }
    for (let hops = 0; hops < MAX_HOPS; hops++) {
      const [first, ...rest] = at.names
      const surface = this.#surfaceOf(at.module)
      if (!surface || first === undefined || rest.length > 0) return null
      const links: readonly Link[] | undefined = linksOf(surface, first)
      if (links?.length === 0) return at
      const star = links ? undefined : surface.stars.find((module) => this.starProvides(module, first) === 'yes')
      const next: Link | undefined = links?.length === 1 ? links[0] : star && { module: star, names: at.names }
      if (!next) return null
      at = next
    }
    return null
  }

  /** Whether `module` + `names` leads, through re-exports, to `target` + `targetNames`. */
  leadsTo(module: ModuleAddress, names: readonly string[], target: Link): boolean {
    return this.#leads(module, withoutNamespace(names), { ...target, names: withoutNamespace(target.names) }, new Set())
  }

  #leads(module: ModuleAddress, names: readonly string[], target: Link, seen: Set<string>): boolean {
    const key = `${identify(module)}#${names.join('.')}`
    if (seen.has(key) || seen.size > MAX_HOPS * 4) return false
    seen.add(key)
    if (sameModule(module, target.module) && names.join('.') === target.names.join('.')) return true
    // Python spells submodules and attributes alike, so `x` + `y.z` may be what `x.y` + `z` is.
    if (module.language === 'python' && dottedPath({ module, names }) === dottedPath(target)) return true
    const first = names[0]
    if (first === undefined) return false
    const surface = this.#surfaceOf(module)
    if (!surface) {
      const below = this.#resolver.submodule(module, first)
      return below !== null && this.#leads(below, names.slice(1), target, seen)
    }
    const links = linksOf(surface, first)
    if (links) return links.some((link) => this.#leads(link.module, [...link.names, ...names.slice(1)], target, seen))
    const submodule = this.#resolver.submodule(module, first)
    if (submodule && this.#leads(submodule, names.slice(1), target, seen)) return true
    if (first === 'default') return false
    return surface.stars.some(
      (star) => this.starProvides(star, first) !== 'no' && this.#leads(star, names, target, seen),
    )
  }
}

/** `from pkg import mod` in `pkg/__init__` is the submodule itself, not a name that the package defines. */
function linksOf(surface: Surface, name: string): readonly Link[] | undefined {
  const links = surface.names.get(name)
  const isItself = links?.some(
    ({ module, names }) => module.key === surface.address.key && names.length === 1 && names[0] === name,
  )
  return isItself ? undefined : links
}

/** Scripts in different directories call different neighbours by one name. */
function identify({ key, aliases }: ModuleAddress): string {
  return aliases.length === 0 ? key : `${key} ${aliases.join(' ')}`
}

/** `m#*` is the module itself. */
function withoutNamespace(names: readonly string[]): readonly string[] {
  return names[0] === '*' ? names.slice(1) : names
}

function dottedPath({ module, names }: Link): string {
  return [module.key, ...names].join('.')
}

export function sameModule(a: ModuleAddress, b: ModuleAddress): boolean {
  return (
    a.key === b.key || (a.path !== null && a.path === b.path) || a.aliases.includes(b.key) || b.aliases.includes(a.key)
  )
}
