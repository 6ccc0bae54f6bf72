import type { ModuleFacts } from '../core/facts.ts'
import { matchFile } from '../core/match.ts'
import type { Surface } from '../core/module-graph.ts'
import type { Match, PlannedChange, Target } from '../core/matches.ts'
import type { SymbolPlace } from '../core/migration.ts'
import type { ModuleAddress } from '../core/module-address.ts'
import { applyEdits, sortEdits } from '../core/edits.ts'
import { type Proof, proveChanges } from '../core/prove.ts'
import { type Providers, sameModule } from '../core/providers.ts'
import type { EmbeddedDocument } from '../languages/embedded/document.ts'
import type { Engine } from './engine.ts'
import type { FixState } from './describe.ts'

/** A file with stale references. `active` tells which of its matches this run reports and may settle. */
export interface StaleFile {
  readonly path: string
  readonly engine: Engine
  /** The code. */
  readonly text: string
  readonly document: EmbeddedDocument | null
  readonly facts: ModuleFacts
  readonly matches: readonly Match[]
  readonly active: readonly boolean[]
  /** Why nothing may be written to it; null: it may. */
  readonly locked: string | null
}

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

interface Draft {
  readonly file: StaleFile
  matches: readonly Match[]
  changes: readonly PlannedChange[]
  proof: Omit<Proof, 'facts'> | null
  /** What the file publishes once it is fixed: of the facts of all changed files no more is kept. */
  surface: Surface | null
  readonly refused: Map<number, string>
  readonly elsewhere: Map<number, string>
}

const ROUNDS = 12

/**
 * Stale references times all that a planner may weigh each against. Where it is reached a file has tens of thousands of
 * stale references, or thousands among tens of thousands of imports: nobody wrote it, and the time would grow with its square.
 */
const MAX_WEIGHED = 400_000_000

function isTooLarge({ facts, matches }: StaleFile): boolean {
  const references = matches.length
  return references * (references + facts.imports.length + facts.strings.length + facts.bindings.length) > MAX_WEIGHED
}

/**
 * Plan, prove each file on its own, then prove the whole: a consumer's fix needs the barrel's, a barrel's needs all its
 * consumers', and a replacement must exist. What fails is withdrawn until nothing fails; every round only takes away.
 */
export function planFixes(
  files: readonly StaleFile[],
  wanted: ReadonlySet<PlannedChange['applicability']>,
): readonly PlannedFile[] {
  const drafts = files.map((file) => draftFile(file, wanted))
  for (let round = 0; round < ROUNDS; round++) {
    const withdrawn = withdrawUnproven(drafts)
    if (withdrawn.size === 0) break
    for (const draft of withdrawn) prove(draft, wanted)
  }
  return drafts.map(finish)
}

const TOO_MANY = 'the file has too many stale references to plan them together'

function draftFile(file: StaleFile, wanted: ReadonlySet<PlannedChange['applicability']>): Draft {
  const draft: Draft = {
    file: file.locked === null && isTooLarge(file) ? { ...file, locked: TOO_MANY } : file,
    matches: file.matches,
    changes: [],
    proof: null,
    surface: null,
    refused: new Map(),
    elsewhere: new Map(),
  }
  replan(draft)
  prove(draft, wanted)
  return draft
}

function replan(draft: Draft): void {
  const { file } = draft
  const planned = file.engine.language.planFile({
    path: file.path,
    text: file.text,
    facts: file.facts,
    matches: draft.matches.map((match, at) =>
      file.active[at] && !file.locked && !draft.elsewhere.has(at) ? match : { ...match, target: null },
    ),
    address: file.engine.resolver.addressOfPath(file.path),
    resolver: file.engine.resolver,
    // Under another name a replacement is only looked for in the barrels above it: every import would have to be read.
    leadsTo: (module, names, target) =>
      (names.at(-1) === target.names.at(-1) || isBarrelAbove(module, target.module)) &&
      file.engine.providers.leadsTo(module, names, target),
  })
  const { document } = file
  draft.changes = document ? planned.map((change) => separate(confine(change, document), document, file)) : planned
}

