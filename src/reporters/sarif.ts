import type { FileEdit, Finding } from '../core/finding.ts'
import type { ReportRule, RunReport, SuppressedFinding } from '../core/report.ts'
import { findRule, RULES } from '../core/rules.ts'
import { toWellFormed } from './printable.ts'
import type { Reporter } from './reporter.ts'
import { fullMessage } from './wording.ts'

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'
const HOME = 'https://www.npmjs.com/package/repoint'

/**
 * SARIF 2.1.0 (OASIS). Columns count UTF-16 code units and ends are exclusive, as `columnKind` says. Suppressed
 * and baselined findings are results too, marked as such: a viewer shows them as closed.
 */
export const sarif: Reporter = {
  name: 'sarif',
  render(report, { root }) {
    const rules = collectRules(report)
    const indexOf = new Map(rules.map((rule, index) => [rule.id, index]))
    const describe = (finding: Finding): Result => describeResult(finding, indexOf.get(finding.migration) ?? -1)
    const log = {
      $schema: SCHEMA,
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'repoint',
              version: report.tool.version,
              semanticVersion: report.tool.version,
              informationUri: HOME,
              rules,
            },
          },
          invocations: [describeInvocation(report)],
          ...(root === ''
            ? {}
            : { originalUriBaseIds: { ROOT: { description: { text: 'The root of the repository' } } } }),
          columnKind: 'utf16CodeUnits',
          results: [
            ...report.findings.map((finding) => ({ ...describe(finding), baselineState: 'new' })),
            ...report.suppressed.map((finding) => ({
              ...describe(finding),
              baselineState: 'new',
              suppressions: [describeSuppression(finding)],
            })),
            ...report.baselined.map((finding) => ({ ...describe(finding), baselineState: 'unchanged' })),
          ],
        },
      ],
    }
    return `${JSON.stringify(log, (_, value: unknown) => (typeof value === 'string' ? toWellFormed(value) : value), 2)}\n`
  },
}

interface Rule {
  readonly id: string
  readonly [property: string]: unknown
}

/** Every entry this run looked for, every built-in rule, and whatever else a finding names. */
const collectRules = (report: RunReport): readonly Rule[] => {
  const rules = new Map<string, Rule>()
  for (const entry of report.rules) rules.set(entry.id, describeEntry(entry))
  for (const { id, summary } of RULES) {
    if (!rules.has(id)) rules.set(id, { id, shortDescription: { text: summary } })
  }
  for (const finding of [...report.findings, ...report.suppressed, ...report.baselined]) {
    const { migration: id } = finding
    if (rules.has(id)) continue
    const text = findRule(id)?.summary ?? `${finding.symbol} is retired`
    rules.set(id, { id, shortDescription: { text }, ...help(finding.url) })
  }
  return [...rules.values()]
}

const describeEntry = ({ id, from, to, level, reason, url, owner }: ReportRule): Rule => {
  const text = to === null ? `${from} is retired` : `${from} is retired: use ${to}`
  return {
    id,
    shortDescription: { text },
    ...(reason === null ? {} : { fullDescription: { text: reason } }),
    help: { text: [text, reason, url].filter((part) => part !== null).join('\n') },
    ...help(url),
    defaultConfiguration: level === 'off' ? { enabled: false } : { level },
    ...(owner === null ? {} : { properties: { owner } }),
  }
}

const help = (url: string | null): { readonly helpUri?: string } =>
  url !== null && URL.canParse(url) ? { helpUri: url } : {}

interface Result {
  readonly ruleId: string
  readonly [property: string]: unknown
}

const describeResult = (finding: Finding, ruleIndex: number): Result => ({
  ruleId: finding.migration,
  ruleIndex,
  level: finding.level,
  message: { text: escapeMessage(fullMessage(finding)) },
  locations: [
    {
      physicalLocation: {
        artifactLocation: artifact(finding.path),
        region: {
          startLine: finding.line,
          startColumn: finding.column,
          endLine: finding.endLine,
          endColumn: finding.endColumn,
          ...(finding.line === finding.endLine ? { snippet: { text: markedText(finding) } } : {}),
        },
      },
    },
  ],
  partialFingerprints: { 'repoint/v1': finding.fingerprint },
  ...describeFixes(finding),
  properties: {
    consequence: finding.consequence,
    kind: finding.kind,
    symbol: finding.symbol,
    ...(finding.replacement === null ? {} : { replacement: finding.replacement }),
    ...(finding.via.length === 0 ? {} : { via: finding.via }),
    ...(finding.owner === null ? {} : { owner: finding.owner }),
    ...(finding.reason === null ? {} : { reason: finding.reason }),
  },
})

const markedText = (finding: Finding): string => finding.snippet.slice(finding.column - 1, finding.endColumn - 1)

/** Square brackets and backslashes make embedded links (3.11.6). */
const escapeMessage = (text: string): string => text.replace(/[\\[\]]/g, '\\$&')

/** A reference that begins with two slashes would name a host (RFC 3986, section 4.2). */
const artifact = (path: string): { readonly uri: string; readonly uriBaseId: string } => ({
  uri: toWellFormed(path).split('/').map(encodeURIComponent).join('/').replace(/^\//, './'),
  uriBaseId: 'ROOT',
})

const describeSuppression = ({ suppression }: SuppressedFinding): object => ({
  kind: 'inSource',
  status: 'accepted',
  justification: suppression.until === null ? suppression.reason : `${suppression.reason} (until ${suppression.until})`,
})

const describeFixes = ({ fix }: Finding): { readonly fixes?: readonly object[] } => {
  if (fix === null || fix.edits.length === 0) return {}
  const byPath = new Map<string, FileEdit[]>()
  for (const edit of fix.edits) {
    const list = byPath.get(edit.path)
    if (list === undefined) byPath.set(edit.path, [edit])
    else list.push(edit)
  }
  const artifactChanges = [...byPath].map(([path, edits]) => ({
    artifactLocation: artifact(path),
    replacements: edits.map((edit) => ({
      deletedRegion: editRegion(edit),
      ...(edit.text === '' ? {} : { insertedContent: { text: edit.text } }),
    })),
  }))
  return { fixes: [{ description: { text: escapeMessage(fix.title) }, artifactChanges }] }
}

/** An insertion is a region of length zero. */
const editRegion = ({ start, end, line, column, endLine, endColumn }: FileEdit): object =>
  line === undefined || column === undefined || endLine === undefined || endColumn === undefined
    ? { charOffset: start, charLength: end - start }
    : { startLine: line, startColumn: column, endLine, endColumn }

/** What the run could not judge is a notification, so that no viewer takes silence for health. */
const describeInvocation = (report: RunReport): object => {
  const notifications = [
    ...report.skipped.map(({ path, reason }) => ({
      level: 'note',
      message: { text: escapeMessage(`Skipped: ${reason}`) },
      locations: [{ physicalLocation: { artifactLocation: artifact(path) } }],
    })),
    ...report.unanalysable.map(({ path, line, column, what }) => ({
      level: 'note',
      message: { text: escapeMessage(`Could not be analysed: ${what}`) },
      locations: [
        { physicalLocation: { artifactLocation: artifact(path), region: { startLine: line, startColumn: column } } },
      ],
    })),
    ...report.notices.map((notice) => ({ level: 'note', message: { text: escapeMessage(notice) } })),
  ]
  return {
    executionSuccessful: true,
    ...(notifications.length === 0 ? {} : { toolExecutionNotifications: notifications }),
  }
}
