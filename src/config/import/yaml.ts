import { type JsonNode, type JsonValue, parseJson } from '../json-document.ts'

/*
 * The plain part of YAML that configuration is written in: block maps and lists, quoted and plain scalars, block
 * scalars, flow lists and maps, comments, several documents. Anchors, aliases, tags and merge keys are refused by line,
 * never guessed.
 */

export interface YamlReading {
  readonly documents: readonly JsonNode[]
  readonly problems: readonly { readonly line: number; readonly message: string }[]
}

const DEEPEST = 64

interface Line {
  /** 1-based. */
  readonly number: number
  readonly indent: number
  readonly text: string
}

class Refused extends Error {
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

/** Never throws: a document that is not plain comes back as a problem, the others as values. */
export function parseYaml(text: string): YamlReading {
  const documents: JsonNode[] = []
  const problems: { line: number; message: string }[] = []
  const raw = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  let start = 0
  for (let at = 0; at <= raw.length; at++) {
    const isEnd = at === raw.length || /^(?:---|\.\.\.)(?:\s|$)/.test(raw[at] ?? '')
    if (!isEnd) continue
    try {
      const node = new Document(raw, start, at).read()
      if (node) documents.push(node)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      problems.push({ line: error.line, message: error.message })
    }
    start = at + 1
  }
  return { documents, problems }
}

const leaf = (value: JsonValue, line: number): JsonNode => ({
  value,
  line,
  column: 1,
  start: 0,
  end: 0,
  members: [],
  items: [],
})

class Document {
  readonly #raw: readonly string[]
  readonly #end: number
  #at: number
  /** A rest of a line that is read before the next one: what stands behind `- `. */
  #pending: Line | null = null

  constructor(raw: readonly string[], start: number, end: number) {
    this.#raw = raw
    this.#at = start
    this.#end = end
  }

  read(): JsonNode | null {
    const first = this.#peek()
    if (!first) return null
    const node = this.#block(first.indent, 0)
    const rest = this.#peek()
    if (rest) throw new Refused(rest.number, 'the indentation of this line fits nothing above it')
    return node
  }

