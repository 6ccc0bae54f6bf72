import { styleText } from 'node:util'
import { CONSEQUENCES, type Finding } from '../core/finding.ts'
import type { RunReport } from '../core/report.ts'
import { renderFrame } from './code-frame.ts'
import { type FindingGroup, groupByFile } from './collapse.ts'
import { toPrintable, toPrintablePath } from './printable.ts'
import type { Reporter, ReporterContext } from './reporter.ts'
import { countOf, fixText, nounOf, replacementText } from './wording.ts'

type Style = Parameters<typeof styleText>[0]
type Paint = (style: Style, text: string) => string

/** For people at a terminal: the line, a caret, the replacement, the consequence, and counts by migration. */
export const stylish: Reporter = {
  name: 'stylish',
  render(report, context) {
    const paint: Paint = (style, text) => (context.color ? styleText(style, text, { validateStream: false }) : text)
    const said = new Set<string>()
    const blocks = groupByFile(report.findings, context.verbose).map((file) =>
      [
        paint('underline', toPrintablePath(file.path)),
        ...file.groups.map((group) => renderGroup(group, context, paint, said)),
      ].join('\n'),
    )
    return `${[...blocks, renderSummary(report, context, paint)].join('\n\n')}\n`
  },
}

const LEVEL_STYLES: Readonly<Record<Finding['level'], Style>> = { error: 'red', warning: 'yellow', note: 'blue' }

/** @param said what was explained already: a message that holds for a hundred places is read once. */
const renderGroup = (
  { head, others }: FindingGroup,
  context: ReporterContext,
  paint: Paint,
  said: Set<string>,
): string => {
  const gutter = `${head.line}`
  const blank = ' '.repeat(gutter.length)
  const frame = renderFrame(head, context.width - gutter.length - 6)
  const paintLevel = (text: string): string => paint(LEVEL_STYLES[head.level], text)
  const place = `${head.line}:${head.column}`
  const title = `  ${paint('dim', place)}  ${paintLevel(head.level)}  ${head.consequence}  ${paint('dim', toPrintable(head.migration))}`
  const replacement = replacementText(head)
  // a complaint about a file as a whole has no line to show
  const code =
    head.snippet.trim() === ''
      ? []
      : [
          `  ${paint('dim', `${gutter} |`)} ${frame.code}`,
          `  ${blank} ${paint('dim', '|')} ${paintLevel(frame.caret)}${replacement === null ? '' : ` ${toPrintable(replacement)}`}`,
        ]
  const message = JSON.stringify([head.migration, head.message])
  const details = [
    ...(said.has(message)
      ? []
      : [toPrintable(head.message), ...(head.url === null ? [] : [`see ${toPrintable(head.url)}`])]),
    ...(head.via.length > 0 ? [`through ${head.via.map(toPrintable).join(' → ')}`] : []),
    ...describeFix(head),
    ...(others.length > 0 ? [describeOthers(head, others)] : []),
  ]
  said.add(message)
  return [title, ...code, ...details.map((detail) => `  ${blank} ${paint('dim', '=')} ${detail}`)].join('\n')
}

/** That there is a safe fix is the rule, and counted below; only what stands in its way is said here. */
const describeFix = (finding: Finding): readonly string[] => {
  if (finding.fix?.applicability === 'safe') return []
  if (finding.reason === null && finding.fix === null) return []
  return [`${fixText(finding)}${finding.reason === null ? '' : `: ${toPrintable(finding.reason)}`}`]
}

const LINES_SHOWN = 12

/** `also on lines 14, 20 (run-time), 33`: a consequence is named where it is not the head's. */
const describeOthers = (head: Finding, others: readonly Finding[]): string => {
  const places = others.map(
    ({ line, consequence }) => `${line}${consequence === head.consequence ? '' : ` (${consequence})`}`,
  )
  const all = [...new Set(places)]
  const shown = all.slice(0, LINES_SHOWN).join(', ')
  const more = all.length > LINES_SHOWN ? ` and ${all.length - LINES_SHOWN} more` : ''
  const verb = others.every((other) => other.kind === 'usage') && head.kind !== 'usage' ? 'used' : 'also'
  return `${verb} on ${all.length === 1 ? 'line' : 'lines'} ${shown}${more}`
}

