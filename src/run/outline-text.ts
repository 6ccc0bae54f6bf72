import { type Outline, outlineOfFacts } from '../core/dangling-outline.ts'
import type { Language } from '../languages/language.ts'

/** The outline as it is read the quickest; where it is loose, its names are candidates. */
export const outlineText = (language: Language, path: string, text: string): Outline =>
  language.outline?.(path, text) ?? outlineExactly(language, path, text)

/** The outline of a whole analysis. */
export const outlineExactly = (language: Language, path: string, text: string): Outline =>
  outlineOfFacts(language.analyze(path, text), language.publishesBeyond?.(path, text) ?? false)
