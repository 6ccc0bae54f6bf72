import type { ModuleAddress } from '../../../core/module-address.ts'
import type { Resolution } from './addresses.ts'
import { isObject } from './listing.ts'
import { matchSubpath, type Package, type Packages } from './packages.ts'
import { baseNameOf, directoryOf, joinPath } from './repo-path.ts'
import { starOf, viaTargets } from './spell.ts'
import { type EndStyle, formsOf } from './spelling-forms.ts'
import type { PathPattern, TsConfig } from './tsconfig.ts'

/** How a package's directory is named from inside and below it. */
const DOTS = ["'.'", '"."', "'./'", '"./"', "..'", '.."', "../'", '../"']

const PLAIN: EndStyle = { extension: '', index: true, slash: false }

export interface SpellingPlaces {
  readonly packages: Packages
  readonly resolve: (specifier: string, fromPath: string) => Resolution
  readonly loadConfig: (path: string) => TsConfig | null
  /** All configurations of the tree. */
  readonly configFiles: () => readonly string[]
}

/**
 * What importers may write that has nothing of a module's path in it: the name of its package and the keys of
 * `exports`, the keys of `imports`, the patterns of `paths`. Each is kept where it leads to the module.
 */
export const createSpellings = ({ packages, resolve, loadConfig, configFiles }: SpellingPlaces) => {
  const leadsTo = (address: ModuleAddress, fromPath: string): ((specifier: string) => boolean) => {
    return (specifier) => resolve(specifier, fromPath).address.key === address.key
  }

  /** Keys of a map as importers write them, those with a star filled in. */
  const keysOf = (map: unknown, owner: Package, address: ModuleAddress): string[] => {
    if (!isObject(map)) return []
    const forms = formsOf(address, PLAIN)
    return Object.keys(map)
      .filter((key) => key.startsWith('./') || key.startsWith('#'))
      .flatMap((key) =>
        key.includes('*') ? viaTargets(key, matchSubpath(map, key)?.targets ?? [], forms, owner) : key,
      )
  }

  const ofPackage = (owner: Package, address: ModuleAddress): string[] => {
    const isMeant = leadsTo(address, joinPath(owner.directory, 'index.ts'))
    const imported = keysOf(owner.json['imports'], owner, address).filter(isMeant)
    const { name } = owner
    if (name === null) return imported
    const exported = keysOf(owner.json['exports'], owner, address).map((key) => name + key.slice(1))
    // Files beside the package name its directory.
    const isEntry = isMeant(name)
    const ofDirectory = isEntry ? [name, baseNameOf(owner.directory), ...DOTS] : []
    return [...imported, ...exported.filter(isMeant), ...ofDirectory]
  }

  let patterns: readonly PatternPlace[] | null = null
  const ofConfigs = (address: ModuleAddress): string[] => {
    patterns ??= listPatterns(configFiles(), loadConfig)
    const forms = formsOf(address, PLAIN)
    return patterns.flatMap(({ pattern: { pattern, suffix, targets }, file }) => {
      if (suffix === null) return leadsTo(address, file)(pattern) ? [pattern] : []
      const stars = targets.flatMap((target) => forms.map((form) => starOf(target, form.path)))
      return stars.flatMap((star) => (star === null ? [] : [pattern.replace('*', () => star)]))
    })
  }

  return (address: ModuleAddress): readonly string[] => {
    if (!address.firstParty) return []
    const owner = packages.ownerOf(directoryOf(address.path ?? address.key))
    const found = [...(owner === null ? [] : ofPackage(owner, address)), ...ofConfigs(address)]
    return [...new Set(found)].filter((spelling) => spelling !== '')
  }
}

interface PatternPlace {
  readonly pattern: PathPattern
  /** A file for which it holds. */
  readonly file: string
}

/** The patterns of all configurations and of the projects they refer to. */
const listPatterns = (roots: readonly string[], load: SpellingPlaces['loadConfig']): PatternPlace[] => {
  const found = new Set(roots)
  const places: PatternPlace[] = []
  // The set grows while it is walked.
  for (const path of found) {
    const config = load(path)
    const file = joinPath(directoryOf(path), 'index.ts')
    for (const pattern of config?.patterns ?? []) places.push({ pattern, file })
    for (const reference of config?.references ?? []) found.add(reference)
  }
  return places
}
