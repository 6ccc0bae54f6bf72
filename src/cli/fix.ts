import type { Command } from 'commander'
import { exitCodeOf, judge } from '../core/levels.ts'
import { assembleReport, type RunReport } from '../core/report.ts'
import type { RunResult } from '../core/run-options.ts'
import { UserError } from '../core/user-error.ts'
import { toPrintable } from '../reporters/printable.ts'
import { countOf } from '../reporters/wording.ts'
import type { Io } from './io.ts'
import {
  addGateOptions,
  addManifestOptions,
  addOutputOptions,
  addRunOptions,
  addTreeOptions,
  type GateFlags,
  type ScopeFlags,
  toGate,
  toRunOptions,
} from './options.ts'
import { type OutputFlags, outputPaths, parseTargets, writeReports } from './output.ts'

interface FixFlags extends ScopeFlags, GateFlags, OutputFlags {
  readonly dryRun?: boolean
  readonly verify?: string
}

export const addFixCommand = (program: Command, io: Io, exit: (code: number) => void): void => {
  const command = program
    .command('fix')
    .description('rewrite what is proven safe, and report what is left')
    .argument('[paths...]', 'files and directories to fix (default: everything)')
  addManifestOptions(command)
  addTreeOptions(command, ['staged', 'stdin'])
  addOutputOptions(command)
  addGateOptions(command)
  addRunOptions(command)
  command
    .option('--dry-run', 'print a unified diff and write nothing')
    .option('--unsafe', 'also fixes that may change what the code does')
    .option('--verify <command>', 'run this after writing, and put every file back where it fails')
    .option('--dangling', 'also imports that point at nothing, where the one right place is known')
    .action(async (paths: readonly string[], flags: FixFlags) => exit(await fix(io, paths, flags)))
}

const fix = async (io: Io, paths: readonly string[], flags: FixFlags): Promise<number> => {
  if (flags.dryRun === true && flags.verify !== undefined) {
    throw new UserError('--verify checks what was written, and --dry-run writes nothing; leave one out')
  }
  const targets = await parseTargets(flags, 'stylish')
  const options = {
    ...(await toRunOptions(io, paths, { ...flags, dangling: flags.dangling ?? false }, true)),
    writes: true,
    outputs: outputPaths(io, targets),
  }
  const result = await io.pipeline.run(options)

  if (options.mode.kind === 'stdin') {
    io.stdout.write(
      result.changes[0]?.after ?? new TextDecoder('utf-8', { ignoreBOM: true }).decode(options.mode.bytes),
    )
    return exitCodeOf(judgeRest(result, new Set(), flags).status, flags.exitZero ?? false)
  }
  if (flags.dryRun === true) return showDiff(io, result, flags)

  const outcome = await io.pipeline.writeChanges(result, { verify: flags.verify ?? null })
  if (outcome.verifyExit !== null && outcome.verifyExit !== 0) {
    io.stderr.write(`repoint: \`${flags.verify}\` failed with ${outcome.verifyExit}; every file is as it was\n`)
    return 1
  }
  for (const { path, message } of outcome.failed) {
    io.stderr.write(`repoint: ${toPrintable(`${path}: ${message}`)}; not fixed\n`)
  }
  const unwritten = new Set(outcome.failed.map(({ path }) => path))
  const { report, reasons, status } = judgeRest(result, unwritten, flags)
  io.stderr.write(`${sayFixed(result, unwritten)}\n`)
  if (report.findings.length > 0 || targets.some((target) => target.format !== 'stylish' || target.file !== null)) {
    await writeReports(io, targets, flags, { report, root: result.root, reasons, changes: [] })
  }
  return outcome.failed.length > 0 ? 1 : exitCodeOf(status, flags.exitZero ?? false)
}

const showDiff = async (io: Io, result: RunResult, flags: FixFlags): Promise<number> => {
  const { renderFileDiff } = await import('../reporters/diff.ts')
  for (const change of result.changes) io.stdout.write(renderFileDiff(change))
  const { report, status } = judgeRest(result, new Set(), flags)
  io.stderr.write(
    `would fix ${sayCounts(result, new Set())}; ${report.summary.total} left${report.summary.total > 0 ? ' for `repoint check` to list' : ''}\n`,
  )
  return exitCodeOf(status, flags.exitZero ?? false)
}

const sayFixed = (result: RunResult, unwritten: ReadonlySet<string>): string =>
  result.changes.length === 0 ? 'nothing to fix' : `fixed ${sayCounts(result, unwritten)}`

const sayCounts = (result: RunResult, unwritten: ReadonlySet<string>): string => {
  const changes = result.changes.filter(({ path }) => !unwritten.has(path))
  const settled = new Set(changes.flatMap((change) => change.settles))
  return `${countOf(settled.size, 'finding')} in ${countOf(changes.length, 'file')}`
}

/** The report as it stands once the changes are made: what they settle is gone. */
const judgeRest = (
  { report, changes }: RunResult,
  unwritten: ReadonlySet<string>,
  flags: FixFlags,
): { readonly report: RunReport; readonly reasons: readonly string[]; readonly status: RunReport['status'] } => {
  const settled = new Set(changes.filter(({ path }) => !unwritten.has(path)).flatMap((change) => change.settles))
  const isLeft = ({ fingerprint }: { readonly fingerprint: string }): boolean => !settled.has(fingerprint)
  const findings = report.findings.filter(isLeft)
  const { status, reasons } = judge(findings, report.unanalysable.length, toGate(flags))
  const rest = assembleReport({
    ...report,
    toolVersion: report.tool.version,
    undecided: report.summary.undecided,
    status,
    findings,
    baselined: report.baselined.filter(isLeft),
  })
  return { report: rest, reasons, status }
}
