import { resolve } from 'node:path'
import { assembleReport, type RunReport } from '../core/report.ts'
import type { ChangedFile } from '../core/run-options.ts'
import { UserError } from '../core/user-error.ts'
import { isReporterName, loadReporter, REPORTER_NAMES, type ReporterName } from '../reporters/registry.ts'
import type { ReporterContext } from '../reporters/reporter.ts'
import type { Io } from './io.ts'

export interface OutputFlags {
  readonly format?: readonly string[]
  readonly outputFile?: string
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly color?: boolean
}

/** `file` as typed; null: standard output. */
export interface OutputTarget {
  readonly format: ReporterName
  readonly file: string | null
}

/**
 * `--format name`, `--format name=file`, `--output-file file`. At most one format goes to standard output.
 * Called before the run: a misspelled format must not cost a scan.
 */
export const parseTargets = async (flags: OutputFlags, fallback: ReporterName): Promise<readonly OutputTarget[]> => {
  const specs = flags.format ?? [fallback]
  const targets: OutputTarget[] = []
  for (const spec of specs) {
    const at = spec.indexOf('=')
    const format = at === -1 ? spec : spec.slice(0, at)
    const file = at === -1 ? null : spec.slice(at + 1)
    if (!isReporterName(format)) throw await unknownFormat(format)
    if (file === '') throw new UserError(`--format ${spec}: the file name is missing after \`=\``)
    targets.push({ format, file })
  }
  const direct = targets.filter((target) => target.file === null)
  if (direct.length > 1) {
    const names = direct.map((target) => target.format)
    throw new UserError(
      `${names.map((name) => `--format ${name}`).join(' and ')} would mix on one output; give ${names.length === 2 ? 'one' : 'all but one'} a file: --format ${names[1]}=FILE`,
    )
  }
  if (flags.outputFile === undefined) return targets
  const [only] = direct
  if (only === undefined) throw new UserError('--output-file: every --format already names its file')
  return targets.map((target) => (target === only ? { ...target, file: flags.outputFile ?? null } : target))
}

export const outputPaths = (io: Io, targets: readonly OutputTarget[]): readonly string[] =>
  targets.flatMap(({ file }) => (file === null ? [] : [resolve(io.cwd, file)]))

const unknownFormat = async (name: string): Promise<UserError> => {
  const { default: leven } = await import('leven')
  const near = REPORTER_NAMES.filter((known) => leven(known, name.toLowerCase()) <= 2 || known.startsWith(name))
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${REPORTER_NAMES.join(', ')}`
  return new UserError(`--format ${name}: no such format; ${hint}`)
}

export interface OutputInput {
  readonly report: RunReport
  readonly root: string
  readonly reasons: readonly string[]
  readonly changes?: readonly ChangedFile[]
}

const DEFAULT_WIDTH = 100

export const writeReports = async (
  io: Io,
  targets: readonly OutputTarget[],
  flags: OutputFlags,
  input: OutputInput,
): Promise<void> => {
  const report = flags.quiet === true ? keepErrors(input.report) : input.report
  for (const { format, file } of targets) {
    const context: ReporterContext = {
      color: file === null && wantsColor(io, flags),
      root: input.root,
      width: io.stdout.columns ?? DEFAULT_WIDTH,
      verbose: flags.verbose ?? false,
      reasons: input.reasons,
      ...(input.changes === undefined ? {} : { changes: input.changes }),
    }
    const silent =
      flags.quiet === true && format === 'stylish' && report.findings.length === 0 && report.status !== 'fail'
    const text = silent ? '' : (await loadReporter(format)).render(report, context)
    if (file === null) io.stdout.write(text)
    else await writeOutput(io, file, text)
  }
}

/** The verdict stays: `--quiet` hides warnings, it does not forgive them. */
const keepErrors = (report: RunReport): RunReport =>
  assembleReport({
    ...report,
    toolVersion: report.tool.version,
    undecided: report.summary.undecided,
    findings: report.findings.filter((finding) => finding.level === 'error'),
  })

export const writeOutput = async (io: Io, file: string, text: string): Promise<void> => {
  try {
    await io.writeFile(resolve(io.cwd, file), text)
  } catch (error) {
    throw new UserError(`${file} cannot be written: ${reasonOf(error)}`)
  }
}

/** `EACCES`, `ENOENT` and the like, where the system gave a code. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error
    ? 'code' in error && typeof error.code === 'string'
      ? error.code
      : error.message
    : String(error)

/** The flag decides, then FORCE_COLOR and NO_COLOR (https://no-color.org), then whether people are watching. */
export const wantsColor = (io: Io, flags: Pick<OutputFlags, 'color'>): boolean => {
  if (flags.color !== undefined) return flags.color
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = io.env
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false'
  if (no !== undefined && no !== '') return false
  return io.stdout.isTTY && term !== 'dumb'
}
