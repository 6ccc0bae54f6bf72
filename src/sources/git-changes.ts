import { UserError } from '../core/user-error.ts'
import { type Repository, resolveCommit, runGit, tryGit } from './git.ts'

/** One file that differs between two states. Paths are relative to the repository's root. */
export interface ChangedFile {
  readonly status: 'added' | 'modified' | 'deleted' | 'renamed'
  readonly path: string
  /** The path before a rename. */
  readonly from: string | null
  /** Blob id afterwards; null: deleted, or known only to the disk. */
  readonly blob: string | null
  /** Blob id before; null: added. */
  readonly blobBefore: string | null
  /** A regular file afterwards, not a link or submodule. */
  readonly regular: boolean
}

/** The two states; the older comes first. */
export type ChangeRange =
  /** HEAD and the index. */
  | { readonly kind: 'staged' }
  /** The index and the files on disk; without untracked ones. */
  | { readonly kind: 'unstaged' }
  /** The merge base of `ref` with HEAD, and the files on disk (untracked ones included) or the index. */
  | { readonly kind: 'since'; readonly ref: string; readonly until: 'worktree' | 'index' }
  /** The merge base of `ref` with `commit`, and `commit`. */
  | { readonly kind: 'since-at'; readonly ref: string; readonly commit: string }
  /** Two commits as they are. */
  | { readonly kind: 'between'; readonly before: string; readonly after: string }

/** Inexact renames are quadratic; exact ones are found whatever their number. */
const RENAMES = ['-M', '-l1000']
export const RAW = ['--raw', '-z', '--no-abbrev', '--relative', '--no-ext-diff', '--ignore-submodules=all']

const STATUS: Readonly<Record<string, ChangedFile['status']>> = { A: 'added', D: 'deleted', R: 'renamed' }

const orNull = (blob: string | undefined): string | null => (blob === undefined || /^0+$/.test(blob) ? null : blob)

/**
 * Parse git's raw diff format: `:mode mode object object status NUL path NUL`, with a second path for a rename,
 * as git-diff-index(1) documents.
 */
export const parseRawDiff = (output: string): ChangedFile[] => {
  const fields = output.split('\0')
  const changes: ChangedFile[] = []
  for (let at = 0; at < fields.length - 1; ) {
    const [, modeAfter = '', before, after, letter = ''] = (fields[at++] as string).split(' ')
    const first = fields[at++] as string
    const renamed = letter.startsWith('R')
    const path = renamed || letter.startsWith('C') ? (fields[at++] as string) : first
    changes.push({
      status: STATUS[letter.charAt(0)] ?? 'modified',
      path,
      from: renamed ? first : null,
      blob: orNull(after),
      blobBefore: orNull(before),
      regular: modeAfter.startsWith('100'),
    })
  }
  return changes
}

/** The options that keep a comparison with the disk from running the clean filters the repository configures. */
export const withoutFilters = (repository: Repository): string[] => {
  const found = tryGit(repository, [
    'config',
    '-z',
    '--name-only',
    '--get-regexp',
    '^filter\\..*\\.(clean|process|required)$',
  ])
  const names = found.stdout
    .toString('utf8')
    .split('\0')
    .filter((name) => name !== '')
  return names.flatMap((name) => ['-c', name.endsWith('.required') ? `${name}=false` : `${name}=`])
}

const diffIndex = (repository: Repository, options: readonly string[], before: string): ChangedFile[] =>
  parseRawDiff(runGit(repository, ['diff-index', ...RAW, ...RENAMES, ...options, before]).toString('utf8'))

/** What a first commit is compared with; git knows it without having it. */
const emptyTree = (repository: Repository): string =>
  runGit(repository, ['hash-object', '-t', 'tree', '--stdin'], { input: '' }).toString('utf8').trim()

export const STAGED_DIFF = ['diff-index', ...RAW, ...RENAMES, '--cached', '--ita-invisible-in-index']

const stagedFiles = (repository: Repository, before: string): ChangedFile[] =>
  parseRawDiff(runGit(repository, [...STAGED_DIFF, before]).toString('utf8'))

/**
 * Files whose time stamps alone differ (a restored cache, a `touch`) are not changed. git says so only when it
 * refreshes the index, which nobody asked for; so their contents are hashed.
 */
