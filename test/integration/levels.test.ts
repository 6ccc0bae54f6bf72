import { describe, expect, test } from 'vitest'
import { createRepository, manifest, PYTHON, repoint, report, write } from './support.ts'

/* Levels, deadlines, gates and shards, by the shipped command on real repositories. */

const DOMAIN = {
  id: 'domain',
  from: { literal: 'old.example.ai' },
  to: { literal: 'new.example.ai' },
  levels: { staging: 'warning', production: 'error' },
}

const at = (today: string) => ({ env: { REPOINT_TODAY: today } })

describe('environments', () => {
  test('a retired domain is a warning in staging and an error in production', () => {
    const folder = createRepository({
      'migrations.json': manifest(DOMAIN),
      'deploy/app.env': 'URL=https://old.example.ai\n',
      'notes.md': 'my-old.example.ai is another host\n',
    })
    const staging = report(folder, ['--env', 'staging'])
    expect([staging.status, staging.summary.byLevel.warning, staging.findings.map(({ path }) => path)]).toEqual([
      'warn',
      1,
      ['deploy/app.env'],
    ])
    expect(repoint(folder, ['check', '--env', 'staging']).code).toBe(0)
    expect(repoint(folder, ['check', '--env', 'staging', '--max-warnings', '0']).code).toBe(1)
    expect(report(folder, ['--env', 'production']).status).toBe('fail')
    expect(repoint(folder, ['check', '--env', 'production']).code).toBe(1)
    expect(repoint(folder, ['check', '--env', 'prodution']).output).toContain('prodution')
    expect(repoint(folder, ['fix', '--env', 'staging']).code).toBe(0)
    expect(report(folder, ['--env', 'production']).status).toBe('pass')
  })
})

describe('deadlines', () => {
  const ENTRY = { id: 'tool', from: 'app.old#Tool', to: 'app.new#Tool2', level: 'warning', deadline: '2026-12-01' }

  test('a warning says when it becomes an error, and does', () => {
    const folder = createRepository({ ...PYTHON, 'migrations.json': manifest(ENTRY) })
    expect(repoint(folder, ['check'], at('2026-10-01'))).toMatchObject({
      code: 0,
      output: expect.not.stringContaining('becomes an error'),
    })
    const soon = repoint(folder, ['check'], at('2026-11-22'))
    expect([soon.code, soon.output]).toEqual([0, expect.stringContaining('tool becomes an error in 9 days')])
    expect(repoint(folder, ['check'], at('2026-12-01')).code).toBe(0)
    expect(repoint(folder, ['check'], at('2026-12-02')).code).toBe(1)
    expect(report(folder, [], at('2026-12-02')).findings.every(({ level }) => level === 'error')).toBe(true)
  })

  test('a healthy repository passes after the deadline, too', () => {
    const folder = createRepository({ ...PYTHON, 'migrations.json': manifest(ENTRY), 'app/user.py': 'X = 1\n' })
    expect(repoint(folder, ['check'], at('2027-01-01')).code).toBe(0)
  })
})

describe('--gate deploy', () => {
  const WARNING = { id: 'tool', from: 'app.old#Tool', to: 'app.new#Tool2', level: 'warning' }

  test('fails by consequence, whatever the level', () => {
    const folder = createRepository({ ...PYTHON, 'migrations.json': manifest(WARNING) })
    // stale, but it still works
    expect(repoint(folder, ['check', '--gate', 'deploy']).code).toBe(0)
    write(folder, { 'app/old.py': 'X = 1\n' })
    expect(repoint(folder, ['check', '--no-dangling']).code).toBe(0)
    expect(repoint(folder, ['check', '--no-dangling', '--gate', 'deploy']).code).toBe(1)
    const status = JSON.parse(
      repoint(folder, ['check', '--no-dangling', '--gate', 'deploy', '--format', 'status']).stdout,
    )
    expect(status).toMatchObject({
      status: 'fail',
      summary: { byLevel: { warning: 2 }, byConsequence: { 'import-time': 2 } },
    })
    expect(status.manifest.hash).toMatch(/^[0-9a-f]{64}$/)
    expect(status.source.commit).toMatch(/^[0-9a-f]{40}$/)
    expect(JSON.stringify(status).length).toBeLessThan(2000)
  })

  test('a swallowed failure counts, an annotation nothing evaluates does not', () => {
    const folder = createRepository({
      ...PYTHON,
      'migrations.json': manifest(WARNING),
      'app/old.py': 'X = 1\n',
      'app/user.py':
        'from __future__ import annotations\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from app.old import Tool\n\n\ndef run(tool: Tool) -> None: ...\n',
    })
    expect(repoint(folder, ['check', '--no-dangling', '--gate', 'deploy']).code).toBe(0)
    write(folder, { 'app/user.py': 'try:\n    from app.old import Tool\nexcept ImportError:\n    Tool = None\n' })
    expect(repoint(folder, ['check', '--no-dangling', '--gate', 'deploy']).code).toBe(1)
  })
})

describe('--shard', () => {
  test('the union of the shards is the whole run, and a merge says the same', () => {
    const many = Object.fromEntries(
      Array.from({ length: 30 }, (_, nth) => [`app/m${nth}.py`, `from app.old import Tool\nX${nth} = Tool\n`]),
    )
    const folder = createRepository({ ...PYTHON, ...many, '.gitignore': 'shard-*\n' })
    const shards = [1, 2, 3, 4].map((nth) => report(folder, ['--shard', `${nth}/4`]).findings)
    const whole = report(folder)
    const identify = (findings: typeof whole.findings) => findings.map(({ fingerprint }) => fingerprint).sort()
    expect(identify(shards.flat())).toEqual(identify(whole.findings))
    expect(shards.filter((findings) => findings.length > 0).length).toBeGreaterThan(2)

    for (const nth of [1, 2, 3, 4])
      repoint(folder, ['check', '--shard', `${nth}/4`, '--format', `json=shard-${nth}.json`])
    const files = [1, 2, 3, 4].map((nth) => `shard-${nth}.json`)
    const merged = repoint(folder, ['merge', ...files, '--format', 'json'])
    expect(merged.code).toBe(1)
    expect(JSON.parse(merged.stdout).findings).toEqual(whole.findings)
    expect(JSON.parse(merged.stdout).summary).toEqual(whole.summary)
    // where a file lands depends on its name alone
    write(folder, { 'app/m3.py': 'from app.old import Tool\n# longer\nX = Tool\n', 'zzz.py': 'X = 1\n' })
    const again = [1, 2, 3, 4].map((nth) => report(folder, ['--shard', `${nth}/4`]).findings)
    expect(again.map((findings) => [...new Set(findings.map(({ path }) => path))])).toEqual(
      shards.map((findings) => [...new Set(findings.map(({ path }) => path))]),
    )
  })
})
