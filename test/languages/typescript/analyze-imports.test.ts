import { describe, expect, it } from 'vitest'
import { importLines } from './facts-text.ts'

const cases = (table: Record<string, string[]>, path = 'file.ts'): void => {
  for (const [text, expected] of Object.entries(table))
    it(text, () => expect(importLines(text, path)).toEqual(expected))
}

describe('import statements', () => {
  cases({
    'import "m"': ['import m'],
    'import {} from "m"': ['import m'],
    'import d from "m"': ['import m: default as d'],
    'import { a, b as c } from "m"': ['import m: a as a, b as c'],
    'import { default as d } from "m"': ['import m: default as d'],
    'import d, { a } from "m"': ['import m: default as d, a as a'],
    'import d, * as ns from "m"': ['import m: default as d, * as ns'],
    'import { "a-b" as x } from "m"': ['import m: a-b as x'],
    'import type T from "m"': ['import m: type default as T (type)'],
    'import type { A, B as C } from "m"': ['import m: type A as A, type B as C (type)'],
    'import type * as ns from "m"': ['import m: type * as ns (type)'],
    'import { type A, type B as C, d, type, type as as, type as as e } from "m"': [
      'import m: type A as A, type B as C, d as d, type as type, type as as, type as as e',
    ],
    'import type from "m"': ['import m: default as type'],
    'import type, { a } from "m"': ['import m: default as type, a as a'],
    'import x from "m" with { type: "json" }': ['import m: default as x'],
    'import defer * as ns from "m"; ns.a': ['import m: * as ns'],
    'import "m\\u0061"': ['import ma (fixed)'],
    'import x = require("m")': ['import-equals m: * as x'],
    'import type x = require("m")': ['import-equals m: type * as x'],
    'export import x = require("m")': ['import-equals m: * as x'],
  })
})

describe('re-exports', () => {
  cases({
    'export { a } from "m"': ['re-export m: a => a'],
    'export { a as b, type c as d } from "m"': ['re-export m: a => b, type c => d'],
    'export { default } from "m"': ['re-export m: default => default'],
    'export { default as X } from "m"': ['re-export m: default => X'],
    'export { X as default } from "m"': ['re-export m: X => default'],
    'export { "a b" as "c d" } from "m"': ['re-export m: a b => c d'],
    'export * from "m"': ['re-export m: **'],
    'export * as ns from "m"': ['re-export m: * => ns'],
    'export * as default from "m"': ['re-export m: * => default'],
    'export type { A } from "m"': ['re-export m: type A => A'],
    'export type * from "m"': ['re-export m: type **'],
    'export type * as ns from "m"': ['re-export m: type * => ns'],
  })
})

describe('dynamic imports', () => {
  cases({
    'import("m")': ['dynamic-import m'],
    'await import("m")': ['dynamic-import m'],
    'void import("m")': ['dynamic-import m'],
    'const m = await import("m"); m.x': ['dynamic-import m: * as m'],
    'const m = await import("m"); f(m)': ['dynamic-import m: * as m (escapes)'],
    'const m = import("m")': ['dynamic-import m (escapes)'],
    'const { X: a, default: d } = await import("m")': ['dynamic-import m: X as a, default as d'],
    'const { X = 1, ...rest } = await import("m")': ['dynamic-import m: X as X (escapes)'],
    'const { X: { y } } = await import("m")': ['dynamic-import m: X.y as y'],
    'const { X: { y, z } } = await import("m")': ['dynamic-import m: X.y as y, X.z as z'],
    'let X; ({ X } = await import("m"))': ['dynamic-import m: X as X'],
    'let m; m = await import("m"); m.x()': ['dynamic-import m: * as m'],
    '(await import("m")).X': ['dynamic-import m: X'],
    '(await import("m"))["X"].y': ['dynamic-import m: X.y'],
    '(await import("m")).X(1, ...a)': ['dynamic-import m: X(1+)'],
    'new (await import("m")).X(1)': ['dynamic-import m: Xnew (1)'],
    'const X = (await import("m")).default': ['dynamic-import m: default as X'],
    'const X = (await import("m")).A.B': ['dynamic-import m: A.B as X'],
    'const { y } = (await import("m")).X': ['dynamic-import m: X.y as y'],
    'const m = (await import("m")) as any': ['dynamic-import m: * as m'],
    'import("m").then(({ X: a }) => a)': ['dynamic-import m: X as a'],
    'import("m").then((m) => m.X)': ['dynamic-import m: * as m'],
    'import("m").then(m => ({ default: m.X }))': ['dynamic-import m: * as m'],
    'import("m").then(function (m) { return m.X })': ['dynamic-import m: * as m'],
    'import("m").then(async ({ X }) => X())': ['dynamic-import m: X as X'],
    'import("m").then(() => 1)': ['dynamic-import m'],
    'import("m").then(f)': ['dynamic-import m (escapes)'],
    'import("m").then((m) => f(m))': ['dynamic-import m: * as m (escapes)'],
    'import("m").catch(() => null).then((m) => m.X)': ['dynamic-import m: * as m'],
    'const m = await import("m").catch(() => ({})); m.X': ['dynamic-import m: * as m'],
    'const { X } = await import("m").finally(done)': ['dynamic-import m: X as X'],
    'const L = lazy(() => import("m"))': ['dynamic-import m: default (escapes)'],
    'const L = React.lazy(() => { return import("m") })': ['dynamic-import m: default (escapes)'],
    'const load = () => import("m")': ['dynamic-import m (escapes)'],
    'const [a, { X: b }] = await Promise.all([import("a"), import("b")]); a.y': [
      'dynamic-import a: * as a',
      'dynamic-import b: X as b',
    ],
    'await Promise.all([import("a")])': ['dynamic-import a (escapes)'],
    'import(`m`)': ['dynamic-import m'],
    'import("./" + name)': [],
    'import(`./${name}`)': [],
    'import("m", { with: { type: "json" } })': ['dynamic-import m'],
    'for await (const x of (await import("m")).X) x': ['dynamic-import m: X'],
    'async () => { try { return (await import("m")).X } catch {} }': ['dynamic-import m: X'],
  })
})

