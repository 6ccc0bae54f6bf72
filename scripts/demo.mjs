// The main job on the incident: a service that cannot start, what repoint says, what it changes, and the start that works.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const cli = join(root, 'dist/cli.js')
const python = spawnSync('python3', ['--version']).status === 0
const language = python ? 'python' : 'typescript'
const start = python ? ['python3', '-m', 'service', '--check'] : [process.execPath, 'src/main.js', '--check']

const folder = mkdtempSync(join(tmpdir(), 'repoint-demo-'))
cpSync(join(root, `fixtures/${language}/incident/input`), folder, { recursive: true })
cpSync(join(root, `fixtures/${language}/incident/migrations.json`), join(folder, 'migrations.json'))

/** @param {string[]} command @param {number | null} expected exit code; null: any but 0 */
function step(shown, command, expected, keep = () => true) {
  console.log(`\n$ ${shown}`)
  const [program = '', ...args] = command
  const result = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  })
  const output = `${result.stdout}${result.stderr}`.trimEnd()
  console.log(output.split('\n').filter(keep).join('\n'))
  if (expected === null ? result.status === 0 : result.status !== expected) {
    console.error(`demo: expected exit ${expected ?? 'not 0'}, got ${result.status}`)
    process.exitCode = 1
  }
}

try {
  step(start.join(' '), start, null, (line) => !/^\s+(at |File|\^)/.test(line))
  step('repoint check', [process.execPath, cli, 'check'], 1)
  step('repoint fix', [process.execPath, cli, 'fix'], 0)
  step(start.join(' '), start, 0)
  step('repoint check', [process.execPath, cli, 'check'], 0)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
