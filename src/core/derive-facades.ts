import type { DeriveInput, Draft } from './derive-draft.ts'
import type { Moves } from './derive-moves.ts'
import {
  type ModuleOutline,
  moduleOf,
  nameOf,
  type Place,
  placeId,
  spellingsOf,
  unknownModule,
} from './derive-outline.ts'

/*
 * A definition goes by several places: its own module, and packages that hand it on. Consumers name any of them, and an
 * entry reaches those alone who name its place; so there is one for each place that they left, and each says where they went.
 */
export function withFacades(
  drafts: readonly Draft[],
  gone: readonly Place[],
  input: DeriveInput,
  moves: Moves,
): Draft[] {
  const world = new Facades(gone, input, moves)
  return drafts.flatMap((draft) => (draft.to === null ? [draft] : world.expand(draft, draft.to)))
}

const MOST_HOPS = 8

class Facades {
  readonly #moves: Moves
  readonly #separator: string
  readonly #base: ReadonlyMap<string, ModuleOutline>
  readonly #head: ReadonlyMap<string, ModuleOutline>
  readonly #input: DeriveInput
  /** Place → façades that handed it on, and no longer do. */
  readonly #before = new Map<string, string[]>()
  /** The same of those that do now. */
  readonly #after = new Map<string, string[]>()

