import type { Binding, BindingId } from '../../../core/facts.ts'
import type { Knot } from './edit-groups.ts'
import { lastName } from '../resolve/dotted-path.ts'
import type { Stale } from './local-name.ts'
import { fromPiece, importPiece, modulePiece } from './pieces.ts'
import { noteRewritten, referenceMatches, rewrite } from './plan-state.ts'
import type { PlanState, Wanted } from './plan-state.ts'
import type { Piece } from './statement-draft.ts'
import { isAliased } from './statements.ts'
import type { Item } from './statements.ts'

/** A binding that stale imports make, and all that is decided about it together. */
export interface StaleBinding {
  readonly id: BindingId
  readonly binding: Binding
  /** Every import name that binds it. */
  readonly items: readonly Item[]
  /** Those of them that are stale. */
  readonly stale: readonly Stale[]
  readonly knot: Knot
}

/** What a stale import name has to bring. */
export function readStale(item: Item, wanted: Wanted): Stale {
  const { module, name } = wanted.target
  if (wanted.wholeModule && item.imported.shape === 'named') {
    return { item, wanted, denoted: { module, name: item.imported.imported }, head: item.imported.imported, rest: '' }
  }
  const [head = '', ...rest] = (name ?? lastName(module.key)).split('.')
  return {
    item,
    wanted,
    denoted: { module, name: name === null ? null : head },
    head,
    rest: rest.map((part) => `.${part}`).join(''),
  }
}

/** All uses get the new text, but those of a member that is rewritten as its own entry says. */
export function rewriteUses(state: PlanState, { id, binding, knot }: StaleBinding, text: string): void {
  const own = ownMembers(state, id)
  for (const [at, reference] of binding.references.entries()) {
    if (own.has(at)) continue
    rewrite(state, knot, { ...reference.span, text })
    noteRewritten(state, id, at)
  }
}

/** Uses of a member that has an entry of its own. */
function ownMembers(state: PlanState, id: BindingId): ReadonlySet<number> {
  return new Set(
    [...referenceMatches(state, id)].flatMap(([at, { match, depth }]) =>
      depth > 0 && match.target !== null ? [at] : [],
    ),
  )
}

/** A name that the plan imports, for whoever needs the same. `id`: the binding where it keeps its name. */
export function remember(
  state: PlanState,
  { binding, knot }: StaleBinding,
  one: Stale,
  local: string,
  id: BindingId | null,
): void {
  const { place, statement } = one.item.fact
  const typeOnly = place.phase === 'type-only'
  state.known.add({
    local,
    binding: id,
    scope: binding.scope,
    denoted: one.denoted,
    dotted: false,
    place,
    available: statement.start,
    typeOnly,
    existing: false,
    knot,
  })
}

/** The import that takes the place of a stale one, bound as `local` (null: as it is called); null where it cannot be spelled. */
export function pieceFor(state: PlanState, one: Stale, local: string | null): Piece | null {
  const { item, denoted, head } = one
  const like = item.fact.specifier
  // `X as X` says that the name is public.
  const explicit = isAliased(item) && item.imported.localName === item.imported.imported && local === head
  const as = local === null || (local === head && !explicit) ? null : local
  const piece =
    denoted.name !== null
      ? fromPiece(state, denoted.module, denoted.name, as, like)
      : item.imported.shape === 'named'
        ? modulePiece(state, denoted.module, as, like)
        : importPieceFor(state, item, one, local)
  return piece !== null && explicit ? { ...piece, as: head } : piece
}

/** `import a as m` keeps its alias; `import a` becomes `import b`, or `import c.d as a` where the uses say `a`. */
function importPieceFor(state: PlanState, item: Item, one: Stale, local: string | null): Piece | null {
  const piece = importPiece(state, one.denoted.module, null, item.fact.specifier)
  if (piece === null || local === null) return piece
  return local === piece.specifier ? piece : { ...piece, as: local }
}
