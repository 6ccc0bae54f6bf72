import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/core/user-error.ts'
import { makeFinding } from '../support/make-finding.ts'
import { runCli } from '../support/make-io.ts'

const ERROR = { result: { report: { findings: [makeFinding()] } } }
const WARNING = { result: { report: { findings: [makeFinding({ level: 'warning' })] } } }
const CLEAN = {}

describe('exit codes', () => {
  test.each([
    [['check'], CLEAN, 0],
    [['check'], ERROR, 1],
    [['check'], WARNING, 0],
    [['check', '--exit-zero'], ERROR, 0],
    [['check', '--max-warnings', '0'], WARNING, 1],
    [['check', '--max-warnings', '1'], WARNING, 0],
    [['check', '--fail-on', 'import-time'], WARNING, 1],
    [['check', '--fail-on', 'silent,run-time', '--fail-on', 'works-today'], WARNING, 0],
    [['check', '--max-consequence', 'run-time'], WARNING, 1],
    [['check', '--max-consequence', 'import-time'], WARNING, 0],
    [['check', '--gate', 'deploy'], WARNING, 1],
    [
      ['check', '--fail-on-unanalysable'],
      { result: { report: { unanalysable: [{ path: 'x', line: 1, column: 1, what: 'exec' }] } } },
      1,
    ],
  ])('%j', async (argv, scene, code) => {
    expect((await runCli(argv, scene)).code).toBe(code)
  })
})

describe('what a run is asked', () => {
  const ask = async (...argv: string[]) => (await runCli(['check', ...argv], { stdin: 'import x' })).asked[0]

  test('by default: everything in the work tree, today', async () => {
    expect(await ask()).toEqual({
      cwd: '/repo',
      mode: { kind: 'worktree' },
      paths: [],
      manifest: null,
      env: null,
      only: [],
      today: '2026-11-23',
      shard: null,
      dangling: true,
      wantFixes: true,
      unsafe: false,
      baseline: 'apply',
      cache: true,
      gate: { maxWarnings: null, failOn: [], failOnUnanalysable: false },
      stats: false,
      outputs: [],
    })
  })

  test('every flag arrives', async () => {
    const options = await ask(
      'src',
      'b.py',
      '--manifest',
      'm.json',
      '--env',
      'production',
      '--only',
      'a',
      '--only',
      'b',
      '--shard',
      '2/4',
      '--no-dangling',
      '--no-cache',
      '--stats',
    )
    expect(options).toMatchObject({
      paths: ['src', 'b.py'],
      manifest: 'm.json',
      env: 'production',
      only: ['a', 'b'],
      shard: { index: 2, count: 4 },
      dangling: false,
      cache: false,
      stats: true,
    })
  })

  test.each([
    [['--staged'], { kind: 'staged' }],
    [['--since', 'main'], { kind: 'since', ref: 'main' }],
    [['--ref', 'v1'], { kind: 'ref', ref: 'v1' }],
    [['--stdin-filename', 'a.py'], { kind: 'stdin', filename: 'a.py', bytes: new TextEncoder().encode('import x') }],
  ])('%j', async (argv, mode) => {
    expect((await ask(...argv))?.mode).toEqual(mode)
  })

  test('formats without fixes spare the planning', async () => {
    expect((await ask('--format', 'unix'))?.wantFixes).toBe(false)
    expect((await ask('--format', 'unix', '--format', 'sarif=x.sarif'))?.wantFixes).toBe(true)
  })

  test('REPOINT_TODAY sets the date', async () => {
    expect((await runCli(['check'], { env: { REPOINT_TODAY: '2027-01-02' } })).asked[0]?.today).toBe('2027-01-02')
    expect((await runCli(['check'], { env: { REPOINT_TODAY: 'tomorrow' } })).code).toBe(2)
  })
})

