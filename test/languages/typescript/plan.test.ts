import { describe, expect, it } from 'vitest'
import { rewrite } from './rewrite.ts'

const LIBRARY = {
  'src/m.ts':
    'export class New {}\nexport const a = 1, b = 2, d = 3\nexport const Client = { Settings: 1 }\nexport default 1\n',
  'src/n.ts':
    'export class New {}\nexport class New2 {}\nexport class X {}\nexport class Client { static Options = 1 }\nexport default 2\n',
  'src/p.ts': 'export class New {}\nexport class Z {}\n',
}
const RENAME = './src/m#Old -> ./src/m#New'
const MOVE = './src/m#Old -> ./src/n#New'
const MODULE = './src/m -> ./src/n'

type Row = readonly [title: string, migrations: string | readonly string[], before: string, after: string]

const inFile = (path: string, rows: readonly Row[]) => {
  it.each(rows)('%s', (_, migrations, before, after) => {
    const result = rewrite({ ...LIBRARY, [path]: before }, ...[migrations].flat())
    expect(result.unproven[path]).toBe(after)
    expect(result.files[path]).toBe(after)
    const again = rewrite({ ...LIBRARY, [path]: after }, ...[migrations].flat())
    expect(again.files[path]).toBe(after)
  })
}

describe('renames in place', () => {
  inFile('src/a.tsx', [
    [
      'every reference',
      RENAME,
      `import { Old } from './m'\nconst x: Old = new Old()\nf({ Old, y: Old, [Old]: typeof Old })`,
      `import { New } from './m'\nconst x: New = new New()\nf({ Old: New, y: New, [New]: typeof New })`,
    ],
    [
      'tags',
      RENAME,
      `import { Old } from './m'\nexport const v = <Old Old={Old}><Old.X /></Old>`,
      `import { New } from './m'\nexport const v = <New Old={New}><New.X /></New>`,
    ],
    [
      'what is spelled alike stays',
      RENAME,
      `import { Old } from './m'\nvoid (() => { let Old = 1; return Old })\nclass K { Old = Old; ['Old'] = 1; m({ Old }) { return Old } }\nOld: for (;;) break Old\ntype T = { Old: Old }\nfunction g<Old>(x: Old) {}`,
      `import { New } from './m'\nvoid (() => { let Old = 1; return Old })\nclass K { Old = New; ['Old'] = 1; m({ Old }) { return Old } }\nOld: for (;;) break Old\ntype T = { Old: New }\nfunction g<Old>(x: Old) {}`,
    ],
    ['an alias stays', RENAME, `import { Old as O } from './m'\nO`, `import { New as O } from './m'\nO`],
    [
      'an alias that is the new name goes',
      RENAME,
      `import { Old as New } from './m'\nNew`,
      `import { New } from './m'\nNew`,
    ],
    [
      'the new name is bound',
      RENAME,
      `import { Old } from './m'\nconst New = 1\nOld(New)`,
      `import { New as Old } from './m'\nconst New = 1\nOld(New)`,
    ],
    [
      'the new name is bound on the way',
      RENAME,
      `import { Old } from './m'\nfunction f(New) { return Old }`,
      `import { New as Old } from './m'\nfunction f(New) { return Old }`,
    ],
    [
      'the new name is bound elsewhere',
      RENAME,
      `import { Old } from './m'\nfunction f(New) { return New }\nOld`,
      `import { New } from './m'\nfunction f(New) { return New }\nNew`,
    ],
    [
      'the new name is there',
      RENAME,
      `import { Old, New } from './m'\nOld(New)`,
      `import { New } from './m'\nNew(New)`,
    ],
    [
      'the new name is there under an alias',
      RENAME,
      `import { Old, New as N } from './m'\nOld(N)`,
      `import { New as N } from './m'\nN(N)`,
    ],
    ['case only', './src/m#NEw -> ./src/m#New', `import { NEw } from './m'\nNEw`, `import { New } from './m'\nNew`],
    ['an unused import', RENAME, `import { Old } from './m'`, `import { New } from './m'`],
    [
      'a lower-case name cannot be a tag',
      './src/m#Old -> ./src/m#a',
      `import { Old } from './m'\nexport const v = <Old />`,
      `import { a as Old } from './m'\nexport const v = <Old />`,
    ],
    [
      'namespace members',
      RENAME,
      `import * as ns from './m'\nns.Old(ns.a, <ns.Old>x</ns.Old>)\nlet x: ns.Old = ns['Old']`,
      `import * as ns from './m'\nns.New(ns.a, <ns.New>x</ns.New>)\nlet x: ns.New = ns['New']`,
    ],
    [
      'a member of an export',
      './src/m#Client.Options -> ./src/m#Client.Settings',
      `import { Client } from './m'\nClient.Options; let o: Client.Options; Client`,
      `import { Client } from './m'\nClient.Settings; let o: Client.Settings; Client`,
    ],
  ])

  it('keeps clear of globals in use', () => {
    const files = {
      ...LIBRARY,
      'src/m.ts': 'export class Map {}',
      'src/a.ts': `import { Old } from './m'\nnew Old(new Map())`,
    }
    expect(rewrite(files, './src/m#Old -> ./src/m#Map').files['src/a.ts']).toBe(
      `import { Map as Old } from './m'\nnew Old(new Map())`,
    )
  })
})

