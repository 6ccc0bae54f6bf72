import type { ModuleAddress } from '../../../core/module-address.ts'
import type { Resolution, ResolveContext, Route } from './addresses.ts'
import { isObject } from './listing.ts'
import { matchSubpath, splitSpecifier, type Package, type Packages } from './packages.ts'
import { ancestorsOf, directoryOf, joinPath } from './repo-path.ts'

/* What a specifier means by package.json files and by bundler conventions. */

/** The package whose `imports` apply in a directory. */
export const importsOwner = (directory: string, context: ResolveContext): Package | null => {
  for (const ancestor of ancestorsOf(directory)) {
    const owner = context.packages.at(ancestor)
    if (owner !== null && (isObject(owner.json['imports']) || owner.name !== null)) return owner
  }
  return null
}

export const resolvePackageImport = (
  specifier: string,
  directory: string,
  context: ResolveContext,
  resolveOuter: (specifier: string, directory: string) => Resolution,
): Resolution | null => {
  const owner = importsOwner(directory, context)
  const match =
    owner === null || !isObject(owner.json['imports']) ? null : matchSubpath(owner.json['imports'], specifier)
  if (owner === null || match === null) return null
  const route: Route = { type: 'package-import' }
  const inner = match.targets.filter((target) => target.startsWith('./'))
  for (const target of inner) {
    const found = context.files.findEntry(target, owner)
    if (found !== null) return { address: context.addressOfPath(found), route }
  }
  const gone = context.pickGone(inner.flatMap((target) => context.files.guessEntry(target, owner)))
  if (gone !== null) return { address: context.addressOfGone(gone), route }
  const outer = match.targets.find((target) => !target.startsWith('.') && !target.startsWith('#'))
  return outer === undefined ? null : { address: resolveOuter(outer, directory).address, route }
}

export const resolvePackage = (specifier: string, directory: string, context: ResolveContext): Resolution | null => {
  const parts = splitSpecifier(specifier)
  const owner = parts === null ? null : context.packages.find(parts.name, directory)
  if (parts === null || owner === null) return null
  const subpath = parts.subpath === '' || parts.subpath === '/' ? '.' : `.${parts.subpath}`
  const route: Route = { type: 'package' }
  const { files } = context
  const found = files.findSubpath(owner, subpath)
  if (found !== null) {
    const retired = subpath === '.' ? null : findRetiredSubpath(owner, subpath, found, context)
    return { address: retired === null ? context.addressOfPath(found) : context.addressOfGone(retired), route }
  }
  const gone = context.pickGone(files.guessSubpath(owner, subpath))
  if (gone === null) return null
  const address = context.addressOfGone(gone)
  // Style sheets, assets and bundles that a package publishes are built.
  const isBuilt =
    /\.[a-z]+$/.test(gone) || context.addressOfGone(joinPath(owner.directory, subpath)).firstParty === false
  return { address: isBuilt && !context.isKnown(address.key) ? { ...address, firstParty: false } : address, route }
}

/** `"./*": "./dist/index.js"` answers for every subpath, also for that of a module that is gone. */
const findRetiredSubpath = (owner: Package, subpath: string, found: string, context: ResolveContext): string | null => {
  const { files } = context
  const stem = `/${subpath.slice(2)}`
  if (files.keyOf(found).endsWith(stem)) return null
  return (
    files
      .guessSubpath(owner, subpath)
      .find(
        (guess) =>
          files.keyOf(guess).endsWith(stem) && context.isKnown(files.keyOf(guess)) && files.find(guess, ['']) === null,
      ) ?? null
  )
}

/** The specifiers of a package that name one module each. */
export const entriesOf = (target: ModuleAddress, directory: string, packages: Packages): string[] => {
  const owner = packages.ownerOf(directoryOf(target.path ?? target.key))
  if (owner?.name == null || owner === packages.ownerOf(directory) || packages.find(owner.name, directory) !== owner)
    return []
  const map = owner.json['exports']
  const subpaths = isObject(map)
    ? Object.keys(map).filter((key) => key.startsWith('./') && !key.includes('*') && !key.endsWith('/'))
    : []
  return [owner.name, ...subpaths.map((key) => owner.name + key.slice(1))]
}

/** Prefixes that bundlers and frameworks set up without a listed tsconfig, and the directories they may mean. */
const CONVENTIONS: readonly (readonly [prefix: string, directories: readonly string[]])[] = [
  ['$lib/', ['src/lib']],
  ['~~/', ['']],
  ['@@/', ['']],
  ['@/', ['src', 'app', '']],
  ['~/', ['src', 'app', '']],
]

/** Whether the specifier is of the kind that `resolveConvention` answers. */
export const isConvention = (specifier: string): boolean =>
  specifier.startsWith('/') || CONVENTIONS.some(([prefix]) => specifier.startsWith(prefix))

/** Tried only where nothing declared answers; none of these prefixes can begin a package's name. */
export const resolveConvention = (specifier: string, directory: string, context: ResolveContext): Resolution | null => {
  const { files, listing } = context
  const home = context.packages.ownerOf(directory)?.directory ?? ''
  const homes = home === '' ? [''] : [home, '']
  if (specifier.startsWith('/')) {
    for (const place of homes) {
      const found = files.find(joinPath(place, `.${specifier}`), [''])
      if (found !== null)
        return { address: context.addressOfPath(found), route: { type: 'convention', prefix: '/', directory: place } }
    }
    return null
  }
  for (const [prefix, directories] of CONVENTIONS) {
    if (!specifier.startsWith(prefix)) continue
    const rest = specifier.slice(prefix.length)
    const places = homes.flatMap((base) => directories.map((name) => joinPath(base, name)))
    for (const place of places) {
      const found = files.find(joinPath(place, rest), [''])
      if (found !== null)
        return { address: context.addressOfPath(found), route: { type: 'convention', prefix, directory: place } }
    }
    const listed = places.filter((place) => place !== '' && listing.hasDirectory(place))
    const gone =
      places.find((place) => context.isKnown(files.keyOf(joinPath(place, rest)))) ??
      listed.find((place) => listing.hasDirectory(joinPath(place, rest.split('/')[0] ?? ''))) ??
      listed[0]
    if (gone === undefined) return null
    return {
      address: context.addressOfGone(joinPath(gone, rest)),
      route: { type: 'convention', prefix, directory: gone },
    }
  }
  return null
}
