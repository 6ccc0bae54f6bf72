import { describe, expect, it } from 'vitest'
import type { Manifest } from '../../../src/core/migration.ts'
import type { Resolver } from '../../../src/core/module-address.ts'
import { createPythonResolver } from '../../../src/languages/python/resolve/resolver.ts'
import { createMemorySource } from '../../../src/sources/memory.ts'
import { migrationOf } from './plan-support.ts'
import type { Retirement } from './plan-support.ts'

function resolverOf(
  paths: readonly string[],
  contents: Record<string, string> = {},
  manifest: Manifest | null = null,
): Resolver {
  const files = new Map<string, string>([
    ...paths.map((path): [string, string] => [path, '']),
    ...Object.entries(contents),
  ])
  return createPythonResolver(createMemorySource(files), manifest)
}

function manifestWith(roots: readonly string[], retired: readonly Retirement[] = []): Manifest {
  return {
    file: 'migrations.json',
    hash: '',
    migrations: retired.map(migrationOf),
    python: { roots },
    typescript: { tsconfig: null },
    baseline: null,
    generated: [],
  }
}

const shown = (resolver: Resolver, specifier: string, from: string): string => {
  const { key, path, firstParty } = resolver.resolve(specifier, from)
  return `${key} ${path ?? '-'} ${firstParty ? 'ours' : 'theirs'}`
}

