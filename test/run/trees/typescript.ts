/* Small trees with import structure that is nasty but legal, and such with imports that point at nothing. */

type Tree = Record<string, string>
const PK = (name: string, more = ''): string => `{"name":"${name}"${more}}`
export const HEALTHY_TYPESCRIPT: [string, Tree][] = [
  [
    'a namespace under another name that is none',
    {
      'm.ts': "export const here = 1\nexport * as inner from './n'\n",
      'n.ts': 'export const x = 1\n',
      'api.ts':
        "import * as ns from './m'\nexport default { ...ns, more: 1 }\nexport const wide: any = ns\nexport const made = ns.here\n",
      'let.ts':
        "import * as ns from './m'\nfunction f(ns: { own: 1 }) { return ns }\nexport let open = f\nexport { ns as all, f as make }\n",
      'bar.ts':
        "export { default as api, wide, made as built } from './api'\nexport { all as every, make, open as opened } from './let'\n",
      'u.ts':
        "import { api, wide, built, every, make, opened } from './bar'\nimport def from './api'\napi.more\ndef.more\nbuilt.toFixed\nevery.here\nevery.inner.x\nmake.name\nopened.name\n",
    },
  ],
  [
    'braces, parentheses, defaults',
    {
      'm.ts': "export const here = { deep: { own: 1 } }\nexport * as inner from './n'\n",
      'n.ts': 'export const x = 1\n',
      'u.ts':
        "import * as ns from './m'\nconst { here: { deep: { own } } } = ns\nconst { inner: { x, ...rest }, here: other = { gone: 1 } } = ns\nconst { gone } = f(ns)\nf(ns).gone\nf((ns), { gone: { there: 1 } }).gone\nconst g = ({ gone: { there } } = other) => ns\n",
    },
  ],
  [
    'paths',
    {
      'tsconfig.json': '{"compilerOptions":{"baseUrl":".","paths":{"@/*":["src/*"],"lib":["src/lib/index.ts"]}}}',
      'src/a.ts': 'export const x = 1\n',
      'src/lib/index.ts': 'export const y = 1\n',
      'src/b.ts': "import { x } from '@/a'\nimport { y } from 'lib'\n",
    },
  ],
  [
    'rootDirs',
    {
      'tsconfig.json': '{"compilerOptions":{"rootDirs":["src","gen"]}}',
      'gen/views/t.ts': 'export const t = 1\n',
      'src/views/v.ts': "import { t } from './t'\n",
    },
  ],
  [
    'baseUrl',
    {
      'tsconfig.json': '{"compilerOptions":{"baseUrl":"src"}}',
      'src/a.ts': 'export const x = 1\n',
      'src/d/b.ts': "import { x } from 'a'\n",
    },
  ],
  [
    'references with composite',
    {
      'tsconfig.json': '{"files":[],"references":[{"path":"./core"},{"path":"./app"}]}',
      'core/tsconfig.json': '{"compilerOptions":{"composite":true,"outDir":"dist","rootDir":"src"}}',
      'core/package.json': PK('@x/core', ',"main":"dist/index.js","types":"dist/index.d.ts"'),
      'core/src/index.ts': 'export const c = 1\n',
      'app/tsconfig.json': '{"references":[{"path":"../core"}]}',
      'app/a.ts': "import { c } from '@x/core'\n",
      'package.json': '{"private":true,"workspaces":["core","app"]}',
      'app/package.json': PK('app', ',"dependencies":{"@x/core":"*"}'),
    },
  ],
  [
    'exports conditions',
    {
      'package.json': '{"workspaces":["p/*"]}',
      'p/a/package.json': PK(
        '@x/a',
        ',"exports":{".":{"source":"./src/index.ts","import":"./dist/index.mjs"},"./sub/*":{"import":"./dist/sub/*.mjs"},"./style.css":"./style.css","./package.json":"./package.json"}',
      ),
      'p/a/src/index.ts': 'export const a = 1\n',
      'p/a/src/sub/one.ts': 'export const one = 1\n',
      'p/a/style.css': '',
      'p/b/b.ts':
        "import { a } from '@x/a'\nimport { one } from '@x/a/sub/one'\nimport '@x/a/style.css'\nimport pkg from '@x/a/package.json'\n",
      'p/b/package.json': PK('@x/b'),
    },
  ],
  [
    'imports field',
    {
      'package.json': PK(
        'r',
        ',"imports":{"#int/*":"./src/int/*.js","#cfg":{"node":"./src/cfg.node.js","default":"./src/cfg.js"}}',
      ),
      'src/int/a.ts': 'export const a = 1\n',
      'src/cfg.ts': 'export default 1\n',
      'src/cfg.node.ts': 'export default 2\n',
      'src/u.ts': "import { a } from '#int/a'\nimport c from '#cfg'\n",
    },
  ],
  [
    'ambient module wildcard',
    {
      'env.d.ts':
        "declare module '*.svg' {\n  const s: string\n  export default s\n}\ndeclare module '*?worker' {\n const W: any\n export default W\n}\n",
      'a.ts': "import s from './x.svg'\nimport W from './w?worker'\n",
      'x.svg': '',
      'w.ts': '',
    },
  ],
  [
    'ambient module exact',
    {
      'v.d.ts': "declare module 'virtual:pages' {\n  export const pages: string[]\n}\ndeclare module '~icons/*'\n",
      'a.ts': "import { pages } from 'virtual:pages'\nimport I from '~icons/x'\n",
    },
  ],
  [
    'vue svelte css json',
    {
      'a.ts':
        "import A from './A.vue'\nimport B from './B.svelte'\nimport './c.css'\nimport d from './d.json'\nimport s from './e.module.scss'\nimport { fld } from './d.json'\n",
      'A.vue': '<template/>\n<script setup>\nconst x = 1\n</script>\n',
      'B.svelte': '<script>export let x</script>',
      'c.css': '',
      'd.json': '{"fld":1}',
      'e.module.scss': '',
    },
  ],
  [
    'export =',
    {
      'a.ts': 'function f() {}\nnamespace f { export const g = 1 }\nexport = f\n',
      'b.ts':
        "import f = require('./a')\nimport { g } from './a'\nimport d from './a'\nimport * as n from './a'\nn.g\n",
    },
  ],
  [
    'export = class object',
    { 'a.ts': 'const o = { p: 1, q() {} }\nexport = o\n', 'b.ts': "import { p, q } from './a'\n" },
  ],
  [
    'enums and namespaces',
    {
      'a.ts':
        'export enum E { A }\nexport const enum F { B }\nexport declare enum G { C }\nexport namespace N.M { export type T = 1 }\nexport abstract class K {}\nexport declare const z: number\nexport declare function dd(): void\nexport type { X } from "./x"\n',
      'x.ts': 'export interface X {}\n',
      'b.ts': "import { E, F, G, N, K, z, dd, X } from './a'\nlet t: N.M.T = E.A\n",
    },
  ],
  [
    'destructured exports',
    {
      'a.ts':
        'export const { x, y: { z, ...rest }, w = 1 } = obj, [q, , ...r] = arr\nexport let u, v\nexport async function f() {}\nexport function* g() {}\nexport async function* h() {}\n',
      'b.ts': "import { x, z, rest, w, q, r, u, v, f, g, h } from './a'\n",
    },
  ],
  [
    'export star cycle',
    {
      'a.ts': "export * from './b'\nexport const x = 1\n",
      'b.ts': "export * from './a'\nexport const y = 1\n",
      'c.ts': "import { x, y } from './a'\nimport { x as x2, y as y2 } from './b'\n",
    },
  ],
  [
    'string names',
    {
      'a.ts': 'const x = 1\nexport { x as "a-b", x as default, x as \'c d\' }\n',
      'b.ts': "import { 'a-b' as ab, \"c d\" as cd, default as d } from './a'\n",
    },
  ],
  [
    'export default forms',
    {
      'a.ts': 'export default abstract class {}\n',
      'a2.ts': 'export default interface I {}\n',
      'a3.ts': 'export default async () => {}\n',
      'a4.ts': "export { default } from './a'\n",
      'a5.ts': "export { x as default } from './a6'\n",
      'a6.ts': 'export const x = 1\n',
      'b.ts':
        "import A from './a'\nimport B from './a2'\nimport C from './a3'\nimport D from './a4'\nimport E from './a5'\n",
    },
  ],
  [
    'export * as',
    {
      'a.ts': "export * as ns from './b'\nexport * as default from './b'\n",
      'b.ts': 'export const x = 1\n',
      'c.ts': "import d, { ns } from './a'\nns.x\nd.x\n",
    },
  ],
  [
    'import type with',
    {
      'a.ts': 'export type T = 1\nexport interface I {}\n',
      'b.ts':
        "import type { T } from './a'\nimport { type I, type T as U } from './a'\nlet q: import('./a').T\nimport j from './d.json' with { type: 'json' }\n",
      'd.json': '{}',
    },
  ],
  [
    'js ext to ts',
    {
      'a.ts': 'export const x = 1\n',
      'm.mts': 'export const y = 1\n',
      'c.cts': 'export const z = 1\n',
      't.tsx': 'export const w = 1\n',
      'b.ts':
        "import { x } from './a.js'\nimport { y } from './m.mjs'\nimport { z } from './c.cjs'\nimport { w } from './t.jsx'\nimport { w as w2 } from './t.js'\n",
    },
  ],
  [
    'd.ts beside js',
    {
      'a.js': 'module.exports.x = 1\n',
      'a.d.ts': 'export const x: number\nexport type T = 1\n',
      'b.ts': "import { x, T } from './a'\nimport type { T as U } from './a.js'\n",
    },
  ],
  [
    'd.ts via arbitrary ext',
    { 'x.d.css.ts': 'export const cls: string\n', 'x.css': '', 'b.ts': "import { cls } from './x.css'\n" },
  ],
  [
    'index directories',
    {
      'a/index.tsx': 'export const x = 1\n',
      'a/b/index.js': 'export const y = 1\n',
      'c.ts':
        "import { x } from './a'\nimport { x as x2 } from './a/'\nimport { y } from './a/b/index'\nimport { x as x3 } from './a/index.js'\n",
      'a/b/d.ts':
        "import { x } from '..'\nimport { y } from '.'\nimport { y as y2 } from './'\nimport { x as x4 } from '../'\n",
    },
  ],
  [
    'package.json main in folder',
    {
      'lib/package.json': '{"main":"./real.js"}',
      'lib/real.js': 'exports.x = 1\n',
      'a.js': "const { x } = require('./lib')\n",
    },
  ],
  [
    'cjs literal',
    {
      'a.js': 'module.exports = { x: 1, y() {}, z, ...{} }\nconst z = 1\n',
      'b.js': "const { x, y, z } = require('./a')\nrequire('./a').x\n",
    },
  ],
  [
    'cjs exports assigned',
    {
      'a.js':
        'exports.x = 1\nmodule.exports.y = 2\nObject.defineProperty(exports, "z", { get() {} })\nexports["w"] = 1\nconst e = exports\ne.v = 1\n',
      'b.js': "const { x, y, z, w, v } = require('./a')\nconst a = require('./a')\na.x, a.y\n",
    },
  ],
  ['cjs computed', { 'a.js': 'for (const k of ["x"]) exports[k] = 1\n', 'b.js': "const { x } = require('./a')\n" }],
  [
    'cjs spread',
    {
      'a.js': 'module.exports = { ...require("./c") }\n',
      'c.js': 'exports.x = 1\n',
      'b.js': "const { x } = require('./a')\n",
    },
  ],
  [
    'cjs Object.assign',
    {
      'a.js': 'Object.assign(exports, { x: 1 })\n',
      'a2.js': 'Object.assign(module.exports, require("./c"))\n',
      'c.js': 'exports.y = 1\n',
      'b.js': "const { x } = require('./a')\nconst { y } = require('./a2')\n",
    },
  ],
  [
    'cjs class',
    {
      'a.js': 'class A {}\nmodule.exports = A\nmodule.exports.B = 1\nA.C = 2\n',
      'b.js': "const A = require('./a')\nA.C\nA.B\nnew A().z\nconst { B, C } = require('./a')\n",
    },
  ],
  [
    'cjs function with props',
    {
      'a.js': 'function f() {}\nf.x = 1\nexports = module.exports = f\nexports.y = 1\n',
      'b.js': "const { x, y } = require('./a')\nrequire('./a').y\n",
    },
  ],
  [
    'cjs instance',
    { 'a.js': 'module.exports = new Foo()\n', 'b.js': "const { x } = require('./a')\nrequire('./a').whatever\n" },
  ],
  [
    'cjs conditional',
    {
      'a.js': 'if (process.env.X) { module.exports = require("./c") } else { module.exports = { y: 1 } }\n',
      'c.js': 'exports.x = 1\n',
      'b.js': "const { x, y } = require('./a')\n",
    },
  ],
  [
    'cjs ts helper',
    {
      'a.js': '"use strict";\n__exportStar(require("./c"), exports);\nexports.q = void 0;\n',
      'c.js': 'exports.x = 1\n',
      'b.js': "const { x, q } = require('./a')\n",
    },
  ],
  ['cjs passed exports', { 'a.js': '(function (e) { e.x = 1 })(exports)\n', 'b.js': "const { x } = require('./a')\n" }],
  [
    'umd',
    {
      'a.js':
        '(function (root, factory) {\n if (typeof define === "function" && define.amd) define(["exports"], factory)\n else factory(exports)\n})(this, function (exports) { exports.x = 1 })\n',
      'b.js': "const { x } = require('./a')\n",
    },
  ],
  ['cjs this', { 'a.js': 'this.x = 1\n', 'b.js': "const { x } = require('./a')\n" }],
  [
    'cjs mutated by other',
    {
      'a.js': 'module.exports = { x: 1 }\n',
      'c.js': "const a = require('./a')\na.y = 2\n",
      'b.js': "const { x, y } = require('./a')\nrequire('./a').y\n",
    },
  ],
  [
    'cjs mutated direct',
    {
      'a.js': 'module.exports = { x: 1 }\n',
      'c.js': "require('./a').y = 2\n",
      'b.js': "const { x, y } = require('./a')\n",
    },
  ],
  [
    'cjs Object.assign elsewhere',
    {
      'a.js': 'module.exports = { x: 1 }\n',
      'c.js': "const a = require('./a')\nObject.assign(a, {y: 1})\n",
      'b.js': "const { x, y } = require('./a')\n",
    },
  ],
  [
    'cjs prototype names',
    {
      'a.js': 'module.exports = { x: 1 }\n',
      'b.js': "const { toString, hasOwnProperty } = require('./a')\nrequire('./a').constructor\n",
    },
  ],
  [
    'cjs destructure default',
    { 'a.js': 'module.exports = { x: 1 }\n', 'b.js': "const { x, y = 2 } = require('./a')\n" },
  ],
  [
    'cjs optional',
    {
      'a.js': 'module.exports = { x: 1 }\n',
      'b.js': "const a = require('./a')\nif (a.y) a.y()\na.z?.()\nconst { q } = require('./a')\nif (q) q()\n",
    },
  ],
  ['cjs try require', { 'b.js': "let x\ntry { x = require('./gone') } catch {}\n" }],
  ['esm interop of cjs', { 'a.cjs': 'module.exports = { x: 1 }\n', 'b.mjs': "import a, { x } from './a.cjs'\na.x\n" }],
  ['esm via babel cjs default', { 'a.js': 'module.exports = 1\n', 'b.js': "import a from './a'\n" }],
  [
    'require of ts esm',
    {
      'a.ts': 'export default 1\nexport const x = 1\n',
      'b.js': "const { x, default: d } = require('./a')\nrequire('./a').default\nrequire('./a').__esModule\n",
    },
  ],
  ['require json', { 'a.json': '{"x":1}', 'b.js': "const { x, y } = require('./a')\nrequire('./a.json').z\n" }],
  [
    'alias const of ns',
    {
      'a.ts': 'export const x = 1\n',
      'b.ts':
        "import * as ns from './a'\nconst m = ns\nm.x\nlet n: any = ns\nn.whatever\nfunction f(m: any) { return m.nope }\n",
    },
  ],
  [
    'alias let reassigned',
    { 'a.ts': 'export const x = 1\n', 'b.ts': "import * as ns from './a'\nlet m: any = ns\nm = { gone: 1 }\nm.gone\n" },
  ],
  [
    'alias typed wider',
    {
      'a.ts': 'export const x = 1\n',
      'b.ts':
        "import * as ns from './a'\nconst m: Record<string, number> = ns\nm.gone\nconst k = ns as any\nk.gone\nconst s = { ...ns, more: 1 }\ns.more\n",
    },
  ],
  [
    'namespace in object',
    { 'a.ts': 'export const x = 1\n', 'b.ts': "import * as ns from './a'\nexport const all = { ns }\nall.ns.x\n" },
  ],
  [
    'dynamic import then',
    {
      'a.ts': 'export const x = 1\nexport default 2\n',
      'b.ts':
        "const { x } = await import('./a')\nimport('./a').then(({ default: d, x }) => d)\nconst m = await import('./a')\nm.x\nconst l = lazy(() => import('./a'))\n",
    },
  ],
  [
    'jest mocks',
    {
      'a.ts': 'export const x = 1\n',
      'a.test.ts':
        "jest.mock('./a', () => ({ x: 1, y: 2 }))\njest.mock('./virtual', () => ({}), { virtual: true })\nimport { x, y } from './a'\nconst v = require('./virtual')\n",
    },
  ],
  [
    'augmentation',
    {
      'a.ts': 'export interface X {}\n',
      'aug.d.ts': "import './a'\ndeclare module './a' {\n  interface Y {}\n}\n",
      'b.ts': "import { X, Y } from './a'\n",
    },
  ],
  ['global declare', { 'g.d.ts': 'declare global { const G: number }\nexport {}\n', 'b.ts': "import './g'\nG\n" }],
  [
    'triple slash and d.ts module',
    {
      'types/index.d.ts': 'declare module "foo" { export const bar: 1 }\n',
      'b.ts': "/// <reference path='./types/index.d.ts' />\nimport { bar } from 'foo'\n",
    },
  ],
  [
    'generated folder in gitignore',
    {
      '.gitignore': 'generated/\n*.gen.ts\n',
      'a.ts': "import { x } from './generated/client'\nimport { r } from './routeTree.gen'\n",
    },
  ],
  [
    'tsconfig outDir',
    {
      'tsconfig.json': '{"compilerOptions":{"outDir":"dist","rootDir":"src"}}',
      'src/a.ts': 'export const x = 1\n',
      'test.js': "const { x } = require('./dist/a')\n",
    },
  ],
  [
    'vite query',
    {
      'a.ts': "import raw from './t.txt?raw'\nimport u from './i.png?url'\nimport W from './w.ts?worker&inline'\n",
      't.txt': '',
      'i.png': '',
      'w.ts': '',
    },
  ],
  [
    'deno / urls / node:',
    {
      'a.ts':
        "import x from 'https://x.y/z.ts'\nimport fs from 'node:fs'\nimport y from 'npm:lodash'\nimport z from 'jsr:@std/x'\nimport d from 'data:text/javascript,1'\n",
    },
  ],
  [
    'workspace w/o deps declared',
    {
      'package.json': '{"workspaces":["p/*"]}',
      'p/a/package.json': PK('@x/a', ',"main":"lib/index.js"'),
      'p/a/lib/index.js': 'exports.x = 1\n',
      'p/b/package.json': PK('@x/b'),
      'p/b/i.js': "const { x } = require('@x/a')\n",
    },
  ],
  [
    'pnpm workspace types only',
    {
      'pnpm-workspace.yaml': 'packages:\n  - p/*\n',
      'package.json': '{}',
      'p/a/package.json': PK('@x/a', ',"types":"./index.d.ts"'),
      'p/a/index.d.ts': 'export type A = 1\n',
      'p/b/package.json': PK('@x/b'),
      'p/b/i.ts': "import type { A } from '@x/a'\n",
    },
  ],
  [
    'svelte kit and nuxt',
    {
      'src/routes/+page.ts':
        "import type { PageLoad } from './$types'\nimport { env } from '$env/static/public'\nimport { x } from '$lib/a'\n",
      'src/lib/a.ts': 'export const x = 1\n',
      'svelte.config.js': '',
    },
  ],
  [
    'tsx generic and jsx namespace',
    {
      'a.tsx': 'export const List = <T,>(p: T) => <div/>\nexport const Ns = { Item: () => null }\n',
      'b.tsx': "import * as UI from './a'\nconst x = <UI.List><UI.Ns.Item/></UI.List>\n",
    },
  ],
  [
    'regex and template confusions',
    {
      'a.ts':
        'const r = /export const nope = 1/\nconst t = `export const nope2 = ${`x`}`\nexport const x = a / b / c\nexport const y = 1\n',
      'b.ts': "import { x, y } from './a'\n",
    },
  ],
  [
    'asi and weird',
    {
      'a.ts': 'export\nconst x = 1\nexport {\n x as y, // c\n /* d */ }\nexport\ntype T = 1\n',
      'b.ts': "import { x, y, T } from './a'\n",
    },
  ],
  [
    'flow file',
    {
      'a.js': '// @flow\nexport type T = {| a: 1 |}\nexport opaque type O = string\nexport const x = 1\n',
      'b.js':
        "// @flow\nimport type { T, O } from './a'\nimport { x, type T as U } from './a'\nimport typeof X from './a'\n",
    },
  ],
  [
    'accessor keyword named exports',
    {
      'a.ts': 'export const type = 1, as = 2, from = 3, of = 4, async = 5\n',
      'b.ts': "import { type, as, from, of, async } from './a'\nimport { type as t } from './a'\n",
    },
  ],
  [
    'a version that the workspace does not have',
    {
      'package.json': '{ "private": true, "workspaces": ["packages/*", "apps/*"] }',
      'packages/rx/package.json': '{ "name": "rx", "version": "9.0.0-beta.0", "main": "src/index.ts" }',
      'packages/rx/src/index.ts': 'export const next = 1\n',
      'apps/site/package.json': '{ "name": "site", "dependencies": { "rx": "^7.5.1" } }',
      'apps/site/main.ts': "import { Observable } from 'rx'\nObservable\n",
    },
  ],
  [
    'types of routes',
    { 'app/routes/home.tsx': "import type { Route } from './+types/home'\nexport type A = Route.LoaderArgs\n" },
  ],
  [
    'samples that tests read',
    { 'tests/validator/samples/a/input.svelte': "<script>\nimport Gone from './gone.svelte'\nGone\n</script>\n" },
  ],
  [
    'the package at the root, by its directory',
    {
      'package.json': '{ "name": "f", "main": "f.js" }',
      'f.js': 'module.exports = f\nfunction f() {}\n',
      'test/a.js': "const f = require('..')\nf()\n",
      'test/deep/a.js': "const f = require('../..')\nconst g = require('../../')\nf(g)\n",
    },
  ],
  [
    'a directory that a plugin is told to fill',
    {
      'app/vite.config.ts': "export default { plugins: [paraglide({ outdir: './src/paraglide' })] }\n",
      'app/src/main.ts': "import { t } from './paraglide/runtime.js'\nimport { m } from './paraglide/messages'\nt(m)\n",
    },
  ],
  [
    'a path that is also an installed package',
    {
      'package.json': '{ "name": "a", "dependencies": { "convex": "^1.0.0" } }',
      'tsconfig.json': '{ "compilerOptions": { "paths": { "convex/*": ["./convex/*"] } } }',
      'convex/board.ts': 'export const board = 1\n',
      'main.ts': "import { board } from 'convex/board'\nimport { useQuery } from 'convex/react'\nuseQuery(board)\n",
    },
  ],
  [
    'a workspace member whose name means another package',
    {
      'package.json': '{"workspaces":["packages/*"]}',
      'packages/a/package.json': '{"name":"a","version":"1.2.3","types":"./index.ts"}',
      'packages/a/index.ts': 'export const x = 1\n',
      'packages/b/package.json': '{"name":"b","dependencies":{"a":"npm:other@1"}}',
      'packages/b/u.ts': "import { gone } from 'a'\n",
      'packages/c/package.json': '{"name":"c","dependencies":{"a":"github:o/a"}}',
      'packages/c/u.ts': "import { gone } from 'a'\n",
      'packages/d/package.json': '{"name":"d","dependencies":{"a":"https://example.com/a.tgz"}}',
      'packages/d/u.ts': "import { gone } from 'a'\n",
      'packages/e/package.json': '{"name":"e","dependencies":{"a":"file:./vendor/a.tgz"}}',
      'packages/e/u.ts': "import { gone } from 'a'\n",
      'packages/f/package.json': '{"name":"f","dependencies":{"a":"workspace:other@*"}}',
      'packages/f/u.ts': "import { gone } from 'a'\n",
    },
  ],
]

