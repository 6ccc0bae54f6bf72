import type { Premises, TreePremises } from '../core/premises.ts'
import { areDirectoriesSame } from './directory-times.ts'
import { markPath, readIndexMark } from './path-marks.ts'

/** Variables of the environment that are about git: part of every question, and kept for asking git again. */
export const isAboutGit = (name: string): boolean => name.startsWith('GIT_')

/** Whether everything is as it was. The quickest questions come first; git answers while directories are looked at. */
export async function doPremisesHold({ root, index, paths, tree }: Premises): Promise<boolean> {
  if (readIndexMark(index) !== index.mark) return false
  if (tree === null) return paths.every(isSame)
  // Loaded only here: what starts programs is the largest of what Node has to load for this.
  const { findDirty } = await import('./dirty-files.ts')
  const asked = findDirty(root, environmentOf(tree))
  const same = paths.every(isSame) && areDirectoriesSame(root, tree.directories)
  return (await asked) === tree.dirty && same
}

const isSame = ([path, mark]: readonly [path: string, mark: string | null]): boolean =>
  (markPath(path)?.text ?? null) === mark

function environmentOf({ environment }: TreePremises): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !isAboutGit(name))
  return { ...Object.fromEntries(others), LC_ALL: 'C', ...environment }
}
