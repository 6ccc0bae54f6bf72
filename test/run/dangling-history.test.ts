import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commitAll, git as gitIn, writeFiles } from '../sources/support.ts'
import { runMain } from '../support/run-main.ts'

let root = ''

const git = (...args: string[]): string => gitIn(root, ...args)

/** null: delete. */
function write(files: Readonly<Record<string, string | null>>): void {
  for (const [path, text] of Object.entries(files)) {
    if (text === null) rmSync(join(root, path))
    else writeFiles(root, { [path]: text })
  }
}

function commit(files: Readonly<Record<string, string | null>>): void {
  write(files)
  commitAll(root)
}

async function repoint(...argv: string[]): Promise<string> {
  const { stdout, stderr } = await runMain(root, argv)
  return stdout + stderr
}

const readText = (path: string): string => readFileSync(join(root, path), 'utf8')

const CLASS = (name: string): string =>
  `class ${name}:\n    def __init__(self, registry, timeout=5.0):\n        self.registry = registry\n        self.timeout = timeout\n\n    def dispatch(self, name, *args):\n        return self.registry[name](*args, timeout=self.timeout)\n`
const USE = (module: string, name: string): string => `from ${module} import ${name}\n\nx = ${name}({})\n`

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'repoint-history-'))
  git('init', '-q', '-b', 'main')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('what the history says of something missing', () => {
  it('a name that a commit renamed with its consumers, all but one', async () => {
    commit({
      'app/__init__.py': '',
      'app/m.py': CLASS('Dispatcher'),
      'app/a.py': USE('app.m', 'Dispatcher'),
      'app/b.py': USE('app.m', 'Dispatcher'),
      'app/c.py': USE('app.m', 'Dispatcher'),
    })
    commit({
      'app/m.py': CLASS('ToolDispatcher'),
      'app/a.py': USE('app.m', 'ToolDispatcher'),
      'app/b.py': USE('app.m', 'ToolDispatcher'),
    })
    commit({ 'app/later.py': 'y = 1\n' })
    expect(await repoint('check')).toContain('did you mean `app.m#ToolDispatcher`?')
    await repoint('fix', '--dangling')
    expect(readText('app/c.py')).toContain('from app.m import ToolDispatcher')
  })

  it('a module that a commit moved, beside others of the same name: a choice, the likeliest first', async () => {
    const same = { 'app/x/__init__.py': '', 'app/x/tools.py': CLASS('Dispatcher') }
    commit({
      'app/__init__.py': '',
      ...same,
      'app/tools.py': CLASS('Dispatcher'),
      'app/a.py': USE('app.tools', 'Dispatcher'),
      'app/b.py': USE('app.tools', 'Dispatcher'),
    })
    commit({
      'app/tools.py': null,
      'app/y/__init__.py': '',
      'app/y/tools.py': CLASS('Dispatcher'),
      'app/a.py': USE('app.y.tools', 'Dispatcher'),
    })
    expect(await repoint('check')).toContain('did you mean `app.y.tools` or `app.x.tools`?')
    await repoint('fix', '--dangling')
    expect(readText('app/b.py')).toContain('from app.tools import Dispatcher')
  })

  it('a change that is not committed yet', async () => {
    commit({
      'app/__init__.py': '',
      'app/m.py': CLASS('Dispatcher'),
      'app/a.py': USE('app.m', 'Dispatcher'),
      'app/b.py': USE('app.m', 'Dispatcher'),
      'app/c.py': USE('app.m', 'Dispatcher'),
    })
    write({ 'app/m.py': CLASS('Router'), 'app/a.py': USE('app.m', 'Router'), 'app/b.py': USE('app.m', 'Router') })
    expect(await repoint('check')).toContain('did you mean `app.m#Router`?')
  })

  it('a top-level package that a change takes away altogether', async () => {
    commit({
      'app/__init__.py': '',
      'app/m.py': CLASS('Dispatcher'),
      'tests/test_a.py': `${USE('app.m', 'Dispatcher')}import requests\n`,
    })
    write({ 'app/__init__.py': null, 'app/m.py': null, 'service/__init__.py': '', 'service/m.py': CLASS('Dispatcher') })
    git('add', '-A')
    expect(await repoint('check', '--staged')).toContain('`app.m` does not exist')
    write({ 'requirements.txt': 'app\n' })
    git('add', '-A')
    expect(await repoint('check', '--staged')).not.toContain('does not exist')
  })

  it('TypeScript: a file that a commit renamed and nobody followed is a hint, no fix', async () => {
    const body =
      'export class Dispatcher {\n  constructor(private registry: Map<string, () => void>) {}\n  dispatch(name: string) {\n    return this.registry.get(name)?.()\n  }\n}\n'
    commit({
      'src/old.ts': body,
      'src/a.ts': "import * as m from './old'\nnew m.Dispatcher(new Map())\n",
      'src/i.ts': 'export {}\n',
    })
    commit({ 'src/old.ts': null, 'src/fresh.ts': body })
    expect(await repoint('check')).toContain('`src/fresh`')
  })

  it('a repository without history has none to offer', async () => {
    write({ 'app/__init__.py': '', 'app/c.py': USE('app.m', 'Dispatcher') })
    expect(await repoint('check')).toContain('`app.m` does not exist')
  })
})
