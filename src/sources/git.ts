import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { realpathSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { UserError } from '../core/user-error.ts'

/** A repository and the directory in it that git commands run in: every path git prints is relative to `root`. */
export interface Repository {
  /** Absolute. The directory that was asked for, the top of its work tree, or the git directory of a bare repository. */
  readonly root: string
  /** Top of the work tree, absolute and without symbolic links; null: bare. */
  readonly top: string | null
  readonly shallow: boolean
  /** The commit HEAD points to; null on an unborn branch. */
  readonly head: string | null
  readonly environment: Readonly<NodeJS.ProcessEnv>
}

/** What asking for a repository can find besides one. `missing`: git is not installed. `broken`: its link leads nowhere. */
export type NoRepository = 'none' | 'missing' | 'broken'

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
const PLACE_VARIABLES = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_IMPLICIT_WORK_TREE', 'GIT_COMMON_DIR', 'GIT_PREFIX', 'GIT_INTERNAL_SUPER_PREFIX']
/** Belong to the one repository that the place variables name. */
const CONTENT_VARIABLES = [
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_QUARANTINE_PATH',
  'GIT_NAMESPACE',
  'GIT_SHALLOW_FILE',
  'GIT_GRAFT_FILE',
]

const without = (environment: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv => {
  const copy = { ...environment }
  for (const name of names) delete copy[name]
  return copy
}

const spawnGit = (
  cwd: string,
  environment: NodeJS.ProcessEnv,
  args: readonly string[],
  input: string | Uint8Array | undefined,
  maxBuffer: number,
): SpawnSyncReturns<Buffer> =>
  spawnSync('git', [...HARDENED, ...args], {
    cwd,
    env: environment,
    maxBuffer,
    windowsHide: true,
    ...(input === undefined ? { stdio: ['ignore', 'pipe', 'pipe'] } : { input }),
  })

export interface GitResult {
  readonly status: number
  readonly stdout: Buffer
  readonly stderr: string
  /** The output outgrew `maxBuffer` and was cut. */
  readonly overflow: boolean
}

export interface GitCall {
  readonly input?: string | Uint8Array
  /** In bytes; default: unlimited. */
  readonly maxBuffer?: number
}

/** What git says went wrong, in one line. */
export const gitMessage = (stderr: string): string => {
  const lines = stderr.trim().split('\n')
  return (lines.find((line) => /^(?:fatal|error): /.test(line)) ?? lines[0] ?? '').replace(/^(?:fatal|error): /, '')
}

/** Run git in the repository and hand back whatever it says. Throws a UserError only where git cannot be run at all. */
export const tryGit = (repository: Repository, args: readonly string[], call: GitCall = {}): GitResult => {
  const result = spawnGit(repository.root, repository.environment, args, call.input, call.maxBuffer ?? Number.POSITIVE_INFINITY)
  const code = (result.error as NodeJS.ErrnoException | undefined)?.code
  const overflow = code === 'ENOBUFS'
  // EPIPE: git gave up before reading all its input; its own message says why.
  if (result.error && !overflow && code !== 'EPIPE') throw new UserError(`git cannot be run in ${repository.root}: ${result.error.message}`)
  return { status: result.status ?? -1, stdout: result.stdout, stderr: result.stderr.toString('utf8'), overflow }
}

/** The output of git. Throws a UserError with git's own first line where it fails. */
export const runGit = (repository: Repository, args: readonly string[], call: GitCall = {}): Buffer => {
  const result = tryGit(repository, args, call)
  if (result.status !== 0) {
    throw new UserError(`git ${args[0]} failed in ${repository.root}: ${gitMessage(result.stderr) || `exit ${result.status}`}`)
  }
  return result.stdout
}

interface Probe {
  readonly kind: 'found' | NoRepository
  readonly top: string | null
  readonly shallow: boolean
  readonly head: string | null
}

const probe = (directory: string, environment: NodeJS.ProcessEnv): Probe => {
  const nothing = (kind: NoRepository): Probe => ({ kind, top: null, shallow: false, head: null })
  const result = spawnGit(
    directory,
    environment,
    ['rev-parse', '--is-bare-repository', '--is-inside-work-tree', '--is-shallow-repository', '--show-toplevel', 'HEAD'],
    undefined,
    1 << 20,
  )
  if (result.error) {
    if ((result.error as NodeJS.ErrnoException).code !== 'ENOENT') throw new UserError(`git cannot be run: ${result.error.message}`)
    return nothing('missing')
  }
  const [bare, inside, shallow, ...rest] = result.stdout.toString('utf8').split('\n')
  const message = result.stderr.toString('utf8')
  if (shallow === undefined) {
    if (/dubious ownership|unsafe repository/.test(message)) {
      throw new UserError(
        `git refuses to read the repository at ${directory}: it belongs to another user`,
        `if you trust it, run: git config --global --add safe.directory ${/'([^'\n]+)'/.exec(message)?.[1] ?? directory}`,
      )
    }
    // `not a git repository: <path>` is a `.git` file whose target is gone, as in a container that mounts one work tree.
    if (/not a git repository: /.test(message)) return nothing('broken')
    if (/not a git repository/.test(message)) return nothing('none')
    throw new UserError(`git cannot read the repository at ${directory}: ${gitMessage(message)}`)
  }
  if (inside === 'true') {
    // The last line is HEAD, or the word itself on an unborn branch; the path before it may contain line breaks.
    const head = rest.at(-2) ?? 'HEAD'
    return { kind: 'found', top: rest.slice(0, -2).join('\n'), shallow: shallow === 'true', head: head === 'HEAD' ? null : head }
  }
  if (bare !== 'true') throw new UserError(`${directory} is inside a git directory, not in a work tree`)
  const commit = spawnGit(directory, environment, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], undefined, 1 << 20)
  return { kind: 'found', top: null, shallow: shallow === 'true', head: commit.status === 0 ? commit.stdout.toString('utf8').trim() : null }
}

const gitDirectory = (directory: string, environment: NodeJS.ProcessEnv): string =>
  spawnGit(directory, environment, ['rev-parse', '--absolute-git-dir'], undefined, 1 << 20).stdout.toString('utf8').replace(/\n$/, '')

const realPath = (path: string): string => {
  try {
    return realpathSync.native(path)
  } catch {
    return path
  }
}

const absolute = (environment: NodeJS.ProcessEnv, names: readonly string[], base: string): NodeJS.ProcessEnv => {
  const copy = { ...environment }
  for (const name of names) if (copy[name]) copy[name] = resolve(base, copy[name])
  return copy
}

/** A relative index file is relative to the top of the work tree, whatever directory git is started in. */
const settleIndexFile = (environment: NodeJS.ProcessEnv, top: string | null): NodeJS.ProcessEnv => {
  const settled = top === null ? environment : absolute(environment, ['GIT_INDEX_FILE'], top)
  const file = settled.GIT_INDEX_FILE
  // git takes an index file that is not there for an empty index, so a wrong path would pass everything.
  if (file && !statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(`GIT_INDEX_FILE names ${file}, which is no place for an index of ${top ?? 'this repository'}`)
  }
  return settled
}

/**
 * The repository that `directory` lies in; `none` without one, `missing` without git.
 *
 * Inside a hook git's environment names a repository. It is used where it names the one `directory` lies in
 * (its index file, its quarantined objects), or where `directory` lies in none; a hook that looks at another
 * repository, such as a submodule, sees that one as it is.
 *
 * @param directory absolute.
 * @param root where paths start: `directory` itself, or the top of its work tree.
 */
export const openRepository = (directory: string, root: 'directory' | 'top' = 'directory'): Repository | NoRepository => {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) throw new UserError(`${directory}: no such directory`)
  const given = { ...without(process.env, FOREIGN_VARIABLES), ...FIXED_ENVIRONMENT }
  const placed = given.GIT_DIR ? resolve(given.GIT_DIR) : null
  let environment = absolute(without(given, PLACE_VARIABLES), ['GIT_OBJECT_DIRECTORY'], process.cwd())
  let found = probe(directory, environment)
  if (placed !== null) {
    if (found.kind === 'none' || found.kind === 'broken') {
      environment = absolute(given, ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_COMMON_DIR', 'GIT_OBJECT_DIRECTORY'], process.cwd())
      found = probe(directory, environment)
    } else if (found.kind === 'found' && realPath(gitDirectory(directory, environment)) !== realPath(placed)) {
      environment = without(environment, CONTENT_VARIABLES)
    }
  }
  if (found.kind !== 'found') return found.kind
  return {
    root: root === 'top' && found.top !== null ? found.top : directory,
    top: found.top,
    shallow: found.shallow,
    head: found.head,
    environment: settleIndexFile(environment, found.top),
  }
}

/** The commit a name means. Throws a UserError that names the cure where it is unknown. */
export const resolveCommit = (repository: Repository, ref: string): string => {
  const commit = resolveObject(repository, ref, 'commit')
  if (commit !== null) return commit
  throw new UserError(...unknownRef(repository, ref))
}

/** The object id of a name as a commit or a tree; null: no such thing. */
export const resolveObject = (repository: Repository, ref: string, type: 'commit' | 'tree'): string | null => {
  // A name that looks like an option, or spans lines, is never a ref.
  if (ref === '' || ref.startsWith('-') || /[\n\0]/.test(ref)) return null
  const result = tryGit(repository, ['rev-parse', '--verify', '--quiet', `${ref}^{${type}}`])
  return result.status === 0 ? result.stdout.toString('utf8').trim() : null
}

/** Why a ref is not known here, and what to do about it. */
export const unknownRef = (repository: Repository, ref: string): [string, ...string[]] => {
  const message = `there is no commit ${JSON.stringify(ref)} in ${repository.top ?? repository.root}`
  if (repository.shallow) return [message, 'this clone is shallow: fetch the whole history (fetch-depth: 0, or git fetch --unshallow)']
  return [message, 'fetch it first, or check its spelling']
}
