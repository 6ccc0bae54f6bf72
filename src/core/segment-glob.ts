/*
 * What all dialects of globs over paths have in common: a pattern is a row of segments, `**` any number of them, `*` any
 * run of units within one. Matching is by table, never by backtracking over the whole, so a hostile pattern costs at
 * most pattern × path.
 */

/** Within a segment: what one UTF-16 unit has to be; null is `*`. */
export type UnitTest = ((unit: string) => boolean) | null

/** A segment of a pattern; null is `**`. */
export type SegmentPattern = readonly UnitTest[] | null

function matchSegment(tests: readonly UnitTest[], text: string): boolean {
  let next = 0
  let at = 0
  let star = -1
  let mark = 0
  while (at < text.length) {
    const test = tests[next]
    if (test?.(text[at] ?? '')) {
      next++
      at++
    } else if (test === null) {
      star = next++
      mark = at
    } else if (star !== -1) {
      next = star + 1
      at = ++mark
    } else return false
  }
  while (tests[next] === null) next++
  return next === tests.length
}

function closeOver(states: Set<number>, pattern: readonly SegmentPattern[]): Set<number> {
  for (const state of states) if (pattern[state] === null) states.add(state + 1)
  return states
}

/** Whether the whole path matches; with `isPrefix`, whether a leading run of its segments does. */
export function matchSegments(pattern: readonly SegmentPattern[], path: string, isPrefix = false): boolean {
  let states = closeOver(new Set([0]), pattern)
  for (const segment of path.split('/')) {
    if (isPrefix && states.has(pattern.length)) return true
    const next = new Set<number>()
    for (const state of states) {
      const tests = pattern[state]
      if (tests === undefined) continue
      if (tests === null) next.add(state)
      else if (matchSegment(tests, segment)) next.add(state + 1)
    }
    states = closeOver(next, pattern)
    if (states.size === 0) return false
  }
  return states.has(pattern.length)
}
