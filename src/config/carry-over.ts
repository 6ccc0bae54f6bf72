import type { LanguageId, Migration, ModuleMigration, SymbolMigration, SymbolPlace } from '../core/migration.ts'
import { findFreeId } from './ids.ts'
import { retiredKeys } from './merge.ts'
import { samePlace } from './places.ts'
import { holdsWherever, isActive, type PlaceMigration, prefixesOf } from './retired-index.ts'
import { joinModule, moduleKey, separatorOf } from './spelling.ts'

/** Entries that follow from entries that follow: more rounds than this only feed on themselves. */
const MOST_ROUNDS = 4

/** No manifest of people needs more; it bounds entries that multiply each other. */
const MOST_FOLLOWING = 20_000

/**
 * `a` goes to `b`, and `b#X` goes to `c#Y`: then `a#X` goes to `c#Y`, though no one wrote that down. Adds such entries,
 * for symbols and submodules of a module that moves, and for members of a symbol that moves. What is written down for
 * the same retired place stands.
 * @param stops by entry id, the places it leads through.
 */
export function carryOver(
  migrations: readonly Migration[],
  stops: ReadonlyMap<string, readonly SymbolPlace[]>,
): readonly Migration[] {
  const movers = indexStops(migrations, stops)
  if (movers.size === 0) return migrations
  const taken = new Set(migrations.flatMap((migration) => retiredKeys(migration)))
  const ids = new Set(migrations.map(({ id }) => id))
  const counters = new Map<string, number>()
  const all = [...migrations]
  let latest: readonly Migration[] = migrations
  for (let round = 0; round < MOST_ROUNDS && latest.length > 0; round++) {
    const added: Migration[] = []
    for (const inner of latest) {
      for (const following of followingFrom(inner, movers)) {
        const keys = retiredKeys(following)
        if (keys.some((key) => taken.has(key)) || all.length + added.length - migrations.length >= MOST_FOLLOWING)
          continue
        for (const key of keys) taken.add(key)
        const id = findFreeId([following.id], ids, counters)
        ids.add(id)
        added.push({ ...following, id })
      }
    }
    all.push(...added)
    latest = added
  }
  return all
}

/** Entries by the places they lead through. */
type Movers = ReadonlyMap<string, readonly PlaceMigration[]>

function indexStops(migrations: readonly Migration[], stops: ReadonlyMap<string, readonly SymbolPlace[]>): Movers {
  const movers = new Map<string, PlaceMigration[]>()
  const hasMembers = migrations.some(
    ({ kind, from }) => kind === 'symbol' && 'name' in from && from.name?.includes('.'),
  )
  for (const migration of migrations) {
    if (migration.kind === 'literal' || !isActive(migration) || migration.language === null) continue
    if (migration.kind === 'symbol' && !hasMembers) continue
    for (const { module, name } of stops.get(migration.id) ?? []) {
      if (module === null) continue
      const key = keyOf(
        migration.language,
        moduleKey(module, migration.language),
        migration.kind === 'module' ? null : name,
      )
      const known = movers.get(key)
      if (!known) movers.set(key, [migration])
      else if (!known.includes(migration)) known.push(migration)
    }
  }
  return movers
}

const keyOf = (language: LanguageId, module: string, name: string | null): string =>
  `${language}\0${module}\0${name ?? ''}`

function followingFrom(inner: Migration, movers: Movers): readonly PlaceMigration[] {
  if (inner.kind === 'literal' || inner.language === null || inner.from.module === null || !isActive(inner)) return []
  const { language } = inner
  const key = moduleKey(inner.from.module, language)
  const following: PlaceMigration[] = []
  const add = (outer: PlaceMigration, from: SymbolPlace): void => {
    if (outer.id === inner.id || !holdsWherever(inner, outer) || leadsTo(inner, from, language)) return
    following.push(follow(inner, outer, from))
  }
  for (const prefix of prefixesOf(key, separatorOf(language))) {
    // the module itself, as a whole, is a chain and collapsed already
    if (prefix === key && inner.kind === 'module') continue
    for (const outer of movers.get(keyOf(language, prefix, null)) ?? []) {
      if (outer.kind !== 'module' || (prefix !== key && !outer.submodules)) continue
      add(outer, {
        module: joinModule(outer.from.module, key.slice(prefix.length + 1), language),
        name: inner.from.name,
      })
    }
  }
  if (inner.kind === 'symbol') {
    for (const prefix of prefixesOf(inner.from.name, '.').slice(1)) {
      for (const outer of movers.get(keyOf(language, key, prefix)) ?? []) {
        if (outer.kind !== 'symbol') continue
        add(outer, { module: outer.from.module, name: outer.from.name + inner.from.name.slice(prefix.length) })
      }
    }
  }
  return following
}

function leadsTo({ to }: PlaceMigration, place: SymbolPlace, language: LanguageId): boolean {
  const places = to === null ? [] : Array.isArray(to) ? (to as readonly SymbolPlace[]) : [to as SymbolPlace]
  return places.some((other) => samePlace(other, place, language))
}

function follow(inner: PlaceMigration, outer: PlaceMigration, from: SymbolPlace): PlaceMigration {
  const shared = {
    id: `${outer.id}-${inner.id}`,
    include: outer.include,
    exclude: outer.exclude,
    reason: inner.reason ?? outer.reason,
    follows: [...new Set([...(outer.follows ?? [outer.id]), ...(inner.follows ?? [inner.id])])],
  }
  if (inner.kind === 'symbol') {
    return {
      ...inner,
      ...shared,
      from: { module: from.module, name: from.name ?? inner.from.name },
    } satisfies SymbolMigration
  }
  return {
    ...inner,
    ...shared,
    from: { module: from.module ?? inner.from.module, name: null },
  } satisfies ModuleMigration
}