describe('moves', () => {
  inFile('src/a.tsx', [
    ['a whole statement', MOVE, `import { Old } from './m' // why\nOld`, `import { New } from './n' // why\nNew`],
    [
      'one of several',
      MOVE,
      `import { a, Old, b } from './m';\nOld(a, b);`,
      `import { a, b } from './m';\nimport { New } from './n';\nNew(a, b);`,
    ],
    [
      'beside a default',
      MOVE,
      `import D, { Old } from './m'\nOld(D)`,
      `import D from './m'\nimport { New } from './n'\nNew(D)`,
    ],
    [
      'into an import of the target',
      MOVE,
      `import { Old } from './m'\nimport { X } from './n'\nOld(X)`,
      `import { X, New } from './n'\nNew(X)`,
    ],
    [
      'into a default import of the target',
      MOVE,
      `import { a, Old } from './m'\nimport E from './n'\nOld(E, a)`,
      `import { a } from './m'\nimport E, { New } from './n'\nNew(E, a)`,
    ],
    [
      'to three places',
      ['./src/m#A -> ./src/n#New', './src/m#B -> ./src/p#Z', './src/m#C -> ./src/n#X'],
      `import { A, B, C } from './m'\nA(B, C)`,
      `import { New, X } from './n'\nimport { Z } from './p'\nNew(Z, X)`,
    ],
    [
      'across each other',
      ['./src/m#Old -> ./src/p#New', './src/p#Q -> ./src/n#X'],
      `import { Old } from './m'\nimport { Q } from './p'\nOld(Q)`,
      `import { New } from './p'\nimport { X } from './n'\nNew(X)`,
    ],
    [
      'two become one',
      ['./src/m#A -> ./src/n#New', './src/m#B -> ./src/n#New'],
      `import { A, B } from './m'\nA(B)`,
      `import { New } from './n'\nNew(New)`,
    ],
    [
      'two of one name',
      ['./src/m#A -> ./src/n#New', './src/m#B -> ./src/p#New'],
      `import { A, B } from './m'\nA(B)`,
      `import { New } from './n'\nimport { New as B } from './p'\nNew(B)`,
    ],
    [
      'a statement of several on a line',
      MOVE,
      `import a from 'a'; import { Old } from './m'; import { X } from './n'\nOld(a, X)`,
      `import a from 'a'; import { X, New } from './n'\nNew(a, X)`,
    ],
    [
      'before other code on the line',
      MOVE,
      `import { Old, b } from './m'; foo()\nOld(b)`,
      `import { b } from './m';\nimport { New } from './n'; foo()\nNew(b)`,
    ],
    ['an unused import', MOVE, `import { Old } from './m'`, `import { New } from './n'`],
    [
      'to a default export',
      './src/m#Old -> ./src/n#default',
      `import { Old } from './m'\nOld`,
      `import Old from './n'\nOld`,
    ],
    [
      'from a default export',
      './src/m#default -> ./src/n#New',
      `import Foo from './m'\nFoo`,
      `import { New as Foo } from './n'\nFoo`,
    ],
    [
      'from a default export of that name',
      './src/m#default -> ./src/n#New',
      `import New from './m'\nNew`,
      `import { New } from './n'\nNew`,
    ],
    [
      'default to default',
      './src/m#default -> ./src/n#default',
      `import D, { a } from './m'\nD(a)`,
      `import { a } from './m'\nimport D from './n'\nD(a)`,
    ],
    [
      'default beside a default',
      './src/m#default -> ./src/n#default',
      `import D from './m'\nimport E from './n'\nD(E)`,
      `import E, { default as D } from './n'\nD(E)`,
    ],
    [
      'default spelled out',
      './src/m#default -> ./src/n#default',
      `import { default as D } from './m'\nD`,
      `import { default as D } from './n'\nD`,
    ],
    [
      'both at once',
      ['./src/m#default -> ./src/n#default', MOVE],
      `import D, { Old } from './m'\nOld(D)`,
      `import D, { New } from './n'\nNew(D)`,
    ],
    [
      'to a member',
      './src/m#Old -> ./src/n#Client.Options',
      `import { Old } from './m'\nlet o: Old<string> = f<Old>({ Old })\nclass K extends Old {}`,
      `import { Client } from './n'\nlet o: Client.Options<string> = f<Client.Options>({ Old: Client.Options })\nclass K extends Client.Options {}`,
    ],
    [
      'to a member of something imported',
      './src/m#Old -> ./src/n#Client.Options',
      `import { Old } from './m'\nimport { Client } from './n'\nOld(Client)`,
      `import { Client } from './n'\nClient.Options(Client)`,
    ],
    [
      'from a member',
      './src/m#Client.Options -> ./src/n#New',
      `import { Client } from './m'\nClient.Options; let o = Client.Options`,
      `import { New } from './n'\nNew; let o = New`,
    ],
    [
      'a namespace member',
      MOVE,
      `import * as ns from './m'\nns.Old(ns.a)`,
      `import * as ns from './m'\nimport { New } from './n'\nNew(ns.a)`,
    ],
    [
      'all a namespace was for',
      MOVE,
      `import * as ns from './m'\nns.Old(<ns.Old>x</ns.Old>)`,
      `import { New } from './n'\nNew(<New>x</New>)`,
    ],
    [
      'a namespace member whose name is taken',
      MOVE,
      `import * as ns from './m'\nconst New = ns.Old`,
      `import * as ns from './n'\nconst New = ns.New`,
    ],
    [
      'a part of a namespace whose name is taken',
      MOVE,
      `import * as ns from './m'\nconst New = ns.Old(ns.a)`,
      `import * as ns from './m'\nimport * as n from './n'\nconst New = n.New(ns.a)`,
    ],
    [
      'names taken from a namespace',
      MOVE,
      `import * as ns from './m'\nconst { Old, a } = ns\nOld(a)`,
      `import * as ns from './m'\nimport { New } from './n'\nconst { a } = ns\nNew(a)`,
    ],
    [
      'an alias taken from a namespace',
      MOVE,
      `import * as ns from './m'\nconst { Old: o } = ns\no()`,
      `import { New as o } from './n'\no()`,
    ],
  ])
})

