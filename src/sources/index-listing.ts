import type { SkippedFile, SourceEntry } from '../core/source.ts'
import { readBlobs } from './blob-reader.ts'
import { type Repository, runGit, tryGit } from './git.ts'
import {
  ASSUME_VALID,
  decodeName,
  INTENT_TO_ADD,
  objectIdAt,
  openIndexFile,
  SKIP_WORKTREE,
  visitIndex,
} from './index-file.ts'
import { sortEntries } from './tree.ts'

/** What the index says, sorted by path; paths are relative to the repository's root. */
export interface IndexListing {
  readonly entries: readonly SourceEntry[]
  /** Symbolic links with the blob that holds their target. */
  readonly links: readonly SourceEntry[]
  readonly submodules: readonly string[]
  /** Paths with an unresolved merge conflict; they are not among the entries. */
  readonly unmerged: readonly string[]
  /** Files that are not checked out on purpose (sparse checkout), with their blobs; they are among the entries. */
  readonly sparse: readonly SourceEntry[]
  /** Files that git was told not to look at, those of a sparse checkout among them. */
  readonly unwatched: readonly string[]
  /** Paths only announced by `git add -N`, among the entries; null: nobody has looked. */
  readonly intended: ReadonlySet<string> | null
  /** Paths that cannot be named here. */
  readonly skipped: readonly SkippedFile[]
}

/** `no blobs`: entries say null, for a source whose bytes need not be those of the index. */
export type WantedBlobs = 'blobs' | 'no blobs'

export const LOSSY_PATH = 'its path is not valid UTF-8'
export const SUBMODULE = 'submodule: a repository of its own, check it there'
export const UNMERGED = 'has an unresolved merge conflict'

const LINK = 0o120000
const GITLINK = 0o160000

interface Collector {
  /** @param marks of the entry (`VisitEntry`). */
  add(path: string, mode: number, stage: number, marks: number, blob: () => string): void
  finish(intended: ReadonlySet<string> | null): IndexListing
}

const collect = (wanted: WantedBlobs): Collector => {
  const entries: SourceEntry[] = []
  const links: SourceEntry[] = []
  const submodules: string[] = []
  const unmerged = new Set<string>()
  const sparse: SourceEntry[] = []
  const unwatched: string[] = []
  const skipped: SkippedFile[] = []
  return {
    add(path, mode, stage, marks, blob) {
      if (path.includes('\uFFFD')) skipped.push({ path, reason: LOSSY_PATH })
      else if (stage !== 0) unmerged.add(path)
      else if (mode === GITLINK) submodules.push(path)
      else if (mode === LINK) links.push({ path, blob: blob(), size: null })
      else {
        const skipWorktree = (marks & SKIP_WORKTREE) !== 0
        const entry = { path, blob: wanted === 'blobs' || skipWorktree ? blob() : null, size: null }
        entries.push(entry)
        if (skipWorktree) sparse.push(entry)
        if (marks & (SKIP_WORKTREE | ASSUME_VALID)) unwatched.push(path)
      }
    },
    finish: (intended) => ({
      entries: sortEntries(entries),
      links,
      submodules,
      unmerged: [...unmerged],
      sparse,
      unwatched,
      intended,
      skipped,
    }),
  }
}

/** The listing from the index file itself; null: it is of a kind that git must read. */
const listIndexFile = (repository: Repository, wanted: WantedBlobs): IndexListing | null => {
  const file = repository.index && openIndexFile(repository.index)
  if (!file) return null
  const collector = collect(wanted)
  const intended = new Set<string>()
  const understood = visitIndex(file, (name, mode, stage, marks, idAt) => {
    const path = decodeName(name)
    if (marks & INTENT_TO_ADD) intended.add(path)
    collector.add(path, mode, stage, marks, () => objectIdAt(file, idAt))
  })
  return understood ? collector.finish(intended) : null
}

