import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  commitAll,
  createFolder,
  createRepository,
  type Files,
  git,
  manifest,
  PYTHON,
  repoint,
  report,
  stage,
  told,
  write,
} from './support.ts'

const TYPESCRIPT: Files = {
  'migrations.json': manifest(
    { id: 'tool', from: './src/old#Tool', to: './src/new#Tool2' },
    { id: 'kit', from: './src/kit#Kit', to: null },
  ),
  'tsconfig.json': '{"compilerOptions":{"paths":{"@/*":["./src/*"]}}}',
  'src/new.ts': 'export class Tool2 {}\n',
  'src/old.ts': 'export class Tool {}\nexport const helper = 1\n',
  'src/kit.ts': 'export class Kit {}\n',
  'src/index.ts': "export * from './old'\nexport { Kit as Box } from './kit'\n",
  'src/direct.ts': "import { Tool } from './old'\nnew Tool()\n",
  'src/through.ts': "import { Tool } from '@/index'\nnew Tool()\n",
  'src/boxed.ts': "import { Box } from '.'\nnew Box()\n",
  'src/namesake.ts': 'export class Tool {}\nnew Tool()\n',
}

describe('what a commit removes', () => {
  test('the deletion of a definition is stopped by an importer nobody touched', () => {
    const folder = createRepository(PYTHON)
    git(folder, 'rm', '-q', 'app/old.py')
    expect(told(folder, ['--staged'])).toEqual(['app/user.py:1 tool import-time', 'app/user.py:3 tool import-time'])
    expect(repoint(folder, ['check', '--staged']).code).toBe(1)
  })

  test('so is the removal of the one name, and its renaming', () => {
    const folder = createRepository(PYTHON)
    for (const text of ['def helper():\n    pass\n', 'class Instrument:\n    pass\n']) {
      stage(folder, { 'app/old.py': text })
      expect(told(folder, ['--staged'])).toEqual(['app/user.py:1 tool import-time', 'app/user.py:3 tool import-time'])
    }
  })

  test('so is the renaming of the file', () => {
    const folder = createRepository(PYTHON)
    git(folder, 'mv', 'app/old.py', 'app/elsewhere.py')
    expect(told(folder, ['--staged'])).toEqual(['app/user.py:1 tool import-time', 'app/user.py:3 tool import-time'])
  })

  test('importers through barrels and under other names, in TypeScript', () => {
    const folder = createRepository(TYPESCRIPT)
    git(folder, 'rm', '-q', 'src/old.ts')
    expect(told(folder, ['--staged'])).toEqual([
      'src/direct.ts:1 tool import-time',
      'src/direct.ts:2 tool import-time',
      'src/through.ts:1 tool import-time',
      'src/through.ts:2 tool import-time',
    ])
    git(folder, 'reset', '-q', '--hard')
    git(folder, 'rm', '-q', 'src/kit.ts')
    expect(told(folder, ['--staged'])).toEqual([
      'src/boxed.ts:1 kit import-time',
      'src/boxed.ts:2 kit import-time',
      'src/index.ts:2 kit import-time',
    ])
  })

  test('an importer in the same commit that follows is fine', () => {
    const folder = createRepository(PYTHON)
    stage(folder, { 'app/old.py': null, 'app/user.py': 'from app.new import Tool2\n\nTOOL = Tool2()\n' })
    expect(told(folder, ['--staged'])).toEqual([])
  })

  test('an importer that is deleted or mended in the work tree only is none', () => {
    const folder = createRepository(PYTHON)
    git(folder, 'rm', '-q', 'app/old.py')
    write(folder, { 'app/user.py': 'X = 1\n' })
    expect(told(folder, ['--staged'])).toHaveLength(2)
  })
})

