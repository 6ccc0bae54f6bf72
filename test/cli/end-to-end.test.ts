import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { createFixture, type FsFixture } from 'fs-fixture'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { main } from '../../src/cli/main.ts'
import { createProcessIo } from '../../src/cli/process-io.ts'

/* The command line on a real repository, with everything behind it real. */

const MANIFEST = {
  version: 1,
  retired: [
    { id: 'tool', from: { module: 'app.old', name: 'Tool' }, to: { module: 'app.new', name: 'Tool2' }, owner: '@core' },
    {
      id: 'domain',
      from: { literal: 'old.example.ai' },
      to: { literal: 'new.example.ai' },
      levels: { staging: 'warning' },
    },
  ],
}

let fixture: FsFixture
const git = (...args: string[]): void => {
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
    cwd: fixture.path,
    stdio: 'pipe',
  })
}

beforeEach(async () => {
  fixture = await createFixture({
    'migrations.json': JSON.stringify(MANIFEST),
    'app/__init__.py': '',
    'app/new.py': 'class Tool2:\n    pass\n',
    'app/old.py': 'class Tool:\n    pass\n',
    'app/a.py': 'from app.old import Tool\n\n\ndef make():\n    return Tool()\n',
    'app/b.py': 'from app.old import Tool\n\nTOOL = Tool()\n',
    'conf.yaml': 'url: https://old.example.ai\n',
  })
  git('init', '-q')
  git('add', '-A')
  git('commit', '-q', '-m', 'first')
})
afterEach(() => fixture.rm())

const PROCESS = createProcessIo()

const repoint = async (argv: readonly string[], stdin = '') => {
  const out = { stdout: '', stderr: '' }
  const sink = (name: 'stdout' | 'stderr') => ({
    isTTY: false,
    columns: null,
    write(text: string) {
      out[name] += text
    },
  })
  const io = {
    ...PROCESS,
    cwd: fixture.path.replace(/\/$/, ''),
    env: {},
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    now: () => new Date('2026-11-23T00:00:00Z'),
    readStdin: async () => new TextEncoder().encode(stdin),
  }
  const code = await main(argv, io)
  return { code, ...out }
}

const report = async (...argv: string[]) => JSON.parse((await repoint(['check', '--format', 'json', ...argv])).stdout)

describe('check', () => {
  test('finds, fails, and its JSON keeps the contract', async () => {
    const { code, stdout, stderr } = await repoint(['check', '--format', 'json', '--stats'])
    expect([code, stderr]).toEqual([1, expect.stringContaining('files listed')])
    const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync('schema/report.schema.json', 'utf8')))
    expect(validate(JSON.parse(stdout)) ? [] : validate.errors).toEqual([])
    expect(
      JSON.parse(stdout)
        .summary.byMigration.map(({ id }: { id: string }) => id)
        .sort(),
    ).toEqual(['domain', 'tool'])
  })

  test('the same input gives the same bytes', async () => {
    const first = await repoint(['check', '--format', 'json'])
    expect(await repoint(['check', '--format', 'json'])).toEqual(first)
  })

  test('an environment picks the level', async () => {
    expect((await report('--only', 'domain', '--env', 'staging')).status).toBe('warn')
    expect((await report('--only', 'domain', '--env', 'production')).status).toBe('fail')
  })

  test('a commit is checked without its files', async () => {
    await fixture.writeFile('app/a.py', 'x = 1\n')
    const paths = (await report('--ref', 'HEAD')).findings.map(({ path }: { path: string }) => path)
    expect(paths).toContain('app/a.py')
  })

  test('shards together are the whole', async () => {
    const elsewhere = await createFixture({})
    const files = ['1', '2', '3'].map((index) => elsewhere.getPath(`${index}.json`))
    for (const [nth, file] of files.entries())
      await repoint(['check', '--shard', `${nth + 1}/3`, '--format', `json=${file}`])
    const merged = await repoint(['merge', ...files, '--format', 'json'])
    await elsewhere.rm()
    const whole = await repoint(['check', '--format', 'json'])
    expect(merged).toEqual(whole)
  })

  test('standard input is judged in its place', async () => {
    const { stdout, code } = await repoint(
      ['check', '--stdin-filename', 'app/a.py', '--format', 'unix'],
      'from app.old import Tool\n',
    )
    expect(stdout).toMatch(/^app\/a\.py:1:21: /)
    expect(code).toBe(1)
  })
})