const dropUnchanged = (
  repository: Repository,
  filters: readonly string[],
  changes: readonly ChangedFile[],
): ChangedFile[] => {
  const unsure = changes.filter(
    ({ status, blob, regular, path }) => status === 'modified' && blob === null && regular && !path.includes('\n'),
  )
  if (unsure.length === 0) return [...changes]
  const input = unsure.map(({ path }) => path).join('\n')
  const result = tryGit(repository, [...filters, 'hash-object', '--stdin-paths'], { input })
  // A file that vanished meanwhile ends the list early; what has no hash counts as changed.
  const hashes = result.stdout.toString('utf8').split('\n')
  const same = new Set(unsure.filter(({ blobBefore }, at) => hashes[at] === blobBefore))
  return changes.filter((change) => !same.has(change))
}

const unstagedFiles = (repository: Repository): ChangedFile[] => {
  const filters = withoutFilters(repository)
  const args = [...filters, 'diff-files', ...RAW]
  return dropUnchanged(repository, filters, parseRawDiff(runGit(repository, args).toString('utf8')))
}

const changesOnDisk = (repository: Repository, before: string): ChangedFile[] => {
  const filters = withoutFilters(repository)
  const args = [...filters, 'diff-index', ...RAW, ...RENAMES, before]
  const tracked = dropUnchanged(repository, filters, parseRawDiff(runGit(repository, args).toString('utf8')))
  const known = new Set(tracked.map(({ path }) => path))
  const untracked = runGit(repository, ['ls-files', '-z', '--others', '--exclude-standard'])
    .toString('utf8')
    .split('\0')
  for (const path of untracked) {
    // A path with a slash at its end is a repository of its own.
    if (path === '' || path.endsWith('/') || known.has(path)) continue
    tracked.push({ status: 'added', path, from: null, blob: null, blobBefore: null, regular: true })
  }
  return tracked
}

const between = (repository: Repository, before: string, after: string): ChangedFile[] =>
  parseRawDiff(runGit(repository, ['diff-tree', '-r', ...RAW, ...RENAMES, before, after]).toString('utf8'))

/** The files that differ, renames detected. Throws a UserError for an unknown ref and where there is no merge base. */
export const changedFiles = (repository: Repository, range: ChangeRange): readonly ChangedFile[] => {
  switch (range.kind) {
    case 'staged':
      return stagedFiles(repository, repository.head === null ? emptyTree(repository) : 'HEAD')
    case 'unstaged':
      return unstagedFiles(repository)
    case 'since': {
      const base = mergeBase(repository, range.ref, 'HEAD')
      return range.until === 'index' ? stagedFiles(repository, base) : changesOnDisk(repository, base)
    }
    case 'since-at':
      return between(
        repository,
        mergeBase(repository, range.ref, range.commit),
        resolveCommit(repository, range.commit),
      )
    case 'between':
      return between(repository, resolveCommit(repository, range.before), resolveCommit(repository, range.after))
  }
}

/** Where the history of two refs parts. Throws a UserError that says how to get it where this clone has none. */
export const mergeBase = (repository: Repository, a: string, b: string): string => {
  const [first, second] = [resolveCommit(repository, a), resolveCommit(repository, b)]
  const result = tryGit(repository, ['merge-base', first, second])
  if (result.status === 0) return result.stdout.toString('utf8').split('\n')[0] as string
  const message = `${a} and ${b} have no common ancestor`
  if (repository.shallow) {
    throw new UserError(
      `${message} in this shallow clone`,
      'fetch the whole history (fetch-depth: 0, or git fetch --unshallow)',
    )
  }
  throw new UserError(message)
}

/** Files renamed between two commits: path before → path after. */
export const renamesBetween = (repository: Repository, before: string, after: string): ReadonlyMap<string, string> => {
  const renames = new Map<string, string>()
  for (const { from, path } of between(
    repository,
    resolveCommit(repository, before),
    resolveCommit(repository, after),
  )) {
    if (from !== null) renames.set(from, path)
  }
  return renames
}

/**
 * Files renamed since a file was last committed: path before → path after. `until`: the index, the files on disk, or a
 * commit. Empty where that commit is unknown, such as before a shallow clone begins.
 */
export const renamesSince = (
  repository: Repository,
  path: string,
  until: 'index' | 'worktree' | string,
): ReadonlyMap<string, string> => {
  const tip = until === 'index' || until === 'worktree' ? repository.head : until
  if (tip === null) return new Map()
  const found = tryGit(repository, ['rev-list', '-1', tip, '--', path])
  const before = found.stdout.toString('utf8').trim()
  if (found.status !== 0 || before === '') return new Map()
  const changes =
    until === 'index'
      ? stagedFiles(repository, before)
      : until === 'worktree'
        ? [...stagedFiles(repository, before), ...diffIndex(repository, [], before)]
        : between(repository, before, tip)
  return new Map(changes.flatMap(({ from, path: now }) => (from === null ? [] : [[from, now] as const])))
}
