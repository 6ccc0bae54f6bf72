import { loadManifest } from '../../src/config/load.ts'
import { ManifestError } from '../../src/config/problem.ts'
import type { Manifest, Migration } from '../../src/core/migration.ts'
import { createMemorySource } from '../../src/sources/memory.ts'

export const load = (text: string): Promise<Manifest> =>
  loadManifest(createMemorySource({ 'migrations.json': text }), { file: null })

export const loadFiles = (files: Readonly<Record<string, string | Uint8Array | object>>): Promise<Manifest> => {
  const texts = Object.entries(files).map(([path, content]) => [
    path,
    typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content),
  ])
  return loadManifest(createMemorySource(Object.fromEntries(texts)), { file: null })
}

export const loadEntries = async (...retired: readonly unknown[]): Promise<readonly Migration[]> =>
  (await load(JSON.stringify({ version: 1, retired }))).migrations

/** The printed problems of a reading that fails; none where it succeeds. */
export async function problemsOf(promise: Promise<unknown>): Promise<readonly string[]> {
  try {
    await promise
  } catch (error) {
    if (error instanceof ManifestError) return error.lines
    throw error
  }
  return []
}

/** The same without their positions. */
export const entryProblems = async (...retired: readonly unknown[]): Promise<readonly string[]> =>
  (await problemsOf(loadEntries(...retired))).map((line) => line.replace(/^\S+ /, ''))

const printPlace = (place: object | null): string =>
  place === null
    ? 'null'
    : 'literal' in place
      ? `"${String(place.literal)}"`
      : 'module' in place && 'name' in place
        ? `${String(place.module ?? '')}${place.name === null ? '' : `#${String(place.name)}`}`
        : ''

/** `from -> to`, one a migration. */
export const printMigrations = (migrations: readonly Migration[]): readonly string[] =>
  migrations.map(({ from, to }) => {
    const targets: readonly (object | null)[] = Array.isArray(to) ? to : [to as object | null]
    return `${printPlace(from)} -> ${Array.isArray(to) ? `[${targets.map(printPlace).join(', ')}]` : printPlace(targets[0] ?? null)}`
  })
