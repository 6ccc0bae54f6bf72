import type { SkippedFile } from '../core/source.ts'
import type { Repository } from './git.ts'
import { groupTracked, type Walk, walkWorktree } from './walk-worktree.ts'

/*
 * A walk as plain data, so that another thread can do it. Lists are joined by NUL: a thread is handed one long string
 * much sooner than many short ones.
 */

/** What a walk needs to know. */
export interface WalkOrder {
  readonly repository: Repository
  readonly files: string
  readonly links: string
  readonly submodules: string
}

export interface WalkOutcome extends Omit<Walk, 'directories'> {
  readonly directories: string
  readonly skipped: readonly SkippedFile[]
}

const join = (paths: readonly string[]): string => paths.join('\0')
const split = (joined: string): string[] => (joined === '' ? [] : joined.split('\0'))

export const orderWalk = (
  repository: Repository,
  files: readonly string[],
  links: readonly string[],
  submodules: readonly string[],
): WalkOrder => ({ repository, files: join(files), links: join(links), submodules: join(submodules) })

/** @throws UserError where git cannot tell what is ignored. */
export const followWalkOrder = ({ repository, files, links, submodules }: WalkOrder): WalkOutcome => {
  const walk = walkWorktree(repository, groupTracked(split(files), split(links), split(submodules)))
  return { ...walk, directories: join(walk.directories) }
}

export const readWalkOutcome = ({ directories, ...walk }: WalkOutcome): Walk => ({
  ...walk,
  directories: split(directories),
})