describe('types', () => {
  inFile('src/a.ts', [
    ['import type', MOVE, `import type { Old } from './m'\nlet x: Old`, `import type { New } from './n'\nlet x: New`],
    [
      'never a value into import type',
      MOVE,
      `import { Old } from './m'\nimport type { X } from './n'\nconst x: X = new Old()`,
      `import { New } from './n'\nimport type { X } from './n'\nconst x: X = new New()`,
    ],
    [
      'a type into import type',
      MOVE,
      `import type { Old } from './m'\nimport type { X } from './n'\nlet x: X | Old`,
      `import type { X, New } from './n'\nlet x: X | New`,
    ],
    [
      'a type beside values',
      MOVE,
      `import type { Old } from './m'\nimport { X } from './n'\nlet x: Old = X`,
      `import type { New } from './n'\nimport { X } from './n'\nlet x: New = X`,
    ],
    [
      'a type among values, as the file does',
      MOVE,
      `import type { Old } from './m'\nimport { X, type New2 } from './n'\nlet x: Old = X as New2`,
      `import { X, type New2, type New } from './n'\nlet x: New = X as New2`,
    ],
    [
      'an inline type',
      MOVE,
      `import { type Old, a } from './m'\nlet x: Old = a`,
      `import { a } from './m'\nimport { type New } from './n'\nlet x: New = a`,
    ],
    [
      'the target is there as a type',
      MOVE,
      `import { Old } from './m'\nimport type { New } from './n'\nlet x: New = new Old()`,
      `import { New } from './n'\nlet x: New = new New()`,
    ],
    [
      'the target is there as an inline type',
      MOVE,
      `import { Old } from './m'\nimport { X, type New } from './n'\nlet x: New = new Old(X)`,
      `import { X, New } from './n'\nlet x: New = new New(X)`,
    ],
    [
      'type and value of two names',
      ['./src/m#A -> ./src/n#New', './src/m#B -> ./src/n#New'],
      `import type { B } from './m'\nimport { A } from './m'\nlet x: B = A()`,
      `import { New } from './n'\nlet x: New = New()`,
    ],
    [
      'import types',
      MOVE,
      `let x: import('./m').Old<string>\nlet y: typeof import('./m').Old\nexport {}`,
      `let x: import('./n').New<string>\nlet y: typeof import('./n').New\nexport {}`,
    ],
    [
      'import types of a member',
      './src/m#Old -> ./src/n#Client.Options',
      `export let x: import('./m').Old<string>`,
      `export let x: import('./n').Client.Options<string>`,
    ],
  ])
})

