import type { Binding, ImportedName, ImportFact, ModuleFacts } from './facts.ts'
import type { ModuleAddress, Resolver } from './module-address.ts'

/** Something a module publishes, as another place: `names` empty denotes the module itself. */
export interface Link {
  readonly module: ModuleAddress
  readonly names: readonly string[]
  /** Reached through an assignment (`X = m.X`, `exports.X = m.X`): the name is the module's own and stays as it is. */
  readonly kept?: boolean
}

/**
 * What a module publishes, reduced to what following a symbol needs. Held for the whole run, so it keeps no spans.
 * A name mapped to an empty list is defined here.
 */
export interface Surface {
  readonly address: ModuleAddress
  readonly names: ReadonlyMap<string, readonly Link[]>
  readonly stars: readonly ModuleAddress[]
  /** What `import *` takes; null: every name without a leading underscore (Python), every name but default (TS/JS). */
  readonly publicNames: ReadonlySet<string> | null
  /** It may publish more than is listed. */
  readonly dynamic: boolean
  /** TS/JS: its default export is the object that it exports: what importers read off it are the module's names. */
  readonly defaultIsModule?: boolean
  /** Python: what it takes from other modules by name while it is being imported. */
  readonly takes?: readonly Taken[]
}

/** One name that a module takes from another. */
export interface Taken {
  readonly module: ModuleAddress
  readonly name: string
}

export function buildSurface(address: ModuleAddress, path: string, facts: ModuleFacts, resolver: Resolver): Surface {
  const origins = importOrigins(facts)
  const names = new Map<string, Link[]>()
  for (const item of facts.exports) {
    const links = names.get(item.name) ?? []
    names.set(item.name, links)
    const keep = (link: Link): Link => (item.keyed ? { ...link, kept: true } : link)
    if (item.target.type === 'binding') {
      // `import a.b, a.c` binds `a` twice to the same.
      for (const link of linksOfBinding(item.target.binding, facts, origins, path, resolver, 0))
        if (!links.some((other) => sameLink(other, link))) links.push(keep(link))
    } else if (item.target.type === 'import') {
      const fact = facts.imports[item.target.import]
      const name = fact?.names[item.target.name]
      if (fact && name) links.push(keep(linkOfName(fact, name, path, resolver)))
    }
  }
  for (const lazy of facts.lazyExports) {
    const link = {
      module: resolver.resolve(lazy.specifier, path),
      names: lazy.imported === null ? [] : [lazy.imported],
    }
    if (!names.has(lazy.name)) names.set(lazy.name, [link])
  }
  const stars: ModuleAddress[] = []
  for (const fact of facts.imports)
    if (fact.names.some((name) => name.shape === 'star') && facts.scopes[fact.place.scope]?.parent == null)
      stars.push(resolver.resolve(fact.specifier, path))
  return {
    address,
    names,
    stars,
    publicNames: facts.publicNames?.complete ? new Set(facts.publicNames.names) : null,
    dynamic: facts.dynamicExports || facts.problem !== null || facts.publicNames?.complete === false,
    ...(facts.exports.some(({ isModule }) => isModule) ? { defaultIsModule: true } : {}),
    ...(address.language === 'python' ? { takes: readTaken(facts, path, resolver) } : {}),
  }
}

/** Names of `from m import …` that runs with the module, and that nothing catches when it fails. */
function readTaken(facts: ModuleFacts, path: string, resolver: Resolver): Taken[] {
  return facts.imports.filter(isLoading).flatMap((fact) => {
    const module = resolver.resolve(fact.specifier, path)
    return fact.names.flatMap((name) => (name.shape === 'named' ? [{ module, name: name.imported }] : []))
  })
}

/** An import that runs whenever its module is imported. */
export function isLoading({ kind, place }: ImportFact): boolean {
  return kind === 'import' && place.phase === 'import-time' && place.guards.length === 0
}

function sameLink(a: Link, b: Link): boolean {
  return a.module.key === b.module.key && a.names.join('.') === b.names.join('.')
}

type Origins = ReadonlyMap<number, readonly { fact: ImportFact; name: ImportedName }[]>

const originsOfFacts = new WeakMap<ModuleFacts, Origins>()

/** Which import names make each binding. */
export function importOrigins(facts: ModuleFacts): Origins {
  const known = originsOfFacts.get(facts)
  if (known) return known
  const origins = readOrigins(facts)
  originsOfFacts.set(facts, origins)
  return origins
}

function readOrigins(facts: ModuleFacts): Origins {
  const origins = new Map<number, { fact: ImportFact; name: ImportedName }[]>()
  for (const fact of facts.imports)
    for (const name of fact.names) {
      if (name.local === null) continue
      const known = origins.get(name.local)
      if (known) known.push({ fact, name })
      else origins.set(name.local, [{ fact, name }])
    }
  return origins
}

export function linkOfName(fact: ImportFact, name: ImportedName, path: string, resolver: Resolver): Link {
  const module = resolver.resolve(name.denotes ?? fact.specifier, path)
  const members = name.members.map((member) => member.name)
  return { module, names: name.shape === 'named' ? [name.imported, ...members] : members }
}

const MAX_ALIAS_HOPS = 16

interface PickOrigin {
  readonly binding: number
  readonly names: readonly string[]
}

const picksOfFacts = new WeakMap<ModuleFacts, ReadonlyMap<number, PickOrigin>>()

/** Which destructuring (`const { X } = ns`) makes each binding. */
function pickOrigins(facts: ModuleFacts): ReadonlyMap<number, PickOrigin> {
  const known = picksOfFacts.get(facts)
  if (known) return known
  const picks = new Map<number, PickOrigin>()
  for (const [id, binding] of facts.bindings.entries()) {
    if (binding.referenceStarts !== undefined) continue
    for (const reference of binding.references)
      for (const pick of reference.picks)
        if (pick.local !== null && pick.shape === 'named')
          picks.set(pick.local, {
            binding: id,
            names: [...reference.members, { name: pick.imported }, ...pick.members].map((member) => member.name),
          })
  }
  picksOfFacts.set(facts, picks)
  return picks
}

/** Where a binding comes from; empty when the file defines it itself. */
export function linksOfBinding(
  id: number,
  facts: ModuleFacts,
  origins: Origins,
  path: string,
  resolver: Resolver,
  hops: number,
): readonly Link[] {
  const binding = facts.bindings[id]
  if (!binding || hops > MAX_ALIAS_HOPS) return []
  const imports = origins.get(id) ?? []
  if (imports.length > 0) {
    if (definesItself(binding, imports)) return []
    return imports.map(({ fact, name }) => linkOfName(fact, name, path, resolver))
  }
  const pick = pickOrigins(facts).get(id)
  if (pick && pick.binding !== id)
    return linksOfBinding(pick.binding, facts, origins, path, resolver, hops + 1).map((link) => ({
      module: link.module,
      names: [...link.names, ...pick.names],
    }))
  const alias = binding.aliasOf
  if (alias === null || alias.binding === null || alias.binding === id) return []
  const members = alias.members.map((member) => member.name)
  return linksOfBinding(alias.binding, facts, origins, path, resolver, hops + 1).map((link) => ({
    module: link.module,
    names: [...link.names, ...members],
    kept: true,
  }))
}

/** An import overridden by a definition of the file's own; a stand-in (`X = None` after a failed import) does not count. */
function definesItself(binding: Binding, imports: readonly { fact: ImportFact }[]): boolean {
  const others = binding.declarations.length - imports.length
  return others > 0 && !imports.some(({ fact }) => fact.place.guards.length > 0)
}
