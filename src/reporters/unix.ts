import { toPrintablePath } from './printable.ts'
import type { Reporter } from './reporter.ts'
import { fullMessage } from './wording.ts'

/** `path:line:column: message [level/id]`, one a line: editors' error lists and `grep` read it. */
export const unix: Reporter = {
  name: 'unix',
  render: (report) =>
    report.findings
      .map(
        (finding) =>
          `${toPrintablePath(`${finding.path}:${finding.line}:${finding.column}: ${fullMessage(finding)} [${finding.level}/${finding.migration}]`)}\n`,
      )
      .join(''),
}
