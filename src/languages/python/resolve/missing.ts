import type { MissingModule } from '../../../core/module-address.ts'
import type { Source } from '../../../core/source.ts'
import { createBuildMentions } from './build-mentions.ts'
import { normalizeDistribution } from './dependencies.ts'
import { baseName, firstName, isInside, joinPath, parentPath } from './dotted-path.ts'
import { createElsewhereTest } from './meant-for-elsewhere.ts'
import type { ModuleFinder } from './module-finder.ts'
import { findModuleFile, type PythonTree } from './python-tree.ts'
import type { Root } from './roots.ts'

/*
 * Why a module without a file may exist all the same. Everything here errs on the side of doubt: a doubt is counted,
 * never reported.
 */

export interface MissingContext {
  readonly source: Source
  readonly tree: PythonTree
  readonly roots: readonly Root[]
  readonly finder: ModuleFinder
  readonly dependencies: () => ReadonlySet<string>
  readonly read: (path: string) => string | null
}

export interface MissingExplainer {
  explain(specifier: string, fromPath: string): MissingModule
  alternatives(specifier: string, fromPath: string): readonly string[]
  isGuess(specifier: string, fromPath: string): boolean
}

/** A package that finds its submodules by means of its own. */
const OWN_FINDER =
  /\b__path__\s*(?:\+?=(?!=|\s*__path__)|\.\s*(?:append|extend|insert)\b)|\bextend_path\s*\(|\bdeclare_namespace\s*\(|\b(?:meta_path|path_hooks)\s*\.\s*(?:append|insert)\b|\bsys\.modules\s*\[(?!__name__\])[^\]\n]*\]\s*=[^=]|\bsys\.modules\.(?:update|setdefault|__setitem__)\b/
