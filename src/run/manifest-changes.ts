import type { Manifest, Migration } from '../core/migration.ts'

/** What another manifest makes of a tree that stays as it is. */
export interface ManifestChange {
  /** Ids of entries that are new, or look for something else, elsewhere or louder than before. */
  readonly entries: ReadonlySet<string>
  /** Modules are resolved by other settings. */
  readonly resolution: boolean
}

/** @param before null: there was none. */
export function compareManifests(before: Manifest | null, after: Manifest): ManifestChange {
  const known = new Set(before?.migrations.map(sayEffect))
  return {
    entries: new Set(after.migrations.filter((migration) => !known.has(sayEffect(migration))).map(({ id }) => id)),
    resolution: before !== null && saySettings(before) !== saySettings(after),
  }
}

/** All of an entry but its name, its place and its prose. */
function sayEffect(migration: Migration): string {
  const {
    id: _id,
    position: _position,
    toPosition: _to,
    follows: _follows,
    reason: _reason,
    url: _url,
    owner: _owner,
    since: _since,
    ...effect
  } = migration
  return JSON.stringify(effect, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}

const saySettings = ({ python, typescript }: Manifest): string => JSON.stringify([python.roots, typescript.tsconfig])
