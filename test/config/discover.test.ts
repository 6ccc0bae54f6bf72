import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createFixture } from 'fs-fixture'
import { describe, expect, it } from 'vitest'
import { chooseManifestName, discoverManifest, toManifestPath } from '../../src/config/discover.ts'
import { loadManifest } from '../../src/config/load.ts'
import { appendMigrations } from '../../src/config/write.ts'
import { openWorktree } from '../../src/sources/worktree.ts'
import { createMemorySource } from '../../src/sources/memory.ts'
import { problemsOf } from './problems.ts'

const OURS = '{"version": 1, "retired": []}'

const FOREIGN = [
  ['a collection of Nx', '{"generators": {"x": {"version": "1.0.0"}}, "packageJsonUpdates": {}}'],
  ['package updates of Nx', '{"packageJsonUpdates": {"1.0.0": {"packages": {}}}}'],
  ['a run of Nx', '{"migrations": [{"package": "@nx/js", "name": "x", "version": "1"}]}'],
  ['a collection of Angular', '{"$schema": "../schema.json", "schematics": {"migration-v2": {"version": "2"}}}'],
] as const

const CLASH =
  'migrations.json: is a migrations file of Nx or Angular, not a manifest of repoint — put the manifest into ' +
  'import-migrations.json, or name another file with --manifest'

describe('discovery', () => {
  it.each([
    ['nothing', {}, { file: null, foreign: null }, 'migrations.json'],
    [
      'the usual name',
      { 'migrations.json': OURS },
      { file: 'migrations.json', foreign: null },
      'import-migrations.json',
    ],
    [
      'the other name first',
      { 'migrations.json': OURS, 'import-migrations.json': OURS },
      { file: 'import-migrations.json', foreign: null },
      'import-migrations.json',
    ],
    [
      'one that is broken',
      { 'migrations.json': '{' },
      { file: 'migrations.json', foreign: null },
      'import-migrations.json',
    ],
    ['none below the root', { 'a/migrations.json': OURS }, { file: null, foreign: null }, 'migrations.json'],
    [
      'a directory of the name',
      { 'migrations.json/a': '' },
      { file: 'migrations.json', foreign: null },
      'import-migrations.json',
    ],
  ])('finds %s', (_title, files: Record<string, string>, expected, fresh) => {
    expect(discoverManifest(createMemorySource(files))).toEqual(expected)
    expect(chooseManifestName(createMemorySource(files))).toBe(fresh)
  })

  it.each(FOREIGN)('tells %s from a manifest', async (_title, text) => {
    const source = createMemorySource({ 'migrations.json': text })
    expect(discoverManifest(source)).toEqual({ file: null, foreign: 'migrations.json' })
    expect(await problemsOf(loadManifest(source, { file: null }))).toEqual([CLASH])
    expect(await problemsOf(loadManifest(source, { file: 'migrations.json' }))).toEqual([CLASH])
    expect(chooseManifestName(source)).toBe('import-migrations.json')
    expect(() => appendMigrations(text, [{ from: 'A', to: 'B' }])).toThrow(CLASH)
  })

  it.each(FOREIGN)('reads import-migrations.json beside %s', async (_title, text) => {
    const source = createMemorySource({ 'migrations.json': text, 'import-migrations.json': OURS })
    expect((await loadManifest(source, { file: null })).file).toBe('import-migrations.json')
  })

  it('takes a manifest of ours with a foreign key for ours', async () => {
    const source = createMemorySource({ 'migrations.json': '{"version": 1, "retired": [], "generators": {}}' })
    expect(await problemsOf(loadManifest(source, { file: null }))).toEqual([
      expect.stringContaining('unknown key "generators"'),
    ])
  })
})

describe('a manifest that cannot be read', () => {
  it.each([
    [
      'none at all',
      {},
      null,
      'migrations.json: there is no manifest at the root — create one with repoint init, or name one with --manifest',
    ],
    ['not there', {}, 'x.json', 'x.json: does not exist — check the path, or create a manifest with repoint init'],
    ['a directory', { 'x/a': '' }, 'x', 'x: is a directory, not a file — name the manifest in it'],
    ['outside', {}, '../x.json', '../x.json: lies outside of the root — name a manifest inside the repository'],
    ['absolute', {}, '/x.json', '/x.json: lies outside of the root — name a manifest inside the repository'],
  ])('%s', async (_title, files: Record<string, string>, file, expected) => {
    expect(await problemsOf(loadManifest(createMemorySource(files), { file }))).toEqual([expected])
  })
})

describe('--manifest', () => {
  it('is relative to the working directory and becomes relative to the root', () => {
    expect(toManifestPath('m.json', '/repo', '/repo/a')).toBe('a/m.json')
    expect(toManifestPath('../m.json', '/repo', '/repo/a')).toBe('m.json')
    expect(toManifestPath('/repo/b/m.json', '/repo', '/repo/a')).toBe('b/m.json')
    expect(() => toManifestPath('../../m.json', '/repo', '/repo/a')).toThrow('lies outside of /repo')
    expect(() => toManifestPath('/elsewhere/m.json', '/repo', '/repo/a')).toThrow('lies outside of /repo')
  })
})

describe('a manifest on disk', () => {
  const problemsIn = async (path: string): Promise<readonly string[]> =>
    problemsOf(loadManifest(await openWorktree(path), { file: null }))

  it('that is an empty directory', async () => {
    await using fixture = await createFixture({})
    mkdirSync(join(fixture.path, 'migrations.json'))
    expect(await problemsIn(fixture.path)).toEqual([
      'migrations.json: is a directory, not a file — name the manifest in it',
    ])
  })

  it('that is a link out of the repository', async () => {
    await using fixture = await createFixture({ 'out/m.json': OURS, 'repo/a.py': '' })
    symlinkSync('../out/m.json', join(fixture.path, 'repo/migrations.json'))
    expect(await problemsIn(join(fixture.path, 'repo'))).toEqual([
      'migrations.json: is a symbolic link out of the repository, which is not followed — put the file itself there',
    ])
  })

  it('that is a link inside of it is read', async () => {
    await using fixture = await createFixture({ 'etc/m.json': OURS })
    symlinkSync('etc/m.json', join(fixture.path, 'migrations.json'))
    expect(await problemsIn(fixture.path)).toEqual([])
  })
})
