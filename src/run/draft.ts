import { applyEdits, sortEdits } from '../core/edits.ts'
import { matchFile } from '../core/match.ts'
import type { Match, PlannedChange } from '../core/matches.ts'
import type { ModuleAddress } from '../core/module-address.ts'
import type { Surface } from '../core/module-graph.ts'
import { type Proof, proveChanges } from '../core/prove.ts'
import type { Providers } from '../core/providers.ts'
import type { EmbeddedDocument } from '../languages/embedded/document.ts'
import type { Engine } from './engine.ts'
import type { FactsOf } from './facts-shelf.ts'

/** A file with stale references. `active` tells which of its matches this run reports and may settle. */
export interface StaleFile {
  readonly path: string
  readonly engine: Engine
  /** The code. */
  readonly text: string
  readonly document: EmbeddedDocument | null
  readonly facts: FactsOf
  readonly matches: readonly Match[]
  readonly active: readonly boolean[]
  /** Why nothing may be written to it; null: it may. */
  readonly locked: string | null
}

/** What is planned for a file so far. It outlives the file's facts. */
export interface Draft {
  readonly file: StaleFile
  matches: readonly Match[]
  changes: readonly PlannedChange[]
  proof: Omit<Proof, 'facts'> | null
  /** What the file publishes once it is fixed: of the facts of all changed files no more is kept. */
  surface: Surface | null
  readonly refused: Map<number, string>
  readonly elsewhere: Map<number, string>
}

/**
 * Stale references times all that a planner may weigh each against. Where it is reached a file has tens of thousands of
 * stale references, or thousands among tens of thousands of imports: nobody wrote it, and the time would grow with its square.
 */
const MAX_WEIGHED = 400_000_000

function isTooLarge({ facts: factsOf, matches }: StaleFile): boolean {
  const facts = factsOf()
  const references = matches.length
  return references * (references + facts.imports.length + facts.strings.length + facts.bindings.length) > MAX_WEIGHED
}

const TOO_MANY = 'the file has too many stale references to plan them together'

/** Plan one file, and prove it on its own. */
export function draftFile(file: StaleFile, wanted: ReadonlySet<PlannedChange['applicability']>): Draft {
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
  refuseHomeless(draft, wanted)
  prove(draft, wanted)
  return draft
}

const isWanted = (change: PlannedChange, wanted: ReadonlySet<PlannedChange['applicability']>): boolean =>
  change.edits.length > 0 && wanted.has(change.applicability)

/** A replacement in a module that has no file: no fix of another file makes it one, so nothing need be proven. */
function refuseHomeless(draft: Draft, wanted: ReadonlySet<PlannedChange['applicability']>): void {
  const { providers } = draft.file.engine
  for (const change of draft.changes)
    for (const at of isWanted(change, wanted) ? change.matches : []) {
      const match = draft.matches[at]
      const reason = match?.target?.module.path === null ? findMissing(match, providers, providers) : null
      if (reason !== null) draft.refused.set(at, reason)
    }
}

/**
 * Why a replacement that does not exist makes nothing better; null: it may exist. Where old and new are both out of
 * sight, nothing gets worse.
 * @param after what exists once the files are fixed.
 */
export function findMissing(match: Match, before: Providers, after: Providers): string | null {
  if (!match.target) return null
  const { module, name } = match.target
  const path = name === null ? [] : name.split('.')
  const names = after.defaultIsModule(module, path) ? path.slice(1) : path
  if (after.exists(module, names.slice(0, 1)) !== 'no') return null
  const works = match.module !== null && before.exists(match.module, match.name?.split('.') ?? []) === 'yes'
  if (module.path === null && !works) return null
  return name === null ? `${module.key} does not exist` : `${module.key} has no \`${names[0]}\``
}

/** Plan again, with what is known by now. */
export function replan(draft: Draft): void {
  const { file } = draft
  const planned = file.engine.language.planFile({
    path: file.path,
    text: file.text,
    facts: file.facts(),
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

/** Keep of the changes what an analysis of the result bears out. */
export function prove(draft: Draft, wanted: ReadonlySet<PlannedChange['applicability']>): void {
  const { file } = draft
  const changes = draft.changes.filter(
    (change) => isWanted(change, wanted) && !change.matches.some((at) => draft.refused.has(at)),
  )
  if (changes.length === 0) {
    draft.proof = { accepted: [], rejected: [], after: file.text }
    draft.surface = null
    return
  }
  const context = file.engine.contextOf(file.path, file.facts(), () => true)
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
