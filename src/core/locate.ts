import type { FileEdit, Finding } from './finding.ts'
import type { Span, TextEdit } from './span.ts'

/** 1-based; columns count UTF-16 code units. */
export interface Position {
  readonly line: number
  readonly column: number
}

/**
 * Where the lines of one text begin. A line ends at `\n`, `\r\n` or a lone `\r`; a BOM takes up column 1 of line 1.
 * U+2028 and form feed do not end lines: editors, git and Python do not count them either.
 */
export interface LineIndex {
  readonly lineCount: number
  /** Offsets beyond the text give the position of its end. */
  positionAt(offset: number): Position
  /** The offset of a line's first code unit; lines beyond the text give its end. */
  lineStart(line: number): number
  /** The offset just behind a line's last code unit, its line break not included. */
  lineEnd(line: number): number
  /** A line without its line break. */
  lineText(line: number): string
}

const LF = 10
const CR = 13

/** Index of the last line that begins at `offset` or before it; `starts` ascend. */
export const lineAt = (starts: readonly number[], offset: number): number => {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

export const createLineIndex = (text: string): LineIndex => {
  const starts = findLineStarts(text)
  const lineOf = (offset: number): number => lineAt(starts, offset)
  const lineStart = (line: number): number => (line < 1 ? 0 : (starts[line - 1] ?? text.length))
  const lineEnd = (line: number): number => {
    const start = lineStart(line)
    let end = line < 1 ? 0 : (starts[line] ?? text.length)
    if (end > start && text.charCodeAt(end - 1) === LF) end--
    if (end > start && text.charCodeAt(end - 1) === CR) end--
    return end
  }
  return {
    lineCount: starts.length,
    positionAt(offset) {
      const clamped = Math.max(0, Math.min(offset, text.length))
      const line = lineOf(clamped)
      return { line: line + 1, column: clamped - (starts[line] ?? 0) + 1 }
    },
    lineStart,
    lineEnd,
    lineText: (line) => text.slice(lineStart(line), lineEnd(line)),
  }
}

const findLineStarts = (text: string): readonly number[] => {
  const starts = [0]
  // files without \r (nearly all) are searched natively
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
    return starts
  }
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === LF) starts.push(at + 1)
    else if (unit === CR && text.charCodeAt(at + 1) !== LF) starts.push(at + 1)
  }
  return starts
}

/** The fields of a finding that say where it is. */
export type Location = Pick<Finding, 'line' | 'column' | 'endLine' | 'endColumn' | 'start' | 'end' | 'snippet'>

/** Longer lines are cut in snippets: nobody reads them, and a minified line would swell every report. */
const SNIPPET_LIMIT = 2_000

export const locateSpan = (index: LineIndex, span: Span): Location => {
  const from = index.positionAt(span.start)
  const to = index.positionAt(span.end)
  return {
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    start: span.start,
    end: span.end,
    snippet: index.lineText(from.line).slice(0, SNIPPET_LIMIT),
  }
}

/** An edit of the indexed text with its lines and columns. */
export const locateEdit = (index: LineIndex, path: string, edit: TextEdit): FileEdit => {
  const from = index.positionAt(edit.start)
  const to = index.positionAt(edit.end)
  return {
    path,
    start: edit.start,
    end: edit.end,
    text: edit.text,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
  }
}
