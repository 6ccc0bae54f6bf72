import { decode } from '../core/decode.ts'
import { deriveDrafts, type Draft, type ModuleOutline } from '../core/derive.ts'
import type { Target } from '../core/matches.ts'
import type { ModuleAddress } from '../core/module-address.ts'
import type { Source } from '../core/source.ts'
import { languageOfPath } from '../languages/registry.ts'
import { createCommitSource } from '../sources/commit-source.ts'
import { changedFiles, type ChangedFile } from '../sources/git-changes.ts'
import {
  ancestorOf,
  type Commits,
  type DatedCommit,
  lastSpelledOtherwise,
  type TouchedPaths,
  touchedOnDisk,
  touchedPaths,
} from '../sources/git-history.ts'
import type { Repository } from '../sources/git.ts'
import { Engine } from './engine.ts'
import { outlineModule } from './outline.ts'

/** Where the history says that something went, still there today. */
export interface Trace {
  readonly place: Target
  /** 0 to 1, as of a drafted entry. */
  readonly confidence: number
}

/** A commit, and what it is compared with: its parent, or the work tree. */
interface Step {
  readonly before: string
  readonly after: string | null
}

/** Commits looked back over, along first parents. */
const MOST_COMMITS = 2_000
/** A commit that changes more than this says too little about each. */
const MOST_FILES = 1_500
/** In milliseconds; asking stops then. */
const MOST_TIME = 4_000

/**
 * Asks the repository which commit took a module or a name away, and what that commit did with its consumers. Only
 * where something dangles, and for a bounded time.
 */
export class DanglingHistory {
  readonly #repository: Repository
  readonly #source: Source
  readonly #deadline = Date.now() + MOST_TIME
  readonly #drafts = new Map<string, readonly Draft[]>()
  readonly #steps = new Map<string, Step | null>()
  readonly #concerned: () => readonly string[]
  #touched: TouchedPaths | null = null
  #touchedOnDisk: ReadonlySet<string> | null = null
  #range: Commits | null = null
  /** The tree of HEAD, listed when first asked. */
  #committed: Source | null = null

  /** @param concerned every file that questions will be about: git is asked of all of them at once. */
  constructor(repository: Repository, source: Source, concerned: () => readonly string[]) {
    this.#repository = repository
    this.#source = source
    this.#concerned = concerned
  }

