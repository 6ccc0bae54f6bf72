import { describe, expect, it } from 'vitest'
import { createTypeScriptResolver } from '../../../src/languages/typescript/resolve/resolver.ts'
import { createMemorySource } from '../../../src/sources/memory.ts'
import { manifestOf, moduleMigration } from '../../support/make-migration.ts'

type Files = Readonly<Record<string, string>>
const json = (value: unknown) => JSON.stringify(value)
const touch = (...paths: string[]): Files => Object.fromEntries(paths.map((path) => [path, '']))
const resolverOf = (files: Files, ...retired: string[]) =>
  createTypeScriptResolver(
    createMemorySource(files),
    manifestOf(retired.map((module) => moduleMigration(module, null))),
  )

const table = (
  files: Files,
  rows: readonly (readonly [from: string, specifier: string, key: string, path: string | null])[],
  ...retired: string[]
) => {
  const resolver = resolverOf(files, ...retired)
  for (const [from, specifier, key, path] of rows) {
    const address = resolver.resolve(specifier, from)
    expect([from, specifier, address.key, address.path]).toEqual([from, specifier, key, path])
  }
}

describe('relative specifiers', () => {
  it('follow the extension rules', () => {
    const files = touch(
      'src/a.ts',
      'src/b.tsx',
      'src/c.d.ts',
      'src/d.mts',
      'src/e.cts',
      'src/f/index.ts',
      'src/g.js',
      'src/h.vue',
      'src/i.json',
      'src/j.ts',
      'src/j/index.ts',
      'src/k.css',
      'index.ts',
    )
    table(files, [
      ['src/m.ts', './a', 'src/a', 'src/a.ts'],
      ['src/m.ts', './a.js', 'src/a', 'src/a.ts'],
      ['src/m.ts', './a.ts', 'src/a', 'src/a.ts'],
      ['src/m.ts', './b.jsx', 'src/b', 'src/b.tsx'],
      ['src/m.ts', './b.js', 'src/b', 'src/b.tsx'],
      ['src/m.ts', './c', 'src/c', 'src/c.d.ts'],
      ['src/m.ts', './c.js', 'src/c', 'src/c.d.ts'],
      ['src/m.ts', './d.mjs', 'src/d', 'src/d.mts'],
      ['src/m.ts', './e.cjs', 'src/e', 'src/e.cts'],
      ['src/m.ts', './f', 'src/f', 'src/f/index.ts'],
      ['src/m.ts', './f/', 'src/f', 'src/f/index.ts'],
      ['src/m.ts', './f/index', 'src/f', 'src/f/index.ts'],
      ['src/m.ts', './f/index.js', 'src/f', 'src/f/index.ts'],
      ['src/f/x.ts', '.', 'src/f', 'src/f/index.ts'],
      ['src/f/x.ts', './', 'src/f', 'src/f/index.ts'],
      ['src/f/x.ts', './index', 'src/f', 'src/f/index.ts'],
      ['src/f/y/x.ts', '..', 'src/f', 'src/f/index.ts'],
      ['src/m.ts', '..', 'index', 'index.ts'],
      ['src/m.ts', './g', 'src/g', 'src/g.js'],
      ['src/m.ts', './h.vue', 'src/h.vue', 'src/h.vue'],
      ['src/m.ts', './i.json', 'src/i.json', 'src/i.json'],
      ['src/m.ts', './i', 'src/i.json', 'src/i.json'],
      ['src/m.ts', './k.css', 'src/k.css', 'src/k.css'],
      ['src/m.ts', './k.css?inline', 'src/k.css', 'src/k.css'],
      ['src/m.ts', 'raw-loader!./k.css', 'src/k.css', 'src/k.css'],
      ['src/m.ts', './j', 'src/j', 'src/j.ts'],
      ['src/m.ts', './j/', 'src/j/index', 'src/j/index.ts'],
      ['src/m.ts', './j/index', 'src/j/index', 'src/j/index.ts'],
    ])
  })

  it('keep the key of what is gone', () => {
    table(touch('src/m.ts'), [
      ['src/m.ts', './old', 'src/old', null],
      ['src/m.ts', './old.js', 'src/old', null],
      ['src/m.ts', './old.ts', 'src/old', null],
      ['src/m.ts', './old/index.js', 'src/old', null],
      ['src/m.ts', './old/', 'src/old', null],
      ['src/m.ts', '../lib/old.jsx', 'lib/old', null],
      ['src/m.ts', './old.vue', 'src/old.vue', null],
      ['src/m.ts', './old.test', 'src/old.test', null],
    ])
    const outside = resolverOf({}).resolve('../../other/x', 'src/m.ts')
    expect(outside).toMatchObject({ key: '../other/x', firstParty: false, path: null })
  })

  it('do not take data for a retired module', () => {
    table(
      touch('src/old.json'),
      [
        ['src/m.ts', './old', 'src/old', null],
        ['src/m.ts', './old.json', 'src/old.json', 'src/old.json'],
      ],
      'src/old',
    )
    table(touch('src/old.json'), [['src/m.ts', './old', 'src/old.json', 'src/old.json']])
  })

  it('take build output that is not listed for no part of the project', () => {
    const resolver = resolverOf(touch('src/m.ts', 'build/tool.js'))
    expect(resolver.resolve('../dist/x.js', 'src/m.ts').firstParty).toBe(false)
    expect(resolver.resolve('../build/x.js', 'src/m.ts').firstParty).toBe(true)
    expect(resolver.resolve('./$types', 'src/m.ts').firstParty).toBe(false)
    expect(resolverOf(touch('src/m.ts'), './dist/x').resolve('../dist/x.js', 'src/m.ts').firstParty).toBe(true)
  })

  it('read a directory through its package.json', () => {
    table(
      {
        ...touch('src/x/lib/main.ts', 'src/y/other.js'),
        'src/x/package.json': json({ main: './lib/main.js' }),
        'src/y/package.json': json({ main: 'other' }),
      },
      [
        ['src/m.ts', './x', 'src/x/lib/main', 'src/x/lib/main.ts'],
        ['src/m.ts', './y', 'src/y/other', 'src/y/other.js'],
      ],
    )
  })

  it('look through rootDirs and module suffixes', () => {
    const files = {
      ...touch('src/a.ts', 'generated/b.ts', 'src/c.ios.ts', 'src/d.native.tsx'),
      'tsconfig.json': json({ compilerOptions: { rootDirs: ['src', 'generated'], moduleSuffixes: ['.ios', ''] } }),
    }
    table(files, [
      ['src/m.ts', './b', 'generated/b', 'generated/b.ts'],
      ['src/m.ts', './c', 'src/c.ios', 'src/c.ios.ts'],
      ['src/m.ts', './d', 'src/d.native', 'src/d.native.tsx'],
      ['generated/m.ts', './a', 'src/a', 'src/a.ts'],
    ])
  })
})

