import type { LanguageId, LiteralMigration, LiteralPlace, Migration, SymbolPlace } from '../core/migration.ts'
import { carryOver } from './carry-over.ts'
import { printRetired } from './merge.ts'
import { samePlace } from './places.ts'
import type { ManifestProblem } from './problem.ts'
import { holdsWherever, indexRetired, isActive, type PlaceMigration, relocate } from './retired-index.ts'

export interface ChainOptions {
  /** Whether a module is a part of the repository: only there does a bare name hold. */
  readonly isFirstParty: (module: string, language: LanguageId) => boolean
  /** Circles and contradictions are added here. */
  readonly problems: ManifestProblem[]
}

/** More steps than this from one place to the next are a circle that grows as it turns. */
const MOST_STEPS = 1_000

/** A chain's places beyond these are not looked into: all of them would be quadratic in a long chain. */
const MOST_STOPS = 32

/**
 * Let every entry lead to a place that no other entry retires: A→B, B→C becomes A→C. A place inside a retired module
 * moves with the module; what moves into a module of which parts are retired gets entries of its own (`follows`).
 * An entry that holds in some files only is passed through by entries of those files alone.
 */
export function collapseChains(migrations: readonly Migration[], options: ChainOptions): readonly Migration[] {
  const index = indexRetired(migrations, options.isFirstParty)
  const places = migrations.filter((migration): migration is PlaceMigration => migration.kind !== 'literal')
  const next: Next = (place, from) => {
    const found = index.find(place, from.language)
    return found && holdsWherever(found, from) ? found : null
  }
  const trails = followAll(places, next, options.problems)
  const literals = collapseLiterals(migrations, options.problems)
  const collapsed = migrations.map((migration) => {
    if (migration.kind === 'literal') return literals.get(migration) ?? migration
    const trail = trails.get(migration)
    return trail ? withTrail(migration, trail) : migration
  })
  return carryOver(collapsed, new Map([...trails].map(([migration, trail]) => [migration.id, trail?.stops ?? []])))
}

/** Where an entry leads in the end, and by which places. */
interface Trail {
  readonly to: PlaceMigration['to']
  /** The places passed, the first being the replacement as written; none for a choice. */
  readonly stops: readonly SymbolPlace[]
  /** The last entry passed; null: none. */
  readonly through: PlaceMigration | null
}

/** The entry that retires a place, for an entry that leads there. */
type Next = (place: SymbolPlace, from: PlaceMigration) => PlaceMigration | null

/** null: leads into a circle, which has been reported. */
type Trails = Map<PlaceMigration, Trail | null>

function followAll(migrations: readonly PlaceMigration[], next: Next, problems: ManifestProblem[]): Trails {
  const trails: Trails = new Map()
  for (const start of migrations) {
    // a stack of our own: chains may be as long as the manifest
    const stack = trails.has(start) ? [] : [start]
    const open = new Set(stack)
    while (stack.length > 0) {
      const migration = stack.at(-1) as PlaceMigration
      const step = follow(migration, next, trails, open)
      if ('waitsFor' in step) {
        stack.push(step.waitsFor)
        open.add(step.waitsFor)
        continue
      }
      if ('circle' in step) {
        const circle = stack.splice(stack.indexOf(step.circle))
        problems.push(describeCircle([...circle, ...step.passed]))
        for (const member of circle) {
          trails.set(member, null)
          open.delete(member)
        }
        continue
      }
      if ('stops' in step) refuseHalfChain(migration, step, next, problems)
      trails.set(migration, 'stops' in step ? step : null)
      stack.pop()
      open.delete(migration)
    }
  }
  return trails
}

type Step =
  | Trail
  | { readonly waitsFor: PlaceMigration }
  /** Back to an entry that is being followed; `passed` are the finished ones on the way there. */
  | { readonly circle: PlaceMigration; readonly passed: readonly PlaceMigration[] }
  | { readonly intoCircle: true }

