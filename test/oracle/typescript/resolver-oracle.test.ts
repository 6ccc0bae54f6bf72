import { realpathSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { createFixture } from 'fs-fixture'
import { parseTsconfig } from 'get-tsconfig'
import { ResolverFactory } from 'oxc-resolver'
import { expect, test } from 'vitest'
import { createTypeScriptResolver } from '../../../src/languages/typescript/resolve/resolver.ts'
import { createMemorySource } from '../../../src/sources/memory.ts'
import { manifestOf } from '../../support/make-migration.ts'

/*
 * Our resolver answers from a listing; oxc-resolver asks the disk. Over one project both must find the same file, and
 * both nothing where there is none.
 */

const FILES: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    name: 'app',
    private: true,
    imports: { '#config': './src/config.ts', '#lib/*': './src/lib/*.ts' },
  }),
  'tsconfig.base.json': JSON.stringify({
    compilerOptions: {
      baseUrl: '.',
      paths: { '@/*': ['src/*'], '@lib': ['src/lib/index.ts'], 'both/*': ['gone/*', 'src/lib/*'] },
    },
  }),
  'tsconfig.json': JSON.stringify({
    extends: './tsconfig.base.json',
    compilerOptions: { module: 'esnext', moduleResolution: 'bundler' },
  }),
  'src/main.ts': '',
  'src/config.ts': '',
  'src/view.tsx': '',
  'src/plain.js': '',
  'src/twin.ts': '',
  'src/twin/index.ts': '',
  'src/dotted.name.ts': '',
  'src/module.mts': '',
  'src/lib/index.ts': '',
  'src/lib/deep.ts': '',
  'src/lib/inner/index.tsx': '',
}

const SPECIFIERS = [
  ...[
    './config',
    './config.ts',
    './config.js',
    './view',
    './view.jsx',
    './plain',
    './plain.js',
    './twin',
    './twin/index',
    './twin/',
  ],
  ...[
    './dotted.name',
    './dotted.name.js',
    './module.mjs',
    './lib',
    './lib/',
    './lib/index',
    './lib/deep',
    './lib/inner',
    '.',
    '..',
    './gone',
    './lib/gone.js',
  ],
  ...['../config', '../lib', '../../src/view', './deep', './inner', './inner/index.js'],
  ...[
    '@/config',
    '@/lib',
    '@/lib/deep',
    '@/lib/inner',
    '@/gone',
    '@lib',
    'both/deep',
    'both/inner',
    'both/gone',
    '#config',
    '#lib/deep',
    '#lib/gone',
    'src/main',
    'src/lib/inner',
  ],
]

test('finds the files that oxc-resolver finds', async () => {
  await using fixture = await createFixture(FILES)
  const root = realpathSync(fixture.path)
  expect(parseTsconfig(join(root, 'tsconfig.json')).compilerOptions?.paths).toHaveProperty('@lib')
  const oracle = new ResolverFactory({
    extensions: ['.ts', '.tsx', '.d.ts', '.js', '.jsx', '.mts', '.cts'],
    extensionAlias: { '.js': ['.ts', '.tsx', '.js'], '.jsx': ['.tsx', '.jsx'], '.mjs': ['.mts', '.mjs'] },
    conditionNames: ['import', 'types', 'default'],
    tsconfig: { configFile: join(root, 'tsconfig.json'), references: 'auto' },
  })
  const resolver = createTypeScriptResolver(createMemorySource(FILES), manifestOf([]))
  const differences: string[] = []
  let files = 0
  for (const from of Object.keys(FILES).filter((path) => /\.[cm]?[jt]sx?$/.test(path))) {
    for (const specifier of SPECIFIERS) {
      const found = oracle.sync(dirname(join(root, from)), specifier).path ?? null
      const theirs = found === null ? null : relative(root, found)
      if (theirs !== null) files++
      const ours = resolver.resolve(specifier, from).path
      if (ours !== theirs) differences.push(`${specifier} in ${from}: ${ours}, not ${theirs}`)
    }
  }
  expect(differences).toEqual([])
  expect(files).toBeGreaterThan(200)
})
