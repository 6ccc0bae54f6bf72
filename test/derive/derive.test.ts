import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commitAll, type Files, git as gitIn, writeFiles } from '../sources/support.ts'
import { runMain } from '../support/run-main.ts'

let root = ''

const git = (...args: string[]): string => gitIn(root, ...args)

const write = (files: Files): void => writeFiles(root, files)

const commit = (message: string): string => commitAll(root, message)

const repoint = (...argv: string[]) => runMain(root, argv)

const DISPATCHER = `class ToolDispatcher:
    def __init__(self, registry, timeout=5.0):
        self.registry = registry
        self.timeout = timeout

    def dispatch(self, name, *args):
        tool = self.registry[name]
        return tool(*args, timeout=self.timeout)
`

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'repoint-derive-'))
  git('init', '-q', '-b', 'main')
  write({
    'app/__init__.py': '',
    'app/old.py': DISPATCHER,
    'app/a.py': 'from app.old import ToolDispatcher\n\nx = ToolDispatcher({})\n',
    'app/b.py': 'from app.old import ToolDispatcher\n\ny = ToolDispatcher({})\n',
    'app/c.py': 'from app.old import ToolDispatcher\n\nz = ToolDispatcher({})\n',
  })
  commit('before')
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

function migrateTwo(): void {
  renameSync(join(root, 'app/old.py'), join(root, 'app/unified.py'))
  write({
    'app/unified.py': DISPATCHER.replaceAll('ToolDispatcher', 'UnifiedToolDispatcher'),
    'app/a.py': 'from app.unified import UnifiedToolDispatcher\n\nx = UnifiedToolDispatcher({})\n',
    'app/b.py': 'from app.unified import UnifiedToolDispatcher\n\ny = UnifiedToolDispatcher({})\n',
  })
}

