import type { Vanished } from '../core/dangling-missing.ts'
import type { LanguageId, Manifest } from '../core/migration.ts'
import type { Source } from '../core/source.ts'
import { languageOfPath } from '../languages/registry.ts'
import { createCommitSource } from '../sources/commit-source.ts'
import { type ChangedFile, changedFiles } from '../sources/git-changes.ts'
import { ancestorOf, entriesBefore, lastDeletion } from '../sources/git-history.ts'
import type { Repository } from '../sources/git.ts'
import type { Changes } from './changes.ts'
import { Engine } from './engine.ts'

/*
 * A top-level Python package of the repository that is gone altogether looks like an installed one. That it was the
 * repository's own the tree before tells: before the change a run is about, or before the commit that took it away.
 */

/** Files that say what a project installs. */
const INSTALLS = /(?:^|\/)(?:pyproject\.toml|setup\.(?:py|cfg)|Pipfile|[\w.-]*requirements[\w.-]*|[\w.-]+\.lock)$/

export interface VanishedInput {
  readonly source: Source
  readonly manifest: Manifest | null
  readonly engines: ReadonlyMap<LanguageId, Engine>
  readonly engageBefore: (id: LanguageId, source: Source) => Promise<Engine>
  readonly repository: Repository | null
}

/** Not where the change also says what is installed: the package may have become a distribution of its own. */
export async function vanishedInChange(
  { engines, engageBefore }: VanishedInput,
  changes: Changes,
): Promise<Vanished | null> {
  const engine = engines.get('python')
  const gone = changes.files.filter(
    ({ status, from, path }) => status !== 'added' && status !== 'modified' && /\.pyi?$/.test(from ?? path),
  )
  if (
    !engine ||
    gone.length === 0 ||
    changes.files.some(({ path, from }) => INSTALLS.test(path) || (from !== null && INSTALLS.test(from)))
  )
    return null
  const { resolver } = await engageBefore('python', changes.base)
  const tops = new Set(gone.map(({ from, path }) => resolver.addressOfPath(from ?? path).key.split('.')[0]))
  return (specifier, fromPath) =>
    tops.has(specifier.split('.')[0]) &&
    !engine.resolver.resolve(specifier, fromPath).firstParty &&
    resolver.resolve(specifier, fromPath).path !== null
}

/** How many commits back the directories are looked at, ever fewer: what lay there for a while is in one of them. */
const GENERATIONS = [
  ...Array.from({ length: 64 }, (_, at) => at),
  ...Array.from({ length: 20 }, (_, at) => Math.round(64 * 1.25 ** at)),
]
/** Where top-level packages mostly lie. */
const DIRECTORIES = ['', 'src', 'lib']

/**
 * The same of a run about no change. git is asked only about names that nothing in the repository has and that the
 * project does not say it installs, once for all of them; and again about those that it had.
 */
export function vanishedBefore({ source, manifest, engines, repository }: VanishedInput): Vanished | null {
  const engine = engines.get('python')
  const head = repository?.head
  if (!engine || !repository || !head) return null
  const { resolver } = engine
  let here: ReadonlySet<string> | null = null
  let past: ReadonlyMap<string, ReadonlySet<string>> | null = null
  const known = new Map<string, Engine['resolver'] | null>()

  const resolverBefore = (name: string): Engine['resolver'] | null => {
    if (resolver.mayBeInstalled?.(name) !== false) return null
    here ??= namesOfTree(source)
    if (here.has(name)) return null
    past ??= entriesBefore(repository, head, GENERATIONS, DIRECTORIES)
    const paths = [...past].flatMap(([directory, names]) => {
      const path = directory === '' ? name : `${directory}/${name}`
      return [path, `${path}.py`].filter((one) => names.has(one.slice(one.lastIndexOf('/') + 1)))
    })
    const before = paths.length === 0 ? null : findBefore(repository, head, paths, source)
    return before && new Engine(engine.language, before, manifest, []).resolver
  }

  return (specifier, fromPath) => {
    const [name = ''] = specifier.split('.')
    if (name === '' || resolver.resolve(specifier, fromPath).firstParty) return false
    let before = known.get(name)
    if (before === undefined) {
      before = resolverBefore(name)
      known.set(name, before)
    }
    return before !== null && before.resolve(specifier, fromPath).path !== null
  }
}

/** Every name by which a Python file of the tree could be imported from somewhere. */
function namesOfTree(source: Source): ReadonlySet<string> {
  const names = new Set<string>()
  const directories = new Set<string>()
  for (const { path } of source.list()) {
    if (languageOfPath(path) !== 'python') continue
    const slash = path.lastIndexOf('/')
    names.add(path.slice(slash + 1).replace(/\.\w+$/, ''))
    directories.add(path.slice(0, Math.max(0, slash)))
  }
  for (const directory of directories) for (const segment of directory.split('/')) names.add(segment)
  return names
}

/**
 * The tree before the paths went; null where nothing proves that the name is not an installed package's by now: its code
 * must still be in the repository, under another name, or what the project installs must be what it was.
 */
function findBefore(repository: Repository, head: string, paths: readonly string[], source: Source): Source | null {
  const committed = createCommitSource(repository, head)
  const isThere = (tree: Source): boolean => paths.some((path) => tree.has(path) || tree.hasDirectory(path))
  if (isThere(committed)) {
    const files = changedFiles(repository, { kind: 'since', ref: head, until: 'worktree' })
    return wentElsewhere(files, paths, source) || installsTheSame(committed, source) ? committed : null
  }
  const oldest = ancestorOf(repository, head, GENERATIONS.at(-1) ?? 0)
  const removal = lastDeletion(repository, { head, before: oldest }, paths)
  const parent = removal && ancestorOf(repository, removal, 1)
  if (!removal || !parent) return null
  const before = createCommitSource(repository, parent)
  if (!isThere(before)) return null
  const files = changedFiles(repository, { kind: 'between', before: parent, after: removal })
  return wentElsewhere(files, paths, source) || installsTheSame(before, source) ? before : null
}

/** Whether git sees a file of the paths renamed to one that is still there. */
function wentElsewhere(files: readonly ChangedFile[], paths: readonly string[], source: Source): boolean {
  return files.some(
    ({ status, from, path }) =>
      status === 'renamed' &&
      languageOfPath(path) === 'python' &&
      source.has(path) &&
      paths.some((one) => from === one || from?.startsWith(`${one}/`)),
  )
}

/** Whether the files that say what is installed are the same in both trees. */
function installsTheSame(before: Source, now: Source): boolean {
  const saying = (source: Source): string[] =>
    source
      .list()
      .map(({ path }) => path)
      .filter((path) => INSTALLS.test(path))
      .sort()
  const paths = saying(before)
  if (saying(now).join('\0') !== paths.join('\0')) return false
  const textOf = (source: Source, path: string): string => Buffer.from(source.read(path) ?? []).toString('utf8')
  return paths.every((path) => textOf(before, path) === textOf(now, path))
}
