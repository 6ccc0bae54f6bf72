import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Outline } from '../../src/core/dangling-outline.ts'
import { OutlinePacker, unpackOutlines } from '../../src/core/outline-pack.ts'

const word = fc.string({ minLength: 0, maxLength: 12, unit: fc.constantFrom('a', 'B', '$', 'é', '/', '.', ' ') })
const words = fc.uniqueArray(word, { maxLength: 40 })

const outlines = fc.array(
  fc.record({
    imports: fc.array(
      fc.record(
        { specifier: word, names: words, locals: words, whole: fc.record({ local: word, denotes: word }) },
        { requiredKeys: ['specifier', 'names'] },
      ),
      { maxLength: 4 },
    ),
    passed: fc
      .dictionary(word, fc.record({ specifier: word, name: fc.option(word) }))
      .map((flat) => new Map(Object.entries(flat))),
    namesModules: fc.boolean(),
    names: words,
    stars: words,
    publicNames: fc.option(words),
    publicOpen: fc.boolean(),
    dynamic: fc.boolean(),
    isLoose: fc.boolean(),
    ambient: words,
  }),
  { maxLength: 6 },
)

const plain = (outline: Outline) => ({
  ...{
    imports: outline.imports,
    stars: outline.stars,
    publicOpen: outline.publicOpen,
    dynamic: outline.dynamic,
    isLoose: outline.isLoose,
    ambient: outline.ambient,
  },
  ...{ passed: new Map(outline.passed), namesModules: outline.namesModules },
  names: [...outline.names],
  publicNames: outline.publicNames && [...outline.publicNames],
})

describe('packed outlines', () => {
  it('say what went into them', () => {
    fc.assert(
      fc.property(outlines, (given) => {
        const packer = new OutlinePacker()
        for (const [at, outline] of given.entries())
          packer.add(at * 3, {
            ...outline,
            names: new Set(outline.names),
            publicNames: outline.publicNames && new Set(outline.publicNames),
          })
        const read = [...unpackOutlines(packer.finish())]
        expect(read.map(([place]) => place)).toEqual(given.map((_, at) => at * 3))
        for (const [at, [, outline]] of read.entries()) {
          const { names, publicNames, ...rest } = given[at] as (typeof given)[number]
          expect(plain(outline)).toEqual({ ...rest, names, publicNames })
          for (const name of ['a', 'B', '', ...names]) expect(outline.names.has(name)).toBe(names.includes(name))
        }
      }),
    )
  })
})
