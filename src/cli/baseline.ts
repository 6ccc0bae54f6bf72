import { resolve } from 'node:path'
import type { Command } from 'commander'
import { recordBaseline } from '../core/baseline.ts'
import { formatBaseline, parseBaseline } from '../core/baseline-file.ts'
import { UserError } from '../core/user-error.ts'
import { toPrintable } from '../reporters/printable.ts'
import { countOf } from '../reporters/wording.ts'
import type { Io } from './io.ts'
import { addManifestOptions, addRunOptions, type ScopeFlags, toRunOptions } from './options.ts'
import { writeOutput } from './output.ts'

interface BaselineFlags extends ScopeFlags {
  readonly prune?: boolean
  readonly force?: boolean
}

export const addBaselineCommand = (program: Command, io: Io, exit: (code: number) => void): void => {
  const command = program
    .command('baseline')
    .description('record today’s stale references, so that only new ones fail; an existing baseline only shrinks')
    .argument('[paths...]')
  addManifestOptions(command)
  addRunOptions(command)
  command
    .option('--prune', 'drop entries that are gone; add none')
    .option('--force', 'record everything afresh, new stale references included')
    .action(async (paths: readonly string[], flags: BaselineFlags) => exit(await writeBaseline(io, paths, flags)))
}

const writeBaseline = async (io: Io, paths: readonly string[], flags: BaselineFlags): Promise<number> => {
  if (flags.prune === true && flags.force === true)
    throw new UserError('--prune only drops and --force adds; leave one out')
  // what a partial run did not look at would seem gone
  const partial = paths.length > 0 ? 'paths' : flags.only !== undefined ? '--only' : null
  if (partial !== null) throw new UserError(`a baseline is of the whole repository; leave ${partial} out`)

  const options = await toRunOptions(io, [], flags, false)
  const result = await io.pipeline.run(options)
  const { path, text } = result.baseline
  const file = resolve(result.root, path)
  if (text === null && flags.prune === true)
    throw new UserError(`${path}: there is no baseline to prune; \`repoint baseline\` writes one`)

  const { findings, baselined } = result.report
  const old = text === null ? [] : parseBaseline(text, path)
  const known = recordBaseline(baselined)
  const wanted = text === null || flags.force === true ? recordBaseline([...findings, ...baselined]) : known
  const next = formatBaseline(wanted)
  if (next !== text) await writeOutput(io, file, next)

  const fresh = recordBaseline(findings).length
  io.stderr.write(
    `${toPrintable(path)}: ${describeChange(text === null, wanted.length, old.length - known.length, flags.force === true ? fresh : 0)}\n`,
  )
  if (text === null || flags.force === true || flags.prune === true || fresh === 0) return 0
  io.stderr.write(
    `repoint: ${countOf(fresh, 'stale reference')} not in the baseline ${fresh === 1 ? 'was' : 'were'} not added: a baseline only shrinks; fix them, or record afresh with --force\n`,
  )
  return 1
}

const describeChange = (created: boolean, total: number, dropped: number, added: number): string => {
  const size = countOf(total, 'entry', 'entries')
  if (created) return `${size} recorded`
  const parts = [dropped > 0 ? `${dropped} dropped` : null, added > 0 ? `${added} added` : null].filter(
    (part) => part !== null,
  )
  return `${size}${parts.length === 0 ? ', unchanged' : `, ${parts.join(', ')}`}`
}
