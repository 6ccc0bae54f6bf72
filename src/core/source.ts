import type { Premises } from './premises.ts'

/** A file of a source. `path` is relative to the root, with forward slashes. */
export interface SourceEntry {
  readonly path: string
  /** Git blob id (hex) where the source knows it without reading; null otherwise. */
  readonly blob: string | null
  /** In bytes, where known without reading. */
  readonly size: number | null
}

export interface SkippedFile {
  readonly path: string
  /** For people: `binary`, `larger than 2 MB`, `minified`, `not valid UTF-8`, `symbolic link out of the root`, `cannot be read: EACCES` … */
  readonly reason: string
}

/**
 * A tree of files to check: work tree, git index, a commit, standard input, memory. Everything a run reads —
 * files, manifest, tsconfig, resolution — comes through one source, so the same run works on each.
 * All calls are synchronous: reading in order into one buffer is the fastest way to read many small files.
 */
export interface Source {
  readonly kind: 'worktree' | 'index' | 'commit' | 'stdin' | 'memory'
  /** Absolute directory of the root; empty for memory. */
  readonly root: string
  /** The commit it shows, or HEAD of the work tree; null without git. */
  readonly commit: string | null
  /** Every file that is not ignored, sorted by path. Listed once. Symbolic links and submodules are not followed. */
  list(): readonly SourceEntry[]
  /** Whether the path is a listed file. */
  has(path: string): boolean
  /** Whether a listed file lies below this directory (`''` is the root). */
  hasDirectory(path: string): boolean
  /**
   * The listed file or directory that a path denotes once symbolic links inside the root are followed (`has`,
   * `hasDirectory` and `read` follow them too); null: none. Absent where a source has no links.
   */
  realPath?(path: string): string | null
  /** The paths of all listed files of this name, in no order; absent: look through the list (`namedIn`). */
  named?(base: string): readonly string[]
  /** The whole file, or null where it does not exist. The bytes are the caller's own. */
  read(path: string): Uint8Array | null
  /**
   * Read many files in the given order. The bytes handed to `visit` are valid only during the call: they are a view
   * of a buffer that is used again. A file that cannot be read goes to `skip`.
   */
  readEach(
    paths: Iterable<string>,
    visit: (path: string, bytes: Uint8Array) => void,
    skip: (skipped: SkippedFile) => void,
  ): void
  /** As `readEach`, and sooner, for looking whether a file is worth reading: its bytes must not get any further. */
  glanceEach?: Source['readEach']
  /** `readEach` reads plain files below `root`: another thread can read them as well. */
  readonly plainFiles?: boolean
  /** The git blob of a listed file, where looking it up costs next to nothing; null: not a file, or not known. */
  blobOf?(path: string): string | null
  /**
   * What `make` makes of a file's bytes: plain data. It is remembered by `kind` and the file's contents, so the file need
   * not be read. null: there is no such file. Absent: nothing is remembered.
   */
  gist?<T>(kind: string, path: string, make: (bytes: Uint8Array) => T): T | null
  /** The git blobs of the files that are known to hold just their blob's contents, without reading them; null: none is. */
  identify?(): Promise<ReadonlyMap<string, string> | null>
  /** The listing in two parts, for a run that begins with the first while another thread does the second; null: `list` does both. */
  survey?(): Survey | null
  /**
   * What everything that was read from here rests on, for a later run; null: it cannot be told.
   * @param others absolute paths that the run went by besides.
   */
  premises?(others: readonly string[]): Promise<Premises | null>
  /** What listing had to leave out (links out of the root, unreadable directories). */
  readonly skipped: readonly SkippedFile[]
}

/** The paths of all files of this name. */
export function namedIn(entries: readonly SourceEntry[], base: string): readonly string[] {
  const found: string[] = []
  for (const { path } of entries)
    if (path.endsWith(base) && (path.length === base.length || path[path.length - base.length - 1] === '/'))
      found.push(path)
  return found
}

/** A listing that is not finished: git's index has been read, the directories have not been walked. */
export interface Survey {
  /** Sorted; each is listed unless it is gone from the disk. */
  readonly expected: readonly string[]
  /** Plain data that the walk is made from, wherever it is made. */
  readonly order: unknown
  /** Takes the outcome of the walk; the listing is finished then. */
  complete(outcome: unknown): void
}