describe('re-exports', () => {
  inFile('src/a.ts', [
    ['named', RENAME, `export { Old } from './m'`, `export { New } from './m'`],
    [
      'under another name',
      MOVE,
      `export { Old as P, a } from './m'`,
      `export { a } from './m'\nexport { New as P } from './n'`,
    ],
    ['public name kept', `${RENAME} keep`, `export { Old } from './m'`, `export { New as Old } from './m'`],
    [
      'imported first',
      RENAME,
      `import { Old } from './m'\nexport { Old, Old as Pub }\nexport default Old`,
      `import { New } from './m'\nexport { New, New as Pub }\nexport default New`,
    ],
    [
      'imported first, public name kept',
      `${RENAME} keep`,
      `import { Old } from './m'\nexport { Old }`,
      `import { New } from './m'\nexport { New as Old }`,
    ],
    ['both names', RENAME, `export { Old, New } from './m'`, `export { New } from './m'`],
    [
      'two become one',
      ['./src/m#A -> ./src/n#New', './src/m#B -> ./src/n#New'],
      `export { A, B } from './m'`,
      `export { New } from './n'`,
    ],
    [
      'default',
      './src/m#default -> ./src/n#New',
      `export { default } from './m'\nexport { default as D } from './m'`,
      `export { New as default } from './n'\nexport { New as D } from './n'`,
    ],
    [
      'to a default',
      './src/m#Old -> ./src/n#default',
      `export { Old } from './m'`,
      `export { default as Old } from './n'`,
    ],
    [
      'types',
      MOVE,
      `export type { Old } from './m'\nexport { type Old as O, a } from './m'`,
      `export type { New } from './n'\nexport { a } from './m'\nexport { type New as O } from './n'`,
    ],
    [
      'whole modules',
      MODULE,
      `export * as m from './m'\nexport * from './m'`,
      `export * as m from './n'\nexport * from './n'`,
    ],
    ['a star that is there', MODULE, `export * from './m'\nexport * from './n'`, `export * from './n'`],
  ])
})

