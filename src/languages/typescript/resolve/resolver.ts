import type { Manifest } from '../../../core/migration.ts'
import type { ModuleAddress, Resolver } from '../../../core/module-address.ts'
import type { Source } from '../../../core/source.ts'
import { createContext, externalResolution, type Resolution } from './addresses.ts'
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
import { createConfigFinder, createConfigLoader, type TsConfig } from './tsconfig.ts'

/**
 * Specifier ↔ module for TypeScript and JavaScript: tsconfig `paths`, `baseUrl`, `rootDirs`, `extends`, `references`,
 * TypeScript's extension rules, index files, package.json `imports`, `exports` and workspaces. It answers from the
 * listing alone, so a target that is gone resolves to the key it would have.
 */
export const createTypeScriptResolver = (source: Source, manifest: Manifest | null): Resolver => {
  const listing = createListing(source)
  const packages = createPackages(listing)

  const findConfigPackage = (specifier: string, fromDirectory: string): string | null => {
    const parts = splitSpecifier(specifier)
    if (parts === null) return null
    const owner = packages.find(parts.name, fromDirectory)
    const places = ancestorsOf(fromDirectory).map((directory) => joinPath(directory, `node_modules/${parts.name}`))
    if (owner !== null) places.unshift(owner.directory)
    const inner =
      parts.subpath === '' ? ['/tsconfig.json'] : ['', '.json', '/tsconfig.json'].map((end) => parts.subpath + end)
    return (
      places.flatMap((place) => inner.map((name) => joinPath(place, `.${name}`))).find((path) => listing.has(path)) ??
      null
    )
  }

  const loadConfig = createConfigLoader(listing, findConfigPackage)
  const files = createModuleFiles(listing, loadConfig, (key) => readManifest().has(key))
  const configOf = createConfigFinder(listing, loadConfig, manifest?.typescript.tsconfig ?? null)

  const resolved = new Map<string, Resolution>()
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
      resolved.clear()
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

  const resolve = (specifier: string, fromPath: string): Resolution => {
    const config = configOf(fromPath)
    const id = `${config?.path ?? ''}\0${directoryOf(fromPath)}\0${specifier}`
    let resolution = resolved.get(id)
    if (resolution === undefined) {
      const bare = bareSpecifier(specifier)
      resolution = isRelative(bare)
        ? resolveRelative(bare, fromPath, config, context)
        : resolveBare(bare, directoryOf(fromPath), config)
      resolved.set(id, resolution)
    }
    return resolution
  }

  const readSpelling = createManifestReader(context, resolve, configOf)

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
