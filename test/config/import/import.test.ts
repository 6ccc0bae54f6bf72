import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { acceptEntries } from '../../../src/config/import/accept-entries.ts'
import { importEslintJson } from '../../../src/config/import/eslint.ts'
import type { Imported } from '../../../src/config/import/imported.ts'
import { importOpenRewrite } from '../../../src/config/import/openrewrite.ts'
import { toPythonEntry } from '../../../src/config/import/python-entry.ts'
import { readConfig } from '../../../src/config/import/read-config.ts'
import { readMessage } from '../../../src/config/import/read-message.ts'
import { importRuff } from '../../../src/config/import/ruff.ts'
import { toScriptEntry } from '../../../src/config/import/script-entry.ts'
import { parseYaml } from '../../../src/config/import/yaml.ts'
import { standardKind } from '../../../src/languages/python/resolve/standard-library.ts'
import { exportEslint } from '../../../src/config/export/eslint.ts'
import { exportRuff } from '../../../src/config/export/ruff.ts'
import { load } from '../problems.ts'

const unknown = () => null
const entriesOf = (imported: Imported) => imported.entries.map(({ entry }) => entry)
const standard = (dotted: string, message: string) => toPythonEntry(dotted, message, 1, standardKind).entry.entry
const python = (dotted: string, message: string) => toPythonEntry(dotted, message, 1, unknown).entry.entry

test.each([
  ['datetime.datetime.utcnow', 'use datetime.now(timezone.utc)', { module: 'datetime', name: 'datetime.utcnow' }, null],
  ['time.sleep', 'Use asyncio.sleep', { module: 'time', name: 'sleep' }, { module: 'asyncio', name: 'sleep' }],
  ['six.wraps', 'Use functools.wraps', { module: 'six', name: 'wraps' }, { module: 'functools', name: 'wraps' }],
  ['xml.etree.ElementTree', 'Use defusedxml.ElementTree', { module: 'xml.etree.ElementTree' }, null],
  ['os.path', 'Use `posixpath`', { module: 'os.path' }, { module: 'posixpath' }],
])('names of the standard library: %s', (dotted, message, from, to) =>
  expect(standard(dotted, message)).toMatchObject({ from, to }),
)

