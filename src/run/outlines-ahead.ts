import type { Outline } from '../core/dangling-outline.ts'
import type { LanguageId } from '../core/migration.ts'
import { type PackedOutlines, unpackOutlines } from '../core/outline-pack.ts'
import { LANGUAGE_IDS, languageOfPath } from '../languages/registry.ts'

/** Packed outlines by language, as the threads made them. */
export type OutlinesByLanguage = Readonly<Partial<Record<LanguageId, PackedOutlines>>>

/** Outlines of the files that a search reads anyway, so that each is read once; kept until somebody wants them. */
export class OutlinesAhead {
  readonly #isKnown: (language: LanguageId) => boolean
  readonly #made: { readonly paths: readonly string[]; readonly outlines: OutlinesByLanguage }[] = []

  /** @param isKnown whether a language's outlines are remembered from an earlier run. */
  constructor(isKnown: (language: LanguageId) => boolean) {
    this.#isKnown = isKnown
  }

  /** Whose outlines are worth making while these files are read. */
  languagesOf(paths: readonly string[]): readonly LanguageId[] {
    return LANGUAGE_IDS.filter((id) => !this.#isKnown(id) && paths.some((path) => languageOfPath(path) === id))
  }

  /** @param paths what the places in the outlines count from. */
  keep(paths: readonly string[], outlines: OutlinesByLanguage): void {
    this.#made.push({ paths, outlines })
  }

  *of(language: LanguageId): Generator<readonly [path: string, outline: Outline]> {
    for (const { paths, outlines } of this.#made) {
      const packed = outlines[language]
      if (packed) for (const [place, outline] of unpackOutlines(packed)) yield [paths[place] as string, outline]
    }
  }
}
