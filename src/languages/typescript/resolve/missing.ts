import type { MissingModule } from '../../../core/module-address.ts'
import type { Source } from '../../../core/source.ts'
import type { Resolution } from './addresses.ts'
import { sourcesOfOutput } from './built-file.ts'
import { codeExtensionOf, withoutCodeExtension } from './extensions.ts'
import { createTestModules, type TestModules } from './jest.ts'
import { matchSubpath, type Packages, splitSpecifier } from './packages.ts'
import { ancestorsOf, baseNameOf, belowDirectory, directoryOf, isOutside, isWithin, joinPath } from './repo-path.ts'
import { bareSpecifier, isRelative } from './specifier.ts'
import type { TsConfig } from './tsconfig.ts'

/*
 * Why a specifier without a file may be in order all the same. Everything here errs on the side of doubt: a doubt is
 * counted, never reported.
 */

export interface MissingContext {
  readonly source: Source
  readonly packages: Packages
  readonly resolve: (specifier: string, fromPath: string) => Resolution
  readonly configOf: (path: string) => TsConfig | null
}

/** Where builds put what they make. */
const OUTPUT_SEGMENT =
  /(?:^|\/)(?:dist|build|built|out|output|target|generated|__generated__|gen|\.[\w-]+|coverage|node_modules|dist-[\w-]+|pkg)(?:\/|$)/
/** `import x from './x.graphql'`: a loader makes a module of it, or it is missing as a file. */
const OTHER_EXTENSION = /\.[A-Za-z0-9]+$/

/** Scripts and settings that builds run by. */
const BUILD_FILE =
  /(?:^|\/)(?:package\.json|[\w.-]*(?:webpack|rollup|esbuild|vite|tsup|tsdown|gulp|grunt|rspack|rsbuild|babel|codegen|build)[\w.-]*\.[cm]?[jt]s|Makefile|BUILD(?:\.bazel)?|Gruntfile\.js|scripts\/[\w.-]+\.[cm]?[jt]s)$/i
/** They speak of sources, and make none. */
const TEST_CONFIG = /(?:vitest|jest|karma|eslint|playwright)[\w.-]*$/i
/** Files of a package that no entry is built from. */
const AUXILIARY = /(?:^|\/)(?:tests?|__tests__|scripts)\/|\.(?:config|test|spec)\.[\w.]+$/
const MAX_BUILD_FILE = 500_000

const mentions = (text: string, name: string): boolean => {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (!/[\w$-]/.test(text.charAt(at - 1)) && !/[\w$-]/.test(text.charAt(at + name.length))) return true
  }
  return false
}

export interface MissingExplainer {
  explain(specifier: string, fromPath: string): MissingModule
  alternatives(specifier: string, fromPath: string): readonly string[]
  isGuess(specifier: string, fromPath: string): boolean
}

const EXTENSIONS = ['.ts', '.tsx', '.d.ts', '.js', '.jsx', '.mjs', '.cjs', '.mts', '.cts', '.d.mts', '.d.cts']

/** React Router writes one for each route, beside it: https://reactrouter.com/explanation/type-safety */
const isRouteTypes = (path: string, fromPath: string): boolean =>
  path === joinPath(directoryOf(fromPath), `+types/${withoutCodeExtension(baseNameOf(fromPath))}`)

