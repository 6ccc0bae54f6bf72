import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  createRepository,
  type Files,
  has,
  installPackages,
  installRepoint,
  manifest,
  pathWith,
  recipe,
  run,
  write,
} from './support.ts'

/* Needs the npm registry for Turborepo and Nx, and make: each is skipped where it is missing. */

const TURBO = installPackages(['turbo@2.11.11'])
const NX = installPackages(['nx@21.6.11'])

const FILES: Files = {
  '.gitignore': 'node_modules\n.repoint\n.turbo\n.nx\n',
  'import-migrations.json': manifest({
    id: 'tool',
    from: './packages/a/old#Tool',
    to: './packages/a/new#Tool2',
    level: 'warning',
  }),
  'packages/a/package.json': '{"name":"a","version":"1.0.0"}',
  'packages/a/new.ts': 'export class Tool2 {}\n',
  'packages/a/old.ts': 'export class Tool {}\n',
  'packages/b/package.json': '{"name":"b","version":"1.0.0"}',
  'packages/b/user.ts': "import { Tool } from '../a/old'\nnew Tool()\n",
}

const REPORT = '.repoint/report.json'
const scripts = { imports: `repoint check --format stylish --format json=${REPORT}` }
const root = { name: 'root', private: true, packageManager: 'npm@10.8.2', workspaces: ['packages/*'], scripts }

/** A cache hit brings the report back, byte for byte; a change in any package is a miss. */
const expectCaching = (folder: string, runTask: () => { code: number; output: string }, hit: RegExp): void => {
  expect(runTask()).toMatchObject({ code: 0, output: expect.not.stringMatching(hit) })
  const first = readFileSync(join(folder, REPORT), 'utf8')
  expect(JSON.parse(first).status).toBe('warn')
  write(folder, { [REPORT]: null })
  expect(runTask()).toMatchObject({ code: 0, output: expect.stringMatching(hit) })
  expect(readFileSync(join(folder, REPORT), 'utf8')).toBe(first)
  write(folder, { 'packages/b/user.ts': 'export {}\n' })
  expect(runTask()).toMatchObject({ code: 0, output: expect.not.stringMatching(hit) })
  expect(JSON.parse(readFileSync(join(folder, REPORT), 'utf8')).status).toBe('pass')
}

describe('task runners', { timeout: 180_000 }, () => {
  test.skipIf(TURBO === null)('Turborepo: the second run is a cache hit', () => {
    const folder = createRepository({
      ...FILES,
      'package.json': JSON.stringify(root),
      'turbo.json': recipe('turborepo.md', 'json'),
      'package-lock.json': '{"name":"root","lockfileVersion":3,"packages":{}}',
    })
    installRepoint(folder)
    const env = { ...pathWith(folder, TURBO ?? ''), TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' }
    expectCaching(
      folder,
      () => run(folder, 'turbo', ['run', 'imports', '--cache-dir=.turbo/cache'], { env, timeout: 120_000 }),
      /1 cached, 1 total|FULL TURBO/,
    )
  })

  test.skipIf(NX === null)('Nx: the second run is read from the cache', () => {
    const folder = createRepository({
      ...FILES,
      'package.json': JSON.stringify(root),
      'nx.json': '{}',
      'project.json': recipe('nx.md', 'json'),
    })
    installRepoint(folder)
    symlinkSync(join(NX ?? '', 'node_modules/nx'), join(folder, 'node_modules/nx'))
    const env = { ...pathWith(folder, NX ?? ''), NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_TUI: 'false', CI: 'true' }
    expectCaching(
      folder,
      () => run(folder, 'nx', ['run', 'workspace:imports'], { env, timeout: 120_000 }),
      /read the output from the cache|local cache/,
    )
  })

  test('an npm script', () => {
    const folder = createRepository({
      ...FILES,
      'package.json': JSON.stringify({ ...root, scripts: JSON.parse(recipe('npm-script.md', 'json')).scripts }),
    })
    installRepoint(folder)
    expect(run(folder, 'npm', ['run', 'imports', '--', '--max-warnings', '0'])).toMatchObject({
      code: 1,
      output: expect.stringContaining('packages/b/user.ts'),
    })
    expect(run(folder, 'npm', ['run', 'imports:fix'])).toMatchObject({ code: 0 })
    expect(run(folder, 'npm', ['run', 'imports', '--', '--max-warnings', '0'])).toMatchObject({ code: 0 })
  })

  test.skipIf(!has('make'))('a Makefile', () => {
    const folder = createRepository({
      ...FILES,
      'package.json': JSON.stringify(root),
      Makefile: recipe('makefile.md', 'make'),
    })
    installRepoint(folder)
    expect(run(folder, 'make', ['imports'])).toMatchObject({
      code: 0,
      output: expect.stringContaining('packages/b/user.ts'),
    })
  })
})
