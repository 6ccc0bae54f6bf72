import type { Finding } from '../core/finding.ts'
import { hashSha256 } from '../core/sha256.ts'
import { toPrintable } from './printable.ts'
import type { Reporter } from './reporter.ts'
import { fullMessage } from './wording.ts'

/**
 * GitLab Code Quality (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format). Fingerprints
 * carry no line numbers, so that a moved line is not a new problem, and no two are equal.
 */
export const gitlab: Reporter = {
  name: 'gitlab',
  render(report) {
    const seen = new Map<string, number>()
    const issues = report.findings.map((finding) => ({
      description: toPrintable(fullMessage(finding)),
      check_name: finding.migration,
      fingerprint: uniqueFingerprint(finding.fingerprint, seen),
      severity: severityOf(finding),
      location: {
        path: finding.path,
        lines: { begin: finding.line, end: finding.endLine },
      },
    }))
    return `${JSON.stringify(issues, null, 2)}\n`
  },
}

const uniqueFingerprint = (fingerprint: string, seen: Map<string, number>): string => {
  const nth = seen.get(fingerprint) ?? 0
  seen.set(fingerprint, nth + 1)
  return nth === 0 ? fingerprint : hashSha256(`${fingerprint}\0${nth}`)
}

const severityOf = ({ level, consequence }: Finding): 'info' | 'minor' | 'major' | 'critical' | 'blocker' => {
  if (level === 'note') return 'info'
  if (level === 'warning') return 'minor'
  if (consequence === 'import-time') return 'blocker'
  return consequence === 'run-time' || consequence === 'silent' ? 'critical' : 'major'
}