describe('modules', () => {
  inFile('src/a.ts', [
    [
      'every form',
      MODULE,
      `import { a } from './m'\nimport * as ns from './m'\nimport './m'\nexport * from './m'\nns(a)`,
      `import { a } from './n'\nimport * as ns from './n'\nimport './n'\nexport * from './n'\nns(a)`,
    ],
    [
      'merged',
      MODULE,
      `import { New2 } from './m'\nimport { X } from './n'\nNew2(X)`,
      `import { X, New2 } from './n'\nNew2(X)`,
    ],
    ['side effect that is there', MODULE, `import './m'\nimport './n'`, `import './n'`],
    [
      'two become one',
      [MODULE, './src/p -> ./src/n'],
      `import { X } from './m'\nimport { New2 } from './p'\nX(New2)`,
      `import { X, New2 } from './n'\nX(New2)`,
    ],
    [
      'in strings and types',
      MODULE,
      `jest.mock('./m')\nrequire.resolve('./m')\nlet x: import('./m').New\nnew URL('./m.ts', import.meta.url)\nexport {}`,
      `jest.mock('./n')\nrequire.resolve('./n')\nlet x: import('./n').New\nnew URL('./n.ts', import.meta.url)\nexport {}`,
    ],
    [
      'becomes a name',
      './src/m -> ./src/n#New',
      `import merge from './m'\nmerge()`,
      `import { New as merge } from './n'\nmerge()`,
    ],
    [
      'an external package',
      'lodash -> lodash-es',
      `import merge from 'lodash/merge'\nimport { map } from 'lodash'\nimport 'lodash'\nmerge(map)`,
      `import merge from 'lodash/merge'\nimport { map } from 'lodash-es'\nimport 'lodash-es'\nmerge(map)`,
    ],
  ])
})

describe('loads', () => {
  inFile('src/a.js', [
    [
      'one of several',
      MOVE,
      `const { a, Old } = require('./m')\nOld(a)`,
      `const { a } = require('./m')\nconst { New } = require('./n')\nNew(a)`,
    ],
    [
      'var stays var',
      MOVE,
      `var { a, Old: o } = require("./m");\no(a);`,
      `var { a } = require("./m");\nvar { New: o } = require("./n");\no(a);`,
    ],
    [
      'one of several declarators',
      MOVE,
      `const { Old, a } = require('./m'), z = 1\nOld(a, z)`,
      `const { a } = require('./m'), { New } = require('./n'), z = 1\nNew(a, z)`,
    ],
    [
      'inline',
      MOVE,
      `const x = require('./m').Old\nrequire('./m').Old()`,
      `const x = require('./n').New\nrequire('./n').New()`,
    ],
    [
      'named after the member',
      MOVE,
      `const Old = require('./m').Old\nmodule.exports = { Old }`,
      `const New = require('./n').New\nmodule.exports = { Old: New }`,
    ],
    [
      'whole',
      MOVE,
      `const m = require('./m')\nm.Old(m.a)`,
      `const m = require('./m')\nconst { New } = require('./n')\nNew(m.a)`,
    ],
    [
      'whole, nothing else used',
      MOVE,
      `const m = require('./m');\nm.Old();`,
      `const { New } = require('./n');\nNew();`,
    ],
    [
      'default',
      './src/m#Old -> ./src/n#default',
      `const { Old } = require('./m')\nOld()`,
      `const { default: Old } = require('./n')\nOld()`,
    ],
    [
      'a member',
      './src/m#Old -> ./src/n#Client.Options',
      `const { Old } = require('./m')\nOld()`,
      `const { Client: { Options } } = require('./n')\nOptions()`,
    ],
    [
      'an initializer',
      RENAME,
      `const { Old = null, ...rest } = require('./m')\nOld(rest)`,
      `const { New = null, ...rest } = require('./m')\nNew(rest)`,
    ],
    [
      'a nested pattern',
      MOVE,
      `const { Old: { x }, a } = require('./m')\nx(a)`,
      `const { a } = require('./m')\nconst { New: { x } } = require('./n')\nx(a)`,
    ],
    ['assigned', MOVE, `let Old\nOld = require('./m').Old\nOld()`, `let Old\nOld = require('./n').New\nOld()`],
    [
      'into a function',
      MOVE,
      `function f() {\n\tconst { a, Old } = require('./m')\n\treturn Old(a)\n}`,
      `function f() {\n\tconst { a } = require('./m')\n\tconst { New } = require('./n')\n\treturn New(a)\n}`,
    ],
    [
      'into a load that comes first',
      MOVE,
      `const { X } = require('./n')\nconst { a, Old } = require('./m')\nOld(a, X)`,
      `const { X, New } = require('./n')\nconst { a } = require('./m')\nNew(a, X)`,
    ],
    [
      'not into a load that comes later',
      MOVE,
      `const { Old } = require('./m')\nOld()\nconst { X } = require('./n')\nX()`,
      `const { New } = require('./n')\nNew()\nconst { X } = require('./n')\nX()`,
    ],
    [
      'imports of all kinds',
      MOVE,
      `async function f() {\n  const { Old, a } = await import('./m')\n  ;(await import('./m')).Old\n  import('./m').then(({ Old }) => Old())\n  import('./m').then((m) => m.Old())\n  return Old(a)\n}`,
      `async function f() {\n  const { a } = await import('./m')\n  const { New } = await import('./n')\n  ;(await import('./n')).New\n  import('./n').then(({ New }) => New())\n  import('./n').then((m) => m.New())\n  return New(a)\n}`,
    ],
    [
      'a module that becomes a name',
      './src/m -> ./src/n#New',
      `const m = require('./m')\nrequire('./m')(m)`,
      `const { New: m } = require('./n')\nrequire('./n').New(m)`,
    ],
  ])
})

