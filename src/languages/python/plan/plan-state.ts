import type { Binding, BindingId, ModuleFacts, Reference, ScopeId } from '../../../core/facts.ts'
import type { Match, Target } from '../../../core/matches.ts'
import type { ModuleAddress } from '../../../core/module-address.ts'
import { sameModule } from '../../../core/providers.ts'
import type { Span, TextEdit } from '../../../core/span.ts'
import type { PlanInput } from '../../language.ts'
import { EditGroups } from './edit-groups.ts'
import type { Knot } from './edit-groups.ts'
import { KnownImports } from './known-imports.ts'
import type { KnownImport, Reachable } from './known-imports.ts'
import { endOfLoop, modelText } from './layout.ts'
import type { TextModel } from './layout.ts'
import { Naming } from './naming.ts'
import type { Use } from './reference-use.ts'
import { indexScopes } from './scopes.ts'
import type { ScopeIndex } from './scopes.ts'
import { StatementDraft } from './statement-draft.ts'
import type { Piece } from './statement-draft.ts'
import { collectStatements } from './statements.ts'
import type { Item, Statement, Statements } from './statements.ts'

/** What a stale import name must become, and the match that says so. */
export interface Wanted {
  readonly match: number
  readonly target: Target
  /** Only the module of the statement is retired: the name stays as it is. */
  readonly wholeModule: boolean
}

/** A name that is to be imported at the top of the file, for want of a statement it could join or replace. */
export interface TopPiece {
  readonly piece: Piece
  readonly knot: Knot
  readonly references: readonly Reference[]
}

/** Everything the steps of a plan share. */
export interface PlanState {
  readonly input: PlanInput
  readonly model: TextModel
  readonly scopes: ScopeIndex
  readonly statements: Statements
  readonly drafts: readonly StatementDraft[]
  readonly naming: Naming
  readonly known: KnownImports
  readonly groups: EditGroups
  readonly wanted: ReadonlyMap<Item, Wanted>
  /** References that already got their new text, by binding. */
  readonly rewritten: Map<BindingId, Set<number>>
  readonly top: TopPiece[]
  readonly relied: Set<string>
  /** Objects whose attributes strings name, to be rewritten as uses of their name, by binding. */
  readonly memberUses: Map<BindingId, Use[]>
}

export function createState(input: PlanInput): PlanState {
  const { facts, text, resolver, path } = input
  const scopes = indexScopes(facts)
  const statements = collectStatements(facts, text)
  const wanted = readWanted(input, statements)
  const reachable: Reachable = { resolver, ...(input.leadsTo === undefined ? {} : { leadsTo: input.leadsTo }) }
  const known = new KnownImports(facts, scopes, reachable)
  known.addExisting(
    statements,
    path,
    (item) => wanted.has(item),
    (offset) => endOfLoop(text, offset),
  )
  return {
    input,
    model: modelText(text),
    scopes,
    statements,
    drafts: statements.all.map((statement) => new StatementDraft(statement)),
    naming: new Naming(facts, scopes),
    known,
    groups: new EditGroups(),
    wanted,
    rewritten: new Map(),
    top: [],
    relied: new Set(),
    memberUses: new Map(),
  }
}

function readWanted(input: PlanInput, statements: Statements): Map<Item, Wanted> {
  const wanted = new Map<Item, Wanted>()
  for (const [index, match] of input.matches.entries()) {
    const { site, target } = match
    if (target === null || site.type !== 'module') continue
    const items = statements.ofImport.get(site.import)?.items.filter((item) => item.import === site.import) ?? []
    for (const item of items) wanted.set(item, { match: index, target, wholeModule: true })
  }
  for (const [index, match] of input.matches.entries()) {
    const { site, target } = match
    if (site.type !== 'name') continue
    const items = statements.ofImport.get(site.import)?.items ?? []
    const item = itemAt(items, site.import, site.name)
    if (item === undefined) continue
    // A name with an entry of its own does not follow its module.
    if (target === null) wanted.delete(item)
    else wanted.set(item, { match: index, target, wholeModule: false })
  }
  return wanted
}

/** Items are in the order of the facts, those of one import side by side. */
function itemAt(items: readonly Item[], at: number, name: number): Item | undefined {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    const item = items[middle]
    if (item && (item.import < at || (item.import === at && item.name < name))) low = middle + 1
    else high = middle
  }
  const item = items[low]
  return item?.import === at && item.name === name ? item : undefined
}

