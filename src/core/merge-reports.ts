import { judge } from './levels.ts'
import { assembleReport, type ReportStatus, type RunReport } from './report.ts'
import type { Gate } from './run-options.ts'
import { UserError } from './user-error.ts'

export interface NamedReport {
  readonly file: string
  readonly report: RunReport
}

/**
 * Join the reports of shards into the report one whole run would have given. A shard that failed fails the whole;
 * gates that count (`maxWarnings`) are asked again over all.
 * @throws UserError where the shards are not of the same manifest and tree.
 */
export const mergeReports = (
  shards: readonly NamedReport[],
  gate: Gate,
): { readonly report: RunReport; readonly reasons: readonly string[] } => {
  const [first] = shards
  if (first === undefined) throw new UserError('there is no report to merge')
  for (const shard of shards) checkSameRun(first, shard)
  const reports = shards.map((shard) => shard.report)
  const findings = unique(reports.flatMap((report) => report.findings))
  const unanalysable = unique(reports.flatMap((report) => report.unanalysable))
  const verdict = judge(findings, unanalysable.length, gate)
  const report = assembleReport({
    toolVersion: first.report.tool.version,
    status: worst([verdict.status, ...reports.map((shard) => shard.status)]),
    manifest: first.report.manifest,
    source: { ...first.report.source, files: sum(reports.map((shard) => shard.source.files)) },
    findings,
    suppressed: unique(reports.flatMap((shard) => shard.suppressed)),
    baselined: unique(reports.flatMap((shard) => shard.baselined)),
    skipped: unique(reports.flatMap((shard) => shard.skipped)),
    unanalysable,
    undecided: sum(reports.map((shard) => shard.summary.undecided)),
    notices: unique(reports.flatMap((shard) => shard.notices)),
    rules: unique(reports.flatMap((shard) => shard.rules)),
  })
  return { report, reasons: verdict.reasons }
}

const checkSameRun = (first: NamedReport, other: NamedReport): void => {
  const differ = (what: string): UserError =>
    new UserError(
      `${first.file} and ${other.file} are of different ${what}: run all shards on one commit with one manifest`,
    )
  if (first.report.manifest?.hash !== other.report.manifest?.hash) throw differ('manifests')
  if (first.report.source.commit !== other.report.source.commit) throw differ('commits')
  if (first.report.tool.version !== other.report.tool.version) throw differ('versions of repoint')
}

/** What belongs to no one file (the manifest's own findings, notices) stands in every shard. */
const unique = <T>(items: readonly T[]): readonly T[] => [
  ...new Map(items.map((item) => [JSON.stringify(item), item])).values(),
]

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

const SEVERITY: readonly ReportStatus[] = ['pass', 'warn', 'fail']

const worst = (statuses: readonly ReportStatus[]): ReportStatus =>
  statuses.reduce((a, b) => (SEVERITY.indexOf(b) > SEVERITY.indexOf(a) ? b : a), 'pass')
