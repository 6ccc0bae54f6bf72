import type { Finding } from './core/finding.ts'
import { announceDeadlines, announceEnvironment, judge } from './core/levels.ts'
import type { LanguageId } from './core/migration.ts'
import { assembleReport, type RunStats, type UnanalysablePlace } from './core/report.ts'
import type { ChangedFile, RunOptions, RunResult } from './core/run-options.ts'
import type { SkippedFile, Source } from './core/source.ts'
import { needsSpellings } from './core/needles.ts'
import { type DocumentOpener, isEmbedding, loadDocumentOpener } from './languages/embedded/document.ts'
import { LANGUAGE_IDS, loadLanguage } from './languages/registry.ts'
import { applyBaseline } from './run/baseline.ts'
import { type ParseCount, startClock, timeLanguage, timeSearches } from './run/clock.ts'
import { describeRules } from './run/describe.ts'
import { createSuppressionRules, describeFile, excuseFile, restrictTo } from './run/describe-file.ts'
import { Engine } from './run/engine.ts'
import { createFactsShelf } from './run/facts-shelf.ts'
import { limitHeapGrowth } from './run/heap-growth.ts'
import { draftFixes, type FixRights, planFiles, type PreparedFile } from './run/plan-files.ts'
import {
  createNameSearches,
  createSearches,
  findPublicAliases,
  type ScannedFile,
  type ScanOptions,
  scanHits,
} from './run/scan.ts'
import { needleLanguage } from './run/needle-search.ts'
import { searchAhead, searchFiles, searchRest } from './run/search.ts'
import { selectMigrations } from './run/selection.ts'
import { VERSION } from './run/version.ts'
import { findOwnFiles } from './run/own-files.ts'
import { findUnstaged, loadWorkspaceManifest, openWorkspace, openWorkspaceOn, type Workspace } from './run/workspace.ts'

export { validate } from './run/validate.ts'
export { writeChanges } from './run/write-changes.ts'

/**
 * One run: list, prefilter, analyse, match, plan, suppress, baseline, report.
 * @throws UserError for everything a person can put right.
 */
export async function run(options: RunOptions): Promise<RunResult> {
  const workspace = await openWorkspace(options)
  const result = await runOnWorkspace(workspace, options)
  workspace.gists?.save()
  if (!options.premises) return result
  return { ...result, premises: await (await import('./run/premises.ts')).findPremises(workspace, options) }
}

/** A run on a source that is already open; the manifest is looked for in it. */
export async function runOn(source: Source, options: RunOptions): Promise<RunResult> {
  return runOnWorkspace(await openWorkspaceOn(source, options), options)
}

/** From here on it is their facts that memory goes into. */
const MANY_HITS = 100

