import { closeSync, fstatSync, lstatSync, openSync, readSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Surroundings } from '../core/source.ts'
import type { Repository } from './git.ts'
import { startGit } from './spawn-git.ts'

/**
 * What a work tree looked like, by everything that changes when a file in it does: git's index by its checksum,
 * tracked files by what git says of them, directories (which tell of files that come and go) and all other files by
 * their times. Paths are relative to the root, joined by NUL.
 */
export interface TreeMark {
  readonly index: string
  /** Tracked files that differ from the index. */
  readonly dirty: string
  readonly directories: string
  /** One for each directory: modification time in milliseconds. */
  readonly directoryTimes: readonly number[]
  /** Files by name and what `stat` says of them; null: not there. */
  readonly loose: readonly (readonly [path: string, stat: string | null])[]
}

/**
 * A time this close before a run may be that of a change which came after the file was read: clocks of file systems
 * are coarse. In milliseconds.
 */
const RACY = 2_000

/** With more files besides the index this is no checkout that will look the same next time. */
const MOST_LOOSE = 5_000

/** Below this size, in bytes, an index lists so few files that looking at them is as quick. */
const SMALLEST_INDEX = 128 << 10

/** Whether looking for changes costs less than the run itself. */
export const isLargeTree = (indexMark: string): boolean => Number(indexMark.split(' ')[1]) >= SMALLEST_INDEX

/** Checksum and length of the index; null: there is none, or git was told to write no checksum. */
export const readIndexMark = (repository: Repository): string | null => {
  const { index } = repository
  if (index === null) return null
  try {
    const descriptor = openSync(index.file, 'r')
    try {
      const { size } = fstatSync(descriptor)
      if (size < index.idBytes) return null
      const sum = Buffer.alloc(index.idBytes)
      readSync(descriptor, sum, 0, sum.length, size - sum.length)
      return sum.every((byte) => byte === 0) ? null : `${sum.toString('hex')} ${size}`
    } finally {
      closeSync(descriptor)
    }
  } catch {
    return null
  }
}

/** What decides, outside of the tree, what git ignores. */
const ignoreSettings = (repository: Repository): string[] => {
  const home = homedir()
  const config = process.env.XDG_CONFIG_HOME ?? join(home, '.config')
  const git =
    repository.index === null
      ? []
      : ['info/exclude', 'config'].map((name) => join(repository.index?.file ?? '', '..', name))
  return [...git, join(home, '.gitconfig'), join(config, 'git/config'), join(config, 'git/ignore')]
}

interface Seen {
  readonly text: string
  /** The later of both times, in milliseconds. */
  readonly changed: number
}

const look = (path: string): Seen | null => {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return null
  const { mode, size, ino, mtimeMs, ctimeMs } = stat
  return { text: [mode, size, ino, mtimeMs, ctimeMs].join(' '), changed: Math.max(mtimeMs, ctimeMs) }
}

const split = (joined: string): string[] => (joined === '' ? [] : joined.split('\0'))

/** Tracked files that differ from the index as git sees it without reading them, sorted and joined by NUL; null: git cannot tell. */
export const findDirty = async (repository: Repository): Promise<string | null> => {
  const result = await startGit(repository.root, repository.environment, [
    'diff-files',
    '--name-only',
    '-z',
    '--relative',
    '--no-ext-diff',
    '--ignore-submodules=all',
  ])
  if (result === null) return null
  return result
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '')
    .sort()
    .join('\0')
}

/**
 * Mark the tree as a run that began at `since` saw it.
 * @param since milliseconds; a tree that has changed since, or may have, is not marked.
 * @param trusted that the tree is as the index says: nothing else is looked at.
 */
export const markTree = async (
  repository: Repository,
  index: string,
  around: Surroundings,
  since: number,
  trusted: boolean,
): Promise<TreeMark | null> => {
  if (trusted)
    return readIndexMark(repository) === index
      ? { index, dirty: '', directories: '', directoryTimes: [], loose: [] }
      : null
  if (around.directories.length === 0 || around.untracked.length > MOST_LOOSE) return null
  const asked = findDirty(repository)
  const limit = since - RACY
  const directoryTimes = timesOf(repository, around.directories, limit)
  const dirty = await asked
  if (directoryTimes === null || dirty === null || readIndexMark(repository) !== index) return null
  const paths = [...split(dirty), ...around.untracked].map((path) => join(repository.root, path))
  const loose = paths.length > MOST_LOOSE ? null : lookAt([...paths, ...ignoreSettings(repository)], limit)
  return loose && { index, dirty, directories: around.directories.join('\0'), directoryTimes, loose }
}

/** null: one has changed later than `limit`, in milliseconds. */
const timesOf = ({ root }: Repository, directories: readonly string[], limit: number): number[] | null => {
  const times: number[] = []
  for (const directory of directories) {
    const time = lstatSync(join(root, directory), { throwIfNoEntry: false })?.mtimeMs
    if (time === undefined || time > limit) return null
    times.push(time)
  }
  return times
}

const lookAt = (paths: readonly string[], limit: number): [path: string, stat: string | null][] | null => {
  const loose: [string, string | null][] = []
  for (const path of paths) {
    const seen = look(path)
    if (seen !== null && seen.changed > limit) return null
    loose.push([path, seen?.text ?? null])
  }
  return loose
}

/** Whether the tree looks as it did. With `trusted` nothing but the index is looked at. */
export const isUnchanged = async (repository: Repository, mark: TreeMark, trusted: boolean): Promise<boolean> => {
  if (readIndexMark(repository) !== mark.index) return false
  if (trusted) return true
  const asked = findDirty(repository)
  const same =
    areDirectoriesSame(repository, mark) && mark.loose.every(([path, text]) => (look(path)?.text ?? null) === text)
  return (await asked) === mark.dirty && same
}

const areDirectoriesSame = ({ root }: Repository, { directories, directoryTimes }: TreeMark): boolean => {
  const prefix = root.endsWith('/') ? root : `${root}/`
  return directories.split('\0').every((directory, at) => {
    const stat = lstatSync(prefix + directory, { throwIfNoEntry: false })
    return stat?.isDirectory() === true && stat.mtimeMs === directoryTimes[at]
  })
}
