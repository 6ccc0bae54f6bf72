import type { SkippedFile, Source } from '../core/source.ts'
import type { Clock } from './clock.ts'
import type { Pool } from './pool.ts'
import { orderSearch, pickSearched, type Prefiltered, prefilter, type Searches } from './scan.ts'

/** Look for needles in many files, with as many threads as that is worth. Hits keep the order of `paths`. */
export async function searchFiles(
  source: Source,
  pool: Pool | null,
  paths: readonly string[],
  searches: Searches,
  skip: (file: SkippedFile) => void,
  clock: Clock | null,
): Promise<Prefiltered> {
  const wanted = pickSearched(paths, searches)
  if (!pool?.isWorthIt(wanted.length)) return prefilter(source, wanted, searches, skip)
  const results = await pool.read('search', { ...orderSearch(searches), timed: clock !== null }, wanted, skip)
  clock?.claim('search', results[0]?.searchMs ?? 0)
  const places = results.flatMap((result) => result.hits).sort((a, b) => a - b)
  const candidates = places.map((place) => wanted[place] as string)
  return {
    // A literal counts only where its migration covers the file, which is asked here.
    hits: searches.literals.length === 0 ? candidates : prefilter(source, candidates, searches, () => {}).hits,
    read: results.reduce((sum, { read }) => sum + read, 0),
    bytes: results.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

/** What was searched while the listing was not finished. */
export interface EarlySearch extends Prefiltered {
  /** Sorted, as every listing. */
  readonly searched: readonly string[]
}

/**
 * Search what git's index lists while the other thread walks the directories.
 * @returns null where the listing is not worth two threads, or is finished already.
 */
export async function searchAhead(
  source: Source,
  pool: Pool | null,
  isWanted: (path: string) => boolean,
  searches: Searches,
  skip: (file: SkippedFile) => void,
  clock: Clock | null,
): Promise<EarlySearch | null> {
  const survey = source.survey?.() ?? null
  if (survey === null || !pool?.isWorthIt(survey.expected.length)) return null
  const walk = pool.walk(survey)
  const paths = survey.expected.filter(isWanted)
  const found = await searchFiles(source, pool, paths, searches, skip, clock)
  await walk
  return { ...found, searched: paths }
}

/** Both searches as one. What is gone from the disk was not read. */
export async function searchRest(
  early: EarlySearch | null,
  source: Source,
  pool: Pool | null,
  paths: readonly string[],
  searches: Searches,
  skip: (file: SkippedFile) => void,
  clock: Clock | null,
): Promise<Prefiltered> {
  if (early === null) return searchFiles(source, pool, paths, searches, skip, clock)
  const rest = prefilter(source, withoutSorted(paths, early.searched), searches, skip)
  const listed = early.hits.filter((path) => source.has(path))
  return {
    hits: rest.hits.length === 0 ? listed : [...listed, ...rest.hits].sort(),
    read: early.read + rest.read,
    bytes: early.bytes + rest.bytes,
  }
}

/** Both are sorted, and long. */
function withoutSorted(paths: readonly string[], others: readonly string[]): string[] {
  let next = 0
  return paths.filter((path) => {
    while (next < others.length && (others[next] as string) < path) next++
    return others[next] !== path
  })
}