/**
 * The listing from `git ls-files --stage -v -z`. Each record is `tag SP mode SP object SP stage TAB path NUL`, as
 * git-ls-files(1) documents; tag `S` is skip-worktree, small letters are assume-unchanged.
 */
export const listIndexByGit = (repository: Repository, wanted: WantedBlobs): IndexListing => {
  const output = runGit(repository, ['ls-files', '-z', '--stage', '-v']).toString('utf8')
  const collector = collect(wanted)
  for (let at = 0; at < output.length; ) {
    const tab = output.indexOf('\t', at)
    const end = output.indexOf('\0', tab)
    const [tag, mode = '', blob = '', stage] = output.slice(at, tab).split(' ')
    collector.add(output.slice(tab + 1, end), Number.parseInt(mode, 8), Number(stage), marksOf(tag ?? ''), () => blob)
    at = end + 1
  }
  return collector.finish(null)
}

const marksOf = (tag: string): number =>
  (tag.toUpperCase() === 'S' ? SKIP_WORKTREE : 0) | (/[a-z]/.test(tag) ? ASSUME_VALID : 0)

/** Everything in the index below the root. */
export const listIndex = (repository: Repository, wanted: WantedBlobs): IndexListing =>
  listIndexFile(repository, wanted) ?? listIndexByGit(repository, wanted)

/** Where the links point, from their blobs. */
export const readLinkTargets = (repository: Repository, links: readonly SourceEntry[]): ReadonlyMap<string, string> => {
  const targets = new Map<string, string>()
  const requests = links.flatMap(({ path, blob }) => (blob === null ? [] : [{ path, blob, size: null }]))
  readBlobs(
    repository,
    requests,
    (path, bytes) => targets.set(path, new TextDecoder().decode(bytes)),
    // A link without a readable target leads nowhere.
    ({ path }) => targets.set(path, ''),
  )
  return targets
}

/** `git hash-object` of no bytes, by object format. */
const EMPTY_BLOBS = new Set([
  'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
  '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
])

/** CE_INTENT_TO_ADD in git's index format, as `git ls-files --debug` prints it. */
const DEBUG_INTENT_TO_ADD = 0x20000000

/**
 * Paths that are only announced (`git add -N`): they look like empty files, but a commit would not have them.
 * Only new empty files can be such, so in most repositories no second question is needed.
 */
export const findIntendedPaths = (repository: Repository, entries: readonly SourceEntry[]): ReadonlySet<string> => {
  const intended = new Set<string>()
  if (!entries.some(({ blob }) => blob !== null && EMPTY_BLOBS.has(blob))) return intended
  const candidates = repository.head === null ? null : newEmptyFiles(repository, repository.head)
  if (candidates !== null && candidates.length === 0) return intended
  const pathspecs = candidates !== null && candidates.length <= 100 ? ['--', ...candidates] : []
  // `path NUL`, then indented lines, of which the last is `  size: n TAB flags: hex LF`.
  const output = runGit(repository, ['--literal-pathspecs', 'ls-files', '-z', '--debug', ...pathspecs]).toString('utf8')
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf('\0', at)
    const flags = output.indexOf('flags: ', end)
    const stop = output.indexOf('\n', flags)
    if (end < 0 || flags < 0) break
    if (Number.parseInt(output.slice(flags + 7, stop), 16) & DEBUG_INTENT_TO_ADD) intended.add(output.slice(at, end))
    at = stop + 1
  }
  return intended
}

const newEmptyFiles = (repository: Repository, head: string): string[] => {
  const result = tryGit(repository, [
    'diff-index',
    '--cached',
    '--raw',
    '-z',
    '--no-renames',
    '--relative',
    '--diff-filter=A',
    '--ita-visible-in-index',
    head,
  ])
  const fields = result.stdout.toString('utf8').split('\0')
  const paths: string[] = []
  for (let at = 0; at + 1 < fields.length; at += 2) {
    if (EMPTY_BLOBS.has(fields[at]?.split(' ')[3] ?? '')) paths.push(fields[at + 1] as string)
  }
  return paths
}
