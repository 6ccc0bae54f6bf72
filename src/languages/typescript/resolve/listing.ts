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
  /**
   * What `make` makes of a file's text, where that is little compared with the file and asked of many: it may be
   * remembered from another run. Plain data. null: there is no such file.
   */
  gist<T>(kind: string, path: string, make: (text: string) => T): T | null
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

/** null: no object. */
export const parseObject = (content: string): JsonObject | null => {
  try {
    const value = parseJson(content)
    return isObject(value) ? value : null
  } catch {
    // Nested deeper than the stack: no configuration either.
    return null
  }
}

const decode = (bytes: Uint8Array): string | null =>
  bytes.length > MAX_CONFIG_BYTES ? null : new TextDecoder().decode(bytes)

export const createListing = (source: Source): Listing => {
  const parsed = new Map<string, JsonObject | null>()
  const text = (path: string): string | null => {
    if (!source.has(path)) return null
    const bytes = source.read(path)
    return bytes === null ? null : decode(bytes)
  }
  return {
    has: (path) => source.has(path),
    hasDirectory: (path) => source.hasDirectory(path),
    text,
    gist(kind, path, make) {
      const ofBytes = (bytes: Uint8Array) => make(decode(bytes) ?? '')
      if (source.gist) return source.has(path) ? source.gist(kind, path, ofBytes) : null
      const content = text(path)
      return content === null ? null : make(content)
    },
    json(path) {
      let value = parsed.get(path)
      if (value === undefined) {
        const content = text(path)
        value = content === null ? null : parseObject(content)
        parsed.set(path, value)
      }
      return value
    },
    named: (base) => source.named?.(base) ?? namedIn(source.list(), base),
  }
}
