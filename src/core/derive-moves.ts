import { type ModuleOutline, moduleOf, nameOf, type Place, spellingsOf } from './derive-outline.ts'

/** What the changed files stopped importing, and what they began to. */
export interface Moves {
  /** Old place → new place → how many files went. */
  readonly between: ReadonlyMap<string, ReadonlyMap<string, number>>
  readonly leavers: ReadonlyMap<string, number>
  /** How those who left a place had spelled it, and how those who came to it do: place → spelling → files. */
  readonly leftAs: Tally
  readonly joinedAs: Tally
}

export type Tally = ReadonlyMap<string, ReadonlyMap<string, number>>

type Counts = Map<string, Map<string, number>>

const count = (tally: Counts, key: string, value: string): void => {
  const known = tally.get(key) ?? new Map<string, number>()
  tally.set(key, known)
  known.set(value, (known.get(value) ?? 0) + 1)
}

/** The changed files as they were and as they are. */
export function* changedPairs(
  base: ReadonlyMap<string, ModuleOutline>,
  head: ReadonlyMap<string, ModuleOutline>,
  renames: ReadonlyMap<string, string>,
): Iterable<readonly [before: ModuleOutline, after: ModuleOutline]> {
  for (const [path, before] of base) {
    const after = head.get(path) ?? head.get(renames.get(path) ?? '')
    if (after) yield [before, after]
  }
}

/** Which places each changed file stopped importing, and which it began to. */
export function countMoves(
  base: ReadonlyMap<string, ModuleOutline>,
  head: ReadonlyMap<string, ModuleOutline>,
  renames: ReadonlyMap<string, string>,
): Moves {
  const between: Counts = new Map()
  const leavers = new Map<string, number>()
  const [leftAs, joinedAs]: [Counts, Counts] = [new Map(), new Map()]
  for (const [before, after] of changedPairs(base, head, renames)) {
    // Who moved along with what it imports has changed nothing.
    const words = ({ imports }: ModuleOutline): Set<string> =>
      new Set([...imports].map(([place, { specifier }]) => `${specifier} ${nameOf(place)}`))
    const [spoken, speaks] = [words(before), words(after)]
    const isOf =
      (other: ModuleOutline, others: ReadonlySet<string>) =>
      ([place, { specifier }]: readonly [string, { readonly specifier: string }]) =>
        !other.imports.has(place) && !others.has(`${specifier} ${nameOf(place)}`)
    const left = [...before.imports].filter(isOf(after, speaks))
    const joined = [...after.imports].filter(isOf(before, spoken))
    for (const [place, spelling] of joined) count(joinedAs, place, spelled(place, spelling))
    for (const [place, spelling] of left) {
      leavers.set(place, (leavers.get(place) ?? 0) + 1)
      count(leftAs, place, spelled(place, spelling))
      for (const [target] of joined) count(between, place, target)
      if (joined.length === 0 && !between.has(place)) between.set(place, new Map())
    }
  }
  return { between, leavers, leftAs, joinedAs }
}

const spelled = (place: string, spelling: { readonly specifier: string; readonly package: string | null }): string =>
  spelling.package === null ? place : `${spelling.specifier}#${nameOf(place)}`

/** What a place is called by at least half of those who name it; the place itself where they differ or nobody does. */
export function spellingOf(place: string, tally: Tally): string {
  const known = [...(tally.get(place) ?? [])].sort((a, b) => b[1] - a[1])
  const total = known.reduce((sum, [, times]) => sum + times, 0)
  const [best] = known
  return best && best[1] * 2 >= total ? best[0] : place
}

/** The same of a module, by all that was taken from it. */
export function spellingOfModule(key: string, tally: Tally): string {
  const times = new Map<string, number>()
  for (const [place, spellings] of tally)
    if (moduleOf(place) === key)
      for (const [spelling, count] of spellings)
        times.set(`${moduleOf(spelling)}#`, (times.get(`${moduleOf(spelling)}#`) ?? 0) + count)
  return moduleOf(spellingOf(`${key}#`, new Map([[`${key}#`, times]])))
}

/** Consumers that went from the one place to the other, each directly or through a package above it. */
export function countConsumers(place: Place, candidate: Place, { between }: Moves, separator: string): number {
  let total = 0
  const targets = spellingsOf(candidate, separator)
  for (const from of spellingsOf(place, separator)) {
    const reached = between.get(from)
    total += Math.max(0, ...targets.map((to) => (to === from ? 0 : (reached?.get(to) ?? 0))))
  }
  return total
}

export const countLeavers = (place: Place, { leavers }: Moves, separator: string): number =>
  spellingsOf(place, separator).reduce((sum, id) => sum + (leavers.get(id) ?? 0), 0)

/** Most of those who left names of the module, submodules among them, went somewhere else. */
export function leavesElsewhere(key: string, target: string, { between, leavers }: Moves, separator: string): boolean {
  let [stayed, strayed] = [0, 0]
  for (const [from, reached] of between) {
    if (moduleOf(from) !== key) continue
    const files = leavers.get(from) ?? 0
    if ([...reached.keys()].some((to) => isBelow(to, target, separator))) stayed += files
    else strayed += files
  }
  return strayed > stayed
}

export const isBelow = (place: string, module: string, separator: string): boolean => {
  const key = moduleOf(place)
  return key === module || key.startsWith(module + separator)
}
