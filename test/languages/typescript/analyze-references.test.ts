import { describe, expect, it } from 'vitest'
import { analyzeTypeScript } from '../../../src/languages/typescript/analyze/analyze.ts'
import { exportLines, referenceLines } from './facts-text.ts'

const of = (name: string, table: Record<string, string[]>, path = 'file.ts'): void => {
  for (const [text, expected] of Object.entries(table))
    it(text, () => expect(referenceLines(text, name, path)).toEqual(expected))
}

describe('what is done with a name', () => {
  of('X', {
    X: ['read value import-time'],
    'X = 1; X += 1; X++; [X] = []; for (X of []) ;': Array<string>(5).fill('write value import-time'),
    'delete X': ['delete value import-time'],
    '({ X })': ['shorthand value import-time'],
    '({ X: X })': ['read value import-time'],
    '({ X } = a); ({ X = 1 } = a)': Array<string>(2).fill('shorthand-pattern value import-time'),
    '({ a: X } = b)': ['write value import-time'],
    'const X = 1; export { X }; export { X as Y }': Array<string>(2).fill('export both import-time'),
    'type X = 1; export type { X }': ['export type type-only'],
    'X(); X(1, 2); X(...a, 1); new X; new X(1); X?.(1)': [
      'read(0) value import-time',
      'read(2) value import-time',
      'read(1+) value import-time',
      'read new(0) value import-time',
      'read new(1) value import-time',
      'read(1) value import-time',
    ],
    'X<string>(1); new X<string>(); X`a`': [
      'read(1) value import-time',
      'read new(0) value import-time',
      'read value import-time',
    ],
    'X.a.b; X["a"]; X?.a; X!.a; (X as any).a; (X).a; X[`a`]; X[a].b; X.#p': [
      'read.a.b value import-time',
      "read.'a' value import-time",
      'read.a value import-time',
      'read.a value import-time',
      'read.a value import-time',
      'read.a value import-time',
      "read.'a' value import-time",
      'read value import-time',
      'read value import-time',
    ]
      .slice(0, 8)
      .concat('read value import-time'),
    'X.a.b(1); new X.a(1)': ['read.a.b(1) value import-time', 'read.a new(1) value import-time'],
    'const { a, b: c = 1, d: { e } } = X': ['read {a as a, b as c, d.e as e} value import-time'],
    'let a; ({ a } = X); ({ b: a.c } = X)': ['read {a as a} value import-time', 'read {b} value import-time'],
    'const { a, ...r } = X.b': ['read.b {a as a} value import-time'],
    'function f({ a } = X) {}': ['read {a as a} value run-time'],
    'let a: X; let b: X.Y.Z<X>': ['read type type-only', 'read.Y.Z type type-only', 'read type type-only'],
    'let a: typeof X; let b: typeof X.y; type C = (typeof X)["z"]': [
      'read value type-only',
      'read.y value type-only',
      "read.'z' value type-only",
    ],
    'class A extends X<X> implements X, X.Y {}': [
      'read value import-time',
      'read type type-only',
      'read type type-only',
      'read.Y type type-only',
    ],
    'interface A extends X, X.Y {}': ['read type type-only', 'read.Y type type-only'],
    'class A extends X.Y {}': ['read.Y value import-time'],
    'export default X': ['read both import-time'],
    'X as unknown; X satisfies X': ['read value import-time', 'read value import-time', 'read type type-only'],
  })
  of(
    'X',
    {
      '<X a={X}>{X}</X>': ['read', 'read', 'read', 'closing-tag'].map((role) => `${role} value import-time`),
      '<X.Y></X.Y>': ['read.Y value import-time', 'closing-tag.Y value import-time'],
    },
    'file.tsx',
  )
})

describe('when it runs', () => {
  of('X', {
    'function f(a = X) { X } const g = () => X; async function* h() { yield X }':
      Array<string>(4).fill('read value run-time'),
    '(() => X)(); (function () { X })(); !function () { X }.call(this); (async () => { X })()':
      Array<string>(4).fill('read value import-time'),
    '(() => () => X)(); f(() => X)': Array<string>(2).fill('read value run-time'),
    'class A { a = X; static b = X; static { X } [X] = 1; m() { X } static m() { X } @X() c; constructor(private p = X) {} }':
      [
        'read value run-time',
        'read value import-time',
        'read value import-time',
        'read value import-time',
        'read value run-time',
        'read value run-time',
        'read(0) value import-time',
        'read value run-time',
      ],
    '@X class A { @X m(@X p) {} }': Array<string>(3).fill('read value import-time'),
    'enum E { a = X } namespace N { X }': Array<string>(2).fill('read value import-time'),
    'declare class A extends X { } declare const a: X; declare enum E { a = X } declare namespace N { const b: typeof X }':
      ['read value type-only', 'read type type-only', 'read value type-only', 'read value type-only'],
    'interface I { [X]: 1; m(a: X): X } type T = { [k in X]: typeof X }': [
      'read value type-only',
      'read type type-only',
      'read type type-only',
      'read type type-only',
      'read value type-only',
    ],
  })
  of(
    'X',
    { 'export declare class A extends X {} export default X': ['read value type-only', 'read both type-only'] },
    'file.d.ts',
  )
})

