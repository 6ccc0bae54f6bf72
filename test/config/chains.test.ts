import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entryProblems, loadEntries, loadFiles, printMigrations, problemsOf } from './problems.ts'

const collapse = async (...retired: readonly unknown[]): Promise<readonly string[]> =>
  printMigrations(await loadEntries(...retired))

describe('chains', () => {
  it.each([
    [
      'symbols',
      [
        { from: 'app.a#A', to: 'app.b#B' },
        { from: 'app.b#B', to: 'app.c#C' },
      ],
      ['app.a#A -> app.c#C', 'app.b#B -> app.c#C'],
    ],
    [
      'in the other order',
      [
        { from: 'app.b#B', to: 'app.c#C' },
        { from: 'app.a#A', to: 'app.b#B' },
      ],
      ['app.b#B -> app.c#C', 'app.a#A -> app.c#C'],
    ],
    [
      'bare names',
      [
        { from: 'A', to: 'B' },
        { from: 'B', to: 'C' },
        { from: 'C', to: 'D' },
      ],
      ['#A -> #D', '#B -> #D', '#C -> #D'],
    ],
    [
      'a bare name that ends in a module',
      [
        { from: 'B', to: 'app.c#C' },
        { from: 'app.c#C', to: 'D' },
      ],
      ['#B -> app.c#D', 'app.c#C -> app.c#D'],
    ],
    [
      'modules',
      [
        { from: 'app.a', to: 'app.b' },
        { from: 'app.b', to: 'app.c' },
      ],
      ['app.a -> app.c', 'app.b -> app.c'],
    ],
    [
      'a symbol into a retired module',
      [
        { from: 'app.a#A', to: 'app.b#B' },
        { from: 'app.b', to: 'app.c' },
      ],
      ['app.a#A -> app.c#B', 'app.b -> app.c'],
    ],
    [
      'a symbol into a submodule of a retired module',
      [
        { from: 'app.a#A', to: 'app.b.x#B' },
        { from: 'app.b', to: 'app.c' },
      ],
      ['app.a#A -> app.c.x#B', 'app.b -> app.c'],
    ],
    [
      'not into a submodule of one that is retired alone',
      [
        { from: 'app.a#A', to: 'app.b.x#B' },
        { from: 'app.b', to: 'app.c', submodules: false },
      ],
      ['app.a#A -> app.b.x#B', 'app.b -> app.c'],
    ],
    [
      'a renaming inside a module that moves',
      [
        { from: 'app.b#Old', to: 'New' },
        { from: 'app.b', to: 'app.c' },
      ],
      ['app.b#Old -> app.c#New', 'app.b -> app.c'],
    ],
    [
      'the symbol entry before the module entry',
      [
        { from: 'app.a#A', to: 'app.b#B' },
        { from: 'app.b', to: 'app.c' },
        { from: 'app.b#B', to: 'app.d#D' },
      ],
      ['app.a#A -> app.d#D', 'app.b -> app.c', 'app.b#B -> app.d#D'],
    ],
    [
      'prefixes end at a dot',
      [
        { from: 'app.a#A', to: 'app.bb#B' },
        { from: 'app.b', to: 'app.c' },
      ],
      ['app.a#A -> app.bb#B', 'app.b -> app.c'],
    ],
    [
      'the longest retired module wins',
      [
        { from: 'app.a', to: 'old.x.y' },
        { language: 'python', from: { module: 'old' }, to: { module: 'new' } },
        { from: 'old.x', to: 'other.z' },
      ],
      ['app.a -> other.z.y', 'old -> new', 'old.x -> other.z'],
    ],
    [
      'a member of a symbol that moved',
      [
        { from: 'app.a#utc', to: 'app.b#timezone.utc' },
        { from: 'app.b#timezone', to: 'app.c#zone' },
      ],
      ['app.a#utc -> app.c#zone.utc', 'app.b#timezone -> app.c#zone'],
    ],
    [
      'TypeScript paths, however they are spelled',
      [
        { from: './src/a#A', to: 'src/b/index.ts#B' },
        { from: './src/b', to: './src/c' },
      ],
      ['./src/a#A -> ./src/c#B', './src/b -> ./src/c'],
    ],
    [
      'a folder with its submodules',
      [
        { from: './src/a#A', to: './src/b/x#B' },
        { from: './src/b', to: './src/c/index.ts', submodules: true },
      ],
      ['./src/a#A -> ./src/c/x#B', './src/b -> ./src/c/index.ts'],
    ],
    [
      'into nothing',
      [
        { from: 'app.a#A', to: 'app.b#B' },
        { from: 'app.b#B', to: null, reason: 'gone' },
      ],
      ['app.a#A -> null', 'app.b#B -> null'],
    ],
    [
      'into a choice',
      [
        { from: 'app.a#A', to: 'app.b#B' },
        { from: 'app.b#B', to: ['C', 'D'] },
      ],
      ['app.a#A -> [app.b#C, app.b#D]', 'app.b#B -> [app.b#C, app.b#D]'],
    ],
    [
      'a choice of which one is retired',
      [
        { from: 'app.a#A', to: ['app.b#B', 'app.c#C', 'app.d#D'] },
        { from: 'app.b#B', to: 'app.c#C' },
        { from: 'app.d#D', to: null },
      ],
      ['app.a#A -> [app.c#C]', 'app.b#B -> app.c#C', 'app.d#D -> null'],
    ],
    [
      'literals',
      [
        { from: { literal: 'a' }, to: 'b' },
        { from: { literal: 'b' }, to: { literal: 'c' } },
      ],
      ['"a" -> "c"', '"b" -> "c"'],
    ],
    [
      'not through an entry that is off',
      [
        { from: 'app.a#A', to: 'app.b#B' },
        { from: 'app.b#B', to: 'app.a#A', level: 'off' },
      ],
      ['app.a#A -> app.b#B', 'app.b#B -> app.a#A'],
    ],
    [
      'not through an entry of some files only',
      [
        { from: 'app.a#A', to: 'app.b#B' },
        { from: 'app.b#B', to: 'app.c#C', include: ['web/**'] },
      ],
      ['app.a#A -> app.b#B', 'app.b#B -> app.c#C'],
    ],
    [
      'through an entry of the same files',
      [
        { from: 'app.a#A', to: 'app.b#B', include: ['web/**'] },
        { from: 'app.b#B', to: 'app.c#C', include: ['web/**'] },
      ],
      ['app.a#A -> app.c#C', 'app.b#B -> app.c#C'],
    ],
    [
      'not between languages',
      [
        { from: 'app.a#A', to: 'app.b#B' },
        { from: { module: 'app.b', name: 'B' }, to: { name: 'C' }, language: 'typescript' },
      ],
      ['app.a#A -> app.b#B', 'app.b#B -> app.b#C'],
    ],
    [
      'a symbol that moves into a submodule named like it',
      [{ from: 'pkg#dispatch', to: 'pkg.dispatch#dispatch' }],
      ['pkg#dispatch -> pkg.dispatch#dispatch'],
    ],
  ])('%s', async (_title, retired, expected) => {
    const languages = retired.map((entry) =>
      JSON.stringify(entry).includes('"pkg#') ? { ...entry, language: 'python' } : entry,
    )
    expect(await collapse(...languages)).toEqual(expected)
  })

  it('keeps the reason of a removal, and the place the last replacement was written', async () => {
    const [first] = await loadEntries({ from: 'app.a#A', to: 'app.b#B' }, { from: 'app.b#B', to: null, reason: 'gone' })
    expect(first).toMatchObject({ to: null, reason: 'gone' })
  })

  it('lets a bare name hold in first-party modules only', async () => {
    const retired = [
      { from: 'app.a#A', to: 'app.b#B' },
      { from: 'six.moves#A', to: 'six.moves#B' },
      { from: 'B', to: 'C' },
    ]
    const manifest = await loadFiles({ 'migrations.json': { version: 1, retired }, 'app/b.py': '' })
    expect(printMigrations(manifest.migrations)).toEqual([
      'app.a#A -> app.b#C',
      'six.moves#A -> six.moves#B',
      '#B -> #C',
    ])
  })
})