export function createMissingExplainer({ source, packages, resolve, configOf }: MissingContext): MissingExplainer {
  let stems: Map<string, string> | null = null
  let entries: Map<string, string[]> | null = null
  let testModules: TestModules | null = null
  let builds: { path: string; directory: string; text: string }[] | null = null

  /** A listed file of the same name with an extension that only a plugin reads. */
  const besideOf = (path: string): string | null => {
    if (stems === null) {
      stems = new Map()
      for (const entry of source.list()) {
        const name = baseNameOf(entry.path)
        for (let dot = name.indexOf('.', 1); dot !== -1; dot = name.indexOf('.', dot + 1)) {
          const stem = joinPath(directoryOf(entry.path), name.slice(0, dot))
          if (!stems.has(stem)) stems.set(stem, entry.path)
        }
      }
    }
    return stems.get(path) ?? null
  }

  const readText = (path: string): string | null => {
    const bytes = source.has(path) ? source.read(path) : null
    return bytes === null ? null : new TextDecoder().decode(bytes)
  }

  /** `../lib/x.js` in a tree without `lib`: what it is built from, `../src/x.ts`. */
  const sourceOfOutput = (path: string): string | null => {
    if (isOutside(path)) return null
    const owner = packages.ownerOf(directoryOf(path))
    if (
      owner === null ||
      source.hasDirectory(joinPath(owner.directory, belowDirectory(path, owner.directory).split('/')[0] ?? ''))
    )
      return null
    for (const stem of sourcesOfOutput(path, owner.directory, [])) {
      for (const candidate of [stem, `${stem}/index`]) {
        const found = EXTENSIONS.find((extension) => source.has(candidate + extension))
        if (found !== undefined && candidate + found !== path) return candidate + found
      }
    }
    return null
  }

  /** Files of a package that are called as its entry is: `src/exports/types.ts` for `pkg/types`. */
  const sourcesOfEntry = (specifier: string, fromPath: string): readonly string[] => {
    const parts = splitSpecifier(specifier)
    const owner = parts === null ? null : packages.find(parts.name, directoryOf(fromPath))
    if (parts === null || owner === null) return []
    const subpath = withoutCodeExtension(parts.subpath).replace(/^\/|\/index$/g, '')
    const stem = subpath === '' ? 'index' : subpath
    if (entries === null) {
      entries = new Map()
      for (const { path } of source.list()) {
        if (codeExtensionOf(path) === '' || path.includes('node_modules/')) continue
        const name = baseNameOf(withoutCodeExtension(path))
        const known = entries.get(name)
        if (known) known.push(path)
        else entries.set(name, [path])
      }
    }
    const home = owner.directory === '' ? '' : `${owner.directory}/`
    const suffix = stem === 'index' ? /^(?:\w+\/)?(?:\w+\/)?$/ : /^(?:[\w.-]+\/){0,4}$/
    return [...(entries.get(baseNameOf(stem)) ?? []), ...(stem === 'index' ? [] : (entries.get('index') ?? []))].filter(
      (path) => {
        if (!path.startsWith(home)) return false
        const bare = withoutCodeExtension(path.slice(home.length)).replace(stem === 'index' ? /$^/ : /\/index$/, '')
        return (
          (bare === stem || bare.endsWith(`/${stem}`)) &&
          suffix.test(bare.slice(0, -stem.length)) &&
          !/(?:^|\/)(?:tests?|__tests__)\//.test(bare)
        )
      },
    )
  }

  const doubtPlace = (path: string, fromPath: string): string | null => {
    if (isOutside(path)) return 'it lies outside of the repository'
    if (/[{}<>$%]/.test(path)) return 'it is inside a template'
    const configs = [configOf(fromPath), configOf(path)]
    if (
      configs.some((config) =>
        config?.outDirs.some((outDir) => outDir !== directoryOf(config.path) && isWithin(path, outDir)),
      )
    ) {
      return 'it is in the output of a build'
    }
    // A directory that is listed is source, whatever it is called.
    const output = OUTPUT_SEGMENT.exec(path)
    if (output !== null && !source.hasDirectory(path.slice(0, output.index + output[0].length).replace(/\/$/, ''))) {
      return 'it is in a directory that builds make'
    }
    if (/(?:^|\/)\+types\//.test(path)) return 'React Router generates it'
    const mentioned = buildMentions(path)
    if (mentioned !== null) return `${mentioned} speaks of it`
    const beside = besideOf(path) ?? besideOf(withoutCodeExtension(path))
    if (beside !== null) return `${beside} may be built into it`
    return null
  }

  /** The outermost directory above a path that is not listed; null: all are. */
  const absentDirectoryOf = (path: string): string | null =>
    ancestorsOf(directoryOf(path)).findLast((directory) => !source.hasDirectory(directory)) ?? null

  /** A build script that names the file by its whole name, or the directory it would be in: it may well write it. */
  const buildMentions = (path: string): string | null => {
    builds ??= source
      .list()
      .filter(
        (entry) =>
          BUILD_FILE.test(entry.path) &&
          !TEST_CONFIG.test(entry.path) &&
          (entry.size === null || entry.size < MAX_BUILD_FILE),
      )
      .map((entry) => ({
        path: entry.path,
        directory: directoryOf(entry.path),
        text: new TextDecoder().decode(source.read(entry.path) ?? new Uint8Array()),
      }))
    const last = baseNameOf(withoutCodeExtension(path))
    const stem = last === 'index' ? `${baseNameOf(directoryOf(path))}/index` : last
    const names =
      codeExtensionOf(path) === ''
        ? [`${stem}.ts`, `${stem}.js`, `${stem}.mjs`, `${stem}.d.ts`]
        : [last === 'index' ? `${baseNameOf(directoryOf(path))}/${baseNameOf(path)}` : baseNameOf(path)]
    const absent = absentDirectoryOf(path)
    const found = builds.find(({ directory, text }) => {
      if (!isWithin(path, directory)) return false
      const output = absent !== null && isWithin(absent, directory) ? belowDirectory(absent, directory) : ''
      // A single word may be anything.
      return (output.includes('/') ? [...names, output] : names).some((name) => mentions(text, name))
    })
    return found?.path ?? null
  }

  /** package.json `browser`: https://github.com/defunctzombie/package-browser-field-spec */
  const isBrowserField = (specifier: string, fromPath: string): boolean =>
    ancestorsOf(directoryOf(fromPath)).some((directory) => {
      const file = joinPath(directory, 'package.json')
      if (!source.has(file)) return false
      const text = new TextDecoder().decode(source.read(file) ?? new Uint8Array())
      return text.includes('"browser"') && text.includes(`"${specifier}`)
    })

  const doubtRoute = (resolution: Resolution, specifier: string, fromPath: string): string | null => {
    if (specifier.startsWith('/')) return 'a server or bundler says what the path means'
    testModules ??= createTestModules(source, packages)
    const ofTests = testModules.doubt(specifier, fromPath)
    if (ofTests !== null) return ofTests
    if (isBrowserField(specifier, fromPath)) return 'package.json maps it for browsers'
    switch (resolution.route.type) {
      case 'convention':
        return 'no configuration in the repository says what the alias means'
      case 'package':
        return `${specifier} is a package of this repository whose entry is built`
      case 'package-import':
      case 'base-url':
      case 'pattern':
      case 'relative':
        return null
      case 'external':
        return 'it is no module of this repository'
    }
  }

  const sourceless = new Map<string, boolean>()
  /** Nothing in the package can be what its entries are built from: a build puts them together from elsewhere. */
  const isSourceless = (directory: string): boolean => {
    const known = sourceless.get(directory)
    if (known !== undefined) return known
    const home = directory === '' ? '' : `${directory}/`
    const answer = !source
      .list()
      .some(
        ({ path }) => path.startsWith(home) && codeExtensionOf(path) !== '' && !AUXILIARY.test(path.slice(home.length)),
      )
    sourceless.set(directory, answer)
    return answer
  }

  /** An entry of a package without sources exists by the word of its package.json. */
  const isDeclaredEntry = (specifier: string, fromPath: string): boolean => {
    const parts = splitSpecifier(specifier)
    const owner = parts === null ? null : packages.find(parts.name, directoryOf(fromPath))
    if (parts === null || owner === null || owner.json['exports'] === undefined) return false
    const match = matchSubpath(owner.json['exports'], parts.subpath === '' ? '.' : `.${parts.subpath}`)
    return match !== null && match.targets.length > 0 && isSourceless(owner.directory)
  }

  return {
    explain(specifier, fromPath) {
      const bare = bareSpecifier(specifier)
      const resolution = resolve(specifier, fromPath)
      const path = isRelative(bare) ? joinPath(directoryOf(fromPath), bare) : resolution.address.key
      const declared =
        isRouteTypes(path, fromPath) || (resolution.route.type === 'package' && isDeclaredEntry(bare, fromPath))
      const exists = declared || source.has(path)
      const stem = codeExtensionOf(path) === '' ? path : withoutCodeExtension(path)
      const paths = [`${stem}.ts`, `${stem}.tsx`, `${stem}.js`, `${stem}.d.ts`, `${stem}/index.ts`, `${stem}/index.js`]
      return {
        exists,
        declared,
        placeDoubt: doubtPlace(path, fromPath),
        routeDoubt: doubtRoute(resolution, bare, fromPath),
        paths: OTHER_EXTENSION.test(path) ? [path, ...paths] : paths,
      }
    },
    alternatives(specifier, fromPath) {
      const { address, route } = resolve(specifier, fromPath)
      const found = new Set<string>()
      if (address.path !== null) {
        const stem = withoutCodeExtension(address.path)
        for (const extension of EXTENSIONS) if (source.has(stem + extension)) found.add(stem + extension)
      }
      if (route.type === 'relative' && address.path === null) {
        const found = sourceOfOutput(joinPath(directoryOf(fromPath), bareSpecifier(specifier)))
        return found === null ? [] : [found]
      }
      if (route.type === 'package')
        for (const path of sourcesOfEntry(bareSpecifier(specifier), fromPath)) found.add(path)
      if (address.path !== null) found.delete(address.path)
      return [...found]
    },
    isGuess(specifier, fromPath) {
      const { address } = resolve(specifier, fromPath)
      const parts = splitSpecifier(bareSpecifier(specifier))
      if (parts === null || address.path === null || packages.find(parts.name, directoryOf(fromPath)) === null)
        return false
      const owner = packages.ownerOf(directoryOf(address.path))
      if (owner === null) return true
      const stem = withoutCodeExtension(belowDirectory(address.path, owner.directory))
      return !(readText(joinPath(owner.directory, 'package.json')) ?? '').includes(stem)
    },
  }
}
