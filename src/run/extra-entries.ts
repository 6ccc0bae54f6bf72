import { discoverManifest, chooseManifestName } from '../config/discover.ts'
import { loadManifest } from '../config/load.ts'
import { appendMigrations } from '../config/write.ts'
import type { Manifest, SymbolPlace } from '../core/migration.ts'
import type { ExtraEntry } from '../core/run-options.ts'
import type { Source } from '../core/source.ts'
import { overlaySource } from '../sources/memory.ts'

const placeKey = ({ module, name }: SymbolPlace | { module?: string; name?: string }): string =>
  `${module ?? ''}#${name ?? ''}`

/**
 * The manifest with entries that nobody wrote (drafted by derive), for one run; what the manifest retires itself stands.
 * @param manifest null: there is none, and the entries make one.
 */
export async function addExtraEntries(
  source: Source,
  manifest: Manifest | null,
  entries: readonly ExtraEntry[],
): Promise<Manifest | null> {
  const known = new Set(
    (manifest?.migrations ?? []).flatMap((migration) =>
      migration.kind === 'literal' ? [] : [placeKey(migration.from)],
    ),
  )
  const ids = new Set((manifest?.migrations ?? []).map((migration) => migration.id))
  const fresh = entries
    .filter((entry) => !known.has(placeKey(entry.from)))
    .map((entry) => ({ ...entry, id: uniqueId(entry.id, ids) }))
  if (fresh.length === 0) return manifest
  const file = manifest?.file ?? discoverManifest(source).file ?? chooseManifestName(source)
  const bytes = manifest === null ? null : source.read(manifest.file)
  const text =
    bytes === null ? '{ "version": 1, "retired": [] }\n' : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  const overlay = overlaySource(source, new Map([[file, appendMigrations(text, fresh, file)]]))
  return loadManifest(overlay, { file })
}

function uniqueId(id: string, taken: Set<string>): string {
  let unique = id
  for (let nth = 2; taken.has(unique); nth++) unique = `${id}-${nth}`
  taken.add(unique)
  return unique
}
