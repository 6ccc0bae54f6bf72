import type { Match, PlannedChange, Target } from '../core/matches.ts'
import type { SymbolPlace } from '../core/migration.ts'
import type { Surface } from '../core/module-graph.ts'
import { type Providers, sameModule } from '../core/providers.ts'
import type { FixState } from './describe.ts'
import { type Draft, findMissing, prove, replan, type StaleFile } from './draft.ts'
import { findCircles } from './plan-cycles.ts'

export interface PlannedFile {
  readonly file: StaleFile
  readonly after: string
  readonly accepted: readonly PlannedChange[]
  /** Indices of the matches that the accepted changes settle. */
  readonly settled: ReadonlySet<number>
  /** Matches that need nothing here once another file of the run is fixed, with its path. */
  readonly settledElsewhere: ReadonlyMap<number, string>
  readonly states: readonly FixState[]
}

const ROUNDS = 12

/**
 * Each file is proven on its own; prove the whole: a consumer's fix needs the barrel's, a barrel's needs all its
 * consumers', and a replacement must exist. What fails is withdrawn until nothing fails; every round only takes away.
 */
export function settleDrafts(
  drafts: readonly Draft[],
  wanted: ReadonlySet<PlannedChange['applicability']>,
): readonly PlannedFile[] {
  for (let round = 0; round < ROUNDS; round++) {
    const withdrawn = withdrawUnproven(drafts)
    if (withdrawn.size === 0) break
    for (const draft of withdrawn) prove(draft, wanted)
  }
  return drafts.map(finish)
}

function settledOf(draft: Draft): Set<number> {
  return new Set(draft.proof?.accepted.flatMap((change) => change.matches) ?? [])
}

function withdrawUnproven(drafts: readonly Draft[]): Set<Draft> {
  const withdrawn = new Set<Draft>()
  for (const engine of new Set(drafts.map((draft) => draft.file.engine))) {
    const own = drafts.filter((draft) => draft.file.engine === engine)
    const changed = new Map(
      own.flatMap(({ file, surface }) => (surface === null ? [] : [[file.path, surface] as const])),
    )
    if (changed.size === 0) continue
    const overlay = engine.overlay(changed)
    for (const draft of own) if (leaveToBarrels(draft, overlay)) withdrawn.add(draft)
    if (withdrawn.size > 0) continue
    for (const draft of own) if (withdrawMissing(draft, overlay)) withdrawn.add(draft)
    if (withdrawn.size > 0) continue
    for (const draft of own) if (withdrawCircles(draft, own, changed)) withdrawn.add(draft)
    if (withdrawn.size > 0) continue
    for (const barrel of findBrokenBarrels(own, overlay)) withdrawn.add(barrel)
  }
  return withdrawn
}

/**
 * A fixed barrel may go on publishing the old name, for want of a free one: then who gets it from there has nothing to do,
 * and would get something else by the new name.
 */
function leaveToBarrels(draft: Draft, overlay: Providers): boolean {
  const { resolver } = draft.file.engine
  let changed = false
  for (const at of new Set([...settledOf(draft), ...draft.refused.keys()])) {
    const match = draft.matches[at]
    const barrel = match?.via.at(-1)
    if (
      !match?.target ||
      barrel === undefined ||
      match.module === null ||
      match.name === null ||
      draft.elsewhere.has(at)
    )
      continue
    if (!sameModule(match.target.module, match.module) || match.target.name === match.name) continue
    const names = match.name.split('.')
    const stays = overlay.exists(match.module, names) === 'yes' || overlay.spells(match.module, names)
    if (!stays || overlay.findRetired(match.module, names) !== null) continue
    if (reachesReplacement(draft, match, match.target, overlay)) continue
    draft.elsewhere.set(at, resolver.resolveManifest(barrel).path ?? draft.file.path)
    changed = true
  }
  if (changed) replan(draft)
  return changed
}

/** The new name leads to what the manifest says: the barrel may publish both. */
function reachesReplacement(draft: Draft, { migration }: Match, target: Target, overlay: Providers): boolean {
  const names = target.name?.split('.') ?? []
  const { to } = migration
  if (migration.kind === 'literal' || to === null || Array.isArray(to) || 'literal' in to) return true
  const place = to as SymbolPlace
  const home = place.module ?? migration.from.module
  if (home === null || (place.name === null && names.length === 0))
    return overlay.exists(target.module, names) === 'yes'
  const wanted = { module: draft.file.engine.resolver.resolveManifest(home), names: place.name?.split('.') ?? [] }
  return overlay.leadsTo(target.module, names, wanted)
}

