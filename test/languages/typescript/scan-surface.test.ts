import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { analyzeTypeScript } from '../../../src/languages/typescript/analyze/analyze.ts'
import { scanTypeScriptSurface, surfaceOfFacts } from '../../../src/languages/typescript/scan-surface.ts'
import type { TypeScriptSurface } from '../../../src/languages/typescript/surface.ts'

const plain = ({ imports, exports, dynamic }: TypeScriptSurface) => ({ imports, exports: [...exports].sort(), dynamic })

/** Read by tokens where `fast`, and in any case what the analysis says. */
function check(text: string, path: string, fast: boolean): void {
  const surface = scanTypeScriptSurface(path, text)
  const facts = analyzeTypeScript(path, text)
  expect(facts.problem).toBeNull()
  expect(plain(surface)).toEqual(plain(surfaceOfFacts(facts)))
  expect(surface.analyzed).toBe(!fast)
}

const BY_TOKENS = [
  'import d, { a as b, type C, "x y" as e } from "m"; import * as ns from \'n\'; import "s"; import type T from "t"; import type { U } from "u"',
  'export * as e from "n"\nimport x = require("m")\nexport { a } from "o"\nimport y = require("p")',
  'import type from "m"; import type, { a } from "m"; import defer * as d from "m"',
  'import x = require("m"); export import y = require("n"); import A = N.B; export import C = N.D',
  'export { a, b as c, type d } from "m"; export * from "n"; export * as e from "o"; export type { f } from "p"; export type * from "q"; export { "g h" } from "r"',
  'const a = 1, b = 2; export { a, b as default }; export type { T as U }; type T = 1',
  'export const a = f(1, 2)\nexport let b: Map<string> = c;export var d\nexport const enum E { F, G }',
  'export function f() {} export function* g() {} export async function h() {} export class C {} export abstract class D {} export interface I {} export type T = 1; export enum E {} export namespace N.M { export const x = 1 } export declare const z: 1; export declare function w(): void',
  'export const { a, b: [c] } = d',
  'export let { a, b: c, d = f({ x: 1 }, [2]), e: { g = /}/, ...h }, ...i } = j; export const [l, , { m }, ...[n]] = o',
  'export const { a = { b: 1 }, c = () => { d() } }: T = e\nexport function f() {}',
  'export default class A {}',
  'export default f(1, 2)',
  'export default async () => {}',
  'const m = await import("m"); import("n").then(f); require("o"); const { p } = require("q").r; type T = import("s").U; import.meta.url',
  'import("./" + x); require(y); import(`z`); require(`w`)',
  'declare module "m" { import { X } from "n"; export const y: X; export * from "o" } declare global { export const z: 1 }',
  'const s = "import x from \'m\'"; `import y from "n"`; /import z from "o"/; // import w from "p"\n/* export const v = 1 */',
  'const t = `a ${`b ${import("m")} c`} d`; x.import("n"); x.export; ({ import: 1, export: 2 }); class A { import() {} export = 1 }',
  'if (a) /import("m")/.test(b); x = a / b / c; return_ / 2; a++ / 2; (a) / import_; [1] / 2; x! / 3',
  'const a = b as T; let re = /[/]"/; const q = a ? /"/ : 1; f(/`/, `"`)',
  '@a export class B {}',
  'export * as default from "m"',
  'export as namespace U; export const a = 1',
  '',
  '#!/usr/bin/env node\nimport "m"',
  '\uFEFFimport "m"',
  '"use strict"; import "m"',
  'import x from "m" with { type: "json" }; export * from "n" with { type: "json" }',
  'export const a = 1\nconst b = 2, c = 3',
  'export const a = b\n  .c(d, e)\n  .f\nlet g, h',
  'const f = <T,>(x: T) => x; import "m"; f<string>("a")',
]

const BY_ANALYSIS = [
  'export const a = 1, b = 2',
  'class A {} export = A',
  'import "m\\u0061"',
  'import.defer("m")',
  'export @a class B {}',
  'import { type as as } from "m"',
  'import { \\u0061 } from "m"',
  'import type from from "m"',
  'import from from "m"',
  '({ require: 3 })',
]

describe('by tokens', () => {
  it.each(BY_TOKENS)('%s', (text) => check(text, 'a.ts', true))
  it.each([
    'const a = <p title="import">import x from "m"; don\'t {import("n")} </p>; import "o"',
    'const a = <><b c={<d e="\'"/>}>{"}"}{/* import "x" */}</b></>; export const f = 1; export * from "m"',
    'const f = <T,>(x: T) => <a>{x}</a>; const g = <T extends X>(x: T) => x; export { f }',
    'x < y; const a = b ? <c/> : <d>&nbsp;\'</d>; import "m"',
    'const a = <A.B c:d="1" {...e}>{f}</A.B>; import "m"',
  ])('%s', (text) => check(text, 'a.tsx', true))
})

