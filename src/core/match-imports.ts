import { consequenceOf } from './consequence.ts'
import type { ImportedName, ImportFact } from './facts.ts'
import type { FileContext } from './file-context.ts'
import { concerns } from './match-retired.ts'
import type { Match, Target } from './matches.ts'
import { type Link, linkOfName, linksOfBinding, importOrigins } from './module-graph.ts'
import type { ModuleAddress } from './module-address.ts'
import { sameModule } from './providers.ts'
import { decideTarget } from './targets.ts'
import { alternativeModules, alternativeNames } from './import-branches.ts'

/** What a local name stands for, and whether the import that makes it is itself stale. */
export interface BoundLink {
  readonly link: Link
  /** The match of the import name; null where the import is healthy (or healthy so far, and only a member is retired). */
  readonly match: Match | null
  /** The imported name as spelled equals the local name, so uses spell the retired name. */
  readonly spelled: boolean
  /** Python `import a.b`: uses spell the dotted path of the module from its first segment on. */
  readonly root: boolean
  /** Left alone on purpose: a branch of a fallback whose other branch already has the new place. */
  readonly deliberate: boolean
}

export interface ImportMatches {
  readonly matches: readonly Match[]
  /** By binding id; a binding made by several imports (branches of a fallback) has several. */
  readonly bindings: ReadonlyMap<number, readonly BoundLink[]>
}

/** Stale import names and stale module specifiers. */
export function matchImports(file: FileContext): ImportMatches {
  const matches: Match[] = []
  const bindings = new Map<number, BoundLink[]>()
  const boundAgain = new Map<number, boolean>()
  const isBound = (id: number): boolean => {
    const known = boundAgain.get(id) ?? isBoundAgain(file, id)
    boundAgain.set(id, known)
    return known
  }
  for (const [at, fact] of file.facts.imports.entries()) {
    const address = file.resolver.resolve(fact.specifier, file.path)
    const ofModule = matchModule(file, fact, at, address)
    let stayed = fact.names.length === 0
    for (const [nameAt, name] of fact.names.entries()) {
      const link = linkOfName(fact, name, file.path, file.resolver)
      const ofName = name.shape === 'star' ? null : matchName(file, fact, at, name, nameAt, link)
      if (ofName?.match) matches.push(besideOthers(ofName.match, matches))
      else stayed = true
      if (name.local !== null) {
        const bound: BoundLink = {
          link,
          match: ofName?.match ?? null,
          spelled: name.shape === 'named' && name.localName === name.imported && !isBound(name.local),
          root: isRoot(file, fact, name),
          deliberate: ofName?.deliberate ?? false,
        }
        const known = bindings.get(name.local)
        if (known) known.push(bound)
        else bindings.set(name.local, [bound])
      }
    }
    if (ofModule && stayed) matches.push(...narrowToNames(file, fact, at, address, ofModule))
  }
  addAliases(file, bindings)
  addPicked(file, bindings)
  return { matches, bindings }
}

/** `{ Old: { a, b } }` says one name for two: one place, and one finding. */
export function besideOthers(match: Match, others: readonly Match[]): Match {
  const isSaid = others.some(
    (other) =>
      other.span.start === match.span.start && other.span.end === match.span.end && other.migration === match.migration,
  )
  return isSaid ? { ...match, companion: true } : match
}

function isRoot(file: FileContext, fact: ImportFact, name: ImportedName): boolean {
  if (file.address.language !== 'python' || fact.kind !== 'import' || name.shape !== 'namespace') return false
  return name.localName !== null && name.localName === (name.denotes ?? fact.specifier)
}

/** A name that is assigned to after its import is a variable of the file: it keeps its name. */
function isBoundAgain(file: FileContext, id: number): boolean {
  if (file.facts.bindings[id]?.pinned) return true
  const declarations = file.facts.bindings[id]?.declarations.length ?? 0
  if (declarations < 2) return false
  const imports = importOrigins(file.facts).get(id) ?? []
  return declarations > imports.length && imports.every(({ fact }) => fact.place.guards.length === 0)
}

/** An entry that spares submodules does not concern those of the statement's names that are submodules. */
function narrowToNames(file: FileContext, fact: ImportFact, at: number, address: ModuleAddress, match: Match): Match[] {
  if (match.migration.kind !== 'module' || match.migration.submodules || address.language !== 'python') return [match]
  const home = match.target?.module.key
  const isSubmodule = fact.names.map(
    (name) =>
      name.shape === 'named' &&
      (home === `${address.key}.${name.imported}` || file.resolver.submodule(address, name.imported) !== null),
  )
  if (!isSubmodule.includes(true)) return [match]
  return fact.names.flatMap((name, nameAt): Match[] => {
    if (isSubmodule[nameAt]) return []
    const target = match.target && { module: match.target.module, name: name.imported }
    return [
      {
        ...match,
        site: { type: 'name', import: at, name: nameAt },
        span: name.importedSpan ?? name.span,
        name: name.imported,
        target,
      },
    ]
  })
}

/** `m = ns` stands for the namespace too: members reached through it count. */
function addAliases(file: FileContext, bindings: Map<number, BoundLink[]>): void {
  const origins = importOrigins(file.facts)
  for (const [id, binding] of file.facts.bindings.entries()) {
    if (!binding.aliasOf || bindings.has(id)) continue
    const links = linksOfBinding(id, file.facts, origins, file.path, file.resolver, 0)
    if (links.length > 0)
      bindings.set(
        id,
        links.map((link) => ({ link, match: null, spelled: false, root: false, deliberate: false })),
      )
  }
}