describe('what follows from two entries', () => {
  it.each([
    [
      'a symbol of the module that another moves to',
      [
        { from: 'app.a', to: 'app.b' },
        { from: 'app.b#X', to: 'app.c#Y' },
      ],
      ['app.a -> app.b', 'app.b#X -> app.c#Y', 'app.a#X -> app.c#Y'],
    ],
    [
      'a submodule of it',
      [
        { from: 'app.a', to: 'app.b' },
        { from: 'app.b.x', to: 'app.c' },
      ],
      ['app.a -> app.b', 'app.b.x -> app.c', 'app.a.x -> app.c'],
    ],
    [
      'through a chain, its middle included',
      [
        { from: 'app.a', to: 'app.b' },
        { from: 'app.b', to: 'app.c' },
        { from: 'app.b#X', to: 'app.d#X' },
      ],
      ['app.a -> app.c', 'app.b -> app.c', 'app.b#X -> app.d#X', 'app.a#X -> app.d#X'],
    ],
    [
      'what follows from what follows',
      [
        { from: 'app.a', to: 'app.b' },
        { from: 'app.b.x', to: 'app.c' },
        { from: 'app.c#Y', to: 'app.d#Y' },
      ],
      [
        'app.a -> app.b',
        'app.b.x -> app.c',
        'app.c#Y -> app.d#Y',
        'app.a.x -> app.c',
        'app.b.x#Y -> app.d#Y',
        'app.a.x#Y -> app.d#Y',
      ],
    ],
    [
      'but not where it is written',
      [
        { from: 'app.a', to: 'app.b' },
        { from: 'app.b#X', to: 'app.c#Y' },
        { from: 'app.a#X', to: 'app.e#E' },
      ],
      ['app.a -> app.b', 'app.b#X -> app.c#Y', 'app.a#X -> app.e#E'],
    ],
    [
      'a member of a symbol that another moves to',
      [
        { from: 'app.a#A', to: 'app.b#B' },
        { from: 'app.b#B.m', to: 'app.c#m' },
      ],
      ['app.a#A -> app.b#B', 'app.b#B.m -> app.c#m', 'app.a#A.m -> app.c#m'],
    ],
    [
      'TypeScript folders only with submodules',
      [
        { from: './a', to: './b' },
        { from: './b/x', to: './c' },
        { from: './b#X', to: './c#X' },
      ],
      ['./a -> ./b', './b/x -> ./c', './b#X -> ./c#X', './a#X -> ./c#X'],
    ],
  ])('%s', async (_title, retired, expected) => {
    expect([...(await collapse(...retired))].sort()).toEqual([...expected].sort())
  })

  it('says from which', async () => {
    const migrations = await loadEntries(
      { id: 'move', from: 'app.a', to: 'app.b' },
      { id: 'x', from: 'app.b#X', to: null },
    )
    expect(migrations[2]).toMatchObject({
      id: 'move-x',
      follows: ['move', 'x'],
      from: { module: 'app.a', name: 'X' },
      to: null,
    })
  })
})