describe('guards', () => {
  of('X', {
    'try { X } catch { X } finally { X }': [
      'read value import-time try0!',
      'read value import-time try1',
      'read value import-time',
    ],
    'try { X } catch (e) { throw e }': ['read value import-time try0'],
    'try { X } catch (e) { if (e) throw e; else { throw 1 } }': ['read value import-time try0'],
    'try { X } catch (e) { if (e) throw e }': ['read value import-time try0!'],
    'try { X } finally {}': ['read value import-time'],
    'try { (() => X)(); f(() => X) } catch {}': ['read value import-time try0!', 'read value run-time'],
    'if (X) X; else X': ['read value import-time', 'read value import-time if0', 'read value import-time if1'],
    'if (a) X; else if (b) X; else X': [
      'read value import-time if0',
      'read value import-time if0 if1',
      'read value import-time if1 if1',
    ],
    'X ? X : X': ['read value import-time', 'read value import-time if0', 'read value import-time if1'],
    'X && X || X': ['read value import-time', 'read value import-time if0', 'read value import-time if0'],
    'if (a) { function f() { X } }': ['read value run-time if0'],
    'import("m").then(() => X).catch(() => X)': ['read value run-time', 'read value run-time try1'],
  })
  it('alternatives share a group', () => {
    const facts = analyzeTypeScript('a.ts', 'const m = await import("a").catch(() => import("b"))')
    const [first, second] = facts.imports.map((fact) => fact.place.guards[0])
    expect(first).toEqual({ group: 0, branch: 0, kind: 'import-error', swallowed: true })
    expect(second).toEqual({ group: 0, branch: 1, kind: 'import-error', swallowed: false })
  })
  it('an optional require is swallowed', () => {
    const facts = analyzeTypeScript('a.js', 'let m; try { m = require("a") } catch (e) { m = null }')
    expect(facts.imports[0]?.place.guards).toEqual([{ group: 0, branch: 0, kind: 'import-error', swallowed: true }])
  })
})

describe('exports', () => {
  const cases = (table: Record<string, string[]>, path: string): void => {
    for (const [text, expected] of Object.entries(table))
      it(`${path}: ${text}`, () => expect(exportLines(text, path)).toEqual(expected))
  }
  cases(
    {
      'export const { a, b: [c], ...d } = e, f = 1': ['a = a', 'c = c', 'd = d', 'f = f'],
      'export function f() {} export class C {} export enum E {} export namespace N {} export type T = 1; export interface I {}':
        ['f = f', 'C = C', 'E = E', 'N = N', 'T = T', 'I = I'],
      'export default class A {}': ['default = A'],
      'export default class {}': ['default = value'],
      'export default function f() {}': ['default = f'],
      'export default f()': ['default = value'],
      'const a = 1; export default a': ['default = a'],
      'import { a } from "m"; export { a as b }; export default a': ['b = a', 'default = a'],
      'export { a as b } from "m"; export * as c from "n"; export * from "o"': ['b = m#a', 'c = n#*'],
      'type T = 1; const T = 1; export { T }; export type { T as U }': ['T = T', 'type U = T'],
      'export type T = 1; const T = 1; export { T as U }': ['T = T', 'U = T'],
      'export import A = N.B; export import m = require("m")': ['A = A', 'm = m'],
      'class A {} export = A': ['default = A', '…'],
      'export declare const a: 1; declare global { interface B {} } declare module "m" { export const c: 1 }': [
        'a = a',
      ],
      'export abstract class A {} export declare function f(): void; export async function g() {}': [
        'A = A',
        'f = f',
        'g = g',
      ],
      'export function f(a: 1): void; export function f(a: any) {}': ['f = f'],
      'namespace N { export const a = 1 }': [],
      'export {}': [],
      'export as namespace U; export const a: 1': ['a = a'],
      'export { missing }': ['missing = value'],
    },
    'file.ts',
  )
  cases(
    {
      'import "m"; interface A {} declare const b: A; export class C {}': ['A = A', 'b = b', 'C = C'],
      'interface A {} export {}': [],
      'declare const a: 1': [],
      'declare const a: 1; export default a': ['default = a'],
    },
    'file.d.ts',
  )
  cases(
    {
      'module.exports = { a, b: 1, "c-d": 2, e() {}, f: require("m").g }': [
        'a = value',
        'b = value',
        'c-d = value',
        'e = value',
        'f = m#g',
        'default = value',
      ],
      'const a = 1; module.exports = { a, b: a }': ['a = a', 'b = a', 'default = value'],
      'function X() {} module.exports = X; module.exports.y = 1': ['default = X', 'y = value', '…'],
      'exports.a = 1; module.exports.b = exports.c = f': ['a = value', 'b = value', 'c = value', 'default = value'],
      'exports.a = exports.b = void 0; const a = 1; exports.a = a': ['b = value', 'a = a', 'default = value'],
      'module.exports = require("m")': ['default = value'],
      'module.exports = { ...require("m"), a: 1 }': ['a = value', 'default = value'],
      'module.exports = { ...m }': ['…'],
      'module.exports = f()': ['default = value', '…'],
      'exports[k] = 1': ['…'],
      'Object.defineProperty(exports, "__esModule", { value: true }); Object.defineProperty(exports, "a", { enumerable: true, get: function () { return m.a } })':
        ['a = value', 'default = value'],
      'Object.assign(module.exports, { a: 1 }, require("m"))': ['a = value', 'default = value'],
      '__exportStar(require("m"), exports)': [],
      'function f(exports, module) { exports.a = 1; module.exports = 2 }': [],
      'const exports = {}; exports.a = 1': [],
      'export const a = 1; module.exports = { b: 1 }': ['a = a'],
      'module.exports.a.b = 1': [],
      '/** @typedef {string} T */ module.exports = { a: 1 }': ['type T = T', 'a = value', 'default = value'],
    },
    'file.js',
  )
  it('module.exports = require is a star', () => {
    const facts = analyzeTypeScript(
      'a.js',
      'module.exports = { ...require("m") }; module.exports = require("n"); __exportStar(require("o"), exports)',
    )
    expect(facts.imports.map((fact) => [fact.specifier, fact.names.map((name) => name.shape), fact.escapes])).toEqual([
      ['m', ['star'], false],
      ['n', ['star'], false],
      ['o', ['star'], false],
    ])
  })
})

