import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { emptyManifest } from '../../src/config/load.ts'
import { entryProblems, load, loadEntries, loadFiles, printMigrations, problemsOf } from './problems.ts'

describe('the design example', () => {
  const text = `{
  "$schema": "./node_modules/repoint/schema.json",
  "version": 1,
  "retired": [
    {
      "id": "tool-dispatcher",
      "from": { "module": "app.agents.tool_dispatcher", "name": "ToolDispatcher" },
      "to":   { "module": "app.tools.unified",          "name": "UnifiedToolDispatcher" },
      "reason": "one dispatcher for all agents", "url": "https://…", "owner": "@core",
      "level": "error",                        // error | warning | note | off
      "levels": { "production": "error", "staging": "warning" },   // --env NAME picks one
      "since": "2025-09-05", "deadline": "2025-12-01",
      "include": [], "exclude": []
    },
    { "from": "ToolDispatcher", "to": "UnifiedToolDispatcher" },
    { "from": "@acme/ui#Button", "to": "@acme/ui/button#default" },
    { "from": { "module": "six.moves", "name": "range" }, "to": { "module": "builtins", "name": "range" } },
    { "from": { "module": "app.legacy", "submodules": true }, "to": { "module": "app.core" } },
    { "from": "app.flags#beta", "to": null, "reason": "gone, use settings" },
    { "from": { "literal": "staging.example.ai" }, "to": { "literal": "staging.examplesystems.ai" },
      "include": ["**/*.{py,ts,tsx,json,yml,yaml,env}"], "levels": { "production": "error", "staging": "warning" } },
  ],
  "python": { "roots": ["."] }, "typescript": { "tsconfig": "tsconfig.json" },
  "baseline": ".repoint-baseline.json"
}
`

  it('is read with everything filled in', async () => {
    const manifest = await load(text)
    expect(manifest).toMatchObject({
      file: 'migrations.json',
      hash: createHash('sha256').update(text).digest('hex'),
      python: { roots: ['.'] },
      typescript: { tsconfig: 'tsconfig.json' },
      baseline: '.repoint-baseline.json',
      generated: [],
    })
    expect(manifest.migrations.map(({ id, kind, language, from, to }) => ({ id, kind, language, from, to }))).toEqual([
      {
        id: 'tool-dispatcher',
        kind: 'symbol',
        language: 'python',
        from: { module: 'app.agents.tool_dispatcher', name: 'ToolDispatcher' },
        to: { module: 'app.tools.unified', name: 'UnifiedToolDispatcher' },
      },
      {
        id: 'tool-dispatcher-2',
        kind: 'symbol',
        language: null,
        from: { module: null, name: 'ToolDispatcher' },
        to: { module: null, name: 'UnifiedToolDispatcher' },
      },
      {
        id: 'button',
        kind: 'symbol',
        language: 'typescript',
        from: { module: '@acme/ui', name: 'Button' },
        to: { module: '@acme/ui/button', name: 'default' },
      },
      {
        id: 'range',
        kind: 'symbol',
        language: 'python',
        from: { module: 'six.moves', name: 'range' },
        to: { module: 'builtins', name: 'range' },
      },
      {
        id: 'app-legacy',
        kind: 'module',
        language: 'python',
        from: { module: 'app.legacy', name: null },
        to: { module: 'app.core', name: null },
      },
      { id: 'beta', kind: 'symbol', language: 'python', from: { module: 'app.flags', name: 'beta' }, to: null },
      {
        id: 'staging-example-ai',
        kind: 'literal',
        language: null,
        from: { literal: 'staging.example.ai' },
        to: { literal: 'staging.examplesystems.ai' },
      },
    ])
    expect(manifest.migrations[0]).toMatchObject({
      level: 'error',
      levels: { production: 'error', staging: 'warning' },
      since: '2025-09-05',
      deadline: '2025-12-01',
      owner: '@core',
      position: { file: 'migrations.json', line: 5, column: 5 },
      toPosition: { file: 'migrations.json', line: 8, column: 15 },
    })
  })
})