describe('circles are refused', () => {
  it.each([
    [
      'two symbols',
      [
        { from: 'app.a#A', to: 'app.b#B' },
        { from: 'app.b#B', to: 'app.a#A' },
      ],
      /circle: app\.a#A → app\.b#B → app\.a#A/,
    ],
    [
      'bare names',
      [
        { from: 'A', to: 'B' },
        { from: 'B', to: 'C' },
        { from: 'C', to: 'A' },
      ],
      /circle: A → B → C → A/,
    ],
    [
      'modules',
      [
        { from: 'app.a', to: 'app.b' },
        { from: 'app.b', to: 'app.a' },
      ],
      /circle/,
    ],
    [
      'a symbol and a module',
      [
        { from: 'app.a#X', to: 'app.b#X' },
        { from: 'app.b', to: 'app.a' },
      ],
      /circle/,
    ],
    [
      'modules that grow',
      [
        { from: 'app.a', to: 'app.b.a' },
        { from: 'app.b', to: 'app.a' },
      ],
      /circle/,
    ],
    [
      'literals',
      [
        { from: { literal: 'a' }, to: 'b' },
        { from: { literal: 'b' }, to: 'a' },
      ],
      /circle: "a" → "b" → "a"/,
    ],
    ['a member of itself', [{ from: 'app.a#A', to: 'app.a#A.b' }], /lies inside what is retired/],
    [
      'one of some files',
      [
        { from: 'app.a#A', to: 'app.b#B' },
        { from: 'app.b#B', to: 'app.a#A', include: ['web/**'] },
      ],
      /circle/,
    ],
  ])('%s', async (_title, retired, expected) => {
    const problems = await entryProblems(...retired)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(expected)
  })

  it('once, also for entries that only lead into one', async () => {
    const problems = await problemsOf(
      loadEntries({ from: 'Z', to: 'A' }, { from: 'A', to: 'B' }, { from: 'B', to: 'A' }, { from: 'Y', to: 'B' }),
    )
    expect(problems).toHaveLength(1)
  })

  it('and half a chain: submodules that have no one place to go', async () => {
    const problems = await entryProblems(
      { from: 'app.a', to: 'app.b' },
      { from: 'app.b', to: 'app.c', submodules: false },
    )
    expect(problems).toEqual([expect.stringContaining('give both entries the same "submodules"')])
  })
})

describe('collapsing, whatever the entries', () => {
  const name = fc.constantFrom('A', 'B', 'C', 'D', 'E')
  const module = fc.constantFrom('app.a', 'app.b', 'app.b.x', 'app.c', 'app.c.x.y')
  const symbol = fc.record({ module, name })
  const entry = fc.oneof(
    fc.record({ from: symbol, to: symbol }),
    fc.record({ from: fc.record({ module }), to: fc.record({ module }), submodules: fc.boolean() }),
  )

  it('ends, and leads to places that no entry retires', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 6 }), async (retired) => {
        const text = JSON.stringify(retired)
        if ((await entryProblems(...retired)).length > 0) return
        const once = await loadEntries(...retired)
        const ids = once.map(({ id }) => id)
        expect(new Set(ids).size, text).toBe(ids.length)
        for (const migration of once) {
          const { to } = migration
          if (to === null || Array.isArray(to) || !('module' in to)) continue
          for (const other of once) {
            if (other.kind === 'symbol')
              expect([other.from.module, other.from.name], text).not.toEqual([to.module, to.name])
            if (other.kind !== 'module' || !to.module) continue
            const inside =
              to.module === other.from.module || (other.submodules && to.module.startsWith(`${other.from.module}.`))
            expect(inside, `${text}: ${to.module} is retired by ${other.from.module}`).toBe(false)
          }
        }
      }),
      { numRuns: 400 },
    )
  })

  it('takes long chains in its stride', async () => {
    const retired = Array.from({ length: 5_000 }, (_, at) => ({ from: `app.m${at}#N`, to: `app.m${at + 1}#N` }))
    const migrations = await loadEntries(...retired)
    expect(migrations[0]).toMatchObject({ to: { module: 'app.m5000', name: 'N' } })
  })
})
