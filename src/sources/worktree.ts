import { readlinkSync, realpathSync } from 'node:fs'
import { relative, sep } from 'node:path'
import type { SkippedFile, Source, SourceEntry, Survey } from '../core/source.ts'
import { UserError } from '../core/user-error.ts'
import { readBlob } from './blob-reader.ts'
import { createDiskReader, isInside } from './disk-reader.ts'
import { findFiltered } from './filtered-files.ts'
import { type NoRepository, openRepository, type Repository } from './git.ts'
import { listIndex, SUBMODULE } from './index-listing.ts'
import { comparePaths, createTree, findEntry, type Listing, type Tree } from './tree.ts'
import { findDirty } from './dirty-files.ts'
import { readIndexMark } from './path-marks.ts'
import { orderWalk, readWalkOutcome, type WalkOutcome } from './walk-order.ts'
import { groupTracked, type Walk, walkWorktree } from './walk-worktree.ts'

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
  /** Files and links that are not tracked, also such as only say what is ignored; null: nobody has looked. */
  readonly untracked: readonly string[] | null
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

/** What the index alone tells of a work tree. */
interface Tracked {
  readonly entries: readonly SourceEntry[]
  readonly links: readonly string[]
  readonly submodules: readonly string[]
  readonly skipped: readonly SkippedFile[]
  readonly sparse: ReadonlyMap<string, string>
}

const listTracked = (repository: Repository, options: WorktreeOptions): Tracked => {
  const index = listIndex(repository, options.trustIndex ? 'blobs' : 'no blobs')
  const skipped: SkippedFile[] = [...index.skipped]
  for (const path of index.submodules) skipped.push({ path, reason: SUBMODULE })
  const sparse = new Map<string, string>()
  for (const { path, blob } of index.sparse) if (blob !== null) sparse.set(path, blob)
  return {
    // A file in conflict is on the disk, with its markers.
    entries: mergeSorted(index.entries, index.unmerged.map(unread).sort(byPath)),
    links: index.links.map(({ path }) => path),
    submodules: index.submodules,
    skipped,
    sparse,
  }
}

const trustTracked = (root: string, { entries, links, skipped, sparse }: Tracked): WorktreeListing => ({
  entries,
  links: readLinks(root, links),
  skipped,
  unverified: true,
  sparse,
  directories: [],
  untracked: null,
})

const verifyTracked = (root: string, tracked: Tracked, walk: Walk): WorktreeListing => {
  const { entries } = tracked
  const sparse = new Map(tracked.sparse)
  // What a sparse checkout leaves out is not there on purpose; some of it may be all the same.
  const isMissing = (path: string, place: number): boolean => walk.seen[place] !== 1 && !sparse.has(path)
  const present =
    walk.seenCount === entries.length ? entries : entries.filter(({ path }, place) => !isMissing(path, place))
  if (sparse.size > 0)
    for (const [place, { path }] of entries.entries()) if (walk.seen[place] === 1) sparse.delete(path)
  return {
    entries: mergeSorted(present, walk.untracked.map(unread).sort(byPath)),
    links: readLinks(root, walk.links),
    skipped: [...tracked.skipped, ...walk.skipped],
    unverified: false,
    sparse,
    directories: walk.directories,
    untracked: [...walk.untracked, ...walk.links, ...walk.ignoreFiles],
  }
}

const pathsOf = (entries: readonly SourceEntry[]): string[] => entries.map(({ path }) => path)

/** Tracked files that are what the index says. */
const identifyTracked = async (
  repository: Repository,
  trusted: boolean,
  /** What the index was when the first file was read: what was staged since is not what was read. */
  indexMark: string | null,
): Promise<ReadonlyMap<string, string> | null> => {
  const dirty = trusted ? '' : await findDirty(repository.root, repository.environment)
  if (dirty === null || indexMark === null || readIndexMark(repository.index) !== indexMark) return null
  const blobs = new Map<string, string>()
  const { entries, unwatched } = listIndex(repository, 'blobs')
  for (const { path, blob } of entries) if (blob !== null) blobs.set(path, blob)
  for (const path of dirty.split('\0')) blobs.delete(path)
  if (!trusted) for (const path of unwatched) blobs.delete(path)
  const filtered = findFiltered(repository, pathsOf(entries))
  for (const path of filtered ?? []) blobs.delete(path)
  return filtered === null ? null : blobs
}

