import type { Finding, FindingKind } from '../core/finding.ts'
import { type FindingGroup, groupByFile } from './collapse.ts'
import { toPrintable, toPrintablePath } from './printable.ts'
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
    const legend = new Set(report.findings.filter((finding) => !SELF_SPEAKING.has(finding.kind)).map(describeEntry))
    const files = groupByFile(report.findings, verbose).flatMap(({ groups }) => groups.map(describeGroup))
    const asides = [
      summary.skipped > 0 ? `skipped ${summary.skipped}` : null,
      summary.unanalysable > 0 ? `unanalysable ${summary.unanalysable}` : null,
      summary.undecided > 0 ? `undecided ${summary.undecided}` : null,
    ].filter((part) => part !== null)
    const next = summary.fixable > 0 ? ['next: repoint fix'] : summary.unsafe > 0 ? ['next: repoint fix --unsafe'] : []
    return `${[head, ...legend, ...files, ...(asides.length > 0 ? [asides.join(', ')] : []), ...report.notices.map(toPrintable), ...next].join('\n')}\n`
  },
}

/** Their message is all there is to say; the others follow from their entry, which is said once. */
const SELF_SPEAKING: ReadonlySet<FindingKind> = new Set(['suppression', 'manifest', 'dangling', 'call'])

const describeEntry = ({ migration, symbol, replacement }: Finding): string =>
  toPrintable(`${migration}: ${symbol} -> ${replacement ?? 'removed'}`)

const describeGroup = ({ head, others }: FindingGroup): string => {
  const fix = head.fix?.applicability ?? 'manual'
  const lines = [...new Set(others.map((other) => other.line))]
  return toPrintablePath(
    [
      `${head.path}:${head.line}:${head.column}`,
      head.migration,
      head.level,
      head.consequence,
      head.kind,
      `fix=${fix}`,
      ...(lines.length === 0 ? [] : [`also:${lines.join(',')}`]),
      ...(head.via.length === 0 ? [] : [`via:${head.via.join('>')}`]),
      ...(SELF_SPEAKING.has(head.kind) ? [fullMessage(head)] : []),
      ...(fix === 'safe' || head.reason === null ? [] : [`(${head.reason})`]),
    ].join(' '),
  )
}
