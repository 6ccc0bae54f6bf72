import type { DeriveInput, Draft } from './derive-draft.ts'
import { weigh } from './derive-weigh.ts'
import type { Moves } from './derive-moves.ts'
import { type ModuleOutline, moduleOf, nameOf, type PublishedName, unknownModule } from './derive-outline.ts'

/** Fewer files that drop one name and take up the other may do so by chance. */
const LEAST_FILES = 3
/** What lies outside of the changed files nobody has compared. */
const MOST_CONFIDENT = 0.85

/**
 * Names that everybody who left them takes from another module now, by the same name: one to or from another
 * distribution, a copy that was merged into one that was there before, a façade passed by.
 */
export function draftFollowed(input: DeriveInput, moves: Moves): Draft[] {
  const world = { base: byKey(input.base), head: byKey(input.head) }
  const drafts: Draft[] = []
  for (const [from, reached] of moves.between) {
    const [key, name] = [moduleOf(from), nameOf(from)]
    const leavers = moves.leavers.get(from) ?? 0
    if (leavers < LEAST_FILES || name === '' || name === 'default' || name.includes('.')) continue
    const [best, second] = [...reached]
      .filter(([to, files]) => nameOf(to) === name && to !== from && files >= leavers * 0.8)
      .sort((a, b) => b[1] - a[1])
    // Two places that as many went to are no answer.
    if (!best || second?.[1] === best[1]) continue
    const [to] = best
    const place = {
      outline: world.base.get(key) ?? unknownModule(key),
      published: publishedBy(world.base.get(key), name),
    }
    const candidate = {
      outline: world.head.get(moduleOf(to)) ?? unknownModule(moduleOf(to)),
      published: publishedBy(world.head.get(moduleOf(to)), name),
    }
    const draft = weigh(place, candidate, leavers, input, moves)
    if (!draft) continue
    drafts.push({ ...draft, to, isKept: true, confidence: Math.min(draft.confidence, MOST_CONFIDENT) })
  }
  return drafts
}

const publishedBy = (outline: ModuleOutline | undefined, name: string): PublishedName =>
  outline?.published.get(name) ?? { name, body: null, origin: null }

function byKey(outlines: ReadonlyMap<string, ModuleOutline>): ReadonlyMap<string, ModuleOutline> {
  return new Map([...outlines.values()].map((outline) => [outline.key, outline]))
}