it('the word default of a decorated class', () => {
  for (const text of [
    '@a export default class A {}',
    '@a @b("export") export default class A {}',
    'export /* default */ default @a class {}',
    'export default (1)',
  ]) {
    const span = analyzeTypeScript('a.ts', text).exports[0]?.span
    expect(text.slice(span?.start, span?.end)).toBe('default')
    expect(text.slice(span?.end)).not.toContain('default')
  }
})

describe('aliases', () => {
  const aliases = (text: string): Record<string, string | null> =>
    Object.fromEntries(
      analyzeTypeScript('a.ts', text).bindings.map((binding) => [
        binding.name,
        binding.aliasOf &&
          [binding.aliasOf.name, ...binding.aliasOf.members.map((member) => member.name)].join('.') +
            (binding.aliasOf.binding === null ? '?' : ''),
      ]),
    )
  it('names that stand for others', () => {
    expect(
      aliases(
        'import * as ns from "m"; const A = ns.X.y; export const B = A; let C = free; type D = ns.T; import E = ns.F',
      ),
    ).toEqual({
      ns: null,
      A: 'ns.X.y',
      B: 'A',
      C: 'free?',
      D: 'ns.T',
      E: 'ns.F',
    })
  })
  it('a class aliased as value and as type', () => {
    expect(aliases('import { New } from "m"; export const Old = New; export type Old = New')).toEqual({
      New: null,
      Old: 'New',
    })
  })
  it('generics handed on', () => {
    expect(aliases('type A<T> = B<T>; type C<T> = B<T[]>; type D = B<string>; type B<T> = T').A).toBe('B')
    expect(aliases('type A<T> = B<T>; type C<T> = B<T[]>; type D = B<string>; type B<T> = T').C).toBeNull()
  })
  it('not aliases', () => {
    const found = aliases(
      'let A = x; A = y; const B = f(); const C = x[k]; interface D extends X {} type E = X | Y; type F = typeof x; class G extends X {} const H = x, I = H as any',
    )
    expect(found).toEqual({ A: null, B: null, C: null, D: null, E: null, F: null, G: null, H: 'x?', I: 'H' })
  })
})

