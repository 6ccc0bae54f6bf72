import type { DanglingImport } from '../core/dangling.ts'
import type { DanglingUse } from '../core/dangling-uses.ts'
import { describeDangling, describeDanglingUse } from '../core/dangling-entry.ts'
import type { Match } from '../core/matches.ts'
import type { LanguageId, Manifest } from '../core/migration.ts'
import type { Source } from '../core/source.ts'
import { LANGUAGE_IDS, languageOfPath } from '../languages/registry.ts'
import type { Changes } from './changes.ts'
import { suggestMember, suggestPlace, weighTrace } from './dangling-suggest.ts'
import { type DanglingFile, type DanglingResult, findDangling } from './dangling.ts'
import { DanglingHistory, type Trace } from './dangling-history.ts'
import type { Engine } from './engine.ts'
import type { Repository } from '../sources/git.ts'
import type { FactsCache } from './facts-cache.ts'
import type { OutlinesAhead } from './outlines-ahead.ts'
import type { Pool } from './pool.ts'
import { takesAway } from './removals.ts'
import { vanishedBefore, vanishedInChange } from './dangling-vanished.ts'
import type { ScannedFile } from './scan.ts'

export interface DanglingInput {
  readonly source: Source
  readonly manifest: Manifest | null
  readonly changes: Changes | null
  /** null: there is one thread. */
  readonly pool: Pool | null
  readonly facts: FactsCache | null
  readonly outlines: OutlinesAhead | null
  readonly engines: ReadonlyMap<LanguageId, Engine>
  readonly engage: (id: LanguageId) => Promise<void>
  /** Engines over the tree before the change. */
  readonly engageBefore: (id: LanguageId, source: Source) => Promise<Engine>
  /** The source is the work tree of the repository. */
  readonly isWorkTree: boolean
  /** Whose history may tell where something went; null: there is none. */
  readonly repository: Repository | null
  /** The files the run looks at, and those of them it is about. */
  readonly listed: readonly string[]
  readonly isReported: (path: string) => boolean
  readonly isInScope: (path: string) => boolean
  readonly ownFiles: ReadonlySet<string>
  /** What was found by the manifest: an import that is stale already is not said to dangle as well. */
  readonly scanned: readonly ScannedFile[]
  /** Untouched files, and which of their matches a change is to blame for so far. */
  readonly blamed: ReadonlyMap<string, ReadonlySet<number>>
}

export interface DanglingReport {
  /** In place of `scanned`: the same files and those with dangling imports. */
  readonly scanned: readonly ScannedFile[]
  /** As `blamed`, dangling imports included. */
  readonly caused: ReadonlyMap<string, ReadonlySet<number>>
  readonly undecided: number
}

/** Dangling imports as matches beside those of the manifest, so that comments, baselines and reports treat them alike. */
export async function addDangling(input: DanglingInput): Promise<DanglingReport> {
  const { source, manifest, changes, engines, isReported, isInScope, ownFiles } = input
  const whole = changes !== null && (await takesAway(source, changes))
  const concerned = whole ? isInScope : isReported
  const candidates = whole ? source.list().map(({ path }) => path) : input.listed
  for (const id of LANGUAGE_IDS)
    if (candidates.some((path) => languageOfPath(path) === id && concerned(path))) await input.engage(id)
  const hasVanished = whole
    ? await vanishedInChange(input, changes)
    : changes === null && input.isWorkTree
      ? vanishedBefore(input)
      : null
  const result = await findDangling(source, engines, {
    manifest,
    ...(input.pool ? { pool: input.pool } : {}),
    facts: input.facts,
    outlines: input.outlines,
    hasVanished,
    only: concerned,
    ...(whole ? {} : { among: input.listed }),
    excluded: (path) => ownFiles.has(path),
  })
  const old = whole ? await findBefore(input, changes, result) : null

  const placesOf = createPlaces()
  const history =
    input.repository === null || result.files.length === 0
      ? null
      : new DanglingHistory(input.repository, source, () =>
          result.files.flatMap((file) => [
            ...file.dangling.flatMap((item) => placesOf(file, item)),
            ...file.uses.flatMap(({ module }) => module.path ?? []),
          ]),
        )
  const scanned = new Map(input.scanned.map((file) => [file.path, file]))
  const caused = new Map(input.blamed)
  for (const file of result.files) {
    const fresh = isReported(file.path) ? file.dangling : file.dangling.filter((item) => !old?.has(keyOf(file, item)))
    const known = scanned.get(file.path)
    const offers = result.offers.get(file.engine.id)
    const matches: Match[] = []
    for (const item of withoutStale(file, fresh, known?.matches ?? [])) {
      const suggestion = offers
        ? weighTrace(await suggestPlace(file.path, file.facts, item, offers), () =>
            traceImport(history, file, item, placesOf(file, item)),
          )
        : null
      matches.push(
        describeDangling(file.path, file.facts, item, suggestion?.places ?? [], suggestion?.certain ?? false),
      )
    }
    for (const use of file.uses) {
      if ((!isReported(file.path) && old?.has(keyOfUse(file, use))) || isStale(use, known?.matches ?? [])) continue
      const suggestion = offers
        ? weighTrace(
            await suggestMember(file.path, use.module, use.name, offers),
            () => history?.traceName(file.engine, use.module, use.name, []) ?? null,
          )
        : null
      matches.push(describeDanglingUse(file.path, use, suggestion?.places ?? [], suggestion?.certain ?? false))
    }
    if (matches.length === 0) continue
    const merged = mergeInto(file, known ?? null, matches)
    scanned.set(file.path, merged)
    if (isReported(file.path)) continue
    const guilty = [...(input.blamed.get(file.path) ?? [])].flatMap((at) => known?.matches[at] ?? [])
    caused.set(file.path, new Set([...guilty, ...matches].map((match) => merged.matches.indexOf(match))))
  }
  return {
    scanned: [...scanned.values()],
    caused,
    undecided: result.undecided.filter(({ path }) => isReported(path)).length,
  }
}