  /** @param paths the files the module was, or is. */
  traceName(engine: Engine, module: ModuleAddress, name: string, paths: readonly string[]): Trace | null {
    const drafts = this.#draftsOf(
      engine,
      module.path === null ? paths : [module.path],
      module.path === null ? null : name,
    )
    const draft = drafts.find(({ from, to }) => to !== null && from === `${module.key}#${name}`)
    const whole = draft ? null : this.#wholeOf(engine, drafts, module.key)
    const to = draft?.to ?? (whole && `${whole.to}#${name}`)
    return to ? this.#check(engine, to, (draft ?? whole)?.confidence ?? 0) : null
  }

  /** @param names what is taken from the module. */
  traceModule(engine: Engine, module: ModuleAddress, names: readonly string[], paths: readonly string[]): Trace | null {
    const drafts = this.#draftsOf(engine, paths, null)
    const whole = this.#wholeOf(engine, drafts, module.key)
    if (whole) return this.#check(engine, whole.to, whole.confidence)
    const moved = names.map((name) =>
      drafts.find(({ from, to, kind }) => kind === 'moved' && to !== null && from === `${module.key}#${name}`),
    )
    const homes = new Set(moved.map((draft) => draft?.to?.split('#')[0]))
    const [home] = homes
    if (homes.size !== 1 || home === undefined) return null
    return this.#check(engine, home, Math.min(...moved.map((draft) => draft?.confidence ?? 0)))
  }

  #wholeOf({ id }: Engine, drafts: readonly Draft[], key: string): { to: string; confidence: number } | null {
    const separator = id === 'python' ? '.' : '/'
    for (const { kind, from, to, confidence } of drafts)
      if (kind === 'module-moved' && to !== null && (key === from || key.startsWith(from + separator)))
        return { to: to + key.slice(from.length), confidence }
    return null
  }

  /** The place as the tree has it now; null where it has it no more. */
  #check(engine: Engine, spelled: string, confidence: number): Trace | null {
    const [key = '', name = null] = spelled.split('#')
    const module = engine.resolver.resolveManifest(key)
    if (
      !module.firstParty ||
      (name === null
        ? module.path === null && !this.#source.hasDirectory(key.replaceAll('.', '/'))
        : engine.providers.exists(module, [name]) !== 'yes')
    )
      return null
    return { place: { module, name }, confidence }
  }

  #draftsOf(engine: Engine, paths: readonly string[], name: string | null): readonly Draft[] {
    const key = `${paths.join('\0')}\0${name ?? ''}`
    let step = this.#steps.get(key)
    if (step === undefined) {
      step = Date.now() > this.#deadline ? null : this.#findStep(paths, name)
      this.#steps.set(key, step)
    }
    if (step === null) return []
    const id = `${engine.id} ${step.before} ${step.after ?? ''}`
    const known = this.#drafts.get(id)
    if (known) return known
    const drafts = Date.now() > this.#deadline ? [] : this.#compare(engine, step)
    this.#drafts.set(id, drafts)
    return drafts
  }

  /** The latest change that took away a file, or changed how often a file spells the name. */
  #findStep(paths: readonly string[], name: string | null): Step | null {
    const { head } = this.#repository
    if (head === null) return null
    if (this.#source.kind === 'worktree' && this.#isUncommitted(head, paths, name)) return { before: head, after: null }
    const range = this.#rangeTo(head)
    this.#touched ??= touchedPaths(this.#repository, range, this.#concerned())
    const { touched, deleted } = this.#touched
    if (name === null) return stepOf(latest(paths.flatMap((path) => deleted.get(path) ?? [])))
    // Where no commit of the range touched the file, none changed what it spells.
    if (!paths.some((path) => touched.has(path))) return null
    return stepOf(lastSpelledOtherwise(this.#repository, range, paths, name))
  }

  #isUncommitted(head: string, paths: readonly string[], name: string | null): boolean {
    this.#touchedOnDisk ??= touchedOnDisk(this.#repository, head, this.#concerned())
    const touched = this.#touchedOnDisk
    return paths.some((path) => {
      if (!touched.has(path)) return false
      this.#committed ??= createCommitSource(this.#repository, head)
      if (!this.#committed.has(path)) return false
      if (name === null) return !this.#source.has(path)
      const bytes = this.#committed.read(path)
      return bytes !== null && spells(new TextDecoder().decode(bytes), name)
    })
  }

  #rangeTo(head: string): Commits {
    this.#range ??= { head, before: ancestorOf(this.#repository, head, MOST_COMMITS) }
    return this.#range
  }

  #compare({ language, id }: Engine, { before, after }: Step): readonly Draft[] {
    const changes = this.#changesOf(before, after)
    if (changes === null || changes.length > MOST_FILES) return []
    const base = createCommitSource(this.#repository, before)
    const head = after === null ? this.#source : createCommitSource(this.#repository, after)
    const isOwn = (path: string): boolean => languageOfPath(path) === id
    const old = changes.flatMap(({ status, from, path }) => (status === 'added' ? [] : [from ?? path])).filter(isOwn)
    const fresh = changes.flatMap(({ status, path }) => (status === 'deleted' ? [] : [path])).filter(isOwn)
    const [baseEngine, headEngine] = [new Engine(language, base, null, []), new Engine(language, head, null, [])]
    const separator = id === 'python' ? '.' : '/'
    return deriveDrafts({
      base: outlineAll(base, old, baseEngine),
      head: outlineAll(head, fresh, headEngine),
      renames: new Map(changes.flatMap(({ from, path }) => (from === null ? [] : [[from, path] as const]))),
      countAlive: (key) =>
        head
          .list()
          .filter(
            ({ path }) =>
              isOwn(path) && `${headEngine.resolver.addressOfPath(path).key}${separator}`.startsWith(key + separator),
          ).length,
      separator,
    })
  }

  #changesOf(before: string, after: string | null): readonly ChangedFile[] | null {
    try {
      if (after !== null) return changedFiles(this.#repository, { kind: 'between', before, after })
      return changedFiles(this.#repository, { kind: 'since', ref: before, until: 'worktree' })
    } catch {
      // The first commit has no parent, a shallow clone ends somewhere: nothing to be learned.
      return null
    }
  }
}

const stepOf = (commit: string | null): Step | null =>
  commit === null ? null : { before: `${commit}^`, after: commit }

const latest = (commits: readonly DatedCommit[]): string | null =>
  commits.reduce<DatedCommit | null>((best, commit) => (best && best.age <= commit.age ? best : commit), null)
    ?.commit ?? null

const spells = (text: string, name: string): boolean =>
  new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(text)

function outlineAll(source: Source, paths: readonly string[], engine: Engine): Map<string, ModuleOutline> {
  const outlines = new Map<string, ModuleOutline>()
  source.readEach(
    paths,
    (path, bytes) => {
      const { text } = decode(path, bytes)
      if (text !== null) outlines.set(path, outlineModule(path, text, engine))
    },
    () => {},
  )
  return outlines
}
