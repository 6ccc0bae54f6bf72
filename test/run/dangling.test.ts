import { describe, expect, it } from 'vitest'
import { look } from './look.ts'

const PACKAGE = { 'app/__init__.py': '', 'app/a.py': 'def kept(): pass\n' }

it('reads sources that take all paths before they give the first file', async () => {
  const files = {
    ...PACKAGE,
    'app/b.py': 'from app.a import gone\n',
    'app/c.py': '',
    'app/d.py': 'from app.c import x\n',
  }
  expect((await look(files, [], new Map([['app/c.py', null]]))).dangling).toEqual([
    'app/b.py app.a#gone import-time',
    'app/d.py app.c import-time',
  ])
})

describe('Python', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['a missing name', { 'app/b.py': 'from app.a import kept, gone\n' }, ['app/b.py app.a#gone import-time']],
    ['a missing module, relative', { 'app/b.py': 'from .gone import x, y\n' }, ['app/b.py .gone import-time']],
    ['inside of a function', { 'app/b.py': 'def f():\n    import app.gone\n' }, ['app/b.py app.gone run-time']],
    [
      'for type checkers',
      { 'app/b.py': 'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app.a import gone\n' },
      ['app/b.py app.a#gone type-only'],
    ],
    [
      'a submodule as a name',
      { 'app/b.py': 'from app import a, gone\nfrom . import a as other\n' },
      ['app/b.py app#gone import-time'],
    ],
    [
      'through a star',
      { 'app/s.py': 'from app.a import *\n', 'app/b.py': 'from app.s import kept, gone\n' },
      ['app/b.py app.s#gone import-time'],
    ],
    ['a star of something gone', { 'app/b.py': 'from app.gone import *\n' }, ['app/b.py app.gone import-time']],
    [
      'a src layout, from tests',
      { 'pyproject.toml': '', 'src/lib/__init__.py': '', 'tests/test_x.py': 'from lib.gone import x\nimport lib\n' },
      ['tests/test_x.py lib.gone import-time'],
    ],
  ])('finds %s', async (_, files, expected) => {
    expect(await look({ ...PACKAGE, ...files })).toMatchObject({ dangling: expected, undecided: [] })
  })

  it.each<[string, Record<string, string>]>([
    [
      'names bound in every way',
      {
        'app/n.py':
          'import os.path\nfor i in (): pass\nwith open("x") as w: pass\nif (walrus := 1): pass\na, (b, *c) = f()\ndef g():\n    global late\n    late = 1\nclass C: pass\n',
        'app/b.py': 'from app.n import os, i, w, walrus, a, b, c, late, C, __doc__, __file__\n',
      },
    ],
    [
      'a namespace package',
      { 'app/deep/x.py': 'y = 1\n', 'app/b.py': 'import app.deep\nfrom app.deep import x\nfrom app.deep.x import y\n' },
    ],
    [
      'a lazy table',
      {
        'app/lazy.py':
          '_M = {"X": "app.a"}\ndef __getattr__(name):\n    import importlib\n    return getattr(importlib.import_module(_M[name]), name)\n',
        'app/b.py': 'from app.lazy import X\n',
      },
    ],
    ['an ignored file', { '.gitignore': '_version.py\n', 'app/b.py': 'from app._version import v\n' }],
    [
      'a vendored six',
      {
        'app/six/__init__.py':
          'import sys\nsys.meta_path.append(x)\nM = [MovedModule("urllib_parse", "a")]\ny._add(M, "moves")\n',
        'app/b.py': 'from app.six.moves import urllib_parse\nimport app.six.moves.urllib_parse\n',
      },
    ],
    ['what others install', { 'app/b.py': 'import requests\nfrom django.db import gone\n' }],
    [
      'a stub beside a module, for a stub',
      { 'app/t.py': '', 'app/t.pyi': 'class T: ...\n', 'app/b.pyi': 'from app.t import T\n' },
    ],
  ])('leaves %s alone', async (_, files) => {
    expect(await look({ ...PACKAGE, ...files })).toMatchObject({ dangling: [], undecided: [] })
  })

  it.each<[string, Record<string, string>]>([
    [
      'vendored packages that may be installed elsewhere',
      {
        'app/vendor/__init__.py':
          'import sys\ndef vendored(name):\n    try:\n        __import__(name)\n    except ImportError:\n        pass\n    else:\n        sys.modules["app.vendor." + name] = sys.modules[name]\nif DEBUNDLED:\n    vendored("rich.text")\n',
        'app/vendor/rich/__init__.py': '',
        'app/b.py': 'from app.vendor.rich.text import Text\n',
      },
    ],
    [
      'what only `__all__` says beside a getattr for anything',
      {
        'app/lazy.py': '__all__ = ["X"]\ndef __getattr__(name):\n    return load(name)\n',
        'app/b.py': 'from app.lazy import X\n',
      },
    ],
    ['a native module', { 'app/_fast.pyx': '', 'app/b.py': 'from app._fast import x\nfrom app import _fast\n' }],
    [
      'what a build writes',
      {
        'pyproject.toml': '[tool.setuptools_scm]\nversion_file = "app/_version.py"\n',
        'app/b.py': 'from app._version import v\n',
      },
    ],
    ['a fallback', { 'app/b.py': 'try:\n    from app.a import gone\nexcept ImportError:\n    gone = None\n' }],
    [
      'a test that expects the failure',
      {
        'tests/test_b.py':
          'import pytest\ndef test():\n    with pytest.raises(ImportError):\n        from app.a import gone\n',
      },
    ],
    [
      'a name that another module sets',
      { 'app/c.py': 'from app import a\na.late = 1\n', 'app/b.py': 'from app.a import late\n' },
    ],
    ['a dynamic module', { 'app/d.py': 'globals().update(f())\n', 'app/b.py': 'from app.d import x\n' }],
    [
      'another search path',
      { 'box/sub/__init__.py': '', 'tool.py': 'import sys\nsys.path.insert(0, "x")\nimport box.gone\n' },
    ],
    [
      'a module of a star of something external',
      { 'app/s.py': 'from django.db import *\n', 'app/b.py': 'from app.s import x\n' },
    ],
    ['a file that does not parse', { 'app/b.py': 'from app.a import gone\nclass {\n' }],
  ])('does not decide %s', async (_, files) => {
    const result = await look({ ...PACKAGE, ...files })
    expect(result.dangling).toEqual([])
    expect(result.undecided.length).toBeGreaterThan(0)
  })

  it('believes the manifest about what is generated', async () => {
    const files = { ...PACKAGE, 'app/b.py': 'from app.proto.x import y\n' }
    expect((await look(files, ['app/proto/**'])).dangling).toEqual([])
    expect((await look(files)).dangling).toHaveLength(1)
  })
})

