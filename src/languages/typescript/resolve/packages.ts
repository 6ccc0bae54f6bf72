import satisfies from 'semver/functions/satisfies.js'
import validVersion from 'semver/functions/valid.js'
import validRange from 'semver/ranges/valid.js'
import { compileGlob, literalPrefix } from './glob-match.ts'
import { asString, asStrings, isObject, type JsonObject, type Listing } from './listing.ts'
import { ancestorsOf, directoryOf, joinPath } from './repo-path.ts'

/** A listed package.json. */
export interface Package {
  readonly directory: string
  readonly name: string | null
  readonly json: JsonObject
}

/** The package a bare specifier starts with and what follows it (`''` or `/sub`); null where it is no package name. */
export const splitSpecifier = (specifier: string): { readonly name: string; readonly subpath: string } | null => {
  const match = /^(@[^/@]+\/[^/]+|[^@./#~$:][^/:]*)(\/.*)?$/.exec(specifier)
  return match?.[1] === undefined ? null : { name: match[1], subpath: match[2] ?? '' }
}

/** `packages:` of a pnpm-workspace.yaml: a list of plain or quoted strings, which is all pnpm documents. */
const readPnpmPatterns = (text: string): string[] => {
  const patterns: string[] = []
  let inside = false
  for (const line of text.split(/\r?\n/)) {
    if (/^packages\s*:/.test(line)) inside = true
    else if (/^[^\s#-]/.test(line)) inside = false
    else if (inside) {
      const item = /^\s*-\s*(?:'([^']*)'|"([^"]*)"|([^#\s]+))/.exec(line)
      const value = item?.[1] ?? item?.[2] ?? item?.[3]
      if (value !== undefined) patterns.push(value)
    }
  }
  return patterns
}

/** Packages that are developed together, below the directory whose files list them. */
interface Workspace {
  memberNamed(name: string): Package | null
}

/** What npm, Yarn, Lerna and pnpm list as members of a workspace: repo-relative patterns, `!` before the exceptions. */
const readWorkspacePatterns = (listing: Listing, directory: string): readonly string[] => {
  const json = listing.json(joinPath(directory, 'package.json'))
  const field = json?.['workspaces']
  const lerna = listing.json(joinPath(directory, 'lerna.json'))
  const pnpm = listing.text(joinPath(directory, 'pnpm-workspace.yaml'))
  const patterns = [
    ...asStrings(isObject(field) ? field['packages'] : field),
    ...asStrings(lerna?.['packages']),
    ...(pnpm === null ? [] : readPnpmPatterns(pnpm)),
  ]
  return patterns.map((pattern) =>
    pattern.startsWith('!') ? `!${joinPath(directory, pattern.slice(1))}` : joinPath(directory, pattern),
  )
}

const NAME = /"name"\s*:\s*"([^"\\]+)"/g

const findNames = (text: string): string[] => [...new Set([...text.matchAll(NAME)].map((match) => match[1] as string))]

/** Directories by the names that their package.json has anywhere: most are never parsed. */
const groupByName = (directories: readonly string[], listing: Listing): Map<string, string[]> => {
  const byName = new Map<string, string[]>()
  for (const directory of directories) {
    for (const name of listing.gist('package names', joinPath(directory, 'package.json'), findNames) ?? []) {
      const same = byName.get(name)
      if (same === undefined) byName.set(name, [directory])
      else same.push(directory)
    }
  }
  return byName
}

const ofName = (
  name: string,
  byName: ReadonlyMap<string, readonly string[]>,
  at: (directory: string) => Package | null,
): readonly Package[] =>
  (byName.get(name) ?? []).flatMap((directory) => {
    const found = at(directory)
    return found?.name === name ? [found] : []
  })

/** The root is a member of its own workspace. */
const createMemberTest = (root: string, patterns: readonly string[]): ((directory: string) => boolean) => {
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!')).map(createMatcher)
  const unwanted = patterns
    .filter((pattern) => pattern.startsWith('!'))
    .map((pattern) => createMatcher(pattern.slice(1)))
  return (directory) =>
    directory === root || (wanted.some((test) => test(directory)) && !unwanted.some((test) => test(directory)))
}

/** Most patterns of a tree of many repositories are about another part of it. */
const createMatcher = (pattern: string): ((directory: string) => boolean) => {
  const prefix = literalPrefix(pattern)
  const matches = compileGlob(pattern)
  return (directory) => directory.startsWith(prefix) && matches(directory)
}

/** Directories whose packages are samples, not parts of the project. */
const SAMPLE_DIRECTORY = /(?:^|\/)(?:fixtures?|__fixtures__|__tests__|__mocks__|tests?|testdata|templates?)\//

const INSTALLED_FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies'] as const
const DEPENDENCY_FIELDS = [...INSTALLED_FIELDS, 'peerDependencies'] as const

/** Another package's name, a repository, an address, an archive: https://docs.npmjs.com/cli/commands/npm-install */
const ELSEWHERE =
  /^(?:npm|github|gitlab|bitbucket|gist|git|patch):|^workspace:@?[^@]+@|^[^:./~][^:]*\/|:\/\/|\.(?:tgz|tar\.gz|tar)$/i

/** `npm:pkg` and `npm:pkg@^1` under the package's own name ask for no other package. */
const withoutOwnName = (spec: string, name: string | null): string => {
  const own = `npm:${name}`
  return spec === own ? '*' : spec.startsWith(`${own}@`) ? spec.slice(own.length + 1) : spec
}

/**
 * Whether a package manager gives a dependent the member of its workspace: not where it asks for a version that the
 * member does not have, or for something else, which is fetched (npm-install(1) on workspaces, Yarn and pnpm alike).
 */
const isLinked = (member: Package, asked: string | null): boolean => {
  const spec = asked === null ? null : withoutOwnName(asked, member.name)
  if (spec !== null && ELSEWHERE.test(spec)) return false
  const version = validVersion(asString(member.json['version']))
  const range = validRange(spec)
  return version === null || range === null || satisfies(version, range, { includePrerelease: true })
}

export interface Packages {
  /** The package that the file's directory belongs to. */
  ownerOf(directory: string): Package | null
  /** The first-party package of this name as seen from a directory; null where the name is external. */
  find(name: string, fromDirectory: string): Package | null
  /** Whether the nearest package or the root's declares the name as a dependency. */
  dependsOn(name: string, fromDirectory: string): boolean
  at(directory: string): Package | null
  /** Whether any listed package is called so, sample or not. */
  isListed(name: string): boolean
}

export const createPackages = (listing: Listing): Packages => {
  const owners = new Map<string, Package | null>()
  const loaded = new Map<string, Package | null>()
  const at = (directory: string): Package | null => {
    let found = loaded.get(directory)
    if (found === undefined) {
      const json = listing.json(joinPath(directory, 'package.json'))
      found = json === null ? null : { directory, name: asString(json['name']), json }
      loaded.set(directory, found)
    }
    return found
  }

  let listed: readonly string[] | null = null
  /** Every directory with a package.json, the outermost first. */
  const packageDirectories = (): readonly string[] => {
    if (listed === null) {
      const directories = listing
        .named('package.json')
        .filter((path) => !path.includes('node_modules/'))
        .map(directoryOf)
      const depths = new Map(directories.map((directory) => [directory, directory.split('/').length]))
      const depthOf = (directory: string): number => depths.get(directory) ?? 0
      listed = directories.sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1))
    }
    return listed
  }

  let everyName: ReadonlyMap<string, readonly string[]> | null = null
  const packagesNamed = (name: string): readonly Package[] => {
    everyName ??= groupByName(packageDirectories(), listing)
    return ofName(name, everyName, at)
  }

  const roots = new Map<string, Workspace | null>()
  /** The workspace that a directory is the root of. Its members are only looked for when somebody asks for one. */
  const workspaceAt = (directory: string): Workspace | null => {
    let workspace = roots.get(directory)
    if (workspace === undefined) {
      const patterns = readWorkspacePatterns(listing, directory)
      workspace = patterns.length === 0 ? null : openWorkspace(createMemberTest(directory, patterns))
      roots.set(directory, workspace)
    }
    return workspace
  }
  const openWorkspace = (isMember: (directory: string) => boolean): Workspace => {
    let members: ReadonlyMap<string, readonly string[]> | null = null
    return {
      memberNamed(name) {
        members ??= groupByName(packageDirectories().filter(isMember), listing)
        return ofName(name, members, at)[0] ?? null
      },
    }
  }

  const ownerOf = (directory: string): Package | null => {
    let owner = owners.get(directory)
    if (owner === undefined) {
      owner = null
      for (const ancestor of ancestorsOf(directory)) {
        owner = at(ancestor)
        // A nameless package.json only sets `type`; `imports` would still count.
        if (owner !== null && (owner.name !== null || owner.json['imports'] !== undefined)) break
      }
      owners.set(directory, owner)
    }
    return owner
  }

  const dependencySpec = (
    owner: Package | null,
    name: string,
    fields: readonly string[] = DEPENDENCY_FIELDS,
  ): string | null => {
    for (const field of fields) {
      const list = owner?.json[field]
      const spec = isObject(list) ? asString(list[name]) : null
      if (spec !== null) return spec
    }
    return null
  }

  return {
    at,
    ownerOf,
    isListed: (name) => packagesNamed(name).length > 0,
    dependsOn: (name, fromDirectory) =>
      dependencySpec(ownerOf(fromDirectory), name) !== null || dependencySpec(at(''), name) !== null,
    find(name, fromDirectory) {
      const owner = ownerOf(fromDirectory)
      if (owner?.name === name) return owner
      let inWorkspace = false
      for (const ancestor of ancestorsOf(fromDirectory)) {
        const workspace = workspaceAt(ancestor)
        const member = workspace?.memberNamed(name) ?? null
        if (member !== null) return isLinked(member, dependencySpec(owner, name, INSTALLED_FIELDS)) ? member : null
        inWorkspace ||= workspace !== null
      }
      const spec = dependencySpec(owner, name)
      if (spec !== null && /^(?:workspace|file|link|portal):/.test(spec)) {
        const linked = at(joinPath(owner?.directory ?? '', spec.slice(spec.indexOf(':') + 1)))
        if (linked?.name === name) return linked
        return spec.startsWith('workspace:') ? (packagesNamed(name)[0] ?? null) : null
      }
      if (inWorkspace || spec !== null) return null
      return packagesNamed(name).find(({ directory }) => !SAMPLE_DIRECTORY.test(`${directory}/`)) ?? null
    },
  }
}

