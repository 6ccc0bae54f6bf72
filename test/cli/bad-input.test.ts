import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.ts'
import { createProcessIo } from '../../src/cli/process-io.ts'

/* Bad input of every kind: a clear line that names the place and the cure, and the right exit code; never a stack trace. */

let root = ''

const git = (cwd: string, ...args: string[]): string =>
  execFileSync(
    'git',
    [
      '-c',
      'user.name=t',
      '-c',
      'user.email=t@t',
      '-c',
      'commit.gpgsign=false',
      '-c',
      'protocol.file.allow=always',
      ...args,
    ],
    {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
}

async function repoint(cwd: string, ...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  let [stdout, stderr] = ['', '']
  const sink = (take: (text: string) => void) => ({ isTTY: false, columns: null, write: take })
  const code = await main(argv, {
    ...createProcessIo(),
    cwd,
    stdout: sink((text) => {
      stdout += text
    }),
    stderr: sink((text) => {
      stderr += text
    }),
  })
  expect(`${stdout}${stderr}`).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m)
  return { code, stdout, stderr }
}

const MANIFEST = JSON.stringify({ version: 1, retired: [{ id: 'old', from: 'app.old#Old', to: 'app.fresh#Fresh' }] })
const TREE = { 'migrations.json': MANIFEST, 'app/__init__.py': '', 'app/fresh.py': 'class Fresh:\n    pass\n' }

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'repoint-bad-'))
})

afterEach(() => {
  chmodSync(root, 0o755)
  rmSync(root, { recursive: true, force: true })
})

describe('a manifest that cannot be used', () => {
  it.each([
    ['broken JSON', '{ "version": 1, "retired": [ }', /migrations\.json:1:\d+/],
    ['nothing at all', '', /migrations\.json/],
    ['a list', '[]', /migrations\.json:1:1/],
    [
      'an unknown language',
      '{"version":1,"retired":[{"from":{"module":"six","name":"a"},"to":null,"language":"pyhton"}]}',
      /migrations\.json:1:\d+.*python/,
    ],
    ['an unknown key', '{"version":1,"retierd":[]}', /migrations\.json:1:\d+.*retired/],
    ['Nx', '{"generators":{"a":{}}}', /Nx|Angular/],
  ])('%s', async (_, text, message) => {
    write({ 'migrations.json': text, 'a.py': 'x = 1\n' })
    const { code, stderr } = await repoint(root, 'check')
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) })
  })

  it('a directory', async () => {
    mkdirSync(join(root, 'migrations.json'))
    expect(await repoint(root, 'check')).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/migrations\.json.*directory/),
    })
  })

  it('a file that is not there', async () => {
    expect(await repoint(root, 'check', '--manifest', 'nope.json')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nope.json'),
    })
  })
})

