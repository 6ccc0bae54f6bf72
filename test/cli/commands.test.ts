import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { recordBaseline } from '../../src/core/baseline.ts'
import { formatBaseline } from '../../src/core/baseline-file.ts'
import { mergeReports } from '../../src/core/merge-reports.ts'
import type { Migration } from '../../src/core/migration.ts'
import { json } from '../../src/reporters/json.ts'
import { makeFinding, makeReport } from '../support/make-finding.ts'
import { runCli } from '../support/make-io.ts'

const PLAIN = { color: false, root: '/repo', width: 100, verbose: false }

const fixable = makeFinding({ fingerprint: '1'.repeat(64) })
const manual = makeFinding({ fingerprint: '2'.repeat(64), path: 'left.py' })
const change = {
  path: 'app/admin.py',
  before: 'import old\n',
  after: 'import new\n',
  encoding: 'utf-8' as const,
  settles: [fixable.fingerprint],
}
const scene = { result: { changes: [change], report: { findings: [fixable, manual] } } } as const

describe('fix', () => {
  test('writes, and reports what is left', async () => {
    const { code, stdout, stderr, written } = await runCli(['fix'], scene as never)
    expect(written).toEqual([{ verify: null }])
    expect(stderr).toBe('fixed 1 finding in 1 file\n')
    expect(stdout).toContain('left.py')
    expect(stdout).not.toContain('app/admin.py\n')
    expect(code).toBe(1)
  })

  test('all fixed: 0, and nothing more to say', async () => {
    const done = { result: { changes: [change], report: { findings: [fixable] } } }
    expect(await runCli(['fix'], done as never)).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'fixed 1 finding in 1 file\n',
    })
  })

  test('--dry-run prints a diff and writes nothing', async () => {
    const { code, stdout, stderr, written } = await runCli(['fix', '--dry-run'], scene as never)
    expect(stdout).toBe('--- a/app/admin.py\n+++ b/app/admin.py\n@@ -1 +1 @@\n-import old\n+import new\n')
    expect(stderr).toBe('would fix 1 finding in 1 file; 1 left for `repoint check` to list\n')
    expect(written).toEqual([])
    expect(code).toBe(1)
  })

  test('the flags arrive; dangling imports are fixed only on request', async () => {
    const { asked, written } = await runCli([
      'fix',
      'a.py',
      '--unsafe',
      '--only',
      'x',
      '--verify',
      'npm test',
      '--staged',
    ])
    expect(asked[0]).toMatchObject({
      wantFixes: true,
      unsafe: true,
      only: ['x'],
      paths: ['a.py'],
      mode: { kind: 'staged' },
      dangling: false,
    })
    expect(written).toEqual([{ verify: 'npm test' }])
    expect((await runCli(['fix', '--dangling'])).asked[0]?.dangling).toBe(true)
  })

  test('a failing --verify is a failure', async () => {
    const writeChanges = async () => ({ written: [], failed: [], verifyExit: 3 })
    const { code, stderr } = await runCli(['fix', '--verify', 'make'], {
      ...scene,
      pipeline: { writeChanges },
    } as never)
    expect([code, stderr]).toEqual([1, 'repoint: `make` failed with 3; every file is as it was\n'])
  })

  test('a file that could not be written stays a finding', async () => {
    const writeChanges = async () => ({
      written: [],
      failed: [{ path: 'app/admin.py', message: 'changed meanwhile' }],
      verifyExit: null,
    })
    const { code, stderr, stdout } = await runCli(['fix'], { ...scene, pipeline: { writeChanges } } as never)
    expect(stderr).toBe('repoint: app/admin.py: changed meanwhile; not fixed\nfixed 0 findings in 0 files\n')
    expect(stdout).toContain('app/admin.py\n')
    expect(code).toBe(1)
  })

  test('standard input comes back fixed, or as it was', async () => {
    expect(
      (await runCli(['fix', '--stdin-filename', 'app/admin.py'], { ...scene, stdin: 'import old\n' } as never)).stdout,
    ).toBe('import new\n')
    expect(await runCli(['fix', '--stdin-filename', 'x.py'], { stdin: '\uFEFFimport y\r\n' })).toMatchObject({
      stdout: '\uFEFFimport y\r\n',
      code: 0,
    })
  })

  test('--dry-run and --verify contradict each other', async () => {
    expect((await runCli(['fix', '--dry-run', '--verify', 'x'])).code).toBe(2)
  })
})

describe('validate', () => {
  test('a good manifest', async () => {
    expect(await runCli(['validate'])).toMatchObject({ code: 0, stdout: 'migrations.json is valid (2 migrations)\n' })
  })

  test('a replacement that does not exist', async () => {
    const finding = makeFinding({
      migration: 'missing-replacement',
      kind: 'manifest',
      path: 'migrations.json',
      message: 'there is no module `app.x`',
      snippet: '',
    })
    const { code, stdout } = await runCli(['validate'], { result: { report: { findings: [finding] } } })
    expect(code).toBe(1)
    expect(stdout).toContain('there is no module')
  })
})

