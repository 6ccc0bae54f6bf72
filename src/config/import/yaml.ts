import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseAllDocuments,
} from 'yaml'
import type { JsonMember, JsonNode, JsonValue } from '../json-document.ts'

/*
 * YAML as the nodes that JSON configurations are read as: of every value the line is known. Aliases are followed and
 * merge keys merged, within bounds.
 */

export interface YamlReading {
  readonly documents: readonly JsonNode[]
  readonly problems: readonly { readonly line: number; readonly message: string }[]
}

const DEEPEST = 64

/** Aliases of aliases multiply: no configuration has as many values. */
const MOST_NODES = 100_000

class Refused extends Error {
  readonly offset: number

  constructor(offset: number, message: string) {
    super(message)
    this.offset = offset
  }
}

/** Never throws: a document that cannot be read comes back as a problem, the others as values. */
export function parseYaml(text: string): YamlReading {
  const counter = new LineCounter()
  const lineOf = (offset: number): number => counter.linePos(offset).line || 1
  const documents: JsonNode[] = []
  const problems: { line: number; message: string }[] = []
  const parsed = parseDocuments(text, counter)
  if (parsed === null) problems.push({ line: 1, message: `nested deeper than ${DEEPEST} levels` })
  for (const document of parsed ?? []) {
    const [error] = document.errors
    try {
      if (error) throw new Refused(error.pos[0], error.message.split('\n')[0] ?? error.code)
      const node = document.contents && new Reader(document, lineOf).read()
      if (node) documents.push(node)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      problems.push({ line: lineOf(error.offset), message: error.message })
    }
  }
  return { documents, problems }
}

/** null: thousands of brackets in one another took the stack. */
function parseDocuments(text: string, lineCounter: LineCounter): readonly Document.Parsed[] | null {
  try {
    const documents = parseAllDocuments(text, { lineCounter, prettyErrors: false, logLevel: 'silent' })
    return 'empty' in documents ? [] : documents
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

class Reader {
  readonly #document: Document.Parsed
  readonly #lineOf: (offset: number) => number
  /** In the order of the text, so that an alias means the last one before it. */
  readonly #anchors = new Map<string, Node>()
  #count = 0

  constructor(document: Document.Parsed, lineOf: (offset: number) => number) {
    this.#document = document
    this.#lineOf = lineOf
  }

  /** @throws Refused where it is too deep, too large, or not a value of JSON. */
  read(): JsonNode {
    return this.#node(this.#document.contents, 0, 0)
  }

  /** @param at where the value would be, in code units, where nothing stands. */
  #node(node: Node | null, at: number, depth: number): JsonNode {
    const start = node?.range?.[0] ?? at
    if (depth > DEEPEST) throw new Refused(start, `nested deeper than ${DEEPEST} levels`)
    if (++this.#count > MOST_NODES) throw new Refused(start, `more than ${MOST_NODES} values`)
    if (isAlias(node)) {
      const meant = this.#anchors.get(node.source)
      if (!meant) throw new Refused(start, `no anchor is called ${node.source}`)
      return { ...this.#node(meant, start, depth + 1), line: this.#lineOf(start) }
    }
    if (node?.anchor !== undefined) this.#anchors.set(node.anchor, node)
    const place = { line: this.#lineOf(start), column: 1, start: 0, end: 0, members: [], items: [] }
    if (isMap(node)) {
      const members = this.#members(node.items, start, depth)
      return { ...place, members, value: toObject(members) }
    }
    if (isCollection(node)) {
      const items = node.items.map((item) => this.#node(item as Node | null, start, depth + 1))
      return { ...place, items, value: items.map(({ value }) => value) }
    }
    const value = isScalar(node) ? node.value : null
    return { ...place, value: isPlain(value) ? value : String(value) }
  }

  #members(pairs: readonly unknown[], at: number, depth: number): readonly JsonMember[] {
    const own: JsonMember[] = []
    const merged: JsonMember[] = []
    for (const pair of pairs) {
      if (!isPair<Node | null, Node | null>(pair)) continue
      const start = pair.key?.range?.[0] ?? at
      const key = this.#node(pair.key, start, depth + 1)
      const node = this.#node(pair.value, start, depth + 1)
      if (key.value === '<<')
        merged.push(...(node.items.length > 0 ? node.items : [node]).flatMap((one) => one.members))
      else own.push({ key: String(key.value), line: key.line, column: 1, node })
    }
    const known = new Set(own.map(({ key }) => key))
    // Of several that are merged the first counts: https://yaml.org/type/merge.html
    for (const member of merged) {
      if (!known.has(member.key)) own.push(member)
      known.add(member.key)
    }
    return own
  }
}

const isPlain = (value: unknown): value is string | number | boolean | null =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)

function toObject(members: readonly JsonMember[]): JsonValue {
  const value = Object.create(null) as Record<string, JsonValue>
  for (const { key, node } of members) value[key] = node.value
  return value
}
