import fc from 'fast-check'
import { parse } from 'jsonc-parser'
import { describe, expect, it } from 'vitest'
import { appendMigrations, initManifest } from '../../src/config/write.ts'
import { load } from './problems.ts'

const A = { from: 'A', to: 'B' }
const LONG = {
  id: 'tool-dispatcher',
  from: { module: 'app.agents.tool_dispatcher', name: 'ToolDispatcher' },
  to: { module: 'app.tools.unified', name: 'UnifiedToolDispatcher' },
  reason: 'one dispatcher for all agents',
}

describe('a new manifest', () => {
  it('is one, and entries can be added to it', async () => {
    expect((await load(initManifest())).migrations).toEqual([])
    const text = appendMigrations(initManifest(), [A])
    expect((await load(text)).migrations).toHaveLength(1)
    expect(text).toContain(
      '    // { "from": "@acme/ui#Button", "to": "@acme/ui/button#default" }\n    { "from": "A", "to": "B" }\n  ]',
    )
  })
})

describe('appending', () => {
  it.each([
    [
      'to an empty list',
      '{\n  "version": 1,\n  "retired": []\n}\n',
      '{\n  "version": 1,\n  "retired": [\n    { "from": "A", "to": "B" }\n  ]\n}\n',
    ],
    [
      'after the last entry',
      '{\n  "version": 1,\n  "retired": [\n    { "from": "X", "to": "Y" }\n  ]\n}\n',
      '{\n  "version": 1,\n  "retired": [\n    { "from": "X", "to": "Y" },\n    { "from": "A", "to": "B" }\n  ]\n}\n',
    ],
    [
      'keeping a trailing comma',
      '{\n  "retired": [\n    { "from": "X", "to": "Y" },\n  ],\n  "version": 1,\n}\n',
      '{\n  "retired": [\n    { "from": "X", "to": "Y" },\n    { "from": "A", "to": "B" },\n  ],\n  "version": 1,\n}\n',
    ],
    [
      'behind comments',
      '{\n  "retired": [\n    { "from": "X", "to": "Y" } // y, not z\n    /* end */\n  ]\n}',
      '{\n  "retired": [\n    { "from": "X", "to": "Y" }, // y, not z\n    /* end */\n    { "from": "A", "to": "B" }\n  ]\n}',
    ],
    [
      'behind a comment with a comma in it',
      '{\n  "retired": [\n    { "from": "X", "to": "Y" } // y, z\n  ]\n}',
      '{\n  "retired": [\n    { "from": "X", "to": "Y" }, // y, z\n    { "from": "A", "to": "B" }\n  ]\n}',
    ],
    [
      'with tabs and CRLF and a BOM',
      '\uFEFF{\r\n\t"retired": [\r\n\t\t{ "from": "X", "to": "Y" }\r\n\t]\r\n}\r\n',
      '\uFEFF{\r\n\t"retired": [\r\n\t\t{ "from": "X", "to": "Y" },\r\n\t\t{ "from": "A", "to": "B" }\r\n\t]\r\n}\r\n',
    ],
    [
      'to a one-line manifest',
      '{"version": 1, "retired": [{"from": "X", "to": "Y"}]}',
      '{"version": 1, "retired": [{"from": "X", "to": "Y"},\n  { "from": "A", "to": "B" }\n]}',
    ],
    [
      'where there is no list yet',
      '{\n    "version": 1\n}\n',
      '{\n    "version": 1,\n    "retired": [\n        { "from": "A", "to": "B" }\n    ]\n}\n',
    ],
    ['where there is nothing yet', '{}', '{\n  "retired": [\n    { "from": "A", "to": "B" }\n  ]\n}'],
  ])('%s', (_title, text, expected) => {
    expect(appendMigrations(text, [A])).toBe(expected)
  })

  it('breaks long entries over lines in the style of the file', () => {
    expect(appendMigrations('{\n\t"retired": []\n}\n', [LONG, A])).toBe(`{
	"retired": [
		{
			"id": "tool-dispatcher",
			"from": { "module": "app.agents.tool_dispatcher", "name": "ToolDispatcher" },
			"to": { "module": "app.tools.unified", "name": "UnifiedToolDispatcher" },
			"reason": "one dispatcher for all agents"
		},
		{ "from": "A", "to": "B" }
	]
}
`)
  })

  it('changes nothing where there is nothing to add', () => {
    expect(appendMigrations('{"retired":[]} ', [])).toBe('{"retired":[]} ')
  })

  it.each(['', '[]', '{', '{"retired": {}}', '{"retired": [],, }'])('refuses %j', (text) => {
    expect(() => appendMigrations(text, [A])).toThrow()
  })

  const trivia = fc
    .array(fc.constantFrom(' ', '\n', '\t', '// a, b\n', '/* ] */', '\r\n'), { maxLength: 4 })
    .map((parts) => parts.join(''))
  const entry = fc.record({
    from: fc.string({ minLength: 1 }),
    to: fc.constant(null),
    reason: fc.string({ minLength: 1, maxLength: 150 }),
  })

  it('keeps everything that was there, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 3 }),
        fc.array(entry, { maxLength: 3 }),
        fc.array(trivia, { minLength: 9, maxLength: 9 }),
        fc.boolean(),
        (old, added, gaps, comma) => {
          const items = old.map((item) => JSON.stringify(item)).join(`${gaps[0]},${gaps[1]}`)
          const tail = comma && old.length > 0 ? `${gaps[2]},${gaps[3]}` : gaps[2]
          const text = `${gaps[4]}{${gaps[5]}"version": 1,${gaps[6]}"retired":${gaps[7]}[${gaps[8]}${items}${tail}]${gaps[0]}}${gaps[1]}`
          const written = appendMigrations(text, added)
          expect(parse(written, [], { allowTrailingComma: true })).toEqual({ version: 1, retired: [...old, ...added] })
          const comments = (source: string): number => source.split(/\/\/ a, b|\/\* \] \*\//).length
          expect(comments(written)).toBe(comments(text) + (comments(JSON.stringify(added)) - 1))
        },
      ),
    )
  })
})
