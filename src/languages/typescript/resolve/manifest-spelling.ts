import type { ModuleAddress } from '../../../core/module-address.ts'
import { externalResolution, type Resolution, type ResolveContext } from './addresses.ts'
import { isDataStandIn } from './module-files.ts'
import { splitSpecifier } from './packages.ts'
import { directoryOf, isOutside, joinPath } from './repo-path.ts'
import { isRelative } from './specifier.ts'

/** Aliases of a monorepo's parts are not the root's; beyond this many configurations none is asked. */
const MAX_CONFIGS = 2000

/** What a module spelled in the manifest means: a root-relative path, an alias, a workspace or external package. */
export const createManifestReader = (
  context: ResolveContext,
  resolve: (specifier: string, fromPath: string) => Resolution,
) => {
  const { listing, files, packages } = context
  let configured: string[] | null = null

  /** One imaginary file beside each listed tsconfig. */
  const places = (): string[] => {
    if (configured === null) {
      configured = []
      for (const path of listing.paths()) {
        if (!/(?:^|\/)[jt]sconfig\.json$/.test(path) || path.includes('node_modules/')) continue
        if (configured.length < MAX_CONFIGS) configured.push(joinPath(directoryOf(path), 'index.ts'))
      }
    }
    return configured
  }

  const resolveAlias = (spelled: string): ModuleAddress | null => {
    const root = resolve(spelled, 'index.ts')
    if (root.address.firstParty && root.address.path !== null) return root.address
    let gone = root.route.type !== 'external' && root.address.firstParty ? root.address : null
    for (const place of places()) {
      const { address, route } = resolve(spelled, place)
      if (route.type === 'external' || !address.firstParty) continue
      if (address.path !== null) return address
      gone ??= address
    }
    return gone
  }

  return (spelled: string): ModuleAddress => {
    const path = joinPath('', spelled)
    const isPath = isRelative(spelled)
    if (isPath || !/^[#/~$]|^[a-z][a-z+.-]*:/i.test(spelled)) {
      const listed = isOutside(path) ? null : files.find(path, [''])
      const found = listed !== null && isDataStandIn(listed, path) ? null : listed
      // A directory named like a dependency (`react/`) does not take its name away.
      const isDependency = splitSpecifier(spelled)?.subpath === '' && packages.dependsOn(spelled, '')
      if (found !== null && (isPath || !isDependency)) return context.addressOfPath(found)
      // Who names a path means it, also one in a directory that builds fill.
      if (isPath) return { ...context.addressOfGone(path), firstParty: !isOutside(path) }
    }
    const aliased = resolveAlias(spelled)
    if (aliased !== null) return aliased
    const parent = directoryOf(path)
    if (parent !== '' && !isOutside(path) && splitSpecifier(spelled) !== null) {
      const first = path.split('/')[0] ?? ''
      if (listing.hasDirectory(parent) || (listing.hasDirectory(first) && !context.mayBeExternal(spelled, ''))) {
        return context.addressOfGone(path)
      }
    }
    return externalResolution(spelled).address
  }
}
