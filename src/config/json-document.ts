import { type ParseErrorCode, printParseErrorCode, visit } from 'jsonc-parser'

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** A JSON value with its place. Lines and columns are 1-based, columns and offsets in UTF-16 code units. */
export interface JsonNode {
  readonly value: JsonValue
  readonly line: number
  readonly column: number
  readonly start: number
  readonly end: number
  /** Members of an object in their order; empty for everything else. */
  readonly members: readonly JsonMember[]
  /** Elements of an array; empty for everything else. */
  readonly items: readonly JsonNode[]
}

/** A key of an object; `line` and `column` are those of the key. */
export interface JsonMember {
  readonly key: string
  readonly line: number
  readonly column: number
  readonly node: JsonNode
}

export interface JsonProblem {
  readonly line: number
  readonly column: number
  readonly message: string
}

export interface JsonDocument {
  /** null where the text holds no value at all. With problems, only what could be made out. */
  readonly root: JsonNode | null
  readonly problems: readonly JsonProblem[]
}

/** A manifest needs six levels; far deeper nesting is an attack on the parser's stack. */
const DEEPEST = 64

/** Past this many broken lines a text is no JSON at all. */
const MOST_PROBLEMS = 20

/** An object or list that is not closed yet, and the key whose value comes next. */
interface OpenNode {
  readonly node: { -readonly [Key in keyof JsonNode]: JsonNode[Key] }
  readonly object: Record<string, JsonValue> | null
  readonly array: JsonValue[] | null
  readonly members: JsonMember[]
  readonly items: JsonNode[]
  key: string | null
  keyLine: number
  keyColumn: number
}

class TooDeep extends Error {}

/** Shared by all nodes without any; never filled. */
const UNUSED_MEMBERS: JsonMember[] = []
const UNUSED_ITEMS: JsonNode[] = []

/** Objects of more members than this get an index when first searched. */
const FEW = 16
const indexes = new WeakMap<JsonNode, ReadonlyMap<string, JsonMember>>()

/** The member of an object with this key. */
export function findMember(node: JsonNode, key: string): JsonMember | undefined {
  if (node.members.length <= FEW) return node.members.find((member) => member.key === key)
  let index = indexes.get(node)
  if (!index) {
    index = new Map(node.members.map((member) => [member.key, member]))
    indexes.set(node, index)
  }
  return index.get(key)
}

/**
 * Read JSON with comments and trailing commas. Never throws: what is wrong comes back as problems, one a line
 * at most (one slip makes the parser stumble several times in a row).
 * @param text without its BOM.
 */
export function parseJson(text: string): JsonDocument {
  const problems: JsonProblem[] = []
  const stack: OpenNode[] = []
  let root: JsonNode | null = null

  const linesReported = new Set<number>()
  const report = (line: number, column: number, message: string): void => {
    if (linesReported.has(line) || linesReported.size >= MOST_PROBLEMS) return
    linesReported.add(line)
    problems.push({ line, column, message })
  }
  const add = (node: JsonNode): void => {
    const parent = stack.at(-1)
    if (!parent) {
      root ??= node
    } else if (parent.array) {
      parent.array.push(node.value)
      parent.items.push(node)
    } else if (parent.object && parent.key !== null) {
      setMember(parent.object, parent.key, node.value)
      parent.members.push({ key: parent.key, line: parent.keyLine, column: parent.keyColumn, node })
      parent.key = null
    }
  }
  const open = (start: number, line: number, column: number, isArray: boolean): void => {
    if (stack.length >= DEEPEST) {
      report(line + 1, column + 1, `nested deeper than ${DEEPEST} levels — this is no manifest`)
      throw new TooDeep()
    }
    const array: JsonValue[] | null = isArray ? [] : null
    const object: Record<string, JsonValue> | null = isArray ? null : {}
    const members: JsonMember[] = isArray ? UNUSED_MEMBERS : []
    const items: JsonNode[] = isArray ? [] : UNUSED_ITEMS
    const node = { value: array ?? object, line: line + 1, column: column + 1, start, end: start, members, items }
    stack.push({ node, object, array, members, items, key: null, keyLine: 0, keyColumn: 0 })
  }
  const close = (offset: number, length: number): void => {
    const opened = stack.pop()
    if (!opened) return
    opened.node.end = offset + length
    add(opened.node)
  }

  try {
    visit(
      text,
      {
        onObjectBegin: (offset, _length, line, column) => open(offset, line, column, false),
        onArrayBegin: (offset, _length, line, column) => open(offset, line, column, true),
        onObjectEnd: close,
        onArrayEnd: close,
        onObjectProperty: (name, _offset, _length, line, column) => {
          const parent = stack.at(-1)
          if (!parent) return
          if (parent.object && Object.hasOwn(parent.object, name)) {
            report(line + 1, column + 1, `the key "${clip(name)}" is written twice — remove one of them`)
          }
          parent.key = name
          parent.keyLine = line + 1
          parent.keyColumn = column + 1
        },
        onLiteralValue: (value: JsonValue, offset, length, line, column) =>
          add({
            value,
            line: line + 1,
            column: column + 1,
            start: offset,
            end: offset + length,
            members: UNUSED_MEMBERS,
            items: UNUSED_ITEMS,
          }),
        onError: (code, offset, _length, line, column) => {
          const atEnd = offset >= text.length
          report(line + 1, column + 1, describeSyntaxError(code, atEnd, text.slice(offset, offset + 1)))
        },
      },
      { allowTrailingComma: true },
    )
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error
  }
  // an unclosed file still tells what it is: fold what was left open
  while (stack.length > 0) close(text.length, 0)
  return { root, problems }
}

/** A key "__proto__" is an unknown key like any other. */
function setMember(object: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
  else object[key] = value
}

const SYNTAX: Readonly<Record<string, string>> = {
  InvalidSymbol: 'not valid JSON — strings and keys need double quotes; only true, false and null may stand bare',
  InvalidNumberFormat: 'not a valid number',
  PropertyNameExpected: 'a key in double quotes is expected here',
  ValueExpected: 'a value is expected here',
  ColonExpected: 'a colon is expected here, between the key and its value',
  CommaExpected: 'a comma is expected before this',
  CloseBraceExpected: 'a closing } is missing',
  CloseBracketExpected: 'a closing ] is missing',
  EndOfFileExpected: 'the file should end here — one JSON object is all a manifest has',
  UnexpectedEndOfComment: 'this comment never ends — close it with */',
  UnexpectedEndOfString: 'this string never ends — close it with a double quote on the same line',
  UnexpectedEndOfNumber: 'this number breaks off',
  InvalidUnicode: 'not a valid \\u escape — it takes four hexadecimal digits',
  InvalidEscapeCharacter: 'not a valid escape — write a backslash as \\\\',
  InvalidCharacter: 'a control character in a string — write it as an escape',
}

function describeSyntaxError(code: ParseErrorCode, atEnd: boolean, character: string): string {
  const name = printParseErrorCode(code)
  if (name === 'InvalidSymbol' && character === "'") return 'strings in JSON take double quotes, not single ones'
  const message = SYNTAX[name] ?? 'not valid JSON'
  return atEnd && !message.includes('missing') ? `the file breaks off here — ${message}` : message
}

/** Text from a manifest, short enough to be shown in a message. */
export function clip(text: string): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029]/gu, '\uFFFD')
  return line.length > 80 ? `${line.slice(0, 77)}…` : line
}
