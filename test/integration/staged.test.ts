import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  CLI,
  commitAll,
  createFolder,
  createRepository,
  type Files,
  git,
  manifest,
  photograph,
  PYTHON,
  repoint,
  report,
  run,
  stage,
  start,
  told,
  write,
} from './support.ts'

/** git's exit code. */
const gitCode = (folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): number =>
  run(folder, 'git', args, { env }).code

const without = (files: Files, ...paths: readonly string[]): Files =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !paths.includes(path)))

const STALE = 'from app.old import Tool\n\nTOOL = Tool()\n'

describe('the index, not the work tree', () => {
  test('a staged violation is caught though the work tree is clean', () => {
    const folder = createRepository({ ...without(PYTHON, 'app/user.py'), 'app/next.py': 'X = 1\n' })
    stage(folder, { 'app/next.py': STALE })
    write(folder, { 'app/next.py': 'X = 1\n' })
    expect(told(folder, ['--staged'])).toEqual(['app/next.py:1 tool works-today', 'app/next.py:3 tool works-today'])
    expect(repoint(folder, ['check', '--staged']).code).toBe(1)
  })

  test('a violation of the work tree only does not fail a clean stage', () => {
    const folder = createRepository(PYTHON)
    stage(folder, { 'app/next.py': 'X = 1\n' })
    write(folder, { 'app/next.py': STALE, 'app/untracked.py': STALE })
    expect(told(folder, ['--staged'])).toEqual([])
  })

  test('a partially staged file gives what would be committed', () => {
    const folder = createRepository({ ...PYTHON, 'app/next.py': 'X = 1\n' })
    stage(folder, { 'app/next.py': 'from app.old import Tool\nX = 1\n' })
    write(folder, { 'app/next.py': 'import os\n\nfrom app.old import Tool\nX = 1\nY = Tool()\n' })
    expect(told(folder, ['--staged'])).toEqual(['app/next.py:1 tool works-today'])
  })

  test('a violation that is staged away passes, though the work tree has it again', () => {
    const folder = createRepository(PYTHON)
    stage(folder, { 'app/user.py': 'X = 1\n' })
    write(folder, { 'app/user.py': STALE })
    expect(told(folder, ['--staged'])).toEqual([])
  })

  test('the manifest is the staged one', () => {
    const folder = createRepository(PYTHON)
    stage(folder, { 'migrations.json': manifest(), 'app/user.py': `${STALE}X = 1\n` })
    write(folder, { 'migrations.json': PYTHON['migrations.json'] as string })
    expect(told(folder, ['--staged'])).toEqual([])
    git(folder, 'reset', '-q', '--hard')
    stage(folder, { 'app/user.py': `${STALE}X = 1\n` })
    write(folder, { 'migrations.json': '{ not json' })
    expect(told(folder, ['--staged'])).toHaveLength(2)
  })

  test('a manifest that lies in a directory of the work tree only is none', () => {
    const folder = createRepository({ 'sub/a.py': 'X = 1\n', 'app/old.py': 'class Tool: pass\n' })
    stage(folder, { 'sub/a.py': STALE })
    write(folder, { 'sub/migrations.json': manifest({ id: 'tool', from: 'app.old#Tool', to: null }) })
    expect(report(join(folder, 'sub'), ['--staged', '--no-dangling']).manifest).toBeNull()
    git(folder, 'add', '-A')
    write(folder, { 'sub/migrations.json': null })
    expect(report(join(folder, 'sub'), ['--staged', '--no-dangling']).manifest?.file).toBe('migrations.json')
  })

  test('tsconfig comes from the index', () => {
    const tsconfig = (directory: string): string =>
      JSON.stringify({ compilerOptions: { paths: { '@x/*': [`./${directory}/*`] } } })
    const folder = createRepository({
      'migrations.json': manifest({ id: 'tool', from: './src/old#Tool', to: './src/new#Tool2' }),
      'tsconfig.json': tsconfig('src'),
      'src/old.ts': 'export class Tool {}\n',
      'src/new.ts': 'export class Tool2 {}\n',
      'other/old.ts': 'export class Tool {}\n',
      'src/user.ts': 'export {}\n',
    })
    const user = { 'src/user.ts': "import { Tool } from '@x/old'\nnew Tool()\n" }
    stage(folder, user)
    write(folder, { 'tsconfig.json': tsconfig('other') })
    expect(told(folder, ['--staged'])).toHaveLength(2)
    git(folder, 'add', '-A')
    write(folder, { 'tsconfig.json': tsconfig('src') })
    expect(told(folder, ['--staged'])).toEqual([])
  })

  test('Python roots come from the index', () => {
    const pyproject = (where: string): string => `[tool.setuptools.packages.find]\nwhere = ["${where}"]\n`
    const folder = createRepository({
      'migrations.json': manifest({ id: 'tool', from: 'app.old#Tool', to: null }),
      'pyproject.toml': pyproject('lib'),
      'lib/app/__init__.py': '',
      'lib/app/old.py': 'class Tool: pass\n',
      'lib/app/user.py': 'X = 1\n',
    })
    stage(folder, { 'lib/app/user.py': 'from .old import Tool\n' })
    write(folder, { 'pyproject.toml': pyproject('elsewhere') })
    expect(told(folder, ['--staged'])).toEqual(['lib/app/user.py:1 tool works-today'])
  })

  test('GIT_INDEX_FILE is the index', () => {
    const folder = createRepository(PYTHON)
    const env = { GIT_INDEX_FILE: join(folder, '.git/other-index') }
    git(folder, 'read-tree', '--index-output=.git/other-index', 'HEAD')
    write(folder, { 'app/next.py': STALE })
    const added = git(folder, 'hash-object', '-w', 'app/next.py')
    expect(repoint(folder, ['check', '--staged'], { env }).code).toBe(0)
    expect(gitCode(folder, ['update-index', '--add', '--cacheinfo', `100644,${added},app/next.py`], env)).toBe(0)
    expect(told(folder, ['--staged'], { env })).toEqual([
      'app/next.py:1 tool works-today',
      'app/next.py:3 tool works-today',
    ])
    expect(told(folder, ['--staged'])).toEqual([])
    // as `git commit <file>` sets it for its hooks
    expect(told(join(folder, 'app'), ['--staged'], { env: { GIT_INDEX_FILE: '.git/other-index' } })).toHaveLength(2)
  })

  test('before the first commit everything staged is new', () => {
    const folder = createRepository({})
    git(folder, 'checkout', '-q', '--orphan', 'fresh')
    stage(folder, PYTHON)
    expect(told(folder, ['--staged'])).toEqual(['app/user.py:1 tool works-today', 'app/user.py:3 tool works-today'])
    write(folder, { 'app/user.py': 'X = 1\n' })
    expect(told(folder, ['--staged'])).toHaveLength(2)
  })

  test('a detached HEAD, a renamed file', () => {
    const folder = createRepository(PYTHON)
    git(folder, 'checkout', '-q', '--detach')
    git(folder, 'mv', 'app/user.py', 'app/consumer.py')
    expect(told(folder, ['--staged'])).toEqual([
      'app/consumer.py:1 tool works-today',
      'app/consumer.py:3 tool works-today',
    ])
  })

  test('a real commit hook sees the commit, also of named files and with --amend', () => {
    const folder = createRepository(PYTHON)
    write(folder, { '.git/hooks/pre-commit': `#!/bin/sh\nexec "${process.execPath}" "${CLI}" check --staged\n` })
    chmodSync(join(folder, '.git/hooks/pre-commit'), 0o755)
    write(folder, { 'app/fine.py': 'X = 1\n', 'app/next.py': STALE })
    git(folder, 'add', '-A')
    expect(gitCode(folder, ['commit', '-qm', 'both'])).toBe(1)
    expect(gitCode(folder, ['commit', '-qm', 'the fine one', '--', 'app/fine.py'])).toBe(0)
    expect(gitCode(folder, ['commit', '-qm', 'the stale one', '--', 'app/next.py'])).toBe(1)
    expect(gitCode(folder, ['commit', '-q', '--amend', '--no-edit'])).toBe(1)
  })
})