  #peek(): Line | null {
    if (this.#pending) return this.#pending
    for (; this.#at < this.#end; this.#at++) {
      const raw = this.#raw[this.#at] ?? ''
      const text = raw.trim()
      if (text === '' || text.startsWith('#') || (text.startsWith('%') && raw.startsWith('%'))) continue
      const indent = raw.length - raw.trimStart().length
      if (raw.slice(0, indent).includes('\t')) throw new Refused(this.#at + 1, 'a tab cannot indent')
      return { number: this.#at + 1, indent, text }
    }
    return null
  }

  #take(): void {
    if (this.#pending) this.#pending = null
    this.#at++
  }

  #block(indent: number, depth: number): JsonNode {
    const first = this.#peek()
    if (!first) throw new Refused(this.#end, 'a value is missing')
    if (depth > DEEPEST) throw new Refused(first.number, `nested deeper than ${DEEPEST} levels`)
    if (isItem(first.text)) return this.#list(indent, depth)
    if (splitKey(first.text)) return this.#map(indent, depth)
    this.#take()
    return this.#scalar(withoutComment(first.text), first.number, indent - 1)
  }

  #list(indent: number, depth: number): JsonNode {
    const items: JsonNode[] = []
    const start = this.#peek()?.number ?? 0
    for (let line = this.#peek(); line && line.indent === indent && isItem(line.text); line = this.#peek()) {
      const rest = withoutComment(line.text.slice(1).trimStart())
      if (rest === '') {
        this.#take()
        items.push(this.#below(indent, line.number, depth, false))
      } else if (isItem(rest) || splitKey(rest)) {
        const inner = indent + (line.text.length - line.text.slice(1).trimStart().length)
        this.#pending = { number: line.number, indent: inner, text: line.text.slice(1).trimStart() }
        items.push(this.#block(inner, depth + 1))
      } else {
        this.#take()
        items.push(this.#scalar(rest, line.number, indent))
      }
    }
    return {
      ...leaf(
        items.map(({ value }) => value),
        start,
      ),
      items,
    }
  }

  #map(indent: number, depth: number): JsonNode {
    const members: JsonNode['members'][number][] = []
    const start = this.#peek()?.number ?? 0
    const value: Record<string, JsonValue> = Object.create(null) as Record<string, JsonValue>
    for (let line = this.#peek(); line && line.indent === indent; line = this.#peek()) {
      const pair = splitKey(line.text)
      if (!pair) throw new Refused(line.number, 'a key and a colon are expected here')
      if (pair.key === '<<') throw new Refused(line.number, 'merge keys are not read')
      if (pair.key in value) throw new Refused(line.number, `the key ${JSON.stringify(pair.key)} is written twice`)
      this.#take()
      const rest = withoutComment(pair.rest)
      const node = rest === '' ? this.#below(indent, line.number, depth, true) : this.#scalar(rest, line.number, indent)
      value[pair.key] = node.value
      members.push({ key: pair.key, line: line.number, column: indent + 1, node })
    }
    return { ...leaf(value, start), members }
  }

  /** What stands on the lines below a key or a dash; a list below a key may stand at its own indentation. */
  #below(indent: number, number: number, depth: number, ofKey: boolean): JsonNode {
    const next = this.#peek()
    if (next && (next.indent > indent || (ofKey && next.indent === indent && isItem(next.text))))
      return this.#block(next.indent, depth + 1)
    return leaf(null, number)
  }

  #scalar(text: string, number: number, indent: number): JsonNode {
    if (/^[|>][+-]?\d?[+-]?$/.test(text)) return leaf(this.#blockScalar(indent, text.startsWith('>')), number)
    // a plain scalar may go on below, deeper than its key
    if (/^[^"'[{&*!|>%@`]/.test(text)) {
      let whole = text
      for (
        let next = this.#peek();
        next && next.indent > indent && !splitKey(next.text) && !isItem(next.text);
        next = this.#peek()
      ) {
        whole += ` ${withoutComment(next.text)}`
        this.#take()
      }
      return readScalar(whole, number)
    }
    return readScalar(this.#whole(text), number)
  }

  /** A flow value or a quoted string with the lines that it goes on over, folded. */
  #whole(text: string): string {
    const parts = [text]
    for (let open = openIn(text, FRESH); open; ) {
      const next = this.#peek()
      if (!next) break
      const line = open.quote === '' ? withoutComment(next.text) : next.text
      this.#take()
      parts.push(line)
      open = openIn(line, open)
    }
    return parts.join(' ')
  }

  #blockScalar(indent: number, folded: boolean): string {
    const lines: string[] = []
    let own: number | null = null
    for (; this.#at < this.#end; this.#at++) {
      const raw = this.#raw[this.#at] ?? ''
      const deep = raw.length - raw.trimStart().length
      if (raw.trim() !== '' && deep <= indent) break
      if (raw.trim() !== '') own ??= deep
      lines.push(raw.slice(own ?? raw.length))
    }
    return lines.join(folded ? ' ' : '\n').trimEnd()
  }
}

const isItem = (text: string): boolean => text === '-' || text.startsWith('- ')

/** How deep in brackets a text is, and in which quotes. */
interface Opened {
  readonly depth: number
  readonly quote: string
}

const FRESH: Opened = { depth: 0, quote: '' }

/** What is still open behind a piece of a flow value or quoted string; null: nothing. */
function openIn(text: string, before: Opened): Opened | null {
  let { depth, quote } = before
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (quote !== '') {
      if (character === '\\' && quote === '"') at++
      else if (character === quote) quote = ''
    } else if ((character === '"' || character === "'") && (at === 0 || /[\s[{,:]/.test(text.charAt(at - 1))))
      quote = character
    else if (character === '[' || character === '{') depth++
    else if (character === ']' || character === '}') depth--
  }
  return depth > 0 || quote !== '' ? { depth, quote } : null
}

/** `key: rest` of a line; null where it is none. */
function splitKey(text: string): { readonly key: string; readonly rest: string } | null {
  const quoted = /^"((?:[^"\\]|\\.)*)"\s*:(?:\s+|$)|^'((?:[^']|'')*)'\s*:(?:\s+|$)/.exec(text)
  if (quoted) return { key: quoted[1] ?? (quoted[2] ?? '').replaceAll("''", "'"), rest: text.slice(quoted[0].length) }
  if (/^["'[{#&*!|>%`]/.test(text)) return null
  const colon = /:(?:\s|$)/.exec(text)
  if (!colon || colon.index === 0 || text.slice(0, colon.index).includes(' #')) return null
  return { key: text.slice(0, colon.index).trimEnd(), rest: text.slice(colon.index + 1).trimStart() }
}

/** A `#` behind white space begins a comment, outside of quotes. */
function withoutComment(text: string): string {
  if (text.startsWith('#')) return ''
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (quote !== '') {
      if (character === '\\' && quote === '"') at++
      else if (character === quote) quote = ''
    } else if ((character === '"' || character === "'") && (at === 0 || /[\s[{,:]/.test(text.charAt(at - 1))))
      quote = character
    else if (character === '#' && /\s/.test(text.charAt(at - 1))) return text.slice(0, at).trimEnd()
  }
  return text.trimEnd()
}

function readScalar(text: string, line: number): JsonNode {
  const plain = withoutComment(text)
  if (/^[&*!]/.test(plain)) throw new Refused(line, 'anchors, aliases and tags are not read')
  if (/^[[{]/.test(plain)) return readFlow(plain, line)
  if (plain.startsWith("'")) {
    if (!/^'(?:[^']|'')*'$/.test(plain)) throw new Refused(line, 'this string does not end on its line')
    return leaf(plain.slice(1, -1).replaceAll("''", "'"), line)
  }
  if (plain.startsWith('"')) {
    const { root, problems } = parseJson(plain)
    if (!root || problems.length > 0)
      throw new Refused(line, 'this string does not end on its line, or has an escape that is not read')
    return leaf(root.value, line)
  }
  if (/^(?:~|null|Null|NULL)$/.test(plain)) return leaf(null, line)
  if (/^(?:true|True|TRUE)$/.test(plain)) return leaf(true, line)
  if (/^(?:false|False|FALSE)$/.test(plain)) return leaf(false, line)
  if (/^-?\d{1,15}$/.test(plain)) return leaf(Number(plain), line)
  return leaf(plain, line)
}

/** A flow value, its bare words quoted so that it reads as JSON. */
function readFlow(text: string, line: number): JsonNode {
  const tokens =
    text.match(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[[\]{},]|:(?=[\s[{"'])|(?:[^\s[\]{},:]|:(?=\S))+|\s+/g) ?? []
  if (tokens.join('') !== text) throw new Refused(line, 'this is not plain YAML')
  const words = tokens.filter((token) => token.trim() !== '')
  const json = words
    .map((token, index) => {
      if (token === ',' && /^[\]}]$/.test(words[index + 1] ?? '')) return ''
      if (/^[&*!]/.test(token)) throw new Refused(line, 'anchors, aliases and tags are not read')
      if (/^["[\]{},:]/.test(token)) return token
      if (token.startsWith("'")) return JSON.stringify(token.slice(1, -1).replaceAll("''", "'"))
      return /^(?:true|false|null|-?\d{1,15})$/.test(token) ? token : JSON.stringify(token)
    })
    .join('')
  const { root, problems } = parseJson(json)
  if (!root || problems.length > 0) throw new Refused(line, 'this is not plain YAML')
  return place(root, line)
}

const place = (node: JsonNode, line: number): JsonNode => ({
  ...node,
  line,
  members: node.members.map((member) => ({ ...member, line, node: place(member.node, line) })),
  items: node.items.map((item) => place(item, line)),
})