describe('require', () => {
  cases(
    {
      'require("m")': ['require m'],
      'const m = require("m"); m.X': ['require m: * as m'],
      'const { X, Y: z } = require("m")': ['require m: X as X, Y as z'],
      'const { X: { y = 1 } = {}, "a-b": c } = require("m")': ['require m: X.y as y, a-b as c'],
      'const { [k]: v, ...rest } = require("m")': ['require m (escapes)'],
      'require("m").X': ['require m: X'],
      'require("m").X.y()': ['require m: X.y(0)'],
      'require("m")()': ['require m: *(0)'],
      'new (require("m"))(1)': ['require m: *new (1)'],
      'require("m").default': ['require m: default'],
      'const X = require("m").X': ['require m: X as X'],
      'const { y } = require("m").X': ['require m: X.y as y'],
      'f(require("m"))': ['require m (escapes)'],
      '({ ...require("m") })': ['require m (escapes)'],
      'const x = cond ? require("a") : require("b"); x.y': ['require a: * as x', 'require b: * as x'],
      'const { y } = cond ? require("a") : null; const z = a || require("b").z': ['require a: y as y', 'require b: z'],
      'if (require("a")) {} f(b && require("c")); require("d") ? 1 : 2': [
        'require a (escapes)',
        'require c (escapes)',
        'require d (escapes)',
      ],
      'let m; try { m = require("a") } catch { m = require("b") } m.x': ['require a: * as m', 'require b: * as m'],
      'const m_1 = __importDefault(require("m")); m_1.default': ['require m: * as m_1'],
      'const m = tslib_1.__importStar(require("m")); m.x': ['require m: * as m'],
      'var m = _interopRequireWildcard(require("m")); m.x': ['require m: * as m'],
      'require(`m`)': ['require m'],
      'require("./" + x)': [],
      'module.require("m")': ['require m'],
      'function f(require) { require("m") }': [],
      'const require = (x) => x; require("m")': [],
      'import { createRequire } from "module"; const require = createRequire(import.meta.url); require("m").X': [
        'import module: createRequire as createRequire',
        'require m: X',
      ],
      'import m, { createRequire as c } from "module"; const require = m.createRequire("/"); require("m")': [
        'import module: default as m, createRequire as c',
        'require m',
      ],
      'o.require("m")': [],
      'const a = require("a"), b = require("b"); a.x; b.y': ['require a: * as a', 'require b: * as b'],
    },
    'file.js',
  )
})

describe('types', () => {
  cases({
    'type A = import("m").X': ['import-type m: type X'],
    'type A = import("m").X.Y.Z<string>': ['import-type m: type X.Y.Z'],
    'type A = typeof import("m")': ['import-type m: type * (escapes)'],
    'type A = typeof import("m").x.y': ['import-type m: type x.y'],
    'type A = typeof import("m")["x"]': ['import-type m: type x'],
    'type A = (typeof import("m"))["x"]["y"]': ['import-type m: type x.y'],
    'type A = import("m")': ['import-type m: type * (escapes)'],
    'let x: Promise<import("m").X<import("n").Y>>': ['import-type m: type X', 'import-type n: type Y'],
    'declare module "m" { interface X { a: Y } export const z: 1; type Y = 1 }': [
      'module-augmentation m: type X as X, type z as z, type Y as Y',
    ],
    'declare module "m" { import { X } from "n"; export * from "o" }': [
      'module-augmentation m',
      'import n: X as X',
      're-export o: **',
    ],
    'declare module "*.svg"': ['module-augmentation *.svg'],
  })
})

