import { type Command, InvalidArgumentError, Option } from 'commander'
import { CONSEQUENCES, type Consequence } from '../core/finding.ts'
import { consequencesAbove, DEPLOY_CONSEQUENCES, isIsoDate } from '../core/levels.ts'
import type { Gate, RunMode, RunOptions } from '../core/run-options.ts'
import { UserError } from '../core/user-error.ts'
import type { Io } from './io.ts'

/** Flags that say what to run on. */
export interface ScopeFlags {
  readonly manifest?: string
  readonly env?: string
  readonly only?: readonly string[]
  readonly staged?: boolean
  readonly since?: string
  readonly ref?: string
  readonly stdinFilename?: string
  readonly shard?: { readonly index: number; readonly count: number }
  readonly dangling?: boolean
  readonly cache?: boolean
  readonly trustIndex?: boolean
  readonly stats?: boolean
  readonly unsafe?: boolean
}

/** Flags that say when to fail. */
export interface GateFlags {
  readonly maxWarnings?: number
  readonly exitZero?: boolean
  readonly failOn?: readonly Consequence[]
  readonly maxConsequence?: Consequence
  readonly gate?: 'deploy'
  readonly failOnUnanalysable?: boolean
}

export const addManifestOptions = (command: Command): Command =>
  command
    .option('--manifest <file>', 'the manifest (default: import-migrations.json or migrations.json at the root)')
    .option('--env <name>', 'take each entry’s level for this environment')
    .option('--only <id>', 'only this migration; may be repeated', collect)

export const addTreeOptions = (command: Command, trees: readonly ('staged' | 'since' | 'ref' | 'stdin')[]): Command => {
  const options = {
    staged: new Option('--staged', 'what is in the git index, not in the work tree').conflicts([
      'since',
      'ref',
      'stdinFilename',
    ]),
    since: new Option(
      '--since <ref>',
      'files changed since the merge base with this ref, and whom the change reaches',
    ).conflicts(['ref', 'stdinFilename']),
    ref: new Option('--ref <commit>', 'a commit, without checking it out').conflicts('stdinFilename'),
    stdin: new Option('--stdin-filename <path>', 'one file from standard input, as if it had this name'),
  }
  for (const tree of trees) command.addOption(options[tree])
  return command
}

export const addRunOptions = (command: Command): Command =>
  command
    .option('--no-cache', 'neither read nor write the cache')
    .option(
      '--trust-index',
      'the work tree is what git’s index says, as in a fresh checkout: only tracked files, and no look at those the cache knows',
    )
    .option('--stats', 'print on standard error where the time went')

export const addGateOptions = (command: Command): Command =>
  command
    .option('--max-warnings <n>', 'fail on more warnings than this', parseCount)
    .option(
      '--fail-on <consequence>',
      `fail on findings of this consequence, whatever their level; may be repeated (${CONSEQUENCES.join(', ')})`,
      collectConsequences,
    )
    .addOption(
      new Option('--max-consequence <consequence>', 'fail on every finding with a more urgent consequence').choices(
        CONSEQUENCES,
      ),
    )
    .addOption(
      new Option('--gate <name>', `deploy: fail on ${DEPLOY_CONSEQUENCES.join(', ')}, whatever the level`).choices([
        'deploy',
      ]),
    )
    .option('--fail-on-unanalysable', 'fail where something could not be analysed')
    .option('--exit-zero', 'exit 0 even with findings')

export const addOutputOptions = (command: Command): Command =>
  command
    .option('--format <name[=file]>', 'output format, to standard output or a file; may be repeated', collect)
    .option('--output-file <file>', 'write the output to this file')
    .option('--quiet', 'report errors only')
    .option('--verbose', 'show every use with its line')
    .addOption(new Option('--color', 'colour even where the output is no terminal'))
    .addOption(new Option('--no-color', 'no colour'))

export const parseShard = (text: string): { readonly index: number; readonly count: number } => {
  const match = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text)
  const [index, count] = [Number(match?.[1]), Number(match?.[2])]
  if (match === null || index > count) throw new InvalidArgumentError('Write i/n, such as 2/4; i goes from 1 to n.')
  return { index, count }
}

export const collect = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value]

const parseCount = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Write a number from 0 up.')
  return Number(text)
}

const collectConsequences = (text: string, previous: readonly Consequence[] = []): readonly Consequence[] => {
  const names = text.split(',').map((name) => name.trim())
  const known = names.map((name) => CONSEQUENCES.find((consequence) => consequence === name))
  if (!known.every((name) => name !== undefined)) {
    throw new InvalidArgumentError(`Allowed are ${CONSEQUENCES.join(', ')}.`)
  }
  return [...previous, ...known]
}

export const toGate = (flags: GateFlags): Gate => ({
  maxWarnings: flags.maxWarnings ?? null,
  failOn: CONSEQUENCES.filter(
    (name) =>
      flags.failOn?.includes(name) ||
      (flags.gate === 'deploy' && DEPLOY_CONSEQUENCES.includes(name)) ||
      (flags.maxConsequence !== undefined && consequencesAbove(flags.maxConsequence).includes(name)),
  ),
  failOnUnanalysable: flags.failOnUnanalysable ?? false,
})

/** The run a command line asks for; standard input is read here where it is the tree. */
export const toRunOptions = async (
  io: Io,
  paths: readonly string[],
  flags: ScopeFlags & GateFlags,
  fixes: boolean,
): Promise<RunOptions> => ({
  cwd: io.cwd,
  mode: await toMode(io, flags),
  paths,
  manifest: flags.manifest ?? null,
  env: flags.env ?? null,
  only: flags.only ?? [],
  today: findToday(io),
  shard: flags.shard ?? null,
  dangling: flags.dangling ?? true,
  wantFixes: fixes,
  unsafe: flags.unsafe ?? false,
  baseline: 'apply',
  cache: flags.cache ?? true,
  ...(flags.trustIndex ? { trustIndex: true } : {}),
  gate: toGate(flags),
  stats: flags.stats ?? false,
})

const toMode = async (io: Io, flags: ScopeFlags): Promise<RunMode> => {
  if (flags.staged) return { kind: 'staged' }
  if (flags.since !== undefined) return { kind: 'since', ref: flags.since }
  if (flags.ref !== undefined) return { kind: 'ref', ref: flags.ref }
  if (flags.stdinFilename !== undefined) {
    return { kind: 'stdin', filename: flags.stdinFilename, bytes: await io.readStdin() }
  }
  return { kind: 'worktree' }
}

/** `REPOINT_TODAY` makes output that depends on dates repeatable. The date is that of UTC, the same for everyone. */
export const findToday = (io: Io): string => {
  const given = io.env.REPOINT_TODAY
  if (given === undefined || given === '') return io.now().toISOString().slice(0, 10)
  if (isIsoDate(given)) return given
  throw new UserError(`REPOINT_TODAY is ${JSON.stringify(given)}; write a date as YYYY-MM-DD`)
}
