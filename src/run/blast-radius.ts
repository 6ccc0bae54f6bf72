import { CONSEQUENCES } from '../core/finding.ts'
import { matchFile } from '../core/match.ts'
import type { Match } from '../core/matches.ts'
import type { LanguageId, Manifest, Migration } from '../core/migration.ts'
import { collectNeedles, lastSegments, moduleNeedles } from '../core/needles.ts'
import { type ByteSearch, createByteSearch } from '../core/prefilter.ts'
import type { Source } from '../core/source.ts'
import { LANGUAGE_IDS, languageOfPath, loadLanguage } from '../languages/registry.ts'
import type { Changes } from './changes.ts'
import { Engine } from './engine.ts'
import { compareManifests } from './manifest-changes.ts'
import { hasNeedle } from './needle-search.ts'
import {
  createNameSearches,
  createSearches,
  findPublicAliases,
  prefilter,
  type ScannedFile,
  type ScanOptions,
  scanHits,
  type Searches,
} from './scan.ts'
import type { Selection } from './selection.ts'
import { compareModule, type SurfaceChange } from './surface-changes.ts'

/*
 * A change reaches further than the files it touches: who removes a symbol, edits a barrel or retires something new is
 * told of the importers elsewhere. A finding in an untouched file belongs to the change where the tree before it did not
 * have that finding, or only a less urgent one. What was stale already stays for `repoint check` without `--staged`.
 */

export interface BlastInput {
  readonly source: Source
  readonly changes: Changes
  readonly manifest: Manifest
  readonly selection: Selection
  readonly engines: Map<LanguageId, Engine>
  readonly searches: Searches
  /** What the run has looked at so far. */
  readonly scanned: readonly ScannedFile[]
  readonly scanOptions: ScanOptions
  /** Files a person may be told of: those of the shard and below the paths that were named. */
  readonly isInScope: (path: string) => boolean
  /** repoint's own files, which spell what is retired. */
  readonly ownFiles: ReadonlySet<string>
  /** The manifest of the tree before the change; null: none, or none that can be read. */
  readonly loadBefore: (base: Source) => Promise<Manifest | null>
}

export interface BlastRadius {
  /** Untouched files that were looked at besides. */
  readonly scanned: readonly ScannedFile[]
  /** By untouched file: which of its matches the change is to blame for. */
  readonly caused: ReadonlyMap<string, ReadonlySet<number>>
}

const NOTHING: BlastRadius = { scanned: [], caused: new Map() }

export async function findBlastRadius(input: BlastInput): Promise<BlastRadius> {
  const reach = await findReach(input)
  if (reach.migrations.length === 0) return NOTHING
  const { source, changes, engines, selection, isInScope, ownFiles } = input
  for (const id of LANGUAGE_IDS)
    if (
      !engines.has(id) &&
      reach.migrations.some(({ language, kind }) => kind !== 'literal' && (language === null || language === id))
    )
      engines.set(id, new Engine(await loadLanguage(id), source, input.manifest, selection.migrations))

  const known = new Set(input.scanned.map(({ path }) => path))
  const paths = source
    .list()
    .flatMap(({ path }) =>
      changes.touches(path) || known.has(path) || ownFiles.has(path) || !isInScope(path) ? [] : [path],
    )
  const searches = createSearches(reach.migrations, LANGUAGE_IDS, selection.covers, engines)
  const scanned = scan(input, prefilter(source, paths, searches, () => {}).hits)
  for (
    let aliases = findPublicAliases([...input.scanned, ...scanned]), seen = new Set(scanned.map(({ path }) => path));
    aliases.size > 0;
  ) {
    const { hits } = prefilter(
      source,
      paths.filter((path) => !seen.has(path)),
      createNameSearches(aliases),
      () => {},
    )
    const found = scan(input, hits)
    scanned.push(...found)
    seen = new Set([...seen, ...hits])
    aliases = findPublicAliases(found)
  }

  const isCaused = createJudge(input, reach)
  const caused = new Map<string, ReadonlySet<number>>()
  for (const file of [...input.scanned, ...scanned]) {
    if (changes.touches(file.path) || !isInScope(file.path) || file.matches.length === 0) continue
    const guilty = isCaused(file)
    if (guilty.size > 0) caused.set(file.path, guilty)
  }
  return { scanned: scanned.filter(({ path }) => caused.has(path)), caused }
}

