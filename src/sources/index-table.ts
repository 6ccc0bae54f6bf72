import type { SourceEntry } from '../core/source.ts'
import type { IndexPlace } from './git.ts'
import {
  areExtensionsOptional,
  encodeName,
  decodeName,
  type IndexFile,
  INTENT_TO_ADD,
  objectIdAt,
  openIndexFile,
  EXTENDED,
  MODE_AT,
  NAME_LENGTH,
  HEADER_BYTES,
  STAT_BYTES,
} from './index-file.ts'

/*
 * Questions about single paths, answered from the bytes of an index without making its listing: a hook in a large
 * repository asks about a hundred paths out of a hundred thousand.
 */
export interface IndexTable {
  /** null: no file of this path; undefined: a link is on the way, and only the listing follows links. */
  find(path: string): SourceEntry | null | undefined
  /** Whether a file lies below the directory; undefined: only the listing can tell. */
  hasDirectory(path: string): boolean | undefined
  /** The paths of all files of this name, sorted by their bytes. */
  named(base: string): readonly string[]
}

const FORMAT = 0o170000
const REGULAR = 0o100000
const LINK = 0o120000
const STAGE = 0x3000

/** Where each entry's name starts and ends, which entries are files, and the names of the links. */
interface Places {
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  /** 1: a file, not in conflict. */
  readonly files: Uint8Array
  readonly links: readonly string[]
}

/** With more links than this, each question would cost more than the listing. */
const MOST_LINKS = 1_000

/** @returns null where only git can read it, or the names are packed (version 4). */
export const openIndexTable = (place: IndexPlace): IndexTable | null => {
  const file = openIndexFile(place)
  if (file === null || file.version === 4) return null
  const places = locateEntries(file)
  return places === null ? null : createTable(file, places)
}

const locateEntries = (file: IndexFile): Places | null => {
  const { bytes, count, version, place } = file
  // Each entry takes 62 bytes at least; a larger count is damage, which the listing reports.
  if (count > bytes.length / STAT_BYTES) return null
  const starts = new Uint32Array(count)
  const ends = new Uint32Array(count)
  const fixed = STAT_BYTES + place.idBytes + 2
  const limit = bytes.length - place.idBytes
  const files = new Uint8Array(count)
  const links: string[] = []
  let at = HEADER_BYTES
  for (let nth = 0; nth < count; nth++) {
    if (at + fixed > limit) return null
    const flagsAt = at + STAT_BYTES + place.idBytes
    const flags = ((bytes[flagsAt] as number) << 8) | (bytes[flagsAt + 1] as number)
    const isExtended = version > 2 && (flags & EXTENDED) !== 0
    const mode = ((bytes[at + MODE_AT + 2] as number) << 8) | (bytes[at + MODE_AT + 3] as number)
    const start = at + fixed + (isExtended ? 2 : 0)
    const length = flags & NAME_LENGTH
    const end = length === NAME_LENGTH ? bytes.indexOf(0, start) : start + length
    if (end < start || end >= limit || bytes[end] !== 0) return null
    starts[nth] = start
    ends[nth] = end
    if ((mode & FORMAT) === REGULAR && (flags & STAGE) === 0) files[nth] = 1
    if ((mode & FORMAT) === LINK) links.push(bytes.toString('latin1', start, end))
    if (links.length > MOST_LINKS) return null
    at += (end - at + 8) & ~7
  }
  try {
    return areExtensionsOptional(file, at) ? { starts, ends, files, links } : null
  } catch {
    return null
  }
}

const createTable = (file: IndexFile, { starts, ends, files, links }: Places): IndexTable => {
  const { bytes, place } = file

  /** Who asks for all files of a name asks for each of them next. */
  const places = new Map<string, number>()

  /** The first entry whose name is not before these bytes. */
  const lowerBound = (name: Buffer): number => {
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (bytes.compare(name, 0, name.length, starts[middle], ends[middle]) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
  const bytesOf = (path: string): Buffer => Buffer.from(encodeName(place.prefix + path), 'latin1')
  const startsWith = (nth: number, name: Buffer): boolean =>
    nth < starts.length &&
    (ends[nth] as number) - (starts[nth] as number) >= name.length &&
    bytes.compare(name, 0, name.length, starts[nth], (starts[nth] as number) + name.length) === 0
  const nameOf = (nth: number): string => bytes.toString('latin1', starts[nth], ends[nth])
  /** Announced files (`git add -N`) are no part of the index; they have extended flags. */
  const isFile = (nth: number): boolean =>
    files[nth] === 1 && (!isExtendedAt(nth) || (bytes.readUInt16BE((starts[nth] as number) - 2) & INTENT_TO_ADD) === 0)
  /** Only the listing follows links. */
  const mayPassLink = (path: string): boolean => {
    const name = encodeName(place.prefix + path)
    return links.some((link) => name === link || name.startsWith(`${link}/`))
  }
  const entryAt = (nth: number, path: string): SourceEntry => {
    const isExtended = isExtendedAt(nth)
    const idAt = (starts[nth] as number) - (isExtended ? 4 : 2) - place.idBytes
    return { path, blob: objectIdAt(file, idAt), size: null }
  }
  /** Entries begin at multiples of eight bytes past the header's four odd ones. */
  const isExtendedAt = (nth: number): boolean => {
    const entry = (starts[nth] as number) - STAT_BYTES - place.idBytes - 2
    return (entry - HEADER_BYTES) % 8 !== 0
  }

  return {
    find(path) {
      const place = places.get(path)
      if (place !== undefined) return entryAt(place, path)
      const name = bytesOf(path)
      const nth = lowerBound(name)
      const isThere = startsWith(nth, name) && (ends[nth] as number) - (starts[nth] as number) === name.length
      if (isThere && isFile(nth)) return entryAt(nth, path)
      return mayPassLink(path) ? undefined : null
    },
    hasDirectory(path) {
      const below = bytesOf(path === '' ? '' : `${path}/`)
      for (let nth = lowerBound(below); startsWith(nth, below); nth++) if (isFile(nth)) return true
      return mayPassLink(path) ? undefined : false
    },
    named(base) {
      const wanted = Buffer.from(`${encodeName(base)}\0`, 'latin1')
      const below = encodeName(place.prefix)
      const found: string[] = []
      for (let at = bytes.indexOf(wanted); at !== -1; at = bytes.indexOf(wanted, at + 1)) {
        const nth = entryEndingAt(at + wanted.length - 1)
        if (nth === -1 || !isFile(nth)) continue
        const name = nameOf(nth)
        if (!name.startsWith(below)) continue
        const path = decodeName(name.slice(below.length))
        if (path !== base && !path.endsWith(`/${base}`)) continue
        places.set(path, nth)
        found.push(path)
      }
      return found
    },
  }

  function entryEndingAt(end: number): number {
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ends[middle] as number) < end) low = middle + 1
      else high = middle
    }
    return ends[low] === end ? low : -1
  }
}
