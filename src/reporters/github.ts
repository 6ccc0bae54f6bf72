import type { Finding } from '../core/finding.ts'
import type { RunReport } from '../core/report.ts'
import { toPrintable } from './printable.ts'
import type { Reporter } from './reporter.ts'
import { countOf, fullMessage } from './wording.ts'

/** GitHub shows ten annotations of each kind a step, and drops the rest without a word. */
const CAP = 10

const COMMANDS = { error: 'error', warning: 'warning', note: 'notice' } as const

/** Workflow commands: annotations on the lines of a pull request. Errors first; what is over the cap is counted. */
export const github: Reporter = {
  name: 'github',
  render(report) {
    const lines: string[] = []
    const over: string[] = []
    for (const level of ['error', 'warning', 'note'] as const) {
      const findings = report.findings.filter((finding) => finding.level === level)
      // one notice is kept for the count of what was dropped
      const cap = level === 'note' && (over.length > 0 || findings.length > CAP) ? CAP - 1 : CAP
      lines.push(...findings.slice(0, cap).map(annotate))
      if (findings.length > cap) over.push(countOf(findings.length - cap, `more ${level}`))
    }
    if (over.length > 0) lines.push(sayMore(over))
    lines.push(summarize(report))
    return `${lines.join('\n')}\n`
  },
}

const annotate = (finding: Finding): string => {
  const properties = [
    ['file', finding.path],
    ['line', `${finding.line}`],
    ['endLine', `${finding.endLine}`],
    // columns of a range over several lines are refused
    ...(finding.line === finding.endLine
      ? [
          ['col', `${finding.column}`],
          ['endColumn', `${finding.endColumn}`],
        ]
      : []),
    ['title', `${finding.migration} (${finding.consequence})`],
  ]
  const list = properties.map(([key, value]) => `${key}=${escapeProperty(value ?? '')}`).join(',')
  return `::${COMMANDS[finding.level]} ${list}::${escapeData(fullMessage(finding))}`
}

const sayMore = (over: readonly string[]): string =>
  `::notice title=repoint::${escapeData(`${over.join(', ')} not shown here; the full list: repoint check`)}`

/** A line of the log, not an annotation. Nothing in it comes from the repository. */
const summarize = ({ summary }: RunReport): string =>
  `repoint: ${countOf(summary.byLevel.error, 'error')}, ${countOf(summary.byLevel.warning, 'warning')}, ${countOf(summary.byLevel.note, 'note')} in ${countOf(summary.filesWithFindings, 'file')}`

/** https://github.com/actions/toolkit: `%`, CR and LF in the message; `:` and `,` too in properties. */
const escapeData = (text: string): string =>
  toPrintable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
