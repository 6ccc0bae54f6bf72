import { consequenceOf } from './consequence.ts'
import type { ModuleFacts, Reference, UnresolvedName } from './facts.ts'
import type { FileContext } from './file-context.ts'
import { concerns, decideCovered, isTypeUse } from './match-retired.ts'
import type { Match, Target } from './matches.ts'
import type { Entry } from './migration-index.ts'
import { linkOfName } from './module-graph.ts'
import type { ModuleAddress } from './module-address.ts'
import { decideTarget } from './targets.ts'

/** Names the file binds nowhere: what a star import brings, and leftovers — the incident. */
export function matchUnresolved(file: FileContext): Match[] {
  const stars = starModules(file)
  const matches: Match[] = []
  for (const [at, unresolved] of file.facts.unresolved.entries()) {
    if (file.index.entriesNamed(unresolved.name).length === 0 || file.isGlobalName(unresolved.name)) continue
    if (file.facts.globals?.assumed.includes(unresolved.name)) continue
    const star = findStar(file, stars, unresolved)
    if (star === 'healthy') continue
    if (star) matches.push(...matchThroughStar(file, star, at, unresolved))
    else if (isModuleFile(file)) matches.push(...matchLeftover(file, at, unresolved))
  }
  if (stars.length > 0) matches.push(...matchOverwritten(file, stars))
  return matches
}

const starsOfFacts = new WeakMap<ModuleFacts, readonly ModuleAddress[]>()

/** What the file imports with a star, in order; of what it imports so again the last. */
export function starModules(file: Pick<FileContext, 'facts' | 'path' | 'resolver'>): readonly ModuleAddress[] {
  const known = starsOfFacts.get(file.facts)
  if (known) return known
  const stars = new Map<string, ModuleAddress>()
  for (const fact of file.facts.imports) {
    if (fact.kind !== 'import' || !fact.names.some((name) => name.shape === 'star')) continue
    const module = file.resolver.resolve(fact.specifier, file.path)
    stars.delete(module.key)
    stars.set(module.key, module)
  }
  const modules = [...stars.values()]
  starsOfFacts.set(file.facts, modules)
  return modules
}

interface StarSource {
  readonly module: ModuleAddress
}

/** Whether a use of the name, with the members it takes, reaches something retired. */
function reachesRetired(file: FileContext, module: ModuleAddress, unresolved: UnresolvedName): boolean {
  return unresolved.references.some(
    (reference) => file.providers.findRetired(module, chainOf(unresolved, reference)) !== null,
  )
}

const chainOf = (unresolved: UnresolvedName, reference: Reference): string[] => [
  unresolved.name,
  ...reference.members.map((member) => member.name),
]

/** The module imports the name from where it is retired, to publish it; there it is gone already. */
function handedOn({ providers }: FileContext, star: ModuleAddress, name: string): boolean {
  return (providers.findRetired(star, [name])?.via.length ?? 0) > 0 && !providers.withholds(star, name)
}

/** Which star import brings the name. A star of something that cannot be looked into may bring any name: no finding then. */
function findStar(
  file: FileContext,
  stars: readonly ModuleAddress[],
  unresolved: UnresolvedName,
): StarSource | 'healthy' | null {
  const open: ModuleAddress[] = []
  // The last star import that has the name wins at run time.
  for (const module of [...stars].reverse()) {
    const provided = file.providers.starProvides(module, unresolved.name)
    if (provided === 'no') continue
    if (provided === 'unknown') {
      open.push(module)
      continue
    }
    return reachesRetired(file, module, unresolved) ? { module } : 'healthy'
  }
  for (const module of [...open, ...stars.filter((star) => handedOn(file, star, unresolved.name))]) {
    if (reachesRetired(file, module, unresolved)) return { module }
  }
  const undecidable = open.some((module) => !module.firstParty || module.path !== null)
  return undecidable ? 'healthy' : null
}