describe('leftovers', () => {
  inFile('src/a.tsx', [
    [
      'a new import',
      MOVE,
      `import x from 'x'\n\nexport const o = new Old(x)`,
      `import x from 'x'\nimport { New } from './n'\n\nexport const o = new New(x)`,
    ],
    [
      'an import that is there',
      MOVE,
      `import { New as N } from './n'\nexport const z: Old = N, w = { Old }`,
      `import { New as N } from './n'\nexport const z: N = N, w = { Old: N }`,
    ],
    [
      'a namespace that is there',
      MOVE,
      `import * as n from './n'\nexport const z = new Old(n)`,
      `import * as n from './n'\nexport const z = new n.New(n)`,
    ],
    [
      'types only',
      MOVE,
      `export function f(x: Old) {}`,
      `import type { New } from './n'\n\nexport function f(x: New) {}`,
    ],
    [
      'a type in an import of the target',
      MOVE,
      `import { X } from './n'\nexport let z: Old | X`,
      `import { X, type New } from './n'\nexport let z: New | X`,
    ],
    [
      'a value of what is imported as a type',
      MOVE,
      `import type { New } from './n'\nexport const z: New = new Old()`,
      `import { New } from './n'\nexport const z: New = new New()`,
    ],
    [
      'the new name is bound',
      MOVE,
      `import x from 'x'\n\nexport const New = x, q = new Old()`,
      `import x from 'x'\nimport { New as Old } from './n'\n\nexport const New = x, q = new Old()`,
    ],
    [
      'tags',
      MOVE,
      `import { a } from './m'\nexport function f() { return <Old>{a}</Old> }`,
      `import { a } from './m'\nimport { New } from './n'\nexport function f() { return <New>{a}</New> }`,
    ],
    [
      'after shebang and licence',
      MOVE,
      `#!/usr/bin/env node\n// Copyright x\n\n/** doc */\nexport const f = new Old()`,
      `#!/usr/bin/env node\n// Copyright x\n\nimport { New } from './n'\n\n/** doc */\nexport const f = new New()`,
    ],
    [
      'after a directive',
      MOVE,
      `'use client'\n\nexport const f = new Old()`,
      `'use client'\n\nimport { New } from './n'\n\nexport const f = new New()`,
    ],
    [
      'after triple slashes',
      MOVE,
      `/// <reference types="node" />\nexport const f = new Old()`,
      `/// <reference types="node" />\nimport { New } from './n'\n\nexport const f = new New()`,
    ],
    [
      'a byte order mark stays first',
      MOVE,
      `\ufeffexport const f = new Old()`,
      `\ufeffimport { New } from './n'\n\nexport const f = new New()`,
    ],
  ])
  inFile('src/a.js', [
    [
      'a new require',
      MOVE,
      `'use strict'\n\nconst x = require('x')\nconst y = 1\nnew Old(x, y)`,
      `'use strict'\n\nconst x = require('x')\nconst { New } = require('./n')\nconst y = 1\nnew New(x, y)`,
    ],
    [
      'a load nearby',
      MOVE,
      `export async function f() {\n  const { New } = await import('./n.ts')\n  return new Old(New)\n}`,
      `export async function f() {\n  const { New } = await import('./n.ts')\n  return new New(New)\n}`,
    ],
  ])
})

