/**
 * What the outcome of a run over a work tree rests on, as plain data: as long as all of it holds, the same question
 * has the same answer. `sources/premises.ts` gathers it, `sources/premises-check.ts` looks whether it holds.
 */
export interface Premises {
  /** Absolute; where git is asked. */
  readonly root: string
  /** Absolute path of git's index, the length of its checksum in bytes, and its mark (`readIndexMark`). */
  readonly index: { readonly file: string; readonly idBytes: number; readonly mark: string }
  /** Absolute paths and what the file system says of them (`markPath`); null: nothing is there. */
  readonly paths: readonly (readonly [path: string, mark: string | null])[]
  /** Everything else in the work tree; null: it is trusted to be as the index says. */
  readonly tree: TreePremises | null
}

export interface TreePremises {
  /** Tracked files that differ from the index as git sees it, relative to the root, joined by NUL. */
  readonly dirty: string
  /** Directories and their times, which tell of files that come and go (`packDirectories`). */
  readonly directories: Uint8Array
  /** The variables git was given that are about git. */
  readonly environment: Readonly<Record<string, string>>
}
