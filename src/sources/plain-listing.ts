import { type Dirent, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { isAbsolute, relative, sep } from 'node:path'
import fastGlob from 'fast-glob'
import ignore, { type Ignore } from 'ignore'
import type { SkippedFile } from '../core/source.ts'
import { PRODUCT_DIRECTORIES, TOOL_DIRECTORIES, VIRTUAL_ENVIRONMENT_MARK } from './default-ignores.ts'
import { LOSSY_PATH } from './index-listing.ts'
import { comparePaths, parentOf } from './tree.ts'
import type { WorktreeListing } from './worktree.ts'

/** The rules of one `.gitignore`, for the paths below its directory. */
interface Rules {
  readonly base: string
  readonly rules: Ignore
}

/**
 * List a directory that is no repository: everything but what `.gitignore` files (nested ones included, the deepest
 * decides), the usual tool directories, and build products leave out. Directories that are ignored are never entered;
 * links are seen and not followed.
 * @param root absolute.
 * @param note why git was not asked, where it should have been.
 */
export const listPlainDirectory = (root: string, note: string | null): WorktreeListing => {
  const skipped: SkippedFile[] = []
  const links = new Map<string, string>()
  const directories: string[] = []
  const chains = new Map<string, readonly Rules[]>()
  if (note !== null) skipped.push({ path: '', reason: note })

  const chainOf = (directory: string, children: readonly Dirent[]): readonly Rules[] => {
    const above = directory === '' ? [] : (chains.get(parentOf(directory)) ?? [])
    let chain = above
    if (children.some((child) => child.name === '.gitignore' && child.isFile())) {
      try {
        const text = readFileSync(`${root}/${directory}/.gitignore`, 'utf8')
        chain = [...above, { base: directory, rules: ignore().add(text) }]
      } catch (error) {
        skipped.push({
          path: `${directory}/.gitignore`,
          reason: `cannot be read: ${(error as NodeJS.ErrnoException).code}`,
        })
      }
    }
    chains.set(directory, chain)
    return chain
  }

  /** true: ignored, false: asked for by a `!` rule, null: no rule says anything. */
  const verdict = (path: string, chain: readonly Rules[]): boolean | null => {
    for (let at = chain.length - 1; at >= 0; at--) {
      const { base, rules } = chain[at] as Rules
      const result = rules.test(base === '' ? path : path.slice(base.length + 1))
      if (result.ignored) return true
      if (result.unignored) return false
    }
    return null
  }

  const keeps = (child: Dirent, path: string, chain: readonly Rules[]): boolean => {
    const directory = child.isDirectory()
    if (path.includes('\uFFFD')) {
      skipped.push({ path, reason: LOSSY_PATH })
      return false
    }
    if (child.name === '.git' || (directory && TOOL_DIRECTORIES.has(child.name))) return false
    const ignored = verdict(directory ? `${path}/` : path, chain)
    if (ignored === true) return false
    if (directory && ignored === null && PRODUCT_DIRECTORIES.has(child.name)) {
      skipped.push({ path, reason: 'left out as a directory of build products' })
      return false
    }
    if (child.isSymbolicLink()) {
      links.set(path, readLink(`${root}/${path}`))
      return false
    }
    return directory || child.isFile()
  }

  const readDirectory = (absolute: string): Dirent[] => {
    const directory = relative(root, absolute).replaceAll(sep, '/')
    let children: Dirent[]
    try {
      children = readdirSync(absolute, { withFileTypes: true })
    } catch (error) {
      skipped.push({ path: directory, reason: `directory cannot be read: ${(error as NodeJS.ErrnoException).code}` })
      return []
    }
    if (directory !== '' && children.some(({ name }) => name === VIRTUAL_ENVIRONMENT_MARK)) {
      skipped.push({ path: directory, reason: 'virtual environment' })
      return []
    }
    directories.push(directory)
    const chain = chainOf(directory, children)
    const base = directory === '' ? '' : `${directory}/`
    return children.filter((child) => keeps(child, base + child.name, chain))
  }

  const paths = fastGlob.sync('**', {
    cwd: root,
    dot: true,
    onlyFiles: true,
    followSymbolicLinks: false,
    unique: false,
    fs: { readdirSync: readDirectory as unknown as typeof readdirSync },
  })
  return {
    entries: paths.sort(comparePaths).map((path) => ({ path, blob: null, size: null })),
    links,
    skipped,
    unverified: false,
    sparse: new Map(),
    directories,
    untracked: null,
  }
}

const readLink = (path: string): string => {
  try {
    const target = readlinkSync(path)
    return isAbsolute(target) ? target : target.replaceAll(sep, '/')
  } catch {
    return ''
  }
}
