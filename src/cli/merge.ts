import { resolve } from 'node:path'
import type { Command } from 'commander'
import { exitCodeOf } from '../core/levels.ts'
import { mergeReports } from '../core/merge-reports.ts'
import type { RunReport } from '../core/report.ts'
import { parseReport } from '../core/report-file.ts'
import { UserError } from '../core/user-error.ts'
import type { Io } from './io.ts'
import { addGateOptions, addOutputOptions, type GateFlags, toGate } from './options.ts'
import { type OutputFlags, parseTargets, reasonOf, writeReports } from './output.ts'

type MergeFlags = GateFlags & OutputFlags

export const addMergeCommand = (program: Command, io: Io, exit: (code: number) => void): void => {
  const command = program
    .command('merge')
    .description('join the JSON reports of shards, in any format')
    .argument('<reports...>', 'files written by `repoint check --shard i/n --format json=FILE`')
  addOutputOptions(command)
  addGateOptions(command)
  command.action(async (files: readonly string[], flags: MergeFlags) => exit(await merge(io, files, flags)))
}

const merge = async (io: Io, files: readonly string[], flags: MergeFlags): Promise<number> => {
  const targets = await parseTargets(flags, 'stylish')
  if (targets.some(({ format }) => format === 'diff')) {
    throw new UserError('--format diff needs the files themselves; use `repoint fix --dry-run`')
  }
  const reports: { file: string; report: RunReport }[] = []
  for (const file of files) reports.push({ file, report: parseReport(await read(io, file), file) })
  const { report, reasons } = mergeReports(reports, toGate(flags))
  await writeReports(io, targets, flags, { report, root: '', reasons })
  return exitCodeOf(report.status, flags.exitZero ?? false)
}

const read = async (io: Io, file: string): Promise<string> => {
  try {
    return await io.readFile(resolve(io.cwd, file))
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${reasonOf(error)}`)
  }
}
