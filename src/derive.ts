import { loadManifest } from './config/load.ts'
import { ManifestError } from './config/problem.ts'
import { appendMigrations } from './config/write.ts'
import { decode } from './core/decode.ts'
import { deriveDrafts, type Draft, type ModuleOutline } from './core/derive.ts'
import type { Finding } from './core/finding.ts'
import type { LanguageId } from './core/migration.ts'
import type { ExtraEntry, RunOptions } from './core/run-options.ts'
import type { Source } from './core/source.ts'
import { UserError } from './core/user-error.ts'
import { LANGUAGE_IDS, languageOfPath, loadLanguage } from './languages/registry.ts'
import { Engine } from './run/engine.ts'
import { outlineModule } from './run/outline.ts'
import { readPackages } from './run/package-names.ts'
import { runOn } from './run.ts'
import { createCommitSource } from './sources/commit-source.ts'
import { changedFiles, mergeBase } from './sources/git-changes.ts'
import { resolveCommit } from './sources/git.ts'
import { overlaySource } from './sources/memory.ts'
import { discoverRoot } from './sources/root.ts'
import { openWorktree } from './sources/worktree.ts'

export interface DeriveOptions {
  readonly cwd: string
  readonly base: string
  /** null: the work tree. */
  readonly head: string | null
  /** 0 to 1. */
  readonly minConfidence: number
  /** For the importers that are still stale at head. */
  readonly run: RunOptions
}

/** A draft as an entry of the manifest, with what is still stale by it. */
export interface DerivedEntry {
  readonly id: string
  readonly language: LanguageId
  readonly draft: Draft
  /** As it would stand in `retired`. */
  readonly entry: ExtraEntry
  readonly stale: readonly { readonly path: string; readonly line: number }[]
}

/**
 * Compare what modules publish at two commits (or a commit and the work tree) and draft manifest entries.
 * @throws UserError without a repository, or for an unknown commit.
 */
export async function derive(options: DeriveOptions): Promise<readonly DerivedEntry[]> {
  const { root, repository } = discoverRoot(options.cwd)
  if (repository === null) throw new UserError(`${root} is not in a git repository: derive compares two of its commits`)
  const baseCommit =
    options.head === null ? mergeBase(repository, options.base, 'HEAD') : resolveCommit(repository, options.base)
  const headCommit = options.head === null ? null : resolveCommit(repository, options.head)
  const base = createCommitSource(repository, baseCommit)
  const head = headCommit === null ? await openWorktree(root) : createCommitSource(repository, headCommit)
  const changes =
    headCommit === null
      ? changedFiles(repository, { kind: 'since', ref: baseCommit, until: 'worktree' })
      : changedFiles(repository, { kind: 'between', before: baseCommit, after: headCommit })
  const renames = new Map(changes.flatMap(({ from, path }) => (from === null ? [] : [[from, path] as const])))
  const entries: DerivedEntry[] = []
  for (const id of LANGUAGE_IDS) {
    const before = changes
      .flatMap(({ status, from, path }) => (status === 'added' ? [] : [from ?? path]))
      .filter((path) => languageOfPath(path) === id)
    const after = changes
      .flatMap(({ status, path }) => (status === 'deleted' ? [] : [path]))
      .filter((path) => languageOfPath(path) === id)
    if (before.length === 0) continue
    const language = await loadLanguage(id)
    const packages = id === 'python' ? null : { base: readPackages(base), head: readPackages(head) }
    const headEngine = new Engine(language, head, null, [])
    const drafts = deriveDrafts({
      base: outlineAll(base, before, new Engine(language, base, null, []), packages?.base),
      head: outlineAll(head, after, headEngine, packages?.head),
      ...(packages ? { packages: { ...packages, isHollow: createHollowTest(base, head, id) } } : {}),
      renames,
      countAlive: createAliveCount(head, id, headEngine),
      isPublished: (module, name) =>
        headEngine.providers.exists(headEngine.resolver.resolveManifest(module), [name]) === 'yes',
      separator: id === 'python' ? '.' : '/',
    })
    const wanted = drafts.filter((draft) => draft.confidence >= options.minConfidence && isImportable(draft, id))
    entries.push(...wanted.map((draft) => toEntry(draft, id)))
  }
  const found = await findStale(withoutCovered(nameUniquely(entries)), head, options.run)
  const kept = found.filter(({ draft }) => draft.confidence >= options.minConfidence)
  return kept.sort(
    (a, b) => b.draft.confidence - a.draft.confidence || b.draft.evidence.consumers - a.draft.evidence.consumers,
  )
}

/** No import can name a module like `0001_initial`. */
function isImportable(draft: Draft, language: LanguageId): boolean {
  const module = draft.from.split('#')[0] ?? ''
  return language !== 'python' || module.split('.').every((segment) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(segment))
}

function createAliveCount(head: Source, language: LanguageId, engine: Engine): (key: string) => number {
  const separator = language === 'python' ? '.' : '/'
  let alive: Map<string, number> | null = null
  return (key) => {
    if (!alive) {
      alive = new Map()
      for (const { path } of head.list())
        if (languageOfPath(path) === language) {
          const segments = engine.resolver.addressOfPath(path).key.split(separator)
          for (let length = 1; length <= segments.length; length++) {
            const above = segments.slice(0, length).join(separator)
            alive.set(above, (alive.get(above) ?? 0) + 1)
          }
        }
    }
    return alive.get(key) ?? 0
  }
}

/** Whether most files that a directory held are gone, or moved out of it. */
function createHollowTest(base: Source, head: Source, language: LanguageId): (directory: string) => boolean {
  const count = (source: Source, directory: string): number =>
    source.list().filter(({ path }) => path.startsWith(`${directory}/`) && languageOfPath(path) === language).length
  return (directory) => count(head, directory) * 2 < count(base, directory)
}

