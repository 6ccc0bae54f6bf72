import type { Reference } from '../../../core/facts.ts'
import type { ModuleAddress } from '../../../core/module-address.ts'
import { sameModule } from '../../../core/providers.ts'
import { firstName, lastName } from '../resolve/dotted-path.ts'
import { spanOfChain } from './chains.ts'
import { addTo, type Use } from './reference-use.ts'
import type { Knot } from './edit-groups.ts'
import type { Denoted } from './known-imports.ts'
import { fromPiece, modulePiece } from './pieces.ts'
import { hasCommentInside, isBuiltins, referenceMatches, relyOn, rewrite, statementKnot } from './plan-state.ts'
import type { PlanState } from './plan-state.ts'
import type { Piece } from './statement-draft.ts'
import type { Statement } from './statements.ts'

/** Retired names that nothing in the file binds: leftovers, and what star imports bring. */
export function decideUnresolved(state: PlanState): void {
  for (const [at, unresolved] of state.input.facts.unresolved.entries()) {
    const groups = new Map<string, Use[]>()
    for (const [reference, { index, match, depth }] of referenceMatches(state, at, true)) {
      const found = unresolved.references[reference]
      if (found === undefined || match.target === null) continue
      const use: Use = { at: reference, reference: found, index, match, target: match.target, depth }
      const key = `${match.kind} ${match.target.module.key}#${match.target.name ?? ''}`
      addTo(groups, key, use)
    }
    for (const [key, uses] of groups) decideGroup(state, unresolved.name, uses, `unresolved ${at} ${key}`)
  }
}

function decideGroup(state: PlanState, name: string, uses: readonly Use[], knot: Knot): void {
  const [first] = uses
  if (first === undefined) return
  const { module, name: wanted } = first.target
  const head = wanted === null ? lastName(module.key) : firstName(wanted)
  const rest = wanted === null ? '' : wanted.slice(head.length)
  const star = first.match.kind === 'usage' ? findStar(state, first.match.module) : null
  const found = findText(state, {
    name,
    uses,
    denoted: { module, name: wanted === null ? null : head },
    head,
    star,
    knot,
  })
  for (const use of uses) {
    if (typeof found !== 'string') {
      state.groups.giveUp(use.index, found.problem)
      continue
    }
    state.groups.settle(use.index, knot)
    const text = found + rest
    // Bound under its old name after all: the use stays as it is.
    if (use.depth === 0 && text === name) continue
    rewrite(state, knot, { ...spanOfChain(use.reference, use.depth), text })
  }
}

/** Uses of a retired name that get the same replacement. */
interface Group {
  readonly name: string
  readonly uses: readonly Use[]
  readonly denoted: Denoted
  /** The first segment of the replacement's name. */
  readonly head: string
  /** The star import that brings the retired name. */
  readonly star: Statement | null
  readonly knot: Knot
}

interface Problem {
  readonly problem: string
}

/** How the uses will spell the head of the replacement. */
function findText(state: PlanState, group: Group): string | Problem {
  const { name, uses, denoted, head, star, knot } = group
  const references = uses.map((use) => use.reference)
  if (references.some(({ role }) => role !== 'read')) return { problem: `\`${name}\` is assigned or declared here` }
  if (uses.some((use) => hasCommentInside(state, use.reference, spanOfChain(use.reference, use.depth)))) {
    return { problem: 'a comment stands inside the dotted name' }
  }
  const known = state.known.find(denoted, references)
  if (known !== null) return relyOn(state, known, knot).local
  if (isBuiltins(denoted.module)) {
    return state.naming.isVisible(head, null, references, new Set())
      ? head
      : { problem: `the builtin \`${head}\` is shadowed here` }
  }
  if (sameModule(denoted.module, state.input.address) && denoted.name !== null) return ownName(state, head, references)
  const whole = state.known.find({ module: denoted.module, name: null }, references, ({ typeOnly }) => !typeOnly)
  if (whole !== null && star === null && denoted.name !== null && !hasFromImport(state, denoted.module))
    return `${relyOn(state, whole, knot).local}.${head}`
  if (star !== null && isStarOf(state, star, denoted.module)) {
    if (state.naming.isVisible(head, null, references, new Set())) return head
  } else if (starOf(state, denoted.module) !== null && state.naming.isVisible(head, null, references, new Set()))
    return head
  return bringName(state, group)
}

function ownName(state: PlanState, head: string, references: readonly Reference[]): string | Problem {
  const own = state.scopes.bindingIn(state.scopes.moduleScope, head)
  if (own === null) return { problem: `\`${head}\` should be defined here, and is not` }
  const visible = state.naming.isVisible(head, null, references, new Set([own]))
  const declared = Math.min(...(state.input.facts.bindings[own]?.declarations.map((span) => span.start) ?? [0]))
  const early = references.some(
    (reference) => reference.place.phase === 'import-time' && reference.span.start < declared,
  )
  if (early) return { problem: `\`${head}\` is defined further down` }
  return visible ? head : { problem: `\`${head}\` is bound to something else there` }
}