describe('a replacement in a message', () => {
  test.each([
    ['Use `a.new.C` instead', { module: 'a.new', name: 'C' }],
    ['use a.new.C instead.', { module: 'a.new', name: 'C' }],
    ['Replaced by :class:`~a.new.C`', { module: 'a.new', name: 'C' }],
    ['moved to a.new', { module: 'a.new', name: 'Old' }],
    ['replaced by a.new:C', { module: 'a.new', name: 'C' }],
    ['Please import it from a.new', { module: 'a.new', name: 'Old' }],
    ['Import from `anew` instead', { module: 'anew', name: 'Old' }],
    ['Import Old, Older and Oldest from a.new', { module: 'a.new', name: 'Old' }],
    ['Import Other and Another from a.new', null],
    ['Deprecated in favour of ``a.new.C``', { module: 'a.new', name: 'C' }],
    ['a.old.Old -> a.new.C', { module: 'a.new', name: 'C' }],
    ['Use `C` from `a.new`', { module: 'a.new', name: 'C' }],
    ['Use `from a.new import C`', { module: 'a.new', name: 'C' }],
    ['Use `NewOld`', { module: 'a.old', name: 'NewOld' }],
    [
      'Use x.A or y.B',
      [
        { module: 'x', name: 'A' },
        { module: 'y', name: 'B' },
      ],
    ],
    [
      'Use x.A / y.B',
      [
        { module: 'x', name: 'A' },
        { module: 'y', name: 'B' },
      ],
    ],
    ['Use x.A(1)', null],
    ['Use x.A and y.B together', null],
    ['Use something else', null],
    ['Use caution instead', null],
    ['Please ask the platform team', null],
    ['Do not import this.', null],
    ['Use `orjson` instead', null],
    ['Use `a.old.Old`', null],
    ['', null],
  ])('Python: %s', (message, to) => expect(python('a.old.Old', message).to).toEqual(to))

  test.each([
    ["Use 'lodash-es' instead.", { module: 'lodash-es' }],
    ['Please use @acme/ui instead', { module: '@acme/ui' }],
    ['Use `Button` instead', null],
    ['Use "./x" instead', null],
  ])('a TypeScript module: %s', (message, to) =>
    expect(toScriptEntry({ module: 'lodash' }, message, 1).entry.to).toEqual(to),
  )

  test.each([
    ["Use `newThing` from '@acme/x'", { module: '@acme/x', name: 'newThing' }],
    ["Import { newThing } from '@acme/x'", { module: '@acme/x', name: 'newThing' }],
    ['Use named export `{ newThing }` from @acme/x instead.', { module: '@acme/x', name: 'newThing' }],
    ['Use `{ newThing }` from here', null],
    ['Use `useNavigate` instead', { module: 'm', name: 'useNavigate' }],
    ["Use '@acme/y' instead", { module: '@acme/y', name: 'old' }],
    ['use lodash', null],
  ])('a TypeScript symbol: %s', (message, to) =>
    expect(toScriptEntry({ module: 'm', name: 'old' }, message, 1).entry.to).toEqual(to),
  )

  test.each([
    ['Import Foo and Bar from "@a/new" instead.', 'Foo', { module: '@a/new', name: 'Foo' }],
    ['Import Foo and Bar from "@a/new" instead.', 'Baz', null],
    ["Please import these from '@a/new'", 'Foo', { module: '@a/new', name: 'Foo' }],
    ["Please import from '@a/new' instead", undefined, { module: '@a/new' }],
    ['Import it from somewhere else', 'Foo', null],
  ])('of a module with the same names: %s', (message, name, to) =>
    expect(toScriptEntry({ module: 'old', ...(name ? { name } : {}) }, message, 1).entry.to).toEqual(to),
  )

  test('never throws', () => {
    fc.assert(fc.property(fc.string({ maxLength: 100 }), (text) => void readMessage(`use ${text} or \`${text}\``)))
  })

  test('is quick on hostile text', () => {
    const start = performance.now()
    for (const part of [
      'use ',
      'use the ',
      'use `',
      '-> ',
      'use from a import ',
      ' ',
      '{',
      'import a, ',
      'import a and ',
    ])
      readMessage(part.repeat(20_000))
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})

describe('ruff', () => {
  test('says what it guessed, and what a member is', () => {
    const read = importRuff(
      '[lint.flake8-tidy-imports.banned-api]\n"os.getcwd".msg = "use `pathlib.Path.cwd`"\n',
      'ruff.toml',
      unknown,
    )
    expect(entriesOf(read)).toMatchObject([
      { from: { module: 'os', name: 'getcwd' }, to: { module: 'pathlib', name: 'Path.cwd' } },
    ])
    expect(read.notes).toMatchObject([{ line: 2 }])
  })
  test('the tree decides', () => {
    const read = importRuff(
      '[tool.ruff.lint.flake8-tidy-imports.banned-api]\n"a.b".msg = ""\n',
      'pyproject.toml',
      (name) => (name === 'a.b' ? 'symbol' : null),
    )
    expect(entriesOf(read)).toEqual([{ from: { module: 'a', name: 'b' }, to: null, language: 'python' }])
    expect(read.notes).toEqual([])
  })
  test('broken: file and line', () =>
    expect(() => importRuff('a = 1\nb = = 2\n', 'ruff.toml', unknown)).toThrow(/^ruff\.toml:2:/))
})

describe('pylint', () => {
  test('ini, with lines that go on', () => {
    const read = readConfig('.pylintrc', '[IMPORTS]\npreferred-modules=a:b,\n  c:d.e\nother=x:y\n', unknown)
    expect(entriesOf(read).map(({ from, to }) => [from.module, to])).toEqual([
      ['a', { module: 'b' }],
      ['c', { module: 'd.e' }],
    ])
  })
  test('pyproject', () => {
    const read = readConfig('pyproject.toml', '[tool.pylint.imports]\npreferred-modules = ["a:b", "bad"]\n', unknown)
    expect(entriesOf(read)).toHaveLength(1)
    expect(read.notes).toHaveLength(1)
  })
})

describe('ESLint, oxlint and Biome', () => {
  test('paths, patterns, severities, overrides; what cannot be said is said', () => {
    const read = importEslintJson(
      `{ // comment
        "rules": {"no-restricted-imports": ["warn", {"paths": ["a-b", {"name": "m", "importNames": ["X", "Y"], "message": "Use 'n-m' instead"}, {"name": "./z"}, {"name": "t", "allowTypeImports": true}],
          "patterns": ["@acme/old", "foo/*", {"regex": "^x"}]}]},
        "overrides": [{"files": ["*.test.ts"], "rules": {"@typescript-eslint/no-restricted-imports": ["error", "enzyme"]}}],
      }`,
      '.eslintrc.json',
    )
    expect(entriesOf(read)).toEqual([
      { from: { module: 'a-b' }, to: null, language: 'typescript', level: 'warning' },
      {
        from: { module: 'm', name: 'X' },
        to: { module: 'n-m', name: 'X' },
        language: 'typescript',
        reason: "Use 'n-m' instead",
        level: 'warning',
      },
      {
        from: { module: 'm', name: 'Y' },
        to: { module: 'n-m', name: 'Y' },
        language: 'typescript',
        reason: "Use 'n-m' instead",
        level: 'warning',
      },
      { from: { module: '@acme/old' }, to: null, language: 'typescript', submodules: true, level: 'warning' },
      { from: { module: 'enzyme' }, to: null, language: 'typescript', include: ['*.test.ts'] },
    ])
    expect(read.notes).toHaveLength(4)
  })
  test('one name cannot replace several', () => {
    const read = importEslintJson(
      '{"rules":{"no-restricted-imports":["error",{"name":"m","importNames":["a","b"],"message":"Use `newA` from \'x\'"}]}}',
      'x.json',
    )
    expect(entriesOf(read).map(({ to }) => to)).toEqual([null, null])
  })
  test('Biome', () => {
    const read = importEslintJson(
      '{"linter":{"rules":{"style":{"noRestrictedImports":{"level":"error","options":{"paths":{"axios":"Use \'ky\' instead"}}}}}}}',
      'biome.json',
    )
    expect(entriesOf(read)).toMatchObject([{ from: { module: 'axios' }, to: { module: 'ky' } }])
  })
  test('broken: file and line', () =>
    expect(() => importEslintJson('{\n"a": }', '.eslintrc.json')).toThrow(/^\.eslintrc\.json:2:/))
  test('deep nesting is refused', () => expect(() => importEslintJson('['.repeat(100_000), 'x.json')).toThrow(/deeper/))
})

describe('OpenRewrite', () => {
  test('recipes of Python, the others by line', () => {
    const read = importOpenRewrite(
      'type: specs.openrewrite.org/v1beta/recipe\nname: x   # c\ndescription: >\n  Text: that\n  goes on\nrecipeList:\n- org.openrewrite.python.ChangeImport:\n    oldModule: a\n    oldName: X\n    newModule: b\n- org.openrewrite.python.ChangeType: {oldFullyQualifiedTypeName: a.b.C, newFullyQualifiedTypeName: "a.c.D"}\n- org.openrewrite.java.ChangeType:\n    oldFullyQualifiedTypeName: q.R\n',
      'r.yml',
    )
    expect(entriesOf(read)).toEqual([
      { from: { module: 'a', name: 'X' }, to: { module: 'b', name: 'X' }, language: 'python' },
      { from: { module: 'a.b', name: 'C' }, to: { module: 'a.c', name: 'D' }, language: 'python' },
    ])
    expect(read.notes).toMatchObject([{ line: 12 }])
  })
  test('anchors and merge keys', () => {
    expect(parseYaml('a: &x {p: 1, q: 2}\nb: *x\nc:\n  <<: *x\n  q: 3\n').documents[0]?.value).toEqual({
      a: { p: 1, q: 2 },
      b: { p: 1, q: 2 },
      c: { q: 3, p: 1 },
    })
    const billion = [...'bcdefghijklm'].map((name, at) => {
      const before = `*${'abcdefghijkl'[at]}`
      return `${name}: &${name} [${Array(9).fill(before).join(', ')}]`
    })
    expect(parseYaml(`a: &a [1]\n${billion.join('\n')}`).problems).toHaveLength(1)
  })
  test('YAML that cannot be read is refused by line', () => {
    expect(parseYaml('a: 1\na: 2\n').problems).toMatchObject([{ line: 2 }])
    expect(() => importOpenRewrite('a:\n  - b\n c: 1\n', 'r.yml')).toThrow(/^r\.yml:3 /)
    expect(parseYaml('a: [*x]\n').problems).toMatchObject([{ line: 1 }])
    expect(parseYaml('a:\n  b\nc\n').problems).toMatchObject([{ line: 3 }])
  })
  test('flow values and strings over several lines', () => {
    const { documents, problems } = parseYaml(
      "a:\n  [error, { exceptAfterSingleLine: true }]\nb:\n  [\n    error, # c\n    {\n      x: '^(T|\\$)[A-Z]',\n      y: true,\n    },\n  ]\nc: 'one\n  two'\nd: e\n",
    )
    expect(problems).toEqual([])
    expect(documents[0]?.value).toEqual({
      a: ['error', { exceptAfterSingleLine: true }],
      b: ['error', { x: '^(T|\\$)[A-Z]', y: true }],
      c: 'one two',
      d: 'e',
    })
  })
  test('any text is read or refused, never more', () => {
    const line = fc.constantFrom(
      'a:',
      '- b',
      '  c: d',
      '    - e: f',
      '- - g',
      '? x',
      '"q": \'r',
      '|',
      'k: |',
      '  text',
      '---',
      '- {a: b}',
      '- [a, "b"]',
      '- [a, {b: c',
      "  d, 'e",
      '  }]',
      '#',
      '\t',
    )
    fc.assert(fc.property(fc.array(line, { maxLength: 12 }), (lines) => void parseYaml(lines.join('\n'))))
    for (const deep of ['- ', '[', '{a: ', '? '])
      expect(parseYaml(deep.repeat(50_000)).problems.length).toBeGreaterThan(0)
  })
})

test('a file of no known format', () =>
  expect(() => readConfig('README.md', '', unknown)).toThrow(/not a configuration/))

test('what the manifest has is left alone, twice is once', async () => {
  const { migrations } = await load('{"version": 1, "retired": [{"from": "a.b#C", "to": null}]}')
  const imported = importRuff(
    '[lint.flake8-tidy-imports.banned-api]\n"a.b.C".msg = "x"\n"a.b.D".msg = "y"\n',
    'ruff.toml',
    unknown,
  )
  const { entries, notes } = acceptEntries(
    { ...imported, entries: [...imported.entries, ...imported.entries] },
    migrations,
  )
  expect(entries).toHaveLength(1)
  expect(notes.every(({ message }) => message.includes('already'))).toBe(true)
})

describe('there and back', () => {
  const strip = ({
    kind,
    language,
    from,
    to,
    reason,
    ...rest
  }: Awaited<ReturnType<typeof load>>['migrations'][number]) => ({
    kind,
    language,
    from,
    to,
    reason,
    submodules: 'submodules' in rest ? rest.submodules : null,
  })
  const back = async (imported: Imported) =>
    (await load(JSON.stringify({ version: 1, retired: entriesOf(imported) }))).migrations.map(strip)
  test('ruff', async () => {
    const { migrations } = await load(
      '{"version":1,"retired":[{"from":"a.b#old","to":"c.d#new","reason":"It is \\"so\\" \\\\ much better."},{"from":"a.m","to":"b.m"},{"from":"a.n","to":null,"reason":"Use `x.Y` no more"},{"from":"a.c#X","to":["e.f#X","e.g#Y"]},{"from":"p.q#z","to":null}]}',
    )
    const { text, notes } = exportRuff(migrations)
    expect(notes).toEqual([])
    expect(await back(importRuff(text, 'ruff.toml', unknown))).toEqual(migrations.map(strip))
  })
  test('ESLint', async () => {
    const { migrations } = await load(
      '{"version":1,"retired":[{"from":"@a/b#default","to":"@a/c#New","reason":"r"},{"from":"@a/old","to":"@a/new"},{"from":"@a/x#y","to":null},{"from":{"module":"moment","submodules":true},"to":{"module":"date-fns"},"language":"typescript"}]}',
    )
    const { text, notes } = exportEslint(migrations)
    expect(notes).toEqual([])
    expect(await back(importEslintJson(text, 'x.json'))).toEqual(migrations.map(strip))
  })
  test('what cannot be expressed is said', async () => {
    const { migrations } = await load(
      '{"version":1,"retired":[{"from":"a.t#tz.utc","to":null},{"from":{"literal":"x"},"to":null},{"from":"Bare","to":null},{"from":"./src/x#y","to":null},{"from":"a.b#C","to":null,"include":["x/**"]},{"from":"a.b#D","to":null,"owner":"me","level":"warning"}]}',
    )
    expect(exportRuff(migrations).notes.map(({ message }) => message)).toEqual([
      'left out: a member of a symbol cannot be expressed',
      'left out: a literal is no import',
      'left out: a bare name of any module cannot be expressed',
      'left out: it is not Python',
      'left out: include and exclude cannot be expressed',
      'not carried over: owner, level warning',
    ])
    expect(exportEslint(migrations).notes).toHaveLength(6)
  })
})
