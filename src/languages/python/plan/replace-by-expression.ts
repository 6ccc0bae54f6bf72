import { lastName } from '../resolve/dotted-path.ts'
import { denotes } from './known-imports.ts'
import { keepsRetiredName, standIns } from './local-name.ts'
import type { Stale } from './local-name.ts'
import { fromPiece, modulePiece } from './pieces.ts'
import { draftOf, isBuiltins, isModuleScope, isPackageFile, isPublished, relyOn, statementKnot } from './plan-state.ts'
import type { PlanState } from './plan-state.ts'
import { pieceFor, remember, rewriteUses } from './stale-binding.ts'
import type { StaleBinding } from './stale-binding.ts'
import type { Piece, StatementDraft } from './statement-draft.ts'

/** A builtin needs no import; an attribute of another name is an expression. */
export function decideExpression(state: PlanState, names: StaleBinding): string | null {
  const { id, binding, items, stale, knot } = names
  const [one] = stale
  if (one === undefined) return null
  const printable = `${one.head}${one.rest}`
  if (items.length > 1) return `\`${binding.name}\` is bound in several ways, and \`${printable}\` is not`
  if (standIns(binding, items).length > 0) return `\`${binding.name}\` is assigned here, \`${printable}\` must not be`
  const draft = draftOf(state, one.item)
  if (draft === null) return 'the import cannot be rewritten'
  const variable = whyVariable(state, names)
  if (variable !== null)
    return importBuiltin(state, names, one, draft) ? null : `${variable}, \`${printable}\` cannot take its place`
  let text = printable
  if (isBuiltins(one.denoted.module)) {
    if (!state.naming.isVisible(one.head, null, binding.references, new Set([id])))
      return `the builtin \`${one.head}\` is shadowed here`
    draft.decide(one.item, { type: 'drop' })
    state.naming.leave(id)
  } else {
    const found = decideHead(state, names, one, draft)
    if (found === null) return `\`${one.head}\` is already bound to something else`
    text = found + one.rest
  }
  state.groups.tie(knot, statementKnot(draft.statement))
  rewriteUses(state, names, text)
  return null
}

/** Why the file must go on having a variable of that name; null where only its own uses need it. */
function whyVariable(state: PlanState, { binding, stale }: StaleBinding): string | null {
  if (binding.references.some(({ role }) => role !== 'read')) return `\`${binding.name}\` is assigned or declared here`
  if (isPatchedHere(state, binding.name)) return `\`${binding.name}\` is patched here`
  const isClass = state.input.facts.scopes[binding.scope]?.kind === 'class'
  const isPublic =
    isModuleScope(state, binding.scope) &&
    (keepsRetiredName(state, stale) ||
      isPublished(state, binding.name) ||
      (isPackageFile(state) && binding.references.length === 0))
  return isClass || isPublic ? `\`${binding.name}\` is published here` : null
}

/** `from builtins import str as text`: the variable stays. Answers whether there is such a way. */
function importBuiltin(state: PlanState, names: StaleBinding, one: Stale, draft: StatementDraft): boolean {
  const { binding, knot, id } = names
  const piece = one.denoted.module.key === 'builtins' && one.rest === '' ? pieceFor(state, one, binding.name) : null
  if (piece === null) return false
  draft.decide(one.item, { type: 'become', piece })
  remember(state, names, one, binding.name, id)
  state.groups.tie(knot, statementKnot(draft.statement))
  return true
}

/** A string names the variable of this very module: it would have nothing to patch any more. */
function isPatchedHere(state: PlanState, name: string): boolean {
  const { facts, address } = state.input
  const own = [address.key, ...address.aliases].map((key) => `${key}.${name}`)
  return facts.strings.some(
    ({ kind, value }) => kind === 'mock-string' && own.some((path) => path === value || value.startsWith(`${path}.`)),
  )
}

/** The expression for what an attribute hangs on: an import the file has, or ours. */
function decideHead(state: PlanState, names: StaleBinding, one: Stale, draft: StatementDraft): string | null {
  const { id, binding, knot } = names
  const known =
    state.known.find(one.denoted, binding.references) ??
    state.known.find({ module: one.denoted.module, name: null }, binding.references)
  if (known !== null) {
    relyOn(state, known, knot)
    draft.decide(one.item, { type: 'drop' })
    return known.denoted.name === null && one.denoted.name !== null && !denotes(known.denoted, one.denoted, state.input)
      ? `${known.local}.${one.head}`
      : known.local
  }
  const replaced = new Set([id])
  const query = { name: one.head, scope: binding.scope, references: binding.references, replaced }
  const piece = pieceFor(state, one, one.head)
  if (piece === null) return null
  if (one.head !== binding.name && !state.naming.canBind(query)) return bringModule(state, names, one, draft)
  state.naming.take(binding.scope, one.head, knot)
  draft.decide(one.item, { type: 'become', piece })
  remember(state, names, one, one.head, null)
  return one.head
}

/** The name is taken: its module is imported, and what it has is read from there; else the name under an alias. */
function bringModule(state: PlanState, names: StaleBinding, one: Stale, draft: StatementDraft): string | null {
  const { id, binding, knot } = names
  const { module, name } = one.denoted
  if (name === null) return null
  const take = (local: string, piece: Piece | null, denoted: Stale['denoted']): boolean => {
    const query = { name: local, scope: binding.scope, references: binding.references, replaced: new Set([id]) }
    if (piece === null || !state.naming.canBind(query)) return false
    state.naming.take(binding.scope, local, knot)
    draft.decide(one.item, { type: 'become', piece })
    remember(state, names, { ...one, denoted }, local, null)
    return true
  }
  const style = one.item.fact.specifier
  const local = lastName(module.key)
  if (take(local, modulePiece(state, module, null, style), { module, name: null })) return `${local}.${one.head}`
  const alias = `${local}_${one.head}`
  return take(alias, fromPiece(state, module, name, alias, style), one.denoted) ? alias : null
}
