import { createHash } from 'node:crypto'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createFixture } from 'fs-fixture'
import { describe, expect, it } from 'vitest'
import { loadManifest } from '../../src/config/load.ts'
import { resolveExport } from '../../src/config/package-path.ts'
import type { Manifest } from '../../src/core/migration.ts'
import type { Source } from '../../src/core/source.ts'
import { openWorktree } from '../../src/sources/worktree.ts'
import { createMemorySource } from '../../src/sources/memory.ts'
import { loadFiles, printMigrations, problemsOf } from './problems.ts'

const manifestOf = (extended: string | readonly string[], ...retired: readonly unknown[]): object => ({
  version: 1,
  extends: extended,
  retired,
})
const leaf = (...retired: readonly unknown[]): object => ({ version: 1, retired })

const printed = async (files: Readonly<Record<string, string | object>>): Promise<readonly string[]> =>
  printMigrations((await loadFiles(files)).migrations)

describe('extending files', () => {
  it('takes their entries, own ones first, with their own positions', async () => {
    const manifest = await loadFiles({
      'migrations.json': manifestOf('./more/a.json', { from: 'A', to: 'B' }),
      'more/a.json': manifestOf('../b.json', { from: 'C', to: 'D' }),
      'b.json': '{"version": 1,\n "retired": [{"from": "E", "to": "F"}]}',
    })
    expect(printMigrations(manifest.migrations)).toEqual(['#A -> #B', '#C -> #D', '#E -> #F'])
    expect(manifest.migrations.map(({ position }) => `${position.file}:${position.line}`)).toEqual([
      'migrations.json:1',
      'more/a.json:1',
      'b.json:2',
    ])
    expect(manifest.file).toBe('migrations.json')
  })

  it('hashes all bytes read', async () => {
    const files = {
      'migrations.json': JSON.stringify(manifestOf('./a.json')),
      'a.json': JSON.stringify(leaf({ from: 'A', to: 'B' })),
    }
    const { hash } = await loadFiles(files)
    expect(hash).toBe(createHash('sha256').update(files['migrations.json']).update(files['a.json']).digest('hex'))
    expect((await loadFiles({ ...files, 'a.json': `${files['a.json']} ` })).hash).not.toBe(hash)
  })

  it('lets own entries override by what is retired and by id', async () => {
    expect(
      await printed({
        'migrations.json': manifestOf('./a.json', { from: 'A', to: 'Own' }, { id: 'x', from: 'Other', to: 'Own2' }),
        'a.json': leaf({ from: 'A', to: 'Theirs' }, { id: 'x', from: 'X', to: 'Y' }, { from: 'B', to: 'C' }),
      }),
    ).toEqual(['#A -> #Own', '#Other -> #Own2', '#B -> #C'])
  })

  it('does not take derived ids for the same thing', async () => {
    const { migrations } = await loadFiles({
      'migrations.json': manifestOf('./a.json', { from: 'app.x#Button', to: 'B' }),
      'a.json': leaf({ from: 'app.y#Button', to: 'C' }),
    })
    expect(migrations.map(({ id }) => id)).toEqual(['button', 'app-y-button'])
  })

  it('leaves a bare name in the language that is not overridden', async () => {
    const { migrations } = await loadFiles({
      'migrations.json': manifestOf('./a.json', { from: 'A', to: 'Own', language: 'python' }),
      'a.json': leaf({ from: 'A', to: 'Theirs' }),
    })
    expect(migrations.map(({ language, to }) => [language, to])).toEqual([
      ['python', { module: null, name: 'Own' }],
      ['typescript', { module: null, name: 'Theirs' }],
    ])
  })

  it('collapses chains across files', async () => {
    expect(
      await printed({
        'migrations.json': manifestOf('./a.json', { from: 'A', to: 'B' }),
        'a.json': leaf({ from: 'B', to: 'C' }),
      }),
    ).toEqual(['#A -> #C', '#B -> #C'])
  })

  it('reads a manifest that two others extend once', async () => {
    expect(
      await printed({
        'migrations.json': manifestOf(['./a.json', './b.json']),
        'a.json': manifestOf('./c.json', { from: 'A', to: 'B' }),
        'b.json': manifestOf('./c.json', { from: 'D', to: 'E' }),
        'c.json': leaf({ from: 'X', to: 'Y' }),
      }),
    ).toEqual(['#A -> #B', '#X -> #Y', '#D -> #E'])
  })

  it('refuses two that disagree, unless an own entry decides', async () => {
    const files = { 'a.json': leaf({ from: 'A', to: 'B' }), 'b.json': leaf({ from: 'A', to: 'C' }) }
    expect(await problemsOf(loadFiles({ ...files, 'migrations.json': manifestOf(['./a.json', './b.json']) }))).toEqual([
      'migrations.json:1:36 A is replaced differently by a.json:1 and b.json:1 — decide by an entry of your own for it',
    ])
    expect(
      await printed({ ...files, 'migrations.json': manifestOf(['./a.json', './b.json'], { from: 'A', to: 'D' }) }),
    ).toEqual(['#A -> #D'])
  })

  it('takes settings from the nearest file that has them', async () => {
    const manifest = await loadFiles({
      'migrations.json': { ...manifestOf(['./a.json', './b.json']), baseline: 'own.json', generated: ['x'] },
      'a.json': { ...leaf(), baseline: 'a.json', python: { roots: ['a'] }, typescript: { tsconfig: 'a' } },
      'b.json': { ...leaf(), python: { roots: ['b'] }, generated: ['y'] },
    })
    expect(manifest).toMatchObject({
      baseline: 'own.json',
      python: { roots: ['b'] },
      typescript: { tsconfig: 'a' },
      generated: ['x', 'y'],
    })
  })

  it('reports the problems of all files in one run', async () => {
    const problems = await problemsOf(
      loadFiles({
        'migrations.json': { ...manifestOf(['./a.json', './gone.json', './b.json'], { from: 'A', to: 'A' }), oops: 1 },
        'a.json': '{',
        'b.json': leaf({ from: 'B', to: 'B' }),
      }),
    )
    expect(problems.map((line) => line.split(' — ')[0])).toEqual([
      'migrations.json:1:36 gone.json does not exist',
      expect.stringMatching(/^migrations\.json:1:\d+ the replacement is what is retired/),
      expect.stringMatching(/^migrations\.json:1:\d+ unknown key "oops"/),
      expect.stringMatching(/^a\.json:1:2 a closing } is missing/),
      expect.stringMatching(/^b\.json:1:\d+ the replacement is what is retired/),
    ])
  })

  it.each([
    [
      'itself',
      './migrations.json',
      /^migrations\.json:1:\d+ migrations\.json extends migrations\.json — break this circle$/,
    ],
    [
      'another back',
      './a.json',
      /^a\.json:1:\d+ migrations\.json extends a\.json extends migrations\.json — break this circle$/,
    ],
    ['out of the repository', '../x.json', /leaves the repository/],
    ['by an absolute path', '/x.json', /is an absolute path/],
    ['by an address', 'https://example.com/m.json', /is a web address, and nothing is fetched/],
    ['a directory', './dir', /dir is a directory/],
    ['a file without ./', 'b.json', /"b.json" is read as a package — write ".\/b.json" for the file/],
    ['a package that is not there', '@acme/ui/migrations.json', /the package @acme\/ui is not installed/],
    ['nonsense', '@@x', /is neither a file .* nor a file of a package/],
    ['a package path upwards', 'ui/../../x.json', /is neither a file/],
    ['the file of another tool', './nx.json', /is a migrations file of Nx or Angular/],
  ])('refuses %s', async (_title, extended, expected) => {
    const problems = await problemsOf(
      loadFiles({
        'migrations.json': manifestOf(extended),
        'a.json': manifestOf('./migrations.json'),
        'b.json': leaf(),
        'dir/a': '',
        'nx.json': '{"generators": {}}',
      }),
    )
    expect(problems).toEqual([expect.stringMatching(expected)])
  })

  it('bounds how deep they may go', async () => {
    const chain = Array.from({ length: 60 }, (_, at) => [`m${at}.json`, manifestOf(`./m${at + 1}.json`)] as const)
    const problems = await problemsOf(
      loadFiles({ ...Object.fromEntries(chain), 'migrations.json': manifestOf('./m0.json'), 'm60.json': leaf() }),
    )
    expect(problems).toEqual([expect.stringContaining('too many manifests extend each other')])
  })
})