const manifestOf = (...retired: readonly unknown[]): object => ({ version: 1, retired })

describe('bad files', () => {
  it.each([
    ['an empty file', '', 'migrations.json:1:1 the file is empty — start from {"version": 1, "retired": []}'],
    ['white space', ' \n\t\n', 'migrations.json:1:1 the file is empty — start from {"version": 1, "retired": []}'],
    ['a comment alone', '// nothing\n', 'migrations.json:2:1 the file breaks off here — a value is expected here'],
    ['an open brace', '{\n', 'migrations.json:2:1 a closing } is missing'],
    [
      'a list',
      '[]',
      'migrations.json:1:1 a manifest is an object, not a list — start from {"version": 1, "retired": []}',
    ],
    [
      'null',
      'null',
      'migrations.json:1:1 a manifest is an object, not null — start from {"version": 1, "retired": []}',
    ],
    [
      'a string',
      '"x"',
      'migrations.json:1:1 a manifest is an object, not a string — start from {"version": 1, "retired": []}',
    ],
    ['single quotes', "{'version': 1}", 'migrations.json:1:2 strings in JSON take double quotes, not single ones'],
    ['a missing comma', '{"version": 1\n  "retired": []}', 'migrations.json:2:3 a comma is expected before this'],
    [
      'two values',
      '{"version": 1, "retired": []}\n{}',
      'migrations.json:2:1 the file should end here — one JSON object is all a manifest has',
    ],
    [
      'a key twice',
      '{"version": 1, "retired": [], "retired": []}',
      'migrations.json:1:31 the key "retired" is written twice — remove one of them',
    ],
    [
      'a torrent of brackets',
      '['.repeat(200_000),
      'migrations.json:1:65 nested deeper than 64 levels — this is no manifest',
    ],
    [
      'a torrent of braces',
      '{"a":'.repeat(200_000),
      'migrations.json:1:321 nested deeper than 64 levels — this is no manifest',
    ],
  ])('%s', async (_title, text, expected) => {
    expect(await problemsOf(load(text))).toEqual([expected])
  })

  it('that are not UTF-8, with the byte', async () => {
    const bytes = Uint8Array.from([...new TextEncoder().encode('{"a": "caf'), 0xe9, 0x22, 0x7d])
    expect(await problemsOf(loadFiles({ 'migrations.json': bytes }))).toEqual([
      'migrations.json: is not UTF-8 (byte 11) — save it as UTF-8',
    ])
    expect(await problemsOf(loadFiles({ 'migrations.json': Uint8Array.from([0xff, 0xfe, 0x7b, 0]) }))).toEqual([
      'migrations.json: is written in UTF-16 — save it as UTF-8',
    ])
  })

  it('that are huge', async () => {
    const problems = await problemsOf(loadFiles({ 'migrations.json': new Uint8Array(17 * 1024 * 1024).fill(0x20) }))
    expect(problems).toEqual(['migrations.json: is larger than 16 MB — split it and join the parts by "extends"'])
  })

  it('with a BOM are fine, and columns do not count it', async () => {
    const manifest = await load('\uFEFF{"version": 1, "retired": [{"from": "A", "to": "B"}]}')
    expect(manifest.migrations[0]?.position).toEqual({ file: 'migrations.json', line: 1, column: 28 })
  })

  it('count CRLF and lone CR as line ends', async () => {
    const manifest = await load('{"version": 1,\r\n"retired": [\r{"from": "A", "to": "B"}]}')
    expect(manifest.migrations[0]?.position).toMatchObject({ line: 3, column: 1 })
  })
})

