import { parse } from 'jsonc-parser'
import { namedIn, type Source } from '../../../core/source.ts'

export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const asString = (value: unknown): string | null => (typeof value === 'string' ? value : null)

export const asStrings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []

/** The source as resolution sees it: what is listed, and the JSON in it. */
export interface Listing {
  has(path: string): boolean
  hasDirectory(path: string): boolean
  text(path: string): string | null
  /** A JSON file, comments and trailing commas allowed; null where it is missing or no object. */
  json(path: string): JsonObject | null
  /** The paths of all files of this name, in no order. */
  named(base: string): readonly string[]
}

/** Configuration larger than this is not configuration. In bytes. */
const MAX_CONFIG_BYTES = 4_000_000

/** Most files are plain JSON, which V8 reads many times faster. */
const parseJson = (content: string): unknown => {
  try {
    return JSON.parse(content)
  } catch {
    return parse(content, [], { allowTrailingComma: true })
  }
}

export const createListing = (source: Source): Listing => {
  const parsed = new Map<string, JsonObject | null>()
  const text = (path: string): string | null => {
    if (!source.has(path)) return null
    const bytes = source.read(path)
    return bytes === null || bytes.length > MAX_CONFIG_BYTES ? null : new TextDecoder().decode(bytes)
  }
  const readJson = (path: string): JsonObject | null => {
    const content = text(path)
    if (content === null) return null
    try {
      const value = parseJson(content)
      return isObject(value) ? value : null
    } catch {
      // Nested deeper than the stack: no configuration either.
      return null
    }
  }
  return {
    has: (path) => source.has(path),
    hasDirectory: (path) => source.hasDirectory(path),
    text,
    json(path) {
      let value = parsed.get(path)
      if (value === undefined) {
        value = readJson(path)
        parsed.set(path, value)
      }
      return value
    },
    named: (base) => source.named?.(base) ?? namedIn(source.list(), base),
  }
}
