import type { SkippedFile, Source } from '../core/source.ts'
import type { Clock } from './clock.ts'
import { loadLanguage } from '../languages/registry.ts'
import type { FactsCache } from './facts-cache.ts'
import { limitHeapGrowth } from './heap-growth.ts'
import type { SearchResult } from './jobs.ts'
import type { OutlinesAhead } from './outlines-ahead.ts'
import type { Pool } from './pool.ts'
import { orderSearch, pickSearched, type Prefiltered, prefilter, type Searches } from './scan.ts'

/** What a search is made with. */
export interface Searching {
  readonly source: Source
  readonly pool: Pool | null
  /** null: every file is read. */
  readonly facts: FactsCache | null
  readonly searches: Searches
  readonly skip: (file: SkippedFile) => void
  /** null: nobody wants to know how long it takes. */
  readonly clock: Clock | null
  /** Where outlines go that are made along with a search of many files; absent or null: nobody wants any. */
  readonly outlines?: OutlinesAhead | null
}

/** Look for needles in many files, with as many threads as that is worth. Hits keep the order of `paths`. */
export async function searchFiles(searching: Searching, paths: readonly string[]): Promise<Prefiltered> {
  const { source, facts, searches, skip } = searching
  const wanted = pickSearched(paths, searches)
  const order = orderSearch(searches)
  const known = facts === null ? { hits: [], left: wanted } : await facts.recallHits(wanted, order)
  const skipped = new Set<string>()
  const note = (file: SkippedFile): void => {
    skipped.add(file.path)
    skip(file)
  }
  const found = await readFiles({ ...searching, skip: note }, known.left)
  const hits = known.hits.length === 0 ? found.hits : [...known.hits, ...found.hits].sort()
  await facts?.rememberHits(skipped.size === 0 ? wanted : wanted.filter((path) => !skipped.has(path)), hits, order)
  // A literal counts only where its migration covers the file, which is asked here.
  return { ...found, hits: searches.literals.length === 0 ? hits : prefilter(source, hits, searches, () => {}).hits }
}

async function readFiles(searching: Searching, paths: readonly string[]): Promise<Prefiltered> {
  const { source, pool, searches, skip, clock } = searching
  if (!pool?.isWorthIt(paths.length)) return prefilter(source, paths, searches, skip)
  const results = await readWith(pool, searching, paths)
  clock?.claim('search', results[0]?.searchMs ?? 0)
  const places = results.flatMap((result) => result.hits).sort((a, b) => a - b)
  return {
    hits: places.map((place) => paths[place] as string),
    read: results.reduce((sum, { read }) => sum + read, 0),
    bytes: results.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

/** What each thread found; outlines that are wanted are made along the way. */
async function readWith(
  pool: Pool,
  { searches, skip, clock, outlines }: Searching,
  paths: readonly string[],
): Promise<readonly SearchResult[]> {
  const search = { ...orderSearch(searches), timed: clock !== null }
  const languages = outlines?.languagesOf(paths) ?? []
  if (languages.length === 0) return pool.read('search', search, paths, skip)
  for (const language of languages) await loadLanguage(language)
  clock?.lap('load')
  await limitHeapGrowth()
  const surveys = await pool.read('survey', { search, languages }, paths, skip)
  clock?.claim('dangling', surveys[0]?.outlineMs ?? 0)
  for (const survey of surveys) outlines?.keep(paths, survey.outlines)
  return surveys.map((survey) => survey.search)
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
  searching: Searching,
  isWanted: (path: string) => boolean,
): Promise<EarlySearch | null> {
  const { source, pool } = searching
  const survey = source.survey?.() ?? null
  if (survey === null || !pool?.isWorthIt(survey.expected.length)) return null
  const walk = pool.walk(survey)
  const paths = survey.expected.filter(isWanted)
  const found = await searchFiles(searching, paths)
  await walk
  return { ...found, searched: paths }
}

/** Both searches as one. What is gone from the disk was not read. */
export async function searchRest(
  early: EarlySearch | null,
  searching: Searching,
  paths: readonly string[],
): Promise<Prefiltered> {
  if (early === null) return searchFiles(searching, paths)
  const { source, searches, skip } = searching
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