describe('tsconfig', () => {
  const files: Files = {
    ...touch('src/a.ts', 'src/ui/index.ts', 'src/deep/b.ts', 'shared/c.ts', 'vendor/d.ts', 'lib/only.ts'),
    'tsconfig.json': `{
      // comments and trailing commas
      "extends": "./tsconfig.base.json",
      "compilerOptions": { "strict": true, },
    }`,
    'tsconfig.base.json': json({
      compilerOptions: {
        baseUrl: '.',
        paths: {
          '@/*': ['src/*'],
          '@ui': ['src/ui'],
          '@both/*': ['missing/*', 'shared/*'],
          '@/deep/*': ['src/deep/*'],
          '*': ['vendor/*'],
        },
      },
    }),
    'package.json': json({ dependencies: { react: '1' } }),
  }
  it('maps paths', () => {
    table(files, [
      ['src/x/m.ts', '@/a', 'src/a', 'src/a.ts'],
      ['src/x/m.ts', '@/a.js', 'src/a', 'src/a.ts'],
      ['src/x/m.ts', '@ui', 'src/ui', 'src/ui/index.ts'],
      ['src/x/m.ts', '@/ui/index', 'src/ui', 'src/ui/index.ts'],
      ['src/x/m.ts', '@both/c', 'shared/c', 'shared/c.ts'],
      ['src/x/m.ts', '@/deep/b', 'src/deep/b', 'src/deep/b.ts'],
      ['src/x/m.ts', 'd', 'vendor/d', 'vendor/d.ts'],
      ['src/x/m.ts', 'lib/only', 'lib/only', 'lib/only.ts'],
      ['src/x/m.ts', '@/gone/x', 'src/gone/x', null],
      ['src/x/m.ts', 'react', 'react', null],
      ['src/x/m.ts', 'react/jsx-runtime', 'react/jsx-runtime', null],
      ['src/x/m.ts', 'lodash', 'lodash', null],
    ])
  })
  it('lets the manifest settle what a missing target meant', () => {
    table(files, [['src/m.ts', '@both/old', 'shared/old', null]], './shared/old')
    table(files, [['src/m.ts', 'gone-one', 'vendor/gone-one', null]], './vendor/gone-one')
  })
  it('takes the nearest, arrays of extends, and the setting of the manifest', () => {
    const project: Files = {
      ...touch('apps/web/src/a.ts', 'apps/api/src/a.ts'),
      'base/one.json': json({ compilerOptions: { paths: { '~one/*': ['./wrong/*'] } } }),
      'base/two.json': json({ compilerOptions: { paths: { '@/*': ['${configDir}/src/*'] } } }),
      'apps/web/tsconfig.json': json({ extends: ['../../base/one', '../../base/two.json'] }),
      'apps/api/tsconfig.json': json({ extends: '@acme/config/base.json' }),
      'packages/config/package.json': json({ name: '@acme/config' }),
      'packages/config/base.json': json({ compilerOptions: { paths: { '#src/*': ['../../apps/api/src/*'] } } }),
      'package.json': json({ workspaces: ['packages/*'] }),
    }
    table(project, [
      ['apps/web/x.ts', '@/a', 'apps/web/src/a', 'apps/web/src/a.ts'],
      ['apps/api/x.ts', '#src/a', 'apps/api/src/a', 'apps/api/src/a.ts'],
    ])
  })
  it('follows references to the project that has the file', () => {
    const project: Files = {
      ...touch('src/a.ts', 'test/h.ts'),
      'tsconfig.json': json({
        files: [],
        references: [{ path: './tsconfig.app.json' }, { path: './tsconfig.test.json' }],
      }),
      'tsconfig.app.json': json({ compilerOptions: { paths: { '@/*': ['./src/*'] } }, include: ['src'] }),
      'tsconfig.test.json': json({ compilerOptions: { paths: { '@/*': ['./test/*'] } }, include: ['test/**/*.ts'] }),
    }
    table(project, [
      ['src/m.ts', '@/a', 'src/a', 'src/a.ts'],
      ['test/m.ts', '@/h', 'test/h', 'test/h.ts'],
    ])
  })
  it('survives circles and nonsense', () => {
    table(
      {
        'tsconfig.json': json({ extends: './tsconfig.json', compilerOptions: { paths: { '@/*': 'x', y: [1] } } }),
        'src/a.ts': '',
      },
      [['src/m.ts', '@/a', 'src/a', 'src/a.ts']],
    )
    table({ 'tsconfig.json': `${'['.repeat(100_000)}` }, [['src/m.ts', './a', 'src/a', null]])
  })
})

