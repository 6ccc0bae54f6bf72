import type { Source } from '../core/source.ts'
import { languageOfPath } from '../languages/registry.ts'
import { readBlobs } from '../sources/blob-reader.ts'
import type { ChangedFile } from '../sources/git-changes.ts'
import type { Repository } from '../sources/git.ts'
import { overlaySource } from '../sources/memory.ts'

/** What a run over a change (`--staged`, `--since`) knows besides the tree itself. */
export interface Changes {
  readonly files: readonly ChangedFile[]
  /** Changed files that are there now, in git's order: no links, no submodules. */
  readonly present: readonly string[]
  /** Whether the path is a file the change added, altered, deleted or renamed, by its old or new name. */
  touches(path: string): boolean
  /** The contents before the change of the files that pass, in one call of git; files over 2 MB are left out. */
  readBefore(wanted: (path: string) => boolean): ReadonlyMap<string, Uint8Array>
  /** The tree before the change. Files that neither languages nor resolution care about keep their new contents. */
  readonly base: Source
}

/** Settings that modules are resolved by, and manifests. */
const SETTINGS = /\.(?:jsonc?|toml|cfg|ini|ya?ml)$/

export function createChanges(repository: Repository, source: Source, files: readonly ChangedFile[]): Changes {
  const touched = new Set(files.flatMap(({ path, from }) => (from === null ? [path] : [path, from])))
  let base: Source | null = null

  const readBefore = (wanted: (path: string) => boolean): ReadonlyMap<string, Uint8Array> => {
    const requests = files.flatMap(({ path, from, blobBefore }) => {
      const old = from ?? path
      return blobBefore !== null && wanted(old) ? [{ path: old, blob: blobBefore, size: null }] : []
    })
    const contents = new Map<string, Uint8Array>()
    readBlobs(
      repository,
      requests,
      (path, bytes) => void contents.set(path, new Uint8Array(bytes)),
      () => {},
    )
    return contents
  }

  return {
    files,
    present: files.filter(({ status, regular }) => status !== 'deleted' && regular).map(({ path }) => path),
    touches: (path) => touched.has(path),
    readBefore,
    get base() {
      if (base === null) {
        const isKnown = (path: string): boolean => languageOfPath(path) !== null || SETTINGS.test(path)
        const before: Map<string, Uint8Array | null> = new Map()
        for (const { path, status } of files)
          if (isKnown(path) && (status === 'added' || status === 'renamed')) before.set(path, null)
        for (const [path, bytes] of readBefore(isKnown)) before.set(path, bytes)
        base = overlaySource(source, before)
      }
      return base
    },
  }
}
