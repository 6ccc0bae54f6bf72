import type { Finding } from '../core/finding.ts'
import type { RunReport } from '../core/report.ts'

export const countOf = (number: number, noun: string, plural = `${noun}s`): string =>
  `${number} ${number === 1 ? noun : plural}`

/** Complaints about comments and the manifest are findings, but not stale references. */
export const nounOf = (report: RunReport): string =>
  report.findings.every(
    (finding) => finding.kind !== 'suppression' && finding.kind !== 'manifest' && finding.kind !== 'call',
  )
    ? 'stale reference'
    : 'finding'

export const replacementText = (finding: Finding): string | null =>
  finding.replacement === null ? null : `use ${finding.replacement}`

/** Message with its replacement, where the message does not name it itself. */
export const fullMessage = (finding: Finding): string => {
  const replacement = replacementText(finding)
  return replacement === null || finding.message.includes(finding.replacement ?? '')
    ? finding.message
    : `${finding.message}: ${replacement}`
}

export const fixText = (finding: Finding): string => {
  switch (finding.fix?.applicability) {
    case 'safe':
      return 'safe fix'
    case 'unsafe':
      return 'fix with --unsafe'
    default:
      return 'by hand'
  }
}
