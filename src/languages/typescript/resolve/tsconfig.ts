import type { ConfigFiles } from './config-files.ts'
import { asString, asStrings, isObject, type JsonObject, type Listing } from './listing.ts'
import { compileGlob } from './glob-match.ts'
import { baseNameOf, directoryOf, joinPath } from './repo-path.ts'

/*
 * tsconfig.json and jsconfig.json, with `extends` and `references`:
 * https://www.typescriptlang.org/tsconfig/. Paths in here are repo-relative.
 */

export interface PathPattern {
  readonly pattern: string
  /** Up to the `*`; the whole pattern without one. */
  readonly prefix: string
  /** After the `*`; null for a pattern without one. */
  readonly suffix: string | null
  /** Repo-relative, at most one `*`. */
  readonly targets: readonly string[]
}

export interface TsConfig {
  readonly path: string
  readonly baseUrl: string | null
  readonly patterns: readonly PathPattern[]
  readonly rootDirs: readonly string[]
  readonly rootDir: string | null
  readonly outDirs: readonly string[]
  /** `''` is always among them. */
  readonly moduleSuffixes: readonly string[]
  /** Node's own rules for ES modules: relative specifiers need their extension. */
  readonly needsExtensions: boolean
  readonly includes: (path: string) => boolean
  readonly references: readonly string[]
}

interface Layer {
  readonly options: JsonObject
  readonly directory: string
}

interface Chain {
  /** Outermost base first. */
  readonly layers: readonly Layer[]
  readonly files: { readonly list: readonly string[]; readonly directory: string } | null
  readonly include: { readonly list: readonly string[]; readonly directory: string } | null
  readonly exclude: { readonly list: readonly string[]; readonly directory: string } | null
}

const MAX_DEPTH = 24

const expand = (value: string, directory: string, configDirectory: string): string =>
  value.startsWith('${configDir}')
    ? joinPath(configDirectory, `.${value.slice('${configDir}'.length)}`)
    : joinPath(directory, value)

const splitPattern = (pattern: string, targets: readonly string[]): PathPattern => {
  const star = pattern.indexOf('*')
  return star === -1
    ? { pattern, prefix: pattern, suffix: null, targets }
    : { pattern, prefix: pattern.slice(0, star), suffix: pattern.slice(star + 1), targets }
}

/** Bases of one configuration, each counted as often as it is extended: configurations that share theirs make a tree of paths. */
const MAX_EXTENDED = 500

