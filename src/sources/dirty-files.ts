import { startGit } from './spawn-git.ts'

/**
 * Tracked files that differ from the index as git sees it without reading them, sorted and joined by NUL; null: git
 * cannot tell.
 */
export const findDirty = async (root: string, environment: Readonly<NodeJS.ProcessEnv>): Promise<string | null> => {
  const result = await startGit(root, environment, [
    // Settings that have git look at less: what sets one time of a file back cannot set back the other.
    '-c',
    'core.trustctime=true',
    '-c',
    'core.checkStat=default',
    'diff-files',
    '--name-only',
    '-z',
    '--relative',
    '--no-ext-diff',
    '--ignore-submodules=all',
  ])
  if (result === null) return null
  return result
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '')
    .sort()
    .join('\0')
}