describe('bad shapes, all in one run', () => {
  it('reports every problem at its own place, with the nearest known word', async () => {
    const text = `{
  "version": 2,
  "retierd_": 1,
  "baselin": ".b",
  "python": { "root": ["."] },
  "retired": [
    { "form": "A", "to": "B" },
    { "from": { "modul": "app.x", "name": "A" }, "to": { "module": "app.y" }, "level": "warn" },
    7,
    { "from": "app.x#A", "to": [], "since": "2025-02-30", "language": "javascript" },
    { "from": "A", "to": "B", "levels": { "prod": "of" }, "name": "x", "deadline": "1.2.2025" }
  ]
}`
    expect(await problemsOf(load(text))).toEqual([
      'migrations.json:2:14 version 2 is not known to this repoint — write "version": 1',
      'migrations.json:3:3 unknown key "retierd_" — known here: $schema, version, extends, retired, python, typescript, baseline, generated',
      'migrations.json:4:3 unknown key "baselin" — did you mean "baseline"?',
      'migrations.json:5:15 unknown key "root" — did you mean "roots"?',
      'migrations.json:7:7 unknown key "form" — did you mean "from"?',
      'migrations.json:8:17 unknown key "modul" — did you mean "module"?',
      'migrations.json:8:88 "warn" will not do for "level" — did you mean "warning"? ("error", "warning", "note", "off")',
      'migrations.json:9:5 entry 3 of "retired" is a number and has to be an object — write {"from": …, "to": …}',
      'migrations.json:10:32 "to" is empty — write null where nothing replaces it',
      'migrations.json:10:71 "javascript" will not do for "language" — did you mean "typescript"? ("python", "typescript")',
      'migrations.json:11:51 "of" will not do for "levels.prod" — did you mean "off"? ("error", "warning", "note", "off")',
      'migrations.json:11:59 the key "name" does not belong here — put it into "from" (and "to")',
      'migrations.json:11:84 "1.2.2025" will not do for "deadline" — write a day as "YYYY-MM-DD"',
    ])
  })

  it('reads on in an entry that is malformed elsewhere', async () => {
    expect(await entryProblems({ from: 'A', to: 'B', level: 'loud', since: '2025-02-30', include: [''] })).toEqual([
      '"loud" will not do for "level" — choose from "error", "warning", "note", "off"',
      '2025-02-30 is no day of the calendar — write an existing one, as YYYY-MM-DD',
      'an empty glob matches no file — remove it, or write "**" for every file',
    ])
  })

  it('knows keys that objects inherit for what they are: unknown', async () => {
    const problems = await problemsOf(
      load('{"version": 1, "retired": [{"from": "A", "to": "B", "__proto__": 1, "toString": 2}], "constructor": {}}'),
    )
    expect(problems.map((line) => line.split(' — ')[0])).toEqual([
      'migrations.json:1:53 unknown key "__proto__"',
      'migrations.json:1:69 unknown key "toString"',
      'migrations.json:1:86 unknown key "constructor"',
    ])
  })

  it('shows hostile text in one short line', async () => {
    const [problem] = await entryProblems({ from: `a b\n\u001b[31m${'x'.repeat(500)}`, to: null })
    expect(problem?.length).toBeLessThan(200)
    expect(problem).not.toMatch(/\p{Cc}/u)
  })
})