describe('what a commit edits', () => {
  test('a barrel that now leads to something retired', () => {
    const folder = createRepository({
      ...TYPESCRIPT,
      'src/index.ts': "export * from './namesake'\nexport { Kit as Box } from './kit'\n",
    })
    expect(told(folder).filter((line) => line.startsWith('src/through'))).toEqual([])
    stage(folder, { 'src/index.ts': "export * from './old'\nexport { Kit as Box } from './kit'\n" })
    expect(told(folder, ['--staged'])).toContain('src/through.ts:1 tool works-today')
    expect(told(folder, ['--staged']).filter((line) => line.startsWith('src/direct'))).toEqual([])
  })

  test('a façade in Python', () => {
    const folder = createRepository({
      ...PYTHON,
      'app/__init__.py': 'from .healthy_tool import Tool\n',
      'app/healthy_tool.py': 'class Tool: pass\n',
      'main.py': 'from app import Tool\nTool()\n',
    })
    stage(folder, { 'app/__init__.py': 'from .old import Tool\n' })
    expect(told(folder, ['--staged'])).toEqual([
      'app/__init__.py:1 tool works-today',
      'main.py:1 tool works-today',
      'main.py:2 tool works-today',
    ])
  })

  test('settings by which specifiers mean something else', () => {
    const folder = createRepository({
      ...TYPESCRIPT,
      'src/through.ts': "import { Tool } from '@/old'\nnew Tool()\n",
      'lib/old.ts': 'export class Tool {}\n',
      'tsconfig.json': '{"compilerOptions":{"paths":{"@/*":["./lib/*"]}}}',
    })
    stage(folder, { 'tsconfig.json': '{"compilerOptions":{"strict":true,"paths":{"@/*":["./lib/*"]}}}' })
    expect(told(folder, ['--staged'])).toEqual([])
    stage(folder, { 'tsconfig.json': '{"compilerOptions":{"paths":{"@/*":["./src/*"]}}}' })
    expect(told(folder, ['--staged'])).toEqual([
      'src/through.ts:1 tool works-today',
      'src/through.ts:2 tool works-today',
    ])
  })

  test('unrelated old findings of untouched files are not reported', () => {
    const folder = createRepository(PYTHON)
    stage(folder, {
      'app/old.py': 'class Tool:\n    """Old."""\n\n\ndef helper():\n    return 1\n\n\ndef more():\n    pass\n',
      'app/new.py': 'class Tool2:\n    x = 1\n',
    })
    expect(told(folder, ['--staged'])).toEqual([])
    stage(folder, { 'app/old.py': 'class Tool:\n    pass\n' })
    expect(told(folder, ['--staged'])).toEqual([])
    expect(told(folder)).toHaveLength(2)
  })

  test('mending one importer does not accuse another', () => {
    const folder = createRepository({ ...PYTHON, 'app/second.py': 'from app.old import Tool\nTool()\n' })
    stage(folder, { 'app/user.py': 'from app.new import Tool2\n\nTOOL = Tool2()\n' })
    expect(told(folder, ['--staged'])).toEqual([])
  })
})

describe('what a commit retires', () => {
  const ENTRY = { id: 'helper', from: 'app.old#helper', to: null }

  test('every use of a new or altered entry, and of no other', () => {
    const folder = createRepository({ ...PYTHON, 'app/helped.py': 'from app.old import helper\nhelper()\n' })
    stage(folder, { 'migrations.json': manifest({ id: 'tool', from: 'app.old#Tool', to: 'app.new#Tool2' }, ENTRY) })
    expect(told(folder, ['--staged'])).toEqual([
      'app/helped.py:1 helper works-today',
      'app/helped.py:2 helper works-today',
    ])
    stage(folder, { 'migrations.json': manifest({ id: 'tool', from: 'app.old#Tool', to: 'app.new#Tool3' }) })
    expect(told(folder, ['--staged'])).toEqual(['app/user.py:1 tool works-today', 'app/user.py:3 tool works-today'])
  })

  test('prose and names of entries change nothing', () => {
    const folder = createRepository(PYTHON)
    stage(folder, {
      'migrations.json': manifest({
        id: 'renamed',
        from: 'app.old#Tool',
        to: 'app.new#Tool2',
        reason: 'because',
        owner: '@core',
      }),
    })
    expect(told(folder, ['--staged'])).toEqual([])
  })

  test('entries of a file it extends, a manifest that is new, a literal', () => {
    const folder = createRepository({
      ...PYTHON,
      'migrations.json': '{"version":1,"extends":["./more.json"],"retired":[]}',
      'more.json': manifest(),
      'conf.yml': 'url: old.example.com\n',
    })
    expect(told(folder)).toEqual([])
    stage(folder, {
      'more.json': manifest({ id: 'domain', from: { literal: 'old.example.com' }, to: { literal: 'new.example.com' } }),
    })
    expect(told(folder, ['--staged'])).toEqual(['conf.yml:1 domain run-time'])
    const bare = createRepository({ ...PYTHON, 'migrations.json': '{}' })
    git(bare, 'rm', '-q', 'migrations.json')
    commitAll(bare)
    stage(bare, { 'migrations.json': PYTHON['migrations.json'] ?? null })
    expect(told(bare, ['--staged'])).toHaveLength(2)
  })

  test('the fix of a file the change only reaches is shown, and not written by fix --staged', () => {
    const folder = createRepository({ ...PYTHON, 'migrations.json': manifest() })
    stage(folder, { 'migrations.json': PYTHON['migrations.json'] ?? null })
    expect(report(folder, ['--staged']).findings.every((finding) => finding.fix?.applicability === 'safe')).toBe(true)
    expect(repoint(folder, ['fix', '--staged']).code).toBe(1)
    expect(git(folder, 'status', '--porcelain')).toBe('M  migrations.json')
  })
})

