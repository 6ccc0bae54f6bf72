import type { Binding, BindingId, Reference } from '../../../core/facts.ts'
import type { ModuleAddress } from '../../../core/module-address.ts'
import { sameModule } from '../../../core/providers.ts'
import { firstName, lastName } from '../resolve/dotted-path.ts'
import { chainOf, createPrefixFinder } from './chains.ts'
import { bindTop } from './dotted-names.ts'
import type { Knot } from './edit-groups.ts'
import { pathsOf } from './known-imports.ts'
import type { Denoted, KnownImport } from './known-imports.ts'
import { fromPiece, importPiece, modulePiece } from './pieces.ts'
import {
  bindingKnot,
  bindingOf,
  draftOf,
  isModuleScope,
  isPackageFile,
  isPublished,
  matchKnot,
  reliedKey,
  relyOn,
  statementKnot,
} from './plan-state.ts'
import type { PlanState } from './plan-state.ts'
import { basePath } from './reference-use.ts'
import type { Use } from './reference-use.ts'
import { isPragma } from './render.ts'
import { findRewrittenCall } from './rewritten-call.ts'
import type { Piece } from './statement-draft.ts'
import { isAliased, isPlainImport } from './statements.ts'
import type { Item } from './statements.ts'

/** How a group of uses reaches the module of its replacement. */
export interface Route {
  textOf(use: Use): string | null
}

/**
 * Prefer what the file imports already; else bring the module in the way the old one was brought: `import new.mod`
 * beside `import old.mod`, `from new import mod` beside `from old import mod`; else the symbol by name.
 * @returns a reason where there is no way.
 */
export function findRoute(state: PlanState, id: BindingId, uses: readonly Use[], knot: Knot): Route | string {
  const [first] = uses
  const binding = bindingOf(state, id)
  if (first === undefined || binding === null) return 'the name is bound nowhere'
  const { module } = first.target
  const call = findRewrittenCall(state, id, module)
  if (call !== null) {
    state.groups.tie(knot, matchKnot(call))
    return through(binding.name)
  }
  const references = uses.map((use) => use.reference)
  const fits = (known: KnownImport): boolean => known.binding !== id || known.dotted
  const dotted = (known: KnownImport): boolean => known.dotted && firstName(known.local) === binding.name && fits(known)
  // A dotted name stays one where it can.
  const whole =
    state.known.find({ module, name: null }, references, dotted) ??
    state.known.find({ module, name: null }, references, fits)
  if (whole !== null) return through(relyOn(state, whole, knot).local)
  // What is assigned or patched in its module must go on being read from there.
  const patched = uses.some((use) => mustStayAttribute(use) || isPatched(state, use))
  const names = patched ? null : routeByKnown(state, uses, knot)
  if (names !== null) return names
  const items = state.statements.origins.get(id) ?? []
  const item = itemFor(binding, items, first)
  if (item === null || item.fact.kind !== 'import') return routeBySymbol(state, id, uses, null, knot)
  if (!reachesModule(state, first)) return routeBySymbol(state, id, uses, item, knot)
  const route = isPlainImport(item)
    ? byDottedName(state, binding, item, module, references, knot)
    : byModuleName(state, id, item, uses, knot)
  if (route !== null) return route
  if (uses.some(mustStayAttribute)) return 'a plain name cannot take its place here'
  if (patched)
    state.groups.markUnsafe(knot, 'the name is patched in its module, which a use of the imported name does not see')
  return routeBySymbol(state, id, uses, item, knot)
}

/** `ns.X = 1`, `case ns.X:`: a plain name would be bound anew instead. */
export function mustStayAttribute({ reference, depth, members }: Use): boolean {
  return members === undefined && reference.attribute === true && reference.members.length === depth
}

/** A string of this file patches the replacement (or will) where it is defined. */
function isPatched(state: PlanState, use: Use): boolean {
  const head = firstName(use.target.name ?? '')
  return state.input.matches.some(({ kind, target, site }) => {
    if (kind !== 'mock-string' || site.type !== 'string' || target === null || target.name === null) return false
    return sameModule(target.module, use.target.module) && firstName(target.name) === head
  })
}

