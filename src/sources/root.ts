import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { UserError } from '../core/user-error.ts'
import { isInside } from './disk-reader.ts'
import { type NoRepository, openRepository, type Repository } from './git.ts'

export interface Root {
  /** Absolute, without symbolic links. */
  readonly root: string
  /** null: not in a repository, or git is not installed. Bare where `top` is null. */
  readonly repository: Repository | null
  /** For `openWorktree`, so that it need not ask again. */
  readonly state: Repository | NoRepository
}

/**
 * Where a run's paths start: the directory that was named, else the top of the work tree that `cwd` lies in, else
 * `cwd` itself (also a bare repository).
 * @param cwd absolute. @param named relative to `cwd`, or absolute.
 */
export const discoverRoot = (cwd: string, named: string | null = null): Root => {
  const start = resolve(cwd, named ?? '.')
  if (!statSync(start, { throwIfNoEntry: false })?.isDirectory())
    throw new UserError(`${named ?? cwd}: no such directory`)
  const directory = realpathSync.native(start)
  const repository = openRepository(directory, named === null ? 'top' : 'directory')
  return typeof repository === 'string'
    ? { root: directory, repository: null, state: repository }
    : { root: repository.root, repository, state: repository }
}

/** The path without symbolic links, as far as it exists. */
const realExisting = (path: string): string => {
  try {
    return realpathSync.native(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(realExisting(parent), basename(path))
  }
}

/**
 * What a typed path is called below the root, with forward slashes (`''` is the root itself); null: outside.
 * Links in the directories that lead to the root do not matter; the path itself may lead through links and need not exist.
 */
export const pathBelowRoot = (root: string, cwd: string, typed: string): string | null => {
  const plain = resolve(cwd, typed)
  if (isInside(root, plain)) return relative(root, plain).replaceAll(sep, '/')
  const real = join(realExisting(dirname(plain)), basename(plain))
  const realRoot = realExisting(root)
  return isInside(realRoot, real) ? relative(realRoot, real).replaceAll(sep, '/') : null
}
