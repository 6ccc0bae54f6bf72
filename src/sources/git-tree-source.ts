import { namedIn, type SkippedFile, type Source, type SourceEntry } from '../core/source.ts'
import { type BlobRequest, holdBlobs, readBlob, readBlobs } from './blob-reader.ts'
import { createDiskBlobs } from './disk-blobs.ts'
import type { Repository } from './git.ts'
import { createTree, type Listing, parentOf, type Tree } from './tree.ts'

export interface GitTree {
  readonly kind: 'index' | 'commit'
  readonly commit: string | null
  readonly list: () => Listing
  /** Answers without listing, for a run that looks at a few files only; undefined: the listing knows. */
  readonly lookup: (path: string) => SourceEntry | null | undefined
  readonly lookupDirectory?: (path: string) => boolean | undefined
  readonly named?: (base: string) => readonly string[] | undefined
  /** Blobs that will be read soon after the first one: they come in the same call of git. */
  readonly soon?: readonly string[]
}

/** What one read fetches along from git, in files and in bytes: the next reads are most likely for these. */
const AHEAD_FILES = 400
const AHEAD_BYTES = 16 << 20

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** A source whose files are blobs. The listing is made when first needed. */
export const createGitTreeSource = (repository: Repository, contents: GitTree): Source => {
  const found: SkippedFile[] = []
  const onDisk = createDiskBlobs(repository)
  let tree: Tree | null = null
  let ahead = new Map<string, Uint8Array>()
  let aheadBytes = 0
  let singles = 0
  let first = true

  const open = (): Tree => {
    // An absolute link is about the disk, of which a stored tree knows nothing.
    tree ??= createTree(contents.list())
    return tree
  }
  const find = (path: string): SourceEntry | null => {
    const early = tree === null ? contents.lookup(path) : undefined
    return early === undefined ? open().find(path) : early
  }

  const hasDirectory = (path: string): boolean => {
    const early = tree === null ? contents.lookupDirectory?.(path) : undefined
    return early ?? open().hasDirectory(path)
  }

  /** Files that are asked for one by one: its namesakes (`package.json`, `__init__.py`) and its neighbours. */
  const companions = (entry: SourceEntry): BlobRequest[] => {
    const requests: BlobRequest[] = []
    const [base, parent] = [baseOf(entry.path), parentOf(entry.path)]
    for (const { path, blob, size } of open().entries) {
      if (blob === null || ahead.has(blob) || (parentOf(path) !== parent && baseOf(path) !== base)) continue
      requests.push({ path: blob, blob, size })
      if (requests.length === AHEAD_FILES) break
    }
    return requests
  }

  const readAhead = (entry: SourceEntry): void => {
    readBlobs(
      repository,
      companions(entry),
      (blob, bytes) => {
        if (aheadBytes > AHEAD_BYTES) {
          ahead = new Map()
          aheadBytes = 0
        }
        ahead.set(blob, new Uint8Array(bytes))
        aheadBytes += bytes.length
      },
      () => {},
    )
  }

  return {
    kind: contents.kind,
    root: repository.root,
    commit: contents.commit,
    list: () => open().entries,
    has: (path) => find(path) !== null,
    blobOf: (path) => find(path)?.blob ?? null,
    hasDirectory,
    realPath: (path) =>
      tree === null && (contents.lookup(path) || contents.lookupDirectory?.(path)) ? path : open().realPath(path),
    named: (base) => (tree === null ? contents.named?.(base) : undefined) ?? namedIn(open().entries, base),
    read(path) {
      const entry = find(path)
      if (!entry?.blob) return null
      const near = onDisk(entry.path, entry.blob)
      if (near !== null) return new Uint8Array(near)
      if (first) holdBlobs(repository, [entry.blob, ...(contents.soon ?? [])])
      else if (tree === null) holdBlobs(repository, [entry.blob])
      first = false
      // The first few files are read alone; more of them mean that someone walks the tree.
      if (tree !== null && !ahead.has(entry.blob) && ++singles > 4) readAhead(entry)
      const fetched = ahead.get(entry.blob)
      const bytes = fetched ? new Uint8Array(fetched) : readBlob(repository, entry.blob)
      if (bytes === null) found.push({ path, reason: 'its content cannot be read from the repository' })
      return bytes
    },
    readEach(paths, visit, skip) {
      const requests: BlobRequest[] = []
      // A visitor that reads other files meanwhile must not overwrite what it was given.
      const onDiskEach = createDiskBlobs(repository)
      for (const path of paths) {
        const entry = find(path)
        if (!entry?.blob) continue
        const near = onDiskEach(entry.path, entry.blob)
        if (near !== null) visit(path, near)
        else requests.push({ path, blob: entry.blob, size: entry.size })
      }
      readBlobs(repository, requests, visit, skip)
    },
    async identify() {
      const blobs = new Map<string, string>()
      for (const { path, blob } of open().entries) if (blob !== null) blobs.set(path, blob)
      return blobs
    },
    get skipped() {
      return tree === null ? found : [...tree.skipped, ...found]
    },
  }
}