describe('packages', () => {
  const files: Files = {
    ...touch(
      'packages/ui/src/index.ts',
      'packages/ui/src/button.tsx',
      'packages/ui/src/internal/x.ts',
      'packages/core/lib/main.ts',
      'packages/core/util.ts',
      'apps/web/src/env/node.ts',
      'test/fixtures/react/index.js',
    ),
    'package.json': json({ private: true, workspaces: { packages: ['packages/*', 'apps/*'] } }),
    'packages/ui/package.json': json({
      name: '@acme/ui',
      exports: {
        '.': { types: './dist/index.d.ts', default: './dist/index.js' },
        './button': './dist/button.js',
        './internal/*': { import: './dist/internal/*.mjs' },
      },
    }),
    'packages/ui/tsconfig.json': json({ compilerOptions: { outDir: 'dist', rootDir: 'src' } }),
    'packages/core/package.json': json({ name: 'core', main: 'lib/main.js' }),
    'apps/web/package.json': json({
      name: 'web',
      imports: {
        '#env': { node: './src/env/node.js', default: './src/env/browser.js' },
        '#lib/*': './src/*.js',
        '#dep': 'lodash',
      },
    }),
    'test/fixtures/react/package.json': json({ name: 'react' }),
  }
  it('resolves workspaces, exports and imports', () => {
    table(files, [
      ['apps/web/m.ts', '@acme/ui', 'packages/ui/src', 'packages/ui/src/index.ts'],
      ['apps/web/m.ts', '@acme/ui/button', 'packages/ui/src/button', 'packages/ui/src/button.tsx'],
      ['apps/web/m.ts', '@acme/ui/internal/x', 'packages/ui/src/internal/x', 'packages/ui/src/internal/x.ts'],
      ['apps/web/m.ts', '@acme/ui/src/button', 'packages/ui/src/button', 'packages/ui/src/button.tsx'],
      ['apps/web/m.ts', '@acme/ui/dist/button', 'packages/ui/src/button', 'packages/ui/src/button.tsx'],
      ['packages/ui/src/m.ts', '@acme/ui/button', 'packages/ui/src/button', 'packages/ui/src/button.tsx'],
      ['apps/web/m.ts', '@acme/ui/internal/gone', 'packages/ui/src/internal/gone', null],
      ['apps/web/m.ts', 'core', 'packages/core/lib/main', 'packages/core/lib/main.ts'],
      ['apps/web/m.ts', 'core/util', 'packages/core/util', 'packages/core/util.ts'],
      ['apps/web/src/m.ts', '#env', 'apps/web/src/env/node', 'apps/web/src/env/node.ts'],
      ['apps/web/src/m.ts', '#lib/env/node', 'apps/web/src/env/node', 'apps/web/src/env/node.ts'],
      ['apps/web/src/m.ts', '#lib/gone', 'apps/web/src/gone', null],
      ['apps/web/src/m.ts', '#dep', 'lodash', null],
      ['apps/web/src/m.ts', 'react', 'react', null],
    ])
  })
  it('reads pnpm-workspace.yaml', () => {
    table(
      {
        ...touch('libs/a/index.ts', 'other/b/index.ts'),
        'libs/a/package.json': json({ name: 'a' }),
        'other/b/package.json': json({ name: 'b' }),
        'pnpm-workspace.yaml': 'packages:\n  # all\n  - "libs/*"\n  - \'!other/*\'\ncatalog:\n  - other/*\n',
      },
      [
        ['x.ts', 'a', 'libs/a', 'libs/a/index.ts'],
        ['x.ts', 'b', 'b', null],
      ],
    )
  })
  it('keeps external names', () => {
    const resolver = resolverOf({})
    expect(resolver.resolve('node:fs', 'a.ts').key).toBe('fs')
    expect(resolver.resolve('fs/promises', 'a.ts').key).toBe('fs/promises')
    expect(resolver.resolve('node:test', 'a.ts').key).toBe('node:test')
    expect(resolver.resolve('lodash/merge', 'a.ts').key).toBe('lodash/merge')
    expect(resolver.resolve('lodash/merge.js', 'a.ts').key).toBe('lodash/merge')
    expect(resolver.resolve('chart.js', 'a.ts').key).toBe('chart.js')
    expect(resolver.resolve('https://x.y/z.js', 'a.ts').key).toBe('https://x.y/z.js')
  })
  it('knows conventional aliases where nothing declares them', () => {
    table(touch('src/a.ts', 'src/lib/b.ts'), [
      ['src/x/m.vue', '@/a', 'src/a', 'src/a.ts'],
      ['src/x/m.vue', '~/gone', 'src/gone', null],
      ['src/x/m.svelte', '$lib/b', 'src/lib/b', 'src/lib/b.ts'],
    ])
  })
})

