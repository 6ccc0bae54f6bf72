import { describe, expect, test } from 'vitest'
import {
  announceDeadlines,
  announceEnvironment,
  consequencesAbove,
  DEPLOY_CONSEQUENCES,
  daysBetween,
  decideLevel,
  exitCodeOf,
  isIsoDate,
  judge,
} from '../../src/core/levels.ts'
import type { Level, Migration } from '../../src/core/migration.ts'
import type { Gate } from '../../src/core/run-options.ts'

const entry = (
  over: { level?: Level; levels?: Record<string, Level>; deadline?: string | null; id?: string } = {},
): Migration => ({
  kind: 'literal',
  language: null,
  from: { literal: 'old.example' },
  to: { literal: 'new.example' },
  id: over.id ?? 'domain',
  reason: null,
  url: null,
  owner: null,
  level: over.level ?? 'error',
  levels: over.levels ?? {},
  since: null,
  deadline: over.deadline ?? null,
  include: [],
  exclude: [],
  position: { file: 'migrations.json', line: 1, column: 1 },
})

const OPEN: Gate = { maxWarnings: null, failOn: [], failOnUnanalysable: false }

describe('decideLevel', () => {
  const levels = { production: 'error', staging: 'warning', dev: 'off' } as const

  test.each([
    [null, 'note', 'level'],
    ['production', 'error', 'levels.production'],
    ['staging', 'warning', 'levels.staging'],
    ['dev', 'off', 'levels.dev'],
    ['unknown', 'note', 'level'],
    ['constructor', 'note', 'level'],
  ])('environment %s', (env, level, reason) => {
    expect(decideLevel(entry({ level: 'note', levels }), env, '2026-01-01')).toEqual({ level, reason })
  })

  test.each([
    ['2025-11-30', 'warning'],
    ['2025-12-01', 'warning'],
    ['2025-12-02', 'error'],
    ['2026-01-01', 'error'],
  ])('a deadline of 2025-12-01, on %s', (today, level) => {
    expect(decideLevel(entry({ level: 'warning', deadline: '2025-12-01' }), null, today).level).toBe(level)
  })

  test('past the deadline every level is error, except off', () => {
    const late = { levels, deadline: '2025-12-01' }
    expect(decideLevel(entry({ ...late, level: 'note' }), null, '2026-01-01').level).toBe('error')
    expect(decideLevel(entry({ ...late, level: 'note' }), 'staging', '2026-01-01').level).toBe('error')
    expect(decideLevel(entry({ ...late, level: 'note' }), 'dev', '2026-01-01').level).toBe('off')
    expect(decideLevel(entry({ ...late, level: 'note' }), null, '2026-01-01').reason).toBe(
      'deadline 2025-12-01 has passed',
    )
  })
})

describe('announceDeadlines', () => {
  const soon = (deadline: string, level: Level = 'warning', id = 'tool-dispatcher') => entry({ id, level, deadline })

  test('says what becomes an error within 30 days, soonest first', () => {
    const migrations = [
      soon('2025-12-01'),
      soon('2025-11-23', 'note', 'b'),
      soon('2025-11-22', 'note', 'a'),
      soon('2025-12-23', 'warning', 'late'),
    ]
    expect(announceDeadlines(migrations, null, '2025-11-22')).toEqual([
      'a becomes an error after today (deadline 2025-11-22)',
      'b becomes an error in 1 day (deadline 2025-11-23)',
      'tool-dispatcher becomes an error in 9 days (deadline 2025-12-01)',
    ])
  })

  test('is silent about errors, what is off, and deadlines gone by', () => {
    const migrations = [soon('2025-12-01', 'error'), soon('2025-12-01', 'off'), soon('2025-11-01')]
    expect(announceDeadlines(migrations, null, '2025-11-22')).toEqual([])
  })

  test('days are those of the calendar, over a change of the clocks too', () => {
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2)
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2)
    expect(daysBetween('2026-01-02', '2026-01-01')).toBe(-1)
  })
})

test('announceEnvironment names the environments there are', () => {
  const migrations = [entry({ levels: { production: 'error', staging: 'warning' } })]
  expect(announceEnvironment(migrations, 'prodution')).toEqual([
    'no entry has a level for the environment prodution (there are: production, staging)',
  ])
  expect(announceEnvironment(migrations, 'staging')).toEqual([])
  expect(announceEnvironment([entry()], 'anything')).toEqual([])
})

describe('judge', () => {
  const finding = (
    level: 'error' | 'warning' | 'note',
    consequence: 'import-time' | 'silent' | 'works-today' = 'works-today',
  ) => ({ level, consequence })

  test('levels', () => {
    expect(judge([], 0, OPEN).status).toBe('pass')
    expect(judge([finding('note')], 0, OPEN).status).toBe('pass')
    expect(judge([finding('warning')], 0, OPEN).status).toBe('warn')
    expect(judge([finding('warning'), finding('error')], 0, OPEN).status).toBe('fail')
  })

  test('--max-warnings', () => {
    const two = [finding('warning'), finding('warning'), finding('note')]
    expect(judge(two, 0, { ...OPEN, maxWarnings: 2 }).status).toBe('warn')
    expect(judge(two, 0, { ...OPEN, maxWarnings: 1 })).toEqual({
      status: 'fail',
      reasons: ['2 warnings, more than --max-warnings 1'],
    })
    expect(judge([finding('note')], 0, { ...OPEN, maxWarnings: 0 }).status).toBe('pass')
  })

  test('a consequence fails whatever its level', () => {
    const gate = { ...OPEN, failOn: DEPLOY_CONSEQUENCES }
    expect(judge([finding('note', 'silent')], 0, gate).status).toBe('fail')
    expect(judge([finding('warning', 'works-today')], 0, gate).status).toBe('warn')
    expect(judge([finding('error', 'works-today')], 0, gate).status).toBe('fail')
  })

  test('--fail-on-unanalysable', () => {
    expect(judge([], 1, OPEN).status).toBe('pass')
    expect(judge([], 1, { ...OPEN, failOnUnanalysable: true }).status).toBe('fail')
  })

  test('exit codes', () => {
    expect([
      exitCodeOf('pass', false),
      exitCodeOf('warn', false),
      exitCodeOf('fail', false),
      exitCodeOf('fail', true),
    ]).toEqual([0, 0, 1, 0])
  })
})

test('consequencesAbove', () => {
  expect(consequencesAbove('import-time')).toEqual([])
  expect(consequencesAbove('type-only')).toEqual(DEPLOY_CONSEQUENCES)
})

test('isIsoDate', () => {
  expect(['2026-01-31', '2024-02-29'].every(isIsoDate)).toBe(true)
  expect(
    ['2026-02-30', '2026-13-01', '2026-1-1', '26-01-01', '2026-01-01T00:00', '', '2026-00-10'].some(isIsoDate),
  ).toBe(false)
})