async function runOnWorkspace(workspace: Workspace, options: RunOptions): Promise<RunResult> {
  const clock = startClock()
  const count: ParseCount = { parsed: 0 }
  const { source, manifest, isReported, isInScope, focus, changes } = workspace
  const skipped: SkippedFile[] = []
  const unanalysable: UnanalysablePlace[] = []
  const skip = (file: SkippedFile): void => void skipped.push(file)

  const looksForDangling = options.dangling && options.only.length === 0
  const selection = await selectMigrations(manifest, options)
  const ownFiles = findOwnFiles(source, manifest, options)
  // A run about a few files leaves the others unlisted, unless what it writes could concern them.
  const few = focus !== null && !options.writes ? focus : null
  const pool = few === null ? (await import('./run/pool.ts')).createPool(source) : null
  const isSearched = (path: string): boolean => !ownFiles.has(path) && (options.writes || isReported(path))
  let openDocument: DocumentOpener | null = null
  const opener: DocumentOpener = (...args) => openDocument?.(...args) ?? null
  const engines = new Map<LanguageId, Engine>()
  const engage = async (id: LanguageId): Promise<void> => {
    if (engines.has(id)) return
    const language = await loadLanguage(id)
    clock.lap('load')
    engines.set(
      id,
      new Engine(
        options.stats ? timeLanguage(language, clock, count) : language,
        source,
        manifest,
        selection.migrations,
        opener,
      ),
    )
    clock.lap('match')
  }
  for (const id of LANGUAGE_IDS) if (needsSpellings(selection.migrations, id)) await engage(id)
  const plainSearches = createSearches(selection.migrations, LANGUAGE_IDS, selection.covers, engines)
  const searches = options.stats ? timeSearches(plainSearches, clock) : plainSearches
  clock.lap('search')
  const timer = options.stats ? clock : null
  const facts = pool === null ? null : (await import('./run/facts-cache.ts')).openFactsCache(source, options.cache)
  // Dangling imports want an outline of every file: those that are searched anyway are then read once.
  const outlines =
    !looksForDangling || pool === null
      ? null
      : new (await import('./run/outlines-ahead.ts')).OutlinesAhead((id) => facts?.knowsOutlines(id) ?? false)
  const searching = { source, pool, facts, searches, skip, clock: timer, outlines }
  // Engines that helped to spell the needles have had to list everything already.
  const ahead = few === null && engines.size === 0 ? await searchAhead(searching, isSearched) : null
  clock.lap('read')
  const known = few ?? source.list().map((entry) => entry.path)
  // Listing is what finds out what has to be left out.
  skipped.push(...source.skipped)
  const listed = known.filter((path) => !ownFiles.has(path))
  // A fix must know every consumer of a barrel it changes, also those it may not touch.
  const searched = listed.filter(isSearched)
  clock.lap('list')
  const { hits, read, bytes } = await searchRest(ahead, searching, searched)
  clock.lap('read')

  if (searched.some(isEmbedding)) openDocument = await loadDocumentOpener()
  for (const id of LANGUAGE_IDS) if (hits.some((path) => needleLanguage(path) === id)) await engage(id)
  if (searched.length === listed.length) for (const engine of engines.values()) engine.needlePaths = hits
  clock.lap('load')

  // What is left for the second thread is little or begins later, and its heap is as large as this one's.
  pool?.close()
  if (hits.length > MANY_HITS) await limitHeapGrowth()

  const rules = await createSuppressionRules(selection, manifest, options.today)
  const unstaged = await findUnstaged(workspace, options)
  let caused: ReadonlyMap<string, ReadonlySet<number>> | null = null
  const isOfChange = (path: string): boolean => caused?.has(path) ?? false
  const rights: FixRights = {
    wanted: new Set(options.unsafe ? ['safe', 'unsafe'] : ['safe']),
    lockOf(path) {
      if (unstaged.has(path)) return 'its staged and its unstaged contents differ: stage or stash the rest first'
      return isReported(path) || (!options.writes && isOfChange(path)) ? null : 'the file is outside of this run'
    },
  }
  const prepare = (file: ScannedFile): PreparedFile => {
    const excused = excuseFile(file, selection, rules)
    return { excused, draft: options.wantFixes ? clock.time('plan', () => draftFixes(excused, rights)) : null }
  }
  // Done while a file's facts are at hand; what a change is to blame for is not known yet.
  const early = new Map<ScannedFile, PreparedFile>()
  const scanOptions: ScanOptions = {
    shelf: createFactsShelf(),
    found: (file) => isReported(file.path) && early.set(file, prepare(file)),
    engines,
    searches,
    covers: selection.covers,
    skip: (file) => isReported(file.path) && skip(file),
    unanalysable: (place) => isReported(place.path) && unanalysable.push(place),
  }
  const scanned = scanHits(source, hits, scanOptions)
  for (let aliases = findPublicAliases(scanned), seen = new Set(hits); aliases.size > 0; ) {
    const others = { source, pool, facts: null, searches: createNameSearches(aliases), skip: () => {}, clock: null }
    const { hits: more } = await searchFiles(
      others,
      searched.filter((path) => !seen.has(path)),
    )
    if (more.length === 0) break
    const found = scanHits(source, more, scanOptions)
    scanned.push(...found)
    seen = new Set([...seen, ...more])
    aliases = findPublicAliases(found)
  }
  clock.lap('match')

  const radius =
    changes === null || manifest === null
      ? null
      : await (await import('./run/blast-radius.ts')).findBlastRadius({
          source,
          changes,
          manifest,
          selection,
          engines,
          searches,
          scanned,
          scanOptions,
          isInScope,
          ownFiles,
          loadBefore: (base) => loadWorkspaceManifest(base, options).catch(() => null),
        })
  if (radius) scanned.push(...radius.scanned)
  clock.lap('widen')

  const dangling = !looksForDangling
    ? null
    : await (await import('./run/dangling-report.ts')).addDangling({
        source,
        repository: workspace.repository,
        isWorkTree: options.mode.kind === 'worktree',
        pool,
        facts,
        outlines,
        manifest,
        changes,
        engines,
        engage,
        listed,
        isReported,
        isInScope,
        ownFiles,
        scanned,
        blamed: radius?.caused ?? new Map(),
        engageBefore: async (id, base) => new Engine(await loadLanguage(id), base, manifest, [], opener),
      })
  caused = dangling?.caused ?? radius?.caused ?? null
  pool?.close()
  clock.lap('dangling')

  const prepared = (dangling?.scanned ?? scanned).map((file) => early.get(file) ?? prepare(file))
  const plan = options.wantFixes ? planFiles(prepared, rights) : null
  clock.lap('plan')

  const described = prepared
    .map(({ excused }) => excused)
    .filter(({ file }) => isReported(file.path) || isOfChange(file.path))
    .map((file) =>
      restrictTo(
        describeFile(file, plan?.get(file.file.path) ?? null),
        file,
        isReported(file.file.path) ? null : (caused?.get(file.file.path) ?? null),
      ),
    )
  const findings: Finding[] = described.flatMap((file) => file.findings)
  const settledElsewhere = new Map<string, string[]>()
  for (const { path, fingerprint } of described.flatMap((file) => file.settledElsewhere)) {
    settledElsewhere.set(path, [...(settledElsewhere.get(path) ?? []), fingerprint])
  }
  const { fresh, baselined, baseline } = await applyBaseline(workspace, findings, options)
  clock.lap('report')

  const verdict = judge(fresh, unanalysable.length, options.gate)
  const stats: RunStats = {
    listed: listed.length,
    read,
    analysed: scanned.length,
    parsed: count.parsed,
    bytes,
    ...clock.stop(),
  }
  return {
    root: source.root,
    changes: described.flatMap((file): ChangedFile[] => {
      if (!file.change || unstaged.has(file.change.path)) return []
      const elsewhere = settledElsewhere.get(file.change.path)
      return [
        elsewhere === undefined ? file.change : { ...file.change, settles: [...file.change.settles, ...elsewhere] },
      ]
    }),
    baseline,
    report: assembleReport({
      toolVersion: VERSION,
      status: verdict.status,
      manifest: manifest && { file: manifest.file, hash: manifest.hash, migrations: manifest.migrations.length },
      source: { kind: source.kind, commit: source.commit, files: listed.filter(isReported).length },
      findings: fresh,
      suppressed: described.flatMap((file) => file.suppressed),
      baselined,
      skipped,
      unanalysable,
      undecided: dangling?.undecided ?? 0,
      notices: [
        ...announceEnvironment(manifest?.migrations ?? [], options.env),
        ...announceDeadlines(manifest?.migrations ?? [], options.env, options.today),
      ],
      rules: describeRules(selection),
      ...(options.stats ? { stats } : {}),
    }),
  }
}
