import type { Migration } from '../../core/migration.ts'
import { readEntry } from '../entry.ts'
import { parseJson } from '../json-document.ts'
import type { ManifestProblem } from '../problem.ts'
import { createReporter } from '../reporter.ts'
import type { RetiredInput } from '../shapes.ts'
import { moduleKey } from '../spelling.ts'
import type { Imported, ImportNote } from './imported.ts'

/**
 * Of imported entries those that a manifest takes and does not have: none whose `from` is in it, none twice.
 * @param existing the migrations of the manifest there is.
 */
export function acceptEntries(
  imported: Imported,
  existing: readonly Migration[],
): { readonly entries: readonly RetiredInput[]; readonly notes: readonly ImportNote[] } {
  const known = new Map(existing.map((migration) => [keyOf(migration), null as string | null]))
  const entries: RetiredInput[] = []
  const notes: ImportNote[] = []
  for (const { line, entry } of imported.entries) {
    const problems: ManifestProblem[] = []
    const { root } = parseJson(JSON.stringify(entry))
    const migration = root && readEntry(entry, createReporter('', root, problems))
    const shown = entry.from.name == null ? entry.from.module : `${entry.from.module}#${entry.from.name}`
    if (!migration) {
      notes.push({ line, message: `${shown} cannot be an entry: ${problems[0]?.message ?? 'it is not well-formed'}` })
      continue
    }
    const key = keyOf(migration)
    const meant = JSON.stringify(entry.to)
    const other = known.get(key)
    if (other === undefined) {
      known.set(key, meant)
      entries.push(entry)
    } else if (other === null) notes.push({ line, message: `${shown} is in the manifest already` })
    else if (other !== meant) notes.push({ line, message: `${shown} is replaced in two ways: the first one is kept` })
  }
  return { entries, notes }
}

function keyOf(migration: Migration): string {
  if (migration.kind === 'literal') return `literal ${migration.from.literal}`
  const { module, name } = migration.from
  const spelled = module !== null && migration.language !== null ? moduleKey(module, migration.language) : module
  return JSON.stringify([migration.language, spelled, name])
}