function matchThroughStar(file: FileContext, star: StarSource, at: number, unresolved: UnresolvedName): Match[] {
  const matches: Match[] = []
  for (const [useAt, reference] of unresolved.references.entries()) {
    if (reference.role === 'declaration' || reference.role === 'closing-tag') continue
    const chain = chainOf(unresolved, reference)
    const retired = file.providers.findRetired(star.module, chain)
    if (!retired) continue
    const { migration } = retired.hit.entry
    if (migration.kind === 'module' || !concerns(file, retired)) continue
    const depth = chain.length - retired.names.length + retired.hit.names - 1
    const last = reference.members[depth - 1]
    const verdict = decideCovered(file, retired, star.module, chain.slice(0, depth + 1))
    if (verdict.type === 'healthy') continue
    matches.push({
      migration,
      kind: 'usage',
      site: { type: 'reference', unresolved: true, binding: at, reference: useAt, depth },
      span: { start: reference.span.start, end: (last ?? reference).span.end },
      module: star.module,
      name: chain.slice(0, depth + 1).join('.'),
      target: verdict.target,
      reason: verdict.reason,
      via: retired.via.map((hop) => hop.module.key),
      consequence: consequenceOf(
        file.providers.exists(star.module, [unresolved.name]),
        reference.place,
        false,
        isTypeUse(file, reference),
      ),
    })
  }
  return matches
}

/** `from m import *`, then `X += 1` or `X = X or 1`: what the star brings is read before the file binds the name itself. */
function matchOverwritten(file: FileContext, stars: readonly ModuleAddress[]): Match[] {
  return file.facts.bindings.flatMap((binding, id): Match[] => {
    if (file.facts.scopes[binding.scope]?.parent !== null || binding.kind !== 'variable') return []
    if (file.index.entriesNamed(binding.name).length === 0) return []
    const at = binding.references.findIndex(({ early }) => early)
    const reference = binding.references[at]
    const star =
      reference && [...stars].reverse().find((module) => file.providers.findRetired(module, [binding.name]) !== null)
    const retired = star && file.providers.findRetired(star, [binding.name])
    if (!reference || !retired || retired.hit.entry.migration.kind !== 'symbol') return []
    const { migration } = retired.hit.entry
    if (!concerns(file, retired)) return []
    if (decideTarget(retired, star, [binding.name], file.providers, file.resolver).type === 'healthy') return []
    return [
      {
        migration,
        kind: 'usage',
        site: { type: 'reference', unresolved: false, binding: id, reference: at, depth: 0 },
        span: reference.span,
        module: star,
        name: binding.name,
        target: null,
        reason: `a star import brings \`${binding.name}\`, and the file binds it anew`,
        via: retired.via.map((hop) => hop.module.key),
        consequence: consequenceOf(file.providers.exists(star, [binding.name]), reference.place, false, false),
      },
    ]
  })
}

/** A script shares its globals with other scripts: a free name there proves nothing. */
function isModuleFile(file: FileContext): boolean {
  return file.address.language === 'python' || file.facts.imports.length > 0 || file.facts.exports.length > 0
}

function matchLeftover(file: FileContext, at: number, unresolved: UnresolvedName): Match[] {
  const choose = createChooser(file, unresolved.name)
  return unresolved.references.flatMap((reference, useAt): Match[] => {
    const choice = choose(chainOf(unresolved, reference))
    if (!choice) return []
    const { entry, target, reason } = choice
    if (reference.role === 'declaration' || reference.role === 'closing-tag' || reference.role === 'write') return []
    if (file.isAmbientName(unresolved.name)) return []
    const members = reference.members.slice(0, entry.names.length - 1)
    const end = (members.at(-1) ?? reference).span.end
    return [
      {
        migration: entry.migration,
        kind: 'leftover',
        site: { type: 'reference', unresolved: true, binding: at, reference: useAt, depth: entry.names.length - 1 },
        span: { start: reference.span.start, end },
        module: entry.module,
        name: entry.names.join('.'),
        target,
        reason,
        via: [],
        consequence: consequenceOf('no', reference.place, false, isTypeUse(file, reference)),
      },
    ]
  })
}

