import { describe, expect, it } from 'vitest'
import { compareFile } from '../../oracle/typescript/compare.ts'

/** Each snippet is resolved by repoint and by TypeScript's checker; both must agree on every name. */
const SNIPPETS: Record<string, string> = {
  'value and type of one name': 'const X = 1; type X = string; let a: X = "s"; a = X as never; export { X, a }',
  'interface, class and namespace merge':
    'class A<T> { x!: T } interface A<T> { y: T } namespace A { export const z = 1 } let a: A<string>; A.z; export type B = typeof A',
  'type parameters of merged declarations': 'interface A<T> { a: T } interface A<T> { b: T } class A<T> { c!: T }',
  'function and namespace merge':
    'function f(x: f.Options) {} namespace f { export interface Options { o: Options } } f({} as f.Options)',
  'merged namespaces see each other’s exports':
    'const x = 0; namespace N { export const x = 1; const y = 2 } namespace N { x; y } N.x',
  'ambient namespaces export implicitly':
    'declare namespace N { const a: number; interface I {} } declare namespace N { const b: typeof a; let i: I }',
  'dotted namespaces':
    'namespace A.B.C { export const x = 1; B; C; A } namespace A.B { C.x; export type T = typeof C.x }',
  'merged enums': 'const a = 5; enum E { a = 1, b = a } enum E { c = a, "d e" = b } E.a',
  'enum members are not seen by a merged namespace': 'enum E { a } namespace E { export const x = a }',
  'enum in types': 'enum E { A } let x: E.A = E.A; type T = E',
  'non-instantiated namespace is no value': 'namespace N { export interface I {} } let i: N.I; N',
  'a namespace of types behind a value':
    'const N = 1; namespace M { namespace N { export type T = 1 } let t: N.T; N } N',
  labels: 'a: for (const a of [1]) { if (a) break a; continue a }',
  'this parameter': 'function f(this: F, a: typeof this) { this } interface F {}',
  'parameter initialisers do not see the body':
    'const x = 1; function f(a = x, b = () => a, c: typeof a = a) { var x = 2; return x }',
  'var and parameter are one': 'function f(a) { var a = 1; a; { var a = 2; a } }',
  'return type sees parameters, not types of the body':
    'type T = 1; function f<U>(a: U): T | typeof a { type T = 2; let t: T; return t! }',
  'predicates and assertions': 'function is(x: unknown): x is string { return !!x } function ok(v): asserts v {}',
  'function expression name': 'const g = function f() { f; g }; typeof f; const h = function k(k) { k }',
  'class expression name': 'const B = class A<T> extends Object { m(): A<T> { return A as never } }; B; A',
  heritage:
    'class A {} interface I {} namespace N { export class C {} export interface J {} } class B<T> extends A implements I, N.J { x!: T } class D extends N.C {} interface K extends I, N.J {}',
  'extends does not see members': 'class A { static x = 1; y = x; static { x } } const x = 2',
  arguments: 'function f() { return arguments.length + (() => arguments.length)() } const arguments_ = 1',
  'own arguments': 'function f(arguments: number) { return arguments }',
  'catch parameter':
    'const e = 0; try { e } catch (e) { e; var v = e } finally { e } try {} catch ({ message, ...rest }) { message; rest }; v',
  loops:
    'for (let i = 0, n = i; i < n; i++) { let i = 2; i } for (const k in k) k; for (var v of v) {} v; for await (const x of y) x',
  switch: 'const a = 1; switch (a) { case a: let a = 2; a; default: a }',
  'blocks and hoisting':
    '{ f(); function f() {} } f(); g(); function g() { h; if (1) { var h = 1 } } let b = 1; { b; let b = 2 }',
  'class static blocks': 'class A { static { var x = 1; A; x } } x',
  'conditional types and infer':
    'type A<T> = T extends { a: infer U; b: (x: infer U) => infer V } ? [U, V] : U; type B<T> = T extends (infer U extends string)[] ? U : never',
  'nested infer': 'type A<T> = T extends [infer H, ...infer R] ? R extends [infer H, infer S] ? [H, S, R] : H : never',
  'infer in a nested conditional': 'type A<T> = T extends (T extends infer U ? [infer W, U] : infer Z) ? [W, Z, U] : U',
  'infer inside function types': 'type P<F> = F extends (...args: infer A) => infer R ? (a: A) => R : A',
  'mapped types':
    'type M<T, K> = { [K in keyof T as `get${K & string}`]: T[K] } & K; type N = { [P in "a" | "b"]?: P }',
  'function types':
    'type F = <T>(a: T, b: typeof a) => a is T; type C = abstract new <T>(x: T) => T; interface I { <T>(x: T): T; new <T>(x: T): T; m<T>(a: T, b?: typeof a): T; [k: string]: typeof k }',
  'computed keys':
    'const k = Symbol(); interface I { [k]: 1; [k](): void } class A { [k] = 1; static [k](k: number) { k } get [k]() { return k } } const o = { [k]: k, k, k2: k }',
  'named tuples': 'type a = 1; type T = [a: a, b?: a, ...c: a[]]',
  typeof:
    'const a = { b: { c: 1 } }; type T = typeof a.b.c; type U = (typeof a)["b"]; namespace N { export const v = 1 } type V = typeof N.v; function g<T>() {} type W = typeof g<string>',
  'type arguments':
    'function f<T>(x: T) {} class C<T> {} interface I {} f<I>({}); new C<I>(); const g = f<I>; f`a`; f<I>`b`',
  decorators:
    'const T = 1; function d(...a: any[]): any {} @d class A<T> { @d x!: T; @d m(@d m: T, @d(m) n) {} @d static get y() { return 1 } constructor(@d private p: number) { p } } const m = 1',
  'decorators see the scope around the class':
    'const A = 1; class B { @A(p) m(p) { p } } const p = 1; const C = @D class D {}',
  overloads:
    'function f(a: string): void; function f(a: number): void; function f(a: any) { a } f(1); class A { m(a: string): void; m(a: any) { a } }',
  'declare global':
    'export {}; declare global { interface Window { w: W } interface W {} var gv: W; namespace G { type T = W } } let a: W; gv; let g: G.T',
  'module augmentation':
    'export {}; declare module "m" { interface A { b: B } interface B {} export const c: A } let a: A',
  'two blocks of one ambient module':
    'declare module "m" { interface A {} } declare module "m" { let a: A; export { a } }',
  'import=':
    'import A = N.M; import B = A; namespace N { export namespace M { export type T = 1; export const v = 2 } } let t: A.T = B.v; export import C = N.M',
  'import= require': 'import fs = require("fs"); let s: fs.Stats; fs.read(); export import path = require("path")',
  'export =': 'class A {} namespace A { export type T = 1 } export = A',
  'export default of a name': 'interface X {} const X = 1; export default X',
  'default class and interface': 'export default class A {} interface B extends A {} const a: A = new A()',
  'default function': 'export default function f() { f } f()',
  'export lists':
    'const a = 1; type T = 2; function f() {} export { a, a as b, f as default }; export type { T }; export { type T as U }',
  'exported and local declarations do not merge': 'export type O = 1; const O = 2; let x: O = 1; O; export { x }',
  imports:
    'import d, { a as b, type t, default as e, "s x" as s } from "m"; import * as ns from "m"; import type D from "m"; import type * as tn from "m"; d; b; let x: t; e; s; ns.a; let y: ns.T; let z: D; let w: tn.Q; export { d, b as c, ns }',
  're-exports bind nothing':
    'export { a, b as c } from "m"; export * from "m"; export * as d from "m"; a; c; d; export type { T } from "m"; let t: T',
  'an import and a local type': 'import { Foo } from "m"; const f: Foo = Foo; { type Foo = 1; let g: Foo; Foo }',
  destructuring:
    'const { a, b: c, ...d } = { a: 1 } as any, [e, , f = a, ...[g]] = [] as any; ({ a, b: c, e = a, ...d } = c); [a, c.x, d[e]] = f; ({ [a]: c } = d)',
  'defaults of patterns':
    'const a = 1; function f({ a: b = a, [a]: c } = { a }, [d = b] = []) { return a + b + c + d }',
  shorthand: 'const a = 1; const o = { a, b: a, a() { a }, get c() { return a } }; ({ a, ...o })',
  'assertions as targets': 'let a: any, b; (a as any) = 1; (<any>a).x = b; a! = 2; (a satisfies any)++; [a as any] = b',
  'optional chains': 'let a: any; a?.b?.[a]?.(a); delete a?.b; a!.b!.c; a?.[0]',
  templates: 'const a = 1, t: any = 0; `${a}${`${a}`}`; t`${a}`; type T = `${typeof a}-${U}`; type U = "u"',
  'generators and async':
    'async function* f(a) { yield a; for await (const b of a) yield* b; await a } const g = async <T>(x: T) => await x',
  using: 'using a = b; await using c = a; { using b = c; b }; export {}',
  accessors:
    'const v = 1; class A { accessor x = v; static accessor y = v; #p = v; get p() { return this.#p } m(o: any) { return #p in o && o.#p } }',
  'parameter properties': 'class A { constructor(private a: number, public readonly b = a) { a; b; this.a } c = a }',
  'meta properties': 'function f() { new.target; import.meta.url } const target = 1, meta = 2',
  'satisfies and const': 'const a = [1] as const; const b = <const>["x"]; type T = 1; const c = 1 satisfies T',
  abstract: 'type T = 1; abstract class A { abstract x: T; abstract m(a: T): typeof a; abstract get y(): T }',
  'unique symbols, keyof, arrays':
    'type K = 1; declare const s: unique symbol; type A = keyof K | K[] | readonly K[] | (K) | K["x"]; type O = [K?, ...K[]]',
  'unicode escapes': 'const \\u0061b = 1; ab; \\u{61}b',
  'non-BMP text before': 'const s = "😀😀"; const 𠮷 = s; 𠮷',
  'getter named like a type': 'type x = 1; const o = { get x(): x { return 1 }, set x(v: x) {}, async *x() {} }',
  'import types':
    'type A = import("m").B<C>; type C = 1; type D = typeof import("m").e; type F = typeof import("m")["g"]',
  'object type members': 'type a = 1; type O = { a: a; readonly b?: a; c(a: a): a; get d(): a; set d(v: a) }',
  'this types': 'class A { m(): this { return this } is(): this is A { return true } }',
  'a type parameter shadows a type':
    'type T = 1; function f<T>(a: T) { let b: T; { const T = 2; T } } let c: T; class A<T> { m<T>(x: T) {} n(x: T) {} }',
  'type parameter defaults and constraints': 'function f<A, B extends A = A, C = typeof g>() {} function g() {}',
  'comma, new, in': 'let a: any, b: any; a, b; new a(b); new a.b; a in b; a instanceof b; void a; typeof a; -a; !b',
  'export assignment of a namespace member': 'declare namespace N { const x: 1 } export = N.x',
  'global types in a script': 'interface A { b: B } declare var b: B; interface B {}',
  'export as namespace': 'export as namespace U; export declare const a: 1; declare const u: typeof U',
}

