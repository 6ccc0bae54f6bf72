import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openWorktree } from '../../src/sources/worktree.ts'
import {
  commitAll,
  createDirectory,
  createRepository,
  git,
  pathsOf,
  readAll,
  reasonsOf,
  setEnvironment,
  textOf,
  writeFiles,
} from './support.ts'

describe('work tree of a repository', () => {
  it('lists what is tracked and what is not ignored', async () => {
    const root = createRepository({ '.gitignore': 'dist/\n*.log\n!keep.log\n', 'src/a.ts': 'a', 'src/b.ts': 'b' })
    writeFiles(root, {
      'src/new.ts': 'n',
      'fresh/deep/er/x.py': 'x',
      'fresh/.gitignore': 'no.py\n',
      'fresh/no.py': '',
      'dist/out.js': '',
      'a.log': '',
      'keep.log': '',
      'node_modules/p/index.js': '',
      'env/pyvenv.cfg': '',
      'env/lib/site.py': '',
    })
    const source = await openWorktree(root)
    expect(pathsOf(source)).toEqual([
      '.gitignore',
      'fresh/.gitignore',
      'fresh/deep/er/x.py',
      'keep.log',
      'src/a.ts',
      'src/b.ts',
      'src/new.ts',
    ])
    expect(reasonsOf(source)).toEqual({ env: 'virtual environment' })
    expect(source.commit).toBe(git(root, 'rev-parse', 'HEAD'))
    expect(source.has('fresh/deep/er/x.py')).toBe(true)
    expect(source.has('dist/out.js')).toBe(false)
    expect(source.hasDirectory('fresh/deep')).toBe(true)
    expect(source.hasDirectory('dist')).toBe(false)
    expect(source.list().every(({ blob }) => blob === null)).toBe(true)
  })

  it('agrees with git about untracked files, whatever their names', async () => {
    const root = createRepository({
      'a/.gitignore': '/x*\n\\#odd\n**/deep/*.py\n!deep/keep.py\n[ab].ts\n',
      'a/b.txt': '',
    })
    writeFiles(root, {
      'a/x1': '',
      'a/y': '',
      'a/#odd': '',
      'a/c/deep/1.py': '',
      'a/deep/keep.py': '',
      'a/a.ts': '',
      'a/c/a.ts': '',
      'a/[ab].ts': '',
      'a/:(glob)*.ts': '',
      'a/with space': '',
      'a/q"uote': '',
      'a/new\nline.ts': '',
      'a/ünï': '',
      'a/*': '',
      '-dash': '',
      ':!x': '',
      'a/\\back': '',
      '1/2/3/4/5/6/7/8/9/x.ts': '',
      '1/2/3/4/5/6/7/.gitignore': 'no\n',
      '1/2/3/4/5/6/7/no/y.ts': '',
      '1/2/3/4/5/6/7/8/9/node_modules/y.ts': '',
    })
    const expected = git(root, 'ls-files', '-z', '-c', '-o', '--exclude-standard')
      .split('\0')
      .filter((path) => path !== '' && !path.includes('node_modules'))
    expect(pathsOf(await openWorktree(root))).toEqual(expected.sort())
    expect(Object.keys(readAll(await openWorktree(root)).texts)).toHaveLength(expected.length)
  })

  it('without untracked files trusts the index and still knows what is gone', async () => {
    const root = createRepository({ 'a.ts': 'a', 'b/c.ts': 'c', 'b/d.ts': 'd' })
    writeFiles(root, { 'new.ts': '' })
    unlinkSync(join(root, 'b/c.ts'))
    const source = await openWorktree(root, { untracked: false, trustIndex: true })
    expect(pathsOf(source)).toEqual(['a.ts', 'b/c.ts', 'b/d.ts'])
    expect(source.list()[0]?.blob).toBe(git(root, 'rev-parse', ':a.ts'))
    expect(source.has('b/c.ts')).toBe(false)
    expect(source.has('b/d.ts')).toBe(true)
    expect(source.has('new.ts')).toBe(false)
    expect(readAll(source)).toEqual({ texts: { 'a.ts': 'a', 'b/d.ts': 'd' }, skipped: {} })
  })

  it('misses deleted files, and files that vanish after listing, without a word', async () => {
    const root = createRepository({ 'a.ts': 'a', 'b/c.ts': 'c', 'd.ts': 'd' })
    rmSync(join(root, 'b'), { recursive: true })
    const source = await openWorktree(root)
    expect(pathsOf(source)).toEqual(['a.ts', 'd.ts'])
    expect(source.has('b/c.ts')).toBe(false)
    expect(source.hasDirectory('b')).toBe(false)
    unlinkSync(join(root, 'd.ts'))
    mkdirSync(join(root, 'd.ts'))
    expect(readAll(source)).toEqual({ texts: { 'a.ts': 'a' }, skipped: {} })
    expect(source.read('d.ts')).toBeNull()
  })

  it('reads a file in conflict once, from the disk', async () => {
    const root = createRepository({ 'a.ts': 'base\n', 'b.ts': 'b' })
    git(root, 'checkout', '-q', '-b', 'other')
    writeFiles(root, { 'a.ts': 'theirs\n' })
    commitAll(root)
    git(root, 'checkout', '-q', '-')
    writeFiles(root, { 'a.ts': 'ours\n' })
    commitAll(root)
    expect(() => git(root, 'merge', 'other')).toThrow()
    const source = await openWorktree(root)
    expect(pathsOf(source)).toEqual(['a.ts', 'b.ts'])
    expect(textOf(source, 'a.ts')).toContain('<<<<<<<')
  })

  it('reads names with line breaks, quotes and other alphabets', async () => {
    const files = {
      'new\nline.ts': '1',
      'qu"ote\'.ts': '2',
      '日本/ü\t😀.py': '3',
      '\uE000.ts': '4',
      'back\\slash.ts': '5',
    }
    const root = createRepository(files)
    expect(readAll(await openWorktree(root)).texts).toEqual(files)
    expect(pathsOf(await openWorktree(root))).toEqual(Object.keys(files).sort())
  })

  it('says that a name is not UTF-8', async () => {
    const root = createRepository({ 'a.ts': '' })
    writeFileSync(Buffer.from([...Buffer.from(`${root}/x`), 0xff]), '')
    git(root, 'add', '-A')
    const source = await openWorktree(root)
    expect(pathsOf(source)).toEqual(['a.ts'])
    expect(Object.values(reasonsOf(source))).toContain('its path is not valid UTF-8')
  })

  it('gives the bytes on disk, not those of the index', async () => {
    const root = createRepository({ '.gitattributes': '* text=auto eol=crlf\n', 'a.ts': 'one\ntwo\n' })
    unlinkSync(join(root, 'a.ts'))
    git(root, 'checkout', '--', 'a.ts')
    expect(textOf(await openWorktree(root), 'a.ts')).toBe('one\r\ntwo\r\n')
  })

  it('starts at a subfolder when that is the root', async () => {
    const root = createRepository({ 'a.ts': '', 'sub/b.ts': 'b', 'sub/deep/c.ts': '', '.gitignore': 'skip\n' })
    writeFiles(root, { 'sub/new.ts': '', 'sub/skip/x.ts': '' })
    const source = await openWorktree(join(root, 'sub'))
    expect(pathsOf(source)).toEqual(['b.ts', 'deep/c.ts', 'new.ts'])
    expect(textOf(source, 'b.ts')).toBe('b')
    expect(source.read('../a.ts')).toBeNull()
    expect(readAll(source, ['../a.ts', '/etc/passwd']).skipped).toEqual({
      '../a.ts': 'outside the root',
      '/etc/passwd': 'outside the root',
    })
  })

  it('works in a linked work tree, detached, and before the first commit', async () => {
    const root = createRepository({ 'a.ts': 'a' })
    const linked = join(createDirectory(), 'linked')
    git(root, 'worktree', 'add', '-q', '--detach', linked)
    writeFiles(linked, { 'b.ts': 'b' })
    const source = await openWorktree(linked)
    expect(pathsOf(source)).toEqual(['a.ts', 'b.ts'])
    expect(source.commit).toBe(git(root, 'rev-parse', 'HEAD'))
    const unborn = createDirectory({ 'x.py': '' })
    git(unborn, 'init', '-q')
    expect(pathsOf(await openWorktree(unborn))).toEqual(['x.py'])
    expect((await openWorktree(unborn)).commit).toBeNull()
  })

  it('leaves other repositories alone and says so', async () => {
    const inner = createRepository({ 'i.ts': '' })
    const root = createRepository({ 'a.ts': '' })
    git(root, 'submodule', '--quiet', 'add', inner, 'sub')
    commitAll(root)
    writeFiles(root, { 'nested/n.ts': '', 'sub/new.ts': '' })
    git(join(root, 'nested'), 'init', '-q')
    for (const untracked of [true, false]) {
      const source = await openWorktree(root, { untracked })
      expect(pathsOf(source)).toEqual(['.gitmodules', 'a.ts'])
      expect(reasonsOf(source)).toEqual({
        sub: 'submodule: a repository of its own, check it there',
        ...(untracked ? { nested: 'a repository of its own, check it there' } : {}),
      })
    }
    expect(pathsOf(await openWorktree(join(root, 'sub')))).toEqual(['i.ts', 'new.ts'])
  })

  it('refuses a bare repository and a git directory', async () => {
    const bare = createDirectory()
    git(bare, 'init', '-q', '--bare')
    await expect(openWorktree(bare)).rejects.toThrow('bare repository')
    const root = createRepository()
    await expect(openWorktree(join(root, '.git'))).rejects.toThrow('inside a git directory')
    await expect(openWorktree(join(root, 'nope'))).rejects.toThrow('no such directory')
  })

  it('knows what a sparse checkout leaves out', async () => {
    const root = createRepository({ 'in/a.ts': 'a', 'out/b.ts': 'b', 'top.ts': '' })
    git(root, 'sparse-checkout', 'set', 'in')
    const source = await openWorktree(root)
    expect(source.has('out/b.ts')).toBe(true)
    expect(source.hasDirectory('out')).toBe(true)
    expect(textOf(source, 'out/b.ts')).toBe('b')
    expect(readAll(source).texts).toEqual({ 'in/a.ts': 'a', 'top.ts': '' })
    expect(source.skipped).toEqual([{ path: '', reason: '1 files are not checked out (sparse checkout)' }])
  })

  it('changes nothing, even while another git holds the index', async () => {
    const root = createRepository({ 'a.ts': 'a' })
    writeFiles(root, { '.git/index.lock': '', 'b.ts': '' })
    const before = spawnSync('find', [join(root, '.git'), '-printf', '%p %s %T@\n'], { encoding: 'utf8' }).stdout
    const source = await openWorktree(root)
    expect(readAll(source).texts).toEqual({ 'a.ts': 'a', 'b.ts': '' })
    expect(spawnSync('find', [join(root, '.git'), '-printf', '%p %s %T@\n'], { encoding: 'utf8' }).stdout).toBe(before)
  })

  it('runs no program that the repository names', async () => {
    const root = createRepository({ 'a.ts': 'a', '.gitattributes': '* filter=evil diff=evil\n' })
    const script = join(root, 'evil.sh')
    writeFileSync(script, `#!/bin/sh\ntouch "${root}/ran"\ncat\n`)
    chmodSync(script, 0o755)
    for (const name of [
      'core.fsmonitor',
      'filter.evil.clean',
      'filter.evil.smudge',
      'diff.evil.textconv',
      'diff.external',
      'core.pager',
    ])
      git(root, 'config', name, script)
    writeFiles(root, { 'a.ts': 'b' })
    const source = await openWorktree(root)
    expect(readAll(source).texts['a.ts']).toBe('b')
    expect(pathsOf(await openWorktree(root))).not.toContain('ran')
  })
})

