import type { Reference } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'

/** The dotted chain a reference begins: `a.b.c` as segments. */
export function chainOf(name: string, reference: Reference): readonly string[] {
  return [name, ...reference.members.map((member) => member.name)]
}

/** From the name to the end of its `depth`th member. */
export function spanOfChain(reference: Reference, depth: number): Span {
  const last = depth === 0 ? undefined : reference.members[depth - 1]
  return { start: reference.span.start, end: (last ?? reference).span.end }
}

export function startsWith(chain: readonly string[], prefix: readonly string[]): boolean {
  return prefix.length <= chain.length && prefix.every((segment, at) => chain[at] === segment)
}

/** Finds the longest of the dotted names that begins a chain. */
export function createPrefixFinder(dotted: readonly string[]): (chain: readonly string[]) => string | null {
  const names = new Set(dotted)
  const longest = dotted.reduce((most, name) => Math.max(most, name.split('.').length), 0)
  return (chain) => {
    for (let length = Math.min(longest, chain.length); length > 0; length--) {
      const name = chain.slice(0, length).join('.')
      if (names.has(name)) return name
    }
    return null
  }
}
