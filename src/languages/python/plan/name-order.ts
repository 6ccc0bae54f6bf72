/*
 * The orders import sorters keep: isort's default (constants, classes, the rest, each without regard to case), its
 * case-sensitive form, plain ASCII, and plain without regard to case.
 */

type Compare = (a: string, b: string) => number

const compareText: Compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0)
const byLowerCase: Compare = (a, b) => compareText(a.toLowerCase(), b.toLowerCase()) || compareText(a, b)

function rank(name: string): number {
  if (name.length > 1 && name === name.toUpperCase() && name !== name.toLowerCase()) return 0
  const first = name[0] ?? ''
  return first !== first.toLowerCase() ? 1 : 2
}

const ORDERS: readonly Compare[] = [
  (a, b) => rank(a) - rank(b) || byLowerCase(a, b),
  (a, b) => rank(a) - rank(b) || compareText(a, b),
  byLowerCase,
  compareText,
]

/**
 * The order in which names belong that took the place of names in a known order: indices into `next`. Null where they are
 * in order as they stand, or never were, or are fewer than `enough` to be in order on purpose.
 */
export function restoredOrder(
  names: readonly string[],
  next: readonly string[],
  enough: number,
): readonly number[] | null {
  if (names.length < enough) return null
  const kept = ORDERS.filter((compare) => isOrdered(names, compare))
  const [order] = kept
  if (order === undefined || kept.some((compare) => isOrdered(next, compare))) return null
  return next.map((_, at) => at).sort((a, b) => order(next[a] ?? '', next[b] ?? '') || a - b)
}

function isOrdered(names: readonly string[], compare: Compare): boolean {
  return names.every((item, at) => at === 0 || compare(names[at - 1] ?? '', item) <= 0)
}

/** Where `name` belongs among `names`: the index to insert it at. Names in no known order are appended to. */
export function insertionIndex(names: readonly string[], name: string): number {
  const order = ORDERS.find((compare) => isOrdered(names, compare))
  if (order === undefined) return names.length
  const at = names.findIndex((item) => order(item, name) > 0)
  return at === -1 ? names.length : at
}
