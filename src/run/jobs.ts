import { decode } from '../core/decode.ts'
import type { LanguageId } from '../core/migration.ts'
import { OutlinePacker, type PackedOutlines } from '../core/outline-pack.ts'
import { isEmbedding } from '../languages/embedded/document.ts'
import { languageOfPath, loadLanguage } from '../languages/registry.ts'
import { createByteSearch } from '../core/prefilter.ts'
import { createNeedleSearches, hasNeedle, type SearchOrder } from './needle-search.ts'
import { outlineText } from './outline-text.ts'
import type { OutlinesByLanguage } from './outlines-ahead.ts'

/*
 * Work that threads can share: what is done with each of many files, made from plain data on either side and giving
 * plain data. A new kind of work is an entry in `Jobs` and one in `MAKERS`.
 */

export interface Jobs {
  /** Look for needles and literals in the bytes of every file. */
  readonly search: { readonly order: SearchOrder; readonly result: SearchResult }
  /** Outline every file of a language that is code itself. What cannot be decoded has none. */
  readonly outline: { readonly order: { readonly language: LanguageId }; readonly result: PackedOutlines }
  /** Both at once, with the outlines of several languages. */
  readonly survey: {
    readonly order: { readonly search: SearchOrder; readonly languages: readonly LanguageId[] }
    readonly result: {
      readonly search: SearchResult
      readonly outlines: OutlinesByLanguage
      readonly outlineMs: number
    }
  }
}

export interface SearchResult {
  /** Places of the files with a needle, or with a literal that may count there. */
  readonly hits: readonly number[]
  readonly read: number
  readonly bytes: number
  /** Of this thread, where it was to be measured. */
  readonly searchMs: number
}

export type JobName = keyof Jobs

/** Whether nothing comes of the job for a file that turns out not to be listed. */
export const isGlance = (name: JobName): boolean => name !== 'outline'

export interface Job<Result> {
  /** @param place of the file among those asked for. The bytes are valid only during the call. */
  visit(place: number, path: string, bytes: Uint8Array): void
  /** Called once, after all visits. */
  finish(): { readonly result: Result; readonly transfer: readonly ArrayBuffer[] }
}

const MAKERS: { readonly [Name in JobName]: (order: Jobs[Name]['order']) => Promise<Job<Jobs[Name]['result']>> } = {
  async search({ needles, literals, timed }) {
    const byLanguage = createNeedleSearches(needles)
    const plain = literals.map((literal) => createByteSearch([literal], false))
    const hits: number[] = []
    let read = 0
    let total = 0
    let searchMs = 0
    const test = (path: string, bytes: Uint8Array): boolean =>
      hasNeedle(path, bytes, byLanguage) || plain.some((search) => search.test(bytes))
    return {
      visit(place, path, bytes) {
        read++
        total += bytes.length
        const start = timed ? performance.now() : 0
        if (test(path, bytes)) hits.push(place)
        if (timed) searchMs += performance.now() - start
      },
      finish: () => ({ result: { hits, read, bytes: total, searchMs }, transfer: [] }),
    }
  },
  async outline({ language: id }) {
    const loaded = await loadLanguage(id)
    const packer = new OutlinePacker()
    return {
      visit(place, path, bytes) {
        const { text } = isEmbedding(path) ? { text: null } : decode(path, bytes)
        if (text !== null) packer.add(place, outlineText(loaded, path, text))
      },
      finish() {
        const result = packer.finish()
        return { result, transfer: [result.numbers.buffer, result.places.buffer] }
      },
    }
  },
  async survey({ search, languages }) {
    const searching = await MAKERS.search(search)
    const outlining = new Map<LanguageId | null, Job<PackedOutlines>>()
    for (const language of languages) outlining.set(language, await MAKERS.outline({ language }))
    let outlineMs = 0
    return {
      visit(place, path, bytes) {
        searching.visit(place, path, bytes)
        const start = search.timed ? performance.now() : 0
        outlining.get(languageOfPath(path))?.visit(place, path, bytes)
        if (search.timed) outlineMs += performance.now() - start
      },
      finish() {
        const made = [...outlining].map(([language, job]) => ({ language, ...job.finish() }))
        const outlines = Object.fromEntries(made.map(({ language, result }) => [language, result]))
        return {
          result: { search: searching.finish().result, outlines, outlineMs },
          transfer: made.flatMap(({ transfer }) => transfer),
        }
      },
    }
  },
}

export const createJob = <Name extends JobName>(
  name: Name,
  order: Jobs[Name]['order'],
): Promise<Job<Jobs[Name]['result']>> => MAKERS[name](order)
