/*
 * The glob dialect of tsconfig `include`/`exclude` and of workspace lists: `*`, `?` within a segment, `**` for any
 * number of segments. Matched segment by segment with a table, so a hostile pattern costs at most
 * segments × segments.
 */

const matchSegment = (pattern: string, text: string): boolean => {
  let p = 0
  let t = 0
  let star = -1
  let mark = 0
  while (t < text.length) {
    if (p < pattern.length && pattern[p] !== '*' && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++
      t++
    } else if (p < pattern.length && pattern[p] === '*') {
      star = p++
      mark = t
    } else if (star !== -1) {
      p = star + 1
      t = ++mark
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}

/** Whether the whole path matches; with `prefix`, whether a leading run of its segments does. */
export const matchGlob = (pattern: string, path: string, prefix = false): boolean => {
  const patterns = pattern.split('/').filter((part) => part !== '' && part !== '.')
  const segments = path.split('/')
  let reachable = new Set<number>([0])
  const close = (states: Set<number>): Set<number> => {
    for (const state of states) if (patterns[state] === '**') states.add(state + 1)
    return states
  }
  close(reachable)
  for (const segment of segments) {
    if (prefix && reachable.has(patterns.length)) return true
    const next = new Set<number>()
    for (const state of reachable) {
      const part = patterns[state]
      if (part === undefined) continue
      if (part === '**') next.add(state)
      else if (matchSegment(part, segment)) next.add(state + 1)
    }
    reachable = close(next)
    if (reachable.size === 0) return false
  }
  return reachable.has(patterns.length)
}

/** The directories a pattern can only match in or below: what stands before its first wildcard, with the slash. */
export const literalPrefix = (pattern: string): string => {
  const wild = pattern.search(/[*?]/)
  const end = wild === -1 ? pattern.length : wild
  return pattern.slice(0, pattern.lastIndexOf('/', end - 1) + 1)
}
