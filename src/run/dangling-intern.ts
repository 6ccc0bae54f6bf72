import type { Outline } from '../core/dangling-outline.ts'

/**
 * Outlines that outlive their files. A slice of a text keeps the whole text alive, so every name is copied once and
 * shared from then on.
 */
export function createInterner(): (outline: Outline) => Outline {
  const known = new Map<string, string>()
  const own = (text: string): string => {
    const found = known.get(text)
    if (found !== undefined) return found
    const copy = Buffer.from(text, 'utf16le').toString('utf16le')
    known.set(copy, copy)
    return copy
  }
  const ownSet = (texts: Iterable<string>): ReadonlySet<string> => {
    const set = new Set<string>()
    for (const text of texts) set.add(own(text))
    return set
  }
  return (outline) => ({
    imports: outline.imports.map(({ specifier, names }) => ({ specifier: own(specifier), names: names.map(own) })),
    names: ownSet(outline.names),
    stars: outline.stars.map(own),
    publicNames: outline.publicNames === null ? null : ownSet(outline.publicNames),
    publicOpen: outline.publicOpen,
    dynamic: outline.dynamic,
    ambient: outline.ambient.map(own),
  })
}
