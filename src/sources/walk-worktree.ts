import { type Dirent, readdirSync } from 'node:fs'
import type { SkippedFile } from '../core/source.ts'
import { UserError } from '../core/user-error.ts'
import { TOOL_DIRECTORIES, VIRTUAL_ENVIRONMENT_MARK } from './default-ignores.ts'
import { type Repository, tryGit } from './git.ts'
import { LOSSY_PATH } from './index-listing.ts'
import { parentOf } from './tree.ts'

export interface TrackedTree {
  /** Directory → name → place in `seen`. Every directory above a tracked file is there, the root as `''`. */
  readonly directories: ReadonlyMap<string, ReadonlyMap<string, number>>
  readonly count: number
  readonly submodules: ReadonlySet<string>
}

/** Group tracked files by directory: a walk then compares names, not paths. */
export const groupTracked = (
  files: readonly string[],
  links: readonly string[],
  submodules: readonly string[],
): TrackedTree => {
  const directories = new Map<string, Map<string, number>>([['', new Map()]])
  const ensure = (directory: string): Map<string, number> => {
    let names = directories.get(directory)
    if (names === undefined) {
      names = new Map()
      directories.set(directory, names)
      ensure(parentOf(directory))
    }
    return names
  }
  let last = ''
  let names = ensure('')
  for (let place = 0; place < files.length; place++) {
    const path = files[place] as string
    const parent = parentOf(path)
    if (parent !== last) {
      last = parent
      names = ensure(parent)
    }
    names.set(parent === '' ? path : path.slice(parent.length + 1), place)
  }
  for (const path of links) ensure(parentOf(path))
  for (const path of submodules) ensure(parentOf(path))
  return { directories, count: files.length, submodules: new Set(submodules) }
}

export interface Walk {
  /** For each tracked file whether a regular file is there. */
  readonly seen: Uint8Array
  readonly seenCount: number
  /** Files that are neither tracked nor ignored, in no order. */
  readonly untracked: readonly string[]
  /** Symbolic links that are not ignored. */
  readonly links: readonly string[]
  readonly skipped: readonly SkippedFile[]
  /** Directories that were entered, or could not be: real ones. */
  readonly directories: readonly string[]
  /** `.gitignore` files that are not tracked. They may ignore themselves. */
  readonly ignoreFiles: readonly string[]
}

/** Rounds of asking git level by level; what lies deeper is walked at once and asked at the end. */
const MAX_ROUNDS = 6

/** Which of the paths git ignores, asked in one call. */
const findIgnored = (repository: Repository, paths: readonly string[]): ReadonlySet<string> => {
  if (paths.length === 0) return new Set()
  // `./` keeps a name that starts with a colon from being read as pathspec magic; git prints it back.
  const input = paths.map((path) => `./${path}\0`).join('')
  const result = tryGit(repository, ['check-ignore', '-z', '--stdin', '--no-index'], { input })
  // 1: none is ignored.
  if (result.status !== 0 && result.status !== 1) {
    throw new UserError(`git cannot tell what is ignored in ${repository.root}: ${result.stderr.trim()}`)
  }
  return new Set(
    result.stdout
      .toString('utf8')
      .split('\0')
      .map((path) => path.slice(2)),
  )
}

/**
 * Walk the work tree: which tracked files are there, and which others git does not ignore. One pass of our own is
 * faster than `git ls-files --others` and `--deleted`, and git still decides what is ignored, for the few
 * untracked names only. Links are seen and not followed.
 */
export const walkWorktree = (repository: Repository, tracked: TrackedTree): Walk => {
  const prefix = `${repository.root}/`
  const seen = new Uint8Array(tracked.count)
  let seenCount = 0
  const untracked: string[] = []
  const links: string[] = []
  const skipped: SkippedFile[] = []
  const directories: string[] = []
  const ignoreFiles: string[] = []

  const list = (directory: string): readonly Dirent[] => {
    try {
      const found = readdirSync(prefix + directory, { withFileTypes: true })
      directories.push(directory)
      return found
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ENOTDIR') return []
      directories.push(directory)
      skipped.push({ path: directory, reason: `directory cannot be read: ${code}` })
      return []
    }
  }

  /** Why an untracked directory is none of this project's; null: it is. */
  const foreign = (children: readonly Dirent[]): string | null => {
    if (children.some(({ name }) => name === '.git')) return 'a repository of its own, check it there'
    return children.some(({ name }) => name === VIRTUAL_ENVIRONMENT_MARK) ? 'virtual environment' : null
  }

  let asked: { path: string; type: 'file' | 'link' | 'directory' }[] = []
  const consider = (path: string, entry: Dirent): void => {
    if (entry.name === '.git') return
    if (entry.name === '.gitignore') ignoreFiles.push(path)
    if (path.includes('\uFFFD')) skipped.push({ path, reason: LOSSY_PATH })
    else if (entry.isFile()) asked.push({ path, type: 'file' })
    else if (entry.isSymbolicLink()) asked.push({ path, type: 'link' })
    else if (entry.isDirectory() && !TOOL_DIRECTORIES.has(entry.name)) asked.push({ path, type: 'directory' })
  }

  const pending = ['']
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    const base = directory === '' ? '' : `${directory}/`
    const names = tracked.directories.get(directory)
    for (const entry of list(directory)) {
      const place = names?.get(entry.name)
      if (place !== undefined && entry.isFile()) {
        seen[place] = 1
        seenCount++
        continue
      }
      const path = base + entry.name
      if (entry.isDirectory() && tracked.directories.has(path)) pending.push(path)
      else if (!tracked.submodules.has(path)) consider(path, entry)
    }
  }

  for (let round = 0; asked.length > 0; round++) {
    if (round === MAX_ROUNDS) {
      // `asked` grows while it is walked.
      for (const { path, type } of asked) if (type === 'directory') enter(path)
    }
    const ignored = findIgnored(
      repository,
      asked.map(({ path }) => path),
    )
    const kept = asked.filter(({ path }) => !ignored.has(path))
    const last = round === MAX_ROUNDS
    asked = []
    for (const { path, type } of kept) {
      if (type === 'file') untracked.push(path)
      else if (type === 'link') links.push(path)
      else if (!last) enter(path)
    }
  }
  return { seen, seenCount, untracked, links, skipped, directories, ignoreFiles }

  function enter(directory: string): void {
    const children = list(directory)
    const reason = foreign(children)
    if (reason !== null) skipped.push({ path: directory, reason })
    else for (const entry of children) consider(`${directory}/${entry.name}`, entry)
  }
}
