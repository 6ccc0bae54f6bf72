import { groupByFile } from './collapse.ts'
import { toPrintable } from './printable.ts'
import type { Reporter } from './reporter.ts'
import { countOf, fullMessage } from './wording.ts'

/**
 * For tools that read text: as few words as carry the meaning, no decoration, stable order, and what to run next.
 */
export const agent: Reporter = {
  name: 'agent',
  render(report, { verbose }) {
    const { summary } = report
    const head = `${report.status}: ${countOf(summary.total, 'finding')} in ${countOf(summary.filesWithFindings, 'file')}; fixable ${summary.fixable}, unsafe ${summary.unsafe}, manual ${summary.manual}`
    const files = groupByFile(report.findings, verbose).flatMap(({ path, groups }) =>
      groups.map(({ head: finding, others }) => {
        const lines = [...new Set(others.map((other) => other.line))]
        const also = lines.length === 0 ? '' : ` also:${lines.join(',')}`
        const fix = finding.fix?.applicability ?? 'manual'
        const why = fix === 'safe' || finding.reason === null ? '' : ` (${finding.reason})`
        return toPrintable(
          `${path}:${finding.line}:${finding.column} ${finding.migration} ${finding.level} ${finding.consequence} fix=${fix}${why} ${fullMessage(finding)}${also}`,
        )
      }),
    )
    const asides = [
      summary.skipped > 0 ? `skipped ${summary.skipped}` : null,
      summary.unanalysable > 0 ? `unanalysable ${summary.unanalysable}` : null,
      summary.undecided > 0 ? `undecided ${summary.undecided}` : null,
    ].filter((part) => part !== null)
    const next = summary.fixable > 0 ? ['next: repoint fix'] : summary.unsafe > 0 ? ['next: repoint fix --unsafe'] : []
    return `${[head, ...files, ...(asides.length > 0 ? [asides.join(', ')] : []), ...report.notices.map(toPrintable), ...next].join('\n')}\n`
  },
}