function follow(
  migration: PlaceMigration,
  next: Next,
  trails: ReadonlyMap<PlaceMigration, Trail | null>,
  open: ReadonlySet<PlaceMigration>,
): Step {
  if (migration.to === null || !isActive(migration)) return { to: migration.to, stops: [], through: null }
  const isChoice = Array.isArray(migration.to)
  const pending = [...asList(migration.to)].reverse()
  const arrived: SymbolPlace[] = []
  const stops: SymbolPlace[] = []
  const passed: PlaceMigration[] = []
  for (let steps = 0; ; steps++) {
    const place = pending.pop()
    if (!place) break
    stops.push(place)
    const found = next(place, migration)
    if (!found) {
      if (samePlace(place, migration.from, migration.language)) return { circle: migration, passed }
      if (!arrived.some((other) => samePlace(other, place, migration.language))) arrived.push(place)
      continue
    }
    if (open.has(found)) return { circle: found, passed }
    const trail = trails.get(found)
    if (trail === undefined) return { waitsFor: found }
    if (trail === null) return { intoCircle: true }
    if (steps > MOST_STEPS + asList(migration.to).length) return { circle: migration, passed }
    passed.push(found)
    for (const to of [...asList(trail.to)].reverse()) pending.push(relocate(place, found, to))
    if (!isChoice)
      for (const stop of trail.stops.slice(0, MOST_STOPS - stops.length)) stops.push(relocate(place, found, stop))
  }
  const stays = isChoice || arrived.length > 1
  const to = arrived.length === 0 ? null : stays ? arrived : (arrived[0] ?? null)
  return { to, stops: stays ? [] : stops, through: passed.at(-1) ?? null }
}

function withTrail(migration: PlaceMigration, { to, through }: Trail): Migration {
  if (!through) return migration
  const moved = { ...migration, to, reason: migration.reason ?? (to === null ? through.reason : null) }
  return through.toPosition ? { ...moved, toPosition: through.toPosition } : moved
}

function describeCircle(circle: readonly PlaceMigration[]): ManifestProblem {
  const [first] = circle as [PlaceMigration, ...PlaceMigration[]]
  const names = circle.map(printRetired)
  const message =
    circle.length === 1
      ? `the replacement of ${names[0]} lies inside what is retired or leads back to it — name a place that is not retired`
      : `these entries lead in a circle: ${clipChain(names)} → ${names[0]} — remove the one that is no longer true, or set its "level" to "off"`
  return { ...(first.toPosition ?? first.position), message }
}

function clipChain(names: readonly string[]): string {
  return (names.length > 8 ? [...names.slice(0, 6), '…', ...names.slice(-1)] : names).join(' → ')
}

/** `a` with its submodules goes to `b`, and `b` alone goes on to `c`: no one place is right for all of `a`. */
function refuseHalfChain(migration: PlaceMigration, trail: Trail, next: Next, problems: ManifestProblem[]): void {
  if (migration.kind !== 'module' || !migration.submodules) return
  for (const stop of trail.stops) {
    const found = next(stop, migration)
    if (found?.kind !== 'module' || found.submodules) continue
    problems.push({
      ...(migration.toPosition ?? migration.position),
      message:
        `${printRetired(migration)} is retired with its submodules, but its replacement ${printRetired(found)} is retired ` +
        'without them — give both entries the same "submodules"',
    })
  }
}

function collapseLiterals(
  migrations: readonly Migration[],
  problems: ManifestProblem[],
): Map<Migration, LiteralMigration> {
  const literals = migrations.filter((migration): migration is LiteralMigration => migration.kind === 'literal')
  const byText = new Map(literals.filter(isActive).map((migration) => [migration.from.literal, migration]))
  const collapsed = new Map<Migration, LiteralMigration>()
  for (const migration of literals) {
    if (migration.to === null || Array.isArray(migration.to) || !isActive(migration)) continue
    const passed = new Set<LiteralMigration>([migration])
    let to: LiteralMigration['to'] = migration.to
    for (;;) {
      if (to === null || Array.isArray(to)) break
      const found = byText.get((to as LiteralPlace).literal)
      if (!found || !holdsWherever(found, migration)) break
      if (passed.has(found)) {
        // reported once, by the entry of the circle that was written first
        const circle = [...passed]
        if (found === migration && circle.every((other) => literals.indexOf(other) >= literals.indexOf(migration))) {
          problems.push({
            ...(migration.toPosition ?? migration.position),
            message: `these entries lead in a circle: ${clipChain([...circle, migration].map(printRetired))} — remove the one that is no longer true`,
          })
        }
        break
      }
      passed.add(found)
      to = found.to
    }
    if (passed.size > 1) collapsed.set(migration, { ...migration, to })
  }
  return collapsed
}

function asList(to: PlaceMigration['to']): readonly SymbolPlace[] {
  if (to === null) return []
  return Array.isArray(to) ? (to as readonly SymbolPlace[]) : [to as SymbolPlace]
}