describe('strings', () => {
  const strings = (text: string): string[] =>
    analyzeTypeScript('a.test.ts', text).strings.map((string) => {
      const base =
        string.base &&
        ('import' in string.base
          ? `#${string.base.import}`
          : [string.base.name, ...string.base.members.map((member) => member.name)].join('.'))
      return `${string.role} ${base} ${string.value}${string.bare ? ' bare' : ''}${string.editable ? '' : ' fixed'}`
    })
  const cases = (table: Record<string, string[]>): void => {
    for (const [text, expected] of Object.entries(table)) it(text, () => expect(strings(text)).toEqual(expected))
  }
  cases({
    'vi.mock("m", () => ({ X: 1, "a-b": 2, ["c"]: 3, Y, z() {}, [k]: 4, ...o }))': [
      'mock-member #0 X bare',
      'mock-member #0 a-b',
      'mock-member #0 c',
      'mock-member #0 Y bare fixed',
      'mock-member #0 z bare',
    ],
    'jest.mock("m", () => { const X = 1; if (a) return { X: 1 }; return { __esModule: true, default: X } })': [
      'mock-member #0 X bare',
      'mock-member #0 default bare',
    ],
    'vi.mock("m", async (importOriginal) => { const m = await importOriginal(); return { ...m, X: m.Y } })': [
      'mock-member #0 X bare',
    ],
    'vi.mock("m", async () => ({ ...(await vi.importActual("m")), X: 1 }))': ['mock-member #0 X bare'],
    'jest.mock("m", () => Object.assign({}, jest.requireActual("m"), { X: 1 }))': ['mock-member #0 X bare'],
    'jest.mock("m", () => jest.fn()); jest.mock("n", factory); vi.mock("o", { spy: true })': [
      'mock-member #2 spy bare',
    ],
    'jest.setMock("m", { X: 1 })': ['mock-member #0 X bare'],
    'import { mock } from "node:test"; mock.module("m", { namedExports: { X: 1 }, defaultExport: {}, cache: true })': [
      'mock-member #1 X bare',
    ],
    'import * as ns from "m"; vi.spyOn(ns, "X"); jest.spyOn(ns.sub, "Y", "get"); sinon.stub(ns, "Z"); jest.replaceProperty(ns, "W", 1)':
      ['member ns X', 'member ns.sub Y', 'member ns Z', 'member ns W'],
    'a.replace(b, "c"); "s".replace(/x/, "y"); sandbox.stub(o, "p")': [],
    'import * as ns from "m"; sandbox.replace(ns, "X", 1); sandbox.stub(ns, "Y")': ['member ns X', 'member ns Y'],
  })
  it('spyOn does not let the namespace escape', () => {
    expect(analyzeTypeScript('a.ts', 'import * as ns from "m"; vi.spyOn(ns, "X")').imports[0]?.escapes).toBe(false)
  })
})

describe('escapes of a namespace', () => {
  const escapes = (text: string): boolean | undefined =>
    analyzeTypeScript('a.tsx', `import * as ns from "m"; ${text}`).imports[0]?.escapes
  it.each([
    'f(ns)',
    '({ ns })',
    '[...ns]',
    'Object.keys(ns)',
    'ns[k]',
    'const { a, ...r } = ns',
    'type K = keyof typeof ns',
    'x = ns',
    'ns ?? 1',
  ])('%s', (text) => expect(escapes(text)).toBe(true))
  it.each([
    'ns.a',
    'ns["a"]',
    'ns?.a()',
    'const { a } = ns',
    'let x: ns.T',
    'export { ns }',
    'const m = ns',
    '<ns.A></ns.A>',
    'type T = typeof ns.a',
    'ns',
    'export default ns',
  ])('%s does not', (text) => expect(escapes(text)).toBe(false))
})

describe('what cannot be analysed', () => {
  const unanalysable = (text: string): string[] => analyzeTypeScript('a.js', text).unanalysable.map((item) => item.what)
  it('is listed', () => {
    expect(
      unanalysable(
        'import(x); import(`./${x}`); require("./" + x); require(x); import.meta.glob("./*.ts"); require.context("."); import.meta.resolve(x); jest.mock(x)',
      ),
    ).toEqual([
      'computed import() specifier',
      'computed import() specifier',
      'computed require() specifier',
      'computed require() specifier',
      'import.meta.glob',
      'require.context',
      'computed import.meta.resolve specifier',
      'computed specifier of a mock',
    ])
  })
  it('is only what loads modules', () =>
    expect(unanalysable('function f(require) { require(x) } o.require(x); a.mock(x); path.resolve(x)')).toEqual([]))
})

describe('directives', () => {
  it('are comments that name repoint', () => {
    const facts = analyzeTypeScript(
      'a.tsx',
      '// repoint-ignore-file a -- b\nx // repoint: ignore[a]\nconst y = <a>{/* repoint-ignore-next-line b */}</a>; "// repoint"',
    )
    expect(facts.directives.map(({ text, ownLine }) => [text, ownLine])).toEqual([
      ['// repoint-ignore-file a -- b', true],
      ['// repoint: ignore[a]', false],
      ['/* repoint-ignore-next-line b */', false],
    ])
  })
})
