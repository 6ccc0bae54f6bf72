import { chmodSync, existsSync, mkdirSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { changedFiles, mergeBase, parseRawDiff, renamesBetween } from '../../src/sources/git-changes.ts'
import { openRepository } from '../../src/sources/git.ts'
import { createIndexSource } from '../../src/sources/index-source.ts'
import { openWorktree } from '../../src/sources/worktree.ts'
import {
  commitAll,
  createDirectory,
  createRepository,
  git,
  open,
  pathsOf,
  setEnvironment,
  writeFiles,
} from './support.ts'

describe('openRepository', () => {
  it('finds the top, the root and HEAD', () => {
    const root = createRepository({ 'sub/a.ts': '' })
    expect(openRepository(join(root, 'sub'))).toMatchObject({
      root: join(root, 'sub'),
      top: root,
      shallow: false,
      head: git(root, 'rev-parse', 'HEAD'),
    })
    expect(openRepository(join(root, 'sub'), 'top')).toMatchObject({ root, top: root })
    expect(openRepository(createDirectory())).toBe('none')
  })

  it('finds a top with a line break in its name', () => {
    const top = join(createDirectory(), 'a\nb')
    mkdirSync(top)
    git(top, 'init', '-q')
    expect(openRepository(top)).toMatchObject({ top, head: null })
    writeFiles(top, { 'x.ts': '' })
    commitAll(top)
    expect(openRepository(top)).toMatchObject({ top, head: git(top, 'rev-parse', 'HEAD') })
  })

  it('is not led astray by a hook of another repository', async () => {
    const hooked = createRepository({ 'hooked.ts': '' })
    const other = createRepository({ 'other.ts': '' })
    setEnvironment({ GIT_DIR: join(hooked, '.git'), GIT_INDEX_FILE: join(hooked, '.git/index'), GIT_WORK_TREE: hooked })
    expect(pathsOf(await openWorktree(other))).toEqual(['other.ts'])
    expect(pathsOf(createIndexSource(open(other)))).toEqual(['other.ts'])
    expect(pathsOf(createIndexSource(open(hooked)))).toEqual(['hooked.ts'])
  })

  it('takes the top for what it is although a hook names only the git directory', async () => {
    const root = createRepository({ 'sub/a.ts': '', 'b.ts': '' })
    setEnvironment({ GIT_DIR: join(root, '.git') })
    expect(openRepository(join(root, 'sub'), 'top')).toMatchObject({ root })
    expect(pathsOf(await openWorktree(join(root, 'sub')))).toEqual(['a.ts'])
  })

  it('follows the environment where the directory is in no repository of its own', async () => {
    const root = createRepository({ 'a.ts': '' })
    const place = createDirectory({ 'a.ts': 'x', 'new.ts': '' })
    setEnvironment({ GIT_DIR: join(root, '.git'), GIT_WORK_TREE: place })
    expect(pathsOf(await openWorktree(place))).toEqual(['a.ts', 'new.ts'])
    expect((await openWorktree(place)).commit).toBe(git(root, 'rev-parse', 'HEAD'))
  })

  it('does not mind settings of the environment that change what git prints', async () => {
    const root = createRepository({ 'a*.ts': '', 'ab.ts': '' })
    setEnvironment({
      GIT_GLOB_PATHSPECS: '1',
      GIT_ICASE_PATHSPECS: '1',
      GIT_EXTERNAL_DIFF: '/bin/false',
      LANG: 'de_DE.UTF-8',
      LANGUAGE: 'de',
      GIT_PAGER: '/bin/false',
      GIT_TRACE: '1',
    })
    git(root, 'config', 'color.ui', 'always')
    git(root, 'config', 'diff.noprefix', 'true')
    git(root, 'config', 'diff.relative', 'true')
    git(root, 'config', 'core.abbrev', '4')
    writeFiles(root, { 'ab.ts': 'x' })
    expect(pathsOf(await openWorktree(root))).toEqual(['a*.ts', 'ab.ts'])
    expect(changedFiles(open(root), { kind: 'since', ref: 'HEAD', until: 'worktree' }).map(({ path }) => path)).toEqual(
      ['ab.ts'],
    )
    expect(openRepository(createDirectory())).toBe('none')
  })

  it('says what is wrong with a broken repository', () => {
    const root = createRepository()
    writeFileSync(join(root, '.git/config'), '[core\n')
    expect(() => openRepository(root)).toThrow(/git cannot read the repository at .*bad config line 1/)
  })
})

describe('changedFiles', () => {
  const summary = (changes: ReturnType<typeof changedFiles>) =>
    changes
      .map(({ status, path, from }) => (from === null ? `${status} ${path}` : `${status} ${from} -> ${path}`))
      .sort()

  const long = Array.from({ length: 40 }, (_, line) => `line ${line}\n`).join('')

  const build = () => {
    const root = createRepository({
      'keep.ts': 'k',
      'edit.ts': 'e',
      'gone.ts': 'g',
      'old name.ts': long,
      'touched.ts': 't',
    })
    git(root, 'branch', 'base')
    git(root, 'mv', 'old name.ts', 'new\nname.ts')
    writeFiles(root, { 'edit.ts': 'E', 'added.ts': 'a' })
    git(root, 'add', '-A')
    git(root, 'rm', '-q', 'gone.ts')
    return root
  }

  it('staged: against HEAD, renames found, the work tree unseen', () => {
    const root = build()
    writeFiles(root, { 'keep.ts': 'unstaged', 'untracked.ts': '' })
    const changes = changedFiles(open(root), { kind: 'staged' })
    expect(summary(changes)).toEqual([
      'added added.ts',
      'deleted gone.ts',
      'modified edit.ts',
      'renamed old name.ts -> new\nname.ts',
    ])
    expect(changes.find(({ path }) => path === 'edit.ts')).toMatchObject({
      blob: git(root, 'rev-parse', ':edit.ts'),
      blobBefore: git(root, 'rev-parse', 'HEAD:edit.ts'),
      regular: true,
    })
    expect(changes.find(({ path }) => path === 'gone.ts')).toMatchObject({ blob: null, regular: false })
  })

  it('staged before the first commit: everything', () => {
    const root = createDirectory({ 'a.ts': 'a', 'b.ts': '', 'announced.ts': '' })
    git(root, 'init', '-q')
    git(root, 'add', 'a.ts', 'b.ts')
    git(root, 'add', '-N', 'announced.ts')
    expect(summary(changedFiles(open(root), { kind: 'staged' }))).toEqual(['added a.ts', 'added b.ts'])
  })

  it('unstaged: what differs between index and disk, line endings aside', () => {
    const root = createRepository({
      '.gitattributes': '*.crlf text eol=crlf\n',
      'a.ts': 'a',
      'b.ts': 'b',
      'c.ts': 'c',
      'd.crlf': 'd\n',
    })
    writeFiles(root, { 'a.ts': 'staged', 'b.ts': 'B', 'd.crlf': 'd\r\n', 'untracked.ts': '' })
    git(root, 'add', 'a.ts')
    unlinkSync(join(root, 'c.ts'))
    utimesSync(join(root, 'a.ts'), 1, 1)
    expect(summary(changedFiles(open(root), { kind: 'unstaged' }))).toEqual(['deleted c.ts', 'modified b.ts'])
  })

  it('since a ref: from the merge base to the disk or the index', () => {
    const root = build()
    git(root, 'commit', '-q', '-m', 'work')
    git(root, 'checkout', '-q', 'base')
    writeFiles(root, { 'upstream.ts': '' })
    commitAll(root)
    git(root, 'checkout', '-q', '-')
    writeFiles(root, { 'keep.ts': 'staged' })
    git(root, 'add', 'keep.ts')
    writeFiles(root, { 'edit.ts': 'again', 'untracked ü.ts': '' })
    utimesSync(join(root, 'touched.ts'), 1, 1)
    const committed = ['added added.ts', 'deleted gone.ts', 'modified edit.ts', 'renamed old name.ts -> new\nname.ts']
    const repository = open(root)
    const onDisk = changedFiles(repository, { kind: 'since', ref: 'base', until: 'worktree' })
    expect(summary(onDisk)).toEqual([...committed, 'added untracked ü.ts', 'modified keep.ts'].sort())
    expect(summary(changedFiles(repository, { kind: 'since', ref: 'base', until: 'index' }))).toEqual(
      [...committed, 'modified keep.ts'].sort(),
    )
    expect(summary(changedFiles(repository, { kind: 'since-at', ref: 'base', commit: 'HEAD' }))).toEqual(committed)
    expect(summary(changedFiles(repository, { kind: 'between', before: 'base', after: 'HEAD' }))).toEqual(
      [...committed, 'deleted upstream.ts'].sort(),
    )
    expect(mergeBase(repository, 'base', 'HEAD')).toBe(git(root, 'merge-base', 'base', 'HEAD'))
    expect([...renamesBetween(repository, 'base', 'HEAD')]).toEqual([['old name.ts', 'new\nname.ts']])
    expect(() => changedFiles(repository, { kind: 'since', ref: 'nope', until: 'index' })).toThrow(
      'there is no commit "nope"',
    )
  })

  it('says that two histories have nothing in common', () => {
    const root = createRepository({ 'a.ts': '' })
    git(root, 'checkout', '-q', '--orphan', 'alone')
    commitAll(root, 'unrelated')
    expect(() => changedFiles(open(root), { kind: 'since', ref: 'main', until: 'index' })).toThrow(
      'main and HEAD have no common ancestor',
    )
  })

  it('keeps to a root below the top', () => {
    const root = createRepository({ 'a.ts': '', 'sub/b.ts': '' })
    writeFiles(root, { 'a.ts': 'x', 'sub/b.ts': 'x', 'sub/c.ts': '' })
    expect(summary(changedFiles(open(join(root, 'sub')), { kind: 'since', ref: 'HEAD', until: 'worktree' }))).toEqual([
      'added c.ts',
      'modified b.ts',
    ])
  })

  it('runs no filter and no other program that the repository names', () => {
    const root = createRepository({ 'a.ts': 'aaaa', 'b.ts': long })
    const script = join(createDirectory(), 'evil.sh')
    writeFileSync(script, `#!/bin/sh\ntouch "${script}.ran"\ncat\n`)
    chmodSync(script, 0o755)
    writeFiles(root, { '.gitattributes': '* filter=evil diff=evil\n' })
    for (const name of [
      'filter.evil.clean',
      'filter.evil.process',
      'diff.evil.textconv',
      'diff.evil.command',
      'diff.external',
      'core.fsmonitor',
    ])
      git(root, 'config', name, script)
    git(root, 'config', 'filter.evil.required', 'true')
    writeFiles(root, { 'a.ts': 'bbbb', 'c.ts': long })
    utimesSync(join(root, 'b.ts'), 1, 1)
    expect(summary(changedFiles(open(root), { kind: 'since', ref: 'HEAD', until: 'worktree' }))).toEqual([
      'added .gitattributes',
      'added c.ts',
      'modified a.ts',
    ])
    expect(existsSync(`${script}.ran`)).toBe(false)
    // The trap is real: git itself runs it.
    expect(() => git(root, 'status')).toThrow('clean filter')
    expect(existsSync(`${script}.ran`)).toBe(true)
  })

  it('parses the raw format', () => {
    expect(parseRawDiff('')).toEqual([])
    expect(
      parseRawDiff(':100644 120000 aa bb T\0a\0:100644 100644 aa bb C75\0a\0b\0:000000 160000 00 cc A\0s\0'),
    ).toEqual([
      { status: 'modified', path: 'a', from: null, blob: 'bb', blobBefore: 'aa', regular: false },
      { status: 'modified', path: 'b', from: null, blob: 'bb', blobBefore: 'aa', regular: true },
      { status: 'added', path: 's', from: null, blob: 'cc', blobBefore: null, regular: false },
    ])
  })
})
