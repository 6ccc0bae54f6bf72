import type { LanguageId } from '../../core/migration.ts'
import type { PlaceInput, RetiredInput } from '../shapes.ts'

/** What one file of another tool's configuration gave. Lines are 1-based; 0 speaks of the whole file. */
export interface Imported {
  readonly entries: readonly ImportedEntry[]
  readonly notes: readonly ImportNote[]
}

export interface ImportedEntry {
  readonly line: number
  readonly entry: RetiredInput & { readonly from: PlaceInput; readonly language: LanguageId }
}

/** What could not be carried over, or only by a guess. */
export interface ImportNote {
  readonly line: number
  readonly message: string
}

/** What the source tree says a dotted Python name is; null: it does not tell. */
export type KindTest = (dotted: string) => 'module' | 'symbol' | null

export const joinImported = (parts: readonly Imported[]): Imported => ({
  entries: parts.flatMap(({ entries }) => entries),
  notes: parts.flatMap(({ notes }) => notes),
})

/** The file a message stands in: what its words mean there. */
export interface WordScope {
  /** The place of a word that the file defines or imports; null: it has no such word. */
  lookup(word: string): PlaceInput | null
  /** A specifier written in the file, as the manifest spells the module; null: that cannot be said. */
  resolve(specifier: string): string | null
}
