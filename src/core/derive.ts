import { draftAbandoned } from './derive-abandoned.ts'
import type { DeriveInput, Draft } from './derive-draft.ts'
import { withFacades } from './derive-facades.ts'
import { foldModules } from './derive-fold.ts'
import { draftFollowed } from './derive-followed.ts'
import { countConsumers, countLeavers, countMoves, type Moves, spellingOf, spellingOfModule } from './derive-moves.ts'
import { nameOf, type Place, placeId, placesMissing, spellingsOf, unknownModule } from './derive-outline.ts'
import { draftPackages, withoutPackaged } from './derive-packages.ts'
import { removedDraft, round, weigh } from './derive-weigh.ts'

export type { ChangeKind, DeriveInput, Draft, Evidence } from './derive-draft.ts'
export type { ModuleOutline, PublishedName } from './derive-outline.ts'

/**
 * Compare what modules published before with what they publish now, and draft an entry for each name that went away:
 * most confident first. Consumers that changed from one place to another in the same range weigh most.
 */
export function deriveDrafts(input: DeriveInput): readonly Draft[] {
  const { base, head, renames } = input
  const gone = placesMissing(base, head)
  const fresh = placesMissing(head, base)
  const moves = countMoves(base, head, renames)
  const left = gone.flatMap((place) => draftFor(place, fresh, input, moves))
  const abandoned = draftAbandoned(gone, fresh, input, moves)
  const named = withFacades(withoutEchoes(left, abandoned, gone), gone, input, moves)
  const drafts = [...named, ...abandoned]
  const answered = new Set(drafts.flatMap(({ from, to }) => (to === null ? [] : [from])))
  const followed = draftFollowed(input, moves).filter(({ from }) => !answered.has(from))
  const packages = draftPackages(input)
  const modules = withoutReoccupied(foldModules(drafts, input, moves))
  const spelled = withoutPackaged(withoutCircles([...modules, ...drafts, ...followed]), packages, input).map((draft) =>
    spell(draft, moves),
  )
  return oneForEach(spelled).sort(
    (a, b) => b.confidence - a.confidence || b.evidence.consumers - a.evidence.consumers || (a.from < b.from ? -1 : 1),
  )
}

/** A façade that follows the definition it hands on is drafted together with that. */
function withoutEchoes(drafts: readonly Draft[], abandoned: readonly Draft[], gone: readonly Place[]): Draft[] {
  const origins = new Map(gone.map((place) => [placeId(place), place.published.origin]))
  const moved = new Set([...drafts, ...abandoned].flatMap(({ from, to }) => (to === null ? [] : [from])))
  return drafts.filter((draft) => !moved.has(origins.get(draft.from) ?? ''))
}

/** One entry for each place, the likeliest; several that are as good as each other are no answer. */
function oneForEach(drafts: readonly Draft[]): Draft[] {
  const best = new Map<string, Draft>()
  for (const draft of drafts) {
    const place = draft.spelled?.from ?? draft.from
    const known = best.get(place)
    const [first, second] = known && known.confidence >= draft.confidence ? [known, draft] : [draft, known]
    const isOpen = second && second.to !== first.to && first.confidence - second.confidence < 0.05
    best.set(place, isOpen ? { ...first, confidence: Math.min(first.confidence, 0.6) } : first)
  }
  return [...best.values()]
}