export const BROKEN_TYPESCRIPT: [string, Tree, string[]][] = [
  [
    'a namespace under another name',
    {
      'm.ts': "export const here = 1\nexport * as inner from './n'\n",
      'n.ts': 'export const x = 1\n',
      'api.ts': "import * as ns from './m'\nexport default ns\n",
      'api2.ts': "export * as default from './m'\n",
      'bar.ts':
        "export { default as api } from './api'\nimport second from './api'\nimport { inner } from './m'\nexport { second, inner as third }\nexport const fourth = inner\nexport { inner as fifth } from './m'\n",
      'star.ts': "export * from './bar'\n",
      'u.ts':
        "import { api, second, third, fourth, fifth } from './star'\nimport def from './api'\nimport def2 from './api2'\nimport * as star from './star'\napi.gone1\nsecond.gone2\nthird.gone3\nfourth.gone4\nfifth.gone5\ndef.gone6\ndef2.gone7\nstar.third.gone8\napi.inner.gone9\ndef.here + third.x\n",
    },
    [
      'u.ts m.gone1',
      'u.ts m.gone2',
      'u.ts m.gone6',
      'u.ts m.gone7',
      'u.ts n.gone3',
      'u.ts n.gone4',
      'u.ts n.gone5',
      'u.ts n.gone8',
      'u.ts n.gone9',
    ],
  ],
  [
    'wrapped and taken apart',
    {
      'm.ts': "export const here = { deep: 1 }\nexport * as inner from './n'\n",
      'n.ts': 'export const x = 1\n',
      'u.ts':
        "import * as ns from './m'\n;(ns).gone1\nns!.gone2\n;(ns!).gone3\nconst { inner: { x, gone4 }, gone5 } = ns\nconst { here = {}, gone6 } = ns\nconst { here: { deep }, 'gone7': other = f({ a: 1 }) } = ns\n",
    },
    ['u.ts m.gone1', 'u.ts m.gone2', 'u.ts m.gone3', 'u.ts m.gone5', 'u.ts m.gone6', 'u.ts m.gone7', 'u.ts n.gone4'],
  ],
  [
    'alias const of ns',
    { 'a.ts': 'export const x = 1\n', 'b.ts': "import * as ns from './a'\nconst m = ns\nm.x\nm.gone\n" },
    ['b.ts a.gone'],
  ],
  [
    'alias destructured',
    { 'a.ts': 'export const x = 1\n', 'b.ts': "import * as ns from './a'\nconst m = ns\nconst { gone } = m\n" },
    ['b.ts a.gone'],
  ],
  [
    'cjs destructure literal',
    { 'a.js': 'module.exports = { x: 1 }\n', 'b.js': "const { x, gone } = require('./a')\ngone()\n" },
    ['b.js ./a#gone'],
  ],
  [
    'cjs destructure exports.',
    { 'a.js': 'exports.x = 1\nmodule.exports.y = 2\n', 'b.js': "const { x, y, gone } = require('./a')\ngone()\n" },
    ['b.js ./a#gone'],
  ],
  [
    'cjs member of require',
    { 'a.js': 'exports.x = 1\n', 'b.js': "const x = require('./a').gone\nrequire('./a').gone()\n" },
    ['b.js ./a#gone', 'b.js ./a#gone'],
  ],
  [
    'cjs ns member',
    { 'a.js': 'module.exports = { x: 1 }\n', 'b.js': "const a = require('./a')\na.gone()\n" },
    ['b.js a.gone'],
  ],
  [
    'cjs shorthand',
    { 'a.js': 'const x = 1, y = 2\nmodule.exports = { x, y }\n', 'b.js': "const { z } = require('./a')\nz()\n" },
    ['b.js ./a#z'],
  ],
  [
    'require of esm',
    { 'a.ts': 'export const x = 1\n', 'b.js': "const { x, gone } = require('./a')\ngone()\n" },
    ['b.js ./a#gone'],
  ],
  ['named missing', { 'a.ts': 'export const x = 1\n', 'b.ts': "import { x, gone } from './a'\n" }, ['b.ts ./a#gone']],
  ['default missing', { 'a.ts': 'export const x = 1\n', 'b.ts': "import d from './a'\n" }, ['b.ts ./a#default']],
  [
    'module missing',
    { 'b.ts': "import d from './a'\nexport * from './q'\nexport { z } from './r'\nimport './s'\n" },
    ['b.ts ./a', 'b.ts ./q', 'b.ts ./r', 'b.ts ./s'],
  ],
  ['dynamic missing', { 'b.ts': "import('./gone')\nconst x = require('./lost')\n" }, ['b.ts ./gone', 'b.ts ./lost']],
  [
    'import type missing',
    { 'a.ts': 'export const x = 1\n', 'b.ts': "import type { Gone } from './a'\nlet q: import('./a').Lost\n" },
    ['b.ts ./a#Gone', 'b.ts ./a#Lost'],
  ],
  [
    'alias path',
    {
      'tsconfig.json': '{"compilerOptions":{"baseUrl":".","paths":{"@/*":["src/*"]}}}',
      'src/a.ts': 'export const x = 1\n',
      'src/b.ts': "import { gone } from '@/a'\nimport '@/nope'\n",
    },
    ['src/b.ts @/a#gone', 'src/b.ts @/nope'],
  ],
  [
    'workspace name',
    {
      'package.json': '{"workspaces":["p/*"]}',
      'p/a/package.json': PK('@x/a', ',"main":"src/index.ts"'),
      'p/a/src/index.ts': 'export const x = 1\n',
      'p/b/package.json': PK('@x/b'),
      'p/b/i.ts': "import { gone } from '@x/a'\n",
    },
    ['p/b/i.ts @x/a#gone'],
  ],
  [
    'star chain',
    {
      'a.ts': "export * from './b'\n",
      'b.ts': "export * from './c'\n",
      'c.ts': 'export const x = 1\n',
      'd.ts': "import { x, gone } from './a'\n",
    },
    ['d.ts ./a#gone'],
  ],
  [
    'star not default',
    { 'a.ts': "export * from './b'\n", 'b.ts': 'export default 1\n', 'd.ts': "import d from './a'\n" },
    ['d.ts ./a#default'],
  ],
  [
    're-export missing name',
    { 'a.ts': "export { gone } from './b'\n", 'b.ts': 'export const x = 1\n' },
    ['a.ts ./b#gone'],
  ],
  [
    'ns member',
    { 'a.ts': 'export const x = 1\n', 'b.ts': "import * as ns from './a'\nns.x\nns.gone()\n" },
    ['b.ts a.gone'],
  ],
  [
    'ns type',
    { 'a.ts': 'export type X = 1\n', 'b.ts': "import * as ns from './a'\nlet q: ns.Gone\n" },
    ['b.ts a.Gone'],
  ],
  [
    'ns jsx',
    { 'a.tsx': 'export const X = 1\n', 'b.tsx': "import * as UI from './a'\nconst q = <UI.Gone/>\n" },
    ['b.tsx a.Gone'],
  ],
  [
    'export * as member',
    {
      'a.ts': "export * as ns from './b'\n",
      'b.ts': 'export const x = 1\n',
      'c.ts': "import { ns } from './a'\nns.gone\n",
    },
    ['c.ts b.gone'],
  ],
  [
    'js ext',
    { 'a.ts': 'export const x = 1\n', 'b.ts': "import { gone } from './a.js'\nimport './c.js'\n" },
    ['b.ts ./a.js#gone', 'b.ts ./c.js'],
  ],
  [
    'local only',
    {
      'a.ts': 'const hidden = 1\nfunction f() { const x = 1 }\nexport {}\n',
      'b.ts': "import { hidden, x } from './a'\n",
    },
    ['b.ts ./a#hidden', 'b.ts ./a#x'],
  ],
  [
    'renamed export',
    { 'a.ts': 'const x = 1\nexport { x as y }\n', 'b.ts': "import { x } from './a'\n" },
    ['b.ts ./a#x'],
  ],
  [
    'commented export',
    {
      'a.ts': '// export const x = 1\n/* export const y = 1 */\nexport const z = 1\n',
      'b.ts': "import { x, y } from './a'\n",
    },
    ['b.ts ./a#x', 'b.ts ./a#y'],
  ],
  [
    'in template',
    { 'a.ts': 'export const t = `\nexport const x = 1\n`\n', 'b.ts': "import { x } from './a'\n" },
    ['b.ts ./a#x'],
  ],
  [
    'vue importing',
    {
      'a.ts': 'export const x = 1\n',
      'C.vue':
        '<template/>\n<script setup lang="ts">\nimport { gone } from "./a"\nimport D from "./D.vue"\n</script>\n',
    },
    ['C.vue ./a#gone', 'C.vue ./D.vue'],
  ],
  [
    'css gone',
    { 'b.ts': "import './gone.css'\nimport x from './gone.json'\n" },
    ['b.ts ./gone.css', 'b.ts ./gone.json'],
  ],
  ['jest mock gone', { 'b.test.ts': "jest.mock('./gone')\n" }, ['b.test.ts ./gone']],
  ['require.resolve', { 'b.js': "require.resolve('./gone')\n" }, ['b.js ./gone']],
  ['import equals', { 'b.ts': "import x = require('./gone')\n" }, ['b.ts ./gone']],
  [
    'exports subpath',
    {
      'package.json': '{"workspaces":["p/*"]}',
      'p/a/package.json': PK('@x/a', ',"exports":{".":"./src/index.ts","./sub":"./src/sub.ts"}'),
      'p/a/src/index.ts': 'export const x = 1\n',
      'p/a/src/sub.ts': 'export const s = 1\n',
      'p/b/package.json': PK('@x/b'),
      'p/b/i.ts': "import { s, gone } from '@x/a/sub'\n",
    },
    ['p/b/i.ts @x/a/sub#gone'],
  ],
  [
    'dynamic destructure',
    { 'a.ts': 'export const x = 1\n', 'b.ts': "const { gone } = await import('./a')\n" },
    ['b.ts ./a#gone'],
  ],
  [
    'dynamic then',
    { 'a.ts': 'export const x = 1\n', 'b.ts': "import('./a').then(({ gone }) => gone)\n" },
    ['b.ts ./a#gone'],
  ],
  ['bracket', { 'a.ts': 'export const x = 1\n', 'b.ts': "import * as ns from './a'\nns['gone']\n" }, ['b.ts a.gone']],
  [
    'spyOn',
    { 'a.ts': 'export const x = 1\n', 'b.test.ts': "import * as ns from './a'\njest.spyOn(ns, 'gone')\n" },
    ['b.test.ts a.gone'],
  ],
  [
    'typeof query',
    { 'a.ts': 'export const x = 1\n', 'b.ts': "import * as ns from './a'\ntype Q = typeof ns.gone\n" },
    ['b.ts a.gone'],
  ],
  [
    'class extends',
    { 'a.ts': 'export const x = 1\n', 'b.ts': "import * as ns from './a'\nclass K extends ns.Gone {}\n" },
    ['b.ts a.Gone'],
  ],
  [
    'decorator',
    { 'a.ts': 'export const x = 1\n', 'b.ts': "import * as ns from './a'\n@ns.gone()\nclass K {}\n" },
    ['b.ts a.gone'],
  ],
  [
    'export list from ns alias',
    { 'a.ts': 'export const x = 1\n', 'b.ts': "import * as ns from './a'\nexport const y = ns.gone\nexport { ns }\n" },
    ['b.ts a.gone'],
  ],
  [
    'what a promised module is asked for',
    {
      'm.ts': 'export const here = 1\n',
      'u.tsx':
        "import React, { lazy } from 'react'\nimport('./m').then((m) => m.gone1)\nimport('./m').then(function (m) { return m.gone2 })\nconst A = React.lazy(() => import('./m').then((m) => ({ default: m.Gone3 })))\nconst B = lazy(async () => ({ default: (await import('./m')).Gone4 }))\nconst C = lazy(async () => { const { Gone5 } = await import('./m'); return { default: Gone5 } })\nasync function f() {\n  const m = await import('./m')\n  m.gone6()\n  const [a, { gone7 }] = await Promise.all([import('./m'), import('./m')])\n  return a.here\n}\nimport('./m').then(({ gone8: z, ...rest }) => z)\nimport('./m').then((m) => m['gone9'])\n",
    },
    [
      'u.tsx ./m#Gone4',
      'u.tsx ./m#Gone5',
      'u.tsx ./m#gone7',
      'u.tsx ./m#gone8',
      'u.tsx m.Gone3',
      'u.tsx m.gone1',
      'u.tsx m.gone2',
      'u.tsx m.gone6',
      'u.tsx m.gone9',
    ],
  ],
  [
    'a version that the workspace has',
    {
      'package.json': '{ "private": true, "workspaces": ["packages/*", "apps/*"] }',
      'packages/rx/package.json': '{ "name": "rx", "version": "9.0.0-beta.0", "main": "src/index.ts" }',
      'packages/rx/src/index.ts': 'export const next = 1\n',
      'apps/site/package.json': '{ "name": "site", "dependencies": { "rx": "9.0.0-beta.0" } }',
      'apps/site/main.ts': "import { Observable } from 'rx'\nObservable\n",
    },
    ['apps/site/main.ts rx#Observable'],
  ],
  [
    'a workspace member that is linked',
    {
      'package.json': '{"workspaces":["packages/*"]}',
      'packages/a/package.json': '{"name":"a","version":"1.2.3","types":"./index.ts"}',
      'packages/a/index.ts': 'export const x = 1\n',
      'packages/b/package.json': '{"name":"b","dependencies":{"a":"workspace:^"}}',
      'packages/b/u.ts': "import { gone } from 'a'\n",
      'packages/c/package.json': '{"name":"c","dependencies":{"a":"file:../a"}}',
      'packages/c/u.ts': "import { gone } from 'a'\n",
      'packages/d/package.json': '{"name":"d","dependencies":{"a":"*"}}',
      'packages/d/u.ts': "import { gone } from 'a'\n",
      'packages/e/package.json': '{"name":"e","dependencies":{"a":"../a"}}',
      'packages/e/u.ts': "import { gone } from 'a'\n",
    },
    ['packages/b/u.ts a#gone', 'packages/c/u.ts a#gone', 'packages/d/u.ts a#gone', 'packages/e/u.ts a#gone'],
  ],
]
