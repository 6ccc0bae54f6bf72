import type { Finding } from '../core/finding.ts'
import type { RunReport } from '../core/report.ts'
import { toWellFormed } from './printable.ts'
import type { Reporter } from './reporter.ts'

/**
 * The contract (`schema/report.schema.json`), one finding a line: small, and two reports compare line by line.
 */
export const json: Reporter = {
  name: 'json',
  render: (report) => renderDocument(report),
}

/** The same document without its lists: what a deploy script needs to decide. */
export const status: Reporter = {
  name: 'status',
  render: ({ version, status: verdict, tool, manifest, source, summary, notices }) =>
    `${JSON.stringify({ version, status: verdict, tool, manifest, source, summary, notices }, null, 2)}\n`,
}

const renderDocument = (report: RunReport): string => {
  const { findings, suppressed, baselined, skipped, unanalysable, notices, rules, stats, ...head } = report
  const parts = [
    ...Object.entries(head).map(([key, value]) => field(key, value)),
    list('findings', findings.map(orderFields)),
    list(
      'suppressed',
      suppressed.map(({ suppression, ...finding }) => ({ ...orderFields(finding), suppression })),
    ),
    list('baselined', baselined.map(orderFields)),
    list('skipped', skipped),
    list('unanalysable', unanalysable),
    list('notices', notices),
    list('rules', rules),
    ...(stats === undefined ? [] : [field('stats', stats)]),
  ]
  return `{\n${parts.join(',\n')}\n}\n`
}

const field = (key: string, value: unknown): string => `"${key}": ${encode(value)}`

const list = (key: string, items: readonly unknown[]): string =>
  items.length === 0 ? `"${key}": []` : `"${key}": [\n${items.map(encode).join(',\n')}\n]`

/** JSON.stringify escapes lone surrogates, but strict readers refuse such escapes. */
const encode = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'string' ? toWellFormed(inner) : inner))

/** The order of the contract, so that the text does not depend on how a finding was put together. */
const orderFields = (finding: Finding): Finding => ({
  migration: finding.migration,
  kind: finding.kind,
  level: finding.level,
  consequence: finding.consequence,
  path: finding.path,
  line: finding.line,
  column: finding.column,
  endLine: finding.endLine,
  endColumn: finding.endColumn,
  start: finding.start,
  end: finding.end,
  symbol: finding.symbol,
  message: finding.message,
  replacement: finding.replacement,
  via: finding.via,
  fix: finding.fix,
  reason: finding.reason,
  owner: finding.owner,
  url: finding.url,
  fingerprint: finding.fingerprint,
  snippet: finding.snippet,
})
