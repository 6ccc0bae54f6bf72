import type { SkippedFile, SourceEntry } from '../core/source.ts'

/** What a source found: regular files sorted by path, and symbolic links with their targets as stored. */
export interface Listing {
  readonly entries: readonly SourceEntry[]
  readonly links: ReadonlyMap<string, string>
  readonly skipped: readonly SkippedFile[]
}

/** Orders paths by UTF-16 code units, as every listing here is. */
export const comparePaths = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const isAscending = (entries: readonly SourceEntry[]): boolean => {
  for (let at = 1; at < entries.length; at++) {
    if ((entries[at - 1] as SourceEntry).path > (entries[at] as SourceEntry).path) return false
  }
  return true
}

/** git orders by bytes, which differs from code units beyond the basic plane. */
export const sortEntries = (entries: SourceEntry[]): SourceEntry[] =>
  isAscending(entries) ? entries : entries.sort((a, b) => comparePaths(a.path, b.path))

export const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0))

/** As many links in a row as Linux follows. */
const MAX_HOPS = 40

export type LinkEnd = { readonly path: string } | { readonly reason: string }

/**
 * Follow the links in a path, inside the tree and never out of it.
 * @param links link → target as stored; a target that starts with `/` leads out unless `below` knows its place.
 * @param below turns an absolute target into a root-relative path; null: outside.
 */
export const followLinks = (
  path: string,
  links: ReadonlyMap<string, string>,
  below: (target: string) => string | null,
): LinkEnd => {
  const pending = path.split('/').reverse()
  let current: string[] = []
  for (let hops = 0; pending.length > 0; ) {
    const segment = pending.pop() as string
    if (segment === '' || segment === '.') continue
    if (segment === '..') {
      if (current.length === 0) return { reason: 'symbolic link out of the root' }
      current.pop()
      continue
    }
    current.push(segment)
    const target = links.get(current.join('/'))
    if (target === undefined) continue
    if (++hops > MAX_HOPS) return { reason: 'symbolic link that leads back to itself' }
    current.pop()
    let relative: string | null = target
    if (target.startsWith('/') || /^[A-Za-z]:[\\/]/.test(target)) {
      relative = below(target)
      if (relative === null) return { reason: 'symbolic link out of the root' }
      current = []
    }
    pending.push(...relative.split('/').reverse())
  }
  return { path: current.join('/') }
}

/** Answers about a listing. */
export interface Tree {
  readonly entries: readonly SourceEntry[]
  readonly skipped: readonly SkippedFile[]
  find(path: string): SourceEntry | null
  hasDirectory(path: string): boolean
  /** The listed file or directory a path denotes, links followed; null: none. */
  realPath(path: string): string | null
}

/** Up to here a search in the sorted entries is cheaper than a table of them all. */
const FEW_QUESTIONS = 2_000

/** The place of the first entry that is not before `path`. */
const lowerBound = (entries: readonly SourceEntry[], path: string): number => {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((entries[middle] as SourceEntry).path < path) low = middle + 1
    else high = middle
  }
  return low
}

/** Sorted entries: the one of this path. */
export const findEntry = (entries: readonly SourceEntry[], path: string): SourceEntry | null => {
  const entry = entries[lowerBound(entries, path)]
  return entry?.path === path ? entry : null
}

interface Lookup {
  file(path: string): SourceEntry | null
  /** Not for the root. */
  directory(path: string): boolean
}

const createLookup = (entries: readonly SourceEntry[]): Lookup => {
  let questions = 0
  let files: Map<string, SourceEntry> | null = null
  let directories: Set<string> | null = null
  return {
    file(path) {
      if (files === null) {
        if (++questions < FEW_QUESTIONS) return findEntry(entries, path)
        files = new Map()
        for (const entry of entries) files.set(entry.path, entry)
      }
      return files.get(path) ?? null
    },
    directory(path) {
      if (directories === null) {
        if (++questions < FEW_QUESTIONS) {
          return entries[lowerBound(entries, `${path}/`)]?.path.startsWith(`${path}/`) === true
        }
        directories = collectDirectories(entries)
      }
      return directories.has(path)
    },
  }
}

/** Whether a link lies on the way, or the path is not written plainly: most are answered without taking them apart. */
const createLinkWatch = (links: ReadonlyMap<string, string>): ((path: string) => boolean) => {
  if (links.size === 0) return () => false
  const directories = new Map<string, boolean>([['', false]])
  const isBehindLink = (directory: string): boolean => {
    let known = directories.get(directory)
    if (known === undefined) {
      known = links.has(directory) || isBehindLink(parentOf(directory))
      directories.set(directory, known)
    }
    return known
  }
  return (path) => {
    if (path.includes('./') || path.includes('//') || path.endsWith('/') || path.endsWith('.') || path.startsWith('/'))
      return true
    return isBehindLink(parentOf(path)) || links.has(path)
  }
}

export const createTree = (listing: Listing, below: (target: string) => string | null = () => null): Tree => {
  const { entries, links } = listing
  const lookup = createLookup(entries)
  const find = lookup.file
  const mayPassLink = createLinkWatch(links)
  const isDirectory = (path: string): boolean => (path === '' ? entries.length > 0 : lookup.directory(path))
  const follow = (path: string): string | null => {
    if (!mayPassLink(path)) return null
    const end = followLinks(path, links, below)
    return 'path' in end && end.path !== path ? end.path : null
  }
  const explain = (path: string): SkippedFile[] => {
    const end = followLinks(path, links, below)
    if ('reason' in end) return [{ path, reason: end.reason }]
    if (find(end.path) || isDirectory(end.path)) return []
    return [{ path, reason: 'symbolic link to something that is not checked' }]
  }
  const skipped = [...listing.skipped, ...[...links.keys()].flatMap(explain)].sort((a, b) =>
    comparePaths(a.path, b.path),
  )

  return {
    entries,
    skipped,
    find(path) {
      const direct = find(path)
      if (direct !== null) return direct
      const end = follow(path)
      return end === null ? null : find(end)
    },
    hasDirectory(path) {
      if (isDirectory(path)) return true
      const end = follow(path)
      return end !== null && isDirectory(end)
    },
    realPath(path) {
      if (find(path) || isDirectory(path)) return path
      const end = follow(path)
      return end !== null && (find(end) || isDirectory(end)) ? end : null
    },
  }
}

const collectDirectories = (entries: readonly SourceEntry[]): Set<string> => {
  const directories = new Set<string>()
  for (const { path } of entries) {
    for (let parent = parentOf(path); parent !== '' && !directories.has(parent); parent = parentOf(parent)) {
      directories.add(parent)
    }
  }
  return directories
}
