import type { ModuleAddress } from '../../../core/module-address.ts'
import { isBuiltin, type Resolution, type ResolveContext, type Route } from './addresses.ts'
import { codeExtensionOf, withoutCodeExtension } from './extensions.ts'
import { isObject } from './listing.ts'
import { importsOwner } from './package-routes.ts'
import { matchSubpath, type Package, splitSpecifier } from './packages.ts'
import { ancestorsOf, belowDirectory, directoryOf, isWithin, joinPath, relativePath } from './repo-path.ts'
import { bareSpecifier, isRelative } from './specifier.ts'
import { endStyleOf, formsOf, type EndStyle, type Form } from './spelling-forms.ts'
import type { PathPattern, TsConfig } from './tsconfig.ts'

/** What makes a directory a part of its own. */
const PART_FILES = ['project.json', 'package.json', 'tsconfig.json', 'tsconfig.lib.json']

type Spell = (target: ModuleAddress, fromPath: string, style: string | null) => string | null

/** Every run of trailing segments of a path, longest first. */
const tailsOf = (path: string): string[] => {
  const segments = path.split('/')
  return segments.map((_, index) => segments.slice(index).join('/'))
}

/** Whether a subpath's extension is another one than the old specifier wrote. */
const misfit = (subpath: string, style: string | null): number =>
  style === null || (splitSpecifier(style)?.subpath ?? '') === '' || codeExtensionOf(subpath) === codeExtensionOf(style)
    ? 0
    : 1

const viaRelative = (forms: readonly Form[], fromPath: string, slash: boolean): string[] =>
  forms.map(({ path, isDirectory }) => {
    const relative = relativePath(directoryOf(fromPath), path)
    return slash && isDirectory && !relative.endsWith('.') ? `${relative}/` : relative
  })

const viaPattern = (pattern: PathPattern, forms: readonly Form[]): string[] => {
  const { prefix, suffix, targets } = pattern
  if (suffix === null) return [pattern.pattern]
  return forms.flatMap(({ path }) =>
    targets.flatMap((target) => {
      const star = target.indexOf('*')
      if (star === -1) return []
      const head = target.slice(0, star)
      const tail = target.slice(star + 1)
      if (!path.startsWith(head) || !path.endsWith(tail) || path.length <= head.length + tail.length) return []
      return [prefix + path.slice(head.length, path.length - tail.length) + suffix]
    }),
  )
}

/** All subpaths of an `exports` or `imports` map that could stand for the forms; the caller resolves each. */
const viaMap = (map: unknown, forms: readonly Form[], owner: Package): string[] => {
  if (!isObject(map)) return []
  const keys = Object.keys(map).filter((key) => key.startsWith('.') || key.startsWith('#'))
  const exact = keys.flatMap((key) => viaTargets(key, matchSubpath(map, key)?.targets ?? [], forms, owner))
  return [...exact, ...viaTails(keys, forms, owner)]
}

/** What the star of a key has to be for one of its targets to be a form: `#types/*` leads to `./types/*.d.ts`. */
export const viaTargets = (key: string, targets: readonly string[], forms: readonly Form[], owner: Package): string[] =>
  targets.flatMap((target) =>
    forms.flatMap(({ path }) => {
      const star = starOf(target, `./${belowDirectory(path, owner.directory)}`)
      return star === null || !key.includes('*') ? [] : [key.replace('*', () => star)]
    }),
  )

/** What stands for the star of a target that is a path, however the extensions of the two are written. */
export const starOf = (target: string, path: string): string | null => {
  const [before = '', after] = target.split('*')
  if (after === undefined || !path.startsWith(before)) return null
  const rest = path.slice(before.length)
  const [end, inner] = rest.endsWith(after) ? [after, rest] : [withoutCodeExtension(after), withoutCodeExtension(rest)]
  return inner.endsWith(end) ? inner.slice(0, inner.length - end.length) || null : null
}

/** Subpaths by all ends of the forms: targets in directories that builds fill say nothing of where sources are. */
const viaTails = (keys: readonly string[], forms: readonly Form[], owner: Package): string[] => {
  const tails = forms.flatMap(({ path }) => tailsOf(belowDirectory(path, owner.directory)))
  return keys.flatMap((key) => {
    const star = key.indexOf('*')
    if (star === -1) return key.endsWith('/') ? tails.map((tail) => key + tail) : [key]
    const suffix = key.slice(star + 1)
    return tails.flatMap((tail) => {
      const inner = suffix !== '' && tail.endsWith(suffix) ? [tail.slice(0, -suffix.length), tail] : [tail]
      return inner.map((item) => key.slice(0, star) + item + suffix)
    })
  })
}