describe('suppressions', () => {
  test('a reason excuses; without one both are reported', async () => {
    await fixture.writeFile(
      'conf.yaml',
      'url: https://old.example.ai  # repoint: ignore[domain] -- proxied (until 2026-12-31)\n',
    )
    expect((await report('--only', 'domain')).findings).toEqual([])
    expect((await report('--only', 'domain')).suppressed[0].suppression).toEqual({
      reason: 'proxied',
      until: '2026-12-31',
      line: 1,
    })
    await fixture.writeFile('conf.yaml', 'url: https://old.example.ai  # repoint: ignore[domain]\n')
    const ids = (await report('--only', 'domain')).findings.map(({ migration }: { migration: string }) => migration)
    expect(ids.sort()).toEqual(['domain', 'reasonless-suppression'])
  })

  test('an unused one is found in a file with nothing else, and fix removes it', async () => {
    await fixture.writeFile('app/c.py', '# repoint-ignore-next-line tool -- gone long ago\nx = 1\n')
    const { findings } = await report('app/c.py')
    expect(findings.map(({ migration }: { migration: string }) => migration)).toEqual(['unused-suppression'])
    expect((await repoint(['fix', 'app/c.py'])).code).toBe(0)
    expect(await fixture.readFile('app/c.py', 'utf8')).toBe('x = 1\n')
  })
})

describe('baseline', () => {
  test('the known passes, the new fails, and pruning shrinks', async () => {
    await fixture.writeFile('migrations.json', JSON.stringify({ ...MANIFEST, retired: MANIFEST.retired.slice(0, 1) }))
    expect((await repoint(['baseline'])).code).toBe(0)
    expect((await repoint(['check'])).code).toBe(0)
    await fixture.writeFile('app/b.py', '# moved down\n\nfrom app.old import Tool\n\nTOOL = Tool()\nMORE = Tool()\n')
    const { findings } = await report()
    expect(findings.map(({ line }: { line: number }) => line)).toEqual([6])
    await fixture.writeFile('app/b.py', 'x = 1\n')
    expect((await repoint(['check'])).code).toBe(0)
    const pruned = await repoint(['baseline', '--prune'])
    expect([pruned.code, pruned.stderr]).toEqual([0, expect.stringContaining('2 dropped')])
    expect(await fixture.readFile('.repoint-baseline.json', 'utf8')).not.toContain('app/b.py')
  })

  test('a broken one is a plain message', async () => {
    await fixture.writeFile('.repoint-baseline.json', '{"version": 1,\n<<<<<<< HEAD\n')
    const { code, stderr } = await repoint(['check'])
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^repoint: \.repoint-baseline\.json:2: an unresolved merge conflict/),
    ])
  })
})

describe('fix', () => {
  test('the dry run shows what the fix then does', async () => {
    const { stdout } = await repoint(['fix', '--dry-run'])
    const copy = await createFixture({})
    execFileSync('git', ['clone', '-q', fixture.path, copy.getPath('clone')])
    execFileSync('git', ['apply', '-'], { cwd: copy.getPath('clone'), input: stdout })
    expect((await repoint(['fix'])).code).toBe(0)
    for (const path of ['app/a.py', 'app/b.py', 'conf.yaml']) {
      expect(readFileSync(copy.getPath(`clone/${path}`), 'utf8')).toBe(await fixture.readFile(path, 'utf8'))
    }
    await copy.rm()
    expect((await repoint(['check'])).code).toBe(0)
    expect((await repoint(['fix'])).stderr).toBe('nothing to fix\n')
  })

  test('--verify puts everything back where it fails', async () => {
    const before = await fixture.readFile('app/a.py', 'utf8')
    const { code, stderr } = await repoint(['fix', '--verify', 'exit 3'])
    expect([code, stderr]).toEqual([1, expect.stringContaining('every file is as it was')])
    expect(await fixture.readFile('app/a.py', 'utf8')).toBe(before)
  })
})

test('explain and validate', async () => {
  expect((await repoint(['explain', 'tool'])).stdout).toContain('app.new#Tool2 in app/new.py')
  expect((await repoint(['explain', 'tol'])).stderr).toContain('did you mean `tool`?')
  expect((await repoint(['validate'])).code).toBe(0)
  await fixture.rm('app/new.py')
  expect((await repoint(['validate'])).code).toBe(1)
})
