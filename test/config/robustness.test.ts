import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ManifestError } from '../../src/config/problem.ts'
import { appendMigrations } from '../../src/config/write.ts'
import { load, loadFiles } from './problems.ts'

const docs = readFileSync(new URL('../../docs/manifest.md', import.meta.url), 'utf8')
const seed = `{"version": 1, "extends": [], "retired": [${[...docs.matchAll(/```jsonc\n(\{\n {2}"id[\s\S]*?|\{ "from[\s\S]*?)```/g)].map((match) => match[1]).join(',')}]}`

/** Cuts, doubles and swaps pieces of a real manifest. */
const mangled = fc
  .array(
    fc.tuple(
      fc.nat(seed.length),
      fc.nat(40),
      fc.constantFrom(
        '',
        '"',
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '\\',
        '//',
        '/*',
        '#',
        'null',
        '\0',
        '\uFEFF',
        '.',
        '-1e999',
      ),
    ),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((cuts) =>
    cuts.reduce(
      (text, [at, length, insert]) => text.slice(0, at) + insert + text.slice(at + (insert === '' ? length : 0)),
      seed,
    ),
  )

const onlyProblems = async (reading: Promise<unknown>): Promise<void> => {
  try {
    await reading
  } catch (error) {
    expect(error).toBeInstanceOf(ManifestError)
    for (const { line, column, message } of (error as ManifestError).problems) {
      expect(line > 0 ? column : column + 1).toBeGreaterThan(0)
      expect(message).not.toMatch(/\p{Cc}/u)
    }
  }
}

it('the seed is a manifest', async () => {
  expect((await load(seed)).migrations.length).toBeGreaterThan(5)
})

it('any text gives a manifest or problems', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(mangled, fc.string()), (text) => onlyProblems(load(text))),
    { numRuns: 1_000 },
  )
})

it('any bytes give a manifest or problems', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array(), (bytes) => onlyProblems(loadFiles({ 'migrations.json': bytes }))),
    { numRuns: 300 },
  )
})

it('any spelling of a place gives a migration or problems', async () => {
  const part = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('a', 'B', '.', '/', '@', '#', '-', '*', '_', ' ', '$', ':', '\\', 'é') }),
  )
  const place = fc.oneof(
    part,
    fc.record({ module: part, name: part }, { requiredKeys: [] }),
    fc.record({ literal: part }),
  )
  const entry = fc.record({
    from: place,
    to: fc.oneof(place, fc.constant(null), fc.array(place)),
    language: fc.constantFrom('python', 'typescript', undefined),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 4 }), (retired) =>
      onlyProblems(load(JSON.stringify({ version: 1, retired }))),
    ),
    { numRuns: 2_000 },
  )
})

it('appending to any text refuses or keeps it', () => {
  fc.assert(
    fc.property(mangled, (text) => {
      try {
        expect(appendMigrations(text, [{ from: 'A', to: 'B' }]).length).toBeGreaterThan(text.length)
      } catch (error) {
        expect(error).toBeInstanceOf(ManifestError)
      }
    }),
    { numRuns: 500 },
  )
})

it('hostile manifests take no time', async () => {
  const start = performance.now()
  for (const text of [
    `{"version": 1, "retired": [{"from": "${'a.'.repeat(500_000)}", "to": null}]}`,
    `{"version": 1, "retired": [{"from": "${'aA1-'.repeat(500_000)}", "to": null}]}`,
    `{"version": 1, "retired": [{"from": "A", "to": "B", "include": ["${'{a,'.repeat(300_000)}"]}]}`,
    `{"version": 1, "retired": [], ${Array.from({ length: 20_000 }, (_, at) => `"k${at}": 1`).join(',')}}`,
    `{"version": 1, "retired": [${'{},'.repeat(5_000)}]}`,
    `${'"'.repeat(1_000_000)}`,
    `${'/*'.repeat(1_000_000)}`,
    `${'a\n'.repeat(500_000)}`,
  ]) {
    await onlyProblems(load(text))
  }
  expect(performance.now() - start).toBeLessThan(15_000)
}, 60_000)
