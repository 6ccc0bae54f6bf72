import type { Shingles } from './similarity.ts'

/** A name a module publishes: defined there, or handed on from elsewhere. */
export interface PublishedName {
  readonly name: string
  /** The definition's text, broken down for comparing; null: a re-export. */
  readonly body: Shingles | null
  /** For a re-export: the place it comes from, as `module#name`. */
  readonly origin: string | null
}

/** How a file spells the place it imports. */
export interface ImportSpelling {
  /** As written. */
  readonly specifier: string
  /** The package through which another one is imported by its name; null: by a path, or within one package. */
  readonly package: string | null
}

/** What one file of a commit publishes and imports. Places are `module#name`, `module#` for a module itself. */
export interface ModuleOutline {
  readonly path: string
  readonly key: string
  readonly published: ReadonlyMap<string, PublishedName>
  /** By place. */
  readonly imports: ReadonlyMap<string, ImportSpelling>
  readonly isTest: boolean
}

/** A name of a module. */
export interface Place {
  readonly outline: ModuleOutline
  readonly published: PublishedName
}

export const placeId = ({ outline, published }: Place): string => `${outline.key}#${published.name}`

/** A module that nothing is known of but its key. */
export const unknownModule = (key: string): ModuleOutline => ({
  path: '',
  key,
  published: new Map(),
  imports: new Map(),
  isTest: false,
})

/** What `from` publishes and `to` does not, at the same place. Several files may go by one name (`setup.py`). */
export function placesMissing(
  from: ReadonlyMap<string, ModuleOutline>,
  to: ReadonlyMap<string, ModuleOutline>,
): Place[] {
  const there = new Set(
    [...to.values()].flatMap((outline) => [...outline.published.keys()].map((name) => `${outline.key}#${name}`)),
  )
  return [...from.values()].flatMap((outline) =>
    [...outline.published.values()]
      .filter((published) => !there.has(`${outline.key}#${published.name}`))
      .map((published) => ({ outline, published })),
  )
}

/** A place and what packages above it would call it, handing it on. */
export function spellingsOf({ outline: { key }, published: { name } }: Place, separator: string): string[] {
  const ids = [`${key}#${name}`]
  const segments = key.split(separator)
  if (name === '') return [...ids, `${segments.slice(0, -1).join(separator)}#${segments.at(-1)}`]
  for (let length = segments.length - 1; length > 0 && ids.length < 5; length--)
    ids.push(`${segments.slice(0, length).join(separator)}#${name}`)
  return ids
}

export const moduleOf = (place: string): string => place.split('#')[0] ?? ''

export const nameOf = (place: string): string => place.split('#')[1] ?? ''