export const bindingKnot = (id: BindingId): Knot => `binding ${id}`
export const statementKnot = (statement: Statement): Knot => `statement ${statement.id}`
export const matchKnot = (index: number): Knot => `match ${index}`

export function draftOf(state: PlanState, item: Item): StatementDraft | null {
  const statement = state.statements.ofImport.get(item.import)
  return statement === undefined ? null : (state.drafts[statement.id] ?? null)
}

export function bindingOf(state: PlanState, id: BindingId): Binding | null {
  return state.input.facts.bindings[id] ?? null
}

export function isModuleScope(state: PlanState, scope: ScopeId): boolean {
  return scope === state.scopes.moduleScope
}

/** Indices of the matches that stand on a reference of this binding, by reference. */
export function referenceMatches(state: PlanState, id: BindingId, unresolved = false): ReferenceSites {
  const known = sitesOf.get(state.input) ?? indexSites(state.input)
  sitesOf.set(state.input, known)
  return known.get(`${unresolved} ${id}`) ?? NO_SITES
}

type ReferenceSites = Map<number, { index: number; match: Match; depth: number }>

const NO_SITES: ReferenceSites = new Map()
const sitesOf = new WeakMap<PlanInput, ReadonlyMap<string, ReferenceSites>>()

function indexSites({ matches }: PlanInput): ReadonlyMap<string, ReferenceSites> {
  const found = new Map<string, ReferenceSites>()
  for (const [index, match] of matches.entries()) {
    const { site } = match
    if (site.type !== 'reference') continue
    const key = `${site.unresolved} ${site.binding}`
    const known = found.get(key) ?? new Map()
    found.set(key, known.set(site.reference, { index, match, depth: site.depth }))
  }
  return found
}

export function noteRewritten(state: PlanState, id: BindingId, reference: number): void {
  const known = state.rewritten.get(id)
  if (known) known.add(reference)
  else state.rewritten.set(id, new Set([reference]))
}

export function rewrite(state: PlanState, knot: Knot, edit: TextEdit): void {
  if (state.model.text.slice(edit.start, edit.end) !== edit.text) state.groups.edit(knot, edit)
}

/** How a module is to be spelled where `item` stands: its own specifier if that already means the module. */
export function spellFor(state: PlanState, module: ModuleAddress, like: string | null): string | null {
  const { resolver, path } = state.input
  if (like !== null && sameModule(resolver.resolve(like, path), module)) return like
  return resolver.spell(module, path, like)
}

/** Marks an import that rewritten uses need: `local` is its dotted name where that is how it is reached. */
export function reliedKey(binding: BindingId | null, local: string): string {
  return `${binding ?? 'new'} ${local}`
}

/** What uses an import that this plan makes stands or falls with it; one that is there already must not go. */
export function relyOn(state: PlanState, known: KnownImport, knot: Knot): KnownImport {
  if (known.knot !== null) state.groups.tie(knot, known.knot)
  state.relied.add(reliedKey(known.binding, known.local))
  return known
}

/** A comment stands between the tokens of the chain. (What a type comment says is all comment.) */
export function hasCommentInside(state: PlanState, reference: Reference, span: Span): boolean {
  return reference.medium !== 'comment' && state.model.commentsIn(span).length > 0
}

export function isBuiltins(module: ModuleAddress): boolean {
  return module.key === 'builtins' || module.key === '__builtin__'
}

export function isPackageFile(state: PlanState): boolean {
  return /(?:^|\/)__init__\.pyi?$/.test(state.input.path)
}

/** Entries of `__all__` that publish this name. */
export function publicStrings(state: PlanState, name: string): readonly number[] {
  return publishedBy(state).strings.get(name) ?? []
}

interface Published {
  readonly strings: ReadonlyMap<string, readonly number[]>
  readonly names: ReadonlySet<string>
}

const publishedOfFacts = new WeakMap<ModuleFacts, Published>()

function publishedBy({ input: { facts } }: PlanState): Published {
  const known = publishedOfFacts.get(facts)
  if (known) return known
  const strings = new Map<string, number[]>()
  for (const [at, { role, value }] of facts.strings.entries()) {
    if (role !== 'public-name') continue
    const places = strings.get(value)
    if (places) places.push(at)
    else strings.set(value, [at])
  }
  const published = { strings, names: new Set(facts.publicNames?.names) }
  publishedOfFacts.set(facts, published)
  return published
}

export function isPublished(state: PlanState, name: string): boolean {
  return publicStrings(state, name).length > 0 || publishedBy(state).names.has(name)
}
