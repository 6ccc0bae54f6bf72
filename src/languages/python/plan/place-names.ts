import type { Reference, ScopeId } from '../../../core/facts.ts'
import { sameModule } from '../../../core/providers.ts'
import { readList } from './name-list.ts'
import { statementKnot } from './plan-state.ts'
import { addTo } from './reference-use.ts'
import type { PlanState } from './plan-state.ts'
import type { Piece, StatementDraft } from './statement-draft.ts'
import { isAliased, sameGuards } from './statements.ts'
import type { Item, Statement } from './statements.ts'

/**
 * Names join a from-import of their new module where the file has one in the same scope, under the same guards, in
 * time for their uses. What finds no such host stays where it stood.
 */
export function placeNames(state: PlanState): void {
  const singleLines = importsOneNameALine(state)
  for (const draft of state.drafts) {
    if (!draft.isTouched || draft.statement.form !== 'from') continue
    joinHosts(state, draft, singleLines)
  }
  for (const draft of state.drafts) moveAdded(state, draft)
  for (let at = state.top.length - 1; at >= 0; at--) {
    const entry = state.top[at]
    if (entry === undefined) continue
    const host = findTopHost(state, entry.piece, entry.references)
    if (host === null) continue
    host.add(entry.piece)
    state.groups.tie(entry.knot, statementKnot(host.statement))
    state.top.splice(at, 1)
  }
}

function joinHosts(state: PlanState, draft: StatementDraft, singleLines: boolean): void {
  const moves: { item: Item; piece: Piece; host: StatementDraft }[] = []
  for (const item of draft.statement.items) {
    const fate = draft.fateOf(item)
    if (fate.type !== 'become' || fate.piece.form !== 'from' || fate.piece.name === '*') continue
    const own = state.input.resolver.resolve(item.fact.specifier, state.input.path)
    if (sameModule(own, fate.piece.module)) continue
    if (draft.statement.items.length === 1 && singleLines) continue
    const found = findHost(state, draft.statement, fate.piece, referencesOf(state, item))
    // A module that moves takes its statements along as they are.
    const together = found !== null && !isUnmoved(found) && specifierOf(found.statement) === item.fact.specifier
    // Two that move together keep the style each has.
    const otherStyle = found !== null && !isUnmoved(found) && found.finalSpecifier !== fate.piece.specifier
    const host = (state.wanted.get(item)?.wholeModule && together) || otherStyle ? null : found
    if (host !== null) moves.push({ item, piece: fate.piece, host })
  }
  if (moves.length === 0) return
  const goes = new Set(moves.map(({ item }) => item))
  const stays = draft.statement.items.some((item) => !goes.has(item) && draft.fateOf(item).type !== 'drop')
  if (
    !stays &&
    draft.added.length === 0 &&
    (state.model.layoutOf(draft.statement).onlyInBlock || hasComment(state, draft))
  )
    return
  for (const { item, piece, host } of moves) {
    if (stays && ownComment(state, draft, item)) continue
    draft.decide(item, { type: 'drop' })
    host.add({ ...piece, specifier: host.finalSpecifier ?? piece.specifier })
    state.groups.tie(statementKnot(draft.statement), statementKnot(host.statement))
  }
}

/** The file imports several names of one module by a statement each, as some sorters are told to. */
function importsOneNameALine(state: PlanState): boolean {
  const seen = new Set<string>()
  return state.statements.all.some(({ items, form, place }) => {
    const [only] = items
    if (form !== 'from' || items.length !== 1 || only === undefined || isAliased(only)) return false
    const key = `${place.scope} ${place.guards.map(({ group, branch }) => `${group}:${branch}`).join()} ${only.fact.specifier}`
    if (seen.has(key)) return true
    seen.add(key)
    return false
  })
}

function referencesOf(state: PlanState, item: Item): readonly Reference[] {
  return item.imported.local === null ? [] : (state.input.facts.bindings[item.imported.local]?.references ?? [])
}

/** A comment worth more than the statement it stands in: it would have nowhere to go. */
function hasComment(state: PlanState, draft: StatementDraft): boolean {
  const { span } = draft.statement
  const { lineEnd } = state.model.layoutOf(draft.statement)
  return state.model.commentsIn({ start: span.start, end: lineEnd }).length > 0
}

function ownComment(state: PlanState, draft: StatementDraft, item: Item): boolean {
  return readList(state.model, draft.statement).some((entry) => entry.item === item && entry.comment !== null)
}

