import { builtinModules } from 'node:module'
import type { ModuleAddress } from '../../../core/module-address.ts'
import type { Listing } from './listing.ts'
import type { ModuleFiles } from './module-files.ts'
import { splitSpecifier, type Packages } from './packages.ts'
import { directoryOf, isOutside } from './repo-path.ts'
import type { PathPattern, TsConfig } from './tsconfig.ts'

/** How a specifier came to its module; spelling a replacement keeps to it. */
export type Route =
  | { readonly type: 'relative' }
  | { readonly type: 'pattern'; readonly pattern: PathPattern; readonly config: TsConfig }
  | { readonly type: 'base-url'; readonly config: TsConfig }
  | { readonly type: 'package-import' }
  | { readonly type: 'package' }
  | { readonly type: 'convention'; readonly prefix: string; readonly directory: string }
  | { readonly type: 'external' }

export interface Resolution {
  readonly address: ModuleAddress
  readonly route: Route
}

/** What every way of resolving works with. */
export interface ResolveContext {
  readonly listing: Listing
  readonly packages: Packages
  readonly files: ModuleFiles
  readonly addressOfPath: (path: string) => ModuleAddress
  /** The address of a path that nothing listed answers to. */
  readonly addressOfGone: (path: string) => ModuleAddress
  /** The likeliest of several places a missing target was at; null where all lie outside. */
  readonly pickGone: (candidates: readonly string[]) => string | null
  /** Whether the manifest speaks of the key: it settles what a specifier meant whose target is gone. */
  readonly isKnown: (key: string) => boolean
  /** Whether the specifier names a package that exists or is declared. */
  readonly mayBeExternal: (specifier: string, directory: string) => boolean
}

/** Directories that builds fill; what is imported from one that is not listed is made later, not gone. */
const OUTPUT =
  /(?:^|\/)(?:dist|build|out|output|coverage|storybook-static|_{0,2}generated_{0,2}|codegen|\.(?!storybook)[\w-]+)(?=\/)/g

const isBuildOutput = (path: string, listing: Listing): boolean => {
  if (/(?:^|\/)\$types$/.test(path)) return true
  for (const { index, 0: match } of path.matchAll(OUTPUT))
    if (!listing.hasDirectory(path.slice(0, index + match.length))) return true
  return false
}

const BUILTINS = new Set(builtinModules)

export const isBuiltin = (key: string): boolean => BUILTINS.has(key)

/**
 * The key of an external module. `node:fs` is `fs`; names that exist with the prefix only (`node:test`) keep it;
 * `pkg/sub.js` and `pkg/sub/index` are `pkg/sub`.
 */
const externalKey = (specifier: string): string => {
  if (specifier.startsWith('node:')) return BUILTINS.has(specifier.slice(5)) ? specifier.slice(5) : specifier
  const parts = splitSpecifier(specifier)
  if (parts === null || parts.subpath === '') return specifier
  const bare = parts.subpath.replace(/\.[cm]?js$/, '')
  return (
    parts.name + (bare.length > '/index'.length && bare.endsWith('/index') ? bare.slice(0, -'/index'.length) : bare)
  )
}

export const externalResolution = (specifier: string): Resolution => ({
  address: { language: 'typescript', key: externalKey(specifier), aliases: [], firstParty: false, path: null },
  route: { type: 'external' },
})

export const createContext = (
  listing: Listing,
  packages: Packages,
  files: ModuleFiles,
  isKnown: (key: string) => boolean,
): ResolveContext => {
  const addresses = new Map<string, ModuleAddress>()

  const addressOfPath = (path: string): ModuleAddress => {
    let address = addresses.get(path)
    if (address === undefined) {
      const listed = listing.has(path)
      address = {
        language: 'typescript',
        key: files.keyOf(path),
        aliases: [],
        firstParty: !isOutside(path),
        path: listed ? path : null,
      }
      addresses.set(path, address)
    }
    return address
  }

  return {
    listing,
    packages,
    files,
    addressOfPath,
    addressOfGone(path) {
      const address = addressOfPath(path)
      return {
        ...address,
        path: null,
        firstParty: address.firstParty && (isKnown(address.key) || !isBuildOutput(path, listing)),
      }
    },
    pickGone(candidates) {
      const inside = candidates.filter((path) => !isOutside(path) && !path.includes('node_modules/'))
      return (
        inside.find((path) => isKnown(files.keyOf(path))) ??
        inside.find((path) => listing.hasDirectory(path)) ??
        inside.find((path) => directoryOf(path) !== '' && listing.hasDirectory(directoryOf(path))) ??
        inside[0] ??
        null
      )
    },
    isKnown,
    mayBeExternal(specifier, directory) {
      const parts = splitSpecifier(specifier)
      if (parts === null) return false
      return (
        BUILTINS.has(parts.name) ||
        packages.dependsOn(parts.name, directory) ||
        listing.hasDirectory(`node_modules/${parts.name}`)
      )
    },
  }
}
