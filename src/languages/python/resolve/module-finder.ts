import { baseName, firstName, isInside, joinPath, parentPath } from './dotted-path.ts'
import { normalizeDistribution } from './dependencies.ts'
import { findModuleFile, packageRootOf } from './python-tree.ts'
import type { PythonTree } from './python-tree.ts'
import { orderRoots } from './roots.ts'
import type { Root } from './roots.ts'
import { isStandardLibrary } from './standard-library.ts'

/** Where an absolute import leads: a module path (`src/app/tools`), whether or not anything is there. */
export interface Location {
  readonly modulePath: string
  /** The root it was found under; null where the importer's own directory served as one. */
  readonly root: Root | null
}

export interface ModuleFinder {
  /** The place of an absolute dotted name for a file in `directory`; null: not of this repository. */
  find(dotted: string, directory: string): Location | null
  /** Whether it belongs to another distribution, beside parts of the same package that are here. */
  isInstalledPart(dotted: string, directory: string): boolean
  /** The one place of a module that only its neighbours can import; null: none, or several. */
  findPrivate(dotted: string): Location | null
}

const VENDORED = /(?:^|\/)_?(?:vendor(?:ed)?|third_party|extern(?:al)?|typings|stubs)(?:\/|$)/

interface Candidate extends Location {
  /** The first segment is a regular package or a module file, not just a directory. */
  readonly regular: boolean
  readonly package: boolean
  /** The root contains the importer. */
  readonly around: boolean
}

/**
 * The rules of CPython's path-based finder over the roots a repository shows, nearest root first: the first regular
 * package of that name decides when its root contains the importer; otherwise the nearest root that has the module.
 * Directories without `__init__` never hide the standard library or a declared dependency.
 * @param distributed what projects of this repository are called, normalized.
 */