describe('mocks', () => {
  inFile('src/a.ts', [
    [
      'move with what they mock',
      MOVE,
      `import { vi } from 'vitest'\nimport { Old } from './m'\nvi.mock('./m', () => ({ Old: vi.fn() }))\nOld()`,
      `import { vi } from 'vitest'\nimport { New } from './n'\nvi.mock('./n', () => ({ New: vi.fn() }))\nNew()`,
    ],
    [
      'rename keys',
      RENAME,
      `import { vi } from 'vitest'\nvi.mock('./m', () => ({ 'Old': vi.fn(), a: 1 }))`,
      `import { vi } from 'vitest'\nvi.mock('./m', () => ({ 'New': vi.fn(), a: 1 }))`,
    ],
    [
      'without keys follow what they mock',
      MOVE,
      `import { vi } from 'vitest'\nimport { Old } from './m'\nvi.mock('./m')\nOld()`,
      `import { vi } from 'vitest'\nimport { New } from './n'\nvi.mock('./n')\nNew()`,
    ],
    [
      'rename spied members',
      RENAME,
      `import { vi } from 'vitest'\nimport * as m from './m'\nvi.spyOn(m, 'Old')`,
      `import { vi } from 'vitest'\nimport * as m from './m'\nvi.spyOn(m, 'New')`,
    ],
  ])
})

describe('comments that import', () => {
  inFile('src/a.js', [
    [
      'types',
      MOVE,
      `/** @param {import('./m').Old<string>} y */\nexport function f(y) {}`,
      `/** @param {import('./n').New<string>} y */\nexport function f(y) {}`,
    ],
    [
      'a typedef keeps its name',
      MOVE,
      `/** @typedef {import('./m').Old} Old */\n/** @type {Old} */\nexport let x`,
      `/** @typedef {import('./n').New} Old */\n/** @type {Old} */\nexport let x`,
    ],
    [
      'a tag',
      MOVE,
      `/** @import { Old } from './m' */\n\n/** @type {Old} */\nlet x`,
      `/** @import { New } from './n' */\n\n/** @type {New} */\nlet x`,
    ],
    [
      'a tag taken apart',
      MOVE,
      `/** @import { Old, a } from './m' */\n\n/** @type {Old} */\nlet x`,
      `/** @import { a } from './m' */\n/** @import { New } from './n' */\n\n/** @type {New} */\nlet x`,
    ],
    [
      'a tag of several lines taken apart',
      MOVE,
      `/**\n * @import {\n *   Old,\n *   a\n * } from './m'\n */\n/** @type {Old} */\nlet x`,
      `/**\n * @import {\n *   a\n * } from './m'\n * @import { New } from './n'\n */\n/** @type {New} */\nlet x`,
    ],
    [
      'into a tag of the target',
      MOVE,
      `/** @import { Old, a } from './m' */\n/** @import { X } from './n' */\n/** @type {Old} */\nlet x`,
      `/** @import { a } from './m' */\n/** @import { X, New } from './n' */\n/** @type {New} */\nlet x`,
    ],
  ])
})

