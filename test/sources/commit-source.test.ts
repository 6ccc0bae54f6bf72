import { execFileSync } from 'node:child_process'
import { symlinkSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createCommitSource } from '../../src/sources/commit-source.ts'
import { changedFiles, mergeBase } from '../../src/sources/git-changes.ts'
import {
  commitAll,
  createDirectory,
  createRepository,
  git,
  open,
  pathsOf,
  readAll,
  reasonsOf,
  textOf,
  writeFiles,
} from './support.ts'

describe('commit source', () => {
  it('shows any commit, tag and tree without a checkout', () => {
    const root = createRepository({
      'a.ts': 'first',
      'dir/x y.ts': 'x',
      'big.ts': new Uint8Array(2 * 1024 * 1024 + 1),
      '日\n.py': '',
    })
    const first = git(root, 'rev-parse', 'HEAD')
    git(root, 'tag', '-a', 'v1', '-m', 'x')
    unlinkSync(join(root, 'dir/x y.ts'))
    writeFiles(root, { 'a.ts': 'second' })
    commitAll(root)
    const repository = open(root)
    for (const ref of [first, first.slice(0, 8), 'v1', 'HEAD~1', 'HEAD^', 'HEAD@{1}']) {
      const source = createCommitSource(repository, ref)
      expect(source.commit).toBe(first)
      expect(pathsOf(source)).toEqual(['a.ts', 'big.ts', 'dir/x y.ts', '日\n.py'])
      expect(readAll(source)).toEqual({
        texts: { 'a.ts': 'first', 'dir/x y.ts': 'x', '日\n.py': '' },
        skipped: { 'big.ts': 'larger than 2 MB' },
      })
      expect(source.list()[0]).toEqual({ path: 'a.ts', blob: git(root, 'rev-parse', `${first}:a.ts`), size: 5 })
    }
    const tree = createCommitSource(repository, git(root, 'rev-parse', 'v1^{tree}'))
    expect(tree.commit).toBeNull()
    expect(textOf(tree, 'a.ts')).toBe('first')
    expect(pathsOf(createCommitSource(open(root), 'HEAD'))).toEqual(['a.ts', 'big.ts', '日\n.py'])
  })

  it('starts at a subfolder when that is the root', () => {
    const root = createRepository({ 'a.ts': '', 'sub/b.ts': 'b' })
    expect(readAll(createCommitSource(open(join(root, 'sub')), 'HEAD')).texts).toEqual({ 'b.ts': 'b' })
  })

  it('works in a bare repository', () => {
    const root = createRepository({ 'a.ts': 'a' })
    symlinkSync('a.ts', join(root, 'l.ts'))
    symlinkSync('../x', join(root, 'out.ts'))
    commitAll(root)
    const bare = join(createDirectory(), 'bare.git')
    git(root, 'clone', '-q', '--bare', root, bare)
    const source = createCommitSource(open(bare), 'HEAD')
    expect(readAll(source).texts).toEqual({ 'a.ts': 'a' })
    expect(source.realPath?.('l.ts')).toBe('a.ts')
    expect(reasonsOf(source)).toEqual({ 'out.ts': 'symbolic link out of the root' })
    expect(source.commit).toBe(git(root, 'rev-parse', 'HEAD'))
  })

  it('works in a shallow clone, and names the cure where history is missing', () => {
    const root = createRepository({ 'a.ts': 'one' })
    const first = git(root, 'rev-parse', 'HEAD')
    git(root, 'branch', 'old')
    writeFiles(root, { 'a.ts': 'two' })
    commitAll(root)
    const clone = join(createDirectory(), 'clone')
    git(root, 'clone', '-q', '--depth', '1', '--no-single-branch', `file://${root}`, clone)
    const repository = open(clone)
    expect(repository.shallow).toBe(true)
    expect(textOf(createCommitSource(repository, 'HEAD'), 'a.ts')).toBe('two')
    const single = join(createDirectory(), 'single')
    git(root, 'clone', '-q', '--depth', '1', `file://${root}`, single)
    expect(() => createCommitSource(open(single), first)).toThrow(/no commit[\s\S]*shallow[\s\S]*fetch-depth: 0/)
    expect(() => mergeBase(repository, 'origin/old', 'HEAD')).toThrow(
      /no common ancestor in this shallow clone[\s\S]*fetch-depth: 0/,
    )
    expect(() => changedFiles(repository, { kind: 'since', ref: 'origin/old', until: 'worktree' })).toThrow(
      'fetch-depth: 0',
    )
  })

  it('says that a name is unknown, and takes none for an option', () => {
    const repository = open(createRepository({ 'a.ts': '' }))
    for (const ref of ['nope', '', '--output=x', '-h', 'HEAD:a.ts', 'HEAD\nHEAD', '0'.repeat(40), 'HEAD..HEAD']) {
      expect(() => createCommitSource(repository, ref)).toThrow('there is no commit')
    }
    const unborn = createDirectory()
    git(unborn, 'init', '-q')
    expect(() => createCommitSource(open(unborn), 'HEAD')).toThrow('there is no commit "HEAD"')
  })

  it('says which contents a partial clone lacks, and fetches nothing', () => {
    const root = createRepository({ 'a.ts': 'one', 'b.ts': 'b' })
    git(root, 'config', 'uploadpack.allowFilter', 'true')
    const clone = join(createDirectory(), 'clone')
    git(root, 'clone', '-q', '--no-checkout', '--filter=blob:none', `file://${root}`, clone)
    const read = () => readAll(createCommitSource(open(clone), 'HEAD'))
    // git before 2.44 gives up as a whole; later ones name each blob.
    try {
      expect(read()).toEqual({
        texts: {},
        skipped: { 'a.ts': 'its content is not in the repository', 'b.ts': 'its content is not in the repository' },
      })
    } catch (error) {
      expect(String(error)).toMatch(/partial clone/)
    }
  })

  it('reads a repository with SHA-256 object names', () => {
    const root = createDirectory({ 'a.ts': 'a', 'b.py': '' })
    execFileSync('git', ['init', '-q', '--object-format=sha256'], { cwd: root })
    commitAll(root)
    expect(readAll(createCommitSource(open(root), 'HEAD')).texts).toEqual({ 'a.ts': 'a', 'b.py': '' })
  })
})
