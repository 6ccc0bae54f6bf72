import { MAX_FILE_BYTES, TOO_LARGE } from '../core/decode.ts'
import type { Source, SourceEntry } from '../core/source.ts'
import { comparePaths, createTree, type Tree } from './tree.ts'

/** Text is UTF-8. */
export type FileContent = string | Uint8Array

const toBytes = (content: FileContent): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content

/** Bytes the caller may keep and change. */
const ownBytes = (content: FileContent): Uint8Array =>
  typeof content === 'string' ? toBytes(content) : new Uint8Array(content)

const readEachOf = (contents: ReadonlyMap<string, FileContent | null>, rest: Source | null): Source['readEach'] => {
  return (paths, visit, skip) => {
    const show = (path: string, content: FileContent): void => {
      const bytes = toBytes(content)
      if (bytes.length > MAX_FILE_BYTES) skip({ path, reason: TOO_LARGE })
      else visit(path, bytes)
    }
    if (rest === null) {
      for (const path of paths) {
        const content = contents.get(path)
        if (content !== undefined && content !== null) show(path, content)
      }
      return
    }
    // Runs of unchanged files go to the source below in one call, so that the order stays and it can read in bulk.
    let unchanged: string[] = []
    const flush = (): void => {
      if (unchanged.length > 0) rest.readEach(unchanged, visit, skip)
      unchanged = []
    }
    for (const path of paths) {
      const content = contents.get(path)
      if (content === undefined) unchanged.push(path)
      else {
        flush()
        if (content !== null) show(path, content)
      }
    }
    flush()
  }
}

/** A source of the given files; nothing else exists in it. Paths are relative, with forward slashes. */
export const createMemorySource = (
  files: ReadonlyMap<string, FileContent> | Readonly<Record<string, FileContent>>,
): Source => {
  const contents =
    files instanceof Map
      ? new Map<string, FileContent>(files)
      : new Map(Object.entries(files as Readonly<Record<string, FileContent>>))
  const entries = [...contents.keys()].sort(comparePaths).map((path) => ({ path, blob: null, size: null }))
  const tree = createTree({ entries, links: new Map(), skipped: [] })
  return {
    kind: 'memory',
    root: '',
    commit: null,
    skipped: [],
    list: () => entries,
    has: (path) => contents.has(path),
    hasDirectory: tree.hasDirectory,
    realPath: tree.realPath,
    read(path) {
      const content = contents.get(path)
      return content === undefined ? null : ownBytes(content)
    },
    readEach: readEachOf(contents, null),
  }
}

/**
 * Another source with some files replaced, added or (null) deleted. Paths are the real ones of the source.
 * Text is UTF-8; give bytes for a file of another encoding.
 */
export const overlaySource = (source: Source, changes: ReadonlyMap<string, FileContent | null>): Source => {
  // Only a file that comes or goes changes what exists; the fixer's proof changes contents only, and often.
  let shape: Tree | null | undefined
  const changedShape = (): Tree | null => {
    if (shape === undefined) {
      const same = [...changes].every(([path, content]) => source.has(path) === (content !== null))
      shape = same ? null : createTree({ entries: mergeEntries(source.list(), changes), links: new Map(), skipped: [] })
    }
    return shape
  }
  let entries: readonly SourceEntry[] | null = null
  const real = (path: string): string => (changes.has(path) ? path : (source.realPath?.(path) ?? path))

  return {
    kind: source.kind,
    root: source.root,
    commit: source.commit,
    get skipped() {
      return source.skipped
    },
    list() {
      entries ??= changedShape()?.entries ?? mergeEntries(source.list(), changes)
      return entries
    },
    has(path) {
      const content = changes.get(path)
      return content === undefined ? source.has(path) && changes.get(real(path)) !== null : content !== null
    },
    hasDirectory: (path) => {
      const tree = changedShape()
      return tree === null ? source.hasDirectory(path) : tree.hasDirectory(path) || tree.hasDirectory(real(path))
    },
    gist(kind, path, make) {
      const content = changes.get(real(path))
      if (content === undefined && source.gist) return source.gist(kind, path, make)
      const bytes = content === undefined ? source.read(path) : content === null ? null : ownBytes(content)
      return bytes === null ? null : make(bytes)
    },
    realPath(path) {
      const end = real(path)
      const tree = changedShape()
      if (tree === null)
        return source.realPath ? source.realPath(path) : source.has(path) || source.hasDirectory(path) ? path : null
      return tree.realPath(end)
    },
    read(path) {
      const content = changes.get(real(path))
      if (content === undefined) return source.read(path)
      return content === null ? null : ownBytes(content)
    },
    readEach: readEachOf(changes, source),
  }
}

/** A replaced file has no known blob any more. */
const mergeEntries = (
  entries: readonly SourceEntry[],
  changes: ReadonlyMap<string, FileContent | null>,
): readonly SourceEntry[] => {
  if (changes.size === 0) return entries
  const merged = entries.filter(({ path }) => !changes.has(path))
  for (const [path, content] of changes) if (content !== null) merged.push({ path, blob: null, size: null })
  return merged.sort((a, b) => comparePaths(a.path, b.path))
}
