import { describe, expect, it } from 'vitest'
import { dataFolderOf, reachedData } from '../../src/core/dangling-data.ts'
import { PublishedNames } from '../../src/core/dangling-names.ts'
import type { Outline } from '../../src/core/dangling-outline.ts'
import type { ModuleAddress, Resolver } from '../../src/core/module-address.ts'

const outline = (part: Partial<Outline>): Outline => ({
  imports: [],
  names: new Set(),
  stars: [],
  publicNames: null,
  publicOpen: false,
  dynamic: false,
  ambient: [],
  ...part,
})

const address = (key: string, language: 'python' | 'typescript'): ModuleAddress => ({
  language,
  key,
  aliases: [],
  firstParty: true,
  path: `${key}.x`,
})

function namesOf(language: 'python' | 'typescript', outlines: Record<string, Outline>): PublishedNames {
  const resolver: Resolver = {
    addressOfPath: (path) => address(path, language),
    resolve: (specifier) => address(specifier, language),
    resolveManifest: (spelled) => address(spelled, language),
    submodule: () => null,
    spell: () => null,
  }
  return new PublishedNames(resolver, (path) => outlines[path.replace(/\.x$/, '')] ?? null)
}

describe('PublishedNames', () => {
  it('follows stars, also in circles', () => {
    const names = namesOf('typescript', {
      a: outline({ stars: ['b'] }),
      b: outline({ stars: ['a', 'c'] }),
      c: outline({ names: new Set(['X', 'default']) }),
    })
    expect(names.publishes(address('a', 'typescript'), 'X')).toBe('yes')
    expect(names.publishes(address('a', 'typescript'), 'Y')).toBe('no')
    expect(names.publishes(address('a', 'typescript'), 'default')).toBe('no')
    expect(names.publishes(address('b', 'typescript'), 'X')).toBe('yes')
  })

  it('does not know what a dynamic module, or a star of something gone, may bring', () => {
    const names = namesOf('python', {
      a: outline({ dynamic: true }),
      b: outline({ stars: ['gone'] }),
      c: outline({ stars: ['a'] }),
    })
    for (const key of ['a', 'b', 'c']) expect(names.publishes(address(key, 'python'), 'X')).toBe('unknown')
  })

  it('takes through a Python star what `__all__` lists, else what has no underscore', () => {
    const names = namesOf('python', {
      a: outline({ stars: ['listed', 'plain', 'open'] }),
      listed: outline({ names: new Set(['_in', 'out']), publicNames: new Set(['_in']) }),
      plain: outline({ names: new Set(['_hidden', 'shown']) }),
      open: outline({ names: new Set(['_maybe']), publicOpen: true }),
    })
    const a = address('a', 'python')
    expect(['_in', 'out', '_hidden', 'shown', '_maybe', '__name__'].map((name) => names.publishes(a, name))).toEqual([
      'yes',
      'no',
      'no',
      'yes',
      'yes',
      'yes',
    ])
  })
})

describe('test data', () => {
  it.each([
    ['pkg/tests/fixtures/a/b.py', 'pkg/tests/fixtures/'],
    ['src/__testfixtures__/x.input.ts', 'src/__testfixtures__/'],
    ['test-data/unit/x.py', 'test-data/'],
    ['src/fixtures.ts', null],
    ['src/prefixtures/a.ts', null],
  ])('%s lies in %s', (path, folder) => expect(dataFolderOf(path)).toBe(folder))

  it('is code where something outside of it leads there', () => {
    const imports: Record<string, string[]> = {
      'tests/a.ts': ['tests/fixtures/used.ts'],
      'tests/fixtures/used.ts': ['tests/fixtures/below.ts'],
      'tests/fixtures/alone.ts': ['tests/fixtures/other.ts'],
    }
    const paths = [...Object.keys(imports), 'tests/fixtures/below.ts', 'tests/fixtures/other.ts']
    expect([...reachedData(paths, (path) => imports[path] ?? [])].sort()).toEqual([
      'tests/fixtures/below.ts',
      'tests/fixtures/used.ts',
    ])
  })
})
