import type { SkippedFile, Source, SourceEntry } from '../core/source.ts'
import { UserError } from '../core/user-error.ts'
import { createGitTreeSource } from './git-tree-source.ts'
import { type Repository, resolveObject, runGit, tryGit, unknownRef } from './git.ts'
import { LOSSY_PATH, readLinkTargets, SUBMODULE } from './index-listing.ts'
import { type Listing, sortEntries } from './tree.ts'

/**
 * Read a tree through `git ls-tree -r -l -z`. Each record is `mode SP type SP object SP size TAB path NUL`, the size
 * padded to seven characters and absent without `-l`, as git-ls-tree(1) documents.
 */
const listTree = (repository: Repository, tree: string): Listing => {
  const sized = tryGit(repository, ['ls-tree', '-r', '-z', '-l', tree])
  // In a partial clone git cannot tell the sizes of what was never fetched.
  const output = (sized.status === 0 ? sized.stdout : runGit(repository, ['ls-tree', '-r', '-z', tree])).toString(
    'utf8',
  )
  const entries: SourceEntry[] = []
  const links: SourceEntry[] = []
  const skipped: SkippedFile[] = []
  for (let at = 0; at < output.length; ) {
    const tab = output.indexOf('\t', at)
    const end = output.indexOf('\0', tab)
    const path = output.slice(tab + 1, end)
    const kind = output.slice(at, at + 6)
    const type = output.indexOf(' ', at + 7)
    const [blob = '', size] = output.slice(type + 1, tab).split(/ +/)
    if (path.includes('\uFFFD')) skipped.push({ path, reason: LOSSY_PATH })
    else if (kind === '160000') skipped.push({ path, reason: SUBMODULE })
    else if (kind === '120000') links.push({ path, blob, size: null })
    else entries.push({ path, blob, size: size === undefined ? null : Number(size) })
    at = end + 1
  }
  return { entries: sortEntries(entries), links: readLinkTargets(repository, links), skipped }
}

/**
 * The files of a commit, tag or tree, from the object database: no checkout, bare and shallow repositories included.
 * @throws UserError where the name is unknown.
 */
export const createCommitSource = (repository: Repository, ref: string): Source => {
  const commit = resolveObject(repository, ref, 'commit')
  const tree = commit ?? resolveObject(repository, ref, 'tree')
  if (tree === null) throw new UserError(...unknownRef(repository, ref))
  return createGitTreeSource(repository, {
    kind: 'commit',
    commit,
    list: () => listTree(repository, tree),
    lookup: () => undefined,
  })
}
