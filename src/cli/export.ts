import { type Command, Option } from 'commander'
import { toPrintable } from '../reporters/printable.ts'
import type { Io } from './io.ts'

interface ExportFlags {
  readonly to: 'ruff' | 'eslint'
  readonly manifest?: string
}

export const addExportCommand = (program: Command, io: Io, exit: (code: number) => void): void => {
  program
    .command('export')
    .description('print the manifest as configuration of another tool, and say what has no place there')
    .addOption(
      new Option('--to <tool>', 'ruff: banned-api; eslint: no-restricted-imports')
        .choices(['ruff', 'eslint'])
        .makeOptionMandatory(),
    )
    .option('--manifest <file>', 'the manifest (default: import-migrations.json or migrations.json at the root)')
    .action(async (flags: ExportFlags) => exit(await runExport(io, flags)))
}

const runExport = async (io: Io, flags: ExportFlags): Promise<number> => {
  const { exportManifest } = await import('../import.ts')
  const { text, notes } = await exportManifest(io.cwd, flags.manifest ?? null, flags.to)
  io.stdout.write(text)
  for (const { id, message } of notes) io.stderr.write(`${toPrintable(id)}: ${toPrintable(message)}\n`)
  return 0
}