const below = (directory: string, forms: readonly Form[], prefix: string): string[] =>
  forms
    .filter(({ path }) => path !== directory && isWithin(path, directory))
    .map(({ path }) => prefix + belowDirectory(path, directory))

/** Specifiers for modules, in the style of the ones they replace. */
export const createSpeller = (
  context: ResolveContext,
  configOf: (path: string) => TsConfig | null,
  resolve: (specifier: string, fromPath: string) => Resolution,
  spelledExternal: (key: string) => string | null,
): Spell => {
  const { listing, packages, files } = context

  const spellExternal = (key: string, style: string | null): string => {
    const spelled = spelledExternal(key) ?? key
    if (isBuiltin(key)) {
      if (style?.startsWith('node:')) return `node:${key}`
      return style !== null && isBuiltin(style) ? key : spelled
    }
    const extension =
      style === null || isRelative(style) ? undefined : /\.[cm]?js$/.exec(splitSpecifier(style)?.subpath ?? '')?.[0]
    const bare = extension === undefined || (splitSpecifier(spelled)?.subpath ?? '') === '' || /\.\w+$/.test(spelled)
    return bare ? spelled : spelled + extension
  }

  /** Whether Node's own rules ask this file for extensions on relative specifiers. */
  const needsExtension = (fromPath: string, target: ModuleAddress): boolean => {
    const config = configOf(fromPath)
    if (/\.c[jt]s$/.test(fromPath)) return false
    // A TypeScript target without such a configuration is bundled.
    const isNode =
      config === null
        ? /\.[cm]?jsx?$/.test(fromPath) && !/\.[cm]?tsx?$/.test(target.path ?? '')
        : config.needsExtensions
    if (!isNode || /\.m[jt]s$/.test(fromPath)) return isNode
    return (
      ancestorsOf(directoryOf(fromPath))
        .map((directory) => packages.at(directory))
        .find((found) => found !== null)?.json['type'] === 'module'
    )
  }

  const ownerOfTarget = (target: ModuleAddress): Package | null =>
    packages.ownerOf(directoryOf(target.path ?? target.key))

  /** `dist/esm` of `pkg/dist/esm/old`: a package without `exports` has its other modules there too. */
  const outerPath = (style: string, fromPath: string): string | null => {
    const parts = splitSpecifier(style)
    const owner = parts === null ? null : packages.find(parts.name, directoryOf(fromPath))
    if (parts === null || owner === null) return null
    const { key } = resolve(style, fromPath).address
    const source = owner.directory === '' ? 'src' : `${owner.directory}/src`
    const inner = isWithin(key, source) ? belowDirectory(key, source) : ''
    const subpath = withoutCodeExtension(parts.subpath)
    return inner !== '' && subpath.endsWith(`/${inner}`) ? subpath.slice(1, -inner.length - 1) || null : null
  }

  const viaPackage = (
    target: ModuleAddress,
    forms: readonly Form[],
    fromPath: string,
    style: string | null,
  ): string[] => {
    const owner = ownerOfTarget(target)
    if (owner?.name == null || packages.find(owner.name, directoryOf(fromPath)) !== owner) return []
    const { name, directory, json } = owner
    const wantsSource = style !== null && /\.[cm]?tsx?$/.test(style)
    const direct = below(directory, forms, './')
    const sources = below(directory === '' ? 'src' : `${directory}/src`, forms, '')
    const outer = style === null ? null : outerPath(style, fromPath)
    const through = outer === null ? [] : sources.map((path) => `./${outer}/${path}`)
    const mapped = viaMap(json['exports'], forms, owner)
      .filter((subpath) => subpath.startsWith('.'))
      .sort((a, b) => misfit(a, style) - misfit(b, style) || a.length - b.length)
    const wanted = target.path
    return ['.', ...mapped, ...through, ...direct]
      .filter((subpath) => wantsSource || !/\.[cm]?tsx?$/.test(subpath))
      .filter((subpath) => wanted === null || files.findExposed(owner, subpath) === wanted)
      .map((subpath) => name + subpath.slice(1))
  }

  const viaImports = (forms: readonly Form[], fromPath: string): string[] => {
    const owner = importsOwner(directoryOf(fromPath), context)
    return owner === null ? [] : viaMap(owner.json['imports'], forms, owner)
  }

  const otherPatterns = (config: TsConfig | null, used: PathPattern | null): PathPattern[] =>
    (config?.patterns ?? [])
      .filter((pattern) => pattern !== used && pattern.prefix !== '')
      .sort((a, b) => (b.targets[0]?.length ?? 0) - (a.targets[0]?.length ?? 0))

  const viaPatterns = (patterns: readonly PathPattern[], forms: readonly Form[]) =>
    patterns.flatMap((pattern) => viaPattern(pattern, forms))

  /**
   * A relative path that did not lead into a part of the repository has no reason to lead there now, where that part
   * can be named: a package that the importer's declares, or what an alias makes one.
   */
  function* namesForStrangers(
    target: ModuleAddress,
    fromPath: string,
    style: string | null,
    forms: readonly Form[],
  ): Generator<string[]> {
    const from = directoryOf(fromPath)
    const before = style === null ? null : directoryOf(joinPath(from, style))
    if (before === null) return
    const owner = ownerOfTarget(target)
    const patterns = otherPatterns(configOf(fromPath), null)
    if (owner !== packages.ownerOf(from) && owner !== packages.ownerOf(before)) {
      if (owner?.name != null && packages.dependsOn(owner.name, from)) yield viaPackage(target, forms, fromPath, null)
      yield viaPatterns(patterns, forms)
    }
    const isStrange = (entry: string): boolean => {
      const part = directoryOf(entry).replace(/(?:^|\/)src$/, '')
      const isPart = part !== '' && PART_FILES.some((name) => listing.has(`${part}/${name}`))
      return isPart && !isWithin(from, part) && !isWithin(before, part)
    }
    yield viaPatterns(
      patterns.filter(({ suffix, targets }) => suffix === null && targets.some(isStrange)),
      forms,
    )
  }

  /** Candidates in order of preference; the first that means the target is taken. */
  function* candidatesFor(
    target: ModuleAddress,
    fromPath: string,
    route: Route | null,
    style: string | null,
    end: EndStyle,
  ): Generator<string[]> {
    const forms = formsOf(target, end)
    const config = configOf(fromPath)
    const relative = () => viaRelative(forms, fromPath, end.slash)
    const owner = ownerOfTarget(target)
    const isForeign = owner !== packages.ownerOf(directoryOf(fromPath))
    const crossable = !isForeign || route?.type === 'relative' || owner?.json['exports'] === undefined
    switch (route?.type) {
      case 'relative':
        yield* namesForStrangers(target, fromPath, style, forms)
        yield relative()
        break
      case 'pattern':
        yield viaPattern(route.pattern, forms)
        yield viaPatterns(otherPatterns(config, route.pattern), forms)
        break
      case 'base-url':
        yield below(route.config.baseUrl ?? '', forms, '')
        yield viaPatterns(otherPatterns(config, null), forms)
        break
      case 'package-import':
        yield viaImports(forms, fromPath)
        break
      case 'package':
        yield viaPackage(target, forms, fromPath, style)
        yield viaPatterns(otherPatterns(config, null), forms)
        break
      case 'convention':
        yield below(route.directory, forms, route.prefix)
        break
    }
    if (isForeign) yield viaPackage(target, forms, fromPath, style)
    if (isForeign && !crossable) yield viaPatterns(otherPatterns(config, null), forms)
    else yield relative()
  }

  const spellFirstParty = (target: ModuleAddress, fromPath: string, style: string | null): string | null => {
    const found = style === null ? null : resolve(style, fromPath).route
    const route = found === null || found.type === 'external' ? null : found
    const natural: EndStyle = { extension: needsExtension(fromPath, target) ? '.js' : '', index: false, slash: false }
    // What ends a package's specifier says nothing about how files are written.
    const end =
      route === null || style === null || (route.type === 'package' && !style.includes('/'))
        ? natural
        : endStyleOf(style)
    for (const candidates of candidatesFor(target, fromPath, route, style, end)) {
      const spelled = candidates.find((candidate) => resolve(candidate, fromPath).address.key === target.key)
      if (spelled !== undefined) return spelled
    }
    return null
  }

  return (target, fromPath, style) => {
    const bare = style === null ? null : bareSpecifier(style)
    const spelled = target.firstParty ? spellFirstParty(target, fromPath, bare) : spellExternal(target.key, bare)
    if (spelled === null || style === null || bare === null || bare === style) return spelled
    const at = style.lastIndexOf(bare)
    return style.slice(0, at) + spelled + style.slice(at + bare.length)
  }
}