const SOURCES = { 'src/a.ts': 'export const kept = 1\nexport type T = 1\n' }

describe('TypeScript', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['a missing name', { 'src/b.ts': "import { kept, gone } from './a'\n" }, ['src/b.ts ./a#gone import-time']],
    ['a missing module', { 'src/b.ts': "export * from './gone.js'\n" }, ['src/b.ts ./gone.js import-time']],
    ['a missing default', { 'src/b.ts': "import a from './a'\n" }, ['src/b.ts ./a#default import-time']],
    ['a type', { 'src/b.ts': "import type { T, U } from './a'\n" }, ['src/b.ts ./a#U type-only']],
    ['an import type', { 'src/b.ts': "let x: import('./a').Gone\n" }, ['src/b.ts ./a#Gone type-only']],
    [
      'through a barrel',
      { 'src/i.ts': "export * from './a'\nexport * from './i'\n", 'src/b.ts': "import { kept, gone } from './i'\n" },
      ['src/b.ts ./i#gone import-time'],
    ],
    [
      'an alias',
      {
        'tsconfig.json': '{"compilerOptions":{"paths":{"@/*":["./src/*"]}}}',
        'src/b.ts': "import { gone } from '@/a'\nimport '@/gone'\n",
      },
      ['src/b.ts @/a#gone import-time', 'src/b.ts @/gone import-time'],
    ],
    [
      'a component',
      { 'src/b.vue': '<script setup lang="ts">\nimport { gone } from "./a"\n</script>\n<template/>\n' },
      ['src/b.vue ./a#gone import-time'],
    ],
  ])('finds %s', async (_, files, expected) => {
    expect(await look({ ...SOURCES, ...files })).toMatchObject({ dangling: expected, undecided: [] })
  })

  it.each<[string, Record<string, string>]>([
    [
      'assets and queries',
      {
        'src/x.svg': '',
        'src/p.json': '{}',
        'src/V.vue': '',
        'src/b.ts':
          "import x from './x.svg'\nimport { v } from './p.json'\nimport V from './V.vue'\nimport raw from './a?raw'\n",
      },
    ],
    [
      'ambient modules',
      {
        'src/t.d.ts': 'declare module "*.foo"\ndeclare module "virtual:x" { export const y: 1 }\n',
        'src/b.ts': "import f from './f.foo'\nimport { y } from 'virtual:x'\n",
      },
    ],
    [
      'everything that can be exported',
      {
        'src/e.ts':
          'export enum E {}\nexport namespace N {}\nexport interface I {}\nexport abstract class C {}\nexport declare const d: 1\nconst x = 1\nexport { x as y }\nexport const { p, q: [r] } = f()\nexport * as ns from "./a"\n',
        'src/b.ts': "import { E, N, I, C, d, y, p, r, ns } from './e'\n",
      },
    ],
    [
      'a workspace package built elsewhere',
      {
        'package.json': '{"workspaces":["packages/*"]}',
        'packages/p/package.json': '{"name":"@x/p","main":"dist/index.js"}',
        'packages/p/src/index.ts': 'export const p = 1\n',
        'src/b.ts': "import { p } from '@x/p'\n",
      },
    ],
    ['an ignored file', { '.gitignore': 'generated.ts\n', 'src/b.ts': "import x from './generated'\n" }],
    [
      'a name that a package has for somebody else',
      {
        'src/s.ts': "export * from 'redux'\n",
        'src/c.ts': "import { Action } from 'redux'\n",
        'src/b.ts': "import { Action } from './s'\n",
      },
    ],
    [
      'an entry that package.json declares and other packages make',
      {
        'package.json': '{"workspaces":["packages/*"]}',
        'packages/p/package.json': '{"name":"@x/p","exports":{"./a":"./dist/a.mjs"}}',
        'src/b.ts': "import { y } from '@x/p/a'\n",
      },
    ],
    ['build output', { 'src/b.ts': "import x from '../dist/x'\n" }],
    ['a loader that takes the default', { 'src/b.ts': "import x from 'raw-loader!./a'\n" }],
  ])('leaves %s alone', async (_, files) => {
    expect(await look({ ...SOURCES, ...files })).toMatchObject({ dangling: [], undecided: [] })
  })

  it.each<[string, Record<string, string>]>([
    ['compiled files', { '.gitignore': '*.js\n', 'src/b.ts': "import x from './gone'\n" }],
    ['CommonJS that computes', { 'src/c.js': 'module.exports = f()\n', 'src/b.js': "const { x } = require('./c')\n" }],
    [
      'an augmented module',
      {
        'src/t.ts': "declare module './a' { interface More {} }\nexport {}\n",
        'src/b.ts': "import { More } from './a'\n",
      },
    ],
    ['a mocked module', { 'src/b.test.ts': "vi.mock('./virtual', () => ({}))\nimport x from './virtual'\n" }],
    ['a star of a package', { 'src/s.ts': "export * from 'redux'\n", 'src/b.ts': "import { Action } from './s'\n" }],
  ])('does not decide %s', async (_, files) => {
    const result = await look({ ...SOURCES, ...files })
    expect(result.dangling).toEqual([])
    expect(result.undecided.length).toBeGreaterThan(0)
  })

  it('sets aside test data that nothing imports', async () => {
    const files = {
      ...SOURCES,
      'test/fixtures/in.ts': "import './gone'\n",
      'test/fixtures/used.ts': "import './gone'\n",
      'test/x.test.ts': "import './fixtures/used'\n",
    }
    expect(await look(files)).toMatchObject({
      dangling: ['test/fixtures/used.ts ./gone import-time'],
      setAside: ['test/fixtures/in.ts'],
    })
  })
})
