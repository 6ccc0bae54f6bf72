import { discoverManifest, MANIFEST_NAMES, toManifestPath } from '../config/discover.ts'
import { loadManifest } from '../config/load.ts'
import { findManifestDirectory } from '../config/nearest-manifest.ts'
import { readOutsideManifest } from '../config/outside-manifest.ts'
import type { Manifest } from '../core/migration.ts'
import type { RunOptions } from '../core/run-options.ts'
import type { Source } from '../core/source.ts'
import { UserError } from '../core/user-error.ts'
import { languageOfPath } from '../languages/registry.ts'
import { awaitAnswer } from '../sources/early-answers.ts'
import { overlaySource } from '../sources/memory.ts'
import { discoverRoot, pathBelowRoot } from '../sources/root.ts'
import type { Repository } from '../sources/git.ts'
import type { ChangedFile } from '../sources/git-changes.ts'
import type { Changes } from './changes.ts'
import { addExtraEntries } from './extra-entries.ts'
import { type Gists, openGists } from './gists.ts'
import { coversPath, isInShard } from './selection.ts'

/** What a run works on. */
export interface Workspace {
  readonly source: Source
  readonly manifest: Manifest | null
  /** Whether a person may be told of this file at all: named on the command line, in the shard. */
  readonly isInScope: (path: string) => boolean
  /** Whether the run is about this file: in scope, and changed where the run is about a change. */
  readonly isReported: (path: string) => boolean
  /** The files the run is about, where it is about a few: they are not listed together with all others. */
  readonly focus: readonly string[] | null
  /** Where the run is about a change. */
  readonly changes: Changes | null
  /** null: not in a repository. */
  readonly repository: Repository | null
  /** What `source` remembers of files; null: nothing. */
  readonly gists: Gists | null
}

/** @throws UserError for everything a person can put right. */
export async function openWorkspace(options: RunOptions): Promise<Workspace> {
  const { source: plain, repository, focus, changes } = await openSource(options)
  const gists = openGists(plain, options.cache)
  const source = gists?.source ?? plain
  const written = await loadWorkspaceManifest(source, options)
  const manifest = options.extraEntries ? await addExtraEntries(source, written, options.extraEntries) : written
  const typed = options.paths.map((path) => rootRelative(source.root, options.cwd, path, source))
  return { ...createScope(typed, options, focus), source, manifest, focus, changes, repository, gists }
}

/** A workspace on a source that is already open; the manifest is looked for in it. */
export async function openWorkspaceOn(source: Source, options: RunOptions): Promise<Workspace> {
  const manifest = await loadWorkspaceManifest(source, options)
  return {
    ...createScope(options.paths, options, null),
    source,
    manifest,
    focus: null,
    changes: null,
    repository: null,
    gists: null,
  }
}

function createScope(
  paths: readonly string[],
  { shard }: RunOptions,
  focus: readonly string[] | null,
): Pick<Workspace, 'isInScope' | 'isReported'> {
  const wanted = focus === null ? null : new Set(focus)
  const isInScope = (path: string): boolean => coversPath(paths, path) && isInShard(path, shard)
  return { isInScope, isReported: (path) => (wanted?.has(path) ?? true) && isInScope(path) }
}

function rootRelative(root: string, cwd: string, typed: string, source: Source): string {
  const path = pathBelowRoot(root, cwd, typed)
  if (path === null) throw new UserError(`${typed}: lies outside of ${root}; repoint checks one repository at a time`)
  if (path !== '' && !source.has(path) && !source.hasDirectory(path) && source.read(path) === null)
    throw new UserError(`${typed}: no such file or directory`)
  return path
}

export async function loadWorkspaceManifest(source: Source, options: RunOptions): Promise<Manifest | null> {
  if (options.manifest !== null) {
    const outside = readOutsideManifest(options.manifest, source.root, options.cwd)
    if (outside === null)
      return loadManifest(source, { file: toManifestPath(options.manifest, source.root, options.cwd) })
    return loadManifest(overlaySource(source, new Map([[outside.file, outside.bytes]])), { file: outside.file })
  }
  const found = discoverManifest(source)
  if (found.file !== null) return loadManifest(source, { file: found.file })
  if (found.foreign !== null)
    throw new UserError(
      `${found.foreign}: belongs to Nx or Angular, not to repoint`,
      'put the manifest of repoint into import-migrations.json, or name another file with --manifest',
    )
  return null
}

