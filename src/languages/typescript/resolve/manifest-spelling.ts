import type { ModuleAddress } from '../../../core/module-address.ts'
import { externalResolution, type Resolution, type ResolveContext } from './addresses.ts'
import type { ConfigFiles } from './config-files.ts'
import { matchPattern } from './config-routes.ts'
import { isDataStandIn } from './module-files.ts'
import { isConvention } from './package-routes.ts'
import { splitSpecifier } from './packages.ts'
import { directoryOf, isOutside, joinPath } from './repo-path.ts'
import { createSpeakingConfigs } from './speaking-configs.ts'
import { isRelative } from './specifier.ts'
import type { TsConfig } from './tsconfig.ts'

/** What a module spelled in the manifest means: a root-relative path, an alias, a workspace or external package. */
export const createManifestReader = (
  context: ResolveContext,
  resolve: (specifier: string, fromPath: string) => Resolution,
  configs: {
    readonly files: ConfigFiles
    readonly configOf: (path: string) => TsConfig | null
    /** All of the tree, as far as they are asked. */
    readonly configFiles: () => readonly string[]
    /** The manifest names one for all files. */
    readonly isFixed: boolean
  },
) => {
  const { listing, files, packages } = context
  const { configOf, isFixed, configFiles } = configs
  const speakingConfigs = createSpeakingConfigs(configs.files, configFiles)
  const besideConfig = (path: string): string => joinPath(directoryOf(path), 'index.ts')

  /** Files from where the spelling may mean something of the project; elsewhere it is external. */
  const placesFor = (spelled: string): readonly string[] => {
    const name = splitSpecifier(spelled)?.name
    if (isConvention(spelled) || spelled.startsWith('#') || (name !== undefined && packages.isListed(name)))
      return configFiles().map(besideConfig)
    const speaking = isFixed ? null : speakingConfigs(spelled)
    return configFiles()
      .filter((path) => speaking === null || speaking.has(directoryOf(path)))
      .map(besideConfig)
      .filter((file) => {
        const config = configOf(file)
        return config !== null && (config.baseUrl !== null || matchPattern(spelled, config) !== null)
      })
  }

  const resolveAlias = (spelled: string): ModuleAddress | null => {
    const root = resolve(spelled, 'index.ts')
    if (root.address.firstParty && root.address.path !== null) return root.address
    let gone = root.route.type !== 'external' && root.address.firstParty ? root.address : null
    for (const file of placesFor(spelled)) {
      const { address, route } = resolve(spelled, file)
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