describe('manifest spellings', () => {
  const files: Files = {
    ...touch('src/a.ts', 'src/x/b.ts', 'packages/ui/src/index.ts', 'react/x.ts'),
    'tsconfig.json': json({ compilerOptions: { paths: { '@/*': ['./src/*'] } } }),
    'package.json': json({ workspaces: ['packages/*'], dependencies: { react: '1' } }),
    'packages/ui/package.json': json({ name: '@acme/ui', main: 'dist/index.js' }),
  }
  it('are root-relative, aliases or packages', () => {
    const resolver = resolverOf(files)
    const rows: readonly (readonly [string, string, boolean])[] = [
      ['./src/a', 'src/a', true],
      ['src/a.ts', 'src/a', true],
      ['src/gone', 'src/gone', true],
      ['./lost/gone', 'lost/gone', true],
      ['@/a', 'src/a', true],
      ['@/x/gone', 'src/x/gone', true],
      ['@acme/ui', 'packages/ui/src', true],
      ['react', 'react', false],
      ['lodash/merge', 'lodash/merge', false],
      ['node:fs', 'fs', false],
    ]
    for (const [spelled, key, firstParty] of rows) {
      const address = resolver.resolveManifest(spelled)
      expect([spelled, address.key, address.firstParty]).toEqual([spelled, key, firstParty])
    }
  })
  it('use the aliases of any part of a monorepo', () => {
    const resolver = resolverOf({
      'apps/web/tsconfig.json': json({ compilerOptions: { paths: { '@/*': ['./src/*'] } } }),
      'apps/web/src/a.ts': '',
    })
    expect(resolver.resolveManifest('@/a').key).toBe('apps/web/src/a')
    expect(resolver.resolveManifest('@/gone').key).toBe('apps/web/src/gone')
  })
})