describe('baseline', () => {
  const findings = [makeFinding(), makeFinding({ start: 99, snippet: 'other' })]
  const path = '/repo/.repoint-baseline.json'

  test('the first records everything', async () => {
    const { code, files, stderr, asked } = await runCli(['baseline'], { result: { report: { findings } } })
    expect([code, stderr]).toEqual([0, '.repoint-baseline.json: 2 entries recorded\n'])
    expect(files.get(path)).toBe(formatBaseline(recordBaseline(findings)))
    expect(asked[0]?.paths).toEqual([])
  })

  const old = formatBaseline(recordBaseline(findings))

  test('later ones only shrink, and say what they left out', async () => {
    const report = { findings: [makeFinding({ path: 'new.py' })], baselined: findings.slice(0, 1) }
    const { code, files, stderr } = await runCli(['baseline'], {
      result: { baseline: { path: '.repoint-baseline.json', text: old }, report },
    })
    expect(code).toBe(1)
    expect(stderr).toContain('1 entry, 1 dropped')
    expect(stderr).toContain('1 stale reference not in the baseline was not added')
    expect(files.get(path)).not.toContain('new.py')
  })

  test('--prune is at peace with new ones; --force records them', async () => {
    const result = {
      baseline: { path: '.repoint-baseline.json', text: old },
      report: { findings: [makeFinding({ path: 'new.py' })], baselined: findings },
    }
    expect(await runCli(['baseline', '--prune'], { result })).toMatchObject({
      code: 0,
      stderr: '.repoint-baseline.json: 2 entries, unchanged\n',
    })
    const forced = await runCli(['baseline', '--force'], { result })
    expect(forced.files.get(path)).toContain('new.py')
    expect(forced.stderr).toBe('.repoint-baseline.json: 3 entries, 1 added\n')
  })

  test('a partial run never writes', async () => {
    for (const argv of [
      ['baseline', '--prune', 'a.py'],
      ['baseline', 'a.py'],
      ['baseline', '--only', 'x'],
      ['baseline', '--prune', '--force'],
    ]) {
      const { code, files, asked } = await runCli(argv, { result: { report: { findings } } })
      expect([code, files.size, asked.length]).toEqual([2, 0, 0])
    }
  })

  test('there must be one to prune', async () => {
    expect(await runCli(['baseline', '--prune'])).toMatchObject({ code: 2 })
  })
})

describe('merge', () => {
  const shards = [
    makeReport({
      findings: [makeFinding()],
      source: { kind: 'worktree', commit: null, files: 3 },
      undecided: 1,
      notices: ['soon'],
      skipped: [{ path: 'a', reason: 'binary' }],
    }),
    makeReport({
      status: 'warn',
      findings: [makeFinding({ level: 'warning', path: 'b.py' })],
      source: { kind: 'worktree', commit: null, files: 4 },
      notices: ['soon'],
    }),
  ]
  const files = {
    '/repo/a.json': json.render(shards[0] as never, PLAIN),
    '/repo/b.json': json.render(shards[1] as never, PLAIN),
  }

  test('is what one run would have said', async () => {
    const { code, stdout } = await runCli(['merge', 'a.json', 'b.json', '--format', 'json'], { files })
    const whole = makeReport({
      findings: shards.flatMap((shard) => shard.findings),
      source: { kind: 'worktree', commit: null, files: 7 },
      undecided: 1,
      notices: ['soon'],
      skipped: [{ path: 'a', reason: 'binary' }],
    })
    expect(stdout).toBe(json.render(whole, PLAIN))
    expect(code).toBe(1)
  })

  test('gates that count are asked over all', async () => {
    const clean = json.render(makeReport({ status: 'warn', findings: [makeFinding({ level: 'warning' })] }), PLAIN)
    const other = json.render(
      makeReport({ status: 'warn', findings: [makeFinding({ level: 'warning', path: 'b.py' })] }),
      PLAIN,
    )
    const both = { files: { '/repo/a.json': clean, '/repo/b.json': other } }
    expect((await runCli(['merge', 'a.json', 'b.json'], both)).code).toBe(0)
    expect((await runCli(['merge', 'a.json', 'b.json', '--max-warnings', '1'], both)).code).toBe(1)
  })

  test('shards of different commits or manifests do not mix', () => {
    const gate = { maxWarnings: null, failOn: [], failOnUnanalysable: false }
    const [first] = shards
    const named = (report: object) => [
      { file: 'a', report: first as never },
      { file: 'b', report: { ...first, ...report } as never },
    ]
    expect(() => mergeReports(named({ source: { ...first?.source, commit: 'x' } }), gate)).toThrow(
      /a and b are of different commits/,
    )
    expect(() => mergeReports(named({ manifest: null }), gate)).toThrow(/different manifests/)
  })

  test.each([
    ['{', /a\.json: not JSON/],
    ['[]', /no `version`/],
    ['{"version":2}', /version 2, not 1/],
    ['{"version":1}', /`status` is missing or broken/],
    [
      JSON.stringify({ ...makeReport({}), findings: [{ ...makeFinding(), level: 'loud' }] }),
      /`findings` is missing or broken/,
    ],
    [JSON.stringify({ ...makeReport({}), findings: [null] }), /`findings` is missing or broken/],
  ])('a file that is no report: %s', async (text, message) => {
    const { code, stderr } = await runCli(['merge', 'a.json'], { files: { '/repo/a.json': text } })
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
  })

  test('a file that is not there', async () => {
    expect(await runCli(['merge', 'no.json'])).toMatchObject({
      code: 2,
      stderr: 'repoint: no.json cannot be read: ENOENT\n',
    })
  })
})