export function createModuleFinder(
  tree: PythonTree,
  roots: readonly Root[],
  dependencies: () => ReadonlySet<string>,
  distributed: () => ReadonlySet<string>,
): ModuleFinder {
  const byTopLevel = new Map<string, Root[]>()
  const ordered = new Map<string, Root[]>()
  const found = new Map<string, Location | null>()

  const providers = (topLevel: string): Root[] => {
    let list = byTopLevel.get(topLevel)
    if (list === undefined) {
      list = roots.filter((root) => offers(joinPath(root.path, topLevel)))
      byTopLevel.set(topLevel, list)
    }
    return list
  }
  const offers = (path: string): boolean =>
    tree.directories.has(path) || tree.files.has(`${path}.py`) || tree.files.has(`${path}.pyi`)
  const isRegular = (path: string): boolean =>
    tree.packages.has(path) || tree.files.has(`${path}.py`) || tree.files.has(`${path}.pyi`)

  const candidatesFor = (topLevel: string, directory: string): Candidate[] => {
    const key = `${directory}:${topLevel}`
    let list = ordered.get(key)
    if (list === undefined) {
      list = orderRoots(providers(topLevel), directory)
      ordered.set(key, list)
    }
    const candidates = list.map((root) => candidate(root.path, root, topLevel, directory))
    const own = ownRootOf(directory)
    const isListed = list.some((root) => root.path === own)
    if (!isListed && isRegular(joinPath(own, topLevel))) candidates.push(candidate(own, null, topLevel, directory))
    return candidates
  }
  /** A script imports its neighbours: `sys.path[0]` is its own directory. So does a package of stubs that is no root. */
  const ownRootOf = (directory: string): string => packageRootOf(tree, directory)
  const candidate = (rootPath: string, root: Root | null, topLevel: string, directory: string): Candidate => {
    const top = joinPath(rootPath, topLevel)
    return {
      modulePath: top,
      root,
      regular: isRegular(top),
      package: tree.packages.has(top),
      around: isInside(directory, rootPath),
    }
  }

  const search = (dotted: string, directory: string): Location | null => {
    const topLevel = firstName(dotted)
    const rest = dotted.slice(topLevel.length + 1).replaceAll('.', '/')
    const place = (from: Candidate): Location => ({ root: from.root, modulePath: joinPath(from.modulePath, rest) })
    /** Stubs of the standard library (typeshed) describe what runs, they do not replace it. */
    const isStub = (from: Candidate): boolean => findModuleFile(tree, place(from).modulePath)?.endsWith('.pyi') === true
    const exists = (from: Candidate): boolean => findModuleFile(tree, place(from).modulePath) !== null
    let candidates = candidatesFor(topLevel, directory).filter((one) => !isPlainNeighbour(one, rest))
    if (candidates.length === 0) return null
    if (isStandardLibrary(topLevel)) {
      candidates = candidates.filter(
        (one) =>
          (one.around && (one.package || isStub(one))) || (rest !== '' && exists(one) && (one.around || !isStub(one))),
      )
    } else if (candidates.some((one) => isWeak(one)) && dependencies().has(normalizeDistribution(topLevel))) {
      candidates = candidates.filter((one) => !isWeak(one))
    }
    const decisive = candidates.find(
      (one) => one.around && one.root !== null && (one.package || (one.regular && rest === '')),
    )
    const there = decisive ?? candidates.find(exists)
    if (there !== undefined) return place(there)
    if (isInstalledPart(dotted, candidates)) return null
    const solid = candidates.filter((one) => one.regular || holdsPackages(one.modulePath))
    const gone =
      solid.find((one) => tree.directories.has(place(one).modulePath)) ?? solid.find((one) => one.regular) ?? solid[0]
    return gone === undefined ? null : place(gone)
  }
  /** A script beside, `azure.py`, is not what `azure.identity` is imported from. */
  const isPlainNeighbour = ({ root, package: isPackage }: Candidate, rest: string): boolean =>
    rest !== '' &&
    !isPackage &&
    (root === null || (!root.declared && baseName(root.path) !== 'src' && root.path !== ''))
  /** `poetry.core` of `poetry-core`: another distribution's part of a package that several share. */
  const isInstalledPart = (dotted: string, candidates: readonly Candidate[]): boolean => {
    if (candidates.some((one) => one.regular)) return false
    const parts = dotted.split('.')
    return parts.some((_, at) => at > 0 && dependencies().has(normalizeDistribution(parts.slice(0, at + 1).join('_'))))
  }
  /** What an installed distribution of the same name would win against. */
  const isWeak = (one: Candidate): boolean => !one.regular || one.root === null || (!one.around && !one.root.declared)
  /** A namespace directory of packages is source; one of loose files (`alembic/env.py`) may be anything. */
  const holdsPackages = (directory: string): boolean => tree.packageParents.has(directory)

  return {
    isInstalledPart: (dotted, directory) => isInstalledPart(dotted, candidatesFor(firstName(dotted), directory)),
    findPrivate(dotted) {
      const path = dotted.replaceAll('.', '/')
      const topLevel = firstName(dotted)
      const distribution = normalizeDistribution(topLevel)
      const isOfOthers = dependencies().has(distribution) && !distributed().has(distribution)
      // A single word, or what others distribute, means what is installed.
      if (!path.includes('/') || isStandardLibrary(topLevel) || isOfOthers) return null
      const places = providers(topLevel).filter((root) => !VENDORED.test(root.path))
      const there = places.filter((root) => findModuleFile(tree, joinPath(root.path, path)) !== null)
      // Of one that has gone already its package may still tell.
      const parent = parentPath(path)
      const [root, ...others] =
        there.length > 0 ? there : places.filter((root) => tree.packages.has(joinPath(root.path, parent)))
      return root === undefined || others.length > 0 ? null : { root, modulePath: joinPath(root.path, path) }
    },
    find(dotted, directory) {
      const topLevel = firstName(dotted)
      if (providers(topLevel).length === 0 && !isRegular(joinPath(ownRootOf(directory), topLevel))) return null
      const key = `${directory}:${dotted}`
      const known = found.get(key)
      if (known !== undefined) return known
      const location = search(dotted, directory)
      found.set(key, location)
      return location
    },
  }
}
