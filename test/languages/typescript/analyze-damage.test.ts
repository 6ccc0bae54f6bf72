import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { analyzeTypeScript } from '../../../src/languages/typescript/analyze/analyze.ts'
import { findUnsound, importLine, importLines } from './facts-text.ts'

describe('offsets', () => {
  const body = 'import { X as Y } from "m" // c\r\nconst s = "😀"; Y.z(s)\r\n'
  it.each([
    ['plain', body],
    ['BOM', `\uFEFF${body}`],
    ['non-BMP before', `const 𠮷 = "😀é"; ${body}`],
    ['hashbang', `#!/usr/bin/env node\r\n${body}`],
    ['BOM and hashbang', `\uFEFF#!/usr/bin/env node\n${body}`],
    ['CR alone', body.replaceAll('\r\n', '\r')],
    ['line separators', body.replaceAll('\r\n', '\u2028')],
    ['directives first', `'use client'\n/* é */${body}`],
  ])('%s', (_, text) => {
    const facts = analyzeTypeScript('a.ts', text)
    expect(findUnsound(facts, text)).toEqual([])
    expect(facts.problem).toBeNull()
    expect(facts.imports.map(importLine)).toEqual(['import m: X as Y'])
    const [fact] = facts.imports
    expect(text.slice(fact?.statement.start, fact?.statement.end)).toBe('import { X as Y } from "m"')
    const binding = facts.bindings.find(({ name }) => name === 'Y')
    expect(binding?.references.map(({ members }) => members[0]?.name)).toEqual(['z'])
  })
})

describe('dialects', () => {
  const problemOf = (path: string, text: string): string | null =>
    analyzeTypeScript(path, text).problem?.message ?? null
  it.each([
    ['a.js', 'const x = <div>{y}</div>'],
    ['a.mjs', 'const x = await import("m")'],
    ['a.cjs', 'return require("m"); await = 1'],
    ['a.js', 'return require("m")'],
    ['a.js', 'with (a) { b }; var c = 010; delete c'],
    ['a.js', 'const x: string = y as any'],
    ['a.js', 'import type { X } from "m"; function f(x: ?string): void {}'],
    ['a.js', '<!-- html comment\nx'],
    ['a.ts', 'const x = <string>y'],
    ['a.tsx', 'const x = <T,>(y: T) => <a/>'],
    ['a.mts', 'export const x = await y'],
    ['a.cts', 'import x = require("m"); export = x'],
    ['a.d.ts', 'export const x: number; declare function f(): void; declare declare const y: 1'],
    ['a.d.css.ts', 'declare const css: { a: string }; export default css'],
    ['Dir/A.TS', 'const x: number = 1'],
    ['a.ts', ''],
    ['a.ts', '\uFEFF'],
    ['a.ts', '#!/usr/bin/env node'],
  ])('%s %s', (path, text) => expect(problemOf(path, text)).toBeNull())

  it.each([
    ['a.ts', 'import type X, { Y } from "m"'],
    ['a.ts', 'const = 1'],
    ['a.js', 'opaque type X = {| a: 1 |}'],
  ])('%s %s does not parse', (path, text) => expect(problemOf(path, text)).not.toBeNull())
})

describe('what does not parse is read by its tokens', () => {
  const names = (text: string, path = 'a.ts'): string[] => {
    const facts = analyzeTypeScript(path, text)
    expect(facts.problem).not.toBeNull()
    expect(findUnsound(facts, text)).toEqual([])
    return [
      ...facts.bindings.filter((binding) => binding.references.length > 0).map(({ name }) => name),
      ...facts.unresolved.map(({ name }) => `${name}?`),
    ]
  }
  it('imports', () => {
    const text = `import d, { a as b, type c, default as e } from "m"; import * as ns from 'n'; import "side"; import type T from "t"
      import x = require("r"); export { p as q, default } from "o"; export * from "s"; export * as w from "u"; export type { v } from "k"
      const { f, g: h } = require("cjs"); const dyn = await import("d"); require("i").X.y; import("then").then(({ j: k }) => k); const = broken`
    expect(importLines(text)).toEqual([
      'import m: default as d, a as b, type c as c, default as e',
      'import n: * as ns',
      'import side',
      'import t: type default as T (type)',
      'import-equals r: * as x',
      're-export o: p => q, default => default',
      're-export s: **',
      're-export u: * => w',
      're-export k: type v => v',
      'require cjs: f as f, g as h',
      'dynamic-import d: * as dyn',
      'require i: X.y',
      'dynamic-import then: j as k',
    ])
  })
  it('names', () => expect(names('import { a } from "m"; a.b(c, { key: d }); const = a')).toEqual(['a', 'c?', 'd?']))
  it('not in strings, comments or regular expressions', () =>
    expect(names('"a"; `b`; /* c */ // d\n/e/g; `x${f}y`; const = 1')).toEqual(['f?']))
  it('what is never closed hides nothing', () => {
    expect(names('const = 1; `never closed needle1 } needle2')).toEqual(
      expect.arrayContaining(['needle1?', 'needle2?']),
    )
    expect(names('const = 1; /* never closed needle1')).toContain('needle1?')
    expect(names('const = "never closed needle1\nneedle2')).toEqual(expect.arrayContaining(['needle1?', 'needle2?']))
    expect(names('const = 1; /[needle1\nneedle2')).toEqual(expect.arrayContaining(['needle1?', 'needle2?']))
    expect(names('const x = <p>don`t needle1 = ( </p')).toContain('needle1?')
  })
  it('members', () => {
    const facts = analyzeTypeScript('a.ts', 'import * as ns from "m"; ns.A?.b; const = 1')
    expect(facts.bindings[0]?.references[0]?.members.map(({ name }) => name)).toEqual(['A', 'b'])
  })
  it('exports and directives', () => {
    const facts = analyzeTypeScript(
      'a.ts',
      '// repoint-ignore-file a -- b\nexport const A = 1; export default async function f() {} const = 1',
    )
    expect(facts.exports.map(({ name }) => name)).toEqual(['A', 'default'])
    expect(facts.dynamicExports).toBe(true)
    expect(facts.directives).toHaveLength(1)
  })
})

