import type { Command } from 'commander'
import { judge } from '../core/levels.ts'
import { toPrintable } from '../reporters/printable.ts'
import { countOf } from '../reporters/wording.ts'
import type { Io } from './io.ts'
import {
  addManifestOptions,
  addRunOptions,
  addTreeOptions,
  type GateFlags,
  type ScopeFlags,
  toGate,
  toRunOptions,
} from './options.ts'
import { outputPaths, writeReports } from './output.ts'

interface ReportFlags extends ScopeFlags, GateFlags {
  readonly outputFile: string
}

export const addReportCommand = (program: Command, io: Io, exit: (code: number) => void): void => {
  const command = program
    .command('report')
    .description('write one HTML page with every finding, to read and to filter')
    .argument('[paths...]', 'files and directories (default: everything)')
  addManifestOptions(command)
  addTreeOptions(command, ['ref'])
  addRunOptions(command)
  command
    .option('--output-file <file>', 'where to write it', 'repoint-report.html')
    .option('--no-dangling', 'without first-party imports that point at nothing')
    .action(async (paths: readonly string[], flags: ReportFlags) => {
      const targets = [{ format: 'html', file: flags.outputFile }] as const
      const { report, root } = await io.pipeline.run({
        ...(await toRunOptions(io, paths, flags, true)),
        outputs: outputPaths(io, targets),
      })
      const { reasons } = judge(report.findings, report.unanalysable.length, toGate(flags))
      await writeReports(io, targets, {}, { report, root, reasons })
      io.stderr.write(`${toPrintable(flags.outputFile)}: ${countOf(report.summary.total, 'finding')}\n`)
      exit(0)
    })
}