describe('layout', () => {
  inFile('src/a.ts', [
    [
      'no spaces, double quotes',
      MOVE,
      `import {a,Old} from "./m"\nOld(a)`,
      `import {a} from "./m"\nimport {New} from "./n"\nNew(a)`,
    ],
    [
      'lines',
      MOVE,
      `import {\n\ta,\n\tOld\n} from './m';\nOld(a)`,
      `import {\n\ta\n} from './m';\nimport { New } from './n';\nNew(a)`,
    ],
    [
      'carriage returns',
      MOVE,
      `import {\r\n  Old,\r\n  a,\r\n} from './m';\r\nOld(a)\r\n`,
      `import {\r\n  a,\r\n} from './m';\r\nimport { New } from './n';\r\nNew(a)\r\n`,
    ],
    [
      'comments',
      MOVE,
      `import {\n  // first\n  Old, // old\n  // about a\n  a,\n} from './m';\nOld(a)`,
      `import {\n  // first\n  // old\n  // about a\n  a,\n} from './m';\nimport { New } from './n';\nNew(a)`,
    ],
    [
      'comments of a last name',
      MOVE,
      `import {\n  a,\n  Old, // old\n} from './m';\nOld(a)`,
      `import {\n  a,\n  // old\n} from './m';\nimport { New } from './n';\nNew(a)`,
    ],
    [
      'comments of what goes',
      MOVE,
      `/* licence */\nimport { /* x */ Old } from './m' // t\nimport { X } from './n'\nOld(X)`,
      `/* licence */\n/* x */ // t\nimport { X, New } from './n'\nNew(X)`,
    ],
    [
      'a list in order stays in order',
      MOVE,
      `import { Old } from './m'\nimport { Client, X } from './n'\nOld(Client, X)`,
      `import { Client, New, X } from './n'\nNew(Client, X)`,
    ],
    [
      'a list in lines',
      MOVE,
      `import { Old } from './m'\nimport {\n  X,\n  Client,\n} from './n'\nOld(Client, X)`,
      `import {\n  X,\n  Client,\n  New,\n} from './n'\nNew(Client, X)`,
    ],
    [
      'a list in lines without a last comma',
      MOVE,
      `import { Old } from './m'\nimport {\n  X, // x\n  Client // c\n} from './n'\nOld(Client, X)`,
      `import {\n  X, // x\n  Client, // c\n  New\n} from './n'\nNew(Client, X)`,
    ],
    [
      'attributes',
      MOVE,
      `import { Old } from './m' with { type: 'x' }\nOld`,
      `import { New } from './n' with { type: 'x' }\nNew`,
    ],
  ])
})

describe('what cannot be proven safe', () => {
  it.each([
    ['a rest element', MOVE, `const { Old, ...rest } = require('./m')\nOld(rest)`, /rest of the module/],
    [
      'a member that is exported',
      './src/m#Old -> ./src/n#Client.Options',
      `import { Old } from './m'\nexport { Old }`,
      /member cannot be/,
    ],
    ['a written member', MOVE, `const m = require('./m')\nm.Old = 1`, /cannot be rewritten/],
    ['a part of a promise', MOVE, `import('./m').then((m) => m.Old(m))`, /not followed|only a part/],
    [
      'a mock that would lose its module',
      MOVE,
      `import { vi } from 'vitest'\nimport { Old, a } from './m'\nvi.mock('./m')\nOld(a)`,
      /mocked no more/,
    ],
    [
      'a part of a mock whose factory has a state of its own',
      MOVE,
      `import { vi } from 'vitest'\nvi.mock('./m', () => {\n  const calls = []\n  return { Old: calls, a: calls }\n})`,
      /only a part/,
    ],
  ] as const)('%s', (_, migration, text, reason) => {
    const result = rewrite({ ...LIBRARY, 'src/a.js': text }, migration)
    expect(result.files['src/a.js']).toBe(text)
    expect(result.manual.join('\n')).toMatch(reason)
  })
})

describe('through barrels', () => {
  const files = { ...LIBRARY, 'src/bar.ts': `export { New } from './n'\n` }
  it.each([
    [
      `import { New } from './bar'\nexport const z = new Old(New)`,
      `import { New } from './bar'\nexport const z = new New(New)`,
    ],
    [
      `import { New } from './bar'\nimport { Old } from './m'\nnew Old(New)`,
      `import { New } from './bar'\nnew New(New)`,
    ],
  ])('an import of the replacement counts', (before, after) => {
    expect(rewrite({ ...files, 'src/a.ts': before }, MOVE).unproven['src/a.ts']).toBe(after)
  })
})
