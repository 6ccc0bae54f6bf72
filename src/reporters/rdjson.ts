import type { FileEdit, Finding } from '../core/finding.ts'
import { createLineIndex, type LineIndex } from '../core/locate.ts'
import type { ChangedFile } from '../core/run-options.ts'
import { toPrintable, toWellFormed } from './printable.ts'
import type { Reporter } from './reporter.ts'
import { fullMessage } from './wording.ts'

const SEVERITIES = { error: 'ERROR', warning: 'WARNING', note: 'INFO' } as const

/**
 * Reviewdog Diagnostic Format, JSON (https://github.com/reviewdog/reviewdog/tree/master/proto/rdf). Its columns
 * count bytes of UTF-8, so a place is given a column only where its line's text is at hand.
 */
export const rdjson: Reporter = {
  name: 'rdjson',
  render(report, { changes = [] }) {
    const textOf = lookUpLines(changes)
    const diagnostics = report.findings.map((finding) => describe(finding, textOf))
    const result = {
      source: { name: 'repoint', url: 'https://www.npmjs.com/package/repoint' },
      severity: report.status === 'fail' ? 'ERROR' : report.status === 'warn' ? 'WARNING' : 'INFO',
      diagnostics,
    }
    return `${JSON.stringify(result, (_, value: unknown) => (typeof value === 'string' ? toWellFormed(value) : value), 2)}\n`
  },
}

type LineText = (path: string, line: number) => string | null

const lookUpLines = (changes: readonly ChangedFile[]): LineText => {
  const texts = new Map(changes.map((change) => [change.path, change.before]))
  const indexes = new Map<string, LineIndex>()
  return (path, line) => {
    const text = texts.get(path)
    if (text === undefined) return null
    const index = indexes.get(path) ?? createLineIndex(text)
    indexes.set(path, index)
    return index.lineText(line)
  }
}

const describe = (finding: Finding, textOf: LineText): object => {
  const lineText: LineText = (path, line) =>
    path === finding.path && line === finding.line ? finding.snippet : textOf(path, line)
  const { path, line, column, endLine, endColumn } = finding
  return {
    message: toPrintable(fullMessage(finding)),
    location: { path, range: rangeOf(path, { line, column, endLine, endColumn }, lineText) },
    severity: SEVERITIES[finding.level],
    code: { value: finding.migration, ...(finding.url === null ? {} : { url: finding.url }) },
    ...suggest(finding, lineText),
  }
}

interface Place {
  readonly line: number
  readonly column?: number
}

/** Without columns a range is one of whole lines: both ends have them, or neither. */
const rangeOf = (
  path: string,
  { line, column, endLine, endColumn }: Required<Pick<FileEdit, 'line' | 'column' | 'endLine' | 'endColumn'>>,
  textOf: LineText,
): { readonly start: Place; readonly end: Place } => {
  const [first, last] = [textOf(path, line), textOf(path, endLine)]
  if (first === null || last === null) return { start: { line }, end: { line: endLine } }
  return {
    start: { line, column: countBytes(first, column) },
    end: { line: endLine, column: countBytes(last, endColumn) },
  }
}

const countBytes = (text: string, column: number): number =>
  Buffer.byteLength(toWellFormed(text.slice(0, column - 1))) + 1

/** A reviewer takes suggestions one by one: only a fix that is one edit can be offered. */
const suggest = (finding: Finding, textOf: LineText): { readonly suggestions?: readonly object[] } => {
  const [edit, ...others] = finding.fix?.edits ?? []
  if (edit === undefined || others.length > 0 || finding.fix?.applicability !== 'safe' || edit.path !== finding.path)
    return {}
  const { line, column, endLine, endColumn, text } = edit
  if (line === undefined || column === undefined || endLine === undefined || endColumn === undefined) return {}
  const range = rangeOf(edit.path, { line, column, endLine, endColumn }, textOf)
  return range.start.column === undefined ? {} : { suggestions: [{ range, text }] }
}