describe('derive', () => {
  it('drafts the entry of a rename and names who is still stale', async () => {
    migrateTwo()
    commit('after')
    const { code, stdout } = await repoint('derive', 'HEAD~1', 'HEAD', '--json')
    expect(code).toBe(0)
    const [first] = JSON.parse(stdout) as {
      from: string
      to: string
      confidence: number
      stale: { path: string; line: number }[]
    }[]
    expect(first).toMatchObject({ from: 'app.old#ToolDispatcher', to: 'app.unified#UnifiedToolDispatcher' })
    expect(first?.confidence).toBeGreaterThan(0.9)
    expect(first?.stale.map(({ path, line }) => `${path}:${line}`)).toEqual(['app/c.py:1', 'app/c.py:3'])
  })

  it('compares with the work tree where no head is named', async () => {
    migrateTwo()
    const { stdout } = await repoint('derive', 'HEAD')
    expect(stdout).toContain('app.old#ToolDispatcher → app.unified#UnifiedToolDispatcher')
    expect(stdout).toContain('2 consumers changed to it')
    expect(stdout).toContain('still stale: app/c.py:1')
  })

  it('appends to the manifest and keeps its comments', async () => {
    write({
      'migrations.json':
        '{\n  // ours\n  "version": 1,\n  "retired": [\n    { "from": "app.x#Y", "to": null } // gone\n  ]\n}\n',
    })
    commit('manifest')
    migrateTwo()
    const { code } = await repoint('derive', 'HEAD', '--write')
    expect(code).toBe(0)
    const text = readFileSync(join(root, 'migrations.json'), 'utf8')
    expect(text).toContain('// ours')
    expect(text).toContain('// gone')
    expect(text).toContain('UnifiedToolDispatcher')
    expect((await repoint('check', '--no-dangling', '--format', 'unix')).stdout).toContain('app/c.py:1')
  })

  it('finds nothing where nothing that was published went away', async () => {
    write({ 'app/new.py': 'def helper():\n    return 1\n' })
    const { stdout } = await repoint('derive', 'HEAD')
    expect(stdout).toBe('nothing that was published went away\n')
  })

  it('checks by entries that nobody wrote', async () => {
    migrateTwo()
    const { code, stdout } = await repoint('check', '--derive-since', 'HEAD', '--no-dangling', '--format', 'unix')
    expect(code).toBe(1)
    expect(stdout).toContain('app/c.py:1')
  })

  it('says what is wrong with a ref and with a confidence', async () => {
    expect(await repoint('derive', 'nowhere')).toMatchObject({ code: 2, stderr: expect.stringContaining('nowhere') })
    expect(await repoint('derive', 'HEAD', '--min-confidence', '2')).toMatchObject({ code: 2 })
  })

  interface Entry {
    readonly from: string
    readonly to: string | null
    readonly confidence: number
    readonly stale: readonly { readonly path: string }[]
  }

  async function entries(): Promise<Entry[]> {
    return JSON.parse(
      (await repoint('derive', 'HEAD~1', 'HEAD', '--json', '--min-confidence', '0.3')).stdout,
    ) as Entry[]
  }

  const PACKAGES = {
    'package.json': '{"name":"root","private":true,"workspaces":["packages/*"]}',
    'packages/old/package.json': '{"name":"@x/old","main":"src/index.ts"}',
    'packages/old/src/index.ts': "export * from './warn'\n",
    'packages/old/src/warn.ts': 'export function warn(text: string): void {\n  console.warn(text)\n}\n',
    'packages/a/package.json': '{"name":"@x/a"}',
    'packages/a/src/one.ts': "import { warn } from '@x/old'\nwarn('one')\n",
    'packages/a/src/two.ts': "import { warn } from '@x/old'\nwarn('two')\n",
    'packages/a/src/three.ts': "import { warn } from '@x/old'\nwarn('three')\n",
  }

  it('drafts nothing that no manifest can say', async () => {
    const body = 'def union(a, b):\n    """Both."""\n    return [*a, *[item for item in b if item not in a]]\n'
    write({ 'app/ops.py': body, 'app/more.py': body.replaceAll('union', 'unite') })
    commit('flat')
    renameSync(join(root, 'app/more.py'), join(root, 'app/ops_more.py'))
    rmSync(join(root, 'app/ops.py'))
    write({ 'app/ops/binary.py': body })
    commit('nested')
    const found = await entries()
    expect(found.find(({ from }) => from === 'app.ops')).toMatchObject({ to: 'app.ops.binary' })
    const { stdout } = await repoint('derive', 'HEAD~1', 'HEAD', '--json', '--write')
    expect(stdout).toContain('"submodules": false')
    expect((await repoint('validate')).code).toBe(0)
  })

  it('does not send on those who came to the module that took the place', async () => {
    const tool = (name: string): string =>
      `export function ${name}(list: string[]): string {\n  return list.map((item) => item.trim()).join('${name}')\n}\n`
    write({
      'src/a.ts': tool('first'),
      'src/b.ts': tool('second'),
      'src/u.ts': "import { first } from './a'\nfirst([])\n",
    })
    commit('two')
    renameSync(join(root, 'src/b.ts'), join(root, 'src/c.ts'))
    renameSync(join(root, 'src/a.ts'), join(root, 'src/b.ts'))
    write({ 'src/u.ts': "import { first } from './b'\nfirst([])\n" })
    commit('shifted')
    const found = (await entries()).map(({ from, to }) => `${from} ${to}`)
    expect(found).toContain('src/a src/b')
    expect(found).not.toContain('src/b src/c')
  })

  const consumers = (specifier: string, name: string): Record<string, string> =>
    Object.fromEntries(
      ['one', 'two', 'three'].map((file) => [
        `app/use_${file}.py`,
        `from ${specifier} import ${name}\n\n${name}("${file}")\n`,
      ]),
    )

  it('follows consumers to and from other distributions', async () => {
    write(consumers('billiard.functional', 'curry'))
    commit('installed')
    write({ ...consumers('app.functional', 'curry'), 'app/functional.py': 'from functools import partial as curry\n' })
    commit('own')
    const [first] = await entries()
    expect(first).toMatchObject({ from: 'billiard.functional#curry', to: 'app.functional#curry', confidence: 0.85 })
    write(consumers('kombu.utils', 'curry'))
    commit('another')
    expect((await entries())[0]).toMatchObject({ from: 'app.functional#curry', to: 'kombu.utils#curry' })
  })

  it('does not take for one what two files changed by chance, or what goes by the name default', async () => {
    const both = (specifier: string): Record<string, string> => ({
      'src/a.ts': `import x from '${specifier}'\nimport { y } from '${specifier}/y'\nx(y)\n`,
      'src/b.ts': `import x from '${specifier}'\nimport { y } from '${specifier}/y'\nx(y)\n`,
      'src/c.ts': `import x from '${specifier}'\nx()\n`,
    })
    write(both('lodash'))
    commit('before')
    write(both('react'))
    commit('after')
    expect(await entries()).toEqual([])
  })

  it('sees consumers go to a neighbour that was there, each through its own façade', async () => {
    const use = (name: string, specifier: string): string =>
      `import { ${name} } from '${specifier}'\nexport let c: ${name}\n`
    const at = (name: string): Record<string, string> => ({
      'src/index.ts': `export { ${name} } from './server'\n`,
      'src/plugins/a.ts': use(name, '..'),
      'src/plugins/b.ts': use(name, '..'),
      'src/server/c.ts': use(name, '.'),
    })
    write({
      ...at('Context'),
      'src/server/index.ts':
        'export interface Context { a: string; b: number }\nexport interface Server { context: Context }\n',
    })
    commit('before')
    write({ ...at('Server'), 'src/server/index.ts': 'export interface Server { a: string; b: number }\n' })
    commit('after')
    expect((await entries()).map(({ from, to }) => `${from} ${to}`).sort()).toEqual([
      'src#Context src#Server',
      'src/server#Context src/server#Server',
    ])
  })

  it('speaks of packages by the names their consumers use, and reaches those who are stale', async () => {
    write({
      ...PACKAGES,
      'packages/new/package.json': '{"name":"@x/new","main":"src/index.ts"}',
      'packages/new/src/index.ts': 'export const x = 1\n',
    })
    commit('packages')
    renameSync(join(root, 'packages/old/src/warn.ts'), join(root, 'packages/new/src/warn.ts'))
    write({
      'packages/old/src/index.ts': 'export const y = 1\n',
      'packages/new/src/index.ts': "export const x = 1\nexport * from './warn'\n",
      'packages/a/src/one.ts': "import { warn } from '@x/new'\nwarn('one')\n",
      'packages/a/src/two.ts': "import { warn } from '@x/new'\nwarn('two')\n",
    })
    commit('moved')
    const [first] = await entries()
    expect(first).toMatchObject({ from: '@x/old#warn', to: '@x/new#warn' })
    expect(first?.confidence).toBeGreaterThan(0.9)
    expect(first?.stale.map(({ path }) => path)).toContain('packages/a/src/three.ts')
  })

  it('a package that is called otherwise is one entry', async () => {
    write(PACKAGES)
    commit('packages')
    write({
      'packages/old/package.json': '{"name":"@x/renamed","main":"src/index.ts"}',
      'packages/a/src/one.ts': "import { warn } from '@x/renamed'\nwarn('one')\n",
      'packages/a/src/two.ts': "import { warn } from '@x/renamed'\nwarn('two')\n",
    })
    commit('renamed')
    const all = await entries()
    expect(all.map(({ from, to }) => `${from} → ${to}`)).toEqual(['@x/old → @x/renamed'])
    expect(all[0]?.stale.map(({ path }) => path)).toContain('packages/a/src/three.ts')
  })

  it('a façade has an entry of its own, and what was public becomes public', async () => {
    const body = 'class Handler:\n    def get(self, key):\n        return self.values[key]\n'
    write({
      'lib/__init__.py': '',
      'lib/handlers.py': body,
      'lib/use.py': 'from lib.handlers import Handler\n',
      'lib/more.py': 'from lib.handlers import Handler\n',
      't.py': 'from lib.handlers import Handler\n',
    })
    commit('handlers')
    renameSync(join(root, 'lib/handlers.py'), join(root, 'lib/_handlers.py'))
    write({
      'lib/__init__.py': 'from ._handlers import Handler\n\n__all__ = ["Handler"]\n',
      'lib/use.py': 'from lib._handlers import Handler\n',
      'lib/more.py': 'from lib._handlers import Handler\n',
      't.py': 'from lib import Handler\n',
    })
    commit('private')
    expect(await entries()).toMatchObject([{ from: 'lib.handlers#Handler', to: 'lib#Handler' }])
  })

  it('a module that moved is one entry, whichever way it is imported', async () => {
    write({ 'lib/__init__.py': '', 'lib/old.py': 'def f():\n    return 1\n\n\ndef g():\n    return 2\n' })
    for (const name of ['one', 'two', 'three'])
      write({ [`lib/${name}.py`]: 'from lib import old\nfrom lib.old import f\n' })
    commit('lib')
    renameSync(join(root, 'lib/old.py'), join(root, 'lib/new.py'))
    for (const name of ['one', 'two', 'three'])
      write({ [`lib/${name}.py`]: 'from lib import new\nfrom lib.new import f\n' })
    commit('moved')
    expect((await entries()).map(({ from, to }) => `${from} → ${to}`)).toEqual(['lib.old → lib.new'])
  })

  it('a folder whose name a new module took is not said to have moved', async () => {
    const names = ['a', 'b', 'c', 'd']
    for (const name of names)
      write({ [`src/utils/${name}.ts`]: `export const ${name} = (x: number): number => x + 1\n` })
    write({ 'src/main.ts': names.map((name) => `import { ${name} } from './utils/${name}'\n`).join('') })
    commit('folder')
    mkdirSync(join(root, 'lib'))
    for (const name of names) renameSync(join(root, `src/utils/${name}.ts`), join(root, `lib/${name}.ts`))
    write({
      'src/main.ts': names.map((name) => `import { ${name} } from '../lib/${name}'\n`).join(''),
      'src/utils.ts': 'export const fresh = 1\n',
      'src/other.ts': "import { fresh } from './utils'\n",
    })
    commit('moved')
    const all = await entries()
    expect(all.flatMap(({ stale }) => stale)).toEqual([])
    expect(all.map(({ from }) => from)).not.toContain('src/utils')
  })

  it('a name that others still use is not said to be retired', async () => {
    write({ 'app/d.py': 'from app.old import ToolDispatcher\n', 'app/e.py': 'from app.old import ToolDispatcher\n' })
    commit('more')
    write({
      'app/old.py': `${DISPATCHER.replaceAll('ToolDispatcher', 'BaseDispatcher')}\n\nclass ToolDispatcher(BaseDispatcher):\n    pass\n`,
      'app/a.py': 'from app.old import BaseDispatcher\n',
      'app/b.py': 'from app.old import BaseDispatcher\n',
      'app/c.py': 'from app.old import BaseDispatcher\n',
    })
    commit('a base class')
    const found = (await entries()).filter(({ from }) => from === 'app.old#ToolDispatcher')
    for (const { confidence } of found) expect(confidence).toBeLessThanOrEqual(0.6)
  })

  it('a folder that two modules left does not speak of the folders beside it', async () => {
    write({
      'src/utils/iso/a.ts': 'export const first = (x: number): number => x + 1\n',
      'src/utils/iso/b.ts': 'export const second = (x: number): number => x * 2\n',
      'src/utils/keep.ts': 'export const keep = 1\n',
      'src/main.ts':
        "import { first } from './utils/iso/a'\nimport { second } from './utils/iso/b'\nfirst(second(1))\n",
    })
    commit('folders')
    mkdirSync(join(root, 'src/iso'))
    for (const name of ['a.ts', 'b.ts']) renameSync(join(root, 'src/utils/iso', name), join(root, 'src/iso', name))
    write({ 'src/main.ts': "import { first } from './iso/a'\nimport { second } from './iso/b'\nfirst(second(1))\n" })
    rmSync(join(root, 'src/utils/keep.ts'))
    commit('moved')
    const [first] = await entries()
    expect(first).toMatchObject({ from: 'src/utils/iso', to: 'src/iso' })
  })
})
