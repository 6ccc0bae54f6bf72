import { spawn, spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { type GitAnswer, takeAnswer } from './early-answers.ts'

/*
 * git runs no program that a repository configures: no file system monitor, no pager, no hooks (nothing here
 * triggers one), no transport, so not even a partial clone's missing objects are fetched. It takes no lock and
 * refreshes no index. `core.fsmonitor` is set empty: before git 2.36 it was a program's name, `false` included.
 */
const HARDENED = [
  '--no-pager',
  '--no-optional-locks',
  '-c',
  'core.fsmonitor=',
  '-c',
  'core.quotePath=off',
  '-c',
  'core.untrackedCache=false',
]

const FIXED_ENVIRONMENT: NodeJS.ProcessEnv = {
  LC_ALL: 'C',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
}

/** Would change what git prints or runs, whatever the repository. */
const FOREIGN_VARIABLES = [
  'GIT_EXTERNAL_DIFF',
  'GIT_DIFF_OPTS',
  'GIT_GLOB_PATHSPECS',
  'GIT_NOGLOB_PATHSPECS',
  'GIT_ICASE_PATHSPECS',
  'GIT_LITERAL_PATHSPECS',
]

/** Say where the repository is. git sets them for hooks, whose working directory need not stay the top. */
export const PLACE_VARIABLES = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_COMMON_DIR',
  'GIT_PREFIX',
  'GIT_INTERNAL_SUPER_PREFIX',
]
/** Belong to the one repository that the place variables name. */
export const CONTENT_VARIABLES = [
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_QUARANTINE_PATH',
  'GIT_NAMESPACE',
  'GIT_SHALLOW_FILE',
  'GIT_GRAFT_FILE',
]

export const without = (environment: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv => {
  const copy = { ...environment }
  for (const name of names) delete copy[name]
  return copy
}

/** Make paths in variables absolute. */
export const absolute = (environment: NodeJS.ProcessEnv, names: readonly string[], base: string): NodeJS.ProcessEnv => {
  const copy = { ...environment }
  for (const name of names) if (copy[name]) copy[name] = resolve(base, copy[name])
  return copy
}

/** The environment git gets: this process's, without what would change git's answers or programs. */
export const hardenedEnvironment = (): NodeJS.ProcessEnv => ({
  ...without(process.env, FOREIGN_VARIABLES),
  ...FIXED_ENVIRONMENT,
})

/** Run git and wait for it. Nothing else does, but for `startGit`. */
export const spawnGit = (
  cwd: string,
  environment: NodeJS.ProcessEnv,
  args: readonly string[],
  input: string | Uint8Array | undefined,
  maxBuffer: number,
): GitAnswer =>
  (input === undefined ? takeAnswer(cwd, environment, args) : null) ??
  spawnSync('git', [...HARDENED, ...args], {
    cwd,
    env: environment,
    maxBuffer,
    windowsHide: true,
    ...(input === undefined ? { stdio: ['ignore', 'pipe', 'pipe'] } : { input }),
  })

/** Run git beside other work. @returns what it prints; null where it fails or says too much. */
export const startGit = (
  cwd: string,
  environment: Readonly<NodeJS.ProcessEnv>,
  args: readonly string[],
): Promise<Buffer | null> =>
  new Promise((resolve) => {
    const child = spawn('git', [...HARDENED, ...args], {
      cwd,
      env: environment,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const chunks: Buffer[] = []
    let length = 0
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > MOST_OUTPUT) child.kill()
      else chunks.push(chunk)
    })
    child.on('error', () => resolve(null))
    child.on('close', (code) => resolve(code === 0 ? Buffer.concat(chunks) : null))
  })

/** In bytes. */
const MOST_OUTPUT = 32 << 20

/** What git says went wrong, in one line. */
export const gitMessage = (stderr: string): string => {
  const lines = stderr.trim().split('\n')
  return (lines.find((line) => /^(?:fatal|error): /.test(line)) ?? lines[0] ?? '').replace(/^(?:fatal|error): /, '')
}
