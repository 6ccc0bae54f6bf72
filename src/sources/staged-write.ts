import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  lstatSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { isInside } from './disk-reader.ts'

/** One file's bytes before and after. */
export interface FileWrite {
  readonly path: string
  /** What was read and what the new bytes were made from; null: the file must not exist yet. */
  readonly before: Uint8Array | null
  readonly after: Uint8Array
}

/** Why a file is left as it is; the message is for people. */
export class WriteRefusal extends Error {
  override readonly name = 'WriteRefusal'
}

/** A file's new bytes on disk, beside the place where they belong. */
export interface StagedWrite {
  readonly write: FileWrite
  readonly target: string
  readonly temporary: string
  /** The file as it was compared; null: there was none. */
  readonly stat: Stats | null
}

/** Names carry the process that wrote them, so that what a killed run leaves can be told from a running one's. */
const TEMPORARY = /^\.repoint-(\d+)-[0-9a-f]{12}\.tmp$/

const temporaryName = (): string => `.repoint-${process.pid}-${randomBytes(6).toString('hex')}.tmp`

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Whether a file of this name was left behind by a run that is no more. */
export const isLeftover = (name: string): boolean => {
  const pid = TEMPORARY.exec(name)?.[1]
  return pid !== undefined && !isAlive(Number(pid))
}

/** Why a write failed, for people. */
export const describeFailure = (error: unknown): string => {
  if (error instanceof WriteRefusal) return error.message
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EROFS') return 'cannot be written: the file system is read-only'
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'cannot be written: no space left'
  if (code === 'EACCES' || code === 'EPERM') return `cannot be written: permission denied (${code})`
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'cannot be written: its directory does not exist'
  return `cannot be written: ${code ?? String(error)}`
}

/** Where the bytes go: the file itself, or the file a link leads to, and never outside the root. */
const findTarget = (realRoot: string, path: string): string => {
  const plain = join(realRoot, path)
  if (path.includes('\0') || plain === realRoot || !isInside(realRoot, plain))
    throw new WriteRefusal('outside the root')
  let target = join(realpathSync.native(dirname(plain)), basename(plain))
  if (lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink()) {
    try {
      target = realpathSync.native(target)
    } catch {
      throw new WriteRefusal('a symbolic link to nothing')
    }
  }
  if (!isInside(realRoot, target)) throw new WriteRefusal('leads out of the root through a symbolic link')
  if (target.slice(realRoot.length).split(/[\\/]/).includes('.git')) throw new WriteRefusal('inside a git directory')
  return target
}

const CHANGED = 'changed since it was read'

const holds = (stat: Stats | null, target: string, expected: Uint8Array | null): boolean => {
  if (stat === null || expected === null) return stat === null && expected === null
  return stat.size === expected.length && readFileSync(target).equals(expected)
}

const keepOwner = (path: string, stat: Stats): void => {
  if (stat.uid === process.getuid?.() && stat.gid === process.getgid?.()) return
  try {
    chownSync(path, stat.uid, stat.gid)
  } catch {
    // Only root may give files away; the file becomes the writer's own, as with any editor that renames.
  }
}

/**
 * Write the new bytes to a temporary file beside the target, with its mode and owner.
 * @param realRoot absolute, without symbolic links.
 * @throws WriteRefusal, or the system's error; nothing is left behind.
 */
export const stageWrite = (realRoot: string, write: FileWrite): StagedWrite => {
  const target = findTarget(realRoot, write.path)
  const stat = statSync(target, { throwIfNoEntry: false }) ?? null
  if (stat !== null && !stat.isFile()) throw new WriteRefusal('not a regular file')
  if (stat === null && write.before !== null) throw new WriteRefusal('gone since it was read')
  if (stat !== null && write.before === null) throw new WriteRefusal('exists already')
  if (!holds(stat, target, write.before)) throw new WriteRefusal(CHANGED)
  // The rename would succeed; whoever took the permission away meant it.
  if (stat !== null && (stat.mode & 0o222) === 0) throw new WriteRefusal('read-only')
  const temporary = join(dirname(target), temporaryName())
  try {
    writeFileSync(temporary, write.after, { flag: 'wx', mode: stat === null ? 0o666 : 0o600 })
    if (stat !== null) {
      keepOwner(temporary, stat)
      chmodSync(temporary, stat.mode & 0o7777)
    }
  } catch (error) {
    discardWrite({ temporary })
    throw error
  }
  return { write, target, temporary, stat }
}

/**
 * Put the new bytes in place, in one step.
 * @throws WriteRefusal where the file changed since it was staged; the temporary file is still there then.
 */
export const commitWrite = ({ target, temporary, stat, write }: StagedWrite): void => {
  const now = statSync(target, { throwIfNoEntry: false }) ?? null
  const same = now?.ino === stat?.ino && now?.mtimeMs === stat?.mtimeMs && now?.size === stat?.size
  if (!same && !holds(now, target, write.before)) throw new WriteRefusal(CHANGED)
  renameSync(temporary, target)
}

export const discardWrite = ({ temporary }: { readonly temporary: string }): void => {
  try {
    rmSync(temporary, { force: true })
  } catch {
    // The directory does not let us; the next run tries again.
  }
}
