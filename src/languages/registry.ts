import type { LanguageId } from '../core/migration.ts'
import type { Language } from './language.ts'

const EXTENSIONS: Readonly<Record<string, LanguageId>> = {
  py: 'python',
  pyi: 'python',
  ts: 'typescript',
  tsx: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  js: 'typescript',
  jsx: 'typescript',
  mjs: 'typescript',
  cjs: 'typescript',
  vue: 'typescript',
  svelte: 'typescript',
  astro: 'typescript',
  mdx: 'typescript',
  ipynb: 'python',
}

/** The language of a file by its name; null for every other text file. */
export function languageOfPath(path: string): LanguageId | null {
  const dot = path.lastIndexOf('.')
  return dot === -1 ? null : (EXTENSIONS[path.slice(dot + 1).toLowerCase()] ?? null)
}

export const LANGUAGE_IDS: readonly LanguageId[] = ['python', 'typescript']

/** Parsers are heavy: a language is loaded only when a file of it has to be looked into. */
export async function loadLanguage(id: LanguageId): Promise<Language> {
  if (id === 'python') return (await import('./python/index.ts')).python
  return (await import('./typescript/index.ts')).typescript
}
