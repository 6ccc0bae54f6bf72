import type { NameSet, Outline } from '../core/dangling-outline.ts'
import { decode } from '../core/decode.ts'
import type { Source } from '../core/source.ts'
import { languageOfPath, loadLanguage } from '../languages/registry.ts'
import type { Language } from '../languages/language.ts'
import type { Changes } from './changes.ts'
import { outlineExactly, outlineText } from './outline-text.ts'

/**
 * Whether a change takes away what importers elsewhere may rely on: a module, a name, or the settings by which it was
 * found. Most changes do not, and then nobody else's imports have to be looked at.
 */
export async function takesAway(source: Source, changes: Changes): Promise<boolean> {
  const isCode = (path: string): boolean => languageOfPath(path) !== null
  const modified: string[] = []
  for (const { path, from, status, regular } of changes.files) {
    if (!isCode(from ?? path) || status === 'added') continue
    if (status !== 'modified' || !regular) return true
    modified.push(path)
  }
  const { changesResolution } = await import('./resolution-changes.ts')
  if (changesResolution(source, changes)) return true
  const before = changes.readBefore(isCode)
  for (const path of modified) {
    const id = languageOfPath(path)
    const [old, now] = [before.get(path), source.read(path)]
    if (id === null || !old || !now) return true
    const language = await loadLanguage(id)
    const [was, is] = [outline(language, path, old), outline(language, path, now)]
    if (was !== null && (is === null || publishesLess(was, is))) return true
  }
  return false
}

function outline(language: Language, path: string, bytes: Uint8Array): Outline | null {
  const { text } = decode(path, bytes)
  if (text === null) return null
  const outlined = outlineText(language, path, text)
  return outlined.isLoose ? outlineExactly(language, path, text) : outlined
}

function publishesLess(was: Outline, is: Outline): boolean {
  const lacks = (old: Iterable<string>, now: NameSet): boolean => [...old].some((item) => !now.has(item))
  if (lacks(was.stars, new Set(is.stars)) || lacks(was.ambient, new Set(is.ambient))) return true
  if (!is.dynamic && (was.dynamic || lacks(was.names, is.names))) return true
  if (was.publicNames === null && is.publicNames === null) return false
  return lacks(was.publicNames ?? was.names, is.publicNames ?? is.names)
}
