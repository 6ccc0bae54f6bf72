import { join } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { UserError } from '../core/user-error.ts'
import type { DerivedEntry } from '../derive.ts'
import { toPrintable } from '../reporters/printable.ts'
import { countOf } from '../reporters/wording.ts'
import type { Io } from './io.ts'
import { addManifestOptions, type ScopeFlags, toRunOptions } from './options.ts'

interface DeriveFlags extends ScopeFlags {
  readonly minConfidence: number
  readonly write?: boolean
  readonly json?: boolean
}

export const addDeriveCommand = (program: Command, io: Io, exit: (code: number) => void): void => {
  const command = program
    .command('derive')
    .description('draft entries for what was renamed, moved or removed since a commit')
    .argument('<base>', 'the commit before the change; its merge base with HEAD is meant where no head is named')
    .argument('[head]', 'the commit after it (default: the work tree)')
  addManifestOptions(command)
  command
    .option('--min-confidence <0..1>', 'leave out what is less certain', parseConfidence, 0.7)
    .option('--write', 'append the entries to the manifest, comments and formatting kept')
    .option('--json', 'as JSON')
    .action(async (base: string, head: string | undefined, flags: DeriveFlags) =>
      exit(await runDerive(io, base, head ?? null, flags)),
    )
}

const parseConfidence = (text: string): number => {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('Write a number from 0 to 1, such as 0.8.')
  return value
}

const runDerive = async (io: Io, base: string, head: string | null, flags: DeriveFlags): Promise<number> => {
  const { derive } = await import('../derive.ts')
  const run = await toRunOptions(io, [], flags, false)
  const entries = await derive({ cwd: io.cwd, base, head, minConfidence: flags.minConfidence, run })
  if (flags.json === true) io.stdout.write(`${JSON.stringify(entries.map(toJson), null, 2)}\n`)
  else io.stdout.write(formatEntries(entries))
  if (flags.write === true && entries.length > 0) await writeEntries(io, entries, flags)
  return 0
}

const toJson = ({ id, language, draft, entry, stale }: DerivedEntry) => ({
  id,
  language,
  kind: draft.kind,
  from: draft.spelled?.from ?? draft.from,
  to: draft.spelled?.to ?? draft.to,
  confidence: draft.confidence,
  evidence: draft.evidence,
  entry,
  stale,
})

const formatEntries = (entries: readonly DerivedEntry[]): string => {
  if (entries.length === 0) return 'nothing that was published went away\n'
  return entries.map(formatEntry).join('')
}

const formatEntry = ({ draft, stale }: DerivedEntry): string => {
  const { evidence } = draft
  const reasons = [
    evidence.consumers > 0
      ? `${countOf(evidence.consumers, 'consumer')} changed to it`
      : evidence.leavers > 0
        ? `${countOf(evidence.leavers, 'consumer')} left it`
        : null,
    draft.to !== null && evidence.similarity > 0
      ? `definitions ${Math.round(evidence.similarity * 100)} % alike`
      : null,
    evidence.gitRename ? 'git sees a renamed file' : null,
  ].filter((reason) => reason !== null)
  const lines = [
    `${draft.confidence.toFixed(2)}  ${draft.kind.padEnd(17)} ${toPrintable(draft.spelled?.from ?? draft.from)} → ${draft.to === null ? 'nothing' : toPrintable(draft.spelled?.to ?? draft.to)}`,
    ...(reasons.length > 0 ? [`      ${reasons.join(', ')}`] : []),
    ...stale.slice(0, 10).map(({ path, line }) => `      still stale: ${toPrintable(path)}:${line}`),
    ...(stale.length > 10 ? [`      and ${stale.length - 10} more`] : []),
  ]
  return `${lines.join('\n')}\n`
}

const writeEntries = async (io: Io, entries: readonly DerivedEntry[], flags: DeriveFlags): Promise<void> => {
  const [
    { openWorktree },
    { chooseManifestName, discoverManifest, toManifestPath },
    { initManifest },
    { appendDerived },
    { discoverRoot },
  ] = await Promise.all([
    import('../sources/worktree.ts'),
    import('../config/discover.ts'),
    import('../config/write.ts'),
    import('../derive.ts'),
    import('../sources/root.ts'),
  ])
  const { root } = discoverRoot(io.cwd)
  const source = await openWorktree(root)
  const found =
    flags.manifest === undefined ? discoverManifest(source).file : toManifestPath(flags.manifest, root, io.cwd)
  const file = found ?? chooseManifestName(source)
  const path = join(root, file)
  const text = source.read(file) === null ? initManifest() : await io.readFile(path)
  try {
    await io.writeFile(path, appendDerived(text, entries, file))
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
  }
  io.stderr.write(`added ${countOf(entries.length, 'entry', 'entries')} to ${toPrintable(file)}\n`)
}
