import { chmodSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  createRepository,
  type Files,
  git,
  installPackages,
  installRepoint,
  manifest,
  pathWith,
  recipe,
  run,
  stage,
  write,
} from './support.ts'

/* Needs the npm registry: husky, lefthook and lint-staged are installed once, into node_modules/.cache of this project. */

const TOOLS = installPackages(['husky@9.1.7', 'lefthook@2.2.2', 'lint-staged@16.4.0'])

const FILES: Files = {
  '.gitignore': 'node_modules\n',
  'package.json': '{"name":"user","private":true,"type":"module"}\n',
  'migrations.json': manifest({ id: 'tool', from: './src/old#Tool', to: './src/new#Tool2' }),
  'src/new.ts': 'export class Tool2 {}\n',
  'src/old.ts': 'export class Tool {}\n',
  'src/user.ts': "import { Tool } from './old'\nnew Tool()\n",
}

const STALE = "import { Tool } from './old'\nexport const tool = new Tool()\n"

const createUser = (files: Files = {}): string => {
  const folder = createRepository({ ...FILES, ...files })
  installRepoint(folder)
  return folder
}

const tryCommits = (folder: string): Record<string, readonly [number, string]> => {
  const env = pathWith(folder, TOOLS ?? '')
  const commit = () => {
    const { code, output } = run(folder, 'git', ['commit', '-m', 'x'], { env, timeout: 60_000 })
    return [code, output] as const
  }
  const results: Record<string, readonly [number, string]> = {}
  stage(folder, { 'src/fine.ts': 'export const x = 1\n' })
  results.fine = commit()
  stage(folder, { 'src/next.ts': STALE })
  write(folder, { 'src/next.ts': 'export const mended = 1\n' })
  results.stale = commit()
  results.left = [0, readFileSync(join(folder, 'src/next.ts'), 'utf8') + git(folder, 'show', ':src/next.ts')]
  git(folder, 'reset', '-q', '--hard')
  git(folder, 'rm', '-q', 'src/old.ts')
  results.deletion = commit()
  return results
}

const EXPECTED = {
  fine: [0, expect.any(String)],
  stale: [1, expect.stringContaining('src/next.ts')],
  left: [0, `export const mended = 1\n${STALE}`.replace(/\n$/, '')],
  deletion: [1, expect.stringContaining('src/user.ts')],
}

describe.skipIf(TOOLS === null)('hooks from npm', { timeout: 120_000 }, () => {
  test('husky', () => {
    const folder = createUser({ '.husky/pre-commit': recipe('husky.md', 'sh') })
    chmodSync(join(folder, '.husky/pre-commit'), 0o755)
    expect(run(folder, join(TOOLS ?? '', 'node_modules/.bin/husky'), [])).toMatchObject({ code: 0 })
    expect(tryCommits(folder)).toEqual(EXPECTED)
  })

  test('lefthook', () => {
    const folder = createUser({ 'lefthook.yml': recipe('lefthook.md', 'yaml') })
    expect(run(folder, 'lefthook', ['install'], { env: pathWith(TOOLS ?? '') })).toMatchObject({ code: 0 })
    expect(tryCommits(folder)).toEqual(EXPECTED)
  })

  test('lint-staged', () => {
    const folder = createUser({ 'lint-staged.config.js': recipe('lint-staged.md', 'js') })
    write(folder, { '.git/hooks/pre-commit': `#!/bin/sh\n${recipe('lint-staged.md', 'sh')}` })
    chmodSync(join(folder, '.git/hooks/pre-commit'), 0o755)
    for (const place of ['lint-staged', '.bin/lint-staged'])
      symlinkSync(join(TOOLS ?? '', 'node_modules', place), join(folder, 'node_modules', place))
    expect(tryCommits(folder)).toEqual(EXPECTED)
  })
})