/** Another object takes the package's place, and answers for its submodules where there are none beside. */
const SELF_REPLACED = /\bsys\.modules\s*\[\s*__name__\s*\]\s*=[^=]/
const IMPORTER = /\b(?:meta_path|path_hooks)\b/
/** The import system asks a module for its `__path__` by plain attribute access. */
const MODULE_GETATTR = /^(?:def\s+__getattr__\b|__path__\s*=)/m
/** A file that changes where modules are looked for. */
const OWN_SEARCH_PATH = /\bsys\.path\b|\baddsitedir\b|\bsyspath_prepend\b|\bpath_hooks\b|\bmeta_path\b/
const ANSIBLE = 'Ansible puts together what its modules and plugins import'
export function createMissingExplainer(context: MissingContext): MissingExplainer {
  const { source, tree, roots, finder, read } = context
  let stems: Map<string, string[]> | null = null
  const buildMentions = createBuildMentions(source, read)
  const isMeantForElsewhere = createElsewhereTest(tree, read)
  const ownFinder = new Map<string, boolean>()
  const ownSearchPath = new Map<string, boolean>()
  const moduleServers = new Map<string, boolean>()
  /** By directory and specifier: a star is asked through for every name that may come from it. */
  const others = new Map<string, readonly string[]>()

  /** Listed files by directory and name up to the first dot. */
  const besides = (modulePath: string): readonly string[] => {
    if (stems === null) {
      stems = new Map()
      for (const { path } of source.list()) {
        if (path.endsWith('.py') || path.endsWith('.pyi')) continue
        const name = baseName(path)
        const stem = joinPath(
          parentPath(path),
          name.slice(0, name.indexOf('.', 1) === -1 ? undefined : name.indexOf('.', 1)),
        )
        const known = stems.get(stem)
        if (known) known.push(path)
        else stems.set(stem, [path])
      }
    }
    return [...(stems.get(modulePath) ?? []), ...(stems.get(`${modulePath}module`) ?? [])]
  }

  /** The files of a module path, links followed. */
  const filesOf = (modulePath: string): string[] =>
    [`${modulePath}.py`, joinPath(modulePath, '__init__.py'), `${modulePath}.pyi`, joinPath(modulePath, '__init__.pyi')]
      .filter((path) => source.has(path))
      .map((path) => source.realPath?.(path) ?? path)

  const hasSubmodules = (directory: string): boolean =>
    tree.packageParents.has(directory) ||
    [...tree.files].some((path) => parentPath(path) === directory && !/\/__init__\.pyi?$/.test(path))
  const findsItself = (directory: string): boolean =>
    recall(ownFinder, directory, () => {
      const text = read(joinPath(directory, '__init__.py')) ?? ''
      return OWN_FINDER.test(text) || (SELF_REPLACED.test(text) && !hasSubmodules(directory))
    })
  const setsSearchPath = (path: string): boolean =>
    recall(ownSearchPath, path, () => OWN_SEARCH_PATH.test(read(path) ?? ''))

  /** A module, not a package, that lets another one answer for it. */
  const servesSubmodules = (modulePath: string): boolean =>
    recall(moduleServers, modulePath, () => MODULE_GETATTR.test(read(`${modulePath}.py`) ?? ''))

  const ancestors = (path: string): string[] => {
    const found: string[] = []
    for (let at = parentPath(path); at !== ''; at = parentPath(at)) found.push(at)
    return found
  }

  /** A package that finds its modules itself spells the name of this one: `MovedModule("name", …)` of six. */
  const isRegistered = (modulePath: string): boolean => {
    const owner = ancestors(modulePath).find(findsItself)
    if (owner === undefined) return false
    const text = read(joinPath(owner, '__init__.py')) ?? ''
    // Who only aliases what can be imported elsewhere promises nothing.
    if (/\bexcept\b[^\n]{0,80}\b(?:ImportError|ModuleNotFoundError)\b/.test(text) && !IMPORTER.test(text)) return false
    const below = modulePath.slice(owner.length + 1).replaceAll('/', '.')
    return [below, baseName(modulePath)].some((name) => text.includes(`"${name}"`) || text.includes(`'${name}'`))
  }

  const doubtPlace = (modulePath: string): string | null => {
    if (/[{}%$<>]/.test(modulePath)) return 'it is inside a template'
    // Where a package itself is not there, what makes it makes the modules in it.
    const absent = [modulePath, ...ancestors(modulePath).filter((at) => !source.hasDirectory(at))]
    const beside = absent.flatMap(besides)[0]
    if (beside !== undefined) return `${beside} may be built into it`
    if (/_pb2(?:_grpc)?$/.test(modulePath)) return 'protocol buffers are compiled into it'
    const owner = ancestors(modulePath).find(findsItself)
    if (owner !== undefined) return `${owner}/__init__.py changes where its modules are found`
    const server = absent.find(servesSubmodules)
    if (server !== undefined) return `${server}.py answers for any attribute, __path__ among them`
    // Configurations go on speaking of packages that are gone; of a compiled one only a build does.
    if (buildMentions(modulePath) || absent.some((at) => baseName(at).startsWith('_') && buildMentions(at)))
      return 'a build file speaks of it'
    return null
  }

  /** A directory nobody declares as a root, with a package that is called as an installed one. */
  const isShadowed = (topLevel: string, root: Root | null): boolean => {
    const plain = root === null || root.path === '' || root.declared || baseName(root.path) === 'src'
    return !plain && context.dependencies().has(normalizeDistribution(topLevel))
  }

  const doubtRoot = (dotted: string, fromPath: string, root: Root | null): string | null => {
    const directory = parentPath(fromPath)
    const topLevel = firstName(dotted)
    const holders = roots.filter((one) => hasTopLevel(joinPath(one.path, topLevel)))
    // The one regular package of that name in the tree is what a changed path is there to find.
    const only = holders.length === 1 && root !== null && tree.packages.has(joinPath(root.path, topLevel))
    if (!only && setsSearchPath(fromPath)) return 'the file changes sys.path'
    const conftest = ['', ...ancestors(fromPath)]
      .map((at) => joinPath(at, 'conftest.py'))
      .find((path) => tree.files.has(path) && setsSearchPath(path))
    if (!only && conftest !== undefined) return `${conftest} changes sys.path`
    const regular = (one: Root): boolean => findModuleFile(tree, joinPath(one.path, topLevel)) !== null
    if (root !== null && !regular(root)) {
      const distribution = normalizeDistribution(topLevel)
      for (const name of context.dependencies())
        if (name === distribution || name.startsWith(`${distribution}_`))
          return `${topLevel} is also a declared dependency`
    }
    if (isShadowed(topLevel, root)) return `${topLevel} is also a declared dependency`
    if (root === null || isInside(directory, root.path) || root.declared) return null
    if (holders.length > 1) return `several directories offer ${topLevel}`
    if (!isInside(directory, parentPath(root.path)) && root.path !== '')
      return `${topLevel} is in ${root.path}, which is no declared root`
    return null
  }
  const hasTopLevel = (path: string): boolean =>
    tree.directories.has(path) || tree.files.has(`${path}.py`) || tree.files.has(`${path}.pyi`)

  /** https://docs.ansible.com/ansible/latest/dev_guide/developing_program_flow_modules.html#ansiballz */
  const isAnsibleContent = (specifier: string, fromPath: string): boolean =>
    /(?:^|\/)(?:library|plugins|module_utils|roles|targets)\//.test(fromPath) &&
    !tree.packages.has(parentPath(fromPath)) &&
    /(?:^|\.)(?:module_utils|ansible_collections)(?:\.|$)|^\.\.?[^.]/.test(specifier)

  const placeOf = (
    specifier: string,
    fromPath: string,
  ): { modulePath: string; root: Root | null; relative: boolean } | null => {
    if (!specifier.startsWith('.')) {
      const location = finder.find(specifier, parentPath(fromPath))
      return location === null ? null : { ...location, relative: false }
    }
    const rest = specifier.replace(/^\.+/, '')
    let base = parentPath(fromPath)
    for (let up = 1; up < specifier.length - rest.length; up++) base = parentPath(base)
    return { modulePath: joinPath(base, rest.replaceAll('.', '/')), root: null, relative: true }
  }

  return {
    explain(specifier, fromPath) {
      const place = placeOf(specifier, fromPath)
      if (place === null) {
        const exists = finder.isInstalledPart(specifier, parentPath(fromPath))
        return { exists, placeDoubt: null, routeDoubt: 'nothing of that name is in the repository', paths: [] }
      }
      const { modulePath, root, relative } = place
      const isHere = modulePath === '' || source.hasDirectory(modulePath) || filesOf(modulePath).length > 0
      const declared = !isHere && isRegistered(modulePath)
      const exists = isHere || declared
      const placeDoubt = isAnsibleContent(specifier, fromPath)
        ? ANSIBLE
        : relative && !exists && isMeantForElsewhere(fromPath, modulePath)
          ? 'its directory is no package: it may be copied to where that module is'
          : doubtPlace(modulePath)
      const routeDoubt = relative ? null : doubtRoot(specifier, fromPath, root)
      return { exists, declared, placeDoubt, routeDoubt, paths: [`${modulePath}.py`, `${modulePath}/__init__.py`] }
    },
    isGuess(specifier, fromPath) {
      if (isAnsibleContent(specifier, fromPath)) return true
      const place = placeOf(specifier, fromPath)
      return place !== null && !place.relative && isShadowed(firstName(specifier), place.root)
    },
    alternatives(specifier, fromPath) {
      const key = `${parentPath(fromPath)}:${specifier}`
      const known = others.get(key)
      if (known !== undefined) return known
      const found = new Set<string>()
      const add = (modulePath: string): void => {
        for (const path of filesOf(modulePath)) found.add(path)
      }
      const place = placeOf(specifier, fromPath)
      if (place !== null) add(place.modulePath)
      if (!specifier.startsWith('.')) {
        const below = specifier.replaceAll('.', '/')
        for (const root of roots) add(joinPath(root.path, below))
        add(joinPath(parentPath(fromPath), below))
      }
      const paths = [...found]
      others.set(key, paths)
      return paths
    },
  }
}

function recall(memory: Map<string, boolean>, key: string, make: () => boolean): boolean {
  const known = memory.get(key)
  if (known !== undefined) return known
  const value = make()
  memory.set(key, value)
  return value
}
