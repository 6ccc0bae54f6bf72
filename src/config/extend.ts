import { posix } from 'node:path'
import type { Source } from '../core/source.ts'
import { MANIFEST_NAMES } from './discover.ts'
import { clip } from './json-document.ts'
import { findPackage, type InstalledPackage, parsePackageRequest, resolveExport } from './package-path.ts'
import { type FileBytes, readPackageFile, readSourceFile } from './read-file.ts'

/** A manifest file that may not have been read yet. */
export interface ManifestPlace {
  /** Repo-relative path, for messages and as its identity. */
  readonly file: string
  /** The package it comes in; null: the repository itself. */
  readonly installed: InstalledPackage | null
}

export type Extended = { readonly place: ManifestPlace; readonly bytes: Uint8Array } | { readonly problem: string }

/** What one string of `extends` leads to: a file relative to the extending one, or a file of an installed package. */
export function resolveExtends(source: Source, request: string, from: ManifestPlace): Extended {
  const shown = clip(request)
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(request)) {
    return {
      problem: `"${shown}" is a web address, and nothing is fetched — publish the manifest in a package and install it`,
    }
  }
  if (request.startsWith('/') || /^[A-Za-z]:/.test(request)) {
    return { problem: `"${shown}" is an absolute path — write it relative to this file, as "./…"` }
  }
  if (/^\.\.?\//.test(request)) return resolveFile(source, request, from)
  return resolvePackage(source, request, from)
}

function resolveFile(source: Source, request: string, from: ManifestPlace): Extended {
  const shown = clip(request)
  const file = posix.join(posix.dirname(from.file), request)
  const boundary = from.installed?.directory
  if (file.startsWith('../') || (boundary !== undefined && !file.startsWith(`${boundary}/`))) {
    return { problem: `"${shown}" leaves the ${from.installed ? 'package' : 'repository'} — name a file inside it` }
  }
  const place = { file, installed: from.installed }
  const read = readPlace(source, place)
  if ('bytes' in read) return { place, bytes: read.bytes }
  return { problem: read.missing ? `${file} does not exist — check the path in "extends"` : `${file} ${read.problem}` }
}

function resolvePackage(source: Source, request: string, from: ManifestPlace): Extended {
  const shown = clip(request)
  const parsed = parsePackageRequest(request)
  if (!parsed)
    return { problem: `"${shown}" is neither a file ("./…") nor a file of a package ("@acme/ui/migrations.json")` }
  const installed = findPackage(source, parsed.name, posix.dirname(from.file))
  if (!installed) {
    const local = posix.join(posix.dirname(from.file), request)
    if ('bytes' in readSourceFile(source, local))
      return { problem: `"${shown}" is read as a package — write "./${shown}" for the file` }
    return {
      problem:
        `the package ${parsed.name} is not installed: no node_modules up to the root has it — install it, ` +
        `or write "./${shown}" if you mean a file`,
    }
  }
  if ('problem' in installed) return installed
  const subpaths = parsed.subpath === '' ? MANIFEST_NAMES : [parsed.subpath]
  for (const subpath of subpaths) {
    for (const path of candidatePaths(source, installed, subpath)) {
      const read = readPackageFile(source, installed, path)
      const place = { file: posix.join(installed.directory, path), installed }
      if ('bytes' in read) return { place, bytes: read.bytes }
      if (!read.missing) return { problem: `${place.file} ${read.problem}` }
    }
  }
  return { problem: `the package ${parsed.name} has no ${subpaths.join(' or ')} — check the path, or its version` }
}

/** Where package.json publishes the file first, then the plain path: the file is read, not imported. */
function candidatePaths(source: Source, installed: InstalledPackage, subpath: string): readonly string[] {
  const read = readPackageFile(source, installed, 'package.json')
  const published = 'bytes' in read ? resolveExport(readExports(read.bytes), `./${subpath}`) : null
  return published === null ? [subpath] : [published, subpath]
}

function readExports(bytes: Uint8Array): unknown {
  try {
    const description: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof description === 'object' && description !== null && 'exports' in description
      ? description.exports
      : null
  } catch {
    return null
  }
}

/** The bytes of a manifest file, or why they cannot be had. */
export function readPlace(source: Source, { file, installed }: ManifestPlace): FileBytes {
  if (!installed) return readSourceFile(source, file)
  return readPackageFile(source, installed, posix.relative(installed.directory, file))
}
