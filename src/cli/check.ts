import type { Command } from 'commander'
import { exitCodeOf, judge } from '../core/levels.ts'
import type { RunStats } from '../core/report.ts'
import type { ExtraEntry, RunOptions } from '../core/run-options.ts'
import { type Io, overhear } from './io.ts'
import {
  addGateOptions,
  addManifestOptions,
  addOutputOptions,
  addRunOptions,
  addTreeOptions,
  type GateFlags,
  parseShard,
  type ScopeFlags,
  toGate,
  toRunOptions,
} from './options.ts'
import { type OutputFlags, outputPaths, parseTargets, writeReports } from './output.ts'

type CheckFlags = ScopeFlags & GateFlags & OutputFlags & { readonly deriveSince?: string }

/** Formats that carry fixes; the others spare the planning. */
const FORMATS_WITH_FIXES: ReadonlySet<string> = new Set([
  'stylish',
  'json',
  'status',
  'sarif',
  'rdjson',
  'diff',
  'html',
  'agent',
  'junit',
])

export const addCheckCommand = (program: Command, io: Io, exit: (code: number) => void): void => {
  const command = program
    .command('check')
    .description('find every stale reference; exit 1 where there are any of level error')
    .argument('[paths...]', 'files and directories to check (default: everything)')
  addManifestOptions(command)
  addTreeOptions(command, ['staged', 'since', 'ref', 'stdin'])
  addOutputOptions(command)
  addGateOptions(command)
  addRunOptions(command)
  command
    .option(
      '--shard <i/n>',
      'only the i-th of n equal parts of the files; `repoint merge` joins the reports',
      parseShard,
    )
    .option('--no-dangling', 'do not report first-party imports that point at nothing')
    .option('--derive-since <ref>', 'also by the entries that `repoint derive <ref>` is sure of and the manifest lacks')
    .action(async (paths: readonly string[], flags: CheckFlags) => exit(await check(io, paths, flags)))
}

const check = async (outer: Io, paths: readonly string[], flags: CheckFlags): Promise<number> => {
  const targets = await parseTargets(flags, 'stylish')
  const wantFixes = targets.some(({ format }) => FORMATS_WITH_FIXES.has(format))
  // What a command writes into files is not said again.
  const keeps = outer.remember !== undefined && targets.every(({ file }) => file === null)
  const { io, said } = overhear(outer)
  const asked = {
    ...(await toRunOptions(io, paths, flags, wantFixes)),
    outputs: outputPaths(io, targets),
    ...(keeps ? { premises: true } : {}),
  }
  const options =
    flags.deriveSince === undefined
      ? asked
      : { ...asked, extraEntries: await deriveEntries(io, flags.deriveSince, asked) }
  const { report, root, changes, premises } = await io.pipeline.run(options)
  const { reasons } = judge(report.findings, report.unanalysable.length, toGate(flags))
  await writeReports(io, targets, flags, { report, root, reasons, changes })
  if (report.stats !== undefined && flags.stats === true) io.stderr.write(formatStats(report.stats))
  const code = exitCodeOf(report.status, flags.exitZero ?? false)
  if (premises) outer.remember?.({ ...said(), code }, premises)
  return code
}

/** Sure enough to fail a build by. */
const SURE = 0.9

const deriveEntries = async (io: Io, base: string, run: RunOptions): Promise<readonly ExtraEntry[]> => {
  const { derive } = await import('../derive.ts')
  const entries = await derive({ cwd: io.cwd, base, head: null, minConfidence: SURE, run })
  return entries.filter(({ draft }) => draft.to !== null).map(({ entry }) => entry)
}

export const formatStats = (stats: RunStats): string => {
  const megabytes = (stats.bytes / 1e6).toFixed(1)
  const phases = stats.phases.map(({ name, ms }) => `  ${name.padEnd(12)} ${ms.toFixed(1).padStart(9)} ms`)
  const head = `${stats.listed} files listed, ${stats.read} read (${megabytes} MB), ${stats.analysed} analysed in ${stats.totalMs.toFixed(1)} ms`
  return `${[head, ...phases].join('\n')}\n`
}