describe('symbolic links', () => {
  const build = () => {
    const outside = createDirectory({ 'secret.ts': 'secret', 'dir/x.ts': 'x' })
    const root = createRepository({
      'shared/x.ts': 'shared',
      'app/a.ts': 'a',
      '.gitignore': 'ignored.ts\n',
      'ignored.ts': '',
    })
    symlinkSync('../shared', join(root, 'app/shared'))
    symlinkSync('../shared/x.ts', join(root, 'app/link.ts'))
    symlinkSync(join(root, 'app/link.ts'), join(root, 'app/twice.ts'))
    symlinkSync(join(outside, 'secret.ts'), join(root, 'app/out.ts'))
    symlinkSync(join('..', '..', 'elsewhere'), join(root, 'app/up.ts'))
    symlinkSync(join(outside, 'dir'), join(root, 'outdir'))
    symlinkSync('loop-b', join(root, 'loop-a'))
    symlinkSync('loop-a', join(root, 'loop-b'))
    symlinkSync('.', join(root, 'self'))
    symlinkSync('nowhere', join(root, 'dangling'))
    symlinkSync('ignored.ts', join(root, 'to-ignored'))
    return root
  }

  for (const tracked of [true, false]) {
    for (const untracked of tracked ? [true, false] : [true]) {
      it(`${tracked ? 'tracked' : 'untracked'}: lead to listed files and nowhere else (untracked: ${untracked})`, async () => {
        const root = build()
        if (tracked) commitAll(root)
        const source = await openWorktree(root, { untracked })
        expect(pathsOf(source)).toEqual(['.gitignore', 'app/a.ts', 'shared/x.ts'])
        expect(reasonsOf(source)).toEqual({
          'app/out.ts': 'symbolic link out of the root',
          'app/up.ts': 'symbolic link out of the root',
          outdir: 'symbolic link out of the root',
          'loop-a': 'symbolic link that leads back to itself',
          'loop-b': 'symbolic link that leads back to itself',
          dangling: 'symbolic link to something that is not checked',
          'to-ignored': 'symbolic link to something that is not checked',
        })
        for (const path of ['app/shared/x.ts', 'app/link.ts', 'app/twice.ts', 'self/self/app/shared/x.ts']) {
          expect(source.has(path)).toBe(true)
          expect(source.realPath?.(path)).toBe('shared/x.ts')
          expect(textOf(source, path)).toBe('shared')
        }
        expect(source.hasDirectory('app/shared')).toBe(true)
        expect(readAll(source, ['app/link.ts', 'app/shared/x.ts']).texts).toEqual({
          'app/link.ts': 'shared',
          'app/shared/x.ts': 'shared',
        })
        for (const path of ['app/out.ts', 'outdir/x.ts', 'app/up.ts', 'loop-a']) {
          expect(source.has(path)).toBe(false)
          expect(source.read(path)).toBeNull()
          expect(readAll(source, [path]).texts).toEqual({})
        }
      })
    }
  }

  it('in the place of a tracked directory are not followed out', async () => {
    const outside = createDirectory({ 'a.ts': 'secret' })
    const root = createRepository({ 'dir/a.ts': 'a', 'b.ts': 'b' })
    rmSync(join(root, 'dir'), { recursive: true })
    symlinkSync(outside, join(root, 'dir'))
    for (const untracked of [true, false]) {
      const source = await openWorktree(root, { untracked })
      expect(source.has('dir/a.ts')).toBe(false)
      expect(readAll(source, ['dir/a.ts', 'b.ts']).texts).toEqual({ 'b.ts': 'b' })
      expect(source.read('dir/a.ts')).toBeNull()
    }
  })

  it('in the place of a tracked file are not followed out', async () => {
    const outside = createDirectory({ 'a.ts': 'secret' })
    const root = createRepository({ 'a.ts': 'a' })
    const source = await openWorktree(root)
    expect(pathsOf(source)).toEqual(['a.ts'])
    unlinkSync(join(root, 'a.ts'))
    symlinkSync(join(outside, 'a.ts'), join(root, 'a.ts'))
    expect(readAll(source)).toEqual({ texts: {}, skipped: { 'a.ts': 'outside the root' } })
  })
})