describe('strings that resolve to modules', () => {
  cases({
    '/// <reference types="node" />\n/// <reference path="./a.d.ts" />\n/// <reference path=\'b.d.ts\'/>\nx': [
      'triple-slash node',
      'triple-slash ./a.d.ts',
      'triple-slash ./b.d.ts',
    ],
    '/// <reference types="a" preserve="true" />\n/// <reference lib="dom" />': ['triple-slash a'],
    'x\n/// <reference types="late" />': [],
    'require.resolve("m"); require.resolve("n", { paths: [] })': ['resolve-string m', 'resolve-string n'],
    'import.meta.resolve("m")': ['resolve-string m'],
    'new URL("./m.js", import.meta.url); new URL("m.css", import.meta.url)': [
      'resolve-string ./m.js',
      'resolve-string ./m.css',
    ],
    'new URL("https://a.b", import.meta.url); new URL("./x", base); new URL("/y", import.meta.url)': [],
    'new Worker(new URL("./w.js", import.meta.url), { type: "module" })': ['resolve-string ./w.js'],
    'new Worker("./w.js"); new Worker("w.js")': ['resolve-string ./w.js'],
    'class URL {} new URL("./m.js", import.meta.url)': [],
  })
})

describe('JSDoc in JavaScript', () => {
  cases(
    {
      '/** @type {import("m").X} */ let a': ['jsdoc m: type X'],
      '/** @param {import("m").X.Y[]} a @returns {Promise<import(\'n\')>} */ function f(a) {}': [
        'jsdoc m: type X.Y',
        'jsdoc n: type *',
      ],
      '/** @typedef {import("m").X} X */': ['jsdoc m: type X as X'],
      '/** @typedef {import("m").X & {a: import("n").Y}} Z */': ['jsdoc m: type X', 'jsdoc n: type Y'],
      '/** @import { X, Y as Z } from "m" */': ['jsdoc m: type X as X, type Y as Z'],
      '/** @import d, * as ns from "m" */': ['jsdoc m: type default as d, type * as ns'],
      '/**\n * @import {\n *   X,\n *   type Y,\n * } from "m"\n */': ['jsdoc m: type X as X, type Y as Y'],
      '/** @param a {import("m").X} */ function f(a) {}': ['jsdoc m: type X'],
      '// @type {import("m").X}': [],
      '/* @type {import("m").X} */': [],
      '/** see import("m").X, {@link import("n")} */': [],
      '/** @example const x = import("m") */': [],
      '/** @type {"import(\'m\')"} */ let a': [],
    },
    'file.js',
  )
  it('in TypeScript binds nothing', () => {
    expect(importLines('/** @type {import("m").X} */ let a\n/** @import { Y } from "n" */')).toEqual([
      'jsdoc m: type X',
      'jsdoc n: type Y',
    ])
  })
})

describe('mocks', () => {
  cases({
    'vi.mock("./m"); vi.doMock("./m"); vi.unmock("./m"); vi.doUnmock("./m")': Array<string>(4).fill('mock-string ./m'),
    'jest.mock("./m", () => ({ X: 1 })); jest.dontMock("./m"); jest.setMock("./m", {}); jest.deepUnmock("./m")':
      Array<string>(4).fill('mock-string ./m'),
    'jest.unstable_mockModule("./m", f); jest.createMockFromModule("./m"); jest.genMockFromModule("./m")':
      Array<string>(3).fill('mock-string ./m'),
    'vi.mock(import("./m"), () => ({}))': ['mock-string ./m'],
    'const { X } = jest.requireActual("./m")': ['mock-string ./m: X as X'],
    'const m = jest.requireMock<typeof import("./m")>("./m"); m.X': [
      'import-type ./m: type * (escapes)',
      'mock-string ./m: * as m',
    ],
    'const m = await vi.importActual("./m"); m.X': ['mock-string ./m: * as m'],
    '(await vi.importActual<any>("./m")).X': ['mock-string ./m: X'],
    'jest.mock("./m", () => ({ ...jest.requireActual("./m"), X: 1 }))': ['mock-string ./m', 'mock-string ./m'],
    'import { vi as v } from "vitest"; v.mock("./m")': ['import vitest: vi as v', 'mock-string ./m'],
    'import { jest } from "@jest/globals"; jest.mock("./m")': ['import @jest/globals: jest as jest', 'mock-string ./m'],
    'import { mock } from "node:test"; mock.module("./m", { namedExports: { X: 1 } })': [
      'import node:test: mock as mock',
      'mock-string ./m',
    ],
    'test("a", (t) => { t.mock.module("./m") })': ['mock-string ./m'],
    'import { mock } from "bun:test"; mock.module("./m", () => ({ X: 1 }))': [
      'import bun:test: mock as mock',
      'mock-string ./m',
    ],
    'td.replace("./m", {})': ['mock-string ./m'],
    'const vi = { mock() {} }; vi.mock("./m")': [],
    'const proxyquire = require("proxyquire").noCallThru(); const m = proxyquire("./m", { "./dep": { X: 1 } })': [
      'require proxyquire: noCallThru(0)',
      'mock-string ./m: * as m',
      'mock-string ./dep',
    ],
    'import esmock from "esmock"; const { Y } = await esmock("./m", { "./dep": { X: 1 } })': [
      'import esmock: default as esmock',
      'mock-string ./m: Y as Y',
      'mock-string ./dep',
    ],
    'import mock from "mock-require"; mock("./m", {})': ['import mock-require: default as mock', 'mock-string ./m'],
  })
})
