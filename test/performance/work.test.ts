import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunReport } from '../../src/core/report.ts'

/*
 * Speed, guarded by counting work: seconds differ from machine to machine, the number of files read, files parsed,
 * modules loaded and system calls does not.
 */

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const CLI = join(PROJECT, 'dist/cli.js')
const root = mkdtempSync(join(tmpdir(), 'repoint-work-'))
const FILES = 300

const ENVIRONMENT = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  NODE_OPTIONS: '',
  NODE_EXTRA_CA_CERTS: '',
  XDG_CACHE_HOME: join(root, '.cache'),
}

function run(command: string, args: readonly string[]): string {
  return spawnSync(command, args, { cwd: join(root, 'tree'), encoding: 'utf8', env: ENVIRONMENT, maxBuffer: 1 << 28 })
    .stdout
}

/** What the command loads beyond Node itself, by file name. */
function loadedModules(...args: string[]): string[] {
  const probe = join(root, 'probe.cjs')
  writeFileSync(
    probe,
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(join(root, 'loaded'))}, Object.keys(require.cache).join('\\n')))\n`,
  )
  run(process.execPath, ['-r', probe, CLI, ...args])
  const listed = readFileSync(join(root, 'loaded'), 'utf8').split('\n')
  return listed
    .filter((path) => path !== probe)
    .map((path) => path.replace(join(PROJECT, 'dist/'), '').replace(/^.*node_modules\//, ''))
}

function checkStats(...args: string[]): NonNullable<RunReport['stats']> {
  const report = JSON.parse(
    run(process.execPath, [CLI, 'check', '--no-dangling', '--stats', '--format', 'json', '--exit-zero', ...args]),
  ) as RunReport
  if (!report.stats) throw new Error('no stats')
  return report.stats
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, 'tree', path)), { recursive: true })
  writeFileSync(join(root, 'tree', path), text)
}

const manifest = (...names: string[]): string =>
  JSON.stringify({
    version: 1,
    retired: names.map((name) => ({
      from: { module: name.startsWith('Py') ? 'app.old' : 'src/old', name },
      to: { module: name.startsWith('Py') ? 'app.new' : 'src/new', name },
      language: name.startsWith('Py') ? 'python' : 'typescript',
    })),
  })

beforeAll(() => {
  for (let at = 0; at < FILES; at++) {
    write(`src/m${at}.ts`, `import { f${at + 1} } from './m${at + 1}'\nexport const f${at} = () => f${at + 1}\n`)
    write(`app/m${at}.py`, `from app.m${at + 1} import f${at + 1}\n\n\ndef f${at}():\n    return f${at + 1}\n`)
  }
  write('src/hit.ts', "import { TsOld } from './old'\nimport { f1 } from './m1'\nexport const a = [TsOld, f1]\n")
  write('app/hit.py', 'from app.old import PyOld\nfrom app.m1 import f1\na = [PyOld, f1]\n')
  write('none.json', manifest('PyNowhere', 'TsNowhere'))
  write('ts.json', manifest('TsOld'))
  write('py.json', manifest('PyOld'))
  run('git', ['init', '-q'])
  run('git', ['add', '-A'])
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('work done by a check', () => {
  it('loads the entry and the main file alone where no file has a needle', () => {
    expect(loadedModules('check', '--no-dangling', '--manifest', 'none.json')).toEqual(['cli.js', 'main.js'])
  })

  it('loads one language where files of one language have a needle', () => {
    expect(loadedModules('check', '--no-dangling', '--manifest', 'py.json')).toEqual(['cli.js', 'main.js', 'python.js'])
    const modules = loadedModules('check', '--no-dangling', '--manifest', 'ts.json').filter(
      (name) => !/binding-|\.node$/.test(name),
    )
    expect(modules).toEqual(['cli.js', 'main.js', 'typescript.js'])
  })

  it('reads every file once and parses none where none has a needle', () => {
    const stats = checkStats('--manifest', 'none.json')
    expect(stats.listed).toBe(2 * FILES + 4)
    expect(stats.read).toBe(2 * FILES + 2)
    expect([stats.analysed, stats.parsed]).toEqual([0, 0])
  })

  it.each(['ts.json', 'py.json'])('parses the hit file, its proof, and nothing it imports: %s', (file) => {
    const stats = checkStats('--manifest', file)
    expect(stats.analysed).toBe(1)
    expect(stats.parsed).toBeLessThanOrEqual(2)
  })

  it('opens each file once', ({ skip }) => {
    if (process.platform !== 'linux' || spawnSync('strace', ['-V']).status !== 0) skip()
    const log = join(root, 'trace')
    run('strace', [
      '-f',
      '-e',
      'trace=openat,stat,lstat,newfstatat,statx,execve',
      '-o',
      log,
      process.execPath,
      CLI,
      'check',
      '--no-dangling',
      '--manifest',
      'none.json',
    ])
    const lines = readFileSync(log, 'utf8').split('\n')
    const opened = lines.filter((line) => line.includes('openat(') && /tree\/(src|app)\/[^/]+"/.test(line))
    expect(opened).toHaveLength(2 * FILES + 2)
    // Nothing is asked about a file but its bytes; git is started at most twice.
    expect(lines.filter((line) => /tree\/(src|app)\/[^/]+"/.test(line))).toHaveLength(opened.length)
    expect(
      lines.filter((line) => /execve\("[^"]*\/git"/.test(line) && line.endsWith('= 0')).length,
    ).toBeLessThanOrEqual(2)
  })

  it('asks git about what is staged while the program is being loaded, and for old contents once', ({ skip }) => {
    if (process.platform !== 'linux' || spawnSync('strace', ['-V']).status !== 0) skip()
    const log = join(root, 'trace')
    // In the order of their beginnings: processes that become git, and the main file.
    const begun = (...args: string[]): readonly string[] => {
      run('strace', ['-f', '-e', 'trace=execve,openat', '-o', log, process.execPath, CLI, 'check', '--staged', ...args])
      const found = readFileSync(log, 'utf8')
        .split('\n')
        .flatMap((line) => {
          if (line.includes('dist/main.js"')) return ['main.js']
          return /execve\("[^"]*\/git"/.test(line) ? [`git ${line.split(' ')[0]}`] : []
        })
      return [...new Set(found)]
    }
    run('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '-m', 'x'])
    write('src/m3.ts', "import { f4 } from './m4'\nexport const f3 = () => [f4]\n")
    run('git', ['add', 'src/m3.ts'])
    const order = begun('--no-dangling', '--manifest', 'none.json').map((name) => name.split(' ')[0])
    expect(order).toEqual(['git', 'git', 'main.js', 'git'])
    run('git', ['reset', '-q', '--hard'])
  })

  it('finds with two threads what one finds', () => {
    const many = 4_100
    for (let at = 0; at < many; at++)
      write(`many/m${at}.ts`, `import { f${at + 1} } from './m${at + 1}'\nexport const f${at} = () => f${at + 1}\n`)
    write('many/m7.ts', "import { gone } from './m9'\nexport const f7 = gone\n")
    const report = JSON.parse(
      run(process.execPath, [CLI, 'check', '--format', 'json', '--exit-zero', '--manifest', 'none.json', 'many']),
    ) as RunReport
    expect(report.findings.map(({ path, message }) => [path, message])).toEqual([
      [`many/m${many - 1}.ts`, `\`many/m${many}\` does not exist`],
      ['many/m7.ts', '`many/m9` has no `gone`'],
    ])
    if (process.platform === 'linux' && spawnSync('strace', ['-V']).status === 0) {
      const log = join(root, 'trace')
      const check = [CLI, 'check', '--no-cache', '--exit-zero', '--manifest', 'none.json', 'many']
      run('strace', ['-f', '-e', 'trace=openat', '-o', log, process.execPath, ...check])
      // What is searched for needles is outlined at once; only files that look amiss are read again.
      const opened = readFileSync(log, 'utf8').match(/openat\([^\n]*tree\/many\//g)?.length ?? 0
      expect(opened).toBeLessThan(many + 20)
    }
    rmSync(join(root, 'tree/many'), { recursive: true })
  })

  it('keeps the shipped command in a handful of files', () => {
    const scripts = readdirSync(join(PROJECT, 'dist')).filter((name) => name.endsWith('.js'))
    expect(scripts.sort()).toEqual(['cli.js', 'main.js', 'python.js', 'typescript.js', 'worker.js'])
  })
})
