import type { Resolution, ResolveContext, Route } from './addresses.ts'
import { splitSpecifier } from './packages.ts'
import { belowDirectory, directoryOf, isOutside, isWithin, joinPath } from './repo-path.ts'
import { isDirectorySpelling } from './specifier.ts'
import type { PathPattern, TsConfig } from './tsconfig.ts'

/* What a specifier means by the rules of a tsconfig: relative with `rootDirs`, `paths`, `baseUrl`. */

export const resolveRelative = (
  specifier: string,
  fromPath: string,
  config: TsConfig | null,
  context: ResolveContext,
): Resolution => {
  const { files, addressOfPath, addressOfGone } = context
  const directory = directoryOf(fromPath)
  const directoryOnly = isDirectorySpelling(specifier)
  const path = joinPath(directory, specifier)
  const suffixes = config?.moduleSuffixes ?? ['']
  const route: Route = { type: 'relative' }
  const found = isOutside(path) ? null : files.find(path, suffixes, directoryOnly)
  if (found !== null) return { address: addressOfPath(found), route }
  const home = config?.rootDirs.find((rootDir) => isWithin(directory, rootDir) && isWithin(path, rootDir))
  if (home !== undefined && config !== null) {
    for (const rootDir of config.rootDirs) {
      const other = files.find(joinPath(rootDir, belowDirectory(path, home)), suffixes, directoryOnly)
      if (other !== null) return { address: addressOfPath(other), route }
    }
  }
  return { address: addressOfGone(path), route }
}

/** The pattern a specifier falls under: an exact one, else the one with the longest prefix, as TypeScript picks it. */
export const matchPattern = (specifier: string, config: TsConfig): { pattern: PathPattern; star: string } | null => {
  let best: { pattern: PathPattern; star: string } | null = null
  for (const pattern of config.patterns) {
    if (pattern.suffix === null) {
      if (pattern.pattern === specifier) return { pattern, star: '' }
      continue
    }
    const { prefix, suffix } = pattern
    if (
      specifier.length < prefix.length + suffix.length ||
      !specifier.startsWith(prefix) ||
      !specifier.endsWith(suffix)
    )
      continue
    if (best !== null && best.pattern.prefix.length >= prefix.length) continue
    best = { pattern, star: specifier.slice(prefix.length, specifier.length - suffix.length) }
  }
  return best
}

export const resolvePattern = (
  specifier: string,
  directory: string,
  config: TsConfig,
  context: ResolveContext,
): Resolution | null => {
  const match = matchPattern(specifier, config)
  if (match === null) return null
  const { files, listing, packages } = context
  const { pattern, star } = match
  const route: Route = { type: 'pattern', pattern, config }
  const candidates = pattern.targets.map((target) =>
    joinPath(
      '',
      target.replace('*', () => star),
    ),
  )
  for (const candidate of candidates) {
    if (isOutside(candidate) || candidate.includes('node_modules/')) continue
    const found = files.find(candidate, config.moduleSuffixes)
    if (found !== null) return { address: context.addressOfPath(found), route }
    const owner = packages.ownerOf(directoryOf(candidate))
    const built = owner === null ? null : files.findEntry(`./${belowDirectory(candidate, owner.directory)}`, owner)
    if (built !== null) return { address: context.addressOfPath(built), route }
  }
  // `"*": ["_"]` turns every specifier away: what lies there is none of them.
  const named = candidates.filter((_, at) => pattern.suffix === null || pattern.targets[at]?.includes('*'))
  const gone = context.pickGone(named)
  if (gone === null) return null
  const parent = directoryOf(gone)
  const parentListed = parent !== '' && listing.hasDirectory(parent)
  // `*` and `@acme/*` also catch packages that come from a registry.
  const external = context.mayBeExternal(specifier, directory)
  // Where no file is found the search goes on among the installed packages.
  const isInstalled = external && packages.find(splitSpecifier(specifier)?.name ?? '', directory) === null
  const isAnything = pattern.prefix === '' && (!star.includes('/') || !parentListed)
  const doubtful = isInstalled || isAnything || (external && (pattern.prefix === '' || !parentListed))
  if (doubtful && !context.isKnown(files.keyOf(gone))) return null
  return { address: context.addressOfGone(gone), route }
}

/** `found` comes before packages, `gone` after them. */
export const resolveBaseUrl = (
  specifier: string,
  directory: string,
  config: TsConfig,
  context: ResolveContext,
): { readonly found: Resolution | null; readonly gone: Resolution | null } => {
  const path = config.baseUrl === null ? '..' : joinPath(config.baseUrl, specifier)
  if (config.baseUrl === null || isOutside(path)) return { found: null, gone: null }
  const { files, listing } = context
  const route: Route = { type: 'base-url', config }
  const file = files.find(path, config.moduleSuffixes)
  if (file !== null) return { found: { address: context.addressOfPath(file), route }, gone: null }
  const first = joinPath(config.baseUrl, specifier.split('/')[0] ?? '')
  const plausible =
    specifier.includes('/') && listing.hasDirectory(first) && !context.mayBeExternal(specifier, directory)
  const gone = plausible || context.isKnown(files.keyOf(path)) ? { address: context.addressOfGone(path), route } : null
  return { found: null, gone }
}
