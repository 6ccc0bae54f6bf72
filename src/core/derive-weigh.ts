import type { DeriveInput, Draft } from './derive-draft.ts'
import { countConsumers, type Moves } from './derive-moves.ts'
import { type ModuleOutline, type Place, placeId } from './derive-outline.ts'
import { compareDefinitions, type Shingles } from './similarity.ts'

/** Below this, two definitions have little more in common than their language. */
export const LEAST_SIMILARITY = 0.5

/** How likely it is that the one place became the other; null: there is nothing to say so. */
export function weigh(place: Place, candidate: Place, leavers: number, input: DeriveInput, moves: Moves): Draft | null {
  const from = placeId(place)
  const to = placeId(candidate)
  if (from === to) return null
  const consumers = Math.min(leavers, countConsumers(place, candidate, moves, input.separator))
  const sameName = place.published.name === candidate.published.name || candidate.published.name === ''
  const sameModule = place.outline.key === candidate.outline.key
  const isOrigin = place.published.origin === to
  const bodies = [bodyOf(place, input.base), bodyOf(candidate, input.head)] as const
  const similarity = isOrigin ? 1 : bodies[0] && bodies[1] ? compareDefinitions(...bodies) : sameName ? 0.6 : 0
  const gitRename = input.renames.get(place.outline.path) === candidate.outline.path && candidate.outline.path !== ''
  if (consumers === 0 && (similarity < LEAST_SIMILARITY || (!sameName && !sameModule && similarity < 0.9))) return null
  // Many who changed to it, and to nothing else in its place, outweigh a definition that was written anew.
  const isFollowed = sameModule && consumers >= 3 && consumers >= leavers * 0.8
  if (
    consumers > 0 &&
    !sameName &&
    !isFollowed &&
    similarity < 0.3 &&
    nameDistance(place.published.name, candidate.published.name) > 0.6
  )
    return null
  const share = leavers === 0 ? 0 : consumers / leavers
  // Independent hints: each leaves a part of the doubt.
  let doubt = 1
  doubt *= 1 - 0.75 * Math.min(1, share) * (consumers > 1 ? 1 : 0.8)
  doubt *= 1 - 0.6 * similarity
  if (sameName) doubt *= 0.5
  if (gitRename) doubt *= 0.5
  if (sameModule && !sameName) doubt *= 1 - 0.4 * (1 - nameDistance(place.published.name, candidate.published.name))
  // Nobody followed, so nobody confirmed it.
  const confidence = Math.min(1 - doubt, consumers === 0 ? 0.9 : 0.99)
  const kind = sameModule ? 'renamed' : sameName ? 'moved' : 'moved-and-renamed'
  return {
    kind,
    from,
    to,
    confidence: round(confidence),
    evidence: { consumers, leavers, similarity: round(similarity), sameName, gitRename },
  }
}

/** A re-export is as alike as what it hands on. */
function bodyOf({ published }: Place, outlines: ReadonlyMap<string, ModuleOutline>): Shingles | null {
  if (published.body || published.origin === null) return published.body
  const [module, name = ''] = published.origin.split('#')
  for (const outline of outlines.values()) if (outline.key === module) return outline.published.get(name)?.body ?? null
  return null
}

export function removedDraft(from: string, leavers: number): Draft {
  const evidence = { consumers: 0, leavers, similarity: 0, sameName: false, gitRename: false }
  return { kind: 'removed', from, to: null, confidence: leavers > 0 ? 0.6 : 0.4, evidence }
}

/** 0: the same, 1: no three letters in common. */
function nameDistance(a: string, b: string): number {
  const trigrams = (name: string): Set<string> => {
    const text = `  ${name.toLowerCase().replace(/[^a-z0-9]/g, '')} `
    return new Set(Array.from({ length: Math.max(0, text.length - 2) }, (_, at) => text.slice(at, at + 3)))
  }
  const [one, two] = [trigrams(a), trigrams(b)]
  const common = [...one].filter((item) => two.has(item)).length
  return 1 - (2 * common) / Math.max(1, one.size + two.size)
}

export const round = (value: number): number => Math.round(value * 100) / 100
