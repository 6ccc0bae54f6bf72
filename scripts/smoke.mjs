// The built command line under other Node versions than the one at hand: the incident is found, fixed and gone.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const cli = join(root, 'dist/cli.js')
const folder = mkdtempSync(join(tmpdir(), 'repoint-smoke-'))

/** The npm packages that hold Node's own binaries. */
function installNode(version) {
  const prefix = join(folder, `node${version}`)
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', prefix, `${name}@${version}`], {
    stdio: 'ignore',
    shell: process.platform === 'win32',
  })
  const binary = join(prefix, 'node_modules', name, 'bin/node')
  return existsSync(binary) ? binary : null
}

function runStory(node, language) {
  const work = mkdtempSync(join(folder, `${language}-`))
  cpSync(join(root, `fixtures/${language}/incident/input`), work, { recursive: true })
  cpSync(join(root, `fixtures/${language}/incident/migrations.json`), join(work, 'migrations.json'))
  const run = (...args) => spawnSync(node, [cli, ...args], { cwd: work, encoding: 'utf8' })
  const codes = [run('check').status, run('fix').status, run('check').status]
  return codes.join() === '1,0,0' ? null : `check, fix, check exited with ${codes.join(', ')}`
}

let failed = 0
try {
  for (const version of ['22', '24']) {
    const node = installNode(version)
    if (node === null) {
      console.log(`node ${version}: not to be had from the registry here: skipped`)
      continue
    }
    const actual = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()
    for (const language of ['python', 'typescript']) {
      const problem = runStory(node, language)
      console.log(`node ${actual}, ${language}: ${problem ?? 'found, fixed, clean'}`)
      if (problem) failed++
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = failed === 0 ? 0 : 1
