import type { ModuleFacts } from '../core/facts.ts'

/** The facts of a file, made again where they were let go. */
export type FactsOf = () => ModuleFacts

/**
 * Facts take some thirty bytes for each code unit of their file. Of a few files all are kept; where there turn out to be
 * many, only the last ones asked for: they are what the memory of a run would go into, and what lives for a while but not
 * to the end is what collecting garbage takes longest over.
 */
export interface FactsShelf {
  /** @param size of the file, in code units. */
  keep(size: number, facts: ModuleFacts, analyze: FactsOf): FactsOf
}

/** In code units of the files whose facts are kept. */
const ROOM = 500_000

export function createFactsShelf(room: number = ROOM): FactsShelf {
  const kept = new Map<FactsOf, ModuleFacts>()
  let used = 0
  const put = (owner: FactsOf, facts: ModuleFacts, size: number): void => {
    used += size
    if (used > room) kept.clear()
    kept.set(owner, facts)
  }
  return {
    keep(size, facts, analyze) {
      const ask: FactsOf = () => {
        const known = kept.get(ask)
        if (known !== undefined) return known
        const found = analyze()
        put(ask, found, size)
        return found
      }
      put(ask, facts, size)
      return ask
    },
  }
}