describe('spelling', () => {
  const files: Files = {
    ...touch(
      'src/old.ts',
      'src/new.ts',
      'src/view.tsx',
      'src/mod.mts',
      'src/dir/index.ts',
      'src/x/m.ts',
      'src/types.d.ts',
      'src/data.json',
      'src/App.vue',
      'src/twin.ts',
      'src/twin/index.ts',
      'packages/ui/src/index.ts',
      'packages/ui/src/button.ts',
      'packages/ui/src/hidden.ts',
      'packages/flat/a.ts',
      'packages/flat/sub/index.ts',
    ),
    'tsconfig.json': json({
      compilerOptions: { baseUrl: '.', paths: { '@/*': ['src/*'], '@dir': ['src/dir/index.ts'], '#x/*': ['src/x/*'] } },
    }),
    'package.json': json({ workspaces: ['packages/*'], imports: { '#i/*': './src/*.js' } }),
    'packages/ui/package.json': json({
      name: '@acme/ui',
      exports: { '.': './dist/index.js', './button': './dist/button.js' },
    }),
    'packages/flat/package.json': json({ name: 'flat' }),
  }
  const resolver = resolverOf(files, 'node:fs/promises', 'got/dist/x.js', 'rimraf')
  it.each([
    ['./src/new', 'src/x/m.ts', '../old', '../new'],
    ['./src/new', 'src/x/m.ts', '../old.js', '../new.js'],
    ['./src/new', 'src/x/m.ts', '../old.ts', '../new.ts'],
    ['./src/new', 'src/m.ts', './x/y', './new'],
    ['./src/new', 'm.ts', './x', './src/new'],
    ['./src/view', 'src/m.ts', './old.js', './view.js'],
    ['./src/view', 'src/m.ts', './old.jsx', './view.jsx'],
    ['./src/view', 'src/m.ts', './old.ts', './view.tsx'],
    ['./src/mod', 'src/m.ts', './old.js', './mod.mjs'],
    ['./src/mod', 'src/m.ts', './old', './mod.mjs'],
    ['./src/dir', 'src/m.ts', './old', './dir'],
    ['./src/dir', 'src/m.ts', './old/index', './dir/index'],
    ['./src/dir', 'src/m.ts', './old.js', './dir/index.js'],
    ['./src/dir', 'src/m.ts', './old/', './dir/'],
    ['./src/dir', 'src/dir/m.ts', './old', '.'],
    ['./src/new', 'src/m.ts', './old/index.js', './new.js'],
    ['./src/data.json', 'src/m.ts', './old.json', './data.json'],
    ['./src/App.vue', 'src/m.ts', './Old.vue', './App.vue'],
    ['./src/App.vue', 'src/m.ts', './Old.vue?raw', './App.vue?raw'],
    ['./src/twin', 'src/m.ts', './old', './twin'],
    ['./src/twin/index', 'src/m.ts', './old', './twin/index'],
    ['./src/unborn', 'src/m.ts', './old.js', './unborn.js'],
    ['./src/new', 'src/x/m.ts', '@/old', '@/new'],
    ['./src/new', 'src/x/m.ts', '@/old.js', '@/new.js'],
    ['./src/dir', 'src/x/m.ts', '@/old', '@/dir'],
    ['./src/dir', 'src/x/m.ts', '@/old/index', '@/dir/index'],
    ['./src/x/m', 'src/new.ts', '@/old', '@/x/m'],
    ['./packages/flat/a', 'src/x/m.ts', '@/old', 'flat/a'],
    ['./src/new', 'src/x/m.ts', 'src/old', 'src/new'],
    ['./src/new', 'src/x/m.ts', '#i/old', '#i/new'],
    ['@acme/ui', 'src/x/m.ts', 'flat/a', '@acme/ui'],
    ['./packages/ui/src/button', 'src/x/m.ts', '@acme/ui', '@acme/ui/button'],
    ['./packages/ui/src/button', 'packages/ui/src/m.ts', './old', './button'],
    ['./packages/ui/src/button', 'packages/flat/m.ts', 'flat/a', '@acme/ui/button'],
    ['./packages/flat/sub', 'src/m.ts', 'flat/a', 'flat/sub'],
    ['./packages/ui/src/hidden', 'packages/flat/m.ts', 'flat/a', null],
    ['lodash-es/merge', 'src/m.ts', 'lodash/merge', 'lodash-es/merge'],
    ['lodash-es/merge', 'src/m.ts', 'lodash/merge.js', 'lodash-es/merge.js'],
    ['node:fs/promises', 'src/m.ts', 'fs', 'fs/promises'],
    ['node:fs/promises', 'src/m.ts', 'node:fs', 'node:fs/promises'],
    ['node:fs/promises', 'src/m.ts', 'rimraf', 'node:fs/promises'],
    ['got/dist/x.js', 'src/m.ts', 'request', 'got/dist/x.js'],
    ['./src/new', 'src/x/m.ts', 'rimraf', '../new'],
    ['./src/new', 'src/x/m.ts', null, '../new'],
  ])('%s from %s like %s is %s', (target, from, style, expected) => {
    expect(resolver.spell(resolver.resolveManifest(target), from, style)).toBe(expected)
  })
  it('writes extensions where Node asks for them', () => {
    const node = resolverOf({
      ...touch('src/a.ts'),
      'package.json': json({ type: 'module' }),
      'tsconfig.json': json({ compilerOptions: { module: 'NodeNext' } }),
    })
    expect(node.spell(node.resolveManifest('./src/a'), 'src/m.ts', null)).toBe('./a.js')
    expect(node.spell(node.resolveManifest('./src/a'), 'src/m.ts', 'left-pad')).toBe('./a.js')
    expect(node.spell(node.resolveManifest('./src/a'), 'src/m.cts', null)).toBe('./a')
  })
})