/** What an untouched file cannot help being is no news: nothing is said of files that are skipped or not analysable. */
const scan = (input: BlastInput, hits: readonly string[]): ScannedFile[] =>
  scanHits(input.source, hits, { ...input.scanOptions, skip: () => {}, unanalysable: () => {}, found: () => {} })

interface Reach {
  /** Entries whose findings may have changed in untouched files. */
  readonly migrations: readonly Migration[]
  /** Entries every finding of which is new. */
  readonly fresh: ReadonlySet<string>
  /** The tree before the change may read differently, and how it was set up. */
  readonly compared: { readonly manifest: Manifest } | null
}

async function findReach(input: BlastInput): Promise<Reach> {
  const { source, changes, manifest, selection } = input
  const { migrations } = selection
  const manifestFiles = new Set([manifest.file, ...manifest.migrations.map(({ position }) => position.file)])
  let fresh: ReadonlySet<string> = new Set()
  let before = manifest
  let everything = false
  // A file that the old manifest extended and the new one does not is no reason: entries only went.
  if ([...manifestFiles].some((file) => changes.touches(file))) {
    const old = await input.loadBefore(changes.base)
    const change = compareManifests(old, manifest)
    fresh = change.entries
    before = old ?? manifest
    everything = change.resolution
  }
  if (!everything && changes.files.some(({ path, from }) => isSettings(path) || (from !== null && isSettings(from)))) {
    const { changesResolution } = await import('./resolution-changes.ts')
    everything = changesResolution(source, changes)
  }
  if (everything) return { migrations, fresh, compared: { manifest: before } }
  const surfaces = await findSurfaceChanges(input)
  const concerned = new Set<Migration>(migrations.filter(({ id }) => fresh.has(id)))
  for (const surface of surfaces) for (const migration of concernedBy(surface, input)) concerned.add(migration)
  return {
    migrations: migrations.filter((migration) => concerned.has(migration)),
    fresh,
    compared: surfaces.length > 0 ? { manifest: before } : null,
  }
}

const isSettings = (path: string): boolean => /\.(?:json|toml|cfg|yaml)$|(?:^|\/)setup\.py$/.test(path)

/** Changed modules that publish something else than before, as far as retired names can be involved. */
async function findSurfaceChanges({
  source,
  changes,
  searches,
  scanned,
  selection,
}: BlastInput): Promise<readonly SurfaceChange[]> {
  const mayMatter = (path: string, bytes: Uint8Array | undefined): boolean => {
    const language = languageOfPath(path)
    const search = language === null ? undefined : searches.byLanguage[language]
    return (
      language !== null &&
      search !== undefined &&
      (search.test(Buffer.from(path)) ||
        (bytes !== undefined && (hasNeedle(path, bytes, searches.byLanguage) || STARS[language].test(bytes))))
    )
  }
  const wanted = LANGUAGE_IDS.filter((id) => entriesOf(id, selection).length > 0)
  const old = changes.readBefore((path) => wanted.some((id) => id === languageOfPath(path)))
  const modules = changes.files.filter(({ path, from }) => old.has(from ?? path))
  const hits = new Set<string>()
  // A file that is being looked at has a needle.
  const facts = new Map(scanned.map((file) => [file.path, file.facts]))
  const unsure: string[] = []
  for (const { path, from, status } of modules) {
    if (facts.has(path) || mayMatter(from ?? path, old.get(from ?? path))) hits.add(path)
    else if (status !== 'deleted') unsure.push(path)
  }
  source.readEach(
    unsure,
    (path, bytes) => void (mayMatter(path, bytes) && hits.add(path)),
    () => {},
  )

  const found: SurfaceChange[] = []
  for (const { path, from, status } of modules) {
    if (!hits.has(path)) continue
    const was = from ?? path
    const id = languageOfPath(was)
    if (id === null) continue
    const stays = status !== 'deleted' && from === null
    const change = compareModule(await loadLanguage(id), {
      path: was,
      before: old.get(was) ?? null,
      after: stays ? source.read(path) : null,
      factsAfter: stays ? (facts.get(path)?.() ?? null) : null,
    })
    if (change) found.push(change)
  }
  return found
}

