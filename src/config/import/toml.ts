import { parse, TomlError } from 'smol-toml'
import { UserError } from '../../core/user-error.ts'

export type Table = Readonly<Record<string, unknown>>

/** @throws UserError with file and line. */
export function parseToml(text: string, file: string): Table {
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof TomlError)
      throw new UserError(`${file}:${error.line}:${error.column} ${firstLine(error.message)}`)
    throw new UserError(`${file}: cannot be read as TOML`)
  }
}

const firstLine = (message: string): string => (message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '')

/** The table at a path of keys; null where there is none. */
export function tableAt(root: unknown, ...path: readonly string[]): Table | null {
  let found: unknown = root
  for (const key of path) {
    if (!isTable(found) || !Object.hasOwn(found, key)) return null
    found = found[key]
  }
  return isTable(found) ? found : null
}

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

/** The line (1-based) that first spells a key; 0 where none does. For messages only: the parser keeps no places. */
export function createLineFinder(text: string): (key: string) => number {
  const lines = text.split(/\r\n|\n|\r/)
  return (key) => {
    const spelled = lines.findIndex((line) => line.includes(`"${key}"`) || line.includes(`'${key}'`))
    return (spelled === -1 ? lines.findIndex((line) => line.includes(key)) : spelled) + 1
  }
}
