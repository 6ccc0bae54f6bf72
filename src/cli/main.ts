import { Command, CommanderError } from 'commander'
import { UserError } from '../core/user-error.ts'
import { toPrintable } from '../reporters/printable.ts'
import { VERSION } from '../run/version.ts'
import { addBaselineCommand } from './baseline.ts'
import { addCacheCommand } from './cache.ts'
import { addCheckCommand } from './check.ts'
import { addDeriveCommand } from './derive.ts'
import { addExplainCommand } from './explain.ts'
import { addExportCommand } from './export.ts'
import { addFixCommand } from './fix.ts'
import { addImportCommand } from './import.ts'
import { addInitCommand } from './init.ts'
import type { Io } from './io.ts'
import { addMergeCommand } from './merge.ts'
import { addReportCommand } from './report.ts'
import { addValidateCommand } from './validate.ts'

/**
 * The command line. Resolves to the exit code: 0 nothing to complain about, 1 findings, 2 the question itself is
 * wrong (options, manifest, files). Never throws.
 * @param argv without node and script.
 */
export const main = async (argv: readonly string[], io: Io): Promise<number> => {
  let code = 0
  const exit = (value: number): void => {
    code = value
  }
  const program = createProgram(io, exit)
  try {
    if (argv.length === 0) {
      io.stderr.write(program.helpInformation())
      return 2
    }
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (error) {
    return reportFailure(error, io)
  }
}

const createProgram = (io: Io, exit: (code: number) => void): Command => {
  const program = new Command('repoint')
    .description('Find imports of what was retired, and point them at what replaced it.')
    .version(VERSION)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(`repoint: ${toPrintableLines(text.replace(/^error: /, ''))}`),
    })
    .addHelpText('after', '\nExit code: 0 passed, 1 findings, 2 trouble (options, manifest, files).')
  for (const add of [
    addCheckCommand,
    addFixCommand,
    addValidateCommand,
    addExplainCommand,
    addInitCommand,
    addBaselineCommand,
    addDeriveCommand,
    addImportCommand,
    addExportCommand,
    addReportCommand,
    addCacheCommand,
    addMergeCommand,
  ]) {
    add(program, io, exit)
  }
  return program
}

const toPrintableLines = (text: string): string => text.split('\n').map(toPrintable).join('\n')

const reportFailure = (error: unknown, io: Io): number => {
  // commander has written its message already; help and version are no failures
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof UserError) {
    for (const line of error.lines) io.stderr.write(`repoint: ${toPrintable(line)}\n`)
    return 2
  }
  const message = error instanceof Error ? error.message : String(error)
  io.stderr.write(`repoint: internal error, please report it: ${toPrintable(message)}\n`)
  if (io.env.REPOINT_DEBUG) io.stderr.write(`${error instanceof Error ? error.stack : ''}\n`)
  else io.stderr.write('repoint: REPOINT_DEBUG=1 shows where it happened\n')
  return 2
}