/** As those who left and those who came spell it. */
function spell(drafted: Draft, { leftAs, joinedAs }: Moves): Draft {
  // A place without a name is the module itself.
  const draft = { ...drafted, from: drafted.from.replace(/#$/, ''), to: drafted.to?.replace(/#$/, '') ?? null }
  if (draft.to === null) return draft
  const say = draft.kind === 'module-moved' ? spellingOfModule : spellingOf
  const spelled = { from: say(draft.from, leftAs), to: say(draft.to, joinedAs) }
  return spelled.from === draft.from && spelled.to === draft.to ? draft : { ...draft, spelled }
}

/** Entries that lead back to where they begin say nothing. */
function withoutCircles(drafts: readonly Draft[]): Draft[] {
  const targets = new Map(drafts.map((draft) => [draft.from, draft.to]))
  return drafts.filter((draft) => {
    let at = draft.to
    for (let hops = 0; at !== null && at !== undefined && hops < 32; hops++) {
      if (at === draft.from) return false
      at = targets.get(at) ?? null
    }
    return true
  })
}

/** A module that another one became: an entry would send on those who came to the new one. */
function withoutReoccupied(modules: readonly Draft[]): Draft[] {
  const taken = new Set(modules.flatMap(({ from, to }) => (to === null || to === from ? [] : [to])))
  return modules.filter(({ from }) => !taken.has(from))
}

const published = (outlines: DeriveInput['head']): Place[] =>
  [...outlines.values()].flatMap((outline) =>
    [...outline.published.values()].map((one) => ({ outline, published: one })),
  )

/** A package that takes something from outside itself mostly takes it for its own use. */
function isPlumbing({ outline, published: { origin } }: Place, separator: string): boolean {
  return separator === '.' && origin !== null && !origin.startsWith(`${outline.key}.`)
}

function draftFor(place: Place, fresh: readonly Place[], input: DeriveInput, moves: Moves): Draft[] {
  const from = placeId(place)
  const leavers = countLeavers(place, moves, input.separator)
  const isInternal = place.outline.isTest || place.published.name.startsWith('_') || isPlumbing(place, input.separator)
  if (isInternal && leavers === 0) return []
  const candidates = [
    ...fresh,
    ...survivingOrigin(place, input),
    ...modulesNamed(place.published.name, input),
    ...mergedInto(place, leavers, input, moves),
  ]
    .map((candidate) => weigh(place, candidate, leavers, input, moves))
    .filter((draft) => draft !== null)
    .sort((a, b) => b.confidence - a.confidence)
  const [best] = candidates
  const origins = new Map([...fresh, ...published(input.head)].map((one) => [placeId(one), one.published.origin]))
  // A façade and what it hands on are one answer.
  const rootOf = (id: string | null): string | null => {
    let at = id
    for (let hops = 0; at !== null && origins.get(at) && hops < 8; hops++) at = origins.get(at) ?? at
    return at
  }
  const isEcho = (a: string | null, b: string | null): boolean => rootOf(a) === rootOf(b)
  const second = candidates.find((one) => one !== best && !isEcho(one.to, best?.to ?? null))
  if (!best) return leavers > 0 || !isInternal ? [removedDraft(from, leavers)] : []
  // Two answers that are as good as each other are no answer.
  const margin = second ? best.confidence - second.confidence : 1
  const confidence = margin < 0.05 ? Math.min(best.confidence, 0.6) : best.confidence
  return [{ ...best, confidence: round(confidence) }]
}

/** A neighbour that was there already, and that those who left the place took instead, each by its own way. */
function mergedInto(place: Place, leavers: number, { base, head, separator }: DeriveInput, moves: Moves): Place[] {
  const { key } = place.outline
  const old = [...base.values()].find((outline) => outline.key === key)
  const now = [...head.values()].find((outline) => outline.key === key)
  if (!old || !now || leavers < 3) return []
  const taken = new Set(
    spellingsOf(place, separator).flatMap((from) => [...(moves.between.get(from)?.keys() ?? [])].map(nameOf)),
  )
  return [...taken].flatMap((name) => {
    const heir = old.published.has(name) ? now.published.get(name) : undefined
    if (!heir) return []
    const candidate = { outline: now, published: heir }
    const files = countConsumers(place, candidate, moves, separator)
    return files >= 3 && files >= leavers * 0.8 ? [candidate] : []
  })
}

/** `from pkg import status` means the same where `status` became a module. */
function modulesNamed(name: string, { base, head, separator }: DeriveInput): Place[] {
  if (separator === '/') return []
  const old = new Set([...base.values()].map(({ key }) => key))
  return [...head.values()]
    .filter(({ key, isTest }) => key.endsWith(`.${name}`) && !old.has(key) && !isTest)
    .map((outline) => ({ outline, published: { name: '', body: null, origin: null } }))
}

/** A façade that stopped handing a name on: the place it came from is still there. */
function survivingOrigin(place: Place, { base, head }: DeriveInput): Place[] {
  const { origin } = place.published
  if (origin === null || nameOf(origin) === '') return []
  const [module = '', name = ''] = origin.split('#')
  const isGone =
    [...base.values()].some((item) => item.key === module) && ![...head.values()].some((item) => item.key === module)
  if (isGone) return []
  const outline = [...head.values()].find((item) => item.key === module)
  const published = outline?.published.get(name)
  if (outline && published) return [{ outline, published }]
  return outline ? [] : [{ outline: unknownModule(module), published: { name, body: null, origin: null } }]
}