/** Whoever publishes by star spells no names. */
const STARS: Readonly<Record<LanguageId, ByteSearch>> = {
  python: createByteSearch(['import *', 'import*', '__all__'], false),
  typescript: createByteSearch(['export *', 'export*'], false),
}

/** The entries that modules of a language can have to do with. */
const entriesOf = (id: LanguageId, { migrations }: Selection): readonly Migration[] =>
  migrations.filter(({ kind, language }) => kind !== 'literal' && (language === null || language === id))

/** The entries that what a module publishes differently can have to do with. */
function concernedBy(change: SurfaceChange, { selection, engines }: BlastInput): readonly Migration[] {
  const candidates = entriesOf(change.language, selection)
  if (change.open || change.changed.has('default')) return candidates
  const words = Buffer.from(change.words)
  const resolver = engines.get(change.language)?.resolver
  const spell = (module: string): string[] =>
    resolver ? moduleNeedles(change.language, module, resolver) : lastSegments(change.language, module)
  return candidates.filter((migration) =>
    createByteSearch(collectNeedles([migration], change.language, spell)).test(words),
  )
}

/** Tells which matches of an untouched file the tree before the change did not have, or not so urgently. */
function createJudge(
  { changes, selection, engines, scanOptions }: BlastInput,
  { fresh, compared, migrations }: Reach,
): (file: ScannedFile) => ReadonlySet<number> {
  const reached = new Set<Migration>(migrations)
  const befores = new Map<LanguageId, Engine>()
  const engineBefore = (engine: Engine, { manifest }: { readonly manifest: Manifest }): Engine => {
    const made = befores.get(engine.id) ?? new Engine(engine.language, changes.base, manifest, selection.migrations)
    befores.set(engine.id, made)
    return made
  }
  const matchBefore = ({ path, engine, facts: factsOf }: ScannedFile): readonly Match[] => {
    if (!engine || !factsOf || !compared || !engines.has(engine.id)) return []
    const facts = factsOf()
    const before = engineBefore(engine, compared)
    before.remember(path, facts)
    return matchFile(before.contextOf(path, facts, (migration) => scanOptions.covers(migration, path)))
  }
  return (file) => {
    const guilty = new Set<number>()
    let known: Map<string, number> | null = null
    for (const [at, match] of file.matches.entries()) {
      if (match.excluded === true || !reached.has(match.migration)) continue
      if (fresh.has(match.migration.id)) guilty.add(at)
      else if (compared && match.kind !== 'literal') {
        known ??= worstBefore(matchBefore(file))
        const urgency = known.get(keyOf(match))
        if (urgency === undefined || CONSEQUENCES.indexOf(match.consequence) < urgency) guilty.add(at)
      }
    }
    return guilty
  }
}

const keyOf = (match: Match): string => `${match.span.start}:${match.span.end}:${match.migration.id}`

function worstBefore(matches: readonly Match[]): Map<string, number> {
  const worst = new Map<string, number>()
  for (const match of matches) {
    const urgency = CONSEQUENCES.indexOf(match.consequence)
    worst.set(keyOf(match), Math.min(urgency, worst.get(keyOf(match)) ?? urgency))
  }
  return worst
}