describe('nothing is touched', () => {
  test('no byte and no time stamp of index, objects or work tree changes', () => {
    const folder = createRepository(PYTHON)
    stage(folder, { 'app/next.py': STALE, 'app/old.py': 'X = 1\n' })
    write(folder, { 'app/next.py': 'Y = 1\n', 'app/untracked.py': STALE })
    const before = photograph(folder)
    for (const args of [['--staged'], ['--since', 'HEAD'], ['--ref', 'HEAD'], []]) {
      expect(repoint(folder, ['check', ...args]).code).toBe(1)
      expect(photograph(folder), args.join(' ')).toEqual(before)
    }
    expect(repoint(folder, ['fix', '--staged', '--dry-run']).code).toBe(1)
    expect(photograph(folder)).toEqual(before)
  })

  test('a read-only repository will do', () => {
    const folder = createRepository(PYTHON)
    stage(folder, { 'app/next.py': STALE })
    write(folder, { '.git/index.lock': '' })
    expect(told(folder, ['--staged'])).toHaveLength(2)
    expect(told(folder, ['--since', 'HEAD'])).toHaveLength(2)
  })

  test('git may repack and commit meanwhile', async () => {
    const folder = createRepository(PYTHON)
    for (let nth = 0; nth < 40; nth++)
      write(folder, { [`app/m${nth}.py`]: `from app.old import Tool\nX${nth} = Tool\n` })
    commitAll(folder)
    stage(folder, { 'app/next.py': STALE })
    let done = false
    const disturb = (async () => {
      for (let nth = 0; !done; nth++) {
        const args =
          [
            ['repack', '-adq'],
            ['gc', '-q', '--prune=now'],
            ['pack-refs', '--all'],
            ['branch', '-f', `b${nth}`, 'HEAD'],
          ][nth % 4] ?? []
        await start(folder, 'git', args)
      }
    })()
    const runs = await Promise.all(
      Array.from({ length: 6 }, (_, nth) =>
        start(folder, process.execPath, [
          CLI,
          'check',
          '--no-dangling',
          '--format',
          'unix',
          ...(nth % 2 ? ['--ref', 'HEAD'] : ['--staged']),
        ]),
      ),
    )
    done = true
    await disturb
    for (const [nth, { code, stdout, stderr }] of runs.entries()) {
      expect([code, stderr]).toEqual([1, ''])
      expect(stdout.trim().split('\n').length).toBe(nth % 2 ? 82 : 2)
    }
  })
})

