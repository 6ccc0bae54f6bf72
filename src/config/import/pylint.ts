import type { Imported, ImportedEntry, ImportNote } from './imported.ts'
import { isDottedName } from './python-entry.ts'
import { createLineFinder, parseToml, tableAt } from './toml.ts'

/** `preferred-modules` of an ini file (`.pylintrc`, `setup.cfg`, `tox.ini`): `old:new`, separated by commas or lines. */
export function importPylintIni(text: string): Imported {
  const pairs: { readonly line: number; readonly text: string }[] = []
  let section = ''
  let open = false
  text.split(/\r\n|\n|\r/).forEach((raw, at) => {
    const line = raw.trimEnd()
    if (line.trim() === '' || /^\s*[#;]/.test(line)) return
    const header = /^\[([^\]]*)\]/.exec(line)
    if (header) {
      section = (header[1] ?? '').toLowerCase()
      open = false
      return
    }
    const option = /^([\w-]+)\s*[=:]\s*(.*)$/.exec(line)
    if (/^\s/.test(line)) {
      if (open) pairs.push(...listPairs(line, at + 1))
    } else if (option) {
      // in a file shared with other tools only the sections of pylint speak to it
      open =
        /^preferred[-_]modules$/.test(option[1] ?? '') &&
        !/^(?!.*pylint)(?:tool|flake8|mypy|isort|metadata|options|testenv)/.test(section)
      if (open) pairs.push(...listPairs(option[2] ?? '', at + 1))
    } else open = false
  })
  return readPairs(pairs)
}

/**
 * `preferred-modules` below `tool.pylint` of `pyproject.toml`, or at any table of `pylintrc.toml`.
 * @throws UserError where the text is no TOML.
 */
export function importPylintToml(text: string, file: string): Imported {
  const root = parseToml(text, file)
  const lineOf = createLineFinder(text)
  const tool = tableAt(root, 'tool', 'pylint')
  const tables = tool ? [tool, ...Object.values(tool)] : [root, ...Object.values(root)]
  const values = tables
    .map((table) => tableAt({ table }, 'table')?.['preferred-modules'])
    .filter((value) => value !== undefined)
  const texts = values.flatMap((value) => (Array.isArray(value) ? value : [value]))
  const pairs = texts.flatMap((value) => (typeof value === 'string' ? listPairs(value, lineOf(value)) : []))
  const read = readPairs(pairs)
  if (texts.every((value) => typeof value === 'string')) return read
  return {
    ...read,
    notes: [...read.notes, { line: lineOf('preferred-modules'), message: 'preferred-modules holds what is no text' }],
  }
}

const listPairs = (text: string, line: number) =>
  text
    .split(',')
    .map((part) => ({ line, text: part.trim().replace(/^(["'])(.*)\1$/, '$2') }))
    .filter((part) => part.text !== '')

function readPairs(pairs: readonly { readonly line: number; readonly text: string }[]): Imported {
  const entries: ImportedEntry[] = []
  const notes: ImportNote[] = []
  for (const { line, text } of pairs) {
    const [from = '', to = '', ...rest] = text.split(':').map((part) => part.trim())
    if (rest.length > 0 || !isDottedName(from) || !isDottedName(to))
      notes.push({ line, message: `${JSON.stringify(text)} is not of the form old:new` })
    else entries.push({ line, entry: { from: { module: from }, to: { module: to }, language: 'python' } })
  }
  return { entries, notes }
}
