import type { Reference } from '../../../core/facts.ts'
import type { Match } from '../../../core/matches.ts'

/** A retired member reached through a local name: `ns.Old`, `Client.Old`. */
export interface Access {
  readonly matchIndex: number
  readonly match: Match
  readonly binding: number
  readonly reference: Reference
  readonly referenceAt: number
  readonly depth: number
}
