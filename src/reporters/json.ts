import type { Finding, Fix } from '../core/finding.ts'
import type { RunReport, SuppressedFinding } from '../core/report.ts'
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
  const encodeFinding = createFindingEncoder()
  const parts = [
    ...Object.entries(head).map(([key, value]) => field(key, value)),
    lines('findings', findings.map(encodeFinding)),
    lines('suppressed', suppressed.map(encodeFinding)),
    lines('baselined', baselined.map(encodeFinding)),
    list('skipped', skipped),
    list('unanalysable', unanalysable),
    list('notices', notices),
    list('rules', rules),
    ...(stats === undefined ? [] : [field('stats', stats)]),
  ]
  return `{\n${parts.join(',\n')}\n}\n`
}

const field = (key: string, value: unknown): string => `"${key}": ${encode(value)}`

const list = (key: string, items: readonly unknown[]): string => lines(key, items.map(encode))

const lines = (key: string, encoded: readonly string[]): string =>
  encoded.length === 0 ? `"${key}": []` : `"${key}": [\n${encoded.join(',\n')}\n]`

/** How JSON.stringify writes a lone surrogate; also the text of such an escape. */
const PERHAPS_SURROGATE = /\\ud[89a-f]/

/** JSON.stringify escapes lone surrogates, but strict readers refuse such escapes. */
const encode = (value: unknown): string => {
  const text = JSON.stringify(value)
  if (!PERHAPS_SURROGATE.test(text)) return text
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'string' ? toWellFormed(inner) : inner))
}

/** A change of more edits than this is written once: many findings share it, and the report would grow with their square. */
const MANY_EDITS = 20

/** Findings as text, in their order: what many of them share is encoded, and if it is long written, once. */
function createFindingEncoder(): (finding: Finding | SuppressedFinding) => string {
  const encoded = new WeakMap<object, string>()
  const written = new WeakMap<object, string>()
  const encodeFix = (fix: Fix, fingerprint: string): string => {
    const { applicability, title, edits } = fix
    const first = written.get(edits)
    if (first !== undefined) return encode({ applicability, title, edits: [], editsOf: first })
    if (edits.length > MANY_EDITS) written.set(edits, fingerprint)
    const known = encoded.get(edits) ?? encode(edits)
    encoded.set(edits, known)
    const rest = fix.editsOf === undefined ? '' : `,"editsOf":${encode(fix.editsOf)}`
    return `{"applicability":${encode(applicability)},"title":${encode(title)},"edits":${known}${rest}}`
  }
  return (finding) => {
    const { fix, fingerprint } = finding
    const suppression = 'suppression' in finding ? { suppression: finding.suppression } : {}
    const before = encode(fieldsBeforeFix(finding))
    const after = encode({ ...fieldsAfterFix(finding), ...suppression })
    return `${before.slice(0, -1)},"fix":${fix === null ? 'null' : encodeFix(fix, fingerprint)},${after.slice(1)}`
  }
}

/** The order of the contract, so that the text does not depend on how a finding was put together. */
const fieldsBeforeFix = (finding: Finding) => ({
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
})

const fieldsAfterFix = (finding: Finding) => ({
  reason: finding.reason,
  owner: finding.owner,
  url: finding.url,
  fingerprint: finding.fingerprint,
  snippet: finding.snippet,
})
