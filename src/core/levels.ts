import { CONSEQUENCES, type Consequence, type Finding } from './finding.ts'
import type { Level, Migration } from './migration.ts'
import type { ReportStatus } from './report.ts'
import type { Gate } from './run-options.ts'

export interface LevelDecision {
  readonly level: Level
  /** Which rule decided: `level`, `levels.production`, `deadline 2025-12-01 has passed`. */
  readonly reason: string
}

type Levelled = Pick<Migration, 'level' | 'levels' | 'deadline'>

/**
 * The level of an entry: `levels[env]` where there is one, else `level`; from the day after the deadline on, `error`.
 * `off` stays off: a deadline makes a complaint louder, it does not start one.
 * @param today `YYYY-MM-DD`; ISO dates compare as text.
 */
export const decideLevel = (migration: Levelled, env: string | null, today: string): LevelDecision => {
  const chosen = env === null || !Object.hasOwn(migration.levels, env) ? undefined : migration.levels[env]
  const level = chosen ?? migration.level
  if (level !== 'off' && level !== 'error' && migration.deadline !== null && today > migration.deadline) {
    return { level: 'error', reason: `deadline ${migration.deadline} has passed` }
  }
  return { level, reason: chosen === undefined ? 'level' : `levels.${env}` }
}

const DAY_MS = 86_400_000
const NOTICE_DAYS = 30

/** Whole days from one ISO date to another; negative where `to` is the earlier. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS)

/** Whether the text is a date of the calendar in the form `YYYY-MM-DD`. */
export const isIsoDate = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** `tool-dispatcher becomes an error in 9 days (deadline 2025-12-01)`, soonest first, 30 days ahead. */
export const announceDeadlines = (
  migrations: readonly Migration[],
  env: string | null,
  today: string,
): readonly string[] =>
  migrations
    .flatMap((migration) => {
      const { level } = decideLevel(migration, env, today)
      if (migration.deadline === null || level === 'off' || level === 'error') return []
      const days = daysBetween(today, migration.deadline)
      return days > NOTICE_DAYS ? [] : [{ id: migration.id, days, deadline: migration.deadline }]
    })
    .sort((a, b) => a.days - b.days || (a.id < b.id ? -1 : 1))
    .map(({ id, days, deadline }) => `${id} becomes an error ${sayWhen(days)} (deadline ${deadline})`)

const sayWhen = (days: number): string => (days <= 0 ? 'after today' : days === 1 ? 'in 1 day' : `in ${days} days`)

/** A `--env` that no entry knows is legal, and most likely misspelled where others are known. */
export const announceEnvironment = (migrations: readonly Levelled[], env: string | null): readonly string[] => {
  const known = new Set(migrations.flatMap((migration) => Object.keys(migration.levels)))
  if (env === null || known.size === 0 || known.has(env)) return []
  return [`no entry has a level for the environment ${env} (there are: ${[...known].sort().join(', ')})`]
}

/** What breaks once the code runs: the consequences a deploy must not carry. */
export const DEPLOY_CONSEQUENCES: readonly Consequence[] = ['import-time', 'run-time', 'silent']

/** Every consequence more urgent than the most urgent one tolerated. */
export const consequencesAbove = (tolerated: Consequence): readonly Consequence[] =>
  CONSEQUENCES.slice(0, CONSEQUENCES.indexOf(tolerated))

/** `reasons` say, for people, which gates failed. */
export interface Verdict {
  readonly status: ReportStatus
  readonly reasons: readonly string[]
}

/**
 * `fail`: an error, or a gate; `warn`: warnings that pass; `pass`: nothing, or notes.
 */
export const judge = (
  findings: readonly Pick<Finding, 'level' | 'consequence'>[],
  unanalysable: number,
  gate: Gate,
): Verdict => {
  const errors = findings.filter((finding) => finding.level === 'error').length
  const warnings = findings.filter((finding) => finding.level === 'warning').length
  const reasons: string[] = []
  if (errors > 0) reasons.push(count(errors, 'error'))
  if (gate.maxWarnings !== null && warnings > gate.maxWarnings) {
    reasons.push(`${count(warnings, 'warning')}, more than --max-warnings ${gate.maxWarnings}`)
  }
  for (const consequence of gate.failOn) {
    const hits = findings.filter((finding) => finding.consequence === consequence).length
    if (hits > 0) reasons.push(`${count(hits, 'finding')} of consequence ${consequence}`)
  }
  if (gate.failOnUnanalysable && unanalysable > 0) {
    reasons.push(`${count(unanalysable, 'place')} that could not be analysed`)
  }
  return { status: reasons.length > 0 ? 'fail' : warnings > 0 ? 'warn' : 'pass', reasons }
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

/** 0 or 1; trouble (2) is a UserError. */
export const exitCodeOf = (status: ReportStatus, exitZero: boolean): 0 | 1 => (status === 'fail' && !exitZero ? 1 : 0)