describe('by analysis', () => {
  it.each(BY_ANALYSIS)('%s', (text) => check(text, 'a.ts', false))
  it('CommonJS exports, JSDoc types, declaration files', () => {
    check('module.exports = { a, b }; require("m")', 'a.js', false)
    check('module["exports"] = a', 'a.js', false)
    check('/** @typedef {string} T */ import "m"', 'a.js', false)
    check('import "m"; interface A {}', 'a.d.ts', true)
    check('define(function (require, exports) { require("m") })', 'a.js', false)
  })
  it('files that do not parse', () => {
    const surface = scanTypeScriptSurface('a.ts', 'import { a } from "m"; export const = 1')
    expect(surface.dynamic).toBe(true)
    expect(surface.imports.map((fact) => fact.specifier)).toEqual(['m'])
  })
})

describe('what calls take', () => {
  const taken = (text: string) => scanTypeScriptSurface('a.ts', text).imports.map((fact) => fact.taken)
  it.each([
    ['const { a, b: c } = await import("./m")', ['a', 'b']],
    ['const { a } = require("./m"); ', ['a']],
    ['let x; ({ a, b } = require("./m"))', ['a', 'b']],
    ['const m = await import("./m"); m.a', []],
    ['(await import("./m")).default.a; ', ['default']],
    ['f(await import("./m")).a', []],
    ['import("./m").then(({ a }) => a)', ['a']],
    ['import("./m").then(async (m) => m.a)', []],
    ['const A = React.lazy(() => import("./m"))', ['default']],
    ['const f = () => import("./m")', []],
    ['const a = require("./m").b.c; require("./m")()', ['b'], []],
    ['let a: import("./m").T, b: typeof import("./m")', ['T'], []],
    ['declare const a: Map<import("./m").T, import("./n").U>', ['T'], ['U']],
  ] as const)('%s', (text, ...names) => {
    expect(taken(text)).toEqual(names)
    check(text, 'a.ts', true)
  })

  it.each([
    'const { a = 1 } = require("./m")',
    'const { a: { b } } = await import("./m")',
    'const [{ a }] = await Promise.all([import("./m")])',
    'let a: (typeof import("./m"))["b"]',
    'const a = __importStar(require("./m"))',
    'const m = c ? require("./m") : null',
    'if (a) (await import("./m")).b',
    'routes({ component: () => import("./m") })',
    'const a = () => import("./m.vue")',
    'f({ x: () => import("./m") })',
    'const { a } = (await import("./m")) as any',
    'import("./m").catch(f).then(({ a }) => a)',
    'const { a }: T = require("./m")',
  ])('leaves to the analysis: %s', (text) => expect(taken(text)).toContain(null))
})

describe('declaration files', () => {
  it.each([
    'export const a: 1; declare const b: Map<A, B>; interface C {}\ntype D = 1\nclass E {}\nenum F {}\ndeclare namespace G.H { const x: 1 }',
    'import "m"; declare function a(): void; declare module "n" { const x: 1 } declare global { const y: 1 }',
    'interface A {} export {}',
    'interface A {} export { A as B }; declare const c: 1',
    'interface A {} export default A',
    'declare const a: 1; export * from "m"',
    'interface A {} export default class B {}',
    'export default interface A {} \n declare abstract class C {}',
    'interface A {}',
    'type type = 1; export const enum X {}\ndeclare const enum Y {}',
    'import a = require("m"); declare let b: typeof a\n, c: 1',
    'type A = B<C>\ninterface D {}\ntype E = () => F<G<H>> // why\nabstract class I {}\nexport const j: K<L>\ntype M = N<O>\n',
  ])('%s', (text) => {
    const facts = analyzeTypeScript('a.d.ts', text)
    expect(facts.problem).toBeNull()
    expect(plain(scanTypeScriptSurface('a.d.ts', text))).toEqual(plain(surfaceOfFacts(facts)))
  })
})

describe('any mix of statements', () => {
  const statement = fc.constantFrom(
    ...BY_TOKENS,
    ...BY_ANALYSIS,
    'x',
    '{ }',
    'if (a) { b }',
    'f()',
    'const o = { }',
    '() => {}',
    '/re/.test(x)',
    'a = /"/g',
    '`${a}`',
    'a /= 2',
    "'it''s'",
  )
  it('reads as the analysis reads it', () => {
    fc.assert(
      fc.property(
        fc.array(statement, { maxLength: 6 }),
        fc.constantFrom('\n', ';\n', ' ; '),
        fc.constantFrom('a.ts', 'a.tsx', 'a.js'),
        (parts, separator, path) => {
          const text = parts.join(separator)
          const facts = analyzeTypeScript(path, text)
          fc.pre(facts.problem === null)
          expect(plain(scanTypeScriptSurface(path, text))).toEqual(plain(surfaceOfFacts(facts)))
        },
      ),
      { numRuns: 1000 },
    )
  })
})
