import type { Manifest } from '../../../core/migration.ts'
import type { ModuleAddress, Resolver } from '../../../core/module-address.ts'
import type { Source } from '../../../core/source.ts'
import { createContext, externalResolution, type Resolution } from './addresses.ts'
import { createConfigFiles, createConfigList } from './config-files.ts'
import { resolveBaseUrl, resolvePattern, resolveRelative } from './config-routes.ts'
import { createListing } from './listing.ts'
import { createManifestReader } from './manifest-spelling.ts'
import { createMissingExplainer, type MissingExplainer } from './missing.ts'
import { createModuleFiles } from './module-files.ts'
import { entriesOf, resolveConvention, resolvePackage, resolvePackageImport } from './package-routes.ts'
import { createPackages, splitSpecifier } from './packages.ts'
import { ancestorsOf, directoryOf, joinPath } from './repo-path.ts'
import { bareSpecifier, isRelative } from './specifier.ts'
import { createSpeller } from './spell.ts'
import { createSpellings } from './spellings.ts'
import { createConfigFinder, createConfigLoader, type TsConfig } from './tsconfig.ts'

/** What the files of a directory have in common when they name modules. */
interface Place {
  readonly config: TsConfig | null
  readonly directory: string
  readonly own: Map<string, Resolution>
  readonly bare: Map<string, Resolution>
}

/**
 * Specifier ↔ module for TypeScript and JavaScript: tsconfig `paths`, `baseUrl`, `rootDirs`, `extends`, `references`,
 * TypeScript's extension rules, index files, package.json `imports`, `exports` and workspaces. It answers from the
 * listing alone, so a target that is gone resolves to the key it would have.
 */
