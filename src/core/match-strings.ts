import { consequenceOf } from './consequence.ts'
import type { ModuleFacts, StringFact } from './facts.ts'
import type { FileContext } from './file-context.ts'
import type { BoundLink } from './match-imports.ts'
import { concerns, decideCovered } from './match-retired.ts'
import { starModules } from './match-unresolved.ts'
import type { Match, Target } from './matches.ts'
import type { ModuleAddress } from './module-address.ts'
import type { Span } from './span.ts'
import { decideTarget } from './targets.ts'

/** Strings that name retired things by convention: mock targets, attribute names, `__all__`, dotted settings. */
export function matchStrings(file: FileContext, bindings: ReadonlyMap<number, readonly BoundLink[]>): Match[] {
  const matches: Match[] = []
  for (const [at, string] of file.facts.strings.entries()) {
    const match =
      string.role === 'public-name' ? matchPublicName(file, string, bindings) : matchPath(file, string, bindings)
    if (match) matches.push({ ...match, site: { type: 'string', string: at, length: match.length } })
  }
  return matches
}

type StringMatch = Omit<Match, 'site'> & { readonly length: number }

/** The path a string spells: `prefix` names come from the reference it is an attribute of, the rest from its text. */
interface SpelledPath {
  readonly module: ModuleAddress
  readonly prefix: readonly string[]
  readonly segments: readonly string[]
  /** The first segment spells (the beginning of) the module and not a name. */
  readonly head: string | null
}

function readPath(
  file: FileContext,
  string: StringFact,
  bindings: ReadonlyMap<number, readonly BoundLink[]>,
): SpelledPath | null {
  if (string.role === 'mock-member') {
    const fact = string.base && 'import' in string.base ? file.facts.imports[string.base.import] : undefined
    const prefix = string.base && 'import' in string.base ? (string.base.names ?? []) : []
    return fact
      ? { module: file.resolver.resolve(fact.specifier, file.path), prefix, segments: [string.value], head: null }
      : null
  }
  if (string.role === 'member') {
    if (!string.base || 'import' in string.base || string.base.binding === null) return null
    const links = bindings.get(string.base.binding) ?? []
    const bound = links.length === 1 ? links[0] : undefined
    if (!bound) return null
    const members = string.base.members.map((member) => member.name)
    return {
      module: bound.link.module,
      prefix: [...bound.link.names, ...members],
      segments: [string.value],
      head: null,
    }
  }
  const [head, ...rest] = string.value.split(/[.:]/)
  if (!head) return null
  return { module: file.resolver.resolve(head, file.path), prefix: [], segments: rest, head }
}

function matchPath(
  file: FileContext,
  string: StringFact,
  bindings: ReadonlyMap<number, readonly BoundLink[]>,
): StringMatch | null {
  const path = readPath(file, string, bindings)
  if (!path) return null
  const names = [...path.prefix, ...path.segments]
  const retired = file.providers.findRetired(path.module, names)
  if (!retired || !concerns(file, retired)) return null
  const consumed = names.length - retired.names.length + retired.hit.names
  const ofText = consumed - path.prefix.length
  if (ofText < 0 || (ofText === 0 && path.head === null)) return null
  const covered = names.slice(0, consumed)
  const verdict = decideCovered(file, retired, path.module, covered)
  if (verdict.type === 'healthy') return null
  const length = lengthOf(path, ofText)
  const guess = string.role === 'settings' || (string.role === 'entry-point' && string.kind === 'string')
  return {
    migration: retired.hit.entry.migration,
    kind: string.kind,
    span: spanWithin(string, length),
    module: path.module,
    name: covered.join('.') || null,
    target: guess ? null : verdict.target,
    reason: guess ? 'only a person can tell whether this text is an import' : verdict.reason,
    via: retired.via.map((hop) => hop.module.key),
    consequence: consequenceOf(file.providers.exists(path.module, covered), string.place, false, false),
    length,
  }
}

function lengthOf(path: SpelledPath, segments: number): number {
  const spelled =
    path.head === null ? path.segments.slice(0, segments) : [path.head, ...path.segments.slice(0, segments)]
  return spelled.join('.').length
}

function spanWithin(string: StringFact, length: number): Span {
  return string.editable ? { start: string.span.start, end: string.span.start + length } : string.span
}