/** Every replacement is imported by name already. */
function routeByKnown(state: PlanState, uses: readonly Use[], knot: Knot): Route | null {
  const texts = new Map<Use, string>()
  const found: KnownImport[] = []
  for (const use of uses) {
    const { module, name } = use.target
    if (name === null) return null
    const head = firstName(name)
    const known = state.known.find({ module, name: head }, [use.reference])
    if (known === null) return null
    found.push(known)
    texts.set(use, known.local + name.slice(head.length))
  }
  for (const known of found) relyOn(state, known, knot)
  return { textOf: (use) => texts.get(use) ?? null }
}

function through(prefix: string): Route {
  return { textOf: (use) => (use.target.name === null ? prefix : `${prefix}.${use.target.name}`) }
}

/** The import that serves this use: the longest dotted one that begins it. */
function itemFor(binding: Binding, items: readonly Item[], use: Use): Item | null {
  const plain = items.filter(isPlainImport)
  const nearest = createPrefixFinder(plain.map((item) => item.fact.specifier))(chainOf(binding.name, use.reference))
  return plain.find((item) => item.fact.specifier === nearest) ?? items[0] ?? null
}

/** The name stands for a module (and not for a class, whose member is retired). */
function reachesModule(state: PlanState, use: Use): boolean {
  const { module, names } = basePath(use)
  if (names.length === 0) return true
  const { migration } = use.match
  const path = [module, ...names].join('.')
  if (migration.kind !== 'literal' && migration.from.module !== null) {
    const retired = state.input.resolver.resolveManifest(migration.from.module)
    const home = pathsOf({ module: retired, name: null })
    if (home.some((key) => key === path || key.startsWith(`${path}.`))) return true
  }
  let at: ModuleAddress | null = use.match.module
  for (const name of names) at = at === null ? null : state.input.resolver.submodule(at, name)
  return at !== null
}

function byDottedName(
  state: PlanState,
  binding: Binding,
  item: Item,
  module: ModuleAddress,
  references: readonly Reference[],
  knot: Knot,
): Route | null {
  const piece = importPiece(state, module, null, item.fact.specifier)
  if (piece === null || !bindTop(state, piece.specifier, binding.scope, references, new Set())) return null
  bring(state, item, piece, knot, piece.specifier, binding)
  return through(piece.specifier)
}

function byModuleName(state: PlanState, id: BindingId, item: Item, uses: readonly Use[], knot: Knot): Route | null {
  const binding = bindingOf(state, id)
  const [first] = uses
  const draft = draftOf(state, item)
  if (binding === null || first === undefined || draft === null) return null
  const { module } = first.target
  const references = uses.map((use) => use.reference)
  const name = lastName(module.key)
  const replaces =
    binding.references.length === uses.length &&
    binding.declarations.length === 1 &&
    !isNeeded(state, id, item) &&
    !state.relied.has(reliedKey(id, binding.name))
  const replaced = new Set(replaces ? [id] : [])
  const canName = state.naming.canBind({ name, scope: binding.scope, references, replaced })
  const style = item.fact.specifier
  if (replaces && draft.fateOf(item).type === 'keep') {
    const local = isAliased(item) || !canName ? binding.name : name
    const piece =
      item.imported.shape === 'namespace'
        ? importPiece(state, module, local, style)
        : modulePiece(state, module, local === name ? null : local, style)
    if (piece === null) return null
    draft.decide(item, { type: 'become', piece })
    state.known.forget(id)
    state.groups.tie(knot, statementKnot(draft.statement))
    if (local !== binding.name) state.naming.take(binding.scope, local, bindingKnot(id))
    remember(state, item, binding, module, local, false, knot)
    return through(local)
  }
  if (!canName) return null
  const piece = modulePiece(state, module, null, style)
  if (piece === null) return null
  bring(state, item, piece, knot, name, binding)
  return through(name)
}

/** `from module import Name` beside the old import. */
function routeBySymbol(
  state: PlanState,
  id: BindingId,
  uses: readonly Use[],
  item: Item | null,
  knot: Knot,
): Route | string {
  const binding = bindingOf(state, id)
  if (binding === null) return 'the name is bound nowhere'
  const spelled = new Map<string, string>()
  const texts = new Map<Use, string>()
  for (const use of uses) {
    const { module, name } = use.target
    const head = name === null ? lastName(module.key) : firstName(name)
    const rest = name === null ? '' : name.slice(head.length)
    const same = uses.filter(
      (other) => other.target.name === name || (other.target.name !== null && firstName(other.target.name) === head),
    )
    const references = same.map((other) => other.reference)
    const known = state.known.find({ module, name: name === null ? null : head }, references)
    if (known !== null) {
      texts.set(use, relyOn(state, known, knot).local + rest)
      continue
    }
    if (item === null) return 'the import that reaches it cannot be rewritten'
    const brought =
      spelled.get(head) ??
      bringFree(state, item, binding, { module, name: name === null ? null : head }, references, knot)
    if (brought === null) return `\`${head}\` is already bound to something else`
    spelled.set(head, brought)
    texts.set(use, brought + rest)
  }
  return { textOf: (use) => texts.get(use) ?? null }
}

