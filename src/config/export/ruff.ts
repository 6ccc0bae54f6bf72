import type { Migration } from '../../core/migration.ts'
import { writeOwnMessage } from '../import/own-message.ts'
import { type Exported, type ExportNote, inexpressible, listPlaces, lostDetails } from './exported.ts'

/** The Python entries as ruff's `banned-api` (TID251), for `ruff.toml`; below `[tool.ruff]` put `tool.ruff.` in front. */
export function exportRuff(migrations: readonly Migration[], header = 'lint.flake8-tidy-imports.banned-api'): Exported {
  const lines: string[] = []
  const notes: ExportNote[] = []
  for (const migration of migrations) {
    const say = (message: string): number => notes.push({ id: migration.id, message })
    const problem = inexpressible(migration) ?? (migration.language === 'python' ? null : 'it is not Python')
    if (problem !== null || migration.kind === 'literal') {
      say(`left out: ${problem ?? ''}`)
      continue
    }
    const { module, name } = migration.from
    if (migration.kind === 'module' && !migration.submodules) {
      say('left out: ruff bans what is below a module too, and this entry does not')
      continue
    }
    const lost = [...lostDetails(migration), ...(migration.level === 'error' ? [] : [`level ${migration.level}`])]
    if (lost.length > 0) say(`not carried over: ${lost.join(', ')}`)
    const message = writeOwnMessage(
      migration.kind,
      listPlaces(migration.to).map((place) => ({
        module: place.module ?? undefined,
        ...(place.name === null ? {} : { name: place.name }),
      })),
      migration.reason,
    )
    const dotted = name === null ? module : `${module}.${name}`
    lines.push(`${JSON.stringify(dotted)}.msg = ${quote(message)}`)
  }
  return { text: `[${header}]\n${lines.map((line) => `${line}\n`).join('')}`, notes }
}

/** JSON escapes are those of a basic string of TOML, but for DEL, which TOML forbids to stand bare. */
const quote = (text: string): string => JSON.stringify(text).replaceAll('\u007F', '\\u007F')
