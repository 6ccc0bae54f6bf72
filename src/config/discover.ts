import { lstatSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import type { Source } from '../core/source.ts'
import { decodeManifest } from './decode.ts'
import { checkPath } from './globs.ts'
import { clip, findMember, type JsonNode, parseJson } from './json-document.ts'
import { fileProblem, ManifestError } from './problem.ts'

/** Looked for in this order: the second name is also used by Nx and Angular. */
export const MANIFEST_NAMES = ['import-migrations.json', 'migrations.json'] as const

export interface Discovery {
  /** Repo-relative path of the manifest; null: there is none. */
  readonly file: string | null
  /** Repo-relative path of a `migrations.json` that belongs to Nx or Angular; never to be written. */
  readonly foreign: string | null
}

/** Find the manifest at the root of a source. A foreign `migrations.json` is not a manifest, but is told of. */
export function discoverManifest(source: Source): Discovery {
  const [first, second] = MANIFEST_NAMES
  if (exists(source, first)) return { file: first, foreign: null }
  if (!exists(source, second)) return { file: null, foreign: null }
  return isForeignFile(source, second) ? { file: null, foreign: second } : { file: second, foreign: null }
}

/** Where to write a manifest that does not exist yet: a name that nothing else has. */
export function chooseManifestName(source: Source): string {
  const [first, second] = MANIFEST_NAMES
  return exists(source, second) ? first : second
}

/**
 * A `--manifest` path as typed, as a path below the root.
 * @param cwd absolute directory that the path is relative to; null: the root.
 * @throws ManifestError where it lies outside the root.
 */
export function toManifestPath(typed: string, root: string, cwd: string | null): string {
  const path =
    root === ''
      ? typed
      : relative(root, resolve(cwd ?? root, typed))
          .split(sep)
          .join('/')
  const checked = checkPath(path)
  if ('path' in checked) return checked.path
  throw new ManifestError([
    fileProblem(clip(typed), `lies outside of ${root || 'the root'} — name a manifest inside the repository`),
  ])
}

/**
 * Whether a document is a migrations file of Nx or Angular: a collection (`generators`, `schematics`,
 * `packageJsonUpdates`) or a list of migrations to run (`migrations`). A file with `retired` is ours, whatever else it has.
 */
export function isForeign(root: JsonNode): boolean {
  if (findMember(root, 'retired')) return false
  const isObject = (key: string): boolean => {
    const value = findMember(root, key)?.node.value
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  }
  return (
    isObject('generators') ||
    isObject('schematics') ||
    isObject('packageJsonUpdates') ||
    Array.isArray(findMember(root, 'migrations')?.node.value)
  )
}

/** What is said about a foreign file that was taken for a manifest. */
export const FOREIGN_FILE =
  'is a migrations file of Nx or Angular, not a manifest of repoint — put the manifest into import-migrations.json, ' +
  'or name another file with --manifest'

function isForeignFile(source: Source, file: string): boolean {
  const bytes = source.read(file)
  if (!bytes) return false
  const decoded = decodeManifest(bytes)
  // our own manifests, which may be long, are told without parsing them twice
  if ('problem' in decoded || decoded.text.includes('"retired"')) return false
  const { root } = parseJson(decoded.text)
  return root !== null && isForeign(root)
}

/** Never by the source's `has` on the way to a good manifest: it would index the whole listing. */
function exists(source: Source, file: string): boolean {
  if (source.read(file) !== null) return true
  if (source.kind === 'index' || source.kind === 'commit') return false
  if (source.root === '') return source.has(file) || source.hasDirectory(file)
  return lstatSync(join(source.root, file), { throwIfNoEntry: false }) !== undefined
}