const JSX: Record<string, string> = {
  tags: 'const A = 1, ns: any = 0, a = 1, _b = 2, $c = 3; <A a={a}>{a}<ns.A.b/><a/><_b/><$c></$c><a-b A="x" {...A}/></A>',
  'this and namespaces': 'class C { r() { return <this.x a:b="1"><svg:rect/></this.x> } } const svg = 1, x = 2',
  generics: 'const f = <T,>(x: T) => <G<T> v={x as T} />; function G<T>(p: { v: T }) { return null } type T = 1',
  fragments: 'const a = 1; <>{a}{...a}{/* a */}</>; <a>a</a>',
  'lower-case member tags': 'import * as m from "m"; const motion: any = m; <motion.div><m.b/></motion.div>',
}

describe('names resolve as TypeScript resolves them', () => {
  for (const [name, text] of Object.entries(SNIPPETS)) {
    it(name, () => expect(compareFile('snippet.ts', text).differences).toEqual([]))
  }
  for (const [name, text] of Object.entries(JSX)) {
    it(`JSX: ${name}`, () => expect(compareFile('snippet.tsx', text).differences).toEqual([]))
  }
  it('declaration files export implicitly', () => {
    const text = 'import { M } from "m"; interface A { m: M } declare const a: A; export declare class B extends a {}'
    expect(compareFile('snippet.d.ts', text).differences).toEqual([])
  })
})