describe('nesting', () => {
  const repeat = (count: number): Record<string, string> => ({
    parentheses: `${'('.repeat(count)}X${')'.repeat(count)}`,
    unclosed: `${'{'.repeat(count)}X`,
    templates: ['`${'.repeat(count), 'X', '}`'.repeat(count)].join(''),
    generics: `let a: ${'A<'.repeat(count)}X${'>'.repeat(count)}`,
    comparisons: `X${'<a'.repeat(count)}`,
    negations: `${'!'.repeat(count)}X`,
    arrows: `${'a=>'.repeat(count)}X`,
    ternaries: `${'a?b:'.repeat(count)}X`,
    'else if': `${'if(a){}else '.repeat(count)}X`,
    loops: `${'for(;;)\n'.repeat(count)}X`,
    headers: `${'while(a)'.repeat(count)}X`,
    labels: `${'a:'.repeat(count)}X`,
    elements: `${'<a>'.repeat(count)}{X}${'</a>'.repeat(count)}`,
    sums: `X${'+a'.repeat(count)}`,
    members: `X${'.a'.repeat(count)}`,
    calls: `X${'()'.repeat(count)}`,
    conditions: `type A = ${'a extends b ? c : '.repeat(count)}X`,
    keyof: `type A = ${'keyof '.repeat(count)}X`,
    awaits: `${'await '.repeat(count)}X`,
    assertions: `X${' as a'.repeat(count)}`,
    functions: `${'function f(){'.repeat(count)}X${'}'.repeat(count)}`,
  })
  for (const count of [900, 50_000]) {
    for (const [name, text] of Object.entries(repeat(count))) {
      it(`${name} ×${count}`, () => {
        const facts = analyzeTypeScript('a.tsx', text)
        const found = facts.unresolved.find((item) => item.name === 'X')
        expect(found?.references).toHaveLength(1)
      })
    }
  }
  it('long but flat is no problem', () => {
    const flat = [
      'f(a)\n'.repeat(20_000),
      'a = b\n'.repeat(20_000),
      `x = [${'{ a: 1 }, '.repeat(20_000)}]`,
      `x = "a"${'\n+ "b"'.repeat(4000)}`,
      'if (a) {} else {}\n'.repeat(10_000),
      `switch (a) { ${'case 1: '.repeat(10_000)} }`,
      `class A { ${'a: T\n'.repeat(10_000)} }`,
      `${'if (a) {} else '.repeat(300)}{}`,
      `x = ${'a ? b : '.repeat(500)}c`,
    ]
    for (const text of flat) expect(analyzeTypeScript('a.ts', text).problem).toBeNull()
  })
})

describe('anything at all', () => {
  const fragment = fc.constantFrom(
    'import',
    'export',
    'from',
    '"m"',
    "'n'",
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    'a',
    'X',
    'type',
    'as',
    '*',
    ',',
    ';',
    '=',
    '=>',
    'const',
    'class',
    'extends',
    'interface',
    'namespace',
    'enum',
    'function',
    'require',
    'module.exports',
    'await',
    '.then',
    '.',
    '?.',
    '`',
    '${',
    '<',
    '>',
    '/>',
    '</',
    '/',
    '//',
    '/*',
    '*/',
    '/**',
    '@import',
    '@type {',
    '\n',
    '\\',
    '"',
    "'",
    '😀',
    '\uFEFF',
    'default',
    'declare',
    'global',
    'infer',
    '?',
    ':',
    '!',
    '...',
    '#',
    'vi.mock',
    'repoint',
    ' ',
    '1',
    'if',
    'try',
    'catch',
  )
  it('never throws, and every span is right', () => {
    fc.assert(
      fc.property(
        fc.array(fragment, { maxLength: 60 }),
        fc.constantFrom('a.ts', 'a.tsx', 'a.js', 'a.d.ts', 'a.cjs'),
        fc.boolean(),
        (parts, path, spaced) => {
          const text = parts.join(spaced ? ' ' : '')
          const facts = analyzeTypeScript(path, text)
          // A stray backslash inside a word: what the name is anybody's guess.
          fc.pre(facts.problem === null || !text.includes('\\'))
          expect(findUnsound(facts, text)).toEqual([])
        },
      ),
      { numRuns: 1500 },
    )
  })
})
