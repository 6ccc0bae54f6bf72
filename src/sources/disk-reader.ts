import { closeSync, fstatSync, lstatSync, openSync, readFileSync, realpathSync, statfsSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
import { MAX_FILE_BYTES, TOO_LARGE } from '../core/decode.ts'
import type { SkippedFile, Source } from '../core/source.ts'
import { fill, OPEN_FLAGS, type Scratch } from './scratch.ts'
import { parentOf } from './tree.ts'

/** Reads files below one directory and never a byte outside it. */
export interface DiskReader {
  /** The whole file, the caller's own; null where there is none. Links are followed as long as they stay inside. */
  read(path: string): Uint8Array | null
  readEach: Source['readEach']
  /**
   * As `readEach`, without asking whether the directories on the way are real ones: for a search whose finds are read
   * once more. What lies behind a link out of the root must not get any further.
   */
  glanceEach: Source['readEach']
  /** Whether a regular file lies at this path, itself no link and not behind one. */
  isPlainFile(path: string): boolean
  /** Whether anything lies at this path, a link among them. */
  isThere(path: string): boolean
  /** The listing has just seen that these are directories and no links. */
  trustDirectories(paths: readonly string[]): void
}

const MAX_SINGLE_BYTES = 64 << 20

/** ext2-4, xfs, btrfs, tmpfs, overlayfs, f2fs, zfs: a read that gives less than was asked has met the end of the file. */
const EXACT_FILE_SYSTEMS = new Set([0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0xf2f52010, 0x2fc12fc1])

const GONE = new Set(['ENOENT', 'ENOTDIR', 'EISDIR'])

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error)

const readsExactly = (root: string): boolean => {
  try {
    return process.platform === 'linux' && EXACT_FILE_SYSTEMS.has(statfsSync(root).type)
  } catch {
    return false
  }
}

export const isInside = (root: string, path: string): boolean => {
  const way = relative(root, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

const OUTSIDE = 'outside the root'

/**
 * @param root absolute.
 * @param report hears of files that `read` finds but cannot give.
 */
export const createDiskReader = (root: string, report: (skipped: SkippedFile) => void): DiskReader => {
  const exact = readsExactly(root)
  const prefix = root.endsWith('/') ? root : `${root}/`
  const plain = new Map<string, boolean>([['', true]])
  let realRoot: string | null = null
  let spare: Scratch | null = { bytes: Buffer.alloc(0) }
  let lastParent = ''

  let trusted: { readonly paths: readonly string[]; set: ReadonlySet<string> | null } = { paths: [], set: null }
  const isTrusted = (path: string): boolean => {
    trusted.set ??= new Set(trusted.paths)
    return trusted.set.has(path)
  }

  const isPlainDirectory = (path: string): boolean => {
    let known = plain.get(path)
    if (known === undefined && isTrusted(path)) known = true
    if (known === undefined) {
      const name = path.slice(path.lastIndexOf('/') + 1)
      known =
        name !== '..' &&
        isPlainDirectory(parentOf(path)) &&
        lstatSync(prefix + path, { throwIfNoEntry: false })?.isDirectory() === true
      plain.set(path, known)
    }
    return known
  }

  const readWhole = (path: string, skip: (skipped: SkippedFile) => void): Uint8Array | null => {
    realRoot ??= realpathSync.native(root)
    const real = realpathSync.native(join(root, path))
    if (!isInside(realRoot, real)) {
      skip({ path, reason: OUTSIDE })
      return null
    }
    const descriptor = openSync(real, OPEN_FLAGS)
    try {
      const stat = fstatSync(descriptor)
      if (!stat.isFile()) return null
      if (stat.size <= MAX_SINGLE_BYTES) return readFileSync(descriptor)
      skip({ path, reason: 'larger than 64 MB' })
      return null
    } finally {
      closeSync(descriptor)
    }
  }

  const read = (path: string, skip: (skipped: SkippedFile) => void): Uint8Array | null => {
    if (path === '' || path.includes('\0') || isAbsolute(path)) return null
    try {
      return readWhole(path, skip)
    } catch (error) {
      const code = codeOf(error)
      if (!GONE.has(code)) skip({ path, reason: `cannot be read: ${code}` })
      return null
    }
  }

  /** The length of a listed file in the scratch buffer; null: take the careful way. */
  const readPlain = (path: string, scratch: Scratch, checked: boolean): number | null => {
    const parent = checked ? parentOf(path) : lastParent
    if (parent !== lastParent) {
      if (!isPlainDirectory(parent)) return null
      lastParent = parent
    }
    const descriptor = openSync(prefix + path, OPEN_FLAGS)
    try {
      return fill(scratch, descriptor, { start: 0, exact })
    } finally {
      closeSync(descriptor)
    }
  }

  const readOne = (
    path: string,
    scratch: Scratch,
    checked: boolean,
    visit: (path: string, bytes: Uint8Array) => void,
    skip: (skipped: SkippedFile) => void,
  ): void => {
    let length: number | null = null
    try {
      length = readPlain(path, scratch, checked)
    } catch (error) {
      const code = codeOf(error)
      if (GONE.has(code)) return
      // A link where a file was listed. It is read where its end lies inside.
      if (code !== 'ELOOP' && code !== 'EMLINK') {
        skip({ path, reason: `cannot be read: ${code}` })
        return
      }
    }
    const bytes = length === null ? read(path, skip) : scratch.bytes.subarray(0, length)
    if (bytes === null) return
    if (bytes.length > MAX_FILE_BYTES) skip({ path, reason: TOO_LARGE })
    else visit(path, bytes)
  }

  const readAll = (
    paths: Iterable<string>,
    checked: boolean,
    visit: (path: string, bytes: Uint8Array) => void,
    skip: (skipped: SkippedFile) => void,
  ): void => {
    // A visitor that reads many files itself gets a buffer of its own.
    const scratch = spare ?? { bytes: Buffer.alloc(0) }
    spare = null
    try {
      for (const path of paths) {
        if (path === '' || path.includes('\0') || isAbsolute(path)) skip({ path, reason: OUTSIDE })
        else readOne(path, scratch, checked, visit, skip)
      }
    } finally {
      spare = scratch
    }
  }

  return {
    read: (path) => read(path, report),
    readEach: (paths, visit, skip) => readAll(paths, true, visit, skip),
    glanceEach: (paths, visit, skip) => readAll(paths, false, visit, skip),
    isPlainFile(path) {
      try {
        return (
          isPlainDirectory(parentOf(path)) && lstatSync(prefix + path, { throwIfNoEntry: false })?.isFile() === true
        )
      } catch {
        return false
      }
    },
    isThere(path) {
      try {
        return lstatSync(prefix + path, { throwIfNoEntry: false }) !== undefined
      } catch {
        return true
      }
    },
    trustDirectories(paths) {
      trusted = { paths, set: null }
    },
  }
}
