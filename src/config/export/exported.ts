import type { Migration, SymbolPlace } from '../../core/migration.ts'

/** Another tool's configuration, and what of the manifest has no place in it. */
export interface Exported {
  readonly text: string
  readonly notes: readonly ExportNote[]
}

export interface ExportNote {
  readonly id: string
  readonly message: string
}

/** Why no linter's list of banned imports can hold the entry; null: it can, as far as its language goes. */
export function inexpressible(migration: Exclude<Migration, { kind: 'literal' }> | Migration): string | null {
  if (migration.kind === 'literal') return 'a literal is no import'
  if (migration.level === 'off') return 'it is off'
  if (migration.from.module === null) return 'a bare name of any module cannot be expressed'
  if (migration.from.name?.includes('.')) return 'a member of a symbol cannot be expressed'
  if (migration.include.length > 0 || migration.exclude.length > 0) return 'include and exclude cannot be expressed'
  return null
}

export const listPlaces = (to: SymbolPlace | readonly SymbolPlace[] | null): readonly SymbolPlace[] =>
  to === null ? [] : Array.isArray(to) ? (to as readonly SymbolPlace[]) : [to as SymbolPlace]

/** What an exported entry loses besides. */
export function lostDetails(migration: Migration): readonly string[] {
  return [
    ...(Object.keys(migration.levels).length > 0 ? ['levels by environment'] : []),
    ...(migration.deadline === null ? [] : ['deadline']),
    ...(migration.since === null ? [] : ['since']),
    ...(migration.owner === null ? [] : ['owner']),
    ...(migration.url === null ? [] : ['url']),
    ...(migration.kind === 'symbol' && migration.keepPublicName ? ['keepPublicName'] : []),
  ]
}
