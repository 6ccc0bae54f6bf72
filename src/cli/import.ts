import { isAbsolute, join } from 'node:path'
import type { Command } from 'commander'
import { UserError } from '../core/user-error.ts'
import { toPrintable } from '../reporters/printable.ts'
import { countOf } from '../reporters/wording.ts'
import type { Io } from './io.ts'

interface ImportFlags {
  readonly deprecated?: boolean
  readonly write?: boolean
  readonly manifest?: string
}

export const addImportCommand = (program: Command, io: Io, exit: (code: number) => void): void => {
  program
    .command('import')
    .description('draft entries from what other tools ban, or from @deprecated tags')
    .argument(
      '[file...]',
      'configuration of ruff, ESLint, oxlint, Biome, pylint or OpenRewrite; with --deprecated, where to look',
    )
    .option('--deprecated', 'read the @deprecated tags of the source tree instead')
    .option('--manifest <file>', 'the manifest (default: import-migrations.json or migrations.json at the root)')
    .option('--write', 'append the entries to the manifest, comments and formatting kept')
    .action(async (files: readonly string[], flags: ImportFlags) => exit(await runImport(io, files, flags)))
}

const runImport = async (io: Io, files: readonly string[], flags: ImportFlags): Promise<number> => {
  const { importDeprecated, importFiles, openManifest } = await import('../import.ts')
  if (flags.deprecated !== true && files.length === 0)
    throw new UserError('name the configuration to import from, such as pyproject.toml, or use --deprecated')
  const target = await openManifest(io.cwd, flags.manifest ?? null)
  const read =
    flags.deprecated === true
      ? await importDeprecated(target, files)
      : await importFiles(
          target,
          await Promise.all(files.map(async (file) => ({ file, text: await readInput(io, file) }))),
        )
  for (const { file, line, message } of read.notes)
    io.stderr.write(`${toPrintable(file)}${line > 0 ? `:${line}` : ''}: ${toPrintable(message)}\n`)
  if (flags.write !== true) {
    io.stdout.write(target.format(read.entries))
    return 0
  }
  if (read.entries.length === 0) {
    io.stderr.write(`nothing to add to ${toPrintable(target.file)}\n`)
    return 0
  }
  try {
    await io.writeFile(join(target.root, target.file), target.append(read.entries))
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(`${target.file} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
  }
  io.stderr.write(`added ${countOf(read.entries.length, 'entry', 'entries')} to ${toPrintable(target.file)}\n`)
  return 0
}

const readInput = async (io: Io, file: string): Promise<string> => {
  try {
    return await io.readFile(isAbsolute(file) ? file : join(io.cwd, file))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    throw new UserError(
      `${file} ${code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a directory: name a file' : `cannot be read (${String(code)})`}`,
    )
  }
}
