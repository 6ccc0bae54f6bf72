import type { Manifest } from '../../../core/migration.ts'
import { sameModule } from '../../../core/providers.ts'
import type { ModuleAddress, Resolver } from '../../../core/module-address.ts'
import type { Source } from '../../../core/source.ts'
import { declaredDependencies, dependenciesOfSetup, normalizeDistribution } from './dependencies.ts'
import {
  dottedBelow,
  firstName,
  isInside,
  joinPath,
  lastName,
  modulePathOfFile,
  parentName,
  parentPath,
} from './dotted-path.ts'
import { createMissingExplainer, type MissingExplainer } from './missing.ts'
import { createModuleFinder } from './module-finder.ts'
import { addNamespaces } from './namespaces.ts'
import { createNeighbours } from './neighbours.ts'
import { declaredName } from './project-settings.ts'
import { findModuleFile, namesOfModules, readPythonTree } from './python-tree.ts'
import type { PythonTree } from './python-tree.ts'
import { findRoots } from './roots.ts'
import type { Root } from './roots.ts'
import { isStandardLibrary } from './standard-library.ts'
import { spellModule } from './spelling.ts'

/** Answers from the source's listing and its project files; everything is computed once and remembered. */
export function createPythonResolver(source: Source, manifest: Manifest | null): Resolver {
  const decoder = new TextDecoder()
  const read = (path: string): string | null => {
    const bytes = source.read(path)
    return bytes === null ? null : decoder.decode(bytes)
  }
  const tree = addNamespaces(readPythonTree(source), read)
  const explicit = manifest?.python.roots ?? []
  const roots = findRoots(tree, explicit, read)
  let dependencies: ReadonlySet<string> | null = null
  const readDependencies = (): ReadonlySet<string> => {
    dependencies ??= new Set(
      tree.configurations.flatMap((path) => {
        const text = read(path)
        return text === null ? [] : declaredDependencies(path, text)
      }),
    )
    return dependencies
  }
  let ofSetup: ReadonlySet<string> | null = null
  const mayBeInstalled = (topLevel: string): boolean => {
    ofSetup ??= new Set(
      tree.configurations
        .filter((path) => path.endsWith('setup.py'))
        .flatMap((path) => dependenciesOfSetup(read(path) ?? '')),
    )
    const distribution = normalizeDistribution(topLevel)
    return isStandardLibrary(topLevel) || readDependencies().has(distribution) || ofSetup.has(distribution)
  }
  const readDistributed = (): ReadonlySet<string> =>
    new Set(
      tree.configurations.flatMap((path) => {
        const text = read(path)
        const name = text === null ? null : declaredName(path, text)
        return name === null ? [] : [normalizeDistribution(name)]
      }),
    )
  const finder = createModuleFinder(tree, roots, readDependencies, readDistributed)
  const addressing = createAddressing(tree, roots)
  const neighbours = createNeighbours(tree, manifest, addressing.namesOf, readDependencies)
  const ofPath = new Map<string, ModuleAddress>()
  const resolved = new Map<string, ModuleAddress>()
  let movedAway: ReadonlySet<string> | null = null
  let moduleNames: ReadonlySet<string> | null = null
  let explainer: MissingExplainer | null = null
  const missing = (): MissingExplainer =>
    (explainer ??= createMissingExplainer({ source, tree, roots, finder, dependencies: readDependencies, read }))

  const addressOfPath = (path: string): ModuleAddress =>
    remember(ofPath, path, () => addressing.ofModulePath(modulePathOfFile(path), /\.pyi?$/.test(path) ? path : null))

  const resolveAbsolute = (name: string, directory: string): ModuleAddress => {
    const dotted = name.endsWith('.__init__') ? name.slice(0, -'.__init__'.length) : name
    const location = finder.find(dotted, directory)
    if (location !== null) return addressing.named(dotted, location.modulePath)
    const gone = neighbours.findGone(dotted, directory)
    if (gone !== null) return addressing.named(dotted, gone)
    movedAway ??= findMovedPackages(manifest, (to) => finder.find(to, '') !== null)
    return external(dotted, movedAway.has(firstName(dotted)))
  }

  const resolveRelative = (specifier: string, fromPath: string): ModuleAddress => {
    const rest = specifier.replace(/^\.+/, '')
    const level = specifier.length - rest.length
    let base = parentPath(fromPath)
    for (let up = 1; up < level; up++) {
      if (base === '') return external(specifier, true)
      base = parentPath(base)
    }
    const modulePath = joinPath(base, rest.replaceAll('.', '/'))
    const own = addressOfPath(fromPath)
    return addressing.ofModulePath(modulePath, null, [own.key, ...own.aliases])
  }

  return {
    addressOfPath,
    resolve(specifier, fromPath) {
      const directory = parentPath(fromPath)
      const name = specifier.trim()
      return remember(resolved, `${name.startsWith('.') ? fromPath : directory}:${name}`, () =>
        name.startsWith('.') ? resolveRelative(name, fromPath) : resolveAbsolute(name, directory),
      )
    },
    resolveManifest(spelled) {
      return remember(resolved, `:${spelled}`, () => {
        const name = spelled.trim()
        const address = resolveAbsolute(name, '')
        // Who names a module of an example or of test data means it, where there is but one of the name.
        const hidden = address.firstParty ? null : finder.findPrivate(name)
        return hidden === null ? address : addressing.named(name, hidden.modulePath)
      })
    },
    hasModuleNamed(name) {
      moduleNames ??= namesOfModules(tree)
      return moduleNames.has(name)
    },
    submodule(parent, name) {
      for (const key of [parent.key, ...parent.aliases]) {
        for (const directory of addressing.directoriesOf(parent, key)) {
          const modulePath = joinPath(directory, name)
          if (findModuleFile(tree, modulePath) !== null || source.hasDirectory(modulePath)) {
            return addressing.named(parent.key === '' ? name : `${parent.key}.${name}`, modulePath)
          }
        }
      }
      return null
    },
    spell(target, fromPath, style) {
      const own = addressOfPath(fromPath)
      const near = style === null ? null : neighbours.spell(target, parentPath(fromPath), style, finder)
      if (near !== null && sameModule(this.resolve(near, fromPath), target)) return near
      const isPackage = /(?:^|\/)__init__\.pyi?$/.test(fromPath)
      const packages = [own.key, ...own.aliases]
        .map((name) => (isPackage ? name : (parentName(name) ?? '')))
        .filter((name) => name !== '')
      return spellModule(target, packages, style)
    },
    mayBeInstalled: (specifier) => mayBeInstalled(firstName(specifier.trim())),
    explainMissing: (specifier, fromPath) => missing().explain(specifier.trim(), fromPath),
    isGuess: (specifier, fromPath) => missing().isGuess(specifier.trim(), fromPath),
    alternatives: (specifier, fromPath) => missing().alternatives(specifier.trim(), fromPath),
  }
}