describe('shorthands', () => {
  it.each([
    [{ from: 'A', to: 'B' }, '#A -> #B', null],
    [{ from: '$store', to: 'store' }, '#$store -> #store', 'typescript'],
    [{ from: 'Größe', to: 'Maß' }, '#Größe -> #Maß', null],
    [{ from: 'app.x#A', to: 'B' }, 'app.x#A -> app.x#B', 'python'],
    [{ from: 'app.x#A', to: 'app.y' }, 'app.x#A -> app.y#A', 'python'],
    [{ from: 'app.x#A', to: 'app.y#B' }, 'app.x#A -> app.y#B', 'python'],
    [{ from: 'app.x#A.b', to: 'app.y#C.d' }, 'app.x#A.b -> app.y#C.d', 'python'],
    [{ from: 'app.x#utc', to: { name: 'timezone.utc' } }, 'app.x#utc -> app.x#timezone.utc', 'python'],
    [{ from: 'unicode', to: { module: 'builtins', name: 'str' } }, '#unicode -> builtins#str', 'python'],
    [{ from: 'six#text_type', to: 'builtins#str' }, 'six#text_type -> builtins#str', 'python'],
    [{ from: 'moment#default', to: '@acme/time#now' }, 'moment#default -> @acme/time#now', 'typescript'],
    [{ from: 'date-fns', to: '@acme/time' }, 'date-fns -> @acme/time', 'typescript'],
    [{ from: 'node:url#parse', to: null }, 'node:url#parse -> null', 'typescript'],
    [{ from: './src/a#A', to: './src/b/../c#default' }, './src/a#A -> ./src/c#default', 'typescript'],
    [{ from: '@/types/registry', to: '@/types/unified' }, '@/types/registry -> @/types/unified', 'typescript'],
    [{ from: '#internal/a#A', to: '#internal/b#A' }, '#internal/a#A -> #internal/b#A', 'typescript'],
    [{ from: '#internal/a', to: '#internal/b' }, '#internal/a -> #internal/b', 'typescript'],
    [{ from: 'chart.js', to: '@acme/charts' }, 'chart.js -> @acme/charts', 'typescript'],
    [{ from: 'react-dom#default', to: 'react-dom#*' }, 'react-dom#default -> react-dom#*', 'typescript'],
    [{ from: { module: 'six' }, to: { module: 'seven' }, language: 'python' }, 'six -> seven', 'python'],
    [
      { from: { module: 'react', name: 'default' }, to: { module: 'preact' }, language: 'typescript' },
      'react#default -> preact#default',
      'typescript',
    ],
    [{ from: 'pkg/__init__', to: 'pkg2.__init__', language: 'python' }, 'pkg -> pkg2', 'python'],
    [{ from: 'app.x#A', to: ['app.y', 'B', { name: 'C' }] }, 'app.x#A -> [app.y#A, app.x#B, app.x#C]', 'python'],
    [{ from: { literal: 'a b' }, to: ['c', { literal: 'd' }] }, '"a b" -> ["c", "d"]', null],
    [{ from: { literal: 'a' }, to: null }, '"a" -> null', null],
  ])('%j', async (entry, printed, language) => {
    const migrations = await loadEntries(entry)
    expect(printMigrations(migrations)).toEqual([printed])
    expect(migrations[0]?.language).toBe(language)
  })

  it('takes submodules inside "from" and beside it, and the default of the language', async () => {
    const migrations = await loadEntries(
      { from: { module: 'app.a', submodules: false }, to: { module: 'app.b' } },
      { from: 'app.c', to: 'app.d', submodules: false },
      { from: 'app.e', to: 'app.f' },
      { from: '@x/a', to: '@x/b' },
      { from: '@x/c', to: '@x/d', submodules: true },
    )
    expect(migrations.map((migration) => migration.kind === 'module' && migration.submodules)).toEqual([
      false,
      false,
      true,
      false,
      true,
    ])
  })

  it.each([
    [{ from: 'app.x', to: 'core' }, 'can be a module or a name'],
    [{ from: 'app.x', to: 'app.y#z' }, 'a whole module is replaced by a module, not by the name "z"'],
    [{ from: 'app.x', to: { name: 'z' } }, 'a whole module is replaced by a module, not by the name "z"'],
    [{ from: 'app.x', to: '@acme/x' }, '"app.x" looks like Python and "@acme/x" like TypeScript — add "language"'],
    [{ from: 'six#range', to: 'seven#range' }, '"six" can be a Python or a TypeScript module — add "language"'],
    [{ from: 'A', to: { module: 'six' } }, '"six" can be a Python or a TypeScript module — add "language"'],
    [
      { from: { module: 'app.x#A' }, to: null },
      '"app.x#A" is no dotted name of a Python module — write what stands behind the # as "name"',
    ],
    [{ from: { module: '@x/a#A' }, to: null }, 'has a # in it — write what stands behind it as "name"'],
    [{ from: 'a b', to: 'c' }, '"a b" is neither a name nor a module'],
    [{ from: ' A', to: 'c' }, 'has white space around it'],
    [{ from: 'app.x#', to: null }, 'ends in #'],
    [{ from: '#A', to: null }, '"#A" can be a name or a package import'],
    [{ from: 'default', to: 'x' }, '"default" is in nearly every module'],
    [{ from: { name: '*' }, to: 'x' }, '"*" is in nearly every module'],
    [{ from: 'app.x#*', to: null, language: 'python' }, '"*" names nothing in Python'],
    [{ from: {}, to: null }, '"from" names nothing'],
    [{ from: 'A', to: {} }, 'this replacement names nothing'],
    [{ from: '.x#A', to: null, language: 'python' }, 'is relative — write its absolute dotted name'],
    [{ from: 'app/x.py#A', to: null }, 'is a path — write the name it is imported by, such as "app.x"'],
    [{ from: './src/../../x', to: null }, 'leaves the repository'],
    [{ from: '/usr/lib/x', to: null }, 'is an absolute path'],
    [{ from: 'src\\a/b', to: null }, 'has backslashes'],
    [{ from: '@acme/*', to: null }, 'has a wildcard'],
    [{ from: '.legacy', to: null }, 'is no module — a path starts with "./"'],
    [{ from: 'app.x#a-b', to: null, language: 'python' }, '"a-b" is no name'],
    [{ from: 'app.x#$a', to: null, language: 'python' }, '"$a" is no name'],
    [{ from: 'A', to: 'A' }, 'the replacement is what is retired'],
    [{ from: './src/a', to: 'src/a.ts', language: 'typescript' }, 'the replacement is what is retired'],
    [{ from: 'app.x#A', to: ['B', 'app.x#A'] }, 'the replacement is what is retired'],
    [{ from: 'app.x#A', to: ['B', 'app.x#B'] }, 'this choice is written twice'],
    [{ from: 'app.x', to: 'app.x.y' }, 'lies inside the retired module app.x'],
    [{ from: { literal: 'a' }, to: 'a' }, 'the replacement is what is retired'],
    [{ from: { literal: 'a' }, to: { name: 'b' } }, 'a literal is replaced by a literal'],
    [{ from: { literal: 'a' }, to: 'b', language: 'python' }, 'has no language'],
    [{ from: { literal: 'a\nb' }, to: null }, 'a literal is one line'],
    [{ from: { literal: 'a', module: 'x' }, to: null }, '"literal" stands alone'],
    [{ from: 'A', to: { literal: 'b' } }, 'a literal replaces only a literal'],
    [{ from: 'A', to: 'B', submodules: true }, 'only a retired module has submodules'],
    [{ from: 'app.x', to: 'app.y', keepPublicName: true }, 'only a symbol has a public name'],
    [{ from: { module: 'app.x', submodules: true }, to: 'app.y', submodules: false }, 'write it once'],
    [
      { from: 'A', to: 'B', since: '2025-02-02', deadline: '2025-02-01' },
      'the deadline 2025-02-01 lies before "since", 2025-02-02',
    ],
    [{ from: 'A', to: 'B', deadline: '2023-02-29' }, '2023-02-29 is no day of the calendar'],
    [{ from: 'A', to: 'B', url: 'javascript:alert(1)' }, 'is no web address'],
    [{ from: 'A', to: 'B', include: ['!x'] }, 'is negated'],
    [{ from: 'A', to: 'B', include: ['/x'] }, 'is absolute'],
    [{ from: 'A', to: 'B', exclude: ['../x'] }, 'leaves the repository'],
    [{ from: 'A', to: 'B', exclude: ['{a,b'] }, 'has a { without its partner'],
    [{ from: 'A', to: 'B', exclude: ['a[b'] }, 'has a [ without its partner'],
    [{ from: 'A', to: 'B', id: 'a b' }, '"a b" will not do for "id"'],
  ])('refuses %j', async (entry, expected) => {
    const problems = await entryProblems(entry)
    expect(problems).toEqual([expect.stringContaining(expected)])
  })
})

