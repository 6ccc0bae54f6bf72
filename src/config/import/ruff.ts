import type { Imported, ImportedEntry, ImportNote, KindTest } from './imported.ts'
import { isDottedName, toPythonEntry } from './python-entry.ts'
import { createLineFinder, parseToml, type Table, tableAt } from './toml.ts'

/** Where ruff looks: `ruff.toml` holds the tables themselves, `pyproject.toml` below `tool.ruff`; `lint` is the newer place. */
const SECTIONS = [
  ['lint', 'flake8-tidy-imports'],
  ['flake8-tidy-imports'],
  ['tool', 'ruff', 'lint', 'flake8-tidy-imports'],
  ['tool', 'ruff', 'flake8-tidy-imports'],
] as const

/**
 * The entries of ruff's `banned-api` (TID251).
 * @throws UserError where the text is no TOML.
 */
export function importRuff(text: string, file: string, kindOf: KindTest): Imported {
  const root = parseToml(text, file)
  const lineOf = createLineFinder(text)
  const entries: ImportedEntry[] = []
  const notes: ImportNote[] = []
  for (const path of SECTIONS) {
    const section: Table = tableAt(root, ...path) ?? {}
    const banned = tableAt(section, 'banned-api')
    for (const [name, value] of Object.entries(banned ?? {})) {
      const line = lineOf(name)
      const message = tableAt({ value }, 'value')?.['msg']
      if (!isDottedName(name)) notes.push({ line, message: `${JSON.stringify(name)} is no dotted Python name` })
      else if (message !== undefined && typeof message !== 'string')
        notes.push({ line, message: `the msg of ${name} is no text` })
      else {
        const made = toPythonEntry(name, message ?? '', line, kindOf)
        entries.push(made.entry)
        notes.push(...made.notes)
      }
    }
    if (section['banned-api'] !== undefined && !banned)
      notes.push({ line: lineOf('banned-api'), message: 'banned-api is no table' })
    for (const key of ['banned-module-level-imports', 'ban-relative-imports'])
      if (section[key] !== undefined)
        notes.push({
          line: lineOf(key),
          message: `${key} is a rule about how to import, not about what: not carried over`,
        })
  }
  return { entries, notes }
}
