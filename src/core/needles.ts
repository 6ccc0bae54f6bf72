import type { LanguageId, Migration } from './migration.ts'
import type { Resolver } from './module-address.ts'
import { DIRECTIVE_NEEDLES } from './directive.ts'

/**
 * What a file of a language must spell to be able to hold a stale reference. A symbol is spelled by its last name,
 * through any number of barrels; `default` and `*` by nothing, so there its module's last segment counts.
 */
export function collectNeedles(
  migrations: readonly Migration[],
  language: LanguageId,
  spellings: (module: string) => readonly string[],
): Set<string> {
  const needles = new Set<string>(DIRECTIVE_NEEDLES)
  for (const migration of migrations) {
    if (migration.kind === 'literal' || (migration.language !== null && migration.language !== language)) continue
    const last = migration.kind === 'symbol' ? migration.from.name.split('.').at(-1) : undefined
    if (last !== undefined && !isUnspelled(last)) needles.add(last)
    else if (migration.from.module !== null)
      for (const spelling of spellings(migration.from.module)) needles.add(spelling)
  }
  return needles
}

const isUnspelled = (name: string | undefined): boolean => name === 'default' || name === '*'

/** Fallback spellings of a module: its last segment, which every direct importer must write. */
export function lastSegments(language: LanguageId, spelled: string): string[] {
  const segments = spelled
    .split(language === 'python' ? '.' : '/')
    .filter((segment) => segment !== '' && segment !== '.')
  const last = segments.at(-1)
  if (last === undefined) return [spelled]
  if (language === 'python') return [last]
  const bare = last.replace(/(\.d)?\.[mc]?[jt]sx?$/, '')
  if (bare !== 'index') return [bare]
  const parent = segments.at(-2)
  return parent === undefined ? [bare] : [parent, bare]
}

/** How a directory's index is named from inside and below it: by dots alone. */
const DOTS: readonly string[] = ["'.'", '"."', "'./'", '"./"', "..'", '.."', "../'", '../"']

/** Something every direct importer of a module must spell, one of these: its last segment, an alias, dots. */
export function moduleNeedles(language: LanguageId, spelled: string, resolver: Resolver): string[] {
  const needles = lastSegments(language, spelled)
  if (language !== 'typescript') return needles
  const address = resolver.resolveManifest(spelled)
  needles.push(...lastSegments(language, address.key), ...(resolver.spellingsOf?.(address) ?? []))
  const index = /(^|\/)index(\.|$)/
  const isIndex = address.firstParty && (address.path === null || index.test(address.path) || index.test(spelled))
  return isIndex ? [...needles, ...DOTS] : needles
}

/** Whether needles of a language depend on how its modules can be spelled. */
export function needsSpellings(migrations: readonly Migration[], language: LanguageId): boolean {
  if (language !== 'typescript') return false
  return migrations.some(
    (migration) =>
      migration.language === language &&
      (migration.kind === 'module' ||
        (migration.kind === 'symbol' && isUnspelled(migration.from.name.split('.').at(-1)))),
  )
}
