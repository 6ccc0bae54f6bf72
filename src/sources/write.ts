import { closeSync, fsync, openSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  commitWrite,
  describeFailure,
  discardWrite,
  type FileWrite,
  isLeftover,
  type StagedWrite,
  stageWrite,
} from './staged-write.ts'

export type { FileWrite } from './staged-write.ts'

export interface FailedWrite {
  readonly path: string
  /** For people: `changed since it was read`, `read-only`, `cannot be written: permission denied (EACCES)` … */
  readonly reason: string
}

export interface Written {
  /** In the order they were given. */
  readonly written: readonly string[]
  /** Left as they were. */
  readonly failed: readonly FailedWrite[]
  /**
   * Give every written file its old bytes back and remove those that were new, as after a command found fault with
   * them. A file that somebody changed since keeps that change and is returned.
   */
  restore(): Promise<readonly FailedWrite[]>
}

export interface WriteSettings {
  /** Write nothing where one file cannot be written. */
  readonly allOrNothing?: boolean
}

/** How many files are being flushed at a time: together they cost the disk little more than one. */
const FLUSHES = 8

const flush = (path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    // Windows flushes only what is open for writing.
    const descriptor = openSync(path, process.platform === 'win32' ? 'r+' : 'r')
    fsync(descriptor, (error) => {
      closeSync(descriptor)
      if (error) reject(error)
      else resolve()
    })
  })

const forEachFlushed = async <T>(
  items: readonly T[],
  path: (item: T) => string,
  failed: (item: T, error: unknown) => void,
) => {
  let next = 0
  const work = async (): Promise<void> => {
    while (next < items.length) {
      const item = items[next++] as T
      try {
        await flush(path(item))
      } catch (error) {
        failed(item, error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(FLUSHES, items.length) }, work))
}

/** Temporary files that a killed run left in the directories being written to. */
const removeLeftovers = (directories: Iterable<string>): void => {
  for (const directory of directories) {
    try {
      for (const name of readdirSync(directory)) if (isLeftover(name)) rmSync(join(directory, name), { force: true })
    } catch {
      // Not ours to clean.
    }
  }
}

const directoriesOf = (staged: readonly StagedWrite[]): string[] => [
  ...new Set(staged.map(({ target }) => dirname(target))),
]

/**
 * Write files so that each is always whole: old or new, whatever happens. The new bytes go to a temporary file in
 * the same directory, are flushed to the disk, and renamed into place; mode and owner are kept, a symbolic link
 * inside the root stays a link. A file that is not what it was when it was read, that is read-only, or that leads
 * out of the root is left alone and reported. All files are prepared before the first one changes.
 * @param root absolute; `path`s are relative to it.
 */
export const writeAll = async (
  root: string,
  writes: readonly FileWrite[],
  settings: WriteSettings = {},
): Promise<Written> => {
  const realRoot = realpathSync.native(root)
  const failed: FailedWrite[] = []
  const fail = ({ path }: FileWrite, error: unknown): void => {
    failed.push({ path, reason: describeFailure(error) })
  }

  const staged: StagedWrite[] = []
  for (const write of writes) {
    try {
      staged.push(stageWrite(realRoot, write))
    } catch (error) {
      fail(write, error)
    }
  }
  removeLeftovers(directoriesOf(staged))
  const unflushed = new Set<StagedWrite>()
  await forEachFlushed(
    staged,
    ({ temporary }) => temporary,
    (item, error) => {
      unflushed.add(item)
      fail(item.write, error)
    },
  )
  const stop = settings.allOrNothing === true
  const ready = new Set(stop && failed.length > 0 ? [] : staged.filter((item) => !unflushed.has(item)))
  for (const item of staged) if (!ready.has(item)) discardWrite(item)

  let done: FileWrite[] = []
  for (const item of ready) {
    try {
      if (stop && failed.length > 0) discardWrite(item)
      else {
        commitWrite(item)
        done.push(item.write)
      }
    } catch (error) {
      discardWrite(item)
      fail(item.write, error)
    }
  }
  if (stop && failed.length > 0) {
    failed.push(...(await restoreAll(root, realRoot, done)))
    done = []
  }
  // A rename is on the disk once its directory is. Some file systems cannot flush one; the files are whole anyway.
  if (process.platform !== 'win32')
    await forEachFlushed(
      directoriesOf([...ready]),
      (directory) => directory,
      () => {},
    )
  return { written: done.map(({ path }) => path), failed, restore: () => restoreAll(root, realRoot, done) }
}

const restoreAll = async (
  root: string,
  realRoot: string,
  done: readonly FileWrite[],
): Promise<readonly FailedWrite[]> => {
  const back: FileWrite[] = []
  const failed: FailedWrite[] = []
  for (const { path, before, after } of done) {
    if (before !== null) back.push({ path, before: after, after: before })
    else {
      try {
        // Staging compares the file with what was written.
        const check = stageWrite(realRoot, { path, before: after, after })
        discardWrite(check)
        rmSync(check.target)
      } catch (error) {
        failed.push({ path, reason: describeFailure(error) })
      }
    }
  }
  return [...failed, ...(await writeAll(root, back)).failed]
}
