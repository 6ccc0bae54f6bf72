import { readlinkSync, realpathSync } from 'node:fs'
import { relative, sep } from 'node:path'
import type { SkippedFile, Source, SourceEntry } from '../core/source.ts'
import { UserError } from '../core/user-error.ts'
import { readBlob } from './blob-reader.ts'
import { createDiskReader, isInside } from './disk-reader.ts'
import { type NoRepository, openRepository, type Repository } from './git.ts'
import { listIndex, SUBMODULE } from './index-listing.ts'
import { comparePaths, createTree, type Listing, type Tree } from './tree.ts'
import { groupTracked, walkWorktree } from './walk-worktree.ts'

export interface WorktreeOptions {
  /** The repository at `root`, where it is open already. */
  readonly repository?: Repository | NoRepository
  /** Also files that are neither tracked nor ignored. Without them the index is trusted: the directories are not walked. */
  readonly untracked?: boolean
  /**
   * Give tracked files the blob id the index has, for a checkout that nobody has edited (CI). Nothing verifies it:
   * the bytes on disk may differ, by an edit or by line ending conversion.
   */
  readonly trustIndex?: boolean
}

/** What an absolute link target is called below the root; null: outside. */
const belowRoot = (root: string) => {
  const roots = [root, realpathSync.native(root)]
  return (target: string): string | null => {
    const base = roots.find((candidate) => isInside(candidate, target))
    return base === undefined ? null : relative(base, target).replaceAll(sep, '/')
  }
}

const WITHOUT_GIT: Readonly<Record<NoRepository, string | null>> = {
  none: null,
  missing: 'git is not installed: the files were listed without it',
  broken: 'its repository is not there: the files were listed without git',
}

/** What a work tree lists, and how to know more of its files. */
export interface WorktreeListing extends Listing {
  /** Listed, but perhaps gone from the disk: nobody has looked. */
  readonly unverified: boolean
  /** Listed, but on purpose not on the disk: blob by path. */
  readonly sparse: ReadonlyMap<string, string>
  /** Directories known to be real ones. */
  readonly directories: readonly string[]
}

const byPath = (a: SourceEntry, b: SourceEntry): number => comparePaths(a.path, b.path)

const mergeSorted = (a: readonly SourceEntry[], b: readonly SourceEntry[]): readonly SourceEntry[] => {
  if (b.length === 0) return a
  const merged: SourceEntry[] = []
  let next = 0
  for (const entry of a) {
    while (next < b.length && (b[next] as SourceEntry).path < entry.path) merged.push(b[next++] as SourceEntry)
    merged.push(entry)
  }
  while (next < b.length) merged.push(b[next++] as SourceEntry)
  return merged
}

const readLinks = (root: string, paths: readonly string[]): ReadonlyMap<string, string> => {
  const links = new Map<string, string>()
  for (const path of paths) {
    try {
      links.set(path, readlinkSync(`${root}/${path}`).replaceAll(sep, '/'))
    } catch {
      // Gone since it was listed, or no link any more.
    }
  }
  return links
}

const unread = (path: string): SourceEntry => ({ path, blob: null, size: null })

const listWorktree = (repository: Repository, options: WorktreeOptions): WorktreeListing => {
  const { root } = repository
  const index = listIndex(repository, options.trustIndex ? 'blobs' : 'no blobs')
  const skipped: SkippedFile[] = [...index.skipped]
  for (const path of index.submodules) skipped.push({ path, reason: SUBMODULE })
  // A file in conflict is on the disk, with its markers.
  const entries = mergeSorted(index.entries, index.unmerged.map(unread).sort(byPath))
  const sparse = new Map<string, string>()
  for (const { path, blob } of index.sparse) if (blob !== null) sparse.set(path, blob)
  if (options.untracked === false) {
    const links = readLinks(
      root,
      index.links.map(({ path }) => path),
    )
    return { entries, links, skipped, unverified: true, sparse, directories: [] }
  }

  const walk = walkWorktree(repository, groupTracked(entries, index.links, index.submodules))
  // What a sparse checkout leaves out is not there on purpose; some of it may be all the same.
  const isMissing = (path: string, place: number): boolean => walk.seen[place] !== 1 && !sparse.has(path)
  const present =
    walk.seenCount === entries.length ? entries : entries.filter(({ path }, place) => !isMissing(path, place))
  if (sparse.size > 0)
    for (const [place, { path }] of entries.entries()) if (walk.seen[place] === 1) sparse.delete(path)
  return {
    entries: mergeSorted(present, walk.untracked.map(unread).sort(byPath)),
    links: readLinks(root, walk.links),
    skipped: [...skipped, ...walk.skipped],
    unverified: false,
    sparse,
    directories: walk.directories,
  }
}

/**
 * The files on disk below `root`. In a repository: what is tracked or not ignored, relative to `root`, which need
 * not be the top. Without one, or without git: what `.gitignore` files leave.
 * @param root absolute.
 */
export const openWorktree = async (root: string, options: WorktreeOptions = {}): Promise<Source> => {
  const repository = options.repository ?? openRepository(root)
  if (typeof repository === 'string') {
    const { listPlainDirectory } = await import('./plain-listing.ts')
    return createSource(root, null, () => listPlainDirectory(root, WITHOUT_GIT[repository]))
  }
  if (repository.top === null) {
    throw new UserError(`${root} is a bare repository: it has no files to check`, 'name a commit with --ref')
  }
  return createSource(root, repository, () => listWorktree(repository, options))
}

const createSource = (root: string, repository: Repository | null, list: () => WorktreeListing): Source => {
  const found: SkippedFile[] = []
  const disk = createDiskReader(root, (skipped) => found.push(skipped))
  let listed: { readonly tree: Tree; readonly listing: WorktreeListing } | null = null
  const present = new Map<string, boolean>()

  const open = () => {
    if (listed === null) {
      const listing = list()
      for (const directory of listing.directories) disk.trustDirectory(directory)
      listed = { listing, tree: createTree(listing, belowRoot(root)) }
    }
    return listed
  }
  const isPresent = (path: string): boolean => {
    const { listing } = open()
    if (!listing.unverified || listing.sparse.has(path)) return true
    let known = present.get(path)
    if (known === undefined) {
      known = disk.isPlainFile(path)
      present.set(path, known)
    }
    return known
  }
  const sparseNote = (count: number): SkippedFile[] =>
    count === 0 ? [] : [{ path: '', reason: `${count} files are not checked out (sparse checkout)` }]

  return {
    kind: 'worktree',
    root,
    commit: repository?.head ?? null,
    list: () => open().tree.entries,
    has(path) {
      const entry = open().tree.find(path)
      return entry !== null && isPresent(entry.path)
    },
    hasDirectory: (path) => open().tree.hasDirectory(path),
    realPath: (path) => open().tree.realPath(path),
    read(path) {
      const bytes = disk.read(path)
      if (bytes !== null || repository === null || listed === null) return bytes
      const blob = listed.listing.sparse.get(path)
      return blob === undefined ? null : readBlob(repository, blob)
    },
    readEach: disk.readEach,
    plainFiles: true,
    get skipped() {
      if (listed === null) return found
      return [...listed.tree.skipped, ...sparseNote(listed.listing.sparse.size), ...found]
    },
  }
}
