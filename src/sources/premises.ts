import { lstatSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { Premises, TreePremises } from '../core/premises.ts'
import { packDirectories, timeOfDirectory } from './directory-times.ts'
import { findDirty } from './dirty-files.ts'
import { type Repository, tryGit } from './git.ts'
import { markPath, readIndexMark } from './path-marks.ts'
import { isAboutGit } from './premises-check.ts'

/*
 * Gathering what a run rested on, after it. What has changed since the run began, or may have, is no premise: then
 * there are none.
 */

/** What a work tree's source has seen and given. Paths are relative to the root. */
export interface Seen {
  /** When it was opened, in milliseconds. */
  readonly since: number
  /** The index's mark at that time. */
  readonly indexMark: string | null
  /** Directories that were walked. */
  readonly directories: readonly string[]
  /** Files and links in them that are not tracked. */
  readonly untracked: readonly string[]
  /** Single files that were asked for, and whether they were there. */
  readonly consulted: ReadonlyMap<string, boolean>
  /** What git's index says is in the tree as a regular file. */
  readonly isTracked: (path: string) => boolean
  /** The tree is as the index says: tracked files are not looked at. */
  readonly trusted: boolean
}

/**
 * A time this close before a run may be that of a change which came after the file was read: clocks of file systems
 * are coarse. In milliseconds.
 */
const RACY = 2_000

/** With more files besides the index this is no checkout that will look the same next time. */
const MOST_PATHS = 5_000

/** Below this size, in bytes, an index lists so few files that looking at them is as quick. */
const SMALLEST_INDEX = 128 << 10

const isLargeTree = (indexMark: string): boolean => Number(indexMark.split(' ')[1]) >= SMALLEST_INDEX

/** @param others absolute paths that the run went by besides what its source gave. @returns null where something is in doubt. */
export async function gatherPremises(
  repository: Repository,
  seen: Seen,
  others: readonly string[],
): Promise<Premises | null> {
  const { index, root } = repository
  const { indexMark, since } = seen
  if (index === null || indexMark === null || !isLargeTree(indexMark) || !Number.isFinite(since)) return null
  if (!seen.trusted && seen.directories.length === 0) return null
  const limit = since - RACY
  const asked = seen.trusted ? null : findDirty(root, repository.environment)
  const directoryTimes = timesOf(root, seen.directories, limit)
  const dirty = await asked
  const ofGit = findGitFiles(repository)
  const unwatched = seen.trusted ? [] : findUnwatched(repository)
  if (directoryTimes === null || (dirty === null && asked !== null) || ofGit === null || unwatched === null) return null
  const wanted = new Map<string, boolean | null>([...ofGit, ...others].map((path) => [path, null]))
  for (const path of [...(dirty?.split('\0') ?? []), ...seen.untracked, ...unwatched])
    if (path !== '') wanted.set(join(root, path), null)
  for (const [path, found] of seen.consulted) if (!seen.isTracked(path)) wanted.set(join(root, path), found)
  const paths = markPaths(wanted, limit)
  if (paths === null || readIndexMark(index) !== indexMark) return null
  return {
    root,
    index: { file: index.file, idBytes: index.idBytes, mark: indexMark },
    paths,
    tree:
      dirty === null
        ? null
        : { dirty, directories: packDirectories(seen.directories, directoryTimes), environment: aboutGit(repository) },
  }
}

/** null: one has changed later than `limit`, in milliseconds. */
function timesOf(root: string, directories: readonly string[], limit: number): number[] | null {
  const times: number[] = []
  for (const directory of directories) {
    const stat = lstatSync(join(root, directory), { throwIfNoEntry: false })
    const time = stat && timeOfDirectory(stat)
    if (time === undefined || time > limit) return null
    times.push(time)
  }
  return times
}

/** @param wanted absolute paths, with whether the run found something there; null: it did not say. */
function markPaths(wanted: ReadonlyMap<string, boolean | null>, limit: number): Premises['paths'] | null {
  if (wanted.size > MOST_PATHS) return null
  const marked: [string, string | null][] = []
  for (const [path, found] of wanted) {
    const mark = markPath(path)
    if ((mark !== null && mark.changed > limit) || (found === true && mark === null)) return null
    marked.push([path, mark?.text ?? null])
  }
  return marked
}

const aboutGit = ({ environment }: Repository): TreePremises['environment'] =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      isAboutGit(name) && value !== undefined ? [[name, value] as const] : [],
    ),
  )

