import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

/* The built command line keeps the compiled code of its chunks, and trusts it only where nobody else could have put it. */

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const MANIFEST = {
  version: 1,
  retired: [{ from: { module: 'old', name: 'A' }, to: { module: 'new', name: 'A' }, language: 'python' }],
}

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'repoint-compiled-'))
  mkdirSync(join(root, 'tree'))
  mkdirSync(join(root, 'home'))
  writeFileSync(join(root, 'tree/migrations.json'), JSON.stringify(MANIFEST))
  writeFileSync(join(root, 'tree/a.py'), 'from old import A\n')
  writeFileSync(join(root, 'tree/new.py'), 'A = 1\n')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const home = (): string => join(root, 'home')
function check(...args: string[]): string {
  const env = { ...process.env, XDG_CACHE_HOME: home(), NODE_OPTIONS: '' }
  return execFileSync(process.execPath, [CLI, 'check', '--exit-zero', '--format', 'unix', ...args], {
    cwd: join(root, 'tree'),
    env,
    encoding: 'utf8',
  })
}
const kept = (): string[] => {
  const directory = join(home(), 'repoint')
  const names = existsSync(directory) ? readdirSync(directory).filter((name) => name.startsWith('compiled')) : []
  return names.flatMap((name) =>
    readdirSync(join(directory, name), { recursive: true, encoding: 'utf8' }).map((file) =>
      join(directory, name, file),
    ),
  )
}

test('it is kept, used, and damage to it is no harm', () => {
  const first = check()
  expect(first).toContain('a.py:1')
  expect(kept()).not.toEqual([])
  expect(check()).toBe(first)
  for (const file of kept()) {
    try {
      writeFileSync(
        file,
        readFileSync(file).map((byte, at) => (at % 97 === 50 ? byte ^ 0xff : byte)),
      )
    } catch {
      // A directory.
    }
  }
  expect(check()).toBe(first)
})

test('--no-cache keeps nothing', () => {
  check('--no-cache')
  expect(kept()).toEqual([])
})

test('a cache inside a repository is not for code: a change under review could bring it along', () => {
  mkdirSync(join(root, 'home/.git'))
  check()
  expect(kept()).toEqual([])
})
