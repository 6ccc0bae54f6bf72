import type { LanguageId, Migration } from './migration.ts'
import { DIRECTIVE_NEEDLES } from './directive.ts'

/**
 * What a file of a language must spell to be able to hold a stale reference. A symbol is spelled by its last name,
 * through any number of barrels; `default` by nothing, so there its module's last segment counts.
 */
export function collectNeedles(migrations: readonly Migration[], language: LanguageId, spellings: (module: string) => readonly string[]): Set<string> {
  const needles = new Set<string>(DIRECTIVE_NEEDLES)
  for (const migration of migrations) {
    if (migration.kind === 'literal' || (migration.language !== null && migration.language !== language)) continue
    const last = migration.kind === 'symbol' ? migration.from.name.split('.').at(-1) : undefined
    if (last !== undefined && last !== 'default') needles.add(last)
    else if (migration.from.module !== null) for (const spelling of spellings(migration.from.module)) needles.add(spelling)
  }
  return needles
}

/** Fallback spellings of a module: its last segment, which every direct importer must write. */
export function lastSegments(language: LanguageId, spelled: string): string[] {
  const segments = spelled.split(language === 'python' ? '.' : '/').filter((segment) => segment !== '' && segment !== '.')
  const last = segments.at(-1)
  if (last === undefined) return [spelled]
  if (language === 'python') return [last]
  const bare = last.replace(/(\.d)?\.[mc]?[jt]sx?$/, '')
  if (bare !== 'index') return [bare]
  const parent = segments.at(-2)
  return parent === undefined ? [bare] : [parent, bare]
}