function outlineAll(
  source: Source,
  paths: readonly string[],
  engine: Engine,
  packages?: ReadonlyMap<string, string>,
): Map<string, ModuleOutline> {
  const outlines = new Map<string, ModuleOutline>()
  source.readEach(
    paths,
    (path, bytes) => {
      const decoded = decode(path, bytes)
      if (decoded.text !== null) outlines.set(path, outlineModule(path, decoded.text, engine, packages))
    },
    () => {},
  )
  return outlines
}

function toEntry(draft: Draft, language: LanguageId): DerivedEntry {
  const place = (text: string): ExtraEntry['from'] => {
    const [module = '', name] = text.split('#')
    return name === undefined || name === '' ? { module } : { module, name }
  }
  const name = (draft.from.split('#')[1] ?? draft.from.split(/[./]/).at(-1) ?? 'entry')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
  const below =
    draft.isPackage && language === 'typescript'
      ? { submodules: true }
      : isInsideOut(draft)
        ? { submodules: false }
        : {}
  const entry = {
    id: name,
    language,
    from: place(draft.spelled?.from ?? draft.from),
    to: draft.to === null ? null : place(draft.spelled?.to ?? draft.to),
    ...below,
  }
  return { id: name, language, draft, entry, stale: [] }
}

/** `pkg.ops` became `pkg.ops.all`: what is retired is the one module. */
const isInsideOut = ({ kind, from, to }: Draft): boolean => kind === 'module-moved' && isWithin(to ?? '', from)

/** A module entry says what the entries for its names would say. */
function withoutCovered(entries: readonly DerivedEntry[]): DerivedEntry[] {
  const modules = entries.filter(({ draft }) => draft.kind === 'module-moved')
  // `from pkg import mod` is an import of the module.
  const isModule = (draft: Draft, language: LanguageId): boolean =>
    language === 'python' &&
    draft.kind !== 'module-moved' &&
    modules.some((module) => module.draft.from === draft.from.replace('#', '.'))
  const isSaid = (draft: Draft, language: LanguageId): boolean =>
    modules.some(
      (module) =>
        module.language === language &&
        isWithin(draft.from, module.draft.from) &&
        draft.to === `${module.draft.to}${draft.from.slice(module.draft.from.length)}`,
    )
  return entries.filter(
    ({ draft, language }) => !isModule(draft, language) && (draft.kind !== 'moved' || !isSaid(draft, language)),
  )
}

function isWithin(place: string, module: string): boolean {
  return place.startsWith(`${module}#`) || place.startsWith(`${module}.`) || place.startsWith(`${module}/`)
}

function nameUniquely(entries: readonly DerivedEntry[]): DerivedEntry[] {
  const seen = new Map<string, number>()
  return entries.map((item) => {
    const count = (seen.get(item.id) ?? 0) + 1
    seen.set(item.id, count)
    if (count === 1) return item
    const id = `${item.id}-${count}`
    return { ...item, id, entry: { ...item.entry, id } }
  })
}

async function findStale(
  entries: readonly DerivedEntry[],
  head: Source,
  run: RunOptions,
): Promise<readonly DerivedEntry[]> {
  const wanted = entries.filter(({ draft }) => draft.to !== null || draft.evidence.leavers > 0)
  if (wanted.length === 0) return entries
  const { source, unsayable } = await writeManifest(wanted, head)
  const { report } = await runOn(source, {
    ...run,
    manifest: null,
    only: [],
    dangling: false,
    wantFixes: false,
    baseline: 'ignore',
    mode: { kind: 'worktree' },
  })
  const byId = new Map<string, Finding[]>()
  for (const finding of report.findings) byId.set(finding.migration, [...(byId.get(finding.migration) ?? []), finding])
  return entries
    .filter((item) => !unsayable.has(item))
    .map((item) => weighStale({ ...item, stale: (byId.get(item.id) ?? []).map(({ path, line }) => ({ path, line })) }))
}

const MANIFEST = 'import-migrations.json'

/** The head with the entries as its manifest, and those that no manifest can say beside the others. */
async function writeManifest(
  entries: readonly DerivedEntry[],
  head: Source,
): Promise<{ readonly source: Source; readonly unsayable: ReadonlySet<DerivedEntry> }> {
  const unsayable = new Set<DerivedEntry>()
  for (;;) {
    const said = entries.filter((item) => !unsayable.has(item))
    const first = '{"version":1,"retired":['
    const text = [first, said.map(({ entry }) => JSON.stringify(entry)).join(',\n'), ']}'].join('\n')
    const source = overlaySource(head, new Map([[MANIFEST, text]]))
    try {
      await loadManifest(source, { file: MANIFEST })
      return { source, unsayable }
    } catch (error) {
      // Each entry has a line, below the first.
      const wrong = error instanceof ManifestError ? error.problems.flatMap(({ line }) => said[line - 2] ?? []) : []
      if (wrong.length === 0) throw error
      for (const item of wrong) unsayable.add(item)
    }
  }
}

/** Of a place that is still there, those who stay are witnesses against its retirement. */
function weighStale(item: DerivedEntry): DerivedEntry {
  const { draft, stale } = item
  const files = new Set(stale.map(({ path }) => path)).size
  if (draft.isKept !== true || files * 10 <= draft.evidence.consumers) return item
  const most = files * 4 > draft.evidence.consumers ? 0.6 : 0.9
  return { ...item, draft: { ...draft, confidence: Math.min(draft.confidence, most) } }
}

/** The manifest's text with the entries added. */
export function appendDerived(text: string, entries: readonly DerivedEntry[], file: string): string {
  return appendMigrations(
    text,
    entries.map(({ entry }) => entry),
    file,
  )
}