describe('mistakes end with 2, a line that says what to do, and no stack trace', () => {
  test.each([
    [['chek'], /repoint: unknown command 'chek'[\s\S]*Did you mean check/],
    [['check', '--formt', 'json'], /repoint: unknown option '--formt'[\s\S]*Did you mean --format/],
    [['check', '--format', 'serif'], /no such format; did you mean sarif/],
    [['check', '--format', 'zzzzzz'], /there are stylish, json/],
    [
      ['check', '--format', 'json', '--format', 'sarif'],
      /would mix on one output; give one a file: --format sarif=FILE/,
    ],
    [['check', '--format', 'json='], /file name is missing/],
    [['check', '--format', 'json=a', '--output-file', 'b'], /already names its file/],
    [['check', '--shard', '5/4'], /i\/n/],
    [['check', '--shard', '0/4'], /i\/n/],
    [['check', '--max-warnings', 'few'], /from 0 up/],
    [['check', '--fail-on', 'soon'], /Allowed are import-time/],
    [['check', '--gate', 'merge'], /Allowed choices are deploy/],
    [['check', '--staged', '--ref', 'x'], /cannot be used with/],
    [['check', '--stdin-filename'], /argument missing/],
    [['merge'], /missing required argument/],
  ])('%j', async (argv, message) => {
    const { code, stderr, stdout } = await runCli(argv)
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(/^repoint: /)
    expect(stderr).not.toMatch(/\n\s+at /)
    expect([code, stdout]).toEqual([2, ''])
  })

  test('a misspelled format costs no scan', async () => {
    expect((await runCli(['check', '--format', 'serif'])).asked).toEqual([])
  })

  test('what the pipeline says is passed on, one line each, printable', async () => {
    const run = () =>
      Promise.reject(new UserError('migrations.json:14:7 no such key \u001b[31m', 'migrations.json:15:1 bad date'))
    const { code, stderr } = await runCli(['check'], { pipeline: { run } })
    expect(stderr).toBe(
      'repoint: migrations.json:14:7 no such key \\u{1b}[31m\nrepoint: migrations.json:15:1 bad date\n',
    )
    expect(code).toBe(2)
  })

  test('a fault of ours says so; the stack only on request', async () => {
    const run = () => Promise.reject(new TypeError('x is not a function'))
    const quiet = await runCli(['check'], { pipeline: { run } })
    expect([quiet.code, quiet.stderr]).toEqual([
      2,
      'repoint: internal error, please report it: x is not a function\nrepoint: REPOINT_DEBUG=1 shows where it happened\n',
    ])
    expect((await runCli(['check'], { pipeline: { run }, env: { REPOINT_DEBUG: '1' } })).stderr).toMatch(/\n\s+at /)
  })

  test('no command shows the help', async () => {
    const { code, stderr } = await runCli([])
    expect(code).toBe(2)
    expect(stderr).toContain('Usage: repoint')
  })

  test('help and version are results', async () => {
    const help = await runCli(['check', '--help'])
    expect([help.code, help.stderr]).toEqual([0, ''])
    expect(help.stdout).toContain('--max-consequence')
    const version = await runCli(['--version'])
    expect([version.code, version.stderr]).toEqual([0, ''])
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/)
  })
})

describe('output', () => {
  test('several at once', async () => {
    const { stdout, files } = await runCli(
      ['check', '--format', 'stylish', '--format', 'sarif=out/x.sarif', '--format', 'json=r.json'],
      ERROR,
    )
    expect(stdout).toContain('app/admin.py')
    expect(JSON.parse(files.get('/repo/out/x.sarif') ?? '').version).toBe('2.1.0')
    expect(JSON.parse(files.get('/repo/r.json') ?? '').status).toBe('fail')
  })

  test('--output-file takes what would go to standard output', async () => {
    const { stdout, files, asked } = await runCli(
      ['check', '--format', 'json', '--format', 'unix=u.txt', '--output-file', 'r.json'],
      ERROR,
    )
    expect(stdout).toBe('')
    expect([...files.keys()].sort()).toEqual(['/repo/r.json', '/repo/u.txt'])
    expect(asked[0]?.outputs).toEqual(['/repo/r.json', '/repo/u.txt'])
  })

  test('a place that cannot be written is a plain message', async () => {
    const { code, stderr } = await runCli(['check', '--output-file', '/readonly/x'], CLEAN)
    expect([code, stderr]).toEqual([2, 'repoint: /readonly/x cannot be written: EACCES\n'])
  })

  test('--quiet shows errors only, and forgives nothing', async () => {
    const both = {
      result: { report: { findings: [makeFinding(), makeFinding({ level: 'warning', path: 'warned.py' })] } },
    }
    expect((await runCli(['check', '--quiet'], both)).stdout).not.toContain('warned.py')
    expect(await runCli(['check', '--quiet'], WARNING)).toMatchObject({ stdout: '', code: 0 })
    expect((await runCli(['check', '--quiet', '--max-warnings', '0'], WARNING)).code).toBe(1)
    expect((await runCli(['check', '--quiet', '--max-warnings', '0'], WARNING)).stdout).toContain(
      'more than --max-warnings 0',
    )
  })

  test('colour: the flag, then the environment, then the terminal', async () => {
    const colored = async (argv: string[], scene: object) =>
      (await runCli(['check', ...argv], { ...ERROR, ...scene })).stdout.includes('\u001b[')
    expect(await colored([], {})).toBe(false)
    expect(await colored([], { tty: true })).toBe(true)
    expect(await colored([], { tty: true, env: { TERM: 'dumb' } })).toBe(false)
    expect(await colored([], { tty: true, env: { NO_COLOR: '1' } })).toBe(false)
    expect(await colored([], { env: { FORCE_COLOR: '1' } })).toBe(true)
    expect(await colored(['--color'], { env: { NO_COLOR: '1' } })).toBe(true)
    expect(await colored(['--no-color'], { tty: true, env: { FORCE_COLOR: '1' } })).toBe(false)
  })

  test('files get no colour', async () => {
    const { files } = await runCli(['check', '--color', '--output-file', 'x'], ERROR)
    expect(files.get('/repo/x')).not.toContain('\u001b[')
  })

  test('--stats goes to standard error', async () => {
    const stats = {
      listed: 10,
      read: 5,
      analysed: 2,
      bytes: 2_000_000,
      totalMs: 12.5,
      phases: [{ name: 'list', ms: 3 }],
    }
    const { stdout, stderr } = await runCli(['check', '--stats'], { result: { report: { stats } } })
    expect(stderr).toContain('10 files listed, 5 read (2.0 MB), 2 analysed in 12.5 ms')
    expect(stderr).toContain('list')
    expect(stdout).not.toContain('listed')
  })
})
