import { CONSEQUENCES } from './finding.ts'
import { REPORT_VERSION, type RunReport } from './report.ts'
import { UserError } from './user-error.ts'

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0
const isNull: Check = (value) => value === null
const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && allowed.includes(value)
const either =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value))
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)
const record =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(fields).every(([key, check]) => check((value as Readonly<Record<string, unknown>>)[key]))

const textOrNull = either(isText, isNull)

const EDIT = record({ path: isText, start: isCount, end: isCount, text: isText })

const FINDING = {
  migration: isText,
  kind: isText,
  level: oneOf('error', 'warning', 'note'),
  consequence: oneOf(...CONSEQUENCES),
  path: isText,
  line: isCount,
  column: isCount,
  endLine: isCount,
  endColumn: isCount,
  start: isCount,
  end: isCount,
  symbol: isText,
  message: isText,
  replacement: textOrNull,
  via: listOf(isText),
  fix: either(isNull, record({ applicability: oneOf('safe', 'unsafe', 'manual'), title: isText, edits: listOf(EDIT) })),
  reason: textOrNull,
  owner: textOrNull,
  url: textOrNull,
  fingerprint: isText,
  snippet: isText,
} satisfies Readonly<Record<string, Check>>

const REPORT: Readonly<Record<string, Check>> = {
  status: oneOf('pass', 'warn', 'fail'),
  tool: record({ name: isText, version: isText }),
  manifest: either(isNull, record({ file: isText, hash: isText, migrations: isCount })),
  source: record({ kind: isText, commit: textOrNull, files: isCount }),
  summary: record({ undecided: isCount }),
  findings: listOf(record(FINDING)),
  suppressed: listOf(record({ ...FINDING, suppression: record({ reason: isText, until: textOrNull, line: isCount }) })),
  baselined: listOf(record(FINDING)),
  skipped: listOf(record({ path: isText, reason: isText })),
  unanalysable: listOf(record({ path: isText, line: isCount, column: isCount, what: isText })),
  notices: listOf(isText),
  rules: listOf(
    record({
      id: isText,
      from: isText,
      to: textOrNull,
      level: isText,
      reason: textOrNull,
      url: textOrNull,
      owner: textOrNull,
    }),
  ),
}

/**
 * A report as `--format json` wrote it.
 * @throws UserError naming the file and the part that is not as it should be.
 */
export const parseReport = (text: string, file: string): RunReport => {
  const value = parseJson(text, file)
  if (!record({})(value)) throw notReport(file, 'no object')
  const fields = value as Readonly<Record<string, unknown>>
  if (fields.version !== REPORT_VERSION) {
    throw notReport(
      file,
      fields.version === undefined
        ? 'no `version`'
        : `version ${JSON.stringify(fields.version)}, not ${REPORT_VERSION}`,
    )
  }
  const wrong = Object.entries(REPORT).find(([key, check]) => !check(fields[key]))
  if (wrong !== undefined) throw notReport(file, `\`${wrong[0]}\` is missing or broken`)
  return value as RunReport
}

const parseJson = (text: string, file: string): unknown => {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new UserError(`${file}: not JSON (${error instanceof Error ? error.message : String(error)})`)
  }
}

const notReport = (file: string, why: string): UserError =>
  new UserError(`${file}: not a report of \`repoint check --format json\` (${why})`)