describe('fix --staged', () => {
  test('fixes the work tree and stages nothing', () => {
    const folder = createRepository(PYTHON)
    stage(folder, { 'app/next.py': STALE })
    const staged = git(folder, 'ls-files', '--stage')
    expect(repoint(folder, ['fix', '--staged']).code).toBe(0)
    expect(readFileSync(join(folder, 'app/next.py'), 'utf8')).toBe('from app.new import Tool2\n\nTOOL = Tool2()\n')
    expect(readFileSync(join(folder, 'app/user.py'), 'utf8')).toBe(STALE)
    expect(git(folder, 'ls-files', '--stage')).toBe(staged)
  })

  test('leaves a file alone whose index and work tree differ', () => {
    const folder = createRepository(PYTHON)
    stage(folder, { 'app/next.py': STALE, 'app/whole.py': STALE })
    const rest = `${STALE}REST = 1\n`
    write(folder, { 'app/next.py': rest })
    const { code, output } = repoint(folder, ['fix', '--staged'])
    expect(code).toBe(1)
    expect(output).toContain('staged and its unstaged contents differ')
    expect(readFileSync(join(folder, 'app/next.py'), 'utf8')).toBe(rest)
    expect(readFileSync(join(folder, 'app/whole.py'), 'utf8')).toContain('Tool2')
  })

  test('a touched file is no changed file', () => {
    const folder = createRepository(PYTHON)
    stage(folder, { 'app/next.py': STALE })
    writeFileSync(join(folder, 'app/next.py'), STALE)
    expect(repoint(folder, ['fix', '--staged']).code).toBe(0)
  })
})

describe('trees of other kinds', () => {
  test('several work trees have an index each', () => {
    const folder = createRepository(PYTHON)
    const other = `${folder}-tree`
    git(folder, 'worktree', 'add', '-q', other, '-b', 'other')
    try {
      stage(other, { 'app/next.py': STALE })
      expect(told(other, ['--staged'])).toHaveLength(2)
      expect(told(folder, ['--staged'])).toEqual([])
      expect(told(other, ['--since', 'main'])).toHaveLength(2)
    } finally {
      git(folder, 'worktree', 'remove', '--force', other)
    }
  })

  test('a submodule is a repository of its own', () => {
    const inner = createRepository(PYTHON)
    const outer = createRepository({ 'migrations.json': PYTHON['migrations.json'] as string, 'main.py': 'X = 1\n' })
    git(outer, 'submodule', 'add', '-q', inner, 'vendor')
    commitAll(outer)
    stage(join(outer, 'vendor'), { 'app/next.py': STALE })
    expect(told(join(outer, 'vendor'), ['--staged'])).toHaveLength(2)
    expect(told(outer, ['--staged'])).toEqual([])
    commitAll(join(outer, 'vendor'))
    git(outer, 'add', 'vendor')
    expect(told(outer, ['--staged'])).toEqual([])
    expect(told(outer)).toEqual([])
  })

  test('a bare repository by --ref, and only so', () => {
    const folder = createRepository(PYTHON)
    const bare = join(createFolder(), 'bare.git')
    git(folder, 'clone', '-q', '--bare', folder, bare)
    expect(told(bare, ['--ref', 'main'])).toEqual(['app/user.py:1 tool works-today', 'app/user.py:3 tool works-today'])
    for (const args of [['--staged'], ['--since', 'main'], []]) {
      const { code, stderr } = repoint(bare, ['check', ...args])
      expect([code, stderr], args.join(' ')).toEqual([2, expect.stringContaining('bare')])
    }
  })

  test('a commit of the past, without checking it out', () => {
    const folder = createRepository(PYTHON)
    const first = git(folder, 'rev-parse', 'HEAD')
    stage(folder, { 'app/user.py': 'X = 1\n', 'migrations.json': manifest() })
    commitAll(folder)
    expect(told(folder, ['--ref', first])).toHaveLength(2)
    expect(told(folder, ['--ref', 'HEAD'])).toEqual([])
    expect(repoint(folder, ['check', '--ref', 'nowhere'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nowhere'),
    })
  })

  test('outside of any repository the message says what is missing', () => {
    const folder = createRepository({})
    write(folder, { 'x/a.py': 'X = 1\n' })
    git(folder, 'rev-parse', 'HEAD')
    const { code, stderr } = repoint('/', ['check', '--staged'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('not in a git repository')])
  })
})