describe('files that cannot be read', () => {
  it('are skipped with the reason: too large, a pipe', async () => {
    const root = createRepository({ 'a.ts': 'a', 'pipe.ts': '' })
    writeFiles(root, {
      'large.ts': new Uint8Array(2 * 1024 * 1024 + 1).fill(32),
      'exact.ts': new Uint8Array(2 * 1024 * 1024).fill(32),
    })
    const source = await openWorktree(root)
    source.list()
    unlinkSync(join(root, 'pipe.ts'))
    spawnSync('mkfifo', [join(root, 'pipe.ts')])
    const { texts, skipped } = readAll(source)
    expect(texts['exact.ts']).toHaveLength(2 * 1024 * 1024)
    expect(skipped).toEqual({ 'large.ts': 'larger than 2 MB' })
    expect(source.read('large.ts')).toHaveLength(2 * 1024 * 1024 + 1)
  })

  it('are skipped with the reason: no permission', async () => {
    const root = createDirectory({ 'a.ts': 'a', 'closed.ts': 'c', 'locked/x.ts': 'x' })
    chmodSync(join(root, 'closed.ts'), 0)
    chmodSync(join(root, 'locked'), 0)
    chmodSync(root, 0o755)
    onTestFinished(() => chmodSync(join(root, 'locked'), 0o755))
    if (process.getuid?.() === 0) {
      // Root may read everything: stand down for the length of this test.
      process.seteuid?.(65534)
      onTestFinished(() => process.seteuid?.(0))
    }
    const source = await openWorktree(root)
    expect(readAll(source)).toEqual({ texts: { 'a.ts': 'a' }, skipped: { 'closed.ts': 'cannot be read: EACCES' } })
    expect(reasonsOf(source)).toEqual({ locked: 'directory cannot be read: EACCES' })
    expect(source.read('closed.ts')).toBeNull()
    expect(reasonsOf(source)).toMatchObject({ 'closed.ts': 'cannot be read: EACCES' })
  })

  it('does not mix up files while a visitor reads others', async () => {
    const root = createRepository({ 'a.ts': 'aaaa', 'b.ts': 'bb', 'c.ts': 'c' })
    const source = await openWorktree(root)
    const seen: string[] = []
    source.readEach(
      ['a.ts', 'b.ts'],
      (path, bytes) => {
        source.read('c.ts')
        source.readEach(
          ['c.ts'],
          () => {},
          () => {},
        )
        seen.push(path, Buffer.from(bytes).toString())
      },
      () => {},
    )
    expect(seen).toEqual(['a.ts', 'aaaa', 'b.ts', 'bb'])
  })
})