describe('ids', () => {
  it('are derived from the retired thing, unique, and never take one that is written', async () => {
    const migrations = await loadEntries(
      { from: 'app.a#HTTPServer', to: null },
      { from: 'app.b#HTTPServer', to: null },
      { from: 'http_server', to: null },
      { from: 'app.c#x', id: 'plain-name', to: null },
      { from: 'PlainName', to: null },
      { from: '@acme/ui/button#default', to: null },
      { from: '@acme/ui', to: null },
      { from: { literal: 'http://Old.example/x' }, to: null },
      { from: '_', to: null },
      { from: '__', to: null },
    )
    expect(migrations.map(({ id }) => id)).toEqual([
      'http-server',
      'app-b-http-server',
      'http-server-2',
      'plain-name',
      'plain-name-2',
      'acme-ui-button-default',
      'acme-ui',
      'http-old-example-x',
      'entry',
      'entry-2',
    ])
  })
})

describe('contradictions', () => {
  it.each([
    [
      [
        { from: 'A', to: 'B' },
        { from: 'A', to: 'C' },
      ],
      'A is retired twice, here and in line 1, with different replacements — keep the right one',
    ],
    [
      [
        { from: 'A', to: 'B' },
        { from: 'A', to: 'B' },
      ],
      'A is retired twice, here and in line 1 — remove one of them',
    ],
    [
      [
        { from: './src/a#A', to: 'B' },
        { from: 'src/a.ts#A', to: 'C' },
      ],
      'src/a.ts#A is retired twice, here and in line 1, with different replacements — keep the right one',
    ],
    [
      [
        { from: 'A', to: 'B' },
        { from: 'A', to: 'app.b#A' },
      ],
      'A is retired twice, here and in line 1, with different replacements — keep the right one, or say in which "language" each holds',
    ],
    [
      [
        { from: 'A', to: 'B', id: 'x' },
        { from: 'C', to: 'D', id: 'x' },
      ],
      'the id "x" is taken by the entry of line 1 — give one of them another',
    ],
    [
      [
        { from: { literal: 'a' }, to: 'b' },
        { from: { literal: 'a' }, to: null },
      ],
      '"a" is retired twice, here and in line 1, with different replacements — keep the right one',
    ],
  ])('%j', async (retired, expected) => {
    expect(await entryProblems(...retired)).toEqual([expected])
  })

  it('are none between languages, modules, names and literals', async () => {
    const migrations = await loadEntries(
      { from: 'A', to: 'B', language: 'python' },
      { from: 'A', to: 'C', language: 'typescript' },
      { from: 'app.x#A', to: 'D' },
      { from: { literal: 'A' }, to: 'E' },
    )
    expect(migrations).toHaveLength(4)
  })
})