describe('names that no manifest speaks of', () => {
  test('their removal is stopped by importers elsewhere, their addition concerns nobody', () => {
    const folder = createRepository({
      ...PYTHON,
      'app/helped.py': 'from app.old import helper\nhelper()\n',
      'app/broken.py': 'from app.new import gone_long_ago\n',
    })
    const dangling = () => report(folder, ['--staged']).findings.map(({ path, kind }) => `${path} ${kind}`)
    stage(folder, { 'app/new.py': 'class Tool2:\n    pass\n\n\nclass More:\n    pass\n' })
    expect(dangling()).toEqual([])
    stage(folder, { 'app/old.py': 'class Tool:\n    pass\n' })
    expect(dangling()).toEqual(['app/helped.py dangling'])
    git(folder, 'reset', '-q', '--hard')
    git(folder, 'mv', 'app/old.py', 'app/older.py')
    expect(dangling()).toContain('app/helped.py dangling')
    expect(dangling()).not.toContain('app/broken.py dangling')
  })
})

describe('--since', () => {
  test('what changed against the merge base, committed or not, with what it reaches', () => {
    const folder = createRepository(PYTHON)
    git(folder, 'checkout', '-q', '-b', 'topic')
    stage(folder, { 'app/a.py': 'from app.old import Tool\n' })
    commitAll(folder)
    stage(folder, { 'app/b.py': 'from app.old import Tool\n' })
    write(folder, { 'app/c.py': 'from app.old import Tool\n' })
    git(folder, 'branch', '-f', 'elsewhere', 'main')
    expect(told(folder, ['--since', 'main'])).toEqual(
      ['a', 'b', 'c'].map((name) => `app/${name}.py:1 tool works-today`),
    )
    write(folder, { 'app/old.py': null })
    expect(told(folder, ['--since', 'main'])).toEqual([
      ...['a', 'b', 'c'].map((name) => `app/${name}.py:1 tool import-time`),
      'app/user.py:1 tool import-time',
      'app/user.py:3 tool import-time',
    ])
  })

  test('what others did meanwhile is not blamed on the branch', () => {
    const folder = createRepository(PYTHON)
    git(folder, 'checkout', '-q', '-b', 'topic')
    stage(folder, { 'app/fine.py': 'X = 1\n' })
    commitAll(folder)
    git(folder, 'checkout', '-q', 'main')
    stage(folder, { 'app/theirs.py': 'from app.old import Tool\n' })
    commitAll(folder)
    git(folder, 'checkout', '-q', 'topic')
    expect(told(folder, ['--since', 'main'])).toEqual([])
  })

  test('a shallow clone without a merge base is told how to get one', () => {
    const folder = createRepository(PYTHON)
    git(folder, 'checkout', '-q', '-b', 'topic')
    stage(folder, { 'app/a.py': 'from app.old import Tool\n' })
    commitAll(folder)
    git(folder, 'checkout', '-q', 'main')
    stage(folder, { 'app/b.py': 'X = 1\n' })
    commitAll(folder)
    const clone = join(createFolder(), 'clone')
    git(folder, 'clone', '-q', '--depth', '1', '--no-single-branch', '--branch', 'topic', `file://${folder}`, clone)
    const { code, stderr } = repoint(clone, ['check', '--since', 'origin/main'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('fetch-depth: 0')])
    expect(told(clone)).toHaveLength(3)
    expect(told(clone, ['--ref', 'HEAD'])).toHaveLength(3)
    stage(clone, { 'app/next.py': 'from app.old import Tool\n' })
    expect(told(clone, ['--staged'])).toEqual(['app/next.py:1 tool works-today'])
    git(clone, 'fetch', '-q', '--unshallow')
    expect(told(clone, ['--since', 'origin/main'])).toHaveLength(2)
  })
})

describe('baseline', () => {
  test('entries follow a renamed file, staged, on disk and committed', () => {
    const folder = createRepository(PYTHON)
    expect(repoint(folder, ['baseline']).code).toBe(0)
    commitAll(folder)
    expect(repoint(folder, ['check', '--no-dangling']).code).toBe(0)
    git(folder, 'mv', 'app/user.py', 'app/consumer.py')
    expect(told(folder, ['--staged'])).toEqual([])
    expect(told(folder)).toEqual([])
    commitAll(folder)
    expect(told(folder)).toEqual([])
    expect(told(folder, ['--ref', 'HEAD'])).toEqual([])
    stage(folder, { 'app/consumer.py': 'from app.old import Tool\n\nTOOL = Tool()\nMORE = Tool()\n' })
    expect(told(folder, ['--staged'])).toEqual(['app/consumer.py:4 tool works-today'])
  })

  test('a run with file names never prunes', () => {
    const folder = createRepository(PYTHON)
    repoint(folder, ['baseline'])
    const { code, stderr } = repoint(folder, ['baseline', '--prune', 'app/new.py'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('whole repository')])
  })

  test('recorded uses that a deletion breaks are news', () => {
    const folder = createRepository(PYTHON)
    repoint(folder, ['baseline'])
    commitAll(folder)
    git(folder, 'rm', '-q', 'app/old.py')
    expect(told(folder, ['--staged'])).toEqual(['app/user.py:1 tool import-time', 'app/user.py:3 tool import-time'])
  })
})
