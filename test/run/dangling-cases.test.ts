import { describe, expect, it } from 'vitest'
import { look } from './look.ts'

/* Shapes that healthy repositories have and that an eager checker would trip over, and breaks beside each of them. */

describe('Python', () => {
  it.each<[string, Record<string, string>, string[]]>([
    [
      'stars that import each other',
      {
        'p/__init__.py': 'from .a import *\nfrom .b import *\n',
        'p/a.py': 'from .b import *\nx = 1\n',
        'p/b.py': 'from .a import *\ny = 1\n',
        'u.py': 'from p import x, y, gone\n',
      },
      ['u.py p#gone import-time'],
    ],
    [
      'a package that is also a name in its parent',
      {
        'p/__init__.py': 'from .run import run\n',
        'p/run.py': 'def run(): pass\n',
        'u.py': 'import p\np.run()\np.run.attribute\nfrom p.run import run, gone\n',
      },
      ['u.py p.run#gone import-time'],
    ],
    [
      '__all__ extended by another module',
      {
        'p/__init__.py': 'from . import a\n__all__ = ["z"]\n__all__ += a.__all__\nfrom .a import *\nz = 1\n',
        'p/a.py': '__all__ = ["x"]\nx = 1\nhidden = 2\n',
        'u.py': 'from p import x, z, hidden\n',
      },
      ['u.py p#hidden import-time'],
    ],
    [
      'names of except, match, walrus and with',
      {
        'm.py':
          'try:\n    pass\nexcept E as error:\n    kept = error\nmatch x:\n    case {"k": captured, **rest}: pass\n',
        'u.py': 'from m import kept, captured, rest, gone\n',
      },
      ['u.py m#gone import-time'],
    ],
    [
      'conditional definitions',
      {
        'm.py': 'import sys\nif sys.platform == "win32":\n    def f(): pass\nelse:\n    from os import fsencode as f\n',
        'u.py': 'from m import f, g\n',
      },
      ['u.py m#g import-time'],
    ],
    [
      'a deleted helper',
      { 'm.py': 'for name in ():\n    pass\ndel name\nx = 1\n', 'u.py': 'from m import x, name\n' },
      ['u.py m#name import-time'],
    ],
    [
      'tests beside the package with their own helpers',
      {
        'pyproject.toml': '',
        'src/p/__init__.py': '',
        'tests/helpers.py': 'x = 1\n',
        'tests/test_a.py': 'from helpers import x, gone\nimport p\n',
      },
      ['tests/test_a.py helpers#gone import-time'],
    ],
    [
      'two services with a module of one name',
      {
        'a/pyproject.toml': '',
        'a/core/__init__.py': 'x = 1\n',
        'a/main.py': 'from core import x, y\n',
        'b/pyproject.toml': '',
        'b/core/__init__.py': 'y = 1\n',
        'b/main.py': 'from core import y\n',
      },
      [],
    ],
    [
      'a member read in a class body and a decorator',
      {
        'p/__init__.py': '',
        'p/m.py': 'def kept(f): return f\n',
        'u.py': 'from p import m\n@m.kept\nclass A(m.Gone):\n    x = m.kept\n',
      },
      ['u.py p.m.Gone import-time'],
    ],
    [
      'a loop over modules',
      {
        'p/__init__.py': '',
        'p/m.py': 'x = 1\n',
        'p/n.py': 'y = 1\n',
        'u.py': 'from p import m, n\nfor module in (m, n):\n    module.anything\n',
      },
      [],
    ],
    [
      'a comprehension that shadows',
      {
        'p/__init__.py': '',
        'p/m.py': 'x = 1\n',
        'u.py': 'from p import m\n[m.gone for m in range(3)]\nlambda m: m.gone\n',
      },
      [],
    ],
  ])('%s', async (_, files, expected) => {
    expect((await look(files)).dangling).toEqual(expected)
  })
})

describe('TypeScript', () => {
  it.each<[string, Record<string, string>, string[]]>([
    [
      'stars in a circle',
      {
        'a.ts': "export * from './b'\nexport const x = 1\n",
        'b.ts': "export * from './c'\nexport const y = 1\n",
        'c.ts': "export * from './a'\nexport const z = 1\n",
        'u.ts': "import { x, y, z, gone } from './a'\nimport * as c from './c'\nc.y\nc.gone\n",
      },
      ['u.ts ./a#gone import-time', 'u.ts c.gone import-time'],
    ],
    [
      'two stars of one name',
      {
        'a.ts': 'export const x = 1\n',
        'b.ts': 'export const x = 2\nexport const y = 2\n',
        'i.ts': "export * from './a'\nexport * from './b'\n",
        'u.ts': "import { y } from './i'\n",
      },
      [],
    ],
    [
      'a namespace merged with a function',
      {
        'a.ts': 'export function f() {}\nexport namespace f { export const x = 1 }\n',
        'u.ts': "import { f } from './a'\nf.x\nf.other\n",
      },
      [],
    ],
    [
      'an enum and its members',
      {
        'a.ts': 'export const enum E { A }\n',
        'u.ts': "import { E } from './a'\nimport * as a from './a'\nE.A\na.E.A\na.E.B\n",
      },
      [],
    ],
    [
      'export = of a namespace',
      {
        'a.ts': 'namespace N { export const x = 1 }\nexport = N\n',
        'u.ts': "import a = require('./a')\na.x\na.anything\n",
      },
      [],
    ],
    [
      'a default that is renamed on its way',
      {
        'a.ts': 'export default class A {}\n',
        'i.ts': "export { default as A, default } from './a'\n",
        'u.ts': "import D, { A, B } from './i'\n",
      },
      ['u.ts ./i#B import-time'],
    ],
    [
      'types in a declaration beside JavaScript',
      {
        'a.js': 'export const x = 1\n',
        'a.d.ts': 'export declare const x: number\nexport interface T {}\n',
        'u.ts': "import { x, type T } from './a'\nimport * as a from './a'\nlet t: a.T\nlet g: a.Gone\n",
      },
      ['u.ts a.Gone type-only'],
    ],
    [
      'a namespace that a parameter shadows',
      {
        'a.ts': 'export const x = 1\n',
        'u.ts':
          "import * as a from './a'\nconst f = (a: { gone: 1 }) => a.gone\nfunction g() { const a = { gone: 1 }; return a.gone }\na.x\n",
      },
      [],
    ],
    [
      'a name only in a comment or a string',
      {
        'a.ts': 'export const x = 1\n',
        'u.ts': "import * as a from './a'\n// a.gone\nconst s = 'a.gone' + `a.gone`\na.x\n",
      },
      [],
    ],
    [
      'import types of members',
      {
        'a.ts': 'export interface T {}\n',
        'u.ts': "let x: import('./a').T\nlet y: typeof import('./a')\nlet z: import('./a').Gone\n",
      },
      ['u.ts ./a#Gone type-only'],
    ],
  ])('%s', async (_, files, expected) => {
    expect((await look(files)).dangling).toEqual(expected)
  })
})
