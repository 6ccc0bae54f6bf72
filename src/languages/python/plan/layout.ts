import { lineAt } from '../../../core/locate.ts'
import type { Span } from '../../../core/span.ts'
import { tokensOfFile } from '../file-tokens.ts'
import { NEWLINE, tokenAt, tokenIs } from '../tokens.ts'
import type { Tokens } from '../tokens.ts'
import type { Statement } from './statements.ts'

/** How a statement stands in its lines. */
export interface Layout {
  /** White space before the statement's logical line. */
  readonly indent: string
  /** Nothing else is on its lines but a comment. */
  readonly alone: boolean
  /** Start of the first line. */
  readonly lineStart: number
  /** End of the last line, before its line break. */
  readonly lineEnd: number
  /** After the line break. */
  readonly nextLine: number
  /** The comment at the end of the last line. */
  readonly comment: Span | null
  /** The `;` that ends it, and where the statement after that begins; null where none follows on the line. */
  readonly semicolonAfter: number | null
  readonly followedAt: number | null
  /** The `;` before it on the line. */
  readonly semicolonBefore: number | null
  /** Removing it would leave its block without a statement. */
  readonly onlyInBlock: boolean
}

/** The text of a file in lines and tokens. Offsets are UTF-16 code units. */
export interface TextModel {
  readonly text: string
  readonly eol: string
  readonly tokens: Tokens
  layoutOf(statement: Statement): Layout
  /** Comments that overlap the span. */
  commentsIn(span: Span): readonly Span[]
}

export function modelText(text: string): TextModel {
  const tokens = tokensOfFile(text)
  const eol = /\r\n|\r|\n/.exec(text)?.[0] ?? '\n'
  const layouts = new Map<number, Layout>()
  let lines: Int32Array | null = null
  return {
    text,
    eol,
    tokens,
    layoutOf(statement) {
      let layout = layouts.get(statement.id)
      if (layout === undefined) {
        lines ??= firstTokensOfLines(tokens)
        layout = readLayout(text, tokens, lines, statement.span)
        layouts.set(statement.id, layout)
      }
      return layout
    },
    commentsIn(span) {
      let to = commentFrom(tokens, span.start)
      if (to > 0 && (tokens.comments[to - 1]?.end ?? 0) > span.start) to--
      const from = to
      while (to < tokens.comments.length && (tokens.comments[to]?.start ?? 0) < span.end) to++
      return tokens.comments.slice(from, to).filter((comment) => comment.end > span.start)
    },
  }
}

/** By token: the first one of its logical line. */
function firstTokensOfLines(tokens: Tokens): Int32Array {
  const first = new Int32Array(tokens.kinds.length + 1)
  for (let at = 1; at <= tokens.kinds.length; at++)
    first[at] = tokens.kinds[at - 1] === NEWLINE ? at : (first[at - 1] as number)
  return first
}

