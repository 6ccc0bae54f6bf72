import { asString, asStrings, isObject, type JsonObject, type Listing, parseObject } from './listing.ts'
import { directoryOf, joinPath } from './repo-path.ts'

/*
 * tsconfig.json and jsconfig.json as files: what each says itself, and which others it names by `extends` and
 * `references`. Paths are repo-relative.
 */

export interface ConfigFiles {
  /** The settings of one file that this program uses; null where it is missing or no object. */
  settingsOf(path: string): JsonObject | null
  /** The listed files it extends, the outermost first. */
  basesOf(path: string): readonly string[]
  /** The files of the projects it refers to, listed or not. */
  referencesOf(path: string): readonly string[]
}

/** Finds a shared configuration package (`@acme/tsconfig/base.json`); null where it is not listed. */
export type FindConfigPackage = (specifier: string, fromDirectory: string) => string | null

const USED = ['extends', 'files', 'include', 'exclude', 'references'] as const
const USED_OPTIONS = [
  'baseUrl',
  'declarationDir',
  'module',
  'moduleResolution',
  'moduleSuffixes',
  'outDir',
  'paths',
  'rootDir',
  'rootDirs',
] as const

const pick = (json: JsonObject, keys: readonly string[]): JsonObject =>
  Object.fromEntries(keys.flatMap((key) => (json[key] === undefined ? [] : [[key, json[key]]])))

const readUsed = (text: string): JsonObject | null => {
  const json = parseObject(text)
  if (json === null) return null
  const options = json['compilerOptions']
  return isObject(options) ? { ...pick(json, USED), compilerOptions: pick(options, USED_OPTIONS) } : pick(json, USED)
}

export const createConfigFiles = (listing: Listing, findPackage: FindConfigPackage): ConfigFiles => {
  const settings = new Map<string, JsonObject | null>()
  const settingsOf = (path: string): JsonObject | null => {
    let found = settings.get(path)
    if (found === undefined) {
      found = listing.gist('tsconfig', path, readUsed)
      settings.set(path, found)
    }
    return found
  }

  const findExtended = (specifier: string, directory: string): string | null => {
    if (specifier.startsWith('.') || specifier.startsWith('/')) {
      const path = joinPath(directory, specifier)
      return [path, `${path}.json`, `${path}/tsconfig.json`].find((candidate) => listing.has(candidate)) ?? null
    }
    return findPackage(specifier, directory)
  }

  return {
    settingsOf,
    basesOf(path) {
      const named = settingsOf(path)?.['extends']
      const bases = typeof named === 'string' ? [named] : asStrings(named)
      return bases.map((base) => findExtended(base, directoryOf(path))).filter((found) => found !== null)
    },
    referencesOf(path) {
      const references = settingsOf(path)?.['references']
      if (!Array.isArray(references)) return []
      return references.flatMap((item) => {
        const target = isObject(item) ? asString(item['path']) : null
        if (target === null) return []
        const joined = joinPath(directoryOf(path), target)
        return listing.has(joined) ? [joined] : [`${joined === '' ? '' : `${joined}/`}tsconfig.json`]
      })
    },
  }
}

/** Aliases of a monorepo's parts are not the root's; beyond this many configurations none is asked. */
const MAX_CONFIGS = 2000

/** The configurations of a tree by their usual names, listed once. */
export const createConfigList = (listing: Listing): (() => readonly string[]) => {
  let listed: readonly string[] | null = null
  return () => {
    listed ??= [...listing.named('tsconfig.json'), ...listing.named('jsconfig.json')]
      .filter((path) => !path.includes('node_modules/'))
      .sort()
      .slice(0, MAX_CONFIGS)
    return listed
  }
}