/** The files that a dangling import's module was, or is. */
function createPlaces(): (file: DanglingFile, item: DanglingImport) => readonly string[] {
  const known = new Map<DanglingImport, readonly string[]>()
  const read = ({ engine, facts, path }: DanglingFile, { module, import: at }: DanglingImport): readonly string[] => {
    if (module.path !== null) return [module.path]
    const specifier = facts.imports[at]?.specifier
    return specifier === undefined ? [] : (engine.resolver.explainMissing?.(specifier, path).paths ?? [])
  }
  return (file, item) => {
    const places = known.get(item) ?? read(file, item)
    known.set(item, places)
    return places
  }
}

function traceImport(
  history: DanglingHistory | null,
  { engine, facts }: DanglingFile,
  item: DanglingImport,
  places: readonly string[],
): Trace | null {
  const fact = facts.imports[item.import]
  if (history === null || !fact) return null
  const name = item.name === null ? null : fact.names[item.name]?.imported
  if (name) return history.traceName(engine, item.module, name, places)
  const names = fact.names.filter(({ shape }) => shape === 'named').map(({ imported }) => imported)
  return history.traceModule(engine, item.module, names, places)
}

/** What dangled in untouched files before the change already. */
async function findBefore(
  input: DanglingInput,
  changes: Changes,
  result: DanglingResult,
): Promise<ReadonlySet<string>> {
  const untouched = new Set(result.files.map(({ path }) => path).filter((path) => !input.isReported(path)))
  if (untouched.size === 0) return new Set()
  const engines = new Map<LanguageId, Engine>()
  for (const id of input.engines.keys()) engines.set(id, await input.engageBefore(id, changes.base))
  const before = await findDangling(changes.base, engines, {
    manifest: input.manifest,
    only: (path) => untouched.has(path),
  })
  return new Set(
    before.files.flatMap((file) => [
      ...file.dangling.map((item) => keyOf(file, item)),
      ...file.uses.map((use) => keyOfUse(file, use)),
    ]),
  )
}

const keyOfUse = ({ path }: DanglingFile, { module, name }: DanglingUse): string =>
  JSON.stringify([path, module.key, name, 'member'])

/** What the manifest speaks of is reported as that. */
const isStale = ({ span }: DanglingUse, matches: readonly Match[]): boolean =>
  matches.some((match) => match.span.start < span.end && span.start < match.span.end)

function keyOf({ path, facts }: DanglingFile, item: DanglingImport): string {
  const fact = facts.imports[item.import]
  return JSON.stringify([path, fact?.specifier, item.name === null ? null : fact?.names[item.name]?.imported])
}

/** An import the manifest speaks of is reported as stale, with its replacement. */
function withoutStale(
  file: DanglingFile,
  dangling: readonly DanglingImport[],
  matches: readonly Match[],
): readonly DanglingImport[] {
  return dangling.filter((item) => {
    const statement = file.facts.imports[item.import]
    return !matches.some(({ site }) => {
      if (site.type === 'module') return site.import === item.import
      return (
        site.type === 'name' &&
        site.import === item.import &&
        (item.name === null || site.name === item.name) &&
        statement !== undefined
      )
    })
  })
}

function mergeInto(file: DanglingFile, known: ScannedFile | null, matches: readonly Match[]): ScannedFile {
  const { path, engine, text, writable, encoding, facts, code, document } = file
  const base: ScannedFile =
    known?.facts != null
      ? known
      : {
          path,
          engine,
          text,
          writable,
          encoding,
          facts: () => facts,
          code,
          document,
          aliases: [],
          matches: known?.matches ?? [],
        }
  return { ...base, matches: [...base.matches, ...matches].sort((a, b) => a.span.start - b.span.start) }
}
