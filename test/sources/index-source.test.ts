import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createIndexSource } from '../../src/sources/index-source.ts'
import { changedFiles } from '../../src/sources/git-changes.ts'
import {
  CLEAN_ENVIRONMENT,
  commitAll,
  createDirectory,
  createRepository,
  git,
  open,
  pathsOf,
  readAll,
  reasonsOf,
  setEnvironment,
  textOf,
  writeFiles,
} from './support.ts'

describe('index source', () => {
  it('shows what would be committed, whatever the work tree says', () => {
    const root = createRepository({ 'a.ts': 'old\n', 'gone.ts': 'g', 'kept.ts': 'k' })
    writeFiles(root, { 'a.ts': 'staged\n', 'new.ts': 'new' })
    git(root, 'add', '-A')
    git(root, 'rm', '-q', '--cached', 'gone.ts')
    writeFiles(root, { 'a.ts': 'unstaged\n', 'untracked.ts': '' })
    unlinkSync(join(root, 'kept.ts'))
    const source = createIndexSource(open(root))
    expect(readAll(source)).toEqual({ texts: { 'a.ts': 'staged\n', 'kept.ts': 'k', 'new.ts': 'new' }, skipped: {} })
    expect(source.has('gone.ts')).toBe(false)
    expect(textOf(source, 'a.ts')).toBe('staged\n')
    expect(source.list()[0]?.blob).toBe(git(root, 'rev-parse', ':a.ts'))
    expect(source.commit).toBe(git(root, 'rev-parse', 'HEAD'))
  })

  it('shows half of a partially staged file', () => {
    const root = createRepository({ 'a.ts': '1\n' })
    writeFiles(root, { 'a.ts': '1\n2\n' })
    git(root, 'add', 'a.ts')
    writeFiles(root, { 'a.ts': '1\n2\n3\n' })
    expect(textOf(createIndexSource(open(root)), 'a.ts')).toBe('1\n2\n')
  })

  it('gives stored bytes where the work tree has other line endings', () => {
    const root = createRepository({ 'a.ts': 'x' })
    git(root, 'config', 'core.autocrlf', 'true')
    writeFiles(root, { 'a.ts': 'one\r\ntwo\r\n' })
    git(root, 'add', 'a.ts')
    expect(textOf(createIndexSource(open(root)), 'a.ts')).toBe('one\ntwo\n')
  })

  it('honours GIT_INDEX_FILE, relative to the top and absolute, also from a subfolder', () => {
    const root = createRepository({ 'a.ts': 'a', 'sub/b.ts': 'b' })
    const other = join(createDirectory(), 'index')
    const environment = { ...CLEAN_ENVIRONMENT, GIT_INDEX_FILE: other }
    writeFiles(root, { 'a.ts': 'in the other index' })
    execFileSync('git', ['add', 'a.ts'], { cwd: root, env: environment })
    setEnvironment({ GIT_INDEX_FILE: other })
    expect(readAll(createIndexSource(open(root))).texts).toEqual({ 'a.ts': 'in the other index' })
    execFileSync('cp', [other, join(root, '.git/other-index')])
    setEnvironment({ GIT_INDEX_FILE: '.git/other-index' })
    expect(readAll(createIndexSource(open(root))).texts).toEqual({ 'a.ts': 'in the other index' })
    expect(pathsOf(createIndexSource(open(join(root, 'sub'))))).toEqual([])
    setEnvironment({ GIT_INDEX_FILE: '.nowhere/index' })
    expect(() => open(root)).toThrow('GIT_INDEX_FILE names')
  })

  it('sees what each kind of commit hands to its hook', () => {
    const report = createDirectory()
    const root = createRepository({ 'a.ts': 'a\n', 'b.ts': 'b\n', 'sub/c.ts': 'c\n' })
    const script = join(report, 'show.ts')
    writeFileSync(
      script,
      `import { createIndexSource } from ${JSON.stringify(join(import.meta.dirname, '../../src/sources/index-source.ts'))}
       import { openRepository } from ${JSON.stringify(join(import.meta.dirname, '../../src/sources/git.ts'))}
       import { appendFileSync } from 'node:fs'
       const texts = {}
       createIndexSource(openRepository(process.argv[2])).readEach(['a.ts', 'b.ts', 'sub/c.ts'], (p, b) => { texts[p] = Buffer.from(b).toString().trim() }, () => {})
       appendFileSync(${JSON.stringify(join(report, 'out'))}, JSON.stringify(texts) + '\\n')`,
    )
    const bundle = join(report, 'show.mjs')
    execFileSync('npx', [
      'esbuild',
      script,
      '--bundle',
      '--platform=node',
      '--format=esm',
      `--outfile=${bundle}`,
      '--log-level=error',
    ])
    const hook = `#!/bin/sh\nexec "${process.execPath}" "${bundle}" "$(git rev-parse --show-toplevel)"\n`
    const fromSubfolder = `#!/bin/sh\ntop=$(git rev-parse --show-toplevel)\ncd sub && exec "${process.execPath}" "${bundle}" "$top"\n`
    const linked = join(report, 'linked')
    git(root, 'worktree', 'add', '-q', '-b', 'side', linked)
    mkdirSync(join(root, '.git/hooks'), { recursive: true })
    const install = (text: string): void => {
      writeFileSync(join(root, '.git/hooks/pre-commit'), text)
      chmodSync(join(root, '.git/hooks/pre-commit'), 0o755)
    }
    const shown = (): unknown => JSON.parse(execFileSync('tail', ['-1', join(report, 'out')], { encoding: 'utf8' }))
    for (const top of [root, linked]) {
      for (const text of [hook, fromSubfolder]) {
        install(text)
        git(top, 'reset', '-q', '--hard')
        writeFiles(top, { 'a.ts': `A${text.length}`, 'b.ts': `B${text.length}` })
        git(top, 'add', 'a.ts')
        git(top, 'commit', '-q', '-m', 'staged')
        expect(shown()).toMatchObject({ 'a.ts': `A${text.length}`, 'sub/c.ts': 'c' })
        expect(shown()).not.toMatchObject({ 'b.ts': `B${text.length}` })
        git(top, 'commit', '-q', '-a', '-m', 'all')
        expect(shown()).toMatchObject({ 'a.ts': `A${text.length}`, 'b.ts': `B${text.length}` })
        writeFiles(top, { 'a.ts': 'only', 'b.ts': 'not' })
        git(top, 'add', 'b.ts')
        git(top, 'commit', '-q', '-m', 'one path', 'a.ts')
        expect(shown()).toMatchObject({ 'a.ts': 'only', 'b.ts': `B${text.length}` })
      }
    }
  }, 30_000)

  it('leaves out what is only announced', () => {
    const root = createRepository({ 'a.ts': 'a', 'empty.py': '' })
    writeFiles(root, { 'announced.ts': 'x', 'new-empty.py': '', 'sub/announced [1].ts': '' })
    git(root, 'add', 'new-empty.py')
    git(root, 'add', '-N', 'announced.ts', 'sub/announced [1].ts')
    expect(pathsOf(createIndexSource(open(root)))).toEqual(['a.ts', 'empty.py', 'new-empty.py'])
    expect(pathsOf(createIndexSource(open(join(root, 'sub'))))).toEqual([])
    const unborn = createDirectory({ 'a.ts': 'x', 'b.ts': '' })
    git(unborn, 'init', '-q')
    git(unborn, 'add', 'b.ts')
    git(unborn, 'add', '-N', 'a.ts')
    expect(pathsOf(createIndexSource(open(unborn)))).toEqual(['b.ts'])
  })

  it('skips files in conflict, submodules and links out, and follows links inside', () => {
    const inner = createRepository({ 'i.ts': '' })
    const root = createRepository({ 'a.ts': 'base\n', 'lib/x.ts': 'x' })
    git(root, 'submodule', '--quiet', 'add', inner, 'sub')
    symlinkSync('lib', join(root, 'alias'))
    symlinkSync('/etc/passwd', join(root, 'out'))
    commitAll(root)
    git(root, 'checkout', '-q', '-b', 'other')
    writeFiles(root, { 'a.ts': 'theirs\n' })
    commitAll(root)
    git(root, 'checkout', '-q', '-')
    writeFiles(root, { 'a.ts': 'ours\n' })
    commitAll(root)
    expect(() => git(root, 'merge', 'other')).toThrow()
    const source = createIndexSource(open(root))
    expect(pathsOf(source)).toEqual(['.gitmodules', 'lib/x.ts'])
    expect(reasonsOf(source)).toEqual({
      'a.ts': 'has an unresolved merge conflict',
      out: 'symbolic link out of the root',
      sub: 'submodule: a repository of its own, check it there',
    })
    expect(textOf(source, 'alias/x.ts')).toBe('x')
    expect(source.realPath?.('alias/x.ts')).toBe('lib/x.ts')
    expect(readAll(source, ['alias/x.ts', 'a.ts', 'out']).texts).toEqual({ 'alias/x.ts': 'x' })
  })

  it('reads odd names, large and empty files, in the order asked for', () => {
    const files: Record<string, string | Uint8Array> = {
      'new\nline.ts': '1',
      'qu"ote.ts': '2',
      '日本.py': '3',
      'empty.ts': '',
      'big.ts': new Uint8Array(2 * 1024 * 1024 + 1).fill(97),
      'zz.ts': 'after',
    }
    const source = createIndexSource(open(createRepository(files)))
    const order: string[] = []
    const wanted = ['zz.ts', 'empty.ts', 'big.ts', 'new\nline.ts', '日本.py', 'missing', 'qu"ote.ts']
    const skipped: string[] = []
    source.readEach(
      wanted,
      (path) => order.push(path),
      ({ path, reason }) => skipped.push(`${path}: ${reason}`),
    )
    expect(order).toEqual(['zz.ts', 'empty.ts', 'new\nline.ts', '日本.py', 'qu"ote.ts'])
    expect(skipped).toEqual(['big.ts: larger than 2 MB'])
    expect(source.read('big.ts')).toHaveLength(2 * 1024 * 1024 + 1)
  })

  it('reads more than fits in memory at once, piece by piece', () => {
    const root = createDirectory()
    for (let at = 0; at < 70; at++) writeFiles(root, { [`f${at}.ts`]: `${at}`.padEnd(1_500_000, 'x') })
    for (let at = 0; at < 1_000; at++) writeFiles(root, { [`s/${at}.ts`]: `${at}` })
    git(root, 'init', '-q')
    commitAll(root)
    const source = createIndexSource(open(root))
    const lengths = new Map<string, number>()
    // The small ones first teach the reader to expect small files.
    const paths = [...pathsOf(source)].sort().reverse()
    source.readEach(
      paths,
      (path, bytes) => lengths.set(path, bytes.length),
      () => {},
    )
    expect([...lengths.keys()]).toEqual(paths)
    expect(lengths.get('f69.ts')).toBe(1_500_000)
    expect(lengths.get('s/999.ts')).toBe(3)
  }, 30_000)

  it('reads single files in bulk when asked for many', () => {
    const files = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`p${at}/package.json`, `{"n":${at}}`]))
    const source = createIndexSource(open(createRepository({ ...files, 'p1/x.ts': 'x' })))
    for (const [path, text] of Object.entries(files)) expect(textOf(source, path)).toBe(text)
    source.read('p3/package.json')?.fill(0)
    expect(textOf(source, 'p3/package.json')).toBe('{"n":3}')
    expect(textOf(source, 'p1/x.ts')).toBe('x')
  })

  it('knows staged files without listing', () => {
    const root = createRepository({ 'a.ts': 'a', 'b.ts': 'b' })
    writeFiles(root, { 'a.ts': 'A', 'n.ts': 'N' })
    symlinkSync('a.ts', join(root, 'l.ts'))
    git(root, 'add', '-A')
    const repository = open(root)
    const source = createIndexSource(repository, {
      files: changedFiles(repository, { kind: 'staged' }),
      isWanted: () => false,
    })
    expect(readAll(source, ['a.ts', 'n.ts']).texts).toEqual({ 'a.ts': 'A', 'n.ts': 'N' })
    expect(source.has('b.ts')).toBe(true)
    expect(source.realPath?.('l.ts')).toBe('a.ts')
  })

  it('touches neither index nor work tree, also while another git holds the lock', () => {
    const root = createRepository({ 'a.ts': 'a' })
    writeFiles(root, { 'a.ts': 'b', '.git/index.lock': '' })
    const before = statSync(join(root, '.git/index'))
    const source = createIndexSource(open(root))
    expect(readAll(source).texts).toEqual({ 'a.ts': 'a' })
    expect(changedFiles(open(root), { kind: 'staged' })).toEqual([])
    expect(statSync(join(root, '.git/index')).mtimeMs).toBe(before.mtimeMs)
    rmSync(join(root, '.git/index.lock'))
  })
})
