import type { Consequence } from './finding.ts'
import type { Place } from './facts.ts'
import type { Existence } from './providers.ts'

/**
 * What happens when the code at `place` runs and the retired thing is gone. A place whose failure is caught and
 * swallowed loses a feature without a word; that is only so where the import itself stands in the guard.
 */
export function consequenceOf(existence: Existence, place: Place, isImport: boolean, typeOnly: boolean): Consequence {
  if (existence === 'yes') return 'works-today'
  if (typeOnly || place.phase === 'type-only') return 'type-only'
  if (isImport && place.guards.some((guard) => guard.kind === 'import-error' && guard.swallowed)) return 'silent'
  return place.phase
}
