import { discoverManifest, toManifestPath } from '../config/discover.ts'
import { loadManifest } from '../config/load.ts'
import { findManifestDirectory } from '../config/nearest-manifest.ts'
import { readOutsideManifest } from '../config/outside-manifest.ts'
import type { Manifest } from '../core/migration.ts'
import type { RunOptions } from '../core/run-options.ts'
import type { Source } from '../core/source.ts'
import { UserError } from '../core/user-error.ts'
import { overlaySource } from '../sources/memory.ts'
import { discoverRoot, pathBelowRoot } from '../sources/root.ts'
import { coversPath, isInShard } from './selection.ts'

/** What a run works on. */
export interface Workspace {
  readonly source: Source
  readonly manifest: Manifest | null
  /** Whether the run is about this file: named, changed, in the shard. */
  readonly isReported: (path: string) => boolean
}

export async function openWorkspace(options: RunOptions): Promise<Workspace> {
  const { source, root, changed } = await openSource(options)
  const manifest = await loadWorkspaceManifest(source, options)
  const typed = options.paths.map((path) => rootRelative(root, options.cwd, path, source))
  const changes = changed === null ? null : new Set(changed)
  return {
    source,
    manifest,
    isReported: (path) => coversPath(typed, path) && (changes?.has(path) ?? true) && isInShard(path, options.shard),
  }
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
    if (outside === null) return loadManifest(source, { file: toManifestPath(options.manifest, source.root, options.cwd) })
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

interface Opened {
  readonly source: Source
  readonly root: string
  /** Root-relative files the run is about; null: all. */
  readonly changed: readonly string[] | null
}

async function openSource(options: RunOptions): Promise<Opened> {
  const { mode, cwd } = options
  const { root, repository } = discoverRoot(cwd, options.manifest === null ? findManifestDirectory(cwd) : null)
  if (mode.kind === 'worktree' || mode.kind === 'stdin') {
    const { openWorktree } = await import('../sources/worktree.ts')
    const worktree = await openWorktree(root)
    if (mode.kind === 'worktree') return { source: worktree, root, changed: null }
    const { createStdinSource } = await import('../sources/stdin-source.ts')
    const source = createStdinSource(worktree, mode.filename, cwd, mode.bytes)
    return { source, root, changed: [source.path] }
  }
  if (repository === null) throw new UserError(`${root} is not in a git repository: --staged, --since and --ref need one`)
  if (mode.kind === 'ref') {
    const { createCommitSource } = await import('../sources/commit-source.ts')
    return { source: createCommitSource(repository, mode.ref), root, changed: null }
  }
  const { changedFiles } = await import('../sources/git-changes.ts')
  if (mode.kind === 'staged') {
    const { createIndexSource } = await import('../sources/index-source.ts')
    const changes = changedFiles(repository, { kind: 'staged' })
    return { source: createIndexSource(repository, changes), root, changed: changes.map((change) => change.path) }
  }
  const { openWorktree } = await import('../sources/worktree.ts')
  const changes = changedFiles(repository, { kind: 'since', ref: mode.ref, until: 'worktree' })
  return { source: await openWorktree(root), root, changed: changes.map((change) => change.path) }
}