describe('a directory without git', () => {
  it('respects ignore files, nested ones too, and leaves out the usual', async () => {
    const root = createDirectory({
      '.gitignore': '*.log\n/only-top\nout/\n!keep.log\n',
      'a.ts': '',
      'x.log': '',
      'keep.log': '',
      'only-top/x.ts': '',
      'sub/only-top/x.ts': '',
      'sub/out/x.ts': '',
      'sub/out.ts': '',
      'sub/.gitignore': '!again.log\nlocal\n',
      'sub/again.log': '',
      'sub/local/y.ts': '',
      'local/y.ts': '',
      '.hidden/h.ts': '',
      'node_modules/p/i.js': '',
      '.venv/x.py': '',
      'e/pyvenv.cfg': '',
      'e/x.py': '',
      'p/__pycache__/x.py': '',
      'p/dist/x.js': '',
      'p/build/x.js': '',
      'q/dist/z.ts': '',
      'q/.gitignore': '!dist\n',
      '.git/config': 'broken',
      'we[i]rd (dir)/{a,b}/*.ts': '',
    })
    rmSync(join(root, '.git'), { recursive: true })
    const source = await openWorktree(root)
    expect(pathsOf(source)).toEqual([
      '.gitignore',
      '.hidden/h.ts',
      'a.ts',
      'keep.log',
      'local/y.ts',
      'p/build/x.js',
      'q/.gitignore',
      'q/dist/z.ts',
      'sub/.gitignore',
      'sub/again.log',
      'sub/only-top/x.ts',
      'sub/out.ts',
      'we[i]rd (dir)/{a,b}/*.ts',
    ])
    expect(source.commit).toBeNull()
    expect(reasonsOf(source)).toEqual({
      e: 'virtual environment',
      'p/dist': 'left out as a directory of build products',
    })
    expect(Object.keys(readAll(source).texts)).toHaveLength(13)
  })

  it('does not follow links out, nor round in circles', async () => {
    const outside = createDirectory({ 'x.ts': '' })
    const root = createDirectory({ 'a/x.ts': 'x' })
    symlinkSync('..', join(root, 'a/up'))
    symlinkSync(outside, join(root, 'out'))
    symlinkSync('a', join(root, 'b'))
    const source = await openWorktree(root)
    expect(pathsOf(source)).toEqual(['a/x.ts'])
    expect(textOf(source, 'b/x.ts')).toBe('x')
    expect(textOf(source, 'a/up/a/x.ts')).toBe('x')
    expect(reasonsOf(source)).toEqual({ out: 'symbolic link out of the root' })
  })

  it('falls back to it where git is not installed or its repository is gone, and says so', async () => {
    const root = createRepository({ 'a.ts': '', '.gitignore': 'no.ts\n' })
    writeFiles(root, { 'no.ts': '' })
    const linked = join(createDirectory(), 'linked')
    git(root, 'worktree', 'add', '-q', linked)
    rmSync(join(root, '.git/worktrees'), { recursive: true })
    expect(pathsOf(await openWorktree(linked))).toEqual(['.gitignore', 'a.ts'])
    expect((await openWorktree(linked)).commit).toBeNull()
    const broken = await openWorktree(linked)
    broken.list()
    expect(broken.skipped[0]?.reason).toContain('listed without git')
    setEnvironment({ PATH: '/nonexistent' })
    const source = await openWorktree(root)
    expect(pathsOf(source)).toEqual(['.gitignore', 'a.ts'])
    expect(source.skipped[0]?.reason).toContain('git is not installed')
  })
})

describe('a repository of somebody else', () => {
  it('is refused with the cure', async () => {
    const root = createRepository({ 'a.ts': '' })
    setEnvironment({ GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' })
    await expect(openWorktree(root)).rejects.toThrow(
      /belongs to another user[\s\S]*git config --global --add safe\.directory/,
    )
  })
})
