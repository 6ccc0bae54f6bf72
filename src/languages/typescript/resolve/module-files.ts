import { sourcesOfOutput } from './built-file.ts'
import { codeExtensionOf, findFile, withoutCodeExtension } from './extensions.ts'
import { asString, type Listing } from './listing.ts'
import { matchSubpath, type Package } from './packages.ts'
import { baseNameOf, directoryOf, isWithin, joinPath } from './repo-path.ts'
import type { TsConfig } from './tsconfig.ts'

/*
 * From a path without knowledge of what it stands for to a listed file, and from a file to its module key.
 */

const ENTRY_FIELDS = ['source', 'types', 'typings', 'module', 'main'] as const
const CONFIG_NAMES = [
  'tsconfig.json',
  'tsconfig.build.json',
  'tsconfig.lib.json',
  'tsconfig.app.json',
  'tsconfig.prod.json',
  'tsconfig.src.json',
] as const

export interface ModuleFiles {
  /** The listed file a path stands for; `directoryOnly` where the specifier ends in a slash or dots. */
  find(path: string, suffixes: readonly string[], directoryOnly?: boolean): string | null
  /** The listed file a package entry (`./dist/x.js`) stands for or is built from. */
  findEntry(entry: string, owner: Package): string | null
  /** The file of a package's subpath (`.`, `./sub`); `null` where nothing listed answers to it. */
  findSubpath(owner: Package, subpath: string): string | null
  /** As `findSubpath`, but only what consumers outside may write: through `exports` where the package has them. */
  findExposed(owner: Package, subpath: string): string | null
  /** Paths that a missing entry would have, its sources first. */
  guessEntry(entry: string, owner: Package): readonly string[]
  /** Paths that a missing subpath would have. Best first. */
  guessSubpath(owner: Package, subpath: string): readonly string[]
  /** The key of a first-party path, listed or not; its extension may be missing. */
  keyOf(path: string): string
}

/** A data file answers for a name without extension only where no code module of that name is spoken of. */
export const isDataStandIn = (found: string, path: string): boolean => found === `${path}.json`