describe('absolute imports', () => {
  it('finds modules, packages and stubs below the repository root', () => {
    const resolver = resolverOf([
      'app/__init__.py',
      'app/a.py',
      'app/b.pyi',
      'app/c.py',
      'app/c.pyi',
      'app/d/__init__.py',
      'app/d.py',
      'main.py',
    ])
    expect(shown(resolver, 'app', 'main.py')).toBe('app app/__init__.py ours')
    expect(shown(resolver, 'app.a', 'main.py')).toBe('app.a app/a.py ours')
    expect(shown(resolver, 'app.b', 'main.py')).toBe('app.b app/b.pyi ours')
    expect(shown(resolver, 'app.c', 'main.py')).toBe('app.c app/c.py ours')
    expect(shown(resolver, 'app.d', 'main.py')).toBe('app.d app/d/__init__.py ours')
    expect(shown(resolver, 'app.__init__', 'main.py')).toBe('app app/__init__.py ours')
  })

  it('keeps the key of what is gone, and of what is not ours', () => {
    const resolver = resolverOf(['app/__init__.py', 'main.py'])
    expect(shown(resolver, 'app.gone.deep', 'main.py')).toBe('app.gone.deep - ours')
    expect(shown(resolver, 'requests.api', 'main.py')).toBe('requests.api - theirs')
    expect(shown(resolver, 'os.path', 'main.py')).toBe('os.path - theirs')
  })

  it('finds src layouts, declared or not, and the names a file has from other roots', () => {
    const resolver = resolverOf(['src/app/__init__.py', 'src/app/a.py', 'tests/test_a.py'])
    const address = resolver.resolve('app.a', 'tests/test_a.py')
    expect(address).toMatchObject({ key: 'app.a', path: 'src/app/a.py', aliases: ['src.app.a'], firstParty: true })
    expect(resolver.resolve('src.app.a', 'tests/test_a.py')).toMatchObject({ key: 'src.app.a', aliases: ['app.a'] })
    expect(resolver.addressOfPath('src/app/a.py').key).toBe('app.a')
    expect(resolver.resolve('app.gone', 'tests/test_a.py')).toMatchObject({
      key: 'app.gone',
      aliases: ['src.app.gone'],
      path: null,
    })
  })

  it.each([
    ['pyproject.toml', '[tool.setuptools.package-dir]\n"" = "lib"\n'],
    ['pyproject.toml', '[tool.setuptools.packages.find]\nwhere = ["lib"]\n'],
    ['pyproject.toml', '[[tool.poetry.packages]]\ninclude = "app"\nfrom = "lib"\n'],
    ['pyproject.toml', '[tool.hatch.build.targets.wheel]\npackages = ["lib/app"]\n'],
    ['pyproject.toml', '[tool.pytest.ini_options]\npythonpath = ["lib"]\n'],
    ['pyproject.toml', '[tool.pytest.ini_options]\npythonpath = "x lib"\n'],
    ['setup.cfg', '[options]\npackage_dir =\n    = lib\n'],
    ['setup.cfg', '[options.packages.find]\nwhere = lib\n'],
    ['setup.cfg', '[tool:pytest]\npythonpath = lib\n'],
    ['pytest.ini', '[pytest]\npythonpath = lib\n'],
    [
      'setup.py',
      'from setuptools import setup, find_packages\nsetup(packages=find_packages("lib"), package_dir={"": "lib"})\n',
    ],
  ])('reads a root of a namespace package from %s: %s', (path, text) => {
    const resolver = resolverOf(['lib/app/a.py', 'x/y.py', 'main.py'], { [path]: text })
    expect(shown(resolver, 'app.a', 'main.py')).toBe('app.a lib/app/a.py ours')
  })

  it('survives broken configuration', () => {
    const resolver = resolverOf(['app/__init__.py'], {
      'pyproject.toml': '[tool',
      'setup.cfg': '===\n[',
      'pytest.ini': '\0',
    })
    expect(shown(resolver, 'app', 'main.py')).toBe('app app/__init__.py ours')
  })

  it('takes the roots of the manifest and no others', () => {
    const resolver = resolverOf(['py/app/__init__.py', 'other/lib/__init__.py'], {}, manifestWith(['./py/']))
    expect(shown(resolver, 'app', 'py/app/x.py')).toBe('app py/app/__init__.py ours')
    expect(shown(resolver, 'lib', 'py/app/x.py')).toBe('lib - theirs')
    expect(resolver.addressOfPath('other/lib/__init__.py').key).toBe('other.lib')
  })

  it('prefers the root around the importer: several services with one package name', () => {
    const resolver = resolverOf([
      'a/app/__init__.py',
      'a/app/only_a.py',
      'b/app/__init__.py',
      'b/app/x.py',
      'a/run.py',
      'b/run.py',
      'shared/lib/__init__.py',
    ])
    expect(shown(resolver, 'app', 'a/run.py')).toBe('app a/app/__init__.py ours')
    expect(shown(resolver, 'app', 'b/app/x.py')).toBe('app b/app/__init__.py ours')
    expect(shown(resolver, 'app.only_a', 'b/run.py')).toBe('app.only_a - ours')
    expect(shown(resolver, 'lib', 'b/run.py')).toBe('lib shared/lib/__init__.py ours')
  })

  it('finds the neighbours of a script and of a test', () => {
    const resolver = resolverOf([
      'scripts/run.py',
      'scripts/helper.py',
      'tests/conftest.py',
      'tests/util.py',
      'tests/unit/test_x.py',
    ])
    expect(shown(resolver, 'helper', 'scripts/run.py')).toBe('helper scripts/helper.py ours')
    expect(shown(resolver, 'helper', 'tests/util.py')).toBe('helper - theirs')
    expect(shown(resolver, 'util', 'tests/unit/test_x.py')).toBe('util tests/util.py ours')
  })

  it('does not take test data, vendored or installed packages for first-party ones', () => {
    const resolver = resolverOf([
      'app/__init__.py',
      'tests/data/requests/__init__.py',
      'app/_vendor/six.py',
      'app/_vendor/yaml/__init__.py',
      'venv/lib/python3.12/site-packages/attr/__init__.py',
      'main.py',
    ])
    for (const name of ['requests', 'six', 'yaml', 'attr'])
      expect(shown(resolver, name, 'main.py')).toBe(`${name} - theirs`)
    expect(shown(resolver, 'requests', 'tests/test_x.py')).toBe('requests tests/data/requests/__init__.py ours')
  })

  it('lets a folder without __init__ hide neither the standard library nor a dependency', () => {
    const resolver = resolverOf(
      ['alembic/env.py', 'alembic/versions/one.py', 'logging/x.py', 'types.py', 'app/__init__.py'],
      {
        'requirements.txt': 'alembic==1.13 # migrations\n',
      },
    )
    expect(shown(resolver, 'alembic', 'app/x.py')).toBe('alembic - theirs')
    expect(shown(resolver, 'alembic.op', 'app/x.py')).toBe('alembic.op - theirs')
    expect(shown(resolver, 'logging', 'app/x.py')).toBe('logging - theirs')
    expect(shown(resolver, 'types', 'app/x.py')).toBe('types - theirs')
    const undeclared = resolverOf(['alembic/env.py', 'alembic/versions/one.py', 'app/__init__.py'])
    expect(shown(undeclared, 'alembic', 'app/x.py')).toBe('alembic - theirs')
    expect(shown(undeclared, 'alembic.env', 'app/x.py')).toBe('alembic.env alembic/env.py ours')
  })

  it('knows namespace packages', () => {
    const resolver = resolverOf(['services/auth/__init__.py', 'services/auth/x.py', 'main.py'])
    expect(shown(resolver, 'services.auth.x', 'main.py')).toBe('services.auth.x services/auth/x.py ours')
    expect(shown(resolver, 'services', 'main.py')).toBe('services - ours')
    expect(shown(resolver, 'services.gone', 'main.py')).toBe('services.gone - ours')
    const services = resolver.resolve('services', 'main.py')
    expect(resolver.submodule(services, 'auth')?.path).toBe('services/auth/__init__.py')
    expect(resolver.submodule(services, 'gone')).toBeNull()
  })

  it('knows a top-level package that moved into another', () => {
    const resolver = resolverOf(
      ['backend/__init__.py', 'backend/app/__init__.py'],
      {},
      manifestWith([], [{ from: 'app', to: 'backend.app' }]),
    )
    expect(resolver.resolve('app.core', 'backend/x.py').firstParty).toBe(true)
    expect(resolver.resolveManifest('app').firstParty).toBe(true)
  })
})

