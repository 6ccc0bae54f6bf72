import type { Command } from 'commander'
import { exitCodeOf, judge } from '../core/levels.ts'
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
import { type OutputFlags, parseTargets, writeReports } from './output.ts'

type ValidateFlags = ScopeFlags & GateFlags & OutputFlags

export const addValidateCommand = (program: Command, io: Io, exit: (code: number) => void): void => {
  const command = program.command('validate').description('check the manifest, and that what it points at exists')
  addManifestOptions(command)
  addTreeOptions(command, ['staged', 'ref'])
  addOutputOptions(command)
  addGateOptions(command)
  addRunOptions(command)
  command.action(async (flags: ValidateFlags) => exit(await validate(io, flags)))
}

const validate = async (io: Io, flags: ValidateFlags): Promise<number> => {
  const targets = await parseTargets(flags, 'stylish')
  const report = await io.pipeline.validate(await toRunOptions(io, [], flags, false))
  const { reasons } = judge(report.findings, report.unanalysable.length, toGate(flags))
  const plain = report.findings.length === 0 && flags.format === undefined && flags.outputFile === undefined
  if (!plain) await writeReports(io, targets, flags, { report, root: io.cwd, reasons })
  else if (report.manifest !== null && flags.quiet !== true) {
    io.stdout.write(
      `${toPrintable(report.manifest.file)} is valid (${countOf(report.manifest.migrations, 'migration')})\n`,
    )
    for (const notice of report.notices) io.stdout.write(`note: ${toPrintable(notice)}\n`)
  }
  return exitCodeOf(report.status, flags.exitZero ?? false)
}