export interface ExportMatch {
  /** Target strings as written, most preferred condition first. */
  readonly targets: readonly string[]
}

const MAX_CONDITIONS = 16

/** Conditions that hold in one kind of environment or build only: neither Node nor TypeScript takes them unasked. */
const SPECIAL = new Set([
  'production',
  'development',
  'browser',
  'worker',
  'workerd',
  'edge-light',
  'deno',
  'bun',
  'react-native',
  'electron',
  'test',
])

/** The targets of a condition map in their order, special environments last. */
const inOrderOfUse = (conditions: JsonObject): unknown[] => {
  const entries = Object.entries(conditions)
  const special = entries.filter(([condition]) => SPECIAL.has(condition))
  return [...entries.filter((entry) => !special.includes(entry)), ...special].map(([, target]) => target)
}

const leaves = (value: unknown, star: string | null, depth: number, out: string[]): void => {
  if (depth > MAX_CONDITIONS) return
  if (typeof value === 'string') out.push(star === null ? value : value.replaceAll('*', () => star))
  else if (Array.isArray(value)) for (const item of value) leaves(item, star, depth + 1, out)
  else if (isObject(value)) for (const item of inOrderOfUse(value)) leaves(item, star, depth + 1, out)
}

/**
 * What an `exports` or `imports` map says for a subpath (`.`, `./sub`, `#name`), every condition's target in order.
 * null where the map has no such entry. https://nodejs.org/api/packages.html#subpath-patterns
 */
