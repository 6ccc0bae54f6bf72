import type { Reference, StringFact } from '../../../core/facts.ts'
import type { Match, Target } from '../../../core/matches.ts'

/** An attribute that is named by a string or a keyword: `patch.object(ns, "X")`, `patch.multiple("m", X=1)`. */
export interface Member {
  readonly index: number
  readonly match: Match
  readonly target: Target
  readonly string: StringFact
}

/** One retired path reached through a name, with what replaces it. */
export interface Use {
  readonly at: number
  readonly reference: Reference
  readonly index: number
  readonly match: Match
  readonly target: Target
  /** Members that belong to the retired path. */
  readonly depth: number
  /** The use is the object whose attributes strings name: they are what is retired. */
  readonly members?: readonly Member[]
}

/** Adds to the list of a group. */
export function addTo<K, T>(groups: Map<K, T[]>, key: K, item: T): void {
  const known = groups.get(key)
  if (known) known.push(item)
  else groups.set(key, [item])
}

/** The path this much of the chain denotes: the module the name stands for, and the names taken from it. */
export function basePath(use: Pick<Use, 'match' | 'depth'>): {
  readonly module: string
  readonly names: readonly string[]
} {
  const covered = use.match.name === null ? [] : use.match.name.split('.')
  return { module: use.match.module?.key ?? '', names: covered.slice(0, covered.length - use.depth) }
}

/** The matches that stand or fall with it. */
export function matchesOf(use: Use): readonly number[] {
  return use.members === undefined ? [use.index] : use.members.map(({ index }) => index)
}