export const createTypeScriptResolver = (source: Source, manifest: Manifest | null): Resolver => {
  const listing = createListing(source)
  const packages = createPackages(listing)

  /** Directories in which packages are listed: hardly any, and every shared configuration asks all the way up. */
  const installs = new Map<string, boolean>()
  const hasInstalled = (directory: string): boolean => {
    let known = installs.get(directory)
    if (known === undefined) {
      known = listing.hasDirectory(joinPath(directory, 'node_modules'))
      installs.set(directory, known)
    }
    return known
  }

  const findConfigPackage = (specifier: string, fromDirectory: string): string | null => {
    const parts = splitSpecifier(specifier)
    if (parts === null) return null
    const owner = packages.find(parts.name, fromDirectory)
    const places = ancestorsOf(fromDirectory)
      .filter(hasInstalled)
      .map((directory) => joinPath(directory, `node_modules/${parts.name}`))
    if (owner !== null) places.unshift(owner.directory)
    const inner =
      parts.subpath === '' ? ['/tsconfig.json'] : ['', '.json', '/tsconfig.json'].map((end) => parts.subpath + end)
    return (
      places.flatMap((place) => inner.map((name) => joinPath(place, `.${name}`))).find((path) => listing.has(path)) ??
      null
    )
  }

  const fixedConfig = manifest?.typescript.tsconfig ?? null
  const configFiles = createConfigFiles(listing, findConfigPackage)
  const loadConfig = createConfigLoader(configFiles)
  const files = createModuleFiles(listing, loadConfig, (key) => readManifest().has(key))
  const configOf = createConfigFinder(listing, loadConfig, fixedConfig)

  /** By configuration and directory, then by specifier. */
  const places = new Map<string, Place>()
  /** Of bare specifiers: by configuration and package, which is all their meaning depends on. */
  const bareByOwner = new Map<string, Map<string, Resolution>>()
  const placeOfFile = new Map<string, Place>()
  const manifested = new Map<string, ModuleAddress>()
  /** How the manifest writes an external module, which its key may have lost: `node:fs`, `pkg/sub.js`. */
  const spelledExternals = new Map<string, string>()
  let known: ReadonlySet<string> | null = null

  const readManifest = (): ReadonlySet<string> => {
    if (known === null) {
      // The manifest's own spellings are resolved while nothing is known of them.
      known = new Set()
      const keys = new Set<string>()
      for (const migration of manifest?.migrations ?? []) {
        if (migration.kind === 'literal' || migration.language === 'python') continue
        for (const place of [migration.from, migration.to].flat()) {
          const address = place?.module ? resolveManifest(place.module) : null
          if (address?.firstParty) keys.add(address.key)
        }
      }
      known = keys
      places.clear()
      bareByOwner.clear()
      placeOfFile.clear()
    }
    return known
  }

  const context = createContext(listing, packages, files, (key) => readManifest().has(key))

  const resolveBare = (specifier: string, directory: string, config: TsConfig | null): Resolution => {
    if (specifier === '' || specifier.startsWith('node:')) return externalResolution(specifier)
    const aliased = config === null ? null : resolvePattern(specifier, directory, config, context)
    // Whom the manifest speaks of was there, whatever else catches its specifier now.
    if (aliased !== null && (aliased.address.path !== null || context.isKnown(aliased.address.key))) return aliased
    if (/^[a-z][a-z+.-]*:/i.test(specifier)) return externalResolution(specifier)
    const based = config === null ? null : resolveBaseUrl(specifier, directory, config, context)
    // As in TypeScript, a pattern whose targets are all missing leaves the specifier to the other rules.
    const packaged = aliased === null ? null : resolvePackage(specifier, directory, context)
    if (packaged !== null && packaged.address.path !== null) return packaged
    return (
      based?.found ??
      aliased ??
      (specifier.startsWith('#')
        ? resolvePackageImport(specifier, directory, context, (outer) => resolveBare(outer, directory, null))
        : null) ??
      resolvePackage(specifier, directory, context) ??
      based?.gone ??
      resolveConvention(specifier, directory, context) ??
      externalResolution(specifier)
    )
  }

  const placeOf = (fromPath: string): Place => {
    const known = placeOfFile.get(fromPath)
    if (known !== undefined) return known
    const config = configOf(fromPath)
    const directory = directoryOf(fromPath)
    const id = `${config?.path ?? ''}\0${directory}`
    let place = places.get(id)
    if (place === undefined) {
      const group = `${config?.path ?? ''}\0${packages.ownerOf(directory)?.directory ?? '..'}`
      let bare = bareByOwner.get(group)
      if (bare === undefined) {
        bare = new Map()
        bareByOwner.set(group, bare)
      }
      place = { config, directory, own: new Map(), bare }
      places.set(id, place)
    }
    placeOfFile.set(fromPath, place)
    return place
  }

  const resolve = (specifier: string, fromPath: string): Resolution => {
    const { config, directory, own, bare } = placeOf(fromPath)
    // `#name` means what the nearest package.json with `imports` says.
    const known = specifier.startsWith('.') || specifier.startsWith('#') || specifier.includes('!') ? own : bare
    let resolution = known.get(specifier)
    if (resolution === undefined) {
      const path = bareSpecifier(specifier)
      resolution = isRelative(path)
        ? resolveRelative(path, fromPath, config, context)
        : resolveBare(path, directory, config)
      known.set(specifier, resolution)
    }
    return resolution
  }

  const listConfigs = createConfigList(listing)
  const readSpelling = createManifestReader(context, resolve, {
    files: configFiles,
    configFiles: listConfigs,
    configOf,
    isFixed: fixedConfig !== null,
  })

  const resolveManifest = (spelled: string): ModuleAddress => {
    readManifest()
    let address = manifested.get(spelled)
    if (address === undefined) {
      address = readSpelling(spelled)
      manifested.set(spelled, address)
      if (!address.firstParty && !spelledExternals.has(address.key)) spelledExternals.set(address.key, spelled)
    }
    return address
  }

  const spell = createSpeller(context, configOf, resolve, (key) => {
    readManifest()
    return spelledExternals.get(key) ?? null
  })

  let explainer: MissingExplainer | null = null
  const missing = (): MissingExplainer =>
    (explainer ??= createMissingExplainer({ source, packages, resolve, configOf }))

  return {
    addressOfPath: context.addressOfPath,
    resolve: (specifier, fromPath) => resolve(specifier, fromPath).address,
    resolveManifest,
    submodule: () => null,
    spellingsOf: createSpellings({ packages, resolve, loadConfig, configFiles: listConfigs }),
    entriesOf: (target, fromPath) => entriesOf(target, directoryOf(fromPath), packages),
    reaches(fromPath, target) {
      const own = packages.ownerOf(directoryOf(fromPath))
      const home = packages.ownerOf(directoryOf(target.path ?? target.key))
      if (own === null || own.directory === '' || home === null || home.name === null || home === own) return true
      return packages.dependsOn(home.name, directoryOf(fromPath))
    },
    spell,
    explainMissing: (specifier, fromPath) => missing().explain(specifier, fromPath),
    alternatives: (specifier, fromPath) => missing().alternatives(specifier, fromPath),
    isGuess: (specifier, fromPath) => missing().isGuess(specifier, fromPath),
  }
}