/**
 * Files of git's own that an answer depends on: what HEAD is, and everything outside of the tree that decides what is
 * ignored. null: git does not say.
 */
function findGitFiles(repository: Repository): readonly string[] | null {
  const ofRefs = findRefFiles(repository)
  const ofSettings = findSettingFiles(repository)
  return ofRefs && ofSettings && [...ofRefs, ...ofSettings, ...findIgnoreFilesAbove(repository)]
}

/** What lies in the directories between the root and the top of the work tree is in no listing. */
function findIgnoreFilesAbove({ root, top }: Repository): readonly string[] {
  const files: string[] = []
  for (let directory = root; top !== null && directory !== top && dirname(directory) !== directory; ) {
    directory = dirname(directory)
    files.push(join(directory, '.gitignore'))
  }
  return files
}

const GIT_FILES = ['HEAD', 'packed-refs', 'shallow', 'info/grafts', 'info/exclude', 'config', 'config.worktree']

function findRefFiles(repository: Repository): readonly string[] | null {
  const questions = GIT_FILES.flatMap((name) => ['--git-path', name])
  const { status, stdout } = tryGit(repository, ['rev-parse', ...questions, '--symbolic-full-name', 'HEAD'])
  const lines = stdout.toString('utf8').split('\n')
  // One line each, the branch, and nothing after the last line break; more where a path has one in it.
  if (status !== 0 || lines.length !== GIT_FILES.length + 2) return null
  const paths = lines.slice(0, -2).map((path) => resolve(repository.root, path))
  const [head = '', packed = ''] = paths
  const branch = lines.at(-2) ?? ''
  const text = readFileSync(head, 'utf8').trim()
  if (branch === 'HEAD') return /^[0-9a-f]{40,64}$/.test(text) ? paths : null
  // Loose branches lie beside the packed ones, which linked work trees share. Other stores of branches are not known here.
  return text === `ref: ${branch}` ? [...paths, join(dirname(packed), branch)] : null
}

/** Tracked files that git was told not to look at, those left out on purpose apart. null: git does not say. */
function findUnwatched(repository: Repository): readonly string[] | null {
  const { status, stdout } = tryGit(repository, ['ls-files', '-v', '-z'])
  if (status !== 0) return null
  const marked = stdout.toString('utf8').split('\0')
  return marked.flatMap((line) => {
    const path = line.slice(2)
    const isHidden = /^[a-z]/.test(line) || (line.startsWith('S ') && markPath(join(repository.root, path)) !== null)
    return isHidden ? [path] : []
  })
}

/** A setting whose value is the path of a file that settings or rules come from. */
const NAMES_FILE = /^(core\.(?:excludesfile|attributesfile)|include(?:if\..*)?\.path)\n(.+)$/s

function findSettingFiles(repository: Repository): readonly string[] | null {
  const { status, stdout } = tryGit(repository, ['config', '--list', '--show-origin', '-z'])
  if (status !== 0) return null
  const home = homedir()
  const homeOfSettings = process.env.XDG_CONFIG_HOME || join(home, '.config')
  const found = new Set([
    '/etc/gitconfig',
    join(home, '.gitconfig'),
    join(homeOfSettings, 'git/config'),
    join(homeOfSettings, 'git/ignore'),
    join(homeOfSettings, 'git/attributes'),
  ])
  // In turn where a setting was made, and the setting: name, line break, value.
  const fields = stdout.toString('utf8').split('\0')
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [origin = '', setting = ''] = [fields[at], fields[at + 1]]
    // Relative to where git has moved to.
    const files = origin.startsWith('file:')
      ? [repository.root, repository.top ?? repository.root].map((place) =>
          resolve(place, origin.slice('file:'.length)),
        )
      : []
    for (const file of files) found.add(file)
    const [, key, value] = NAMES_FILE.exec(setting) ?? []
    if (key === undefined || value === undefined) continue
    const path = value.startsWith('~/') ? join(home, value.slice(2)) : value
    // A file that is included need not be there yet, and is looked for beside the one that includes it.
    if (isAbsolute(path)) found.add(path)
    else if (key.startsWith('include') && files.length > 0 && !/^[~%]/.test(path))
      for (const file of files) found.add(resolve(dirname(file), path))
    // `~someone/…` and whatever else: git knows what it means, this does not.
    else return null
  }
  return [...found]
}
