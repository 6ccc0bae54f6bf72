import type { Manifest } from '../../../core/migration.ts'
import type { ModuleAddress } from '../../../core/module-address.ts'
import { normalizeDistribution } from './dependencies.ts'
import { firstName, joinPath } from './dotted-path.ts'
import type { ModuleFinder } from './module-finder.ts'
import type { PythonTree } from './python-tree.ts'
import { isStandardLibrary } from './standard-library.ts'

/*
 * A script imports what lies beside it by its bare name: `sys.path[0]` is its own directory (docs.python.org, "sys.path").
 */
export interface Neighbours {
  /** The module path of a neighbour that is not there any more, but that the manifest names by its full name. */
  findGone(dotted: string, directory: string): string | null
  /** A neighbour's bare name, for a script that imports others so; null for any other style or target. */
  spell(target: ModuleAddress, directory: string, style: string, finder: ModuleFinder): string | null
}

/** @param namesOf the dotted names of a path below the roots around it. */
export function createNeighbours(
  tree: PythonTree,
  manifest: Manifest | null,
  namesOf: (path: string) => string[],
  dependencies: () => ReadonlySet<string>,
): Neighbours {
  const retired = new Set(
    (manifest?.migrations ?? []).flatMap((migration) => {
      if (migration.kind === 'literal' || migration.language === 'typescript') return []
      return migration.from.module === null ? [] : [migration.from.module]
    }),
  )
  const isScriptDirectory = (directory: string): boolean => directory !== '' && !tree.packages.has(directory)
  const findGone = (dotted: string, directory: string): string | null => {
    if (retired.size === 0 || !isScriptDirectory(directory)) return null
    const names = namesOf(joinPath(directory, dotted.replaceAll('.', '/')))
    if (!names.some((name) => name !== dotted && isRetired(name, retired))) return null
    const topLevel = firstName(dotted)
    if (isStandardLibrary(topLevel) || dependencies().has(normalizeDistribution(topLevel))) return null
    return joinPath(directory, dotted.replaceAll('.', '/'))
  }
  return {
    findGone,
    spell(target, directory, style, finder) {
      if (style.startsWith('.') || !isScriptDirectory(directory)) return null
      const location = finder.find(style, directory)
      if (location === null ? findGone(style, directory) === null : location.root !== null) return null
      for (const around of namesOf(directory))
        for (const name of [target.key, ...target.aliases])
          if (name.startsWith(`${around}.`)) return name.slice(around.length + 1)
      return null
    },
  }
}

/** The module itself, or one inside it. */
function isRetired(name: string, retired: ReadonlySet<string>): boolean {
  for (let at = name; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) if (retired.has(at)) return true
  return false
}