test('report writes one page', async () => {
  const { code, stdout, files, stderr } = await runCli(['report'], {
    result: { report: { findings: [makeFinding()] } },
  })
  expect([code, stdout, stderr]).toEqual([0, '', 'repoint-report.html: 1 finding\n'])
  expect(files.get('/repo/repoint-report.html')).toMatch(/^<!doctype html>/)
})

test('explain shows the entry, its providers and its findings', async () => {
  const migration: Migration = {
    kind: 'symbol',
    language: 'python',
    id: 'tool-dispatcher',
    from: { module: 'app.agents.tool_dispatcher', name: 'ToolDispatcher' },
    to: { module: 'app.tools.unified', name: 'UnifiedToolDispatcher' },
    keepPublicName: false,
    reason: 'one dispatcher',
    url: null,
    owner: '@core',
    level: 'warning',
    levels: {},
    since: null,
    deadline: '2025-12-01',
    include: [],
    exclude: ['legacy/**'],
    position: { file: 'migrations.json', line: 4, column: 5 },
  }
  const { stdout, code } = await runCli(['explain', 'tool-dispatcher'], {
    explanation: {
      migration,
      from: 'app.agents.tool_dispatcher#ToolDispatcher',
      to: [{ text: 'app.tools.unified#UnifiedToolDispatcher', exists: true, path: 'app/tools/unified.py' }],
      level: 'error',
      levelReason: 'deadline 2025-12-01 has passed',
      providers: [
        {
          module: 'app.agents',
          name: 'ToolDispatcher',
          path: 'app/agents/__init__.py',
          via: ['app.agents.tool_dispatcher'],
        },
      ],
      findings: [makeFinding({ via: ['app.agents'] })],
      suppressed: 1,
      baselined: 0,
    },
  })
  expect(code).toBe(0)
  expect(stdout).toMatchInlineSnapshot(`
    "tool-dispatcher
      from      app.agents.tool_dispatcher#ToolDispatcher
      to        app.tools.unified#UnifiedToolDispatcher in app/tools/unified.py
      level     error (deadline 2025-12-01 has passed)
      reason    one dispatcher
      owner     @core
      deadline  2025-12-01
      not in    legacy/**
      written   migrations.json:4:5

    Reached through:
      app.agents#ToolDispatcher in app/agents/__init__.py, from app.agents.tool_dispatcher

    1 stale reference: import-time 1 (1 suppressed)
      app/admin.py:3:40  import, import-time through app.agents

    repoint fix --only tool-dispatcher
    "
  `)
})

describe('init', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'repoint-init-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('writes a manifest with an example', async () => {
    const { code, files, stdout } = await runCli(['init'], { cwd: folder })
    expect(code).toBe(0)
    expect([...files.keys()]).toEqual([join(folder, 'migrations.json')])
    expect([...files.values()][0]).toContain('"retired": [')
    expect(stdout).toContain('repoint check')
  })

  test('leaves an existing manifest alone', async () => {
    writeFileSync(join(folder, 'migrations.json'), '{"version": 1, "retired": []}')
    const { code, files, stderr } = await runCli(['init'], { cwd: folder })
    expect([code, files.size]).toEqual([2, 0])
    expect(stderr).toContain('migrations.json exists already')
  })

  test('beside the migrations.json of another tool it takes the other name', async () => {
    const foreign = '{"generators": {"x": {"version": "1.0.0"}}}'
    writeFileSync(join(folder, 'migrations.json'), foreign)
    const { code, files, stderr } = await runCli(['init'], { cwd: folder })
    expect(code).toBe(0)
    expect([...files.keys()]).toEqual([join(folder, 'import-migrations.json')])
    expect(stderr).toContain('belongs to another tool')
    expect(readFileSync(join(folder, 'migrations.json'), 'utf8')).toBe(foreign)
  })
})
