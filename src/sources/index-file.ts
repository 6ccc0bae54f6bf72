import { readFileSync } from 'node:fs'
import { UserError } from '../core/user-error.ts'
import type { IndexPlace } from './git.ts'

/**
 * Hears of one entry.
 * @param name the path relative to the root, a code unit for each byte; `decodeName` turns it into the path.
 * @param mode as git stores it: `0o100644`, `0o120000` (link), `0o160000` (submodule).
 * @param stage 0, or which side of a merge conflict.
 * @param marks `SKIP_WORKTREE`, `INTENT_TO_ADD`, `ASSUME_VALID`.
 * @param idAt where its object id starts in the file.
 */
export type VisitEntry = (name: string, mode: number, stage: number, marks: number, idAt: number) => void

/** The bytes of an index, checked to be of a kind that can be read here. */
export interface IndexFile {
  readonly bytes: Buffer
  readonly version: number
  readonly count: number
  readonly place: IndexPlace
}

/*
 * The format is documented in gitformat-index(5), versions 2 to 4. Reading it takes a fifth of the time of asking
 * `git ls-files`, which matters to a hook in a large repository. A split or sparse index, or a later version, is left
 * to git. A damaged file is an error: git itself would go on with part of the files, and pass what it does not see.
 */

const SIGNATURE = 0x44495243
export const HEADER_BYTES = 12
export const STAT_BYTES = 40
export const MODE_AT = 24

export const EXTENDED = 0x4000
export const NAME_LENGTH = 0x0fff
/** Of the flags that every entry has; the others are of the extended ones. */
export const ASSUME_VALID = 0x8000
export const SKIP_WORKTREE = 0x4000
export const INTENT_TO_ADD = 0x2000

const NON_ASCII = /[\x80-\xff]/

export const decodeName = (name: string): string =>
  NON_ASCII.test(name) ? Buffer.from(name, 'latin1').toString('utf8') : name

/** The name a path has in an index. */
export const encodeName = (path: string): string => Buffer.from(path, 'utf8').toString('latin1')

/** The index as bytes; null: ask git. A missing file is an empty index, as for git. */
export const openIndexFile = (place: IndexPlace): IndexFile | null => {
  let bytes: Buffer
  try {
    bytes = readFileSync(place.file)
  } catch {
    return null
  }
  if (bytes.length < HEADER_BYTES + place.idBytes || bytes.readUInt32BE(0) !== SIGNATURE) return null
  const version = bytes.readUInt32BE(4)
  return version < 2 || version > 4 ? null : { bytes, version, count: bytes.readUInt32BE(8), place }
}

/** The number git's variable-length format has at `at`, and where it ends (git's `decode_varint`). */
const readVarint = (bytes: Buffer, at: number): { readonly value: number; readonly end: number } => {
  let next = at
  let byte = bytes[next++] ?? 0
  let value = byte & 0x7f
  while (byte & 0x80) {
    byte = bytes[next++] ?? 0
    value = (value + 1) * 128 + (byte & 0x7f)
    if (next - at > 5) throw new RangeError()
  }
  return { value, end: next }
}

/** Only extensions whose name starts with a capital may be passed over. Throws where they do not fill the file. */
export const areExtensionsOptional = ({ bytes, place }: IndexFile, start: number): boolean => {
  const end = bytes.length - place.idBytes
  let at = start
  while (at + 8 <= end) {
    const first = bytes[at] as number
    if (first < 65 || first > 90) return false
    at += 8 + bytes.readUInt32BE(at + 4)
  }
  if (at !== end) throw new RangeError()
  return true
}

/**
 * Visit the entries below the root in the order of the index (bytes of the path, then stage).
 * @returns false where only git can read it: what was visited must be thrown away.
 * @throws UserError where the file is damaged.
 */
export const visitIndex = (index: IndexFile, visit: VisitEntry): boolean => {
  try {
    return areExtensionsOptional(index, visitEntries(index, visit))
  } catch (error) {
    // Reading past the end, or past what the sizes allow.
    if (!(error instanceof RangeError)) throw error
    throw new UserError(`${index.place.file} is damaged`, 'make it anew: remove it and run git reset')
  }
}

/** @returns where the entries end. */
const visitEntries = (index: IndexFile, visit: VisitEntry): number => {
  const { bytes, version, count, place } = index
  const { prefix, idBytes } = place
  const text = bytes.toString('latin1')
  const below = encodeName(prefix)
  const fixed = STAT_BYTES + idBytes + 2
  let at = HEADER_BYTES
  let name = ''
  for (let left = count; left > 0; left--) {
    const mode = bytes.readUInt32BE(at + MODE_AT)
    const flags = bytes.readUInt16BE(at + STAT_BYTES + idBytes)
    const isExtended = version > 2 && (flags & EXTENDED) !== 0
    const extended = isExtended ? bytes.readUInt16BE(at + fixed) : 0
    let start = at + fixed + (isExtended ? 2 : 0)
    let end: number
    if (version === 4) {
      const strip = readVarint(bytes, start)
      start = strip.end
      end = bytes.indexOf(0, start)
      if (end < 0 || strip.value > name.length) throw new RangeError()
      name = name.slice(0, name.length - strip.value) + text.slice(start, end)
    } else {
      const length = flags & NAME_LENGTH
      end = length === NAME_LENGTH ? bytes.indexOf(0, start) : start + length
      if (end < start || bytes[end] !== 0) throw new RangeError()
      name = text.slice(start, end)
    }
    if (below === '' || name.startsWith(below)) {
      const marks = (extended & (SKIP_WORKTREE | INTENT_TO_ADD)) | (flags & ASSUME_VALID)
      visit(below === '' ? name : name.slice(below.length), mode, (flags >> 12) & 3, marks, at + STAT_BYTES)
    }
    // Entries are padded with one to eight NULs to a multiple of eight; version 4 has just the one.
    at = version === 4 ? end + 1 : at + ((end - at + 8) & ~7)
  }
  return at
}

/** The object id at a place in the file, in hexadecimal digits. */
export const objectIdAt = ({ bytes, place }: IndexFile, at: number): string =>
  bytes.toString('hex', at, at + place.idBytes)