/** A work tree's listing, made at once or in two parts. */
interface Lister {
  list(): WorktreeListing
  /** What git's index says are regular files. */
  tracked(): readonly SourceEntry[]
  /** Whether the listing will have the path if it is on the disk; null: it cannot be told before. */
  expects(path: string): boolean | null
  survey(finish: (listing: WorktreeListing) => void): Survey | null
}

const createLister = (repository: Repository, options: WorktreeOptions): Lister => {
  const { root } = repository
  let tracked: Tracked | null = null
  const open = (): Tracked => {
    tracked ??= listTracked(repository, options)
    return tracked
  }
  return {
    list() {
      const { entries, links, submodules } = open()
      return options.untracked === false
        ? trustTracked(root, open())
        : verifyTracked(root, open(), walkWorktree(repository, groupTracked(pathsOf(entries), links, submodules)))
    },
    tracked: () => open().entries,
    expects: (path) => (findEntry(open().entries, path) === null ? null : true),
    survey(finish) {
      if (options.untracked === false) return null
      const { entries, links, submodules } = open()
      const expected = pathsOf(entries)
      return {
        expected,
        order: orderWalk(repository, expected, links, submodules),
        complete: (outcome) => finish(verifyTracked(root, open(), readWalkOutcome(outcome as WalkOutcome))),
      }
    },
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
    const list = (): WorktreeListing => listPlainDirectory(root, WITHOUT_GIT[repository])
    return createSource(root, null, { list, tracked: () => [], expects: () => null, survey: () => null }, options)
  }
  if (repository.top === null) {
    throw new UserError(`${root} is a bare repository: it has no files to check`, 'name a commit with --ref')
  }
  return createSource(root, repository, createLister(repository, options), options)
}

const createSource = (
  root: string,
  repository: Repository | null,
  lister: Lister,
  options: WorktreeOptions,
): Source => {
  const found: SkippedFile[] = []
  const disk = createDiskReader(root, (skipped) => found.push(skipped))
  let listed: { readonly tree: Tree; readonly listing: WorktreeListing } | null = null
  const present = new Map<string, boolean>()
  const since = Date.now()
  const indexMark = repository && readIndexMark(repository.index)
  /** Single files that were asked for, and whether they were there. */
  const consulted = new Map<string, boolean>()
  const noteAsked = (path: string, found: boolean): boolean => {
    consulted.set(path, found)
    return found
  }

  const accept = (listing: WorktreeListing) => {
    disk.trustDirectories(listing.directories)
    listed = { listing, tree: createTree(listing, belowRoot(root)) }
    return listed
  }
  const open = () => listed ?? accept(lister.list())
  /** Most questions before the listing are for files that are not there, such as manifests. */
  const isKnownBefore = (path: string): boolean | null => {
    if (listed !== null || path.includes('/')) return null
    if (!noteAsked(path, disk.isThere(path))) return false
    return disk.isPlainFile(path) ? lister.expects(path) : null
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
    survey: () => (listed === null ? lister.survey(accept) : null),
    has(path) {
      const early = isKnownBefore(path)
      if (early !== null) return early
      const entry = open().tree.find(path)
      return entry !== null && isPresent(entry.path)
    },
    hasDirectory: (path) => open().tree.hasDirectory(path),
    realPath: (path) => open().tree.realPath(path),
    read(path) {
      const bytes = disk.read(path)
      noteAsked(path, bytes !== null)
      if (bytes !== null || repository === null || listed === null) return bytes
      const blob = listed.listing.sparse.get(path)
      return blob === undefined ? null : readBlob(repository, blob)
    },
    readEach: disk.readEach,
    glanceEach: disk.glanceEach,
    plainFiles: true,
    identify: async () =>
      repository === null ? null : identifyTracked(repository, options.trustIndex ?? false, indexMark),
    async premises(others) {
      if (repository === null || listed === null) return null
      const { gatherPremises } = await import('./premises.ts')
      const { directories, untracked } = listed.listing
      const tracked = new Set(pathsOf(lister.tracked()))
      const isTracked = (path: string): boolean => tracked.has(path)
      const trusted = options.trustIndex ?? false
      const seen = { since, indexMark, directories, untracked: untracked ?? [], consulted, isTracked, trusted }
      return gatherPremises(repository, seen, others)
    },
    get skipped() {
      if (listed === null) return found
      return [...listed.tree.skipped, ...sparseNote(listed.listing.sparse.size), ...found]
    },
  }
}
