import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commitAll, type Files, git as gitIn, writeFiles } from '../sources/support.ts'
import { runMain } from '../support/run-main.ts'

let root = ''

const git = (...args: string[]): string => gitIn(root, ...args)

const write = (files: Files): void => writeFiles(root, files)

const commit = (message: string): string => commitAll(root, message)

/** Lines of files that dangle. */
async function dangling(): Promise<string[]> {
  const { stdout } = await runMain(root, ['check', '--no-cache', '--format', 'json'])
  const { findings } = JSON.parse(stdout) as { findings: { path: string; line: number }[] }
  return findings.map(({ path, line }) => `${path}:${line}`)
}

const BODY = 'def join(first, second):\n    return [*first, *second]\n\n\ndef twice(one):\n    return join(one, one)\n'

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'repoint-vanished-'))
  git('init', '-q', '-b', 'main')
  write({
    'pyproject.toml': '[project]\nname = "old"\ndependencies = ["requests"]\n',
    'old/__init__.py': '',
    'old/lists.py': BODY,
    'use.py': 'import numpy\nimport requests\nfrom old.lists import join\nimport old.never\n',
    'tests/test_use.py': 'import old.lists\n',
  })
  commit('first')
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('a top-level package that is gone', () => {
  it('dangles where it was renamed, committed or not, and after many commits', async () => {
    git('mv', 'old', 'new')
    expect(await dangling()).toEqual(['tests/test_use.py:1', 'use.py:3'])
    write({ 'pyproject.toml': '[project]\nname = "new"\ndependencies = ["requests", "more"]\n' })
    commit('renamed')
    for (let at = 0; at < 20; at++) commit(`empty ${at}`)
    expect(await dangling()).toEqual(['tests/test_use.py:1', 'use.py:3'])
  })

  it('dangles where it was deleted and what is installed stayed as it was', async () => {
    git('rm', '-q', '-r', 'old')
    commit('deleted')
    expect(await dangling()).toEqual(['tests/test_use.py:1', 'use.py:3'])
  })

  it('may be installed where that changed since', async () => {
    git('rm', '-q', '-r', 'old')
    commit('deleted')
    write({ 'requirements.txt': 'PyOld\n' })
    expect(await dangling()).toEqual([])
  })

  it.each([
    ['pyproject.toml', '[project]\nname = "x"\ndependencies = ["Old>=2"]\n'],
    ['setup.py', 'setup(name="x", extras_require={"a": ["old[more]>1"]})\n'],
    ['requirements-dev.txt', 'old==1\n'],
  ])('is installed where %s says so', async (file, text) => {
    git('mv', 'old', 'new')
    write({ [file]: text })
    expect(await dangling()).toEqual([])
  })

  it('is not gone where it lies somewhere else', async () => {
    mkdirSync(join(root, 'vendor/python'), { recursive: true })
    git('mv', 'old', 'vendor/python/old')
    expect(await dangling()).toEqual([])
  })
})
