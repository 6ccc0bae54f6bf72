import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/core/user-error.ts'
import { openIndexFile, visitIndex } from '../../src/sources/index-file.ts'
import type { Repository } from '../../src/sources/git.ts'
import { openIndexTable } from '../../src/sources/index-table.ts'
import { namedIn } from '../../src/core/source.ts'
import { createTree } from '../../src/sources/tree.ts'
import { findIntendedPaths, type IndexListing, listIndex, listIndexByGit } from '../../src/sources/index-listing.ts'
import { commitAll, createDirectory, createRepository, git, open, writeFiles } from './support.ts'

/** What reading the file says must be what git says. */
const expectAgreement = (directory: string): void => {
  const repository = open(directory)
  const own = listIndex(repository, 'blobs')
  const { intended: _, ...byGit } = listIndexByGit(repository, 'blobs')
  const { intended, ...listed } = own
  expect(listed).toEqual(byGit)
  expectSameAnswers(repository, own)
  if (intended !== null) expect([...intended].sort()).toEqual([...findIntendedPaths(repository, byGit.entries)].sort())
}

/** Single questions get the answers of the listing, or none. */
const expectSameAnswers = (repository: Repository, listing: IndexListing): void => {
  const table = repository.index && openIndexTable(repository.index)
  if (table === null) return
  const intended = listing.intended ?? new Set()
  const entries = listing.entries.filter(({ path }) => !intended.has(path))
  const tree = createTree({ entries, links: new Map(listing.links.map(({ path }) => [path, 'nowhere'])), skipped: [] })
  const parents = entries.map(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/'))))
  const others = ['', 'nothing', 'a', 'a.tsx', 'p/', 'l', 'l/x', 'sub', 'sub/x', ...listing.unmerged, ...intended]
  for (const path of [...entries.map((entry) => entry.path), ...parents, ...others]) {
    const isLinked = listing.links.some((link) => path === link.path || path.startsWith(`${link.path}/`))
    const found = table.find(path)
    if (found !== undefined || !isLinked)
      expect([path, found?.blob ?? null]).toEqual([path, tree.find(path)?.blob ?? null])
    const isDirectory = table.hasDirectory(path)
    if (path !== '' && !path.endsWith('/') && isDirectory !== undefined)
      expect([path, isDirectory]).toEqual([path, tree.hasDirectory(path)])
  }
  for (const base of ['a.ts', 'x', 'b.ts', '日本 😀.py'])
    expect([...table.named(base)].sort()).toEqual([...namedIn(entries, base)].sort())
}

const isReadDirectly = (directory: string): boolean => {
  const { index } = open(directory)
  const file = index && openIndexFile(index)
  return file !== null && visitIndex(file, () => {})
}

const ODD: Record<string, string> = {
  'a.ts': '1',
  'a/b.ts': '',
  'a-b/c.ts': '2',
  'ünï/日本 😀.py': '3',
  'new\nline': '',
  [`${'d/'.repeat(40)}${'long'.repeat(60)}.ts`]: 'x',
}
for (let length = 1; length < 20; length++) ODD[`p/${'x'.repeat(length)}`] = ''

describe('reading the index file', () => {
  it.each(['2', '3', '4'])('version %s', (version) => {
    const root = createRepository(ODD)
    git(root, 'config', 'index.version', version)
    git(root, 'update-index', '--index-version', version)
    expect(isReadDirectly(root)).toBe(true)
    expectAgreement(root)
    expectAgreement(join(root, 'a'))
    expectAgreement(join(root, 'ünï'))
    writeFiles(root, { 'announced.ts': 'x', 'p/announced': '' })
    git(root, 'add', '-N', '.')
    git(root, 'update-index', '--skip-worktree', 'a.ts', 'p/xx')
    git(root, 'update-index', '--assume-unchanged', 'a/b.ts')
    expect(isReadDirectly(root)).toBe(true)
    expectAgreement(root)
    expectAgreement(join(root, 'p'))
  })

  it('SHA-256, links, submodules, conflicts, no index at all', () => {
    const root = createDirectory(ODD)
    git(root, 'init', '-q', '--object-format=sha256')
    commitAll(root)
    expect(isReadDirectly(root)).toBe(true)
    expectAgreement(root)

    const inner = createRepository({ x: '' })
    const other = createRepository({ 'a.ts': 'base\n' })
    git(other, 'submodule', '--quiet', 'add', inner, 'sub')
    symlinkSync('a.ts', join(other, 'l'))
    commitAll(other)
    git(other, 'checkout', '-q', '-b', 'side')
    writeFiles(other, { 'a.ts': 'theirs\n' })
    commitAll(other)
    git(other, 'checkout', '-q', '-')
    writeFiles(other, { 'a.ts': 'ours\n' })
    commitAll(other)
    expect(() => git(other, 'merge', 'side')).toThrow()
    expect(listIndex(open(other), 'blobs')).toMatchObject({ unmerged: ['a.ts'], submodules: ['sub'] })
    expectAgreement(other)
    expectAgreement(join(other, 'sub'))

    const empty = createDirectory()
    git(empty, 'init', '-q')
    expect(listIndex(open(empty), 'blobs').entries).toEqual([])
  })

  it('leaves split and sparse indexes to git', () => {
    const split = createRepository(ODD)
    git(split, 'update-index', '--split-index')
    writeFiles(split, { 'later.ts': '' })
    git(split, 'add', '-A')
    expect(isReadDirectly(split)).toBe(false)
    expectAgreement(split)

    const sparse = createRepository({ ...ODD, 'other/x.ts': '', 'other/y.ts': '' })
    git(sparse, 'sparse-checkout', 'set', '--cone', '--sparse-index', 'a')
    expect(isReadDirectly(sparse)).toBe(false)
    expectAgreement(sparse)
  })

  it('refuses a damaged index, of which git would take a part', () => {
    const root = createRepository(ODD)
    const file = join(root, '.git/index')
    const good = readFileSync(file)
    for (const length of [400, good.length - 1, good.length - 20, good.length - 40]) {
      writeFileSync(file, good.subarray(0, length))
      expect(() => listIndex(open(root), 'blobs')).toThrow(/index is damaged[\s\S]*git reset/)
    }
    writeFileSync(file, 'DIRT')
    expect(() => listIndex(open(root), 'blobs')).toThrow('git')
  })

  it('with the extensions git adds by itself', () => {
    const root = createRepository(ODD)
    git(root, 'config', 'core.untrackedCache', 'true')
    git(root, 'config', 'index.threads', '2')
    git(root, 'update-index', '--untracked-cache')
    writeFiles(root, { 'n.ts': '' })
    git(root, 'status')
    git(root, 'add', '-A')
    expect(isReadDirectly(root)).toBe(true)
    expectAgreement(root)
  })

  it('says so about any damage, and never hangs', () => {
    const root = createRepository(ODD)
    const { index } = open(root)
    if (!index) throw new Error('no index')
    const good = readFileSync(index.file)
    const file = join(createDirectory(), 'index')
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 8 }),
        fc.nat(good.length),
        (edits, length) => {
          const bytes = Buffer.from(good)
          for (const [at, value] of edits) bytes[at] = value
          writeFileSync(file, bytes.subarray(0, length))
          const opened = openIndexFile({ ...index, file })
          try {
            if (opened) visitIndex(opened, () => {})
          } catch (error) {
            expect(error).toBeInstanceOf(UserError)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})
