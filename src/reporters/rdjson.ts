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
  const suggestions = (finding.fix?.edits ?? []).flatMap((edit) => suggest(edit, finding, lineText))
  return {
    message: toPrintable(fullMessage(finding)),
    location: {
      path: finding.path,
      range: {
        start: place(finding.path, finding.line, finding.column, lineText),
        end: place(finding.path, finding.endLine, finding.endColumn, lineText),
      },
    },
    severity: SEVERITIES[finding.level],
    code: { value: finding.migration, ...(finding.url === null ? {} : { url: finding.url }) },
    // a part of a fix is no fix: all edits, or none
    ...(suggestions.length > 0 && suggestions.length === finding.fix?.edits.length && finding.fix.applicability === 'safe'
      ? { suggestions }
      : {}),
  }
}

interface Place {
  readonly line: number
  readonly column?: number
}

const place = (path: string, line: number, column: number, textOf: LineText): Place => {
  const text = textOf(path, line)
  return text === null ? { line } : { line, column: Buffer.byteLength(toWellFormed(text.slice(0, column - 1))) + 1 }
}

const suggest = (edit: FileEdit, finding: Finding, textOf: LineText): readonly object[] => {
  const { path, line, column, endLine, endColumn, text } = edit
  if (line === undefined || column === undefined || endLine === undefined || endColumn === undefined) return []
  if (path !== finding.path) return []
  const start = place(path, line, column, textOf)
  const end = place(path, endLine, endColumn, textOf)
  return start.column === undefined || end.column === undefined ? [] : [{ range: { start, end }, text }]
}
