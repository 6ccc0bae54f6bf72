import { matchSegments, type UnitTest } from './segment-glob.ts'

/*
 * Globs over repo-relative paths: `*` and `?` within a segment, `**` for any number of segments, `{a,b}`, `[a-z]`,
 * `[!a]`, `\` escapes. A pattern without a slash matches a name at any depth, as in .gitignore.
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

function readSegment(segment: string): UnitTest[] {
  const tests: UnitTest[] = []
  for (let at = 0; at < segment.length; at++) {
    const unit = segment[at] ?? ''
    if (unit === '*') tests.push(null)
    else if (unit === '?') tests.push(() => true)
    else if (unit === '[') {
      const negated = segment[at + 1] === '!' || segment[at + 1] === '^'
      const end = segment.indexOf(']', at + (negated ? 3 : 2))
      if (end === -1) tests.push((other) => other === '[')
      else {
        const members = segment.slice(at + (negated ? 2 : 1), end)
        tests.push((other) => inClass(members, other) !== negated)
        at = end
      }
    } else {
      const literal = unit === '\\' ? (segment[++at] ?? '') : unit
      tests.push((other) => other === literal)
    }
  }
  return tests
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

function compileOne(glob: string): Matcher {
  const plain = glob.replace(/^\.\//, '')
  const rooted = plain.includes('/') ? plain : `**/${plain}`
  const parts = rooted.split('/').filter((part) => part !== '')
  const pattern = parts.map((part) => (part === '**' ? null : readSegment(part)))
  return (path) => matchSegments(pattern, path)
}

/** Whether a path matches any of the globs; nothing matches an empty list. */
export function compileGlobs(globs: readonly string[]): Matcher {
  const matchers = globs.flatMap(expandBraces).map(compileOne)
  return (path) => matchers.some((matches) => matches(path))
}
