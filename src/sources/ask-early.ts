import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type EarlyQuestion, questionKey } from './early-answers.ts'
import { PROBE, repositoryEnvironment } from './git.ts'
import { STAGED_DIFF } from './git-changes.ts'
import { absolute, startGit } from './spawn-git.ts'

/**
 * Ask git what every run over what is staged asks first. It is a guess that this is the top of the work tree, as in a
 * hook; where it is not, nobody will ask these questions, and the answers are left lying.
 * @param cwd absolute.
 */
export function askAboutStaged(cwd: string): readonly EarlyQuestion[] {
  if (process.env.GIT_DIR || !existsSync(join(cwd, '.git'))) return []
  const environment = repositoryEnvironment()
  const ask = (given: NodeJS.ProcessEnv, args: readonly string[]): EarlyQuestion => ({
    key: questionKey(cwd, given, args),
    answer: startGit(cwd, given, args),
  })
  return [ask(environment, PROBE), ask(absolute(environment, ['GIT_INDEX_FILE'], cwd), [...STAGED_DIFF, 'HEAD'])]
}
