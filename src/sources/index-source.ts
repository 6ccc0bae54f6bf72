import type { SkippedFile, Source, SourceEntry } from '../core/source.ts'
import type { ChangedFile } from './git-changes.ts'
import { createGitTreeSource } from './git-tree-source.ts'
import type { Repository } from './git.ts'
import { type IndexTable, openIndexTable } from './index-table.ts'
import { findIntendedPaths, listIndex, readLinkTargets, SUBMODULE, UNMERGED } from './index-listing.ts'
import type { Listing } from './tree.ts'

const listStaged = (repository: Repository): Listing => {
  const index = listIndex(repository, 'blobs')
  const skipped: SkippedFile[] = [...index.skipped]
  for (const path of index.submodules) skipped.push({ path, reason: SUBMODULE })
  for (const path of index.unmerged) skipped.push({ path, reason: UNMERGED })
  const intended = index.intended ?? findIntendedPaths(repository, index.entries)
  const entries = intended.size === 0 ? index.entries : index.entries.filter(({ path }) => !intended.has(path))
  return { entries, links: readLinkTargets(repository, index.links), skipped }
}

/** More changed files than this are read in their own time. */
const MOST_SOON = 200

const blobsOf =
  (isWanted: (path: string) => boolean) =>
  ({ path, blob, blobBefore, regular }: ChangedFile): string[] =>
    isWanted(path) ? ([blob, blobBefore].filter((id) => id !== null && (regular || id !== blob)) as string[]) : []

/** What is known of an index already. */
export interface IndexChange {
  /** Files that `changedFiles` found staged: they are then read without listing the whole index. */
  readonly files: readonly ChangedFile[]
  /** Which of them will be read, before and after the change. */
  readonly isWanted: (path: string) => boolean
  /** The index, where it has been opened; null: it cannot be. */
  readonly table?: IndexTable | null
}

/**
 * What would be committed: entries and contents of the git index (`GIT_INDEX_FILE` where it is set), never the work
 * tree. Files only announced by `git add -N` are not part of it; files in conflict are skipped.
 */
export const createIndexSource = (repository: Repository, change: IndexChange | null = null): Source => {
  const known = new Map<string, SourceEntry>()
  for (const { path, blob, regular } of change?.files ?? [])
    if (blob !== null && regular) known.set(path, { path, blob, size: null })
  let table = change?.table
  const openTable = (): IndexTable | null => {
    if (table === undefined) table = repository.index && openIndexTable(repository.index)
    return table
  }
  const soon = change === null || change.files.length > MOST_SOON ? [] : change.files.flatMap(blobsOf(change.isWanted))
  return createGitTreeSource(repository, {
    kind: 'index',
    commit: repository.head,
    list: () => listStaged(repository),
    soon,
    lookup: (path) => known.get(path) ?? (openTable() === null ? undefined : openTable()?.find(path)),
    lookupDirectory: (path) => openTable()?.hasDirectory(path),
    named: (base) => openTable()?.named(base),
  })
}
