import type { ModuleAddress } from '../../../core/module-address.ts'
import { lastName, parentName } from '../resolve/dotted-path.ts'
import { spellFor } from './plan-state.ts'
import type { PlanState } from './plan-state.ts'
import type { Piece } from './statement-draft.ts'

/** `from module import name [as …]`, or null where the module cannot be spelled. */
export function fromPiece(
  state: PlanState,
  module: ModuleAddress,
  name: string,
  as: string | null,
  like: string | null,
): Piece | null {
  const specifier = spellFor(state, module, like)
  return specifier === null ? null : { form: 'from', module, specifier, name, as: as === name ? null : as }
}

/** `import module [as …]`; a plain import cannot be relative. */
export function importPiece(
  state: PlanState,
  module: ModuleAddress,
  as: string | null,
  like: string | null,
): Piece | null {
  const specifier = spellFor(state, module, like?.startsWith('.') ? null : like)
  return specifier === null || specifier === ''
    ? null
    : { form: 'import', module, specifier, name: null, as: as === specifier ? null : as }
}

/** `from parent import module [as …]`, or `import module` where it has no parent. */
export function modulePiece(
  state: PlanState,
  module: ModuleAddress,
  as: string | null,
  like: string | null,
): Piece | null {
  const spelled = state.input.resolver.spell(module, state.input.path, null)
  if (spelled === null) return null
  const parent = parentName(spelled)
  if (parent === null) return importPiece(state, module, as, like)
  return fromPiece(state, state.input.resolver.resolve(parent, state.input.path), lastName(spelled), as, like)
}
