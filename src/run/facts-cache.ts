import { OutlinePacker, type PackedOutlines, unpackOutlines } from '../core/outline-pack.ts'
import type { Outline } from '../core/dangling-outline.ts'
import type { LanguageId } from '../core/migration.ts'
import type { Source } from '../core/source.ts'
import { openCacheStore } from '../sources/cache-store.ts'
import type { SearchOrder } from './needle-search.ts'
import { BUILD } from './version.ts'

/*
 * What is known of files by their contents: the outline of each, and which of them have none of a manifest's needles.
 * A file is known again by its path and its git blob, so nothing of it is read. Outlines do not depend on the manifest.
 */

/** Fewer files are read as quickly as looked up. */
const WORTH_REMEMBERING = 2_000

/** What was remembered is written anew when more than this part of it has changed. */
const STALE_PART = 0.02

export interface FactsCache {
  /** Hits among the files that have not changed since they were last searched for the same; the others are `left`. */
  recallHits(
    paths: readonly string[],
    order: Omit<SearchOrder, 'timed'>,
  ): Promise<{ readonly hits: readonly string[]; readonly left: readonly string[] }>
  rememberHits(paths: readonly string[], hits: readonly string[], order: Omit<SearchOrder, 'timed'>): Promise<void>
  recallOutlines(
    language: LanguageId,
    paths: readonly string[],
  ): Promise<{ readonly outlines: ReadonlyMap<string, Outline>; readonly left: readonly string[] }>
  /** Whether outlines of a language are remembered at all. */
  knowsOutlines(language: LanguageId): boolean
  rememberOutlines(
    language: LanguageId,
    paths: readonly string[],
    outlineOf: (path: string) => Outline | null,
  ): Promise<void>
}

/** @returns null where nothing is remembered: from source, for few files, for trees that are not in git. */
export function openFactsCache(source: Source, isAllowed: boolean): FactsCache | null {
  if (BUILD === undefined || !isAllowed || source.identify === undefined) return null
  const store = openCacheStore('facts-1')
  const keyOf = (...parts: readonly unknown[]): string => JSON.stringify([BUILD, source.root, ...parts])
  let identity: Promise<ReadonlyMap<string, string> | null> | null = null
  const identify = (): Promise<ReadonlyMap<string, string> | null> => {
    identity ??= source.identify?.() ?? Promise.resolve(null)
    return identity
  }

  /** The files of a record that are now what they were, by their place in it. */
  const recognise = async (record: KnownFiles): Promise<ReadonlyMap<string, number>> => {
    const blobs = await identify()
    const same = new Map<string, number>()
    for (const [place, path] of record.paths.entries())
      if (blobs?.get(path) === record.blobs[place]) same.set(path, place)
    return same
  }
  /** Asked anew, after the files were read: what was changed before, while this ran, is not what the index says. */
  const identified = async (paths: readonly string[]): Promise<KnownFiles | null> => {
    const blobs = paths.length < WORTH_REMEMBERING ? null : await source.identify?.()
    if (!blobs) return null
    const known = paths.filter((path) => blobs.has(path))
    return { paths: known, blobs: known.map((path) => blobs.get(path) as string) }
  }
  /** Whether a record of all these files is worth writing where so many of them were not in the last one. */
  let fresh = new Map<string, number>()
  const isWorthWriting = (key: string, count: number): boolean => (fresh.get(key) ?? count) > count * STALE_PART

  return {
    async recallHits(paths, order) {
      const key = keyOf('needles', order)
      const parts = paths.length < WORTH_REMEMBERING ? null : split(store.get(key))
      const record = parts && readFiles(parts)
      if (!parts || !record) return { hits: [], left: paths }
      const same = await recognise(record)
      const hits = new Set([...toNumbers(parts[2])].map((place) => record.paths[place]))
      const left = paths.filter((path) => !same.has(path))
      fresh.set(key, left.length)
      return { hits: paths.filter((path) => same.has(path) && hits.has(path)), left }
    },
    async rememberHits(paths, hits, order) {
      const key = keyOf('needles', order)
      const record = isWorthWriting(key, paths.length) ? await identified(paths) : null
      if (record === null) return
      const found = new Set(hits)
      const places = record.paths.flatMap((path, place) => (found.has(path) ? [place] : []))
      store.put(key, join([...writeFiles(record), toBytes(Int32Array.from(places))]))
    },
    async recallOutlines(language, paths) {
      const key = keyOf('outlines', language)
      const parts = paths.length < WORTH_REMEMBERING ? null : split(store.get(key))
      const record = parts && readFiles(parts)
      const outlines = new Map<string, Outline>()
      if (!parts || !record) return { outlines, left: paths }
      const same = await recognise(record)
      const packed: PackedOutlines = {
        strings: toText(parts[2]),
        numbers: toNumbers(parts[3]),
        places: toNumbers(parts[4]),
      }
      for (const [place, outline] of unpackOutlines(packed)) {
        const path = record.paths[place] as string
        if (same.has(path)) outlines.set(path, outline)
      }
      // A file without an outline cannot be decoded: it is looked at again.
      const left = paths.filter((path) => !outlines.has(path))
      fresh.set(key, left.length)
      return { outlines, left }
    },
    knowsOutlines: (language) => store.has(keyOf('outlines', language)),
    async rememberOutlines(language, paths, outlineOf) {
      const key = keyOf('outlines', language)
      const record = isWorthWriting(key, paths.length) ? await identified(paths) : null
      if (record === null) return
      const packer = new OutlinePacker()
      for (const [place, path] of record.paths.entries()) {
        const outline = outlineOf(path)
        if (outline !== null) packer.add(place, outline)
      }
      const { strings, numbers, places } = packer.finish()
      store.put(key, join([...writeFiles(record), Buffer.from(strings), toBytes(numbers), toBytes(places)]))
      fresh = new Map(fresh).set(key, 0)
    },
  }
}

interface KnownFiles {
  readonly paths: readonly string[]
  readonly blobs: readonly string[]
}

const writeFiles = ({ paths, blobs }: KnownFiles): Buffer[] => [
  Buffer.from(paths.join('\0')),
  Buffer.from(blobs.join('\0')),
]

const readFiles = ([paths, blobs]: readonly Buffer[]): KnownFiles | null => {
  if (!paths || !blobs) return null
  return { paths: toText(paths).split('\0'), blobs: blobs.toString('latin1').split('\0') }
}

const toText = (bytes: Buffer | undefined): string => bytes?.toString('utf8') ?? ''
const toBytes = (numbers: Int32Array): Buffer => Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength)
const toNumbers = (bytes: Buffer | undefined): Int32Array<ArrayBuffer> => {
  const numbers = new Int32Array((bytes?.length ?? 0) >> 2)
  bytes?.copy(toBytes(numbers))
  return numbers
}

/** Parts one after another, each with its length before it. */
const join = (parts: readonly Buffer[]): Buffer[] =>
  parts.flatMap((part) => {
    const length = Buffer.alloc(4)
    length.writeUInt32LE(part.length)
    return [length, part]
  })

/** null: there is nothing, or it is not what was written. */
const split = (whole: Buffer | null): Buffer[] | null => {
  if (whole === null) return null
  const parts: Buffer[] = []
  for (let at = 0; at < whole.length; ) {
    if (at + 4 > whole.length) return null
    const length = whole.readUInt32LE(at)
    if (at + 4 + length > whole.length) return null
    parts.push(whole.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return parts
}
