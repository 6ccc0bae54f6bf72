import { createHash, randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { findCacheHome, findTrustedCacheHome } from './cache-home.ts'

/** The directory of everything that is remembered between runs; null: nothing can be. */
export function findCacheDirectory(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | null {
  const home = findCacheHome(environment)
  return home === null ? null : join(home, 'repoint')
}

const findTrustedDirectory = (): string | null => {
  const home = findTrustedCacheHome(process.env)
  return home === null ? null : join(home, 'repoint')
}

/**
 * Things remembered between runs, each a file of its own in the user's cache. A file is whole or not there: it is
 * written under another name and renamed. What cannot be read, or was cut off, is as good as not there. Nothing here
 * throws: a cache that cannot be had is none.
 */
export interface CacheStore {
  /** @param key anything; what depends on more than its key must be part of it. */
  get(key: string): Buffer | null
  /** Whether something is there, sound or not. */
  has(key: string): boolean
  put(key: string, parts: readonly Uint8Array[]): void
}

/** The least recently used go when there are more, or they take more room, in bytes. */
const MOST_ENTRIES = 64
const MOST_BYTES = 512 << 20

/** Larger things are not kept, in bytes. */
const LARGEST_ENTRY = 128 << 20

const SUM_BYTES = 16

const sumOf = (parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('md5')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** @param kind a name that is safe as a file's: what sort of things are kept, and the version of their format. */
export function openCacheStore(kind: string, directory: string | null = findTrustedDirectory()): CacheStore {
  const home = directory === null ? null : join(directory, kind)
  const fileOf = (key: string): string => join(home ?? '', createHash('sha256').update(key).digest('hex').slice(0, 40))
  return {
    get(key) {
      if (home === null) return null
      try {
        const file = fileOf(key)
        const bytes = readFileSync(file)
        const content = bytes.subarray(SUM_BYTES)
        if (bytes.length < SUM_BYTES || !sumOf([content]).equals(bytes.subarray(0, SUM_BYTES))) return null
        const now = new Date()
        utimesSync(file, now, now)
        return content
      } catch {
        return null
      }
    },
    has: (key) => home !== null && existsSync(fileOf(key)),
    put(key, parts) {
      if (home === null || parts.reduce((sum, part) => sum + part.length, 0) > LARGEST_ENTRY) return
      try {
        // What it says of a project is nobody else's business.
        mkdirSync(home, { recursive: true, mode: 0o700 })
        const temporary = join(home, `.${randomBytes(9).toString('hex')}`)
        writeFileSync(temporary, Buffer.concat([sumOf(parts), ...parts]), { flag: 'wx', mode: 0o600 })
        renameSync(temporary, fileOf(key))
        prune(home)
      } catch {
        // A full disk, or a home that may not be written to.
      }
    },
  }
}

/** Leftovers of killed runs are removed when they are older than this, in milliseconds. */
const LEFTOVER_AGE = 3_600_000

function prune(home: string): void {
  const entries = readdirSync(home).flatMap((name) => {
    const file = join(home, name)
    const stat = statSync(file, { throwIfNoEntry: false })
    return stat?.isFile() ? [{ file, name, size: stat.size, used: stat.mtimeMs }] : []
  })
  const kept = entries.filter(({ name }) => !name.startsWith('.')).sort((a, b) => b.used - a.used)
  let bytes = 0
  for (const [at, { file, size }] of kept.entries()) {
    bytes += size
    if (at >= MOST_ENTRIES || bytes > MOST_BYTES) rmSync(file, { force: true })
  }
  for (const { file, name, used } of entries)
    if (name.startsWith('.') && Date.now() - used > LEFTOVER_AGE) rmSync(file, { force: true })
}

/** Remove everything that is remembered. @returns the directory, and how many bytes it took; null: there was none. */
export function cleanCache(
  directory: string | null = findCacheDirectory(),
): { readonly directory: string; readonly bytes: number } | null {
  if (directory === null || !statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return null
  const bytes = sizeOf(directory)
  rmSync(directory, { recursive: true, force: true })
  return { directory, bytes }
}

function sizeOf(directory: string): number {
  return readdirSync(directory, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(directory, entry.name)
    return sum + (entry.isDirectory() ? sizeOf(path) : (statSync(path, { throwIfNoEntry: false })?.size ?? 0))
  }, 0)
}