  constructor(gone: readonly Place[], input: DeriveInput, moves: Moves) {
    const { base, head, separator } = input
    this.#input = input
    this.#moves = moves
    this.#separator = separator
    this.#base = byKey(base)
    this.#head = byKey(head)
    for (const place of gone) note(this.#before, place.published.origin, placeId(place))
    for (const outline of head.values())
      for (const published of outline.published.values())
        note(this.#after, published.origin, placeId({ outline, published }))
  }

  expand(draft: Draft, to: string): Draft[] {
    const family = this.#familyOf(this.#definitionOf(to))
    const facades = this.#facadesOf(draft.from)
    const own = this.#directly(draft, draft.from, to, family)
    const others = facades.map((from) => this.#directly(draft, from, to, family)).filter((one) => this.#isNeeded(one))
    // Where everybody goes by the façades, the definition's own module is a private matter.
    return others.length > 0 && own.evidence.leavers === 0 && this.#isNamed(others) ? others : [own, ...others]
  }

  #isNeeded({ from, to, evidence: { leavers, consumers } }: Draft): boolean {
    const isPlumbing = nameOf(from).startsWith('_') || this.#base.get(moduleOf(from))?.isTest === true
    if (from === to || (leavers === 0 && isPlumbing)) return false
    // One that goes on under the old name as well is retired where its consumers say so.
    return !this.#isThere(from) || (nameOf(from) !== nameOf(to ?? '') && leavers >= 3 && consumers >= leavers * 0.8)
  }

  #isThere(place: string): boolean {
    const [module, name] = [moduleOf(place), nameOf(place)]
    const head = this.#head.get(module)
    return head?.published.has(name) || (this.#input.isPublished?.(module, name) ?? false)
  }

  #isNamed(drafts: readonly Draft[]): boolean {
    return drafts.some(({ evidence }) => evidence.leavers > 0)
  }

  /** The draft for those who named this very place. */
  #directly(draft: Draft, from: string, to: string, family: ReadonlySet<string>): Draft {
    const leavers = this.#moves.leavers.get(from) ?? 0
    const between = this.#moves.between.get(from)
    const reached = [...family].flatMap((place): [string, number][] => {
      const files = between?.get(place) ?? 0
      return place !== from &&
        (files > 0 || (leavers > 0 && this.#head.get(moduleOf(place))?.published.has(nameOf(place))))
        ? [[place, files]]
        : []
    })
    // What anybody could name becomes something that anybody can name, wherever most of the package's own code went.
    const hides = (place: string): number =>
      Number(countPrivate(place, this.#separator) > countPrivate(from, this.#separator))
    reached.sort(
      (a, b) =>
        hides(a[0]) - hides(b[0]) ||
        b[1] - a[1] ||
        countPrivate(a[0], this.#separator) - countPrivate(b[0], this.#separator) ||
        a[0].length - b[0].length,
    )
    const [best] = reached
    const target = best && (best[1] > 0 || hides(to) > 0) ? best[0] : this.#besideOf(from, to, family)
    const consumers = Math.min(leavers, Math.max(best?.[1] ?? 0, this.#wentAnywhere(from, family)))
    const [sameModule, sameName] = [moduleOf(from) === moduleOf(target), nameOf(from) === nameOf(target)]
    const kind = sameModule ? 'renamed' : sameName ? 'moved' : 'moved-and-renamed'
    const strayed = leavers > 0 && consumers * 2 < leavers
    // Nobody went from here, and where the façade's own consumers would go nothing tells.
    const isUnproven = target !== to && leavers > 0 && best?.[1] === 0
    const isGuess =
      isUnproven ||
      (leavers === 0 && from !== draft.from && moduleOf(target) === moduleOf(to) && moduleOf(from) !== moduleOf(to))
    const confidence = Math.min(draft.confidence, strayed ? 0.6 : isGuess ? 0.9 : 1)
    const kept = this.#isThere(from) ? { isKept: true } : {}
    return {
      ...draft,
      ...kept,
      kind,
      from,
      to: target,
      confidence,
      evidence: { ...draft.evidence, consumers, leavers },
    }
  }

  /** A consumer goes to one place of the family, so those of all of them add up. */
  #wentAnywhere(from: string, family: ReadonlySet<string>): number {
    let files = 0
    for (const [place, count] of this.#moves.between.get(from) ?? []) if (family.has(place)) files += count
    return files
  }

  /** Nobody went: a façade that hands the new name on itself comes first, then what the façade became. */
  #besideOf(from: string, to: string, family: ReadonlySet<string>): string {
    const { head, renames } = this.#input
    const beside = `${moduleOf(from)}#${nameOf(to)}`
    if (family.has(beside) && this.#isThere(beside)) return beside
    const after = head.get(renames.get(this.#base.get(moduleOf(from))?.path ?? '') ?? '')
    const heir = after && `${after.key}#${nameOf(to)}`
    return heir !== undefined && family.has(heir) ? heir : to
  }

  #definitionOf(place: string): string {
    let at = place
    for (let hops = 0; hops < MOST_HOPS; hops++) {
      const origin = this.#head.get(moduleOf(at))?.published.get(nameOf(at))?.origin
      if (!origin || nameOf(origin) === '' || nameOf(origin).includes('.')) break
      at = origin
    }
    return at
  }

  /** Every place by which a definition of the head goes. */
  #familyOf(definition: string): ReadonlySet<string> {
    const family = new Set(this.#spell(definition))
    for (const place of family) for (const facade of this.#after.get(place) ?? []) family.add(facade)
    return family
  }

  /** Façades of the base through which nothing comes any more. */
  #facadesOf(from: string): string[] {
    const found = new Set<string>()
    for (const place of [from, ...found]) for (const facade of this.#before.get(place) ?? []) found.add(facade)
    for (const place of this.#spell(from).slice(1))
      if ((this.#moves.leavers.get(place) ?? 0) > 0 && this.#mayHandOn(place, from)) found.add(place)
    found.delete(from)
    return [...found]
  }

  #mayHandOn(place: string, from: string): boolean {
    const published = this.#base.get(moduleOf(place))?.published.get(nameOf(place))
    return !published || published.origin === from
  }

  #spell(place: string): string[] {
    const published = { name: nameOf(place), body: null, origin: null }
    return spellingsOf({ outline: unknownModule(moduleOf(place)), published }, this.#separator)
  }
}

/** Segments of its module that say by an underscore that nobody else shall name it. */
const countPrivate = (place: string, separator: string): number =>
  moduleOf(place)
    .split(separator)
    .filter((segment) => segment.startsWith('_')).length

const byKey = (outlines: ReadonlyMap<string, ModuleOutline>): Map<string, ModuleOutline> =>
  new Map([...outlines.values()].map((outline) => [outline.key, outline]))

function note(index: Map<string, string[]>, key: string | null, value: string): void {
  if (key === null) return
  const known = index.get(key)
  if (known) known.push(value)
  else index.set(key, [value])
}
