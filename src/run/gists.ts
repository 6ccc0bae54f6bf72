import type { Source } from '../core/source.ts'
import { openCacheStore } from '../sources/cache-store.ts'
import { BUILD } from './version.ts'

/*
 * Gists: the little that resolution wants to know of each of many configurations, such as the names in a package.json.
 * A hook that looks at ten files would read two thousand others for it; they are remembered by their git blobs.
 */

export interface Gists {
  /** The same source, whose `gist` remembers. */
  readonly source: Source
  /** Write down what was new. */
  save(): void
}

type Known = Record<string, Record<string, unknown>>

/** With more than this of a kind, those that were not asked for are forgotten. */
const MOST_GISTS = 20_000

/** @returns null where nothing is remembered: from source, without a cache, where blobs are not known. */
export function openGists(source: Source, isAllowed: boolean): Gists | null {
  const { blobOf } = source
  if (BUILD === undefined || !isAllowed || blobOf === undefined) return null
  const store = openCacheStore('gists-1')
  const key = JSON.stringify([BUILD, source.root])
  let known: Known | null = null
  const asked: Known = {}
  let isNew = false

  const openKnown = (): Known => {
    known ??= readKnown(store.get(key))
    return known
  }
  const gist = <T>(kind: string, path: string, make: (bytes: Uint8Array) => T): T | null => {
    const blob = blobOf(path)
    const remembered = blob === null ? undefined : openKnown()[kind]?.[blob]
    let found = remembered as T | undefined
    if (found === undefined) {
      const bytes = source.read(path)
      if (bytes === null) return null
      found = make(bytes)
      isNew ||= blob !== null
    }
    if (blob !== null) {
      asked[kind] ??= {}
      asked[kind][blob] = found
    }
    return found
  }
  return {
    source: {
      ...source,
      gist,
      get skipped() {
        return source.skipped
      },
    },
    save() {
      if (!isNew) return
      const all: Known = {}
      for (const [kind, values] of Object.entries(asked)) {
        const old = openKnown()[kind] ?? {}
        all[kind] = Object.keys(old).length > MOST_GISTS ? values : { ...old, ...values }
      }
      store.put(key, [Buffer.from(JSON.stringify({ ...openKnown(), ...all }))])
    },
  }
}

function readKnown(bytes: Buffer | null): Known {
  try {
    return bytes === null ? {} : (JSON.parse(bytes.toString('utf8')) as Known)
  } catch {
    return {}
  }
}
