import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runCli } from '../support/make-io.ts'

let cwd = ''
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'repoint-import-'))
})
afterEach(() => rmSync(cwd, { recursive: true, force: true }))

test('prints a manifest, or appends what it lacks', async () => {
  writeFileSync(
    join(cwd, 'migrations.json'),
    '{"version": 1, "retired": [\n  // kept\n  {"from": "a.b#C", "to": null}\n]}',
  )
  const files = {
    [join(cwd, '.pylintrc')]: '[IMPORTS]\npreferred-modules=optparse:argparse\n',
    [join(cwd, 'ruff.toml')]: '[lint.flake8-tidy-imports.banned-api]\n"a.b.C".msg = "no"\n',
  }
  const printed = await runCli(['import', '.pylintrc'], { cwd, files })
  expect(JSON.parse(printed.stdout)).toEqual({
    version: 1,
    retired: [{ from: { module: 'optparse' }, to: { module: 'argparse' }, language: 'python' }],
  })
  const written = await runCli(['import', 'ruff.toml', '.pylintrc', '--write'], { cwd, files })
  expect(written.code).toBe(0)
  expect([...written.files.entries()].find(([path]) => path.endsWith('migrations.json'))?.[1]).toMatch(
    /\/\/ kept[\s\S]*optparse/,
  )
  expect(written.stderr).toContain('ruff.toml:2: a.b#C is in the manifest already')
  expect(written.stderr).toContain('added 1 entry to migrations.json')
})

test('--deprecated reads the tree', async () => {
  writeFileSync(
    join(cwd, 'x.ts'),
    "import { fresh } from './y'\n/** @deprecated use {@link fresh} */\nexport const stale = fresh\n",
  )
  writeFileSync(join(cwd, 'y.ts'), 'export const fresh = 1\n')
  const { stdout } = await runCli(['import', '--deprecated'], { cwd })
  expect(JSON.parse(stdout).retired).toMatchObject([
    { from: { module: './x', name: 'stale' }, to: { module: './y', name: 'fresh' } },
  ])
})

test('a façade that offers the replacement stays the place to take it from', async () => {
  writeFileSync(join(cwd, 'core.ts'), 'export const inner = 1\nexport const other = 2\n')
  writeFileSync(
    join(cwd, 'facade.ts'),
    "export {\n  inner as fresh,\n  /** @deprecated use `fresh` instead */\n  inner as stale,\n} from './core'\nexport * from './core'\n/** @deprecated use `other` */\nexport const old = 3\n",
  )
  const { stdout } = await runCli(['import', '--deprecated'], { cwd })
  expect(JSON.parse(stdout).retired).toMatchObject([
    { from: { module: './facade', name: 'stale' }, to: { module: './facade', name: 'fresh' } },
    { from: { module: './facade', name: 'old' }, to: { module: './facade', name: 'other' } },
  ])
})

test('trouble is exit code 2, with the file', async () => {
  const files = { [join(cwd, 'ruff.toml')]: 'a = = 1' }
  expect(await runCli(['import', 'ruff.toml'], { cwd, files })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/ruff\.toml:1:/),
  })
  expect(await runCli(['import', 'nope.toml'], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('nope.toml does not exist'),
  })
  expect(await runCli(['import'], { cwd })).toMatchObject({ code: 2 })
  expect(await runCli(['export', '--to', 'ruff'], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no manifest'),
  })
})
