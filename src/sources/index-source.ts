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

/**
 * What would be committed: entries and contents of the git index (`GIT_INDEX_FILE` where it is set), never the work
 * tree. Files only announced by `git add -N` are not part of it; files in conflict are skipped.
 * @param changes files that `changedFiles` found staged: they are then read without listing the whole index.
 * @param isWanted which of them will be read, before and after the change.
 */
export const createIndexSource = (
  repository: Repository,
  changes: readonly ChangedFile[] = [],
  isWanted: (path: string) => boolean = () => false,
): Source => {
  const known = new Map<string, SourceEntry>()
  for (const { path, blob, regular } of changes)
    if (blob !== null && regular) known.set(path, { path, blob, size: null })
  let table: IndexTable | null | undefined
  const openTable = (): IndexTable | null => {
    if (table === undefined) table = repository.index && openIndexTable(repository.index)
    return table
  }
  return createGitTreeSource(repository, {
    kind: 'index',
    commit: repository.head,
    list: () => listStaged(repository),
    soon: changes.length > MOST_SOON ? [] : changes.flatMap(blobsOf(isWanted)),
    lookup: (path) => known.get(path) ?? (openTable() === null ? undefined : openTable()?.find(path)),
    lookupDirectory: (path) => openTable()?.hasDirectory(path),
    named: (base) => openTable()?.named(base),
  })
}
