import type { ModuleFacts } from '../core/facts.ts'

/** The facts of a file, made again where they were let go. */
export type FactsOf = () => ModuleFacts

/**
 * Facts take some thirty bytes for each code unit of their file: those of all stale files together are what a run's
 * memory would go into. The ones asked for last are kept.
 */
export interface FactsShelf {
  /** @param size of the file, in code units. */
  keep(size: number, facts: ModuleFacts, analyze: FactsOf): FactsOf
}

/** In code units of the files whose facts are kept. */
const ROOM = 1_500_000

export function createFactsShelf(room: number = ROOM): FactsShelf {
  /** The least recently asked for first. */
  const kept = new Map<FactsOf, { readonly facts: ModuleFacts; readonly size: number }>()
  let used = 0
  const put = (owner: FactsOf, facts: ModuleFacts, size: number): void => {
    kept.set(owner, { facts, size })
    used += size
    for (const [other, item] of kept) {
      if (used <= room || other === owner) break
      kept.delete(other)
      used -= item.size
    }
  }
  return {
    keep(size, facts, analyze) {
      const ask: FactsOf = () => {
        const known = kept.get(ask)
        if (known) {
          kept.delete(ask)
          used -= known.size
        }
        const found = known?.facts ?? analyze()
        put(ask, found, size)
        return found
      }
      put(ask, facts, size)
      return ask
    },
  }
}
