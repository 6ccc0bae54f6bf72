import type { Migration } from '../core/migration.ts'

const LONGEST_ID = 80

/** `HTTPServer` → `http-server`, `app.legacy_flags` → `app-legacy-flags`, `@acme/ui` → `acme-ui`. */
export function toKebab(text: string): string {
  return text
    .slice(0, 400)
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1-$2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1-$2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '')
    .join('-')
    .slice(0, LONGEST_ID)
    .replace(/-$/, '')
}

/** Ids to try in turn: the retired thing by its own name, then with its module. */
function proposeIds(migration: Migration): readonly string[] {
  if (migration.kind === 'literal') return [toKebab(migration.from.literal)]
  if (migration.kind === 'module') return [toKebab(migration.from.module)]
  const { module, name } = migration.from
  const qualified = toKebab(`${module ?? ''} ${name === '*' ? 'namespace' : name}`)
  // "default" alone names nothing
  return name === 'default' || name === '*' ? [qualified] : [toKebab(name), qualified]
}

/**
 * Give every migration without an id (`''`) one that nothing else has. Ids that were written down come first, so a new
 * entry never takes one away; the rest follow in the order of the list.
 */
export function assignIds(migrations: readonly Migration[]): readonly Migration[] {
  const taken = new Set(migrations.map(({ id }) => id))
  const counters = new Map<string, number>()
  return migrations.map((migration) => {
    if (migration.id !== '') return migration
    const id = findFreeId(proposeIds(migration), taken, counters)
    taken.add(id)
    return { ...migration, id }
  })
}

/** The first free proposal; with all taken, the last with a number. `counters` keeps many of one name linear. */
export function findFreeId(
  proposals: readonly string[],
  taken: ReadonlySet<string>,
  counters: Map<string, number>,
): string {
  const named = proposals.filter((proposal) => proposal !== '')
  const usable = named.length > 0 ? named : ['entry']
  const free = usable.find((proposal) => !taken.has(proposal))
  if (free !== undefined) return free
  const base = usable.at(-1) ?? ''
  let number = counters.get(base) ?? 2
  while (taken.has(`${base}-${number}`)) number++
  counters.set(base, number + 1)
  return `${base}-${number}`
}
