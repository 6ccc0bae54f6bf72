/*
 * Globs over repo-relative paths: `*` and `?` within a segment, `**` for any number of segments, `{a,b}`, `[a-z]`,
 * `[!a]`, `\` escapes. A pattern without a slash matches a name at any depth, as in .gitignore. Matching is by table,
 * never by backtracking over the whole, so a hostile pattern costs at most pattern × path.
 */

type Matcher = (path: string) => boolean

const MAX_ALTERNATIVES = 512

/** `a{b,c}d` → `abd`, `acd`; more alternatives than the bound are left as they are. */
function expandBraces(glob: string): string[] {
  let open = -1
  let depth = 0
  const commas: number[] = []
  for (let at = 0; at < glob.length; at++) {
    const unit = glob[at]
    if (unit === '\\') at++
    else if (unit === '{' && depth++ === 0) open = at
    else if (unit === ',' && depth === 1) commas.push(at)
    else if (unit === '}' && depth > 0 && --depth === 0) {
      const cuts = [open, ...commas, at]
      const results: string[] = []
      const tails = expandBraces(glob.slice(at + 1))
      for (let part = 1; part < cuts.length; part++)
        for (const middle of expandBraces(glob.slice((cuts[part - 1] ?? 0) + 1, cuts[part])))
          for (const tail of tails) {
            if (results.length >= MAX_ALTERNATIVES) return results
            results.push(glob.slice(0, open) + middle + tail)
          }
      return results
    }
  }
  return [glob]
}

interface Token {
  readonly kind: 'char' | 'any' | 'star' | 'class'
  readonly test: (unit: string) => boolean
}

function tokenize(segment: string): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < segment.length; at++) {
    const unit = segment[at] ?? ''
    if (unit === '*') tokens.push({ kind: 'star', test: () => true })
    else if (unit === '?') tokens.push({ kind: 'any', test: () => true })
    else if (unit === '[') {
      const negated = segment[at + 1] === '!' || segment[at + 1] === '^'
      const end = segment.indexOf(']', at + (negated ? 3 : 2))
      if (end === -1) tokens.push({ kind: 'char', test: (other) => other === '[' })
      else {
        const members = segment.slice(at + (negated ? 2 : 1), end)
        tokens.push({ kind: 'class', test: (other) => inClass(members, other) !== negated })
        at = end
      }
    } else {
      const literal = unit === '\\' ? (segment[++at] ?? '') : unit
      tokens.push({ kind: 'char', test: (other) => other === literal })
    }
  }
  return tokens
}

function inClass(members: string, unit: string): boolean {
  for (let at = 0; at < members.length; at++) {
    const from = members[at] ?? ''
    if (members[at + 1] === '-' && at + 2 < members.length) {
      if (unit >= from && unit <= (members[at + 2] ?? '')) return true
      at += 2
    } else if (unit === from) return true
  }
  return false
}

function matchTokens(tokens: readonly Token[], text: string): boolean {
  let token = 0
  let at = 0
  let star = -1
  let mark = 0
  while (at < text.length) {
    const current = tokens[token]
    if (current && current.kind !== 'star' && current.test(text[at] ?? '')) {
      token++
      at++
    } else if (current?.kind === 'star') {
      star = token++
      mark = at
    } else if (star !== -1) {
      token = star + 1
      at = ++mark
    } else return false
  }
  while (tokens[token]?.kind === 'star') token++
  return token === tokens.length
}

function compileOne(glob: string): Matcher {
  const plain = glob.replace(/^\.\//, '')
  const rooted = plain.includes('/') ? plain : `**/${plain}`
  const parts = rooted.split('/').filter((part) => part !== '')
  const matchers = parts.map((part) => (part === '**' ? null : tokenize(part)))
  return (path) => {
    let states = closeOver(new Set([0]), matchers)
    for (const segment of path.split('/')) {
      const next = new Set<number>()
      for (const state of states) {
        const tokens = matchers[state]
        if (tokens === undefined) continue
        if (tokens === null) next.add(state)
        else if (matchTokens(tokens, segment)) next.add(state + 1)
      }
      states = closeOver(next, matchers)
      if (states.size === 0) return false
    }
    return states.has(matchers.length)
  }
}

function closeOver(states: Set<number>, matchers: readonly (readonly Token[] | null)[]): Set<number> {
  for (const state of states) if (matchers[state] === null) states.add(state + 1)
  return states
}

/** Whether a path matches any of the globs; nothing matches an empty list. */
export function compileGlobs(globs: readonly string[]): Matcher {
  const matchers = globs.flatMap(expandBraces).map(compileOne)
  return (path) => matchers.some((matches) => matches(path))
}