interface Published {
  readonly exports: ReadonlyMap<string, ModuleFacts['exports'][number]>
  readonly lazyExports: ReadonlyMap<string, ModuleFacts['lazyExports'][number]>
}

const publishedOfFacts = new WeakMap<ModuleFacts, Published>()

/** What the file publishes, by name; of what it publishes again the first. */
function publishedBy(facts: ModuleFacts): Published {
  const known = publishedOfFacts.get(facts)
  if (known) return known
  const byName = <T extends { readonly name: string }>(items: readonly T[]): ReadonlyMap<string, T> =>
    new Map(items.toReversed().map((item) => [item.name, item]))
  const published = { exports: byName(facts.exports), lazyExports: byName(facts.lazyExports) }
  publishedOfFacts.set(facts, published)
  return published
}

/** `__all__` names the module's own bindings: an entry is stale with the import that binds it, or when nothing binds it any more. */
function matchPublicName(
  file: FileContext,
  string: StringFact,
  bindings: ReadonlyMap<number, readonly BoundLink[]>,
): StringMatch | null {
  const { exports, lazyExports } = publishedBy(file.facts)
  const exported = exports.get(string.value)
  const target = exported?.target
  if (target?.type === 'binding') {
    const links = bindings.get(target.binding) ?? []
    if (links.some((bound) => bound.deliberate)) return null
    const origin = links.find((bound) => bound.match !== null && bound.spelled)?.match
    if (!origin || origin.target?.name === string.value) return null
    if (origin.target && origin.target.name === null) return null
    return describe(file, string, origin.migration, origin.module, origin.target, origin.reason)
  }
  const lazy = lazyExports.get(string.value)
  if (lazy) return lazy.span.start === string.span.start ? null : matchLazyName(file, string, lazy)
  if (exported) return null
  if (file.providers.exists(file.address, [string.value]) !== 'no') return null
  const brought = matchStarred(file, string)
  if (brought !== null) return brought
  for (const entry of file.index.entriesNamed(string.value)) {
    if (entry.names.length !== 1 || entry.language !== file.address.language || !file.accepts(entry.migration)) continue
    const place = entry.targets.length === 1 ? entry.targets[0] : undefined
    const next = place?.names[0]
    const bound = next !== undefined && exports.has(next)
    const target = bound && next !== undefined ? { module: place?.module ?? file.address, name: next } : null
    return describe(
      file,
      string,
      entry.migration,
      file.address,
      target,
      target ? null : 'nothing in this module binds the replacement',
    )
  }
  return null
}

/** `__all__` lists what a star import brought: the entry follows the replacement, which the file may have to import. */
function matchStarred(file: FileContext, string: StringFact): StringMatch | null {
  for (const star of [...starModules(file)].reverse()) {
    const retired = file.providers.findRetired(star, [string.value])
    if (retired?.hit.entry.migration.kind !== 'symbol' || !concerns(file, retired)) continue
    const verdict = decideTarget(retired, star, [string.value], file.providers, file.resolver)
    if (verdict.type === 'healthy') continue
    return describe(file, string, retired.hit.entry.migration, star, verdict.target, verdict.reason)
  }
  return null
}

/** `__all__` lists a name that a module `__getattr__` brings: where its map is renamed, the entry follows. */
function matchLazyName(
  file: FileContext,
  string: StringFact,
  lazy: ModuleFacts['lazyExports'][number],
): StringMatch | null {
  if (lazy.imported === null || lazy.imported !== string.value) return null
  const module = file.resolver.resolve(lazy.specifier, file.path)
  const retired = file.providers.findRetired(module, [lazy.imported])
  if (!retired || !concerns(file, retired)) return null
  const verdict = decideTarget(retired, module, [lazy.imported], file.providers, file.resolver)
  if (
    verdict.type === 'healthy' ||
    (verdict.target && (verdict.target.name === null || verdict.target.name === string.value))
  )
    return null
  return describe(file, string, retired.hit.entry.migration, module, verdict.target, verdict.reason)
}

function describe(
  file: FileContext,
  string: StringFact,
  migration: Match['migration'],
  module: ModuleAddress | null,
  target: Target | null,
  reason: string | null,
): StringMatch {
  const exists = file.providers.exists(file.address, [string.value])
  return {
    migration,
    kind: 'public-name',
    span: string.span,
    module,
    name: string.value,
    target,
    reason,
    via: [],
    consequence: consequenceOf(exists, string.place, false, false),
    length: string.value.length,
  }
}