/** An index file whose directory holds the module. */
function isBarrelAbove({ path }: ModuleAddress, target: ModuleAddress): boolean {
  const directory = /^(.*\/)?index\.[^/]+$/.exec(path ?? '')
  return directory !== null && target.path?.startsWith(directory[1] ?? '') === true
}

/** Keep a change inside the code of its file. */
function confine(change: PlannedChange, document: EmbeddedDocument): PlannedChange {
  const edits = change.edits.map((edit) => document.settle(edit))
  if (edits.every((edit) => document.translate(edit) !== null)) return { ...change, edits }
  return {
    ...change,
    edits: [],
    applicability: 'manual',
    reason: 'the change would reach beyond the code in this file',
  }
}

/** A change of one block must not rest on what another one binds, where they are modules of their own. */
function separate(change: PlannedChange, document: EmbeddedDocument, { engine, text }: StaleFile): PlannedChange {
  const { modules = [] } = document
  if (modules.length === 0 || change.edits.length === 0) return change
  const home = modules.find((span) => change.edits.every((edit) => edit.start >= span.start && edit.end <= span.end))
  const unboundOf = (code: string): readonly string[] =>
    home === undefined ? [] : engine.language.analyze(document.path, code).unresolved.map((item) => item.name)
  const inside = home === undefined ? '' : text.slice(home.start, home.end)
  const edits = change.edits.map((edit) => ({
    ...edit,
    start: edit.start - (home?.start ?? 0),
    end: edit.end - (home?.start ?? 0),
  }))
  const known = unboundOf(inside)
  const isAlone =
    home !== undefined && unboundOf(applyEdits(inside, sortEdits(edits))).every((name) => known.includes(name))
  if (isAlone) return change
  return {
    ...change,
    edits: [],
    applicability: 'manual',
    reason: 'the blocks of this file are modules of their own, and it would take from one what another has',
  }
}

function prove(draft: Draft, wanted: ReadonlySet<PlannedChange['applicability']>): void {
  const { file } = draft
  const context = file.engine.contextOf(file.path, file.facts, () => true)
  const changes = draft.changes.filter(
    (change) =>
      change.edits.length > 0 &&
      wanted.has(change.applicability) &&
      !change.matches.some((at) => draft.refused.has(at)),
  )
  const { facts: proven, ...proof } = proveChanges({
    file: context,
    text: file.text,
    matches: draft.matches,
    changes,
    analyze: (text) => file.engine.analyze(file.path, text, file.document),
    match: (facts) => matchFile({ ...context, facts }),
  })
  draft.proof = proof
  draft.surface = proof.accepted.length > 0 ? file.engine.surfaceFrom(file.path, proven) : null
  for (const { change, reason } of proof.rejected) for (const at of change.matches) draft.refused.set(at, reason)
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
    const stays =
      overlay.exists(match.module, names) === 'yes' || (names.length === 1 && overlay.spells(match.module, match.name))
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

/** A replacement that does not exist makes nothing better. Where old and new are both out of sight, nothing gets worse. */
function withdrawMissing(draft: Draft, overlay: Providers): boolean {
  const { providers } = draft.file.engine
  let changed = false
  for (const at of settledOf(draft)) {
    const match = draft.matches[at]
    if (!match?.target || draft.refused.has(at)) continue
    const { module, name } = match.target
    const names = name === null ? [] : name.split('.')
    if (overlay.exists(module, names.slice(0, 1)) !== 'no') continue
    const works = match.module !== null && providers.exists(match.module, match.name?.split('.') ?? []) === 'yes'
    if (module.path === null && !works) continue
    draft.refused.set(at, name === null ? `${module.key} does not exist` : `${module.key} has no \`${names[0]}\``)
    changed = true
  }
  return changed
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
