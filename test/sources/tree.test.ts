import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparePaths, createTree, followLinks, sortEntries } from '../../src/sources/tree.ts'

const entriesOf = (paths: Iterable<string>) =>
  sortEntries([...new Set(paths)].map((path) => ({ path, blob: null, size: null })))

const name = fc.constantFrom('a', 'b', 'a-b', 'a.b', 'é', '😀', '\uE000', 'a b')
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'))

describe('createTree', () => {
  it('answers alike however often it is asked', () => {
    fc.assert(
      fc.property(fc.array(path, { maxLength: 12 }), fc.array(path, { maxLength: 12 }), (paths, questions) => {
        const tree = createTree({ entries: entriesOf(paths), links: new Map(), skipped: [] })
        for (let round = 0; round < 2; round++) {
          for (const question of [...questions, ...paths]) {
            expect(tree.find(question)?.path === question).toBe(paths.includes(question))
            expect(tree.hasDirectory(question)).toBe(paths.some((listed) => listed.startsWith(`${question}/`)))
          }
          // After this many questions it answers from tables.
          for (let more = 0; more < 2_100; more++) tree.find('x')
          tree.hasDirectory('x')
        }
      }),
      { numRuns: 60 },
    )
  })

  it('sorts by code units', () => {
    const paths = entriesOf(['😀', '\uE000', 'b', 'a/b', 'a-b', 'a']).map((entry) => entry.path)
    expect(paths).toEqual([...paths].sort(comparePaths))
    expect(paths).toEqual(['a', 'a-b', 'a/b', 'b', '😀', '\uE000'])
  })
})

describe('followLinks', () => {
  const nowhere = () => null

  it('goes where the file system would go', () => {
    const links = new Map([
      ['l', 'a/b'],
      ['a/b/up', '../..'],
      ['c', './a/../a/./b/'],
      ['d', 'l/up/x'],
      ['abs', '/root/a'],
    ])
    const below = (target: string) => (target.startsWith('/root/') ? target.slice(6) : null)
    expect(followLinks('l/x', links, nowhere)).toEqual({ path: 'a/b/x' })
    expect(followLinks('l/up/l/x', links, nowhere)).toEqual({ path: 'a/b/x' })
    expect(followLinks('c/up', links, nowhere)).toEqual({ path: '' })
    expect(followLinks('d', links, nowhere)).toEqual({ path: 'x' })
    expect(followLinks('l/../y', links, nowhere)).toEqual({ path: 'a/y' })
    expect(followLinks('abs/y', links, below)).toEqual({ path: 'a/y' })
    expect(followLinks('abs/y', links, nowhere)).toEqual({ reason: 'symbolic link out of the root' })
    expect(followLinks('../y', links, nowhere)).toEqual({ reason: 'symbolic link out of the root' })
    expect(followLinks('l/up/../y', links, nowhere)).toEqual({ reason: 'symbolic link out of the root' })
  })

  it('ends in bounded time on links that grow', () => {
    const links = new Map([
      ['a', 'b/b'],
      ['b', 'a/a'],
      ['self', 'self/self/self'],
    ])
    const reason = 'symbolic link that leads back to itself'
    expect(followLinks('a', links, nowhere)).toEqual({ reason })
    expect(followLinks('self/x', links, nowhere)).toEqual({ reason })
  })
})