/** Unbound uses of a name that are stale themselves. */
function candidatesNamed(state: PlanState, name: string): readonly Reference[] {
  const at = state.input.facts.unresolved.findIndex((item) => item.name === name)
  if (at === -1) return []
  return [...referenceMatches(state, at, true).keys()].flatMap((index) => {
    const reference = state.input.facts.unresolved[at]?.references[index]
    return reference === undefined ? [] : [reference]
  })
}

/** Import the replacement: under its own name if that is free, else under the name the uses already have. */
function bringName(state: PlanState, group: Group): string | Problem {
  const { name, uses, denoted, head, star, knot } = group
  const references = uses.map((use) => use.reference)
  const scope = star?.place.scope ?? state.scopes.moduleScope
  // Other uses of the retired name are not captured by it: they are rewritten too, or meant it.
  const meant = candidatesNamed(state, head)
  const ask = (candidate: string): boolean => {
    const all = candidate === head ? [...references, ...meant] : references
    return state.naming.canBind({ name: candidate, scope, references: all, replaced: new Set() })
  }
  const bare = uses.every((use) => use.depth === 0 && use.target.name === denoted.name)
  const local = ask(head) ? head : bare && ask(name) ? name : null
  if (local === null) return { problem: `\`${head}\` is already bound to something else` }
  const like = star?.items[0]?.fact.specifier ?? spellingOfNeighbours(state, denoted.module)
  const as = local === head ? null : local
  const piece =
    denoted.name === null
      ? modulePiece(state, denoted.module, as, like)
      : fromPiece(state, denoted.module, denoted.name, as, like)
  if (piece === null) return { problem: 'the replacement cannot be spelled from this file' }
  state.naming.take(scope, local, `import ${piece.specifier} ${piece.name ?? ''}`)
  if (
    state.known.find(denoted, [], ({ typeOnly }) => typeOnly) !== null &&
    references.some(({ place }) => place.phase !== 'type-only')
  ) {
    state.groups.markUnsafe(
      knot,
      `\`${head}\` is imported under TYPE_CHECKING only: importing it at run time may close an import cycle`,
    )
  }
  place(state, piece, references, star, knot)
  remember(state, denoted, local, references, star, knot)
  return local
}

function place(
  state: PlanState,
  piece: Piece,
  references: readonly Reference[],
  star: Statement | null,
  knot: Knot,
): void {
  const anchor = star ?? typeOnlyAnchor(state, references)
  const draft = anchor === null ? undefined : state.drafts[anchor.id]
  if (anchor !== null && draft !== undefined) {
    draft.add(piece)
    state.groups.tie(knot, statementKnot(anchor))
  } else state.top.push({ piece, knot, references })
}

function remember(
  state: PlanState,
  denoted: Denoted,
  local: string,
  references: readonly Reference[],
  star: Statement | null,
  knot: Knot,
): void {
  const typeOnly = typeOnlyAnchor(state, references) !== null && star === null
  state.known.add({
    local,
    binding: null,
    scope: star?.place.scope ?? state.scopes.moduleScope,
    denoted,
    dotted: false,
    place: star?.place ?? {
      scope: state.scopes.moduleScope,
      phase: typeOnly ? 'type-only' : 'import-time',
      guards: [],
    },
    available: star?.span.end ?? 0,
    typeOnly,
    existing: false,
    knot,
  })
}

/** Where only annotations need the name, the last import of a TYPE_CHECKING block is the place for it. */
function typeOnlyAnchor(state: PlanState, references: readonly Reference[]): Statement | null {
  if (!references.every(({ place }) => place.phase === 'type-only')) return null
  const blocks = state.statements.all.filter(
    ({ place, form }) => place.phase === 'type-only' && place.scope === state.scopes.moduleScope && form === 'from',
  )
  return blocks.at(-1) ?? null
}

/** Relative imports of the same package elsewhere in the file ask for a relative one here. */
function spellingOfNeighbours(state: PlanState, module: ModuleAddress): string | null {
  const siblings = state.statements.all.flatMap((statement) => statement.items.map((item) => item.fact.specifier))
  const relative = siblings.filter((specifier) => specifier.startsWith('.'))
  const first = relative[0]
  if (first === undefined) return null
  const top = firstName(module.key)
  const absolute = siblings.some((specifier) => !specifier.startsWith('.') && firstName(specifier) === top)
  return absolute ? null : first
}

function hasFromImport(state: PlanState, module: ModuleAddress): boolean {
  return state.statements.all.some((statement) => statement.form === 'from' && isFrom(state, statement, module))
}

function isFrom(state: PlanState, statement: Statement, module: ModuleAddress): boolean {
  const specifier = statement.items[0]?.fact.specifier
  return specifier !== undefined && sameModule(state.input.resolver.resolve(specifier, state.input.path), module)
}

function findStar(state: PlanState, module: ModuleAddress | null): Statement | null {
  if (module === null) return null
  return starOf(state, module)
}

function starOf(state: PlanState, module: ModuleAddress): Statement | null {
  return state.statements.all.find((statement) => isStar(statement) && isFrom(state, statement, module)) ?? null
}

function isStarOf(state: PlanState, statement: Statement, module: ModuleAddress): boolean {
  return isStar(statement) && isFrom(state, statement, module)
}

function isStar(statement: Statement): boolean {
  return statement.items.some((item) => item.imported.shape === 'star')
}
