import { accessSync, constants, lstatSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Source } from '../core/source.ts'
import { LARGEST_MANIFEST } from './decode.ts'
import { type InstalledPackage, locatePackageFile } from './package-path.ts'

export type FileBytes = { readonly bytes: Uint8Array } | { readonly problem: string; readonly missing: boolean }

/** A file of the source, or why it cannot be had. */
export function readSourceFile(source: Source, path: string): FileBytes {
  try {
    const bytes = source.read(path)
    if (bytes) return { bytes }
  } catch (error) {
    return { problem: explainFailure(source, path) ?? `cannot be read (${codeOf(error)})`, missing: false }
  }
  if (source.hasDirectory(path))
    return { problem: 'is a directory, not a file — name the manifest in it', missing: false }
  if (source.has(path)) return { problem: 'cannot be read — check its permissions', missing: false }
  const problem = explainFailure(source, path)
  return problem ? { problem, missing: false } : { problem: `does not exist ${whereOf(source)}`, missing: true }
}

/** A file of an installed package. */
export function readPackageFile(source: Source, installed: InstalledPackage, path: string): FileBytes {
  if (installed.disk === null) return readSourceFile(source, `${installed.directory}/${path}`)
  const real = locatePackageFile(installed.disk, path)
  if (real === null) return { problem: `does not exist in ${installed.directory}`, missing: true }
  try {
    if (statSync(real).size > LARGEST_MANIFEST) return { problem: 'is too large to be a manifest', missing: false }
    return { bytes: readFileSync(real) }
  } catch (error) {
    return { problem: `cannot be read (${codeOf(error)})`, missing: false }
  }
}

/** Why the work tree's source has nothing for a path that is there; null where it is not there. */
function explainFailure(source: Source, path: string): string | null {
  if (source.root === '' || source.kind === 'index' || source.kind === 'commit') return null
  const absolute = join(source.root, path)
  try {
    const isLink = lstatSync(absolute).isSymbolicLink()
    if (isLink && relative(realpathSync(source.root), realpathSync(absolute)).startsWith('..')) {
      return 'is a symbolic link out of the repository, which is not followed — put the file itself there'
    }
    const stats = statSync(absolute)
    if (stats.isDirectory()) return 'is a directory, not a file — name the manifest in it'
    if (!stats.isFile()) return 'is not a regular file'
    accessSync(absolute, constants.R_OK)
    return 'cannot be read'
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    return code === 'EACCES' ? 'cannot be read (EACCES) — check its permissions' : `cannot be read (${code})`
  }
}

function whereOf(source: Source): string {
  if (source.kind === 'index') return 'in the git index — git add it, or name another with --manifest'
  if (source.kind === 'commit') return `in commit ${source.commit?.slice(0, 12) ?? ''} — name another with --manifest`
  return '— check the path, or create a manifest with repoint init'
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : String(error)
}
