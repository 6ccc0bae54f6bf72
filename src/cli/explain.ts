import type { Command } from 'commander'
import { CONSEQUENCES } from '../core/finding.ts'
import type { ExplainedProvider, Explanation } from '../core/run-options.ts'
import { toPrintable } from '../reporters/printable.ts'
import { countOf } from '../reporters/wording.ts'
import type { Io } from './io.ts'
import { addManifestOptions, addRunOptions, addTreeOptions, type ScopeFlags, toRunOptions } from './options.ts'

interface ExplainFlags extends ScopeFlags {
  readonly json?: boolean
}

export const addExplainCommand = (program: Command, io: Io, exit: (code: number) => void): void => {
  const command = program
    .command('explain')
    .description('one entry of the manifest: what it says, through which modules it is reached, and where')
    .argument('<id>', 'the id of the migration')
  addManifestOptions(command)
  addTreeOptions(command, ['staged', 'ref'])
  addRunOptions(command)
  command.option('--json', 'as JSON').action(async (id: string, flags: ExplainFlags) => {
    const explanation = await io.pipeline.explain(id, await toRunOptions(io, [], flags, true))
    io.stdout.write(flags.json === true ? `${JSON.stringify(explanation, null, 2)}\n` : formatExplanation(explanation))
    exit(0)
  })
}

export const formatExplanation = (explanation: Explanation): string => {
  const { migration, from, to, level, levelReason, findings } = explanation
  const facts: readonly (readonly [string, string | null])[] = [
    ['from', from],
    ['to', to.length === 0 ? 'nothing: removed' : to.map(describeTarget).join('\n')],
    ['level', `${level} (${levelReason})`],
    ['reason', migration.reason],
    ['see', migration.url],
    ['owner', migration.owner],
    ['since', migration.since],
    ['deadline', migration.deadline],
    ['only in', migration.include.length === 0 ? null : migration.include.join(', ')],
    ['not in', migration.exclude.length === 0 ? null : migration.exclude.join(', ')],
    ['written', `${migration.position.file}:${migration.position.line}:${migration.position.column}`],
  ]
  return `${[
    toPrintable(migration.id),
    ...facts.flatMap(([label, text]) => (text === null ? [] : formatFact(label, text))),
    '',
    ...formatProviders(explanation.providers),
    '',
    ...formatFindings(explanation),
    ...(findings.length > 0 ? ['', `repoint fix --only ${toPrintable(migration.id)}`] : []),
  ].join('\n')}\n`
}

const formatFact = (label: string, text: string): readonly string[] =>
  text.split('\n').map((line, nth) => `  ${(nth === 0 ? label : '').padEnd(9)} ${toPrintable(line)}`)

const describeTarget = ({ text, exists, path }: Explanation['to'][number]): string => {
  const state = exists === null ? '(outside this repository)' : exists ? '' : '(does not exist)'
  return [text, path === null ? '' : `in ${path}`, state].filter((part) => part !== '').join(' ')
}

const formatProviders = (providers: readonly ExplainedProvider[]): readonly string[] => {
  if (providers.length === 0) return ['Reached through no module of this repository.']
  const lines = providers.map(({ module, name, path, via }) => {
    const symbol = name === null ? module : `${module}#${name}`
    const place = path === null ? ' (no file)' : ` in ${path}`
    return `  ${toPrintable(`${symbol}${place}${via.length === 0 ? '' : `, from ${via.join(' → ')}`}`)}`
  })
  return ['Reached through:', ...lines]
}

const formatFindings = ({ findings, suppressed, baselined }: Explanation): readonly string[] => {
  const aside = [
    suppressed > 0 ? `${suppressed} suppressed` : null,
    baselined > 0 ? `${baselined} in the baseline` : null,
  ]
    .filter((part) => part !== null)
    .join(', ')
  if (findings.length === 0) return [`No stale reference${aside === '' ? '' : ` (${aside})`}.`]
  const counts = CONSEQUENCES.map(
    (name) => [name, findings.filter((finding) => finding.consequence === name).length] as const,
  )
    .filter(([, number]) => number > 0)
    .map(([name, number]) => `${name} ${number}`)
  const lines = findings.map(({ path, line, column, kind, consequence, via }) => {
    const through = via.length === 0 ? '' : ` through ${via.join(' → ')}`
    return `  ${toPrintable(`${path}:${line}:${column}  ${kind}, ${consequence}${through}`)}`
  })
  return [
    `${countOf(findings.length, 'stale reference')}: ${counts.join(' · ')}${aside === '' ? '' : ` (${aside})`}`,
    ...lines,
  ]
}
