import type { Verdict } from './judge.ts'

export interface Row {
  readonly repository: string
  readonly mutations: number
  readonly recall: string
  readonly spelled: string
  readonly precision: string
  /** Findings of kinds that the engines do not look into, and that nothing else confirmed. */
  readonly unjudged: number
  readonly identical: number
  readonly equivalent: number
  readonly manual: number
  readonly wrong: number
}

const share = (part: number, whole: number): string => `${part}/${whole}`

export function sumUp(repository: string, verdicts: readonly Verdict[]): Row {
  const sum = (of: (verdict: Verdict) => number): number => verdicts.reduce((total, verdict) => total + of(verdict), 0)
  const findings = sum((verdict) => verdict.findings - verdict.beyond)
  return {
    repository,
    mutations: verdicts.length,
    recall: share(
      sum((verdict) => verdict.brokenFound),
      sum((verdict) => verdict.broken),
    ),
    spelled: share(
      sum((verdict) => verdict.sitesFound),
      sum((verdict) => verdict.sites),
    ),
    precision: share(findings - sum((verdict) => verdict.falseFindings), findings),
    unjudged: sum((verdict) => verdict.beyond),
    identical: sum((verdict) => verdict.files.identical),
    equivalent: sum((verdict) => verdict.files.equivalent),
    manual: sum((verdict) => verdict.files.manual),
    wrong: sum((verdict) => verdict.files.wrong),
  }
}

const COLUMNS = [
  'repository',
  'mutations',
  'recall',
  'spelled',
  'precision',
  'unjudged',
  'identical',
  'equivalent',
  'manual',
  'wrong',
] as const

export function formatTable(rows: readonly Row[]): string {
  const lines = [
    COLUMNS.join(' | '),
    COLUMNS.map(() => '---').join(' | '),
    ...rows.map((row) => COLUMNS.map((column) => row[column]).join(' | ')),
  ]
  return lines.map((line) => `| ${line} |`).join('\n')
}