interface Choice {
  readonly entry: Entry
  readonly target: Target | null
  readonly reason: string | null
}

/** Several entries can retire one name; which of them a use means. What hangs on the file alone is asked once. */
function createChooser(file: FileContext, name: string): (chain: readonly string[]) => Choice | null {
  const entries = file.index
    .entriesNamed(name)
    .filter((entry) => entry.language === file.address.language && file.accepts(entry.migration))
    .filter(({ names }) => names.length > 0)
    .filter((entry) => entry.module === null || entry.module.firstParty || entry.migration.kind === 'symbol')
    .filter((entry) => mayMean(file, entry))
  const longest = entries.reduce((most, { names }) => Math.max(most, names.length), 0)
  const choices = new Map<string, Choice | null>()
  return (chain) => {
    // More than the longest entry has is not asked for.
    const asked = chain.slice(0, longest)
    const key = asked.join('.')
    const known = choices.get(key)
    const choice = known === undefined ? chooseEntry(file, entries, asked) : known
    choices.set(key, choice)
    return choice
  }
}

/** The longest entry speaks; where several are as long, the one whose replacement the file already imports is meant. */
function chooseEntry(file: FileContext, all: readonly Entry[], chain: readonly string[]): Choice | null {
  const name = chain[0] ?? ''
  const spelled = all.filter(({ names }) => names.every((part, at) => part === chain[at]))
  const longest = spelled.reduce((most, { names }) => Math.max(most, names.length), 0)
  const entries = spelled.filter(({ names }) => names.length === longest)
  const imported = entries.filter((entry) => importsTarget(file, entry))
  const candidates = imported.length > 0 ? imported : entries
  const entry = candidates[0]
  if (!entry) return null
  const [place, ...others] = entry.targets
  if (!place) return { entry, target: null, reason: 'nothing replaces it' }
  if (others.length > 0) return { entry, target: null, reason: 'several replacements' }
  if (candidates.length > 1)
    return {
      entry,
      target: null,
      reason: `several migrations retire a ${name}: ${candidates.map((item) => item.migration.id).join(', ')}`,
    }
  const module = place.module ?? entry.module ?? homeOfImported(file, place.names)
  if (!module) return { entry, target: null, reason: 'the manifest does not say which module the replacement is in' }
  return { entry, target: { module, name: place.names.join('.') }, reason: null }
}

/** The name of a package that this one neither declares nor imports from was never meant here. */
function mayMean({ facts, path, resolver }: FileContext, entry: Entry): boolean {
  const places = [entry.module, ...entry.targets.map((target) => target.module)].filter((place) => place?.firstParty)
  if (!entry.module?.firstParty || places.length === 0) return true
  const isNear = (from: string): boolean => places.some((place) => place && resolver.reaches?.(from, place) !== false)
  return (
    isNear(path) ||
    facts.imports.some((fact) => {
      const from = resolver.resolve(fact.specifier, path).path
      return from !== null && isNear(from)
    })
  )
}

function importsTarget(file: FileContext, entry: Entry): boolean {
  const place = entry.targets[0]
  if (!place) return false
  const module = place.module ?? entry.module
  return file.facts.imports.some((fact) =>
    fact.names.some((item) => {
      const link = linkOfName(fact, item, file.path, file.resolver)
      if (!module) return item.imported === place.names[0]
      return file.providers.leadsTo(link.module, link.names, { module, names: place.names.slice(0, link.names.length) })
    }),
  )
}

/** A bare entry names no module: the import of the replacement that the file already has tells it. */
function homeOfImported(file: FileContext, names: readonly string[]): ModuleAddress | null {
  for (const fact of file.facts.imports)
    for (const item of fact.names)
      if (item.imported === names[0] && item.shape === 'named') return file.resolver.resolve(fact.specifier, file.path)
  // Renamed where it stands: the definition is in this very file.
  if (file.facts.exports.some((item) => item.name === names[0])) return file.address
  return null
}
