import { readFileSync, statSync } from 'node:fs'
import { basename, relative, resolve, sep } from 'node:path'
import { LARGEST_MANIFEST } from './decode.ts'
import { fileProblem, ManifestError } from './problem.ts'

/** A manifest that a person named although it lies outside of the root: one shared by several repositories. */
export interface OutsideManifest {
  /** The name it goes by in messages. */
  readonly file: string
  readonly bytes: Uint8Array
}

/**
 * @param typed as on the command line, relative to `cwd`.
 * @returns null where it lies inside the root.
 * @throws ManifestError where it cannot be read.
 */
export function readOutsideManifest(typed: string, root: string, cwd: string): OutsideManifest | null {
  if (root === '') return null
  const path = resolve(cwd, typed)
  const below = relative(root, path)
  if (below !== '..' && !below.startsWith(`..${sep}`) && resolve(root, below) === path && !/^[A-Za-z]:/.test(below))
    return null
  try {
    const stats = statSync(path)
    if (stats.isDirectory())
      throw new ManifestError([fileProblem(typed, 'is a directory, not a file — name the manifest in it')])
    if (stats.size > LARGEST_MANIFEST) throw new ManifestError([fileProblem(typed, 'is too large to be a manifest')])
    return { file: basename(path), bytes: readFileSync(path) }
  } catch (error) {
    if (error instanceof ManifestError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new ManifestError([
      fileProblem(
        typed,
        code === 'ENOENT' ? 'does not exist — check the path' : `cannot be read (${code}) — check its permissions`,
      ),
    ])
  }
}