describe('files that are hard to read', () => {
  const USE = 'from app.old import Old\nOld()\n'

  it('does not parse: searched by tokens, listed, exit 1', async () => {
    write({ ...TREE, 'app/broken.py': 'from app.old import Old\ndef f(:\n' })
    const { code, stdout } = await repoint(root, 'check', '--no-dangling', '--format', 'json')
    const report = JSON.parse(stdout) as {
      findings: { path: string; line: number }[]
      skipped: { path: string; reason: string }[]
    }
    expect(code).toBe(1)
    expect(report.findings.map(({ path, line }) => `${path}:${line}`)).toContain('app/broken.py:1')
    expect(report.skipped).toEqual([
      { path: 'app/broken.py', reason: expect.stringMatching(/does not parse \(line \d/) },
    ])
  })

  it('CRLF, BOM and a missing final newline stay as they are', async () => {
    write({ ...TREE, 'app/a.py': '\uFEFFfrom app.old import Old\r\n\r\nOld()' })
    expect((await repoint(root, 'fix')).code).toBe(0)
    expect(readFileSync(join(root, 'app/a.py'), 'utf8')).toBe('\uFEFFfrom app.fresh import Fresh\r\n\r\nFresh()')
  })

  it('latin-1 with its cookie is read and written back byte for byte', async () => {
    write({
      ...TREE,
      'app/a.py': Buffer.from('# -*- coding: latin-1 -*-\nfrom app.old import Old\nx = "caf\xe9", Old\n', 'latin1'),
    })
    expect((await repoint(root, 'fix')).code).toBe(0)
    expect(readFileSync(join(root, 'app/a.py')).toString('latin1')).toBe(
      '# -*- coding: latin-1 -*-\nfrom app.fresh import Fresh\nx = "caf\xe9", Fresh\n',
    )
  })

  it('bytes that are no text are listed, with or without a needle', async () => {
    write({ ...TREE, 'app/a.py': Buffer.from('x = "caf\xe9"  # Old\n', 'latin1') })
    const { code, stdout } = await repoint(root, 'check', '--no-dangling', '--format', 'json')
    expect(code).toBe(0)
    expect((JSON.parse(stdout) as { skipped: unknown[] }).skipped).toEqual([
      { path: 'app/a.py', reason: 'not valid UTF-8' },
    ])
  })

  it('a notebook that is no JSON, or is nested without end, is listed', async () => {
    const cell = (source: string): string => `{"cells":[{"cell_type":"code","source":["${source}"]}],"metadata":{}}`
    write({
      ...TREE,
      'broken.ipynb': `{\n<<<<<<< HEAD\n${cell('from app.old import Old')}\n`,
      'deep.ipynb': `{"x":${'['.repeat(5000)}"Old"${']'.repeat(5000)}}`,
      'fine.ipynb': cell('from app.old import Old'),
    })
    const { code, stdout, stderr } = await repoint(root, 'check')
    expect(code).toBe(1)
    expect(stdout + stderr).toMatch(/broken\.ipynb.*is not valid JSON \(line 2\)/)
    expect(stdout + stderr).toMatch(/deep\.ipynb.*nested too deeply/)
    expect(stdout).toContain('fine.ipynb')
  })

  it('an empty file is nothing to speak of', async () => {
    write({ ...TREE, 'app/empty.py': '', 'app/empty.ts': '' })
    expect(await repoint(root, 'check', '--no-dangling')).toMatchObject({ code: 0 })
  })

  it('a file without read permission is listed', () => {
    write({ ...TREE, 'app/a.py': USE })
    cpSync(join(import.meta.dirname, '../../dist'), join(root, 'dist'), { recursive: true })
    chmodSync(join(root, 'app/a.py'), 0)
    chmodSync(root, 0o755)
    // Nothing is unreadable to root: then somebody else has to look.
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
    if ('uid' in nobody) chownSync(root, 65534, 65534)
    const env = { ...process.env, HOME: root }
    spawnSync('git', ['init', '-q'], { cwd: root, env, ...nobody })
    const args = [join(root, 'dist/cli.js'), 'check', 'app', '--no-dangling', '--no-cache', '--format', 'json']
    const { stdout } = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8', ...nobody })
    expect((JSON.parse(stdout) as { skipped: unknown[] }).skipped).toContainEqual({
      path: 'app/a.py',
      reason: expect.stringMatching(/EACCES|permission/),
    })
  })
})

describe('places', () => {
  it('a path outside of the root', async () => {
    write(TREE)
    expect(await repoint(root, 'check', '/etc/passwd')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('/etc/passwd'),
    })
  })

  it('a path that is not there', async () => {
    write(TREE)
    expect(await repoint(root, 'check', 'app/nope.py')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('app/nope.py'),
    })
  })

  it('no git: the tree is checked all the same; git modes say what they need', async () => {
    write({ ...TREE, 'app/a.py': 'from app.old import Old\n' })
    expect((await repoint(root, 'check', '--no-dangling')).code).toBe(1)
    expect(await repoint(root, 'check', '--staged')).toMatchObject({ code: 2, stderr: expect.stringContaining('git') })
  })

  it('a detached, linked work tree', async () => {
    write({ ...TREE, 'app/a.py': 'from app.old import Old\n' })
    git(root, 'init', '-q')
    git(root, 'add', '-A')
    git(root, 'commit', '-q', '-m', 'x')
    const linked = join(root, '..', `${root.split('/').at(-1)}-linked`)
    git(root, 'worktree', 'add', '-q', '--detach', linked)
    try {
      expect((await repoint(linked, 'check', '--no-dangling')).code).toBe(1)
    } finally {
      rmSync(linked, { recursive: true, force: true })
    }
  })

  it('a submodule is said to be left out', async () => {
    write({ 'lib/x.py': 'x = 1\n' })
    git(join(root, 'lib'), 'init', '-q')
    git(join(root, 'lib'), 'add', '-A')
    git(join(root, 'lib'), 'commit', '-q', '-m', 'x')
    const top = mkdtempSync(join(tmpdir(), 'repoint-super-'))
    try {
      git(top, 'init', '-q')
      git(top, 'submodule', '--quiet', 'add', join(root, 'lib'), 'sub')
      writeFileSync(join(top, 'migrations.json'), MANIFEST)
      const { code, stdout } = await repoint(top, 'check', '--no-dangling', '--format', 'json')
      expect(code).toBe(0)
      expect((JSON.parse(stdout) as { skipped: unknown[] }).skipped).toEqual([
        { path: 'sub', reason: expect.stringMatching(/submodule/) },
      ])
    } finally {
      rmSync(top, { recursive: true, force: true })
    }
  })

  it.each([
    ['an unknown option', ['check', '--formatt', 'json'], /--format/],
    ['an unknown format', ['check', '--format', 'jsn'], /json/],
    ['an unknown migration', ['check', '--only', 'odl'], /`old`/],
    ['an unknown command', ['chek'], /check/],
  ])('%s', async (_, argv, message) => {
    write(TREE)
    const { code, stderr } = await repoint(root, ...argv)
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) })
  })
})