describe('relative imports', () => {
  const resolver = resolverOf([
    'src/app/__init__.py',
    'src/app/a.py',
    'src/app/sub/__init__.py',
    'src/app/sub/b.py',
    'tests/helper.py',
    'tests/test_x.py',
  ])

  it.each([
    ['.', 'src/app/a.py', 'app src/app/__init__.py ours'],
    ['.a', 'src/app/__init__.py', 'app.a src/app/a.py ours'],
    ['.sub.b', 'src/app/a.py', 'app.sub.b src/app/sub/b.py ours'],
    ['..a', 'src/app/sub/b.py', 'app.a src/app/a.py ours'],
    ['..gone.deep', 'src/app/sub/b.py', 'app.gone.deep - ours'],
    ['..a', 'src/app/sub/__init__.py', 'app.a src/app/a.py ours'],
    ['.helper', 'tests/test_x.py', 'tests.helper tests/helper.py ours'],
    ['......x', 'src/app/a.py', '......x - ours'],
  ])('%s in %s', (specifier, from, expected) => {
    expect(shown(resolver, specifier, from)).toBe(expected)
  })
})

describe('submodules', () => {
  it('exist as files, packages and directories', () => {
    const resolver = resolverOf(['app/__init__.py', 'app/a.py', 'app/b/__init__.py', 'app/data/x.json', 'app/stub.pyi'])
    const app = resolver.resolve('app', 'main.py')
    expect(resolver.submodule(app, 'a')).toMatchObject({ key: 'app.a', path: 'app/a.py' })
    expect(resolver.submodule(app, 'b')).toMatchObject({ key: 'app.b', path: 'app/b/__init__.py' })
    expect(resolver.submodule(app, 'stub')).toMatchObject({ path: 'app/stub.pyi' })
    expect(resolver.submodule(app, 'data')).toMatchObject({ key: 'app.data', path: null })
    expect(resolver.submodule(app, 'c')).toBeNull()
    expect(resolver.submodule(resolver.resolve('app.a', 'main.py'), 'a')).toBeNull()
  })
})

describe('spelling', () => {
  const resolver = resolverOf([
    'src/app/__init__.py',
    'src/app/a.py',
    'src/app/sub/__init__.py',
    'src/app/sub/b.py',
    'src/lib/__init__.py',
    'src/lib/x.py',
    'tests/test_x.py',
  ])

  it.each([
    ['app.a', 'src/app/sub/b.py', '.c', '..a'],
    ['app.sub.b', 'src/app/a.py', '.a', '.sub.b'],
    ['app', 'src/app/a.py', '.a', '.'],
    ['app', 'src/app/sub/b.py', '..x', '..'],
    ['app.sub', 'src/app/sub/__init__.py', '.b', '.'],
    ['app.a', 'src/app/__init__.py', '.b', '.a'],
    ['lib.x', 'src/app/a.py', '.b', 'lib.x'],
    ['app.a', 'src/app/sub/b.py', 'app.sub.c', 'app.a'],
    ['app.a', 'tests/test_x.py', 'src.app.b', 'src.app.a'],
    ['app.a', 'tests/test_x.py', null, 'app.a'],
    ['os.path', 'tests/test_x.py', '.x', 'os.path'],
  ])('%s in %s, like %s', (target, from, style, expected) => {
    expect(resolver.spell(resolver.resolveManifest(target), from, style)).toBe(expected)
  })

  it('gives up on what is no dotted name', () => {
    expect(resolver.spell(resolver.addressOfPath('my-scripts/do it.py'), 'src/app/a.py', null)).toBeNull()
  })
})
