import type { Finding } from '../core/finding.ts'
import { fingerprintFindings, type Unfingerprinted } from '../core/fingerprint.ts'
import { judge } from '../core/levels.ts'
import type { Entry } from '../core/migration-index.ts'
import type { LanguageId, Migration } from '../core/migration.ts'
import { assembleReport, type RunReport } from '../core/report.ts'
import type { RunOptions } from '../core/run-options.ts'
import { UserError } from '../core/user-error.ts'
import { LANGUAGE_IDS, loadLanguage } from '../languages/registry.ts'
import { spellPlace, spellReplacement } from './describe.ts'
import { Engine } from './engine.ts'
import { createFactsShelf } from './facts-shelf.ts'
import { createSearches, prefilter, scanHits } from './scan.ts'
import { selectMigrations } from './selection.ts'
import { VERSION } from './version.ts'
import { openWorkspace } from './workspace.ts'

/**
 * The manifest against the code: every replacement must exist and be exported; an entry whose retired place is gone and
 * that nothing reaches any more is done.
 * @throws UserError where there is no manifest or it is invalid.
 */
export async function validate(options: RunOptions): Promise<RunReport> {
  const { source, manifest } = await openWorkspace(options)
  if (manifest === null)
    throw new UserError('no manifest found: write a migrations.json (repoint init) or name one with --manifest')
  const selection = await selectMigrations(manifest, options)
  const engines = new Map<LanguageId, Engine>()
  for (const id of LANGUAGE_IDS)
    if (selection.migrations.some((migration) => migration.kind !== 'literal' && (migration.language ?? id) === id))
      engines.set(id, new Engine(await loadLanguage(id), source, manifest, selection.migrations))

  const reached = new Set<string>()
  const searches = createSearches(selection.migrations, LANGUAGE_IDS, selection.covers, engines)
  const paths = source
    .list()
    .map((entry) => entry.path)
    .filter((path) => path !== manifest.file)
  const { hits } = prefilter(source, paths, searches, () => {})
  const ignore = (): void => {}
  for (const file of scanHits(source, hits, {
    engines,
    searches,
    covers: selection.covers,
    shelf: createFactsShelf(),
    skip: ignore,
    unanalysable: ignore,
  }))
    for (const match of file.matches) reached.add(match.migration.id)

  const problems = [...engines.values()].flatMap((engine) =>
    engine.index.entries.flatMap((entry) => checkEntry(entry, engine)),
  )
  const alive = new Set(
    [...engines.values()].flatMap((engine) =>
      engine.index.entries.filter((entry) => isAlive(entry, engine)).map((entry) => entry.migration.id),
    ),
  )
  const done = selection.migrations
    .filter(({ id }) => !reached.has(id) && !alive.has(id))
    .map((migration) =>
      describe(
        migration,
        'finished-migration',
        'note',
        `Nothing reaches \`${spellPlace(migration.from)}\` any more: this entry is done and can go`,
      ),
    )
  const findings: readonly Finding[] = fingerprintFindings([...problems, ...done])
  return assembleReport({
    toolVersion: VERSION,
    status: judge(findings, 0, options.gate).status,
    manifest: { file: manifest.file, hash: manifest.hash, migrations: manifest.migrations.length },
    source: { kind: source.kind, commit: source.commit, files: paths.length },
    findings,
    suppressed: [],
    baselined: [],
    skipped: [],
    unanalysable: [],
    undecided: 0,
    notices: [],
  })
}

/** A bare entry may concern one language only: it is wrong only where no language knows its replacement. */
function checkEntry(entry: Entry, engine: Engine): Unfingerprinted[] {
  const problems: Unfingerprinted[] = []
  for (const target of entry.targets) {
    const module = target.module ?? entry.module
    if (!module?.firstParty) continue
    const first = target.names.slice(0, 1)
    const found = engine.providers.exists(module, first)
    if (found !== 'no' || (first.length === 0 && isDirectory(module.key, engine))) continue
    const lacks =
      module.path === null
        ? `there is no module \`${module.key}\``
        : `\`${module.key}\` (${module.path}) does not export \`${first[0]}\``
    problems.push(
      describe(
        entry.migration,
        'missing-replacement',
        'error',
        `The replacement of \`${spellPlace(entry.migration.from)}\` does not exist: ${lacks}`,
      ),
    )
  }
  return problems
}

function isDirectory(key: string, engine: Engine): boolean {
  const split = key.lastIndexOf('.')
  if (engine.id !== 'python' || split === -1) return false
  return engine.resolver.submodule(engine.resolver.resolveManifest(key.slice(0, split)), key.slice(split + 1)) !== null
}

function isAlive(entry: Entry, engine: Engine): boolean {
  if (entry.module === null) return false
  return engine.providers.exists(entry.module, entry.names) !== 'no'
}

function describe(migration: Migration, rule: string, level: 'error' | 'note', message: string): Unfingerprinted {
  const { file, line, column } = migration.position
  return {
    migration: rule,
    kind: 'manifest',
    level,
    consequence: 'works-today',
    path: file,
    line,
    column,
    endLine: line,
    endColumn: column,
    start: 0,
    end: 0,
    symbol: migration.id,
    message,
    replacement: spellReplacement(migration),
    via: [],
    fix: null,
    reason: null,
    owner: migration.owner,
    url: migration.url,
    snippet: '',
  }
}
