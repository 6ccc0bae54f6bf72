import type { Resolver } from '../core/module-address.ts'
import type { ByteSearch } from '../core/prefilter.ts'
import type { RunStats } from '../core/report.ts'
import type { Language } from '../languages/language.ts'
import type { Searches } from './scan.ts'

/** Where a run's time goes. What `time` measures inside a lap is not counted in that lap again. */
export interface Clock {
  /** The phase that ends now: everything since the last lap that no `time` has claimed. */
  lap(name: string): void
  time<T>(name: string, work: () => T): T
  /** Time that somebody else has measured within this lap. */
  claim(name: string, ms: number): void
  stop(): Pick<RunStats, 'totalMs' | 'phases'>
}

/** The order phases are shown in; others follow. */
const ORDER = ['list', 'read', 'search', 'load', 'parse', 'resolve', 'match']

export function startClock(): Clock {
  const start = performance.now()
  const phases = new Map<string, number>(ORDER.map((name) => [name, 0]))
  let last = start
  let claimed = 0
  const add = (name: string, ms: number): void => void phases.set(name, (phases.get(name) ?? 0) + ms)
  return {
    lap(name) {
      const now = performance.now()
      add(name, now - last - claimed)
      last = now
      claimed = 0
    },
    time(name, work) {
      const outer = claimed
      const begin = performance.now()
      claimed = 0
      try {
        return work()
      } finally {
        const ms = performance.now() - begin
        add(name, ms - claimed)
        claimed = outer + ms
      }
    },
    claim(name, ms) {
      add(name, ms)
      claimed += ms
    },
    stop: () => ({ totalMs: performance.now() - start, phases: [...phases].map(([name, ms]) => ({ name, ms })) }),
  }
}

/** How many files were parsed; a file may be, more than once. */
export interface ParseCount {
  parsed: number
}

/** The same language, its parser and its resolver on the clock. */
export function timeLanguage(language: Language, clock: Clock, count: ParseCount): Language {
  return {
    ...language,
    analyze(path, text) {
      count.parsed++
      return clock.time('parse', () => language.analyze(path, text))
    },
    createResolver: (source, manifest) =>
      timeResolver(
        clock.time('resolve', () => language.createResolver(source, manifest)),
        clock,
      ),
  }
}

function timeResolver(resolver: Resolver, clock: Clock): Resolver {
  return {
    ...resolver,
    addressOfPath: (path) => clock.time('resolve', () => resolver.addressOfPath(path)),
    resolve: (specifier, from) => clock.time('resolve', () => resolver.resolve(specifier, from)),
    resolveManifest: (spelled) => clock.time('resolve', () => resolver.resolveManifest(spelled)),
    submodule: (parent, name) => clock.time('resolve', () => resolver.submodule(parent, name)),
    spell: (target, from, style) => clock.time('resolve', () => resolver.spell(target, from, style)),
  }
}

/** The same searches on the clock: what is left of going through the files is reading them. */
export function timeSearches(searches: Searches, clock: Clock): Searches {
  const timed = (search: ByteSearch): ByteSearch => ({
    test: (bytes) => clock.time('search', () => search.test(bytes)),
  })
  return {
    ...searches,
    byLanguage: Object.fromEntries(Object.entries(searches.byLanguage).map(([id, search]) => [id, timed(search)])),
    literals: searches.literals.map((literal) => ({ ...literal, search: timed(literal.search) })),
  }
}