function findHost(
  state: PlanState,
  statement: Statement,
  piece: Piece,
  references: readonly Reference[],
): StatementDraft | null {
  const candidates = draftsIn(state, statement.place.scope).filter(
    (draft) => canHost(state, draft, piece) && draft.statement !== statement,
  )
  const fitting = candidates.filter((draft) => {
    const other = draft.statement
    if (!sameGuards(other.place, statement.place)) return false
    if (other.place.phase !== statement.place.phase || !sameBlock(state, other, statement)) return false
    if (!draft.isTouched || isUnmoved(draft))
      return other.span.start < statement.span.start || inTime(other, references)
    return other.span.start < statement.span.start
  })
  const settled = fitting.filter(isUnmoved)
  // Of several the longest list: one that imports a single name under an alias is on its own on purpose.
  const longest = settled.reduce((most, draft) => Math.max(most, draft.statement.items.length), 0)
  return settled.find((draft) => draft.statement.items.length === longest) ?? fitting[0] ?? null
}

const draftsOfState = new WeakMap<PlanState, ReadonlyMap<ScopeId, readonly StatementDraft[]>>()

function draftsIn(state: PlanState, scope: ScopeId): readonly StatementDraft[] {
  const known = draftsOfState.get(state)
  if (known) return known.get(scope) ?? []
  const drafts = new Map<ScopeId, StatementDraft[]>()
  for (const draft of state.drafts) addTo(drafts, draft.statement.place.scope, draft)
  draftsOfState.set(state, drafts)
  return drafts.get(scope) ?? []
}

function specifierOf({ items }: Statement): string | undefined {
  return items[0]?.fact.specifier
}

/** It imports from that module today already. */
function isUnmoved(draft: StatementDraft): boolean {
  return draft.finalSpecifier !== null && draft.finalSpecifier === draft.statement.items[0]?.fact.specifier
}

function canHost(state: PlanState, draft: StatementDraft, piece: Piece): boolean {
  const specifier = draft.finalSpecifier
  if (specifier === null || draft.statement.items.some((item) => item.imported.shape === 'star')) return false
  const { resolver, path } = state.input
  return specifier === piece.specifier || sameModule(resolver.resolve(specifier, path), piece.module)
}

/** Both stand at the same depth with nothing less deep between them. */
function sameBlock(state: PlanState, a: Statement, b: Statement): boolean {
  const left = state.model.layoutOf(a)
  const right = state.model.layoutOf(b)
  if (!left.alone || !right.alone || left.indent.replace('\uFEFF', '') !== right.indent.replace('\uFEFF', ''))
    return false
  const [from, to] = a.span.start < b.span.start ? [left.nextLine, right.lineStart] : [right.nextLine, left.lineStart]
  const indent = right.indent.replace('\uFEFF', '')
  if (indent === '') return true
  return state.model.text
    .slice(from, to)
    .split(/\r\n|\r|\n/)
    .every((line) => line.trim() === '' || line.startsWith(indent))
}

function inTime(host: Statement, references: readonly Reference[]): boolean {
  return references.every(
    (reference) =>
      (reference.place.phase === 'run-time' && reference.place.scope !== host.place.scope) ||
      host.span.end < reference.span.start,
  )
}

function moveAdded(state: PlanState, draft: StatementDraft): void {
  const staying: Piece[] = []
  for (const piece of draft.added) {
    const joins = piece.form === 'from' && piece.specifier !== draft.finalSpecifier
    const host = joins ? findHost(state, draft.statement, piece, []) : null
    if (host === null) {
      staying.push(piece)
      continue
    }
    host.add({ ...piece, specifier: host.finalSpecifier ?? piece.specifier })
    state.groups.tie(statementKnot(draft.statement), statementKnot(host.statement))
  }
  draft.added.splice(0, draft.added.length, ...staying)
}

function findTopHost(state: PlanState, piece: Piece, references: readonly Reference[]): StatementDraft | null {
  if (piece.form !== 'from') return null
  for (const draft of state.drafts) {
    const { place } = draft.statement
    if (!canHost(state, draft, piece) || place.scope !== state.scopes.moduleScope || place.guards.length > 0) continue
    if (place.phase === 'type-only' || state.model.layoutOf(draft.statement).indent.trim() !== '') continue
    if (/[ \t]/.test(state.model.layoutOf(draft.statement).indent) || !inTime(draft.statement, references)) continue
    return draft
  }
  return null
}
