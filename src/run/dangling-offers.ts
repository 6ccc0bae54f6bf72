import { PublishedNames } from '../core/dangling-names.ts'
import { OPAQUE } from '../core/dangling-outline.ts'
import { isEmbedding } from '../languages/embedded/document.ts'
import type { OutlineStore } from './dangling-outlines.ts'
import type { Offers } from './dangling-suggest.ts'
import type { Engine } from './engine.ts'

export interface OfferedTree {
  readonly engine: Engine
  readonly outlines: OutlineStore
  /** The files of the engine's language. */
  readonly paths: () => readonly string[]
}

/** Who defines what in a tree, found out when the first thing is missing. */
export function createOffers({ engine, outlines, paths }: OfferedTree): Offers {
  const { resolver } = engine
  /** Not the names that importers are judged by: what is asked of these does not count as asked by an import. */
  const names = new PublishedNames(resolver, (path) => (isEmbedding(path) ? OPAQUE : outlines.outlineOf(path)))
  const defined = new Map<string, ReadonlySet<string>>()
  let holders: ReadonlyMap<string, readonly string[]> | null = null
  /** By what the last segment of their module may begin with. */
  let likely: ReadonlyMap<string, readonly string[]> | null = null

  const definedIn = (path: string): ReadonlySet<string> => {
    const known = defined.get(path) ?? readDefinitions(engine, path)
    defined.set(path, known)
    return known
  }
  const stemOf = (path: string): string => {
    const { key } = resolver.addressOfPath(path)
    return key.slice(key.lastIndexOf(engine.id === 'python' ? '.' : '/') + 1)
  }
  return {
    resolver,
    definersOf(name, limit, isEligible) {
      holders ??= groupPaths(paths(), (path) => outlines.sketchOf(path)?.names ?? [])
      const found = holders.get(name) ?? []
      // Most files that have a common name only import it.
      return found.length > limit * 8 ? null : found.filter((path) => isEligible(path) && definedIn(path).has(name))
    },
    filesCalled(stem) {
      likely ??= groupPaths(paths(), wordsOfPath)
      return (likely.get(firstWord(stem)) ?? []).filter((path) => stemOf(path) === stem)
    },
    namesOf: (path) => outlines.exactOf(path)?.names ?? new Set(),
    publishes: (path, name) => names.publishes(resolver.addressOfPath(path), name) === 'yes',
  }
}

/** The names a file binds itself, and publishes. */
function readDefinitions(engine: Engine, path: string): ReadonlySet<string> {
  const facts = engine.factsOf(path)
  return new Set(
    facts?.exports.flatMap(({ name, target }) =>
      target.type === 'binding' && facts.bindings[target.binding]?.kind !== 'import' ? [name] : [],
    ),
  )
}

const firstWord = (segment: string): string => {
  const dot = segment.indexOf('.', 1)
  return dot === -1 ? segment : segment.slice(0, dot)
}

/** The file's name, and that of its directory, which an `index` or an `__init__` stands for. */
function wordsOfPath(path: string): Iterable<string> {
  const slash = path.lastIndexOf('/')
  const word = firstWord(path.slice(slash + 1))
  if (word !== 'index' && word !== '__init__') return [word]
  return [word, firstWord(path.slice(path.lastIndexOf('/', slash - 1) + 1, Math.max(0, slash)))]
}

function groupPaths(paths: readonly string[], keysOf: (path: string) => Iterable<string>): Map<string, string[]> {
  const grouped = new Map<string, string[]>()
  for (const path of paths)
    for (const key of keysOf(path)) {
      const known = grouped.get(key)
      if (known) known.push(path)
      else grouped.set(key, [path])
    }
  return grouped
}