export const matchSubpath = (map: unknown, subpath: string): ExportMatch | null => {
  const entries =
    isObject(map) && Object.keys(map).some((key) => key.startsWith('.') || key.startsWith('#')) ? map : { '.': map }
  const collect = (value: unknown, star: string | null): ExportMatch => {
    const targets: string[] = []
    leaves(value, star, 0, targets)
    return { targets }
  }
  const exact = entries[subpath]
  if (exact !== undefined && !subpath.includes('*')) return collect(exact, null)
  let best: { key: string; prefix: string; star: string } | null = null
  for (const key of Object.keys(entries)) {
    const at = key.indexOf('*')
    const prefix = at === -1 ? key : key.slice(0, at)
    const suffix = at === -1 ? '' : key.slice(at + 1)
    if (at === -1 && !key.endsWith('/')) continue
    if (!subpath.startsWith(prefix) || !subpath.endsWith(suffix) || subpath.length < prefix.length + suffix.length)
      continue
    if (best !== null && best.prefix.length >= prefix.length) continue
    best = { key, prefix, star: subpath.slice(prefix.length, subpath.length - suffix.length) }
  }
  if (best === null) return null
  const { key, star } = best
  if (entries[key] === null) return null
  if (key.includes('*')) return collect(entries[key], star)
  return { targets: collect(entries[key], null).targets.map((target) => target + star) }
}
