import { parseRawDiff, RAW, withoutFilters } from './git-changes.ts'
import { type Repository, tryGit } from './git.ts'

/*
 * What became of single files in the past. Each question starts git once, however many files it is about.
 */

/** Commits from `head` back to before `before`; null: to the first. */
export interface Commits {
  readonly head: string
  readonly before: string | null
}

export interface DatedCommit {
  readonly commit: string
  /** Commits that touched one of the files since. */
  readonly age: number
}

export interface TouchedPaths {
  /** Files that a commit changed in any way. */
  readonly touched: ReadonlySet<string>
  /** The latest commit that took the file away. */
  readonly deleted: ReadonlyMap<string, DatedCommit>
}

/** Each path is compared with each entry of each directory: with more of them git is faster without. */
const MOST_PATHS = 200
/** Of git's output, in bytes; what is cut off is the oldest. */
const MOST_OUTPUT = 1 << 26

const literally = (paths: readonly string[]): string[] =>
  paths.filter((path) => !path.startsWith('../')).map((path) => `:(literal)${path}`)

const rangeOf = ({ head, before }: Commits): string[] => (before === null ? [head] : [head, `^${before}`])

/** The ancestor so many first parents back; null where there are not so many. */
export function ancestorOf(repository: Repository, commit: string, generations: number): string | null {
  const { status, stdout } = tryGit(repository, ['rev-parse', '--verify', '-q', `${commit}~${generations}`], {
    maxBuffer: 4096,
  })
  return status === 0 ? stdout.toString('latin1').trim() : null
}

const HEADER = '\x01'

/** What commits did to the files. A first commit counts for nothing: there was nothing before it to take away. */
export function touchedPaths(repository: Repository, range: Commits, paths: readonly string[]): TouchedPaths {
  const touched = new Set<string>()
  const deleted = new Map<string, DatedCommit>()
  const wanted = new Set(paths)
  const listed = literally([...wanted])
  if (listed.length === 0) return { touched, deleted }
  const { stdout } = tryGit(
    repository,
    [
      'log',
      '--raw',
      '-z',
      '--no-renames',
      '--relative',
      '--abbrev=7',
      '--format=%x01%H %P',
      ...rangeOf(range),
      '--',
      ...(listed.length > MOST_PATHS ? [] : listed),
    ],
    { maxBuffer: MOST_OUTPUT },
  )
  let commit = ''
  let isFirst = false
  let age = 0
  let isDeletion: boolean | null = null
  for (const field of stdout.toString('utf8').split('\0')) {
    if (isDeletion !== null) {
      if (!isFirst && wanted.has(field)) {
        touched.add(field)
        if (isDeletion && !deleted.has(field)) deleted.set(field, { commit, age })
      }
      isDeletion = null
    } else if (field.startsWith(HEADER)) {
      const [id = '', parent = ''] = field.slice(HEADER.length).split(' ')
      commit = id
      isFirst = parent === ''
      age++
    } else if (/^\n?:/.test(field)) isDeletion = field.endsWith('D')
  }
  return { touched, deleted }
}

/** Those of the files that are not as the commit has them; a file that was only written again may be among them. */
export function touchedOnDisk(repository: Repository, commit: string, paths: readonly string[]): ReadonlySet<string> {
  const listed = literally([...new Set(paths)])
  if (listed.length === 0) return new Set()
  const { stdout } = tryGit(repository, [
    ...withoutFilters(repository),
    'diff-index',
    ...RAW,
    commit,
    '--',
    ...(listed.length > MOST_PATHS ? [] : listed),
  ])
  return new Set(parseRawDiff(stdout.toString('utf8')).map(({ path }) => path))
}

/** The latest commit that changed how often one of the files spells the name, as a whole word. */
export function lastSpelledOtherwise(
  repository: Repository,
  range: Commits,
  paths: readonly string[],
  name: string,
): string | null {
  const listed = literally(paths)
  if (listed.length === 0) return null
  const word = `(^|[^[:alnum:]_])${name.replaceAll('$', '[$]')}([^[:alnum:]_]|$)`
  const { status, stdout } = tryGit(
    repository,
    ['log', '-1', '--no-renames', '--format=%H', '--pickaxe-regex', `-S${word}`, ...rangeOf(range), '--', ...listed],
    { maxBuffer: 4096 },
  )
  const commit = stdout.toString('latin1').trim()
  return status === 0 && /^[0-9a-f]{40,64}$/.test(commit) ? commit : null
}

/**
 * The names of files and directories that directories held so many commits before `commit`, along first parents.
 * Generations that are not there, and directories that were not, are left out.
 */
export function entriesBefore(
  repository: Repository,
  commit: string,
  generations: readonly number[],
  directories: readonly string[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const prefix = repository.index?.prefix ?? ''
  const asked = generations.flatMap((generation) => directories.map((directory) => ({ generation, directory })))
  const input = asked.map(({ generation, directory }) => `${commit}~${generation}:${prefix}${directory}`).join('\n')
  const { stdout } = tryGit(repository, ['cat-file', '--batch'], { input: `${input}\n`, maxBuffer: MOST_OUTPUT })
  const found = new Map<string, Set<string>>()
  let at = 0
  for (const { directory } of asked) {
    const end = stdout.indexOf(10, at)
    if (end === -1) break
    const [id = '', kind = '', size = ''] = stdout.toString('latin1', at, end).split(' ')
    at = end + 1
    // `HEAD~9:src missing`
    if (!/^\d+$/.test(size)) continue
    if (kind === 'tree') {
      const names = found.get(directory) ?? new Set<string>()
      found.set(directory, names)
      for (const name of namesInTree(stdout.subarray(at, at + Number(size)), id.length / 2)) names.add(name)
    }
    at += Number(size) + 1
  }
  return found
}

/** A tree object is a row of `mode SP name NUL id`, as git documents it in its glossary of objects. */
function* namesInTree(tree: Buffer, idBytes: number): Iterable<string> {
  for (let at = 0; at < tree.length; ) {
    const space = tree.indexOf(32, at)
    const end = tree.indexOf(0, space)
    if (space === -1 || end === -1) return
    yield tree.toString('utf8', space + 1, end)
    at = end + 1 + idBytes
  }
}

/** The latest commit that took one of the paths, or something below it, away; null: none in the range. */
export function lastDeletion(repository: Repository, range: Commits, paths: readonly string[]): string | null {
  const listed = literally(paths)
  if (listed.length === 0) return null
  const { stdout } = tryGit(
    repository,
    ['log', '-1', '--no-renames', '--diff-filter=D', '--format=%H', ...rangeOf(range), '--', ...listed],
    { maxBuffer: 4096 },
  )
  const commit = stdout.toString('latin1').trim()
  return /^[0-9a-f]{40,64}$/.test(commit) ? commit : null
}
