import type { Binding, BindingId, ScopeId } from '../../../core/facts.ts'
import { denotes } from './known-imports.ts'
import type { Denoted, KnownImport } from './known-imports.ts'
import { isSiblingBranch } from './layout.ts'
import { otherDeclarations } from './naming.ts'
import { draftOf, isModuleScope, isPackageFile, isPublished, publicStrings } from './plan-state.ts'
import type { PlanState, Wanted } from './plan-state.ts'
import { isAliased, sameGuards } from './statements.ts'
import type { Item } from './statements.ts'

/** A stale import name and what it becomes. */
export interface Stale {
  readonly item: Item
  readonly wanted: Wanted
  readonly denoted: Denoted
  /** What the import statement has to bring: the first segment of a dotted name, or the module's last. */
  readonly head: string
  /** What follows it: `.utc` of `timezone.utc`. */
  readonly rest: string
}

/** Declarations beside the imports. */
export function standIns(
  binding: Binding,
  items: readonly Item[],
): readonly { readonly start: number; readonly end: number }[] {
  const imported = new Set(
    items.flatMap((item) => {
      const { localSpan, importedSpan, span } = item.imported
      return [localSpan?.start, importedSpan?.start, span.start, item.fact.specifierSpan.start].filter(
        (start) => start !== undefined,
      )
    }),
  )
  return otherDeclarations(binding, imported)
}

function isStandIn(state: PlanState, item: Item, offset: number): boolean {
  return item.fact.place.guards.length > 0 && isSiblingBranch(state.model, item.fact.statement.start, offset)
}

export interface Local {
  readonly name: string
  /** An import the file already has; ours goes. */
  readonly known: KnownImport | null
}

/** What the binding is called once its import is rewritten: the new name where that is free everywhere it is used. */
export function chooseLocal(
  state: PlanState,
  id: BindingId,
  binding: Binding,
  items: readonly Item[],
  stale: readonly Stale[],
): Local {
  const stays: Local = { name: binding.name, known: null }
  const [first] = stale
  if (first === undefined) return stays
  const agreed = stale.every((one) => one.head === first.head && denotes(one.denoted, first.denoted, state.input))
  const strangers = items.length > stale.length
  const others = standIns(binding, items)
  const hasStandIn = others.length > 0
  const inClass = state.input.facts.scopes[binding.scope]?.kind === 'class'
  const aliased = stale.some(({ item }) => isAliased(item) && !becomesPlain(item, first.head, state))
  const renamed = first.head !== binding.name
  if (inClass || strangers || binding.kind === 'parameter' || aliased) return stays
  // What the file assigns anew is its own name; a stand-in for a failed import is not.
  if (!others.every((span) => stale.some(({ item }) => isStandIn(state, item, span.start)))) return stays
  const mergeable = agreed && !hasStandIn && !keepsPublicName(state, binding, stale) && canRenamePublic(state, binding)
  const twin = mergeable ? findTwin(state, id, binding, first, items, (scope) => scope === binding.scope) : null
  if (twin !== null) return { name: twin.local, known: twin }
  if (!renamed || !stale.every((one) => one.head === first.head)) return stays
  if (keepsPublicName(state, binding, stale) || !canRenamePublic(state, binding)) return stays
  if (hidesSubmodule(state, binding, first) || isFixture(state, binding)) return stays
  const query = { name: first.head, scope: binding.scope, references: binding.references, replaced: new Set([id]) }
  if (state.naming.canBind(query)) return { name: first.head, known: null }
  // Further out the same thing is imported, and that is what hides behind the name.
  const outer = mergeable ? findTwin(state, id, binding, first, items, (scope) => scope !== binding.scope) : null
  return outer === null ? stays : { name: outer.local, known: outer }
}

/** `Old as New` needs its alias no more once it imports `New`; in a stub or package `New as New` publishes, so it stays there. */
function becomesPlain(item: Item, head: string, state: PlanState): boolean {
  const { imported } = item
  if (imported.localName === imported.imported) return true
  return imported.localName === head && !state.input.path.endsWith('.pyi')
}

/** An import of the same thing, here or further out, that serves every use. */
function findTwin(
  state: PlanState,
  id: BindingId,
  binding: Binding,
  first: Stale,
  items: readonly Item[],
  isIn: (scope: ScopeId) => boolean,
): KnownImport | null {
  return state.known.find(first.denoted, binding.references, (known) => {
    if (known.binding === id || known.dotted || !isIn(known.scope)) return false
    // Two stale imports of one thing, one of them under an alias, stay two.
    if (!known.existing && known.local !== first.head) return false
    if (known.typeOnly && known.place.phase !== first.item.fact.place.phase) return false
    if (known.scope !== binding.scope)
      return known.place.guards.length === 0 && items.every((item) => canGo(state, item))
    return items.every((item) => sameGuards(known.place, item.fact.place) || known.place.guards.length === 0)
  })
}

/** The statement can lose this name without leaving a hole. */
function canGo(state: PlanState, item: Item): boolean {
  const draft = draftOf(state, item)
  return draft !== null && (draft.statement.items.length > 1 || !state.model.layoutOf(draft.statement).onlyInBlock)
}

/** Somebody who stays as he is takes the name from this file. */
export function keepsRetiredName(state: PlanState, stale: readonly Stale[]): boolean {
  return stale.some(({ wanted }) => state.input.matches[wanted.match]?.keepsRetiredName === true)
}

function keepsPublicName(state: PlanState, binding: Binding, stale: readonly Stale[]): boolean {
  if (!isModuleScope(state, binding.scope)) return false
  if (keepsRetiredName(state, stale)) return true
  const asked = stale.some(({ wanted }) => {
    const migration = state.input.matches[wanted.match]?.migration
    return migration?.kind === 'symbol' && migration.keepPublicName
  })
  if (!asked) return false
  const reExported = stale.some(({ item }) => isAliased(item) && item.imported.localName === item.imported.imported)
  return isPackageFile(state) || isPublished(state, binding.name) || reExported || binding.references.length === 0
}

/** pytest takes fixtures by the names of parameters: what is imported for that has no other use (docs.pytest.org, "fixtures"). */
function isFixture(state: PlanState, { name, scope, references }: Binding): boolean {
  const { facts, path } = state.input
  if (references.length > 0 || !isModuleScope(state, scope)) return false
  if (/(?:^|\/)conftest\.py$/.test(path)) return true
  return facts.bindings.some((other) => other.kind === 'parameter' && other.name === name)
}

/** In a package, the name of one of its modules would stand for something else than that module. */
function hidesSubmodule(state: PlanState, binding: Binding, { head, denoted }: Stale): boolean {
  if (!isPackageFile(state) || !isModuleScope(state, binding.scope) || denoted.name === null) return false
  return state.input.resolver.submodule(state.input.address, head) !== null
}

function canRenamePublic(state: PlanState, binding: Binding): boolean {
  if (!isModuleScope(state, binding.scope)) return true
  const strings = publicStrings(state, binding.name)
  // Published in a way that no string of its own says: `"X Y".split()`.
  if (strings.length === 0 && isPublished(state, binding.name)) return false
  return strings.every((at) => state.input.facts.strings[at]?.editable === true)
}