type Opened = Pick<Workspace, 'source' | 'repository' | 'focus' | 'changes'>

async function openSource(options: RunOptions): Promise<Opened> {
  const { mode, cwd } = options
  if (mode.kind === 'staged' || mode.kind === 'ref') return openStored(options, mode)
  const { root, repository, state } = discoverRoot(cwd, options.manifest === null ? findManifestDirectory(cwd) : null)
  if (mode.kind === 'since' && repository === null) throw withoutRepository(root)
  const { openWorktree } = await import('../sources/worktree.ts')
  const worktree = await openWorktree(root, {
    repository: state,
    ...(options.trustIndex ? { untracked: false, trustIndex: true } : {}),
  })
  if (mode.kind === 'worktree') return { source: worktree, repository, focus: null, changes: null }
  if (mode.kind === 'stdin') {
    const { createStdinSource } = await import('../sources/stdin-source.ts')
    const source = createStdinSource(worktree, mode.filename, cwd, mode.bytes)
    return { source, repository, focus: [source.path], changes: null }
  }
  if (repository === null) throw withoutRepository(root)
  const { changedFiles } = await import('../sources/git-changes.ts')
  return openChange(repository, worktree, changedFiles(repository, { kind: 'since', ref: mode.ref, until: 'worktree' }))
}

/** Index and commits: what lies on the disk says nothing, not even where the manifest is. */
async function openStored(
  options: RunOptions,
  mode: Extract<RunOptions['mode'], { kind: 'staged' | 'ref' }>,
): Promise<Opened> {
  const { cwd } = options
  await awaitAnswer()
  const { root, repository: atTop } = discoverRoot(cwd)
  if (atTop === null) throw withoutRepository(root)
  if (mode.kind === 'staged' && atTop.top === null)
    throw new UserError(`${root} is a bare repository: nothing is staged in it`, 'name a commit with --ref')
  const [{ createCommitSource }, { createIndexSource }, { openIndexTable }, { changedFiles }] = await Promise.all([
    import('../sources/commit-source.ts'),
    import('../sources/index-source.ts'),
    import('../sources/index-table.ts'),
    import('../sources/git-changes.ts'),
  ])
  const open = async (repository: Repository): Promise<Opened> => {
    if (mode.kind === 'ref')
      return { source: createCommitSource(repository, mode.ref), repository, focus: null, changes: null }
    // Some path is always asked for, and git may still be comparing.
    const table = repository.index && openIndexTable(repository.index)
    await awaitAnswer()
    const files = changedFiles(repository, { kind: 'staged' })
    const isWanted = (path: string): boolean => languageOfPath(path) !== null
    return openChange(repository, createIndexSource(repository, { files, isWanted, table }), files)
  }
  const opened = await open(atTop)
  const below =
    options.manifest === null ? findStoredManifestDirectory(opened.source, pathBelowRoot(root, cwd, '.') ?? '') : ''
  if (below === '') return opened
  const { repository } = discoverRoot(root, below)
  return repository === null ? opened : open(repository)
}

async function openChange(repository: Repository, source: Source, files: readonly ChangedFile[]): Promise<Opened> {
  const { createChanges } = await import('./changes.ts')
  const changes = createChanges(repository, source, files)
  return { source, repository, focus: changes.present, changes }
}

function withoutRepository(root: string): UserError {
  return new UserError(`${root} is not in a git repository: --staged, --since and --ref need one`)
}

/** The nearest directory upwards that has a manifest in the source itself; the root where none has. */
function findStoredManifestDirectory(source: Source, start: string): string {
  for (let directory = start; directory !== ''; directory = directory.slice(0, Math.max(0, directory.lastIndexOf('/'))))
    if (MANIFEST_NAMES.some((name) => source.has(`${directory}/${name}`))) return directory
  return ''
}

/**
 * Files whose index and work tree differ. A fix of what is staged may not be written over the rest of somebody's work,
 * nor is the rest proven.
 */
export async function findUnstaged(
  { source, repository }: Workspace,
  options: RunOptions,
): Promise<ReadonlySet<string>> {
  if (source.kind !== 'index' || !options.writes || repository === null) return new Set()
  const { changedFiles } = await import('../sources/git-changes.ts')
  return new Set(changedFiles(repository, { kind: 'unstaged' }).map(({ path }) => path))
}