describe('globs and paths', () => {
  it('are normalised, and a directory stands for what is below it', async () => {
    const manifest = await loadFiles({
      'migrations.json': {
        ...manifestOf({ from: 'A', to: 'B', include: ['./src/**', 'web/', 'lib', 'lib/*.ts'], exclude: ['src/gen'] }),
        python: { roots: ['./src/', '.', 'src'] },
        typescript: { tsconfig: './config/tsconfig.json' },
        baseline: './.b.json',
        generated: ['src/gen'],
      },
      'lib/a.ts': '',
      'src/gen/a.py': '',
    })
    expect(manifest.migrations[0]).toMatchObject({
      include: ['src/**', 'web/**', 'lib/**', 'lib/*.ts'],
      exclude: ['src/gen/**'],
    })
    expect(manifest).toMatchObject({
      python: { roots: ['src', '.'] },
      typescript: { tsconfig: 'config/tsconfig.json' },
      baseline: '.b.json',
      generated: ['src/gen/**'],
    })
  })

  it('stay inside the repository', async () => {
    const manifest = {
      ...manifestOf(),
      python: { roots: ['/x', '..'] },
      typescript: { tsconfig: '../t.json' },
      baseline: 'C:\\b',
    }
    const problems = await problemsOf(loadFiles({ 'migrations.json': manifest }))
    expect(problems).toHaveLength(4)
    for (const problem of problems) expect(problem).toMatch(/absolute|leaves the repository|backslashes/)
  })
})

describe('no manifest', () => {
  it('is one that retires nothing', () => {
    expect(emptyManifest()).toMatchObject({
      migrations: [],
      python: { roots: [] },
      typescript: { tsconfig: null },
      baseline: null,
    })
  })
})
