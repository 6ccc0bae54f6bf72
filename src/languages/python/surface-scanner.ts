import { ProseSpans } from './prose-spans.ts'
import { scanStringLiteral } from './string-literals.ts'

/** What one pass over a logical line tells, without tokens. */
export interface LineSummary {
  /** Offset behind the line's text, before its line break. */
  end: number
  /** Plain `=` outside brackets; augmented assignments count as two. */
  equals: number
  /** `:=` anywhere. */
  walrus: boolean
  /** `;` outside brackets. */
  semicolon: boolean
  /** Something but a comment follows the first `:` outside brackets. */
  inlineSuite: boolean
  /** The first `:` outside brackets; -1. */
  colon: number
  /** Gathers the comments and triple-quoted strings of all lines. */
  readonly prose: ProseSpans
}

/** To be filled in by `summarizeLine`, line after line. */
export function createLineSummary(): LineSummary {
  return {
    end: 0,
    equals: 0,
    walrus: false,
    semicolon: false,
    inlineSuite: false,
    colon: -1,
    prose: new ProseSpans(),
  }
}

/** A lone carriage return ends a line as well; every offset stays. */
export function unifyLineBreaks(text: string): string {
  return text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text
}

const PLAIN = 0
const QUOTE = 1
const BREAK = 2
const OPEN = 3
const CLOSE = 4
const HASH = 5
const COLON = 6
const EQUAL = 7
const SEMICOLON = 8
const BACKSLASH = 9

const CLASSES = new Uint8Array(128)
for (const [characters, kind] of [
  ['"\'', QUOTE],
  ['\n', BREAK],
  ['([{', OPEN],
  [')]}', CLOSE],
  ['#', HASH],
  [':', COLON],
  ['=', EQUAL],
  [';', SEMICOLON],
  ['\\', BACKSLASH],
] as const) {
  for (const character of characters) CLASSES[character.charCodeAt(0)] = kind
}

/** No bracket can hold a line that begins so (see the lexer): an unclosed one ends here. */
const STATEMENT_LINE =
  /[ \t]*(?:def|class|import|return|while|try|raise|global|nonlocal|del|pass|break|continue|assert|except|finally)\b/y

/** Walks from `start` to the end of its logical line. */
export function summarizeLine(text: string, start: number, summary: LineSummary): LineSummary {
  summary.equals = 0
  summary.walrus = false
  summary.semicolon = false
  summary.inlineSuite = false
  summary.colon = -1
  let depth = 0
  let at = start
  const { length } = text
  while (at < length) {
    const code = text.charCodeAt(at)
    const kind = code < 128 ? CLASSES[code] : PLAIN
    if (kind === PLAIN) {
      at++
      continue
    }
    switch (kind) {
      case QUOTE:
        at = skipString(text, at, start, summary.prose)
        continue
      case BREAK:
        if (depth === 0) {
          summary.end = at
          return summary
        }
        STATEMENT_LINE.lastIndex = at + 1
        if (STATEMENT_LINE.test(text)) {
          summary.end = at
          return summary
        }
        break
      case OPEN:
        depth++
        break
      case CLOSE:
        if (depth > 0) depth--
        break
      case HASH: {
        const newline = text.indexOf('\n', at)
        const to = newline === -1 ? length : newline
        summary.prose.add(at, to)
        at = to
        continue
      }
      case COLON:
        if (text.charCodeAt(at + 1) === 61) {
          summary.walrus = true
          at++
        } else if (depth === 0 && summary.colon === -1) {
          summary.colon = at
          summary.inlineSuite = hasSuite(text, at + 1)
        }
        break
      case EQUAL:
        if (depth === 0) at = countEqual(text, at, summary)
        break
      case SEMICOLON:
        if (depth === 0) summary.semicolon = true
        break
      default:
        // A backslash joins the next line.
        if (text.charCodeAt(at + 1) === 13) at++
        at++
    }
    at++
  }
  summary.end = length
  return summary
}

function countEqual(text: string, at: number, summary: LineSummary): number {
  if (text.charCodeAt(at + 1) === 61) return at + 1
  const before = text.charCodeAt(at - 1)
  const comparison = before === 33 || ((before === 60 || before === 62) && text.charCodeAt(at - 2) !== before)
  if (!comparison) summary.equals += isOperatorCode(before) ? 2 : 1
  return at
}

/** The last character of an operator that `=` makes augmented: `%&*+-/<>@^|`. */
function isOperatorCode(code: number): boolean {
  return (
    code === 37 ||
    code === 38 ||
    code === 42 ||
    code === 43 ||
    code === 45 ||
    code === 47 ||
    code === 60 ||
    code === 62 ||
    code === 64 ||
    code === 94 ||
    code === 124
  )
}

function hasSuite(text: string, from: number): boolean {
  let at = from
  for (;;) {
    const code = text.charCodeAt(at)
    if (code !== 32 && code !== 9 && code !== 12 && code !== 13) {
      return !(Number.isNaN(code) || code === 10 || code === 35)
    }
    at++
  }
}

/** The end of the string whose quote is at `at`. An unterminated one ends with its line. */
function skipString(text: string, at: number, floor: number, prose: ProseSpans): number {
  const quote = text.charCodeAt(at)
  let prefix = at
  while (prefix > floor && at - prefix < 2 && /[a-zA-Z]/.test(text.charAt(prefix - 1))) prefix--
  if (prefix < at && /[ft]/i.test(text.slice(prefix, at))) {
    const { end } = scanStringLiteral(text, prefix, at, text.slice(prefix, at).toLowerCase())
    if (text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote && end > at + 2) prose.add(at, end)
    return end
  }
  if (text.charCodeAt(at + 1) === quote) {
    if (text.charCodeAt(at + 2) !== quote) return at + 2
    const end = skipTriple(text, at + 3, text.slice(at, at + 3))
    prose.add(at, end)
    return end
  }
  for (let to = at + 1; to < text.length; to++) {
    const code = text.charCodeAt(to)
    if (code === quote) return to + 1
    if (code === 92) to += text.charCodeAt(to + 1) === 13 ? 2 : 1
    else if (code === 10) return to
  }
  return text.length
}

function skipTriple(text: string, from: number, quotes: string): number {
  for (let at = text.indexOf(quotes, from); at !== -1; at = text.indexOf(quotes, at + 1)) {
    let slashes = 0
    while (at - slashes > from && text.charCodeAt(at - slashes - 1) === 92) slashes++
    if (slashes % 2 === 0) return at + 3
  }
  return text.length
}