/** Index of the first comment that begins at `offset` or behind it. */
export function commentFrom({ comments }: Tokens, offset: number): number {
  let low = 0
  let high = comments.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((comments[middle]?.start ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return low
}

function readLayout(text: string, tokens: Tokens, lines: Int32Array, span: Span): Layout {
  const first = tokenAt(tokens, span.start)
  const lineFirst = lines[first] ?? first
  let after = tokenAt(tokens, span.end)
  const semicolonAfter = tokenIs(tokens, after, ';') ? (tokens.starts[after] ?? null) : null
  if (semicolonAfter !== null) after++
  const followed = after < tokens.kinds.length && tokens.kinds[after] !== NEWLINE
  const lineStart = startOfLine(text, tokens.starts[lineFirst] ?? 0)
  const indent = text.slice(lineStart, tokens.starts[lineFirst] ?? lineStart)
  const lineEnd = endOfLine(text, span.end)
  const next = tokens.comments[commentFrom(tokens, span.end)]
  const comment = next !== undefined && next.start <= lineEnd ? next : null
  const before = first > lineFirst && tokenIs(tokens, first - 1, ';') ? (tokens.starts[first - 1] ?? null) : null
  return {
    indent,
    alone: first === lineFirst && !followed,
    lineStart,
    lineEnd,
    nextLine: afterLineBreak(text, lineEnd),
    comment,
    semicolonAfter,
    followedAt: followed ? (tokens.starts[after] ?? null) : null,
    semicolonBefore: before,
    onlyInBlock:
      first === lineFirst
        ? !followed && isOnlyLine(text, tokens, lineFirst, after, indent)
        : before === null && !followed,
  }
}

/**
 * Whether `offset` lies in a branch beside the one `from` is in: `try: from … except: offset`, `if: from … else: offset`.
 * Both are offsets into statements.
 */
export function isSiblingBranch(model: TextModel, from: number, offset: number): boolean {
  const { text, tokens } = model
  if (offset <= from) return false
  const inner = columnOf(text, lineStartToken(tokens, from))
  let header: number | null = null
  for (let at = tokenAt(tokens, from); at < tokens.kinds.length; at++) {
    if (tokens.kinds[at] !== NEWLINE) continue
    const first = tokens.starts[at + 1]
    if (first === undefined || first > offset) break
    const column = columnOf(text, first)
    if (column >= inner) continue
    header ??= column
    const continues = ['except', 'else', 'elif', 'finally'].some((word) => tokenIs(tokens, at + 1, word))
    if (column !== header || !continues) return false
  }
  if (header === null) return false
  const own = columnOf(text, lineStartToken(tokens, offset))
  return own === inner || own === header
}

/** Where the logical line around an offset begins. */
function lineStartToken(tokens: Tokens, offset: number): number {
  let at = tokenAt(tokens, offset)
  while (at > 0 && tokens.kinds[at - 1] !== NEWLINE) at--
  return tokens.starts[at] ?? offset
}

/** The logical line before is a header of less indentation, and the one after leaves the block. */
function isOnlyLine(text: string, tokens: Tokens, lineFirst: number, newline: number, indent: string): boolean {
  const width = indentWidth(indent.replace('\uFEFF', ''))
  if (width === 0) return false
  let previous = lineFirst - 1
  while (previous > 0 && tokens.kinds[previous - 1] !== NEWLINE) previous--
  const opens = lineFirst > 0 && columnOf(text, tokens.starts[previous] ?? 0) < width
  const next = newline + 1
  const closes = next >= tokens.kinds.length || columnOf(text, tokens.starts[next] ?? 0) < width
  return opens && closes
}

function columnOf(text: string, offset: number): number {
  return indentWidth(text.slice(startOfLine(text, offset), offset).replace('\uFEFF', ''))
}

function indentWidth(indent: string): number {
  let width = 0
  for (const character of indent) width = character === '\t' ? (Math.floor(width / 8) + 1) * 8 : width + 1
  return width
}

/** Where the lines of the text asked about last begin: a file is planned at a time, and its lines may be long. */
let lastLines: { readonly text: string; readonly starts: readonly number[] } = { text: '', starts: [0] }

function lineStarts(text: string): readonly number[] {
  if (lastLines.text === text) return lastLines.starts
  const starts = [0]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 10 || code === 13) starts.push(at + 1)
  }
  lastLines = { text, starts }
  return starts
}

export function startOfLine(text: string, offset: number): number {
  const starts = lineStarts(text)
  const at = starts[lineAt(starts, offset)] ?? 0
  return at === 0 && text.charCodeAt(0) === 0xfeff ? Math.min(1, offset) : at
}

export function endOfLine(text: string, offset: number): number {
  const starts = lineStarts(text)
  const next = starts[lineAt(starts, offset) + 1]
  return next === undefined ? text.length : next - 1
}

export function afterLineBreak(text: string, lineEnd: number): number {
  if (text[lineEnd] === '\r' && text[lineEnd + 1] === '\n') return lineEnd + 2
  return Math.min(text.length, lineEnd + 1)
}

const LOOP = /^(?:async\s+)?(?:for|while)\b/
const SCOPE = /^(?:(?:async\s+)?def|class)\b/

/** Where the body of the innermost loop around a statement ends, within its function; null: there is none. */
export function endOfLoop(text: string, offset: number): number | null {
  let width = columnOf(text, offset)
  for (let at = startOfLine(text, offset); at > 0 && width > 0; ) {
    at = startOfLine(text, at - 1)
    const line = text.slice(at, endOfLine(text, at))
    const code = line.trimStart()
    const indent = indentWidth(line.slice(0, line.length - code.length))
    if (code === '' || code.startsWith('#') || indent >= width) continue
    if (SCOPE.test(code)) return null
    width = indent
    if (LOOP.test(code)) return endOfBody(text, offset, indent)
  }
  return null
}

/** The next line of code that is indented no more than the header. */
function endOfBody(text: string, offset: number, header: number): number {
  for (let at = afterLineBreak(text, endOfLine(text, offset)); at < text.length; ) {
    const end = endOfLine(text, at)
    const code = text.slice(at, end).trimStart()
    if (code !== '' && !code.startsWith('#') && indentWidth(text.slice(at, end - code.length)) <= header) return at
    at = afterLineBreak(text, end)
  }
  return text.length
}
