import { realpathSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { UserError } from '../core/user-error.ts'
import {
  absolute,
  CONTENT_VARIABLES,
  gitMessage,
  hardenedEnvironment,
  PLACE_VARIABLES,
  spawnGit,
  without,
} from './spawn-git.ts'

/** A repository and the directory in it that git commands run in: every path git prints is relative to `root`. */
export interface Repository {
  /** Absolute. The directory that was asked for, the top of its work tree, or the git directory of a bare repository. */
  readonly root: string
  /** Top of the work tree, absolute and without symbolic links; null: bare. */
  readonly top: string | null
  readonly shallow: boolean
  /** The commit HEAD points to; null on an unborn branch. */
  readonly head: string | null
  /** The index, for reading it without git; null: bare, or git must be asked. */
  readonly index: IndexPlace | null
  readonly environment: Readonly<NodeJS.ProcessEnv>
}

/** Where an index lies, and what its paths and object ids look like. */
export interface IndexPlace {
  /** Absolute. */
  readonly file: string
  /** From the top to the root: empty, or ending in a slash. */
  readonly prefix: string
  /** Length of an object id in bytes. */
  readonly idBytes: 20 | 32
}

/** What asking for a repository can find besides one. `missing`: git is not installed. `broken`: its link leads nowhere. */
export type NoRepository = 'none' | 'missing' | 'broken'

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

/** Run git in the repository and hand back whatever it says. Throws a UserError only where git cannot be run at all. */
export const tryGit = (repository: Repository, args: readonly string[], call: GitCall = {}): GitResult => {
  const result = spawnGit(
    repository.root,
    repository.environment,
    args,
    call.input,
    call.maxBuffer ?? Number.POSITIVE_INFINITY,
  )
  const code = (result.error as NodeJS.ErrnoException | undefined)?.code
  const overflow = code === 'ENOBUFS'
  // EPIPE: git gave up before reading all its input; its own message says why.
  if (result.error && !overflow && code !== 'EPIPE')
    throw new UserError(`git cannot be run in ${repository.root}: ${result.error.message}`)
  return { status: result.status ?? -1, stdout: result.stdout, stderr: result.stderr.toString('utf8'), overflow }
}

/** The output of git. Throws a UserError with git's own first line where it fails. */
export const runGit = (repository: Repository, args: readonly string[], call: GitCall = {}): Buffer => {
  const result = tryGit(repository, args, call)
  if (result.status !== 0) {
    throw new UserError(
      `git ${args[0]} failed in ${repository.root}: ${gitMessage(result.stderr) || `exit ${result.status}`}`,
    )
  }
  return result.stdout
}

interface Probe {
  readonly kind: 'found' | NoRepository
  readonly top: string | null
  readonly shallow: boolean
  readonly head: string | null
  readonly index: IndexPlace | null
}

const nothing = (kind: NoRepository): Probe => ({ kind, top: null, shallow: false, head: null, index: null })

const refuse = (directory: string, message: string): Probe => {
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

/** Everything about a repository in one call. */
export const PROBE = [
  'rev-parse',
  '--is-bare-repository',
  '--is-inside-work-tree',
  '--is-shallow-repository',
  '--show-object-format',
  '--show-prefix',
  '--git-path',
  'index',
  '--show-toplevel',
  'HEAD',
]

/** What git is given to find the repository of a directory by itself. */
export const repositoryEnvironment = (): NodeJS.ProcessEnv =>
  absolute(without(hardenedEnvironment(), PLACE_VARIABLES), ['GIT_OBJECT_DIRECTORY'], process.cwd())

/** Ask about the repository; git prints a line for each question until one has no answer. */
const probe = (directory: string, environment: NodeJS.ProcessEnv): Probe => {
  const ask = (...args: readonly string[]) =>
    spawnGit(directory, environment, ['rev-parse', ...args], undefined, 1 << 20)
  const result = spawnGit(directory, environment, PROBE, undefined, 1 << 20)
  if (result.error) {
    if ((result.error as NodeJS.ErrnoException).code === 'ENOENT') return nothing('missing')
    throw new UserError(`git cannot be run: ${result.error.message}`)
  }
  const lines = result.stdout.toString('utf8').split('\n')
  const [bare, inside, shallow, format, prefix = '', file = '', top = ''] = lines
  if (shallow === undefined) return refuse(directory, result.stderr.toString('utf8'))
  if (inside === 'true') {
    // The last line is HEAD, or the word itself on an unborn branch.
    const head = lines.at(-2) === 'HEAD' ? null : (lines.at(-2) ?? null)
    const found = { kind: 'found', shallow: shallow === 'true', head } as const
    if (lines.length === 9) {
      return {
        ...found,
        top,
        index: { file: resolve(directory, file), prefix, idBytes: format === 'sha256' ? 32 : 20 },
      }
    }
    // A path with a line break in it.
    return { ...found, top: ask('--show-toplevel').stdout.toString('utf8').replace(/\n$/, ''), index: null }
  }
  if (bare !== 'true') throw new UserError(`${directory} is inside a git directory, not in a work tree`)
  const commit = ask('--verify', '--quiet', 'HEAD^{commit}')
  const head = commit.status === 0 ? commit.stdout.toString('utf8').trim() : null
  return { kind: 'found', top: null, shallow: shallow === 'true', head, index: null }
}

const gitDirectory = (directory: string, environment: NodeJS.ProcessEnv): string =>
  spawnGit(directory, environment, ['rev-parse', '--absolute-git-dir'], undefined, 1 << 20)
    .stdout.toString('utf8')
    .replace(/\n$/, '')

const realPath = (path: string): string => {
  try {
    return realpathSync.native(path)
  } catch {
    return path
  }
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
export const openRepository = (
  directory: string,
  root: 'directory' | 'top' = 'directory',
): Repository | NoRepository => {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory())
    throw new UserError(`${directory}: no such directory`)
  const given = hardenedEnvironment()
  const placed = given.GIT_DIR ? resolve(given.GIT_DIR) : null
  let environment = repositoryEnvironment()
  let found = probe(directory, environment)
  if (placed !== null) {
    if (found.kind === 'none' || found.kind === 'broken') {
      environment = absolute(
        given,
        ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_COMMON_DIR', 'GIT_OBJECT_DIRECTORY'],
        process.cwd(),
      )
      found = probe(directory, environment)
    } else if (found.kind === 'found' && realPath(gitDirectory(directory, environment)) !== realPath(placed)) {
      environment = without(environment, CONTENT_VARIABLES)
      found = probe(directory, environment)
    }
  }
  if (found.kind !== 'found') return found.kind
  const { top, shallow, head } = found
  environment = settleIndexFile(environment, top)
  const atTop = root === 'top' && top !== null
  const file = environment.GIT_INDEX_FILE
  const index = found.index && {
    ...found.index,
    ...(file ? { file } : {}),
    ...(atTop ? { prefix: '' } : {}),
  }
  return { root: atTop ? top : directory, top, shallow, head, index, environment }
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
  if (repository.shallow)
    return [message, 'this clone is shallow: fetch the whole history (fetch-depth: 0, or git fetch --unshallow)']
  return [message, 'fetch it first, or check its spelling']
}
