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

/** Where `name` belongs among `names`: the index to insert it at. Names in no known order are appended to. */
export function insertionIndex(names: readonly string[], name: string): number {
  const order = ORDERS.find((compare) => names.every((item, at) => at === 0 || compare(names[at - 1] ?? '', item) <= 0))
  if (order === undefined) return names.length
  const at = names.findIndex((item) => order(item, name) > 0)
  return at === -1 ? names.length : at
}
