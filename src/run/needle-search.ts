import { hidesNeedles } from '../core/decode.ts'
import type { LanguageId } from '../core/migration.ts'
import { type ByteSearch, createByteSearch } from '../core/prefilter.ts'
import { LANGUAGE_IDS, languageOfPath } from '../languages/registry.ts'
import { isPythonConfig } from './config-strings.ts'

/** By language: words of which a file with a stale reference has at least one. */
export type Needles = Readonly<Partial<Record<LanguageId, readonly string[]>>>

/** What files are searched for, as plain data. */
export interface SearchOrder {
  readonly needles: Needles
  readonly literals: readonly string[]
  /** Whether to measure how much of the time goes into searching. */
  readonly timed: boolean
}

export type NeedleSearches = Readonly<Partial<Record<LanguageId, ByteSearch>>>

/** Whose needles a file is searched for. */
export function needleLanguage(path: string): LanguageId | null {
  return languageOfPath(path) ?? (isPythonConfig(path) ? 'python' : null)
}

export function createNeedleSearches(needles: Needles): NeedleSearches {
  const searches: Partial<Record<LanguageId, ByteSearch>> = {}
  for (const id of LANGUAGE_IDS) if (needles[id] !== undefined) searches[id] = createByteSearch(needles[id])
  return searches
}

/** Whether a file has a needle of its language, or is written so that needles cannot be seen in its bytes. */
export function hasNeedle(path: string, bytes: Uint8Array, searches: NeedleSearches): boolean {
  const language = needleLanguage(path)
  return hidesNeedles(bytes) || (language !== null && searches[language]?.test(bytes) === true)
}
