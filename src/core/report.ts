import { CONSEQUENCES, type Consequence, type Finding } from './finding.ts'
import type { Level } from './migration.ts'
import type { SkippedFile, Source } from './source.ts'

export const REPORT_VERSION = 1

/** A stale reference a comment excuses. `line` is the line of that comment. */
export interface SuppressedFinding extends Finding {
  readonly suppression: { readonly reason: string; readonly until: string | null; readonly line: number }
}

/** Lines and columns are 1-based. */
export interface UnanalysablePlace {
  readonly path: string
  readonly line: number
  readonly column: number
  readonly what: string
}

export type ReportStatus = 'pass' | 'warn' | 'fail'
export type ReportedLevel = Exclude<Level, 'off'>

export interface MigrationCount {
  readonly id: string
  readonly count: number
  /** How many of them have a safe fix. */
  readonly fixable: number
}

export interface ReportSummary {
  readonly total: number
  readonly byLevel: Readonly<Record<ReportedLevel, number>>
  readonly byConsequence: Readonly<Record<Consequence, number>>
  /** Findings without an owner count under the empty string. */
  readonly byOwner: Readonly<Record<string, number>>
  /** Largest count first, then by id. */
  readonly byMigration: readonly MigrationCount[]
  /** Findings with a safe fix, with an unsafe one, and with none. They add up to `total`. */
  readonly fixable: number
  readonly unsafe: number
  readonly manual: number
  readonly suppressed: number
  readonly baselined: number
  readonly skipped: number
  readonly unanalysable: number
  /** Places that name a retired symbol without proof that it is the retired one; they are not findings. */
  readonly undecided: number
  readonly filesWithFindings: number
}

/** One entry of the manifest, as SARIF and other formats that list their rules want it. */
export interface ReportRule {
  readonly id: string
  /** Printable `from` and `to`; `to` is null where nothing replaces it. */
  readonly from: string
  readonly to: string | null
  readonly level: Level
  readonly reason: string | null
  readonly url: string | null
  readonly owner: string | null
}

/** Durations are milliseconds. */
export interface RunStats {
  readonly listed: number
  readonly read: number
  readonly analysed: number
  /** Parser runs: also of modules that were looked into, of edited text, of files seen twice. */
  readonly parsed?: number
  readonly bytes: number
  readonly totalMs: number
  readonly phases: readonly { readonly name: string; readonly ms: number }[]
}

/** What a run found: the JSON contract, and all that reporters see. */
export interface RunReport {
  readonly version: typeof REPORT_VERSION
  readonly status: ReportStatus
  readonly tool: { readonly name: 'repoint'; readonly version: string }
  readonly manifest: { readonly file: string; readonly hash: string; readonly migrations: number } | null
  /** `files`: how many the source lists (of this shard, where the run is one). */
  readonly source: { readonly kind: Source['kind']; readonly commit: string | null; readonly files: number }
  readonly summary: ReportSummary
  /** By consequence, level, path and position. */
  readonly findings: readonly Finding[]
  readonly suppressed: readonly SuppressedFinding[]
  readonly baselined: readonly Finding[]
  readonly skipped: readonly SkippedFile[]
  readonly unanalysable: readonly UnanalysablePlace[]
  /** Sentences for people: `tool-dispatcher becomes an error in 9 days (deadline 2025-12-01)`. */
  readonly notices: readonly string[]
  /** The entries this run looked for, by id. */
  readonly rules: readonly ReportRule[]
  readonly stats?: RunStats
}

const LEVEL_ORDER: readonly ReportedLevel[] = ['error', 'warning', 'note']

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The one order of every report: most urgent first; a total order, so output never depends on the order of work. */
export const compareFindings = (a: Finding, b: Finding): number =>
  CONSEQUENCES.indexOf(a.consequence) - CONSEQUENCES.indexOf(b.consequence) ||
  LEVEL_ORDER.indexOf(a.level) - LEVEL_ORDER.indexOf(b.level) ||
  compareText(a.path, b.path) ||
  a.start - b.start ||
  a.end - b.end ||
  compareText(a.migration, b.migration) ||
  compareText(a.kind, b.kind) ||
  compareText(a.symbol, b.symbol)

/** Everything a report is made from. */
export interface ReportParts {
  readonly toolVersion: string
  readonly status: ReportStatus
  readonly manifest: RunReport['manifest']
  readonly source: RunReport['source']
  readonly findings: readonly Finding[]
  readonly suppressed: readonly SuppressedFinding[]
  readonly baselined: readonly Finding[]
  readonly skipped: readonly SkippedFile[]
  readonly unanalysable: readonly UnanalysablePlace[]
  readonly undecided: number
  readonly notices: readonly string[]
  readonly rules?: readonly ReportRule[]
  readonly stats?: RunStats
}

/** Sort, count, and give the whole its contract shape. */
export const assembleReport = (parts: ReportParts): RunReport => ({
  version: REPORT_VERSION,
  status: parts.status,
  tool: { name: 'repoint', version: parts.toolVersion },
  manifest: parts.manifest,
  source: parts.source,
  summary: summarize(parts),
  findings: [...parts.findings].sort(compareFindings),
  suppressed: [...parts.suppressed].sort(compareFindings),
  baselined: [...parts.baselined].sort(compareFindings),
  skipped: [...parts.skipped].sort((a, b) => compareText(a.path, b.path) || compareText(a.reason, b.reason)),
  unanalysable: [...parts.unanalysable].sort(
    (a, b) => compareText(a.path, b.path) || a.line - b.line || a.column - b.column || compareText(a.what, b.what),
  ),
  notices: parts.notices,
  rules: [...(parts.rules ?? [])].sort((a, b) => compareText(a.id, b.id)),
  ...(parts.stats === undefined ? {} : { stats: parts.stats }),
})

const summarize = (parts: ReportParts): ReportSummary => {
  const byLevel: Record<ReportedLevel, number> = { error: 0, warning: 0, note: 0 }
  const byConsequence = Object.fromEntries(CONSEQUENCES.map((name) => [name, 0])) as Record<Consequence, number>
  const byOwner = new Map<string, number>()
  const byMigration = new Map<string, { count: number; fixable: number }>()
  const files = new Set<string>()
  const fixes = { safe: 0, unsafe: 0, manual: 0 }
  for (const finding of parts.findings) {
    byLevel[finding.level]++
    byConsequence[finding.consequence]++
    const owner = finding.owner ?? ''
    byOwner.set(owner, (byOwner.get(owner) ?? 0) + 1)
    const applicability = finding.fix?.applicability ?? 'manual'
    fixes[applicability]++
    const entry = byMigration.get(finding.migration) ?? { count: 0, fixable: 0 }
    entry.count++
    if (applicability === 'safe') entry.fixable++
    byMigration.set(finding.migration, entry)
    files.add(finding.path)
  }
  return {
    total: parts.findings.length,
    byLevel,
    byConsequence,
    // defineProperty semantics: an owner named `__proto__` is a key like any other
    byOwner: Object.fromEntries([...byOwner].sort(([a], [b]) => compareText(a, b))),
    byMigration: [...byMigration]
      .map(([id, entry]) => ({ id, ...entry }))
      .sort((a, b) => b.count - a.count || compareText(a.id, b.id)),
    fixable: fixes.safe,
    unsafe: fixes.unsafe,
    manual: fixes.manual,
    suppressed: parts.suppressed.length,
    baselined: parts.baselined.length,
    skipped: parts.skipped.length,
    unanalysable: parts.unanalysable.length,
    undecided: parts.undecided,
    filesWithFindings: files.size,
  }
}