export const createConfigLoader = (files: ConfigFiles) => {
  const loaded = new Map<string, TsConfig | null>()

  const readChain = (
    path: string,
    depth: number,
    seen: ReadonlySet<string>,
    budget: { left: number },
  ): Chain | null => {
    if (budget.left-- <= 0) return null
    const json = depth > MAX_DEPTH || seen.has(path) ? null : files.settingsOf(path)
    if (json === null) return null
    const directory = directoryOf(path)
    const layers: Layer[] = []
    const inherited: { files: Chain['files']; include: Chain['include']; exclude: Chain['exclude'] } = {
      files: null,
      include: null,
      exclude: null,
    }
    for (const base of files.basesOf(path)) {
      const chain = readChain(base, depth + 1, new Set([...seen, path]), budget)
      if (chain === null) continue
      layers.push(...chain.layers)
      inherited.files = chain.files ?? inherited.files
      inherited.include = chain.include ?? inherited.include
      inherited.exclude = chain.exclude ?? inherited.exclude
    }
    if (isObject(json['compilerOptions'])) layers.push({ options: json['compilerOptions'], directory })
    const own = (key: string) => (Array.isArray(json[key]) ? { list: asStrings(json[key]), directory } : null)
    return {
      layers,
      files: own('files') ?? inherited.files,
      include: own('include') ?? inherited.include,
      exclude: own('exclude') ?? inherited.exclude,
    }
  }

  const includesOf = (chain: Chain, directory: string): ((path: string) => boolean) => {
    const resolved = (part: Chain['files']) => part?.list.map((item) => expand(item, part.directory, directory)) ?? []
    const files = new Set(resolved(chain.files))
    const includes =
      chain.include === null && chain.files === null
        ? [directory === '' ? '**/*' : `${directory}/**/*`]
        : resolved(chain.include)
    const patterns = includes.map((pattern) =>
      compileGlob(/[*?]|\.\w+$/.test(baseNameOf(pattern)) ? pattern : `${pattern}/**/*`),
    )
    const excludes = resolved(chain.exclude).map(compileGlob)
    return (path) =>
      files.has(path) || (patterns.some((matches) => matches(path)) && !excludes.some((matches) => matches(path, true)))
  }

  const patternsOf = (layers: readonly Layer[], baseUrl: string | null, directory: string): PathPattern[] => {
    const layer = layers.findLast((candidate) => isObject(candidate.options['paths']))
    const paths = layer?.options['paths']
    if (layer === undefined || !isObject(paths)) return []
    return Object.entries(paths).map(([pattern, targets]) =>
      splitPattern(
        pattern,
        asStrings(targets).map((target) => expand(target, baseUrl ?? layer.directory, directory)),
      ),
    )
  }

  const read = (path: string): TsConfig | null => {
    const chain = readChain(path, 0, new Set(), { left: MAX_EXTENDED })
    if (chain === null) return null
    const directory = directoryOf(path)
    const last = (key: string): Layer | undefined =>
      chain.layers.findLast(({ options }) => options[key] !== undefined && options[key] !== null)
    const directoryOption = (key: string): string | null => {
      const layer = last(key)
      const value = layer === undefined ? null : asString(layer.options[key])
      return layer === undefined || value === null ? null : expand(value, layer.directory, directory)
    }
    const baseUrl = directoryOption('baseUrl')
    const rootDirs = last('rootDirs')
    const mode = `${asString(last('moduleResolution')?.options['moduleResolution']) ?? asString(last('module')?.options['module']) ?? ''}`
    return {
      path,
      baseUrl,
      patterns: patternsOf(chain.layers, baseUrl, directory),
      rootDirs: asStrings(rootDirs?.options['rootDirs']).map((item) =>
        expand(item, rootDirs?.directory ?? directory, directory),
      ),
      rootDir: directoryOption('rootDir'),
      outDirs: [directoryOption('outDir'), directoryOption('declarationDir')].filter((item) => item !== null),
      moduleSuffixes: [...new Set([...asStrings(last('moduleSuffixes')?.options['moduleSuffixes']), ''])],
      needsExtensions: /^node(?:16|18|20|next)$/i.test(mode),
      includes: includesOf(chain, directory),
      references: files.referencesOf(path),
    }
  }

  const load = (path: string): TsConfig | null => {
    let config = loaded.get(path)
    if (config === undefined) {
      config = read(path)
      loaded.set(path, config)
    }
    return config
  }
  return load
}

const NAMES = ['tsconfig.json', 'jsconfig.json'] as const

/** Which configuration governs a file: the manifest's, or the nearest; through `references` the project that has it. */
export const createConfigFinder = (listing: Listing, load: (path: string) => TsConfig | null, fixed: string | null) => {
  const byDirectory = new Map<string, TsConfig | null>()
  const byFile = new Map<string, TsConfig | null>()

  const ownOf = (directory: string): TsConfig | null => {
    const path = NAMES.map((name) => joinPath(directory, name)).find((candidate) => listing.has(candidate))
    return path === undefined ? null : load(path)
  }
  const nearest = (directory: string): TsConfig | null => {
    let found = byDirectory.get(directory)
    if (found === undefined) {
      // Nx keeps its aliases in a base that no file of the root is governed by.
      found = ownOf(directory) ?? (directory === '' ? load('tsconfig.base.json') : nearest(directoryOf(directory)))
      byDirectory.set(directory, found)
    }
    return found
  }

  const projectOf = (root: TsConfig, path: string): TsConfig => {
    const projects: TsConfig[] = []
    const seen = new Set<string>()
    const visit = (config: TsConfig, depth: number): void => {
      if (seen.has(config.path) || depth > MAX_DEPTH) return
      seen.add(config.path)
      projects.push(config)
      for (const reference of config.references) {
        const referenced = load(reference)
        if (referenced !== null) visit(referenced, depth + 1)
      }
    }
    visit(root, 0)
    const speaks = (config: TsConfig) =>
      config.patterns.length > 0 || config.baseUrl !== null || config.rootDirs.length > 0
    const including = projects.filter((config) => config.includes(path))
    return including.find(speaks) ?? including[0] ?? (speaks(root) ? root : projects.find(speaks)) ?? root
  }

  return (path: string): TsConfig | null => {
    let config = byFile.get(path)
    if (config === undefined) {
      const root = fixed === null ? nearest(directoryOf(path)) : (load(fixed) ?? nearest(directoryOf(path)))
      config = root === null || root.references.length === 0 ? root : projectOf(root, path)
      byFile.set(path, config)
    }
    return config
  }
}