interface Addressing {
  /** The dotted names of a path below the roots around it. */
  namesOf(modulePath: string): string[]
  /** The module at a path that some importer spells `key`. */
  named(key: string, modulePath: string): ModuleAddress
  /** The module at a path under its natural name: that of the deepest root around it, or the one most like `near`. */
  ofModulePath(modulePath: string, file: string | null, near?: readonly string[]): ModuleAddress
  /** The directories in which the submodules of a module are. */
  directoriesOf(address: ModuleAddress, key: string): string[]
}

function createAddressing(tree: PythonTree, roots: readonly Root[]): Addressing {
  const namesOf = (modulePath: string): string[] => {
    const names = new Set<string>()
    for (const root of roots) {
      const name = isInside(modulePath, root.path) ? dottedBelow(modulePath, root.path) : null
      if (name !== null) names.add(name)
    }
    return [...names]
  }
  const named = (key: string, modulePath: string): ModuleAddress => ({
    language: 'python',
    key,
    aliases: namesOf(modulePath).filter((name) => name !== key),
    firstParty: true,
    path: findModuleFile(tree, modulePath),
  })
  return {
    namesOf,
    named,
    ofModulePath(modulePath, file, near) {
      const names = namesOf(modulePath)
      const tops = new Set(near?.map(firstName))
      const key =
        names.find((name) => tops.has(firstName(name))) ??
        names[0] ??
        modulePath.replace(/\.\w+$/, '').replaceAll('/', '.')
      return { ...named(key, modulePath), ...(file === null ? {} : { path: file }) }
    },
    directoriesOf(address, key) {
      if (address.path !== null) {
        const modulePath = modulePathOfFile(address.path)
        return /(?:^|\/)__init__\.pyi?$/.test(address.path) ? [modulePath] : []
      }
      return roots
        .map((root) => joinPath(root.path, key.replaceAll('.', '/')))
        .filter((directory) => tree.directories.has(directory))
    },
  }
}

function external(key: string, firstParty: boolean): ModuleAddress {
  return { language: 'python', key, aliases: [], firstParty, path: null }
}

/**
 * Top-level packages that no longer exist here but did: a module entry moves them under a first-party name that
 * keeps the last segment (`app` → `backend.app`).
 */
function findMovedPackages(manifest: Manifest | null, isHere: (dotted: string) => boolean): ReadonlySet<string> {
  const moved = new Set<string>()
  for (const migration of manifest?.migrations ?? []) {
    if (migration.kind !== 'module' || migration.language !== 'python' || migration.to === null) continue
    for (const to of 'module' in migration.to ? [migration.to] : migration.to) {
      const from = migration.from.module
      if (to.module !== null && lastName(to.module) === lastName(from) && isHere(to.module)) moved.add(firstName(from))
    }
  }
  return moved
}

function remember<Value>(memory: Map<string, Value>, key: string, make: () => Value): Value {
  const known = memory.get(key)
  if (known !== undefined) return known
  const value = make()
  memory.set(key, value)
  return value
}