describe('extending packages', () => {
  const ui = { from: '@acme/ui#Button', to: '@acme/ui/button#default' }
  const open = async (path: string): Promise<Manifest> => loadManifest(await openWorktree(path), { file: null })

  it.each([
    ['a plain file', '@acme/ui/migrations.json', { 'node_modules/@acme/ui/migrations.json': leaf(ui) }],
    ['a file in a folder', 'ui/dist/m.json', { 'node_modules/ui/dist/m.json': leaf(ui) }],
    ['the package itself', 'ui', { 'node_modules/ui/migrations.json': leaf(ui) }],
    ['the package itself, by the other name', 'ui', { 'node_modules/ui/import-migrations.json': leaf(ui) }],
    [
      'a published path',
      'ui/migrations.json',
      {
        'node_modules/ui/package.json': {
          exports: { './migrations.json': { types: './x', default: './build/m.json' } },
        },
        'node_modules/ui/build/m.json': leaf(ui),
      },
    ],
    [
      'a published pattern',
      'ui/m/a.json',
      {
        'node_modules/ui/package.json': { exports: { './m/*': './build/*' } },
        'node_modules/ui/build/a.json': leaf(ui),
      },
    ],
    [
      'a file that exports do not name',
      'ui/migrations.json',
      {
        'node_modules/ui/package.json': { exports: { '.': './index.js' } },
        'node_modules/ui/migrations.json': leaf(ui),
      },
    ],
    [
      'a file that extends another of the package',
      'ui/m.json',
      { 'node_modules/ui/m.json': manifestOf('./sub/n.json'), 'node_modules/ui/sub/n.json': leaf(ui) },
    ],
    [
      'a package of a package',
      'ui/m.json',
      { 'node_modules/ui/m.json': manifestOf('base/m.json'), 'node_modules/ui/node_modules/base/m.json': leaf(ui) },
    ],
    [
      'a package beside that package',
      'ui/m.json',
      { 'node_modules/ui/m.json': manifestOf('base/m.json'), 'node_modules/base/m.json': leaf(ui) },
    ],
  ])(
    'reads %s, from memory and from an ignored folder on disk',
    async (_title, extended, files: Readonly<Record<string, object>>) => {
      const all = { 'migrations.json': manifestOf(extended, { from: 'A', to: 'B' }), ...files }
      const expected = ['#A -> #B', '@acme/ui#Button -> @acme/ui/button#default']
      expect(await printed(all)).toEqual(expected)
      const texts = Object.entries(all).map(([path, content]) => [path, JSON.stringify(content)])
      await using fixture = await createFixture({ ...Object.fromEntries(texts), '.gitignore': 'node_modules/\n' })
      expect(printMigrations((await open(fixture.path)).migrations)).toEqual(expected)
    },
  )

  it('does not take the settings of a package', async () => {
    const manifest = await loadFiles({
      'migrations.json': manifestOf('ui/m.json'),
      'node_modules/ui/m.json': { ...leaf(ui), baseline: 'x', python: { roots: ['x'] }, generated: ['x'] },
    })
    expect(manifest).toMatchObject({ baseline: null, python: { roots: [] }, generated: [] })
  })

  it('does not leave the package', async () => {
    const problems = await problemsOf(
      loadFiles({
        'migrations.json': manifestOf('ui/m.json'),
        'secret.json': leaf(),
        'node_modules/ui/m.json': manifestOf('../../secret.json'),
      }),
    )
    expect(problems).toEqual([
      expect.stringMatching(/^node_modules\/ui\/m\.json:1:\d+ "\.\.\/\.\.\/secret\.json" leaves the package/),
    ])
  })

  it('follows the links of pnpm and of workspaces, and a store outside of the root', async () => {
    await using fixture = await createFixture({
      'repo/migrations.json': JSON.stringify(manifestOf(['a/m.json', 'b/m.json', 'c/m.json'])),
      'repo/node_modules/.pnpm/a@1.0.0/node_modules/a/m.json': JSON.stringify(leaf({ from: 'A', to: 'A2' })),
      'repo/packages/b/m.json': JSON.stringify(leaf({ from: 'B', to: 'B2' })),
      'store/links/c@1.0.0/node_modules/c/m.json': JSON.stringify(leaf({ from: 'C', to: 'C2' })),
    })
    const modules = join(fixture.path, 'repo/node_modules')
    symlinkSync('.pnpm/a@1.0.0/node_modules/a', join(modules, 'a'))
    symlinkSync('../packages/b', join(modules, 'b'))
    symlinkSync(join(fixture.path, 'store/links/c@1.0.0/node_modules/c'), join(modules, 'c'))
    const manifest = await open(join(fixture.path, 'repo'))
    expect(printMigrations(manifest.migrations)).toEqual(['#A -> #A2', '#B -> #B2', '#C -> #C2'])
  })

  it('does not follow a link to a working copy elsewhere, nor a file that leads out of its package', async () => {
    await using fixture = await createFixture({
      'repo/migrations.json': JSON.stringify(manifestOf(['linked/m.json', 'sly/m.json'])),
      'elsewhere/m.json': JSON.stringify(leaf({ from: 'A', to: 'B' })),
    })
    mkdirSync(join(fixture.path, 'repo/node_modules/sly'), { recursive: true })
    symlinkSync(join(fixture.path, 'elsewhere'), join(fixture.path, 'repo/node_modules/linked'))
    symlinkSync(join(fixture.path, 'elsewhere/m.json'), join(fixture.path, 'repo/node_modules/sly/m.json'))
    const problems = await problemsOf(open(join(fixture.path, 'repo')))
    expect(problems).toEqual([
      expect.stringContaining('node_modules/linked is a link out of the repository'),
      expect.stringContaining('the package sly has no m.json'),
    ])
  })

  it('reads a workspace package as the source shows it, not as the disk does', async () => {
    await using fixture = await createFixture({
      'packages/b/m.json': JSON.stringify(leaf({ from: 'B', to: 'Disk' })),
      'node_modules/.keep': '',
    })
    symlinkSync('../packages/b', join(fixture.path, 'node_modules/b'))
    const memory = createMemorySource({
      'migrations.json': JSON.stringify(manifestOf('b/m.json')),
      'packages/b/m.json': JSON.stringify(leaf({ from: 'B', to: 'Index' })),
    })
    const index: Source = { ...memory, kind: 'index', root: fixture.path }
    expect(printMigrations((await loadManifest(index, { file: null })).migrations)).toEqual(['#B -> #Index'])
  })
})

describe('exports of a package', () => {
  it.each([
    [{ './m.json': './x.json' }, './m.json', 'x.json'],
    [{ './m.json': null }, './m.json', null],
    [{ './m.json': ['./x.json', './y.json'] }, './m.json', 'x.json'],
    [{ './m.json': { browser: './a.json', node: { import: './b.json' } } }, './m.json', 'b.json'],
    [{ './*': './a/*', './m/*': './b/*' }, './m/x.json', 'b/x.json'],
    [{ './*.json': './a/*.json' }, './m.json', 'a/m.json'],
    [{ './*': './../../*' }, './m.json', null],
    [{ './m.json': 'other/m.json' }, './m.json', null],
    [{ './m.json': './node_modules/x/m.json' }, './m.json', null],
    ['./x.json', './m.json', null],
    [{ import: './x.json' }, './m.json', null],
    [null, './m.json', null],
  ])('%j of %s is %s', (exports, subpath, expected) => {
    expect(resolveExport(exports, subpath)).toBe(expected)
  })
})
