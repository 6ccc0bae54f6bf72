import type { LanguageId, Migration, ModuleMigration, SymbolMigration, SymbolPlace } from '../core/migration.ts'
import { LANGUAGES } from './shapes.ts'
import { joinModule, moduleKey, separatorOf } from './spelling.ts'

export type PlaceMigration = SymbolMigration | ModuleMigration

/** Whether anything ever reports the entry: one that is off everywhere retires nothing. */
export const isActive = ({ level, levels }: Migration): boolean =>
  level !== 'off' || Object.values(levels).some((other) => other !== 'off')

/** Whether `outer` holds in every file that `inner` holds in, as far as their globs tell. */
export function holdsWherever(outer: Migration, inner: Migration): boolean {
  const isEverywhere = outer.include.length === 0 && outer.exclude.length === 0
  return isEverywhere || (sameList(outer.include, inner.include) && sameList(outer.exclude, inner.exclude))
}

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((value, at) => value === b[at])

/** The prefixes of a dotted or slashed path at its separators, longest first, the path itself included. */
export function prefixesOf(path: string, separator: string): readonly string[] {
  const prefixes = [path]
  for (let at = path.lastIndexOf(separator); at > 0; at = path.lastIndexOf(separator, at - 1))
    prefixes.push(path.slice(0, at))
  return prefixes
}

/** Which entry retires a place, by the manifest's own spelling. */
export interface RetiredIndex {
  /**
   * The most exact entry that retires the place, in the order in which references are matched: a symbol of the module,
   * the module or one above it, a bare name.
   * @param language null: a bare name in every language.
   */
  find(place: SymbolPlace, language: LanguageId | null): PlaceMigration | null
}

export function indexRetired(
  migrations: readonly Migration[],
  isFirstParty: (module: string, language: LanguageId) => boolean,
): RetiredIndex {
  const symbols = new Map<string, SymbolMigration>()
  const modules = new Map<string, ModuleMigration>()
  const bare = new Map<string, SymbolMigration>()
  for (const migration of migrations) {
    if (migration.kind === 'literal' || !isActive(migration)) continue
    if (migration.kind === 'module')
      modules.set(keyOf(migration.language, moduleKey(migration.from.module, migration.language)), migration)
    else if (migration.from.module === null) {
      for (const language of migration.language ? [migration.language] : LANGUAGES)
        bare.set(keyOf(language, migration.from.name), migration)
    } else {
      const language = migration.language ?? 'python'
      symbols.set(keyOf(language, moduleKey(migration.from.module, language), migration.from.name), migration)
    }
  }
  return {
    find(place, language) {
      const names = place.name === null ? [] : prefixesOf(place.name, '.')
      if (place.module !== null && language !== null) {
        const key = moduleKey(place.module, language)
        for (const name of names) {
          const found = symbols.get(keyOf(language, key, name))
          if (found) return found
        }
        for (const prefix of prefixesOf(key, separatorOf(language))) {
          const found = modules.get(keyOf(language, prefix))
          if (found && (prefix === key || found.submodules)) return found
        }
      }
      for (const name of names) {
        const found = bare.get(keyOf(language ?? 'python', name))
        if (!found || (language === null && found.language !== null)) continue
        if (place.module === null || (language !== null && isFirstParty(place.module, language))) return found
      }
      return null
    },
  }
}

const keyOf = (language: string, module: string, name = ''): string => `${language}\0${module}\0${name}`

/** Where `place`, which `migration` retires, goes when the whole retired place goes to `to`. */
export function relocate(place: SymbolPlace, migration: PlaceMigration, to: SymbolPlace): SymbolPlace {
  if (migration.kind === 'symbol') {
    const rest = place.name?.slice(migration.from.name.length) ?? ''
    return { module: to.module ?? place.module, name: `${to.name ?? ''}${rest}` }
  }
  const { language } = migration
  const key = place.module === null ? '' : moduleKey(place.module, language)
  const below = key.slice(moduleKey(migration.from.module, language).length + 1)
  return { module: to.module === null ? null : joinModule(to.module, below, language), name: place.name }
}