/** Imports the name; where something else has it, the module it is in, or the name under an alias. */
function bringFree(
  state: PlanState,
  item: Item,
  binding: Binding,
  denoted: Denoted,
  references: readonly Reference[],
  knot: Knot,
): string | null {
  const { module, name } = denoted
  const style = item.fact.specifier
  const isFree = (local: string): boolean =>
    state.naming.canBind({ name: local, scope: binding.scope, references, replaced: new Set() })
  if (name !== null && isFree(name)) {
    const piece = fromPiece(state, module, name, null, style)
    if (piece !== null) bring(state, item, piece, knot, name, binding)
    return piece === null ? null : name
  }
  const whole = name === null ? null : state.known.find({ module, name: null }, references)
  if (whole !== null) return `${relyOn(state, whole, knot).local}.${name}`
  const local = lastName(module.key)
  const piece = isFree(local) ? modulePiece(state, module, null, style) : null
  if (piece !== null) {
    bring(state, item, piece, knot, local, binding, { module, name: null })
    return name === null ? local : `${local}.${name}`
  }
  const alias = `${local}_${name ?? ''}`
  const aliased = name !== null && isFree(alias) ? fromPiece(state, module, name, alias, style) : null
  if (aliased === null) return null
  bring(state, item, aliased, knot, alias, binding)
  return alias
}

/** Adds an import beside the old one. */
function bring(
  state: PlanState,
  item: Item,
  piece: Piece,
  knot: Knot,
  local: string,
  binding: Binding,
  denoted: Denoted | null = null,
): void {
  const draft = draftOf(state, item)
  if (draft === null) return
  draft.add(piece)
  state.groups.tie(knot, statementKnot(draft.statement))
  if (piece.form === 'from' || piece.as !== null)
    state.naming.take(binding.scope, local, `import ${piece.specifier} ${piece.name ?? ''}`)
  const { module, name } = denoted ?? { module: piece.module, name: piece.name }
  remember(state, item, binding, module, local, piece.form === 'import' && piece.as === null, knot, name)
}

function remember(
  state: PlanState,
  item: Item,
  binding: Binding,
  module: ModuleAddress,
  local: string,
  dotted: boolean,
  knot: Knot,
  name: string | null = null,
): void {
  const { place, statement } = item.fact
  const known: KnownImport = {
    local,
    binding: null,
    scope: binding.scope,
    denoted: { module, name },
    dotted,
    place,
    available: statement.start,
    typeOnly: place.phase === 'type-only',
    existing: false,
    knot,
  }
  state.known.add(known)
}

/** A package imports its own modules to publish them, as long as they are there. */
function isOwnModule(state: PlanState, item: Item): boolean {
  const { resolver, address } = state.input
  const module = resolver.resolve(item.fact.specifier, state.input.path)
  if (
    item.imported.shape === 'named' &&
    sameModule(module, address) &&
    resolver.submodule(module, item.imported.imported) === null
  )
    return false
  const own = state.input.address.key
  return item.fact.specifier.startsWith('.') || module.key === own || module.key.startsWith(`${own}.`)
}

/** The import has a purpose of its own: it publishes the name, or a comment says it is there for its effect. */
export function isNeeded(state: PlanState, id: BindingId, item: Item): boolean {
  const binding = bindingOf(state, id)
  const draft = draftOf(state, item)
  if (binding === null || draft === null) return true
  if (state.input.facts.scopes[binding.scope]?.kind === 'class') return true
  if (
    isModuleScope(state, binding.scope) &&
    (isPublished(state, binding.name) || (isPackageFile(state) && isOwnModule(state, item)))
  )
    return true
  const { comment } = state.model.layoutOf(draft.statement)
  return (
    comment !== null &&
    /noqa/i.test(state.model.text.slice(comment.start, comment.end)) &&
    isPragma(state.model.text.slice(comment.start, comment.end))
  )
}