const renderSummary = (report: RunReport, context: ReporterContext, paint: Paint): string => {
  const { summary } = report
  const lines = [summary.total === 0 ? renderClean(report, paint) : renderTotals(report, paint)]
  if (summary.total > 0) {
    const parts = CONSEQUENCES.filter((name) => summary.byConsequence[name] > 0)
    lines.push(`  ${parts.map((name) => `${name} ${summary.byConsequence[name]}`).join(' · ')}`)
    lines.push(...renderMigrations(report))
  }
  lines.push(...renderAside(report))
  for (const notice of report.notices) lines.push(`${paint('blue', 'note')}: ${toPrintable(notice)}`)
  const reasons = context.reasons ?? []
  if (reasons.length > 0 && summary.byLevel.error === 0) {
    lines.push(`${paint('red', 'failed')}: ${reasons.map(toPrintable).join('; ')}`)
  }
  return lines.join('\n')
}

const renderClean = (report: RunReport, paint: Paint): string => {
  const entries = report.manifest === null ? '' : `, ${countOf(report.manifest.migrations, 'migration')}`
  return `${paint('green', '✓')} no stale references (${countOf(report.source.files, 'file')}${entries})`
}

const renderTotals = (report: RunReport, paint: Paint): string => {
  const { summary } = report
  const levels = (['error', 'warning', 'note'] as const)
    .filter((level) => summary.byLevel[level] > 0)
    .map((level) => paint(LEVEL_STYLES[level], countOf(summary.byLevel[level], level)))
    .join(', ')
  const fixes = [
    summary.fixable > 0 ? `${summary.fixable} by \`repoint fix\`` : null,
    summary.unsafe > 0 ? `${summary.unsafe} with \`--unsafe\`` : null,
    summary.manual > 0 ? `${summary.manual} by hand` : null,
  ].filter((part) => part !== null)
  const mark = report.status === 'fail' ? paint('red', '✗') : paint('yellow', '!')
  const total = countOf(summary.total, nounOf(report))
  return `${mark} ${total} in ${countOf(summary.filesWithFindings, 'file')}: ${levels}. To fix: ${fixes.join(', ')}`
}

const renderMigrations = (report: RunReport): readonly string[] => {
  const { byMigration } = report.summary
  const width = Math.max(...byMigration.map(({ id }) => Math.min(60, toPrintable(id).length)))
  const owners = new Map(report.findings.map((finding) => [finding.migration, finding.owner]))
  return byMigration.map(({ id, count, fixable }) => {
    const owner = owners.get(id) ?? null
    const fixes = fixable === 0 ? '' : ` (${fixable} fixable)`
    return `  ${toPrintable(id).padEnd(width)}  ${count}${fixes}${owner === null ? '' : `  ${toPrintable(owner)}`}`
  })
}

const ASIDES_SHOWN = 5

/** What the run did not judge: never left unsaid. */
const renderAside = (report: RunReport): readonly string[] => {
  const { summary } = report
  const counts = [
    summary.suppressed > 0 ? `${summary.suppressed} suppressed` : null,
    summary.baselined > 0 ? `${summary.baselined} in the baseline` : null,
    summary.undecided > 0 ? `${summary.undecided} undecided` : null,
  ].filter((part) => part !== null)
  return [
    ...(counts.length === 0 ? [] : [`  not counted: ${counts.join(', ')}`]),
    ...listSome('skipped', report.skipped, ({ path, reason }) => `${path}: ${reason}`),
    ...listSome(
      'not analysable',
      report.unanalysable,
      ({ path, line, column, what }) => `${path}:${line}:${column}: ${what}`,
    ),
  ]
}

const listSome = <T>(title: string, items: readonly T[], show: (item: T) => string): readonly string[] => {
  if (items.length === 0) return []
  const rest = items.length - ASIDES_SHOWN
  return [
    `  ${title} (${items.length}):`,
    ...items.slice(0, ASIDES_SHOWN).map((item) => `    ${toPrintablePath(show(item))}`),
    ...(rest > 0 ? [`    and ${rest} more (\`--format json\` lists all)`] : []),
  ]
}
