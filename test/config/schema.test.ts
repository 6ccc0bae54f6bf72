import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { parse } from 'jsonc-parser'
import { describe, expect, it } from 'vitest'
import { acceptEntry, acceptSettings, salvageEntry } from '../../src/config/accept.ts'
import { generateJsonSchema, manifestSchema } from '../../src/config/schema.ts'
import { load } from './problems.ts'

const root = new URL('../../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')

const validate = new Ajv({ allErrors: false, allowUnionTypes: true }).compile(
  JSON.parse(generateJsonSchema()) as object,
)

const accept = (value: unknown): boolean => acceptSettings(value) && value.retired.every((entry) => acceptEntry(entry))

describe('schema.json', () => {
  it('is up to date: npm run schema', () => {
    expect(read('schema.json')).toBe(generateJsonSchema())
  })

  it('describes every field', () => {
    const undescribed: string[] = []
    const visit = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return
      for (const [key, value] of Object.entries(schema)) {
        if (key === 'properties') {
          for (const [name, field] of Object.entries(value as Record<string, { description?: string }>)) {
            if (!field.description) undescribed.push(`${path}/${name}`)
          }
        }
        visit(value, `${path}/${key}`)
      }
    }
    visit(JSON.parse(generateJsonSchema()), '')
    expect(undescribed).toEqual([])
  })

  it("accepts repoint's own manifest, which loads", async () => {
    const text = read('migrations.json')
    expect(validate(parse(text))).toBe(true)
    expect((await load(text)).file).toBe('migrations.json')
  })
})

const text = fc.constantFrom(
  'A',
  'app.x',
  '@a/b#c',
  '',
  ' ',
  '2025-01-01',
  '2025-1-1',
  'x y',
  'error',
  'note',
  'python',
  'ünï',
  '_',
)
const odd = fc.constantFrom<unknown>(
  null,
  true,
  false,
  0,
  1,
  1.5,
  [],
  {},
  ['A'],
  [''],
  [1],
  { module: 'x' },
  { literal: 'x' },
  { literal: 'x', name: 'y' },
  { name: '' },
  { p: 'error' },
  { p: 'loud' },
)
const value = fc.oneof(text, odd)
const keysOf = (keys: readonly string[]): fc.Arbitrary<Record<string, unknown>> =>
  fc.dictionary(fc.constantFrom(...keys, 'toString', 'constructor', 'other'), value, { maxKeys: 6 })

const place = fc.oneof(
  value,
  keysOf(['module', 'name', 'submodules', 'literal']),
  fc.array(fc.oneof(value, keysOf(['module', 'name', 'literal'])), { maxLength: 3 }),
)
const goodEntry = fc.record(
  {
    id: fc.constantFrom('a', 'b-c', 'd/e.f_g'),
    from: fc.constantFrom<unknown>(
      'A',
      { module: 'x', name: 'y' },
      { module: 'x', submodules: true },
      { literal: 'l' },
    ),
    to: fc.constantFrom<unknown>('B', null, ['B', { name: 'z' }], { literal: 'l' }, { module: 'x' }, {}),
    language: fc.constantFrom('python', 'typescript'),
    submodules: fc.boolean(),
    keepPublicName: fc.boolean(),
    reason: fc.constant('r'),
    url: fc.constant('u'),
    owner: fc.constant('o'),
    level: fc.constantFrom('error', 'warning', 'note', 'off'),
    levels: fc.constantFrom({}, { p: 'off' }),
    since: fc.constant('2025-01-01'),
    deadline: fc.constant('2025-99-99'),
    include: fc.constantFrom([], ['a', '']),
    exclude: fc.constantFrom([], ['a']),
  },
  { requiredKeys: ['from', 'to'] },
)
const ENTRY_KEYS = Object.keys(manifestSchema.shape.retired.element.shape)
const brokenEntry = fc
  .tuple(goodEntry, fc.constantFrom(...ENTRY_KEYS, 'other', 'toString'), place)
  .map(([entry, key, part]) => ({ ...entry, [key]: part }))
const goodSettings = fc.record(
  {
    $schema: fc.constantFrom('', 's'),
    version: fc.constant(1),
    extends: fc.constantFrom<unknown>('x', [], ['x', 'y']),
    python: fc.constantFrom({}, { roots: ['.'] }),
    typescript: fc.constantFrom({}, { tsconfig: 't' }),
    baseline: fc.constant('b'),
    generated: fc.constantFrom([], ['g']),
  },
  { requiredKeys: ['version'] },
)
const brokenSettings = fc
  .tuple(
    goodSettings,
    fc.constantFrom(...Object.keys(manifestSchema.shape), 'other'),
    fc.oneof(value, keysOf(['roots', 'tsconfig'])),
  )
  .map(([settings, key, part]) => ({ ...settings, [key]: part }))
const entries = fc.array(fc.oneof(goodEntry, brokenEntry, value), { maxLength: 3 })
const manifest = fc.oneof(
  fc.tuple(fc.oneof(goodSettings, brokenSettings), entries).map(([settings, retired]) => ({ retired, ...settings })),
  fc
    .tuple(goodSettings, fc.array(goodEntry, { maxLength: 3 }))
    .map(([settings, retired]) => ({ ...settings, retired })),
  keysOf(Object.keys(manifestSchema.shape)),
  value,
)

describe('the fast path, the zod schema and schema.json', () => {
  it('accept the same manifests', () => {
    let accepted = 0
    fc.assert(
      fc.property(manifest, (candidate) => {
        const byZod = manifestSchema.safeParse(candidate).success
        if (byZod) accepted++
        expect(accept(candidate), 'fast path').toBe(byZod)
        expect(validate(candidate), 'schema.json').toBe(byZod)
      }),
      { numRuns: 3_000 },
    )
    // the property means little where nothing is ever accepted
    expect(accepted).toBeGreaterThan(300)
  })

  it('never fail without a message', async () => {
    await fc.assert(
      fc.asyncProperty(manifest, async (candidate) => {
        if (accept(candidate)) return
        await expect(load(JSON.stringify(candidate))).rejects.toThrow(/migrations\.json/)
      }),
      { numRuns: 500 },
    )
  })

  it('salvage only what is well-formed', () => {
    fc.assert(
      fc.property(brokenEntry, (entry) => {
        const salvaged = salvageEntry(entry)
        if (salvaged) expect(acceptEntry(salvaged)).toBe(true)
      }),
    )
  })
})
