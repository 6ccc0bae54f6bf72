import type { DeriveInput, Draft } from './derive-draft.ts'
import type { Moves } from './derive-moves.ts'
import { type Place, placeId, spellingsOf, unknownModule } from './derive-outline.ts'
import { compareDefinitions, type Shingles } from './similarity.ts'
import { LEAST_SIMILARITY, weigh } from './derive-weigh.ts'

/**
 * Names that are still there, kept for the sake of others, while their consumers went to one that is new: a deprecated
 * alias, a façade left behind, a copy.
 */
export function draftAbandoned(
  gone: readonly Place[],
  fresh: readonly Place[],
  input: DeriveInput,
  moves: Moves,
): Draft[] {
  const lost = new Set(gone.flatMap((place) => spellingsOf(place, input.separator)))
  const known = new Map([...input.base.values()].map((outline) => [outline.key, outline]))
  const targets = new Map<string, Place>()
  // What a place is called itself goes before what a package above another would call it.
  for (let depth = 4; depth >= 0; depth--)
    for (const place of fresh) {
      const id = spellingsOf(place, input.separator)[depth]
      if (id !== undefined) targets.set(id, place)
    }
  const drafts: Draft[] = []
  for (const [from, reached] of moves.between) {
    const leavers = moves.leavers.get(from) ?? 0
    const [key = '', name = ''] = from.split('#')
    const [best, second] = [...reached]
      .filter(([to]) => targets.has(to) && to !== from)
      .sort((a, b) => b[1] - a[1] || Number(b[0].endsWith(`#${name}`)) - Number(a[0].endsWith(`#${name}`)))
    if (lost.has(from) || name === '' || name.includes('.') || !best || best[1] < leavers * 0.8) continue
    const candidate = targets.get(best[0])
    if (
      !candidate ||
      (second && second[1] === best[1] && second[0].endsWith(`#${name}`) === best[0].endsWith(`#${name}`))
    )
      continue
    const outline = known.get(key) ?? unknownModule(key)
    const published = outline.published.get(name) ?? { name, body: null, origin: null }
    const isSame = published.name === candidate.published.name
    if (published.body === null && (leavers < 3 || !isSame)) continue
    const draft = weigh({ outline, published }, candidate, leavers, input, moves)
    if (!draft || draft.to === from || (!isSame && draft.evidence.similarity < LEAST_SIMILARITY)) continue
    const [to] = best
    const reuse = isReused(key, name, candidate, input)
    // A second way to the same thing is no worse than the first.
    const ways = isSame && input.isPublished?.(key, name) === true
    drafts.push({
      ...draft,
      to,
      isKept: true,
      confidence: Math.min(draft.confidence, reuse ? 0.6 : ways ? 0.85 : leavers < 3 ? 0.9 : 1),
    })
  }
  return drafts
}

/** Whether the name stands for something else now, so that an entry would speak of both. An alias speaks of the new one. */
function isReused(key: string, name: string, successor: Place, { base, head }: DeriveInput): boolean {
  const find = (outlines: DeriveInput['base']): Shingles | null | undefined => {
    for (const outline of outlines.values())
      if (outline.key === key && outline.published.has(name)) return outline.published.get(name)?.body
    return null
  }
  const [before, after] = [find(base), find(head)]
  if (!before || !after || compareDefinitions(before, after) >= LEAST_SIMILARITY) return false
  for (const outline of head.values()) if (outline.key === key && outline.imports.has(placeId(successor))) return false
  return ![...after.counts.keys()].some((pair) => pair.split(' ').includes(successor.published.name))
}