export const createModuleFiles = (
  listing: Listing,
  loadConfig: (path: string) => TsConfig | null,
  isKnown: (key: string) => boolean,
): ModuleFiles => {
  const has = (path: string) => listing.has(path)
  const subpaths = new Map<string, string | null>()

  const configsOf = (directory: string): TsConfig[] =>
    CONFIG_NAMES.map((name) => joinPath(directory, name))
      .filter(has)
      .map(loadConfig)
      .filter((config) => config !== null)

  const findInDirectory = (directory: string, suffixes: readonly string[], depth: number): string | null => {
    if (depth > 4 || !listing.hasDirectory(directory)) return null
    const json = listing.json(joinPath(directory, 'package.json'))
    if (json !== null) {
      const found = findMain({ directory, name: asString(json['name']), json })
      if (found !== null) return found
    }
    return findFile(joinPath(directory, 'index'), suffixes, has)
  }

  const findMain = (owner: Package): string | null => {
    let declaration: string | null = null
    for (const field of ENTRY_FIELDS) {
      const value = asString(owner.json[field])
      if (value === null) continue
      const found = findEntry(value, owner)
      if (found !== null && !/\.d\.[cm]?ts$/.test(found)) return found
      declaration ??= found
    }
    return (
      findFile(joinPath(owner.directory, 'index'), [''], has) ??
      findFile(joinPath(owner.directory, 'src/index'), [''], has) ??
      declaration
    )
  }

  const findEntry = (entry: string, owner: Package): string | null => {
    const path = joinPath(owner.directory, entry)
    const configs = configsOf(owner.directory)
    const built = (): string | null => {
      for (const candidate of sourcesOfOutput(path, owner.directory, configs)) {
        const found = findFile(candidate, [''], has) ?? findFile(joinPath(candidate, 'index'), [''], has)
        if (found !== null && found !== path) return found
      }
      return null
    }
    if (
      configs.some(({ outDirs }) =>
        outDirs.some((outDir) => outDir !== owner.directory && path.startsWith(`${outDir}/`)),
      )
    ) {
      const found = built()
      if (found !== null) return found
    }
    return (
      findFile(path, [''], has) ??
      (listing.hasDirectory(path) ? findFile(joinPath(path, 'index'), [''], has) : null) ??
      built()
    )
  }

  const guessEntry = (entry: string, owner: Package): string[] => {
    const path = joinPath(owner.directory, entry)
    const guesses = [...sourcesOfOutput(path, owner.directory, configsOf(owner.directory)), path]
    // A module that is gone was most likely beside the one the package's main is built from.
    const main = findMain(owner)
    const home = main === null ? owner.directory : directoryOf(main)
    if (home === owner.directory) return guesses
    const beside = guesses.filter((guess) => isWithin(guess, home))
    return [...beside, ...guesses.filter((guess) => !beside.includes(guess))]
  }

  const firstEntry = (targets: readonly string[], owner: Package): string | null => {
    let declaration: string | null = null
    for (const target of targets) {
      if (!target.startsWith('.')) continue
      const found = findEntry(target, owner)
      if (found !== null && !/\.d\.[cm]?ts$/.test(found)) return found
      declaration ??= found
    }
    return declaration
  }

  const computeSubpath = (owner: Package, subpath: string): string | null => {
    const map = owner.json['exports']
    if (map !== undefined && map !== null) {
      const match = matchSubpath(map, subpath)
      const found = match === null ? null : firstEntry(match.targets, owner)
      if (found !== null) return found
    }
    if (subpath === '.') return findMain(owner)
    const inner = joinPath(owner.directory, subpath)
    return (
      findFile(inner, [''], has) ??
      findInDirectory(inner, [''], 0) ??
      findEntry(subpath, owner) ??
      findFile(joinPath(owner.directory, `src/${subpath}`), [''], has) ??
      findInDirectory(joinPath(owner.directory, `src/${subpath}`), [''], 0)
    )
  }

  const findSubpath = (owner: Package, subpath: string): string | null => {
    const id = `${owner.directory}\0${subpath}`
    let found = subpaths.get(id)
    if (found === undefined) {
      found = computeSubpath(owner, subpath)
      subpaths.set(id, found)
    }
    return found
  }

  return {
    find(path, suffixes, directoryOnly = false) {
      const file = directoryOnly ? null : findFile(path, suffixes, has)
      if (file !== null && isDataStandIn(file, path) && isKnown(path)) return null
      return file ?? findInDirectory(path, suffixes, 0)
    },
    findEntry,
    findSubpath,
    findExposed(owner, subpath) {
      const map = owner.json['exports']
      if (map === undefined || map === null) return findSubpath(owner, subpath)
      // A target of `exports` is a file's whole name: nothing is appended to it.
      const whole = (matchSubpath(map, subpath)?.targets ?? []).filter((target) => /\.[\w]+$/.test(target))
      const found = whole.length === 0 ? null : firstEntry(whole, owner)
      // `"./*": "./*"` publishes files as they are: a source beside which nothing is built is none of them.
      const isAsItIs = whole.includes(subpath) && found !== joinPath(owner.directory, subpath)
      return isAsItIs ? null : found
    },
    guessEntry,
    guessSubpath(owner, subpath) {
      const targets = matchSubpath(owner.json['exports'], subpath)?.targets ?? []
      return [
        ...targets.flatMap((target) => (target.startsWith('.') ? guessEntry(target, owner) : [])),
        ...(subpath === '.' ? [] : guessEntry(subpath, owner)),
        joinPath(owner.directory, `src/${subpath}`),
        ...(subpath === '.' ? ENTRY_FIELDS : []).flatMap((field) => {
          const entry = asString(owner.json[field])
          return entry === null ? [] : guessEntry(entry, owner)
        }),
      ]
    },
    keyOf(path) {
      const extension = codeExtensionOf(path)
      const bare = extension === '' ? path : withoutCodeExtension(path)
      if (bare === '') return 'index'
      if (baseNameOf(bare) !== 'index') return bare
      const directory = directoryOf(bare)
      // `x.ts` beside `x/index.ts`: two modules need two keys.
      return directory === '' || findFile(directory, [''], has) !== null ? bare : directory
    },
  }
}