/** `const { users } = api`: members reached through the picked name count. Names picked from picked ones come in turn. */
function addPicked(file: FileContext, bindings: Map<number, BoundLink[]>): void {
  if (file.address.language === 'python') return
  for (const [id, links] of bindings) {
    const binding = file.facts.bindings[id]
    if (!binding || binding.isTakenApart === false) continue
    for (const { picks, members } of binding.references) {
      for (const { shape, imported, local, members: further } of picks) {
        if (shape !== 'named' || local === null || bindings.has(local) || !isBoundOnce(file, local)) continue
        const path = [...members, { name: imported }, ...further].map(({ name }) => name)
        bindings.set(
          local,
          links.map(({ link, deliberate }) => ({
            link: { ...link, names: [...link.names, ...path] },
            match: null,
            spelled: false,
            root: false,
            deliberate,
          })),
        )
      }
    }
  }
}

const isBoundOnce = ({ facts }: FileContext, id: number): boolean => {
  const binding = facts.bindings[id]
  return binding?.declarations.length === 1 && !binding.references.some(({ role }) => role === 'write')
}

function matchModule(file: FileContext, fact: ImportFact, at: number, address: ModuleAddress): Match | null {
  const retired = file.providers.findRetired(address, [])
  if (retired?.hit.entry.migration.kind !== 'module') return null
  if (!concerns(file, retired)) return null
  const verdict = decideTarget(retired, address, [], file.providers, file.resolver)
  if (verdict.type === 'healthy') return null
  if (verdict.target && isModuleFallback(file, fact, verdict.target)) return null
  const existence = file.providers.exists(address, [])
  return {
    migration: retired.hit.entry.migration,
    kind: fact.kind,
    site: { type: 'module', import: at },
    span: fact.specifierSpan,
    module: address,
    name: null,
    target: verdict.target,
    reason: verdict.reason,
    via: [],
    consequence: consequenceOf(existence, fact.place, true, isTypeOnly(file, fact, null)),
  }
}

function matchName(
  file: FileContext,
  fact: ImportFact,
  at: number,
  name: ImportedName,
  nameAt: number,
  link: Link,
): { match: Match | null; deliberate: boolean } | null {
  const names = namesOfLink(file, name, link)
  if (names.length === 0) return null
  const retired = file.providers.findRetired(link.module, names)
  if (!retired || !concerns(file, retired)) return null
  // Covered by the module of the statement: that match speaks for all its names.
  if (
    retired.hit.entry.migration.kind === 'module' &&
    retired.hit.names === 0 &&
    retired.module.key === link.module.key
  )
    return null
  const verdict = decideTarget(retired, link.module, names, file.providers, file.resolver)
  if (verdict.type === 'healthy') return null
  if (verdict.target && isNameFallback(file, fact, name, verdict.target)) return { match: null, deliberate: true }
  const covered = names.slice(0, Math.max(1, names.length - retired.names.length + retired.hit.names))
  return {
    deliberate: false,
    match: {
      migration: retired.hit.entry.migration,
      kind: fact.kind,
      site: { type: 'name', import: at, name: nameAt },
      span: spanOfName(name, covered.length),
      module: link.module,
      name: covered.join('.'),
      target: verdict.target,
      reason: verdict.reason,
      via: retired.via.map((hop) => hop.module.key),
      consequence: consequenceOf(
        file.providers.exists(link.module, names),
        fact.place,
        true,
        isTypeOnly(file, fact, name),
      ),
    },
  }
}

/** `m#*` retires what `import * as ns` brings. */
function namesOfLink(file: FileContext, name: ImportedName, link: Link): readonly string[] {
  const isWhole = link.names.length === 0 && name.shape === 'namespace' && file.address.language === 'typescript'
  return isWhole ? ['*'] : link.names
}

function spanOfName(name: ImportedName, covered: number) {
  const start = name.importedSpan ?? name.localSpan ?? name.span
  const last = name.members[covered - 2]
  return last ? { start: start.start, end: last.span.end } : start
}

/** Another branch of the same `try` or `if` binds the same name from the new place. */
function isNameFallback(file: FileContext, fact: ImportFact, name: ImportedName, target: Target): boolean {
  const wanted: Link = { module: target.module, names: target.name === null ? [] : target.name.split('.') }
  return alternativeNames(file.facts, fact, [name.localName, ...wanted.names.slice(-1)]).some((other) => {
    const link = linkOfName(other.fact, other.name, file.path, file.resolver)
    return file.providers.leadsTo(link.module, link.names, wanted)
  })
}

function isModuleFallback(file: FileContext, fact: ImportFact, target: Target): boolean {
  return alternativeModules(file.facts, fact).some((specifier) =>
    sameModule(file.resolver.resolve(specifier, file.path), target.module),
  )
}

/** Nothing at run time reads the import: it says so, or (TypeScript elides it) every use is in a type. */
function isTypeOnly(file: FileContext, fact: ImportFact, name: ImportedName | null): boolean {
  if (fact.typeOnly || name?.typeOnly) return true
  if (file.address.language !== 'typescript' || !/\.[mc]?tsx?$/.test(file.path) || fact.kind !== 'import') return false
  const names = name ? [name] : fact.names
  return (
    names.length > 0 &&
    names.every((item) => {
      const references = item.local === null ? [] : (file.facts.bindings[item.local]?.references ?? [])
      return references.length > 0 && references.every((reference) => reference.space === 'type')
    })
  )
}
