/** Pairs of neighbouring words of a text, with how often each occurs. */
export interface Shingles {
  readonly counts: ReadonlyMap<string, number>
  readonly total: number
}

const MOST_WORDS = 4_000

/** @param ownName is left aside, so that a renamed definition compares as the same. */
export function shingle(text: string, ownName: string): Shingles {
  const words = (text.match(/[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]/gu) ?? [])
    .slice(0, MOST_WORDS)
    .map((word) => (word === ownName ? '§' : word))
  const counts = new Map<string, number>()
  for (let at = 0; at + 1 < words.length; at++) {
    const pair = `${words[at]} ${words[at + 1]}`
    counts.set(pair, (counts.get(pair) ?? 0) + 1)
  }
  return { counts, total: Math.max(0, words.length - 1) }
}

/** Dice's coefficient over the pairs: 0 nothing in common, 1 the same. */
export function compareDefinitions(a: Shingles | null, b: Shingles | null): number {
  if (!a || !b) return 0
  if (a.total + b.total === 0) return 1
  let common = 0
  for (const [pair, count] of a.counts) common += Math.min(count, b.counts.get(pair) ?? 0)
  return (2 * common) / (a.total + b.total)
}
