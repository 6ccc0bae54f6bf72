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

/** The longest of the dotted names that begins the chain. */
export function longestPrefix(chain: readonly string[], dotted: readonly string[]): string | null {
  let best: string | null = null
  for (const name of dotted) {
    if (startsWith(chain, name.split('.')) && (best === null || name.length > best.length)) best = name
  }
  return best
}
