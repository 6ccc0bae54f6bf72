import { realpathSync, statSync } from 'node:fs'
import { join, posix, relative, sep } from 'node:path'
import type { Source } from '../core/source.ts'

/*
 * Finding the files of installed packages. node_modules is ignored by git, so no source lists it: it is looked at on
 * disk. Nothing is run, and nothing outside of the root is read but the package itself, where a package manager keeps
 * it in a store.
 */

/** `@acme/ui/migrations.json` → package `@acme/ui`, subpath `migrations.json`. */
export interface PackageRequest {
  readonly name: string
  /** '' for the package itself. */
  readonly subpath: string
}

const PACKAGE_NAME = /^(?:@[\w~][\w.~-]*\/)?[\w~][\w.~-]*$/

/** null where the text is no package specifier. */
export function parsePackageRequest(text: string): PackageRequest | null {
  const segments = text.split('/')
  const name = segments.splice(0, text.startsWith('@') ? 2 : 1).join('/')
  if (!PACKAGE_NAME.test(name) || segments.includes('..') || segments.includes('.') || text.includes('\\')) return null
  return { name, subpath: segments.filter((segment) => segment !== '').join('/') }
}

/** An installed package. */
export interface InstalledPackage {
  readonly name: string
  /** Repo-relative directory as messages show it: `node_modules/@acme/ui`, or the workspace's own directory. */
  readonly directory: string
  /** Real directory on disk; null: everything is read through the source. */
  readonly disk: string | null
}

/** Look in `node_modules` of `from` (repo-relative) and of each directory above it, up to the root. */
export function findPackage(
  source: Source,
  name: string,
  from: string,
): InstalledPackage | { readonly problem: string } | null {
  for (const directory of directoriesUpwards(from)) {
    if (posix.basename(directory) === 'node_modules') continue
    const candidate = posix.join(directory, 'node_modules', name)
    if (source.read(`${candidate}/package.json`) !== null) return { name, directory: candidate, disk: null }
    if (source.root === '' && source.hasDirectory(candidate)) return { name, directory: candidate, disk: null }
    const found = source.root === '' ? null : locateOnDisk(source.root, candidate, name)
    if (found) return found
  }
  return null
}

function directoriesUpwards(from: string): readonly string[] {
  const segments = from === '' || from === '.' ? [] : from.split('/')
  return segments.map((_, at) => segments.slice(0, segments.length - at).join('/')).concat('')
}

function locateOnDisk(
  root: string,
  candidate: string,
  name: string,
): InstalledPackage | { readonly problem: string } | null {
  const real = realDirectory(join(root, candidate))
  if (real === null) return null
  const below = relative(realpathSync(root), real)
  if (isBelow(below)) {
    const path = below.split(sep).join('/')
    // a workspace package is a part of the repository and is read as the source shows it
    if (!path.split('/').includes('node_modules')) return { name, directory: path, disk: null }
    return { name, directory: candidate, disk: real }
  }
  // stores of package managers end in node_modules/<name>; a linked working copy does not
  if (real.split(sep).join('/').endsWith(`/node_modules/${name}`)) return { name, directory: candidate, disk: real }
  return {
    problem: `${candidate} is a link out of the repository, to ${real} — install the package instead of linking it`,
  }
}

/**
 * A file of an installed package as a path on disk, links followed.
 * @returns null where there is no such file, or where it lies outside of the package.
 */
export function locatePackageFile(disk: string, path: string): string | null {
  try {
    const real = realpathSync(join(disk, path))
    return isBelow(relative(disk, real)) && statSync(real).isFile() ? real : null
  } catch {
    return null
  }
}

function realDirectory(path: string): string | null {
  try {
    const real = realpathSync(path)
    return statSync(real).isDirectory() ? real : null
  } catch {
    return null
  }
}

const isBelow = (path: string): boolean =>
  path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !/^[A-Za-z]:/.test(path)

/** Conditions under which a file that is only read may be published, the usual ones first. */
const CONDITIONS: ReadonlySet<string> = new Set(['default', 'import', 'require', 'node', 'module-sync'])

/**
 * What `exports` of a package.json says about a subpath (`./migrations.json`), by the rules of Node's package entry
 * points: exact keys, then the longest `*` pattern. null where it says nothing of use.
 */
export function resolveExport(exports: unknown, subpath: string): string | null {
  if (typeof exports !== 'object' || exports === null || Array.isArray(exports)) return null
  const map = exports as Readonly<Record<string, unknown>>
  if (Object.hasOwn(map, subpath)) return checkTarget(pickTarget(map[subpath], 0), '')
  const patterns = Object.keys(map)
    .filter((key) => key.split('*').length === 2)
    .sort((a, b) => b.indexOf('*') - a.indexOf('*') || b.length - a.length)
  for (const pattern of patterns) {
    const [before = '', after = ''] = pattern.split('*')
    if (subpath.length < pattern.length || !subpath.startsWith(before) || !subpath.endsWith(after)) continue
    return checkTarget(pickTarget(map[pattern], 0), subpath.slice(before.length, subpath.length - after.length))
  }
  return null
}

function pickTarget(target: unknown, depth: number): string | null {
  if (typeof target === 'string') return target
  if (typeof target !== 'object' || target === null || depth > 8) return null
  for (const [key, value] of Object.entries(target)) {
    if (!Array.isArray(target) && !CONDITIONS.has(key)) continue
    const picked = pickTarget(value, depth + 1)
    if (picked !== null) return picked
  }
  return null
}

function checkTarget(target: string | null, star: string): string | null {
  if (target === null || !target.startsWith('./')) return null
  const path = target.slice(2).replaceAll('*', () => star)
  return path.split('/').some((segment) => segment === '..' || segment === 'node_modules') ? null : path
}