function withdrawMissing(draft: Draft, overlay: Providers): boolean {
  let changed = false
  for (const at of settledOf(draft)) {
    const match = draft.matches[at]
    const reason =
      match && !draft.refused.has(at)
        ? (findMissing(match, draft.file.engine.providers, overlay) ?? findNamesake(draft, match, overlay))
        : null
    if (reason === null) continue
    draft.refused.set(at, reason)
    changed = true
  }
  return changed
}

/** A barrel whose own fix failed may have something else under the new name. */
function findNamesake(draft: Draft, match: Match, overlay: Providers): string | null {
  const { target, module, via } = match
  if (via.length === 0 || !target?.name || module === null || !sameModule(target.module, module)) return null
  if (overlay.findOrigin(target.module, target.name) === null) return null
  return reachesReplacement(draft, match, target, overlay)
    ? null
    : `\`${target.name}\` of ${target.module.key} is something else`
}

/** An import that goes round in a circle takes down modules that could be imported before. */
function withdrawCircles(draft: Draft, drafts: readonly Draft[], changed: ReadonlyMap<string, Surface>): boolean {
  const { file } = draft
  if (file.engine.id !== 'python' || file.document !== null || draft.surface === null) return false
  const circles = findCircles(file, {
    surfaceOf: (address) =>
      address.path === null ? null : (changed.get(address.path) ?? file.engine.surfaceOf(address)),
    factsOf: (path) => {
      const other = drafts.find((one) => one.file.path === path)
      if (other?.proof == null || other.file.document !== null) return file.engine.factsOf(path)
      return file.engine.analyze(path, other.proof.after, null)
    },
  })
  let withdrawn = false
  for (const at of circles.length === 0 ? [] : settledOf(draft)) {
    const target = draft.matches[at]?.target
    const circle = target && circles.find((module) => sameModule(module, target.module))
    if (!circle || draft.refused.has(at)) continue
    draft.refused.set(at, `${circle.key} imports this file, neither could be imported any more`)
    withdrawn = true
  }
  return withdrawn
}

/**
 * A site that stays as it is must not lose what it reaches through a barrel. The barrel then keeps publishing the old
 * name, and the consumers that would have followed it are left in peace.
 */
function findBrokenBarrels(drafts: readonly Draft[], overlay: Providers): Set<Draft> {
  const byKey = new Map(drafts.map((draft) => [draft.file.engine.resolver.addressOfPath(draft.file.path).key, draft]))
  const found = new Set<Draft>()
  for (const draft of drafts) {
    const settled = settledOf(draft)
    for (const [at, match] of draft.matches.entries()) {
      if (settled.has(at) || match.via.length === 0 || !match.module?.path || match.name === null) continue
      // Also where it is broken already: with the barrel's fix nothing would lead from there to the retired name any more.
      if (overlay.exists(match.module, match.name.split('.')) !== 'no') continue
      // A star only hands on what a module behind it publishes.
      const barrel = [match.module.key, ...match.via]
        .map((key) => byKey.get(key))
        .find((other) => other && other !== draft && keepPublicName(other, match.migration.id))
      if (barrel) found.add(barrel)
    }
  }
  return found
}

function keepPublicName(barrel: Draft, id: string): boolean {
  let changed = false
  barrel.matches = barrel.matches.map((match) => {
    const { migration } = match
    if (migration.id !== id || match.keepsRetiredName || migration.kind === 'literal') return match
    if (migration.kind === 'symbol' && migration.keepPublicName) return match
    changed = true
    const kept = migration.kind === 'symbol' ? { ...migration, keepPublicName: true } : migration
    return { ...match, keepsRetiredName: true, migration: kept }
  })
  if (changed) replan(barrel)
  return changed
}

function finish(draft: Draft): PlannedFile {
  const changes = new Map<number, PlannedChange>()
  for (const change of draft.changes) for (const at of change.matches) if (!changes.has(at)) changes.set(at, change)
  const states = draft.matches.map((match, at): FixState => {
    const change = changes.get(at) ?? null
    const barrel = draft.elsewhere.get(at)
    if (barrel !== undefined) {
      const title = `${barrel} keeps the name`
      return { change: { matches: [at], edits: [], applicability: 'safe', title, reason: null }, reason: null }
    }
    const reason = draft.file.locked ?? draft.refused.get(at) ?? null
    if (reason !== null && change !== null)
      return { change: { ...change, edits: [], applicability: 'manual', reason: `not fixed: ${reason}` }, reason: null }
    return { change, reason: match.reason ?? reason ?? (change === null ? 'no fix is known' : null) }
  })
  return {
    file: draft.file,
    after: draft.proof?.after ?? draft.file.text,
    accepted: draft.proof?.accepted ?? [],
    settled: settledOf(draft),
    settledElsewhere: draft.elsewhere,
    states,
  }
}
