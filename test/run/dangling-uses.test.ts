import { describe, expect, it } from 'vitest'
import { look } from './look.ts'

const PYTHON = {
  'app/__init__.py': '',
  'app/a.py': 'def kept(): pass\n',
  'app/sub/__init__.py': 'from . import deep\n',
  'app/sub/deep.py': 'x = 1\n',
}

describe('Python: members and strings', () => {
  it.each<[string, Record<string, string>, string[]]>([
    [
      'import a.b, used as a.b.gone',
      { 'app/b.py': 'import app.a\napp.a.kept()\napp.a.gone()\n' },
      ['app/b.py app.a.gone import-time'],
    ],
    [
      'import a.b as c',
      { 'app/b.py': 'import app.a as m\ndef f(): return m.kept, m.gone\n' },
      ['app/b.py app.a.gone run-time'],
    ],
    ['from a import b', { 'app/b.py': 'from app import a\nx = a.gone\n' }, ['app/b.py app.a.gone import-time']],
    ['from . import b', { 'app/b.py': 'from . import a\nx = a.gone\n' }, ['app/b.py app.a.gone import-time']],
    [
      'a submodule bound by its package',
      { 'app/b.py': 'import app.sub\nx = app.sub.deep.gone\n' },
      ['app/b.py app.sub.deep.gone import-time'],
    ],
    ['a missing submodule', { 'app/b.py': 'import app\nx = app.gone.y\n' }, ['app/b.py app.gone import-time']],
    [
      'annotations',
      { 'app/b.py': 'from app import a\ndef f(x: "a.gone") -> a.kept: pass\n' },
      ['app/b.py app.a.gone type-only'],
    ],
    [
      'a patched string',
      {
        'tests/test_b.py':
          'from unittest import mock\n@mock.patch("app.a.gone")\ndef test(m):\n    with mock.patch("app.a.kept"): pass\n',
      },
      ['tests/test_b.py app.a.gone import-time'],
    ],
    [
      'a patched module that is gone',
      { 'tests/test_b.py': 'def test(mocker):\n    mocker.patch("app.gone.x")\n' },
      ['tests/test_b.py app.gone run-time'],
    ],
    [
      'patch.object',
      {
        'tests/test_b.py':
          'from unittest.mock import patch\nfrom app import a\ndef test():\n    with patch.object(a, "gone"), patch.object(a, "kept"): pass\n',
      },
      ['tests/test_b.py app.a.gone run-time'],
    ],
    [
      'patch.multiple',
      {
        'tests/test_b.py':
          'from unittest.mock import DEFAULT, patch\ndef test():\n    with patch.multiple("app.a", kept=dict(x=1, y=2), gone=DEFAULT): pass\n',
      },
      ['tests/test_b.py app.a.gone run-time'],
    ],
    [
      'patch.multiple of a module that is gone',
      {
        'tests/test_b.py':
          'from unittest.mock import patch\ndef test():\n    with patch.multiple("app.gone", x=1): pass\n',
      },
      ['tests/test_b.py app.gone run-time'],
    ],
    [
      'monkeypatch',
      {
        'tests/test_b.py':
          'from app import a\ndef test(monkeypatch):\n    monkeypatch.setattr(a, "gone", 1)\n    monkeypatch.setattr("app.a.gone", 1)\n',
      },
      ['tests/test_b.py app.a.gone run-time', 'tests/test_b.py app.a.gone run-time'],
    ],
    [
      'import_module',
      { 'app/b.py': 'import importlib\nimportlib.import_module("app.gone")\nimportlib.import_module("app.a")\n' },
      ['app/b.py app.gone import-time'],
    ],
    ['__import__', { 'app/b.py': '__import__("app.gone")\n' }, ['app/b.py app.gone import-time']],
  ])('finds %s', async (_, files, expected) => {
    expect(await look({ ...PYTHON, ...files })).toMatchObject({ dangling: expected, undecided: [] })
  })

  it.each<[string, Record<string, string>]>([
    ['what every module has', { 'app/b.py': 'from app import a\na.__name__, a.__dict__, a.__custom__\n' }],
    ['a shadowed name', { 'app/b.py': 'from app import a\ndef f(a): return a.gone\n' }],
    ['words in strings and comments', { 'app/b.py': 'from app import a\n"""a.gone"""\n# a.gone\n' }],
    ['importorskip', { 'tests/test_b.py': 'import pytest\npytest.importorskip("app.gone")\n' }],
    ['a store', { 'app/b.py': 'from app import a\na.fresh = 1\na.fresh\n' }],
    ['what is no module', { 'app/b.py': 'from app.a import kept\nkept.gone\n' }],
    [
      'an installed package',
      { 'app/b.py': 'import numpy as np\nnp.gone\nfrom unittest import mock\nmock.patch("numpy.gone")\n' },
    ],
  ])('leaves %s alone', async (_, files) => {
    expect((await look({ ...PYTHON, ...files })).dangling).toEqual([])
  })

  it.each<[string, Record<string, string>]>([
    ['hasattr', { 'app/b.py': 'from app import a\nif hasattr(a, "gone"):\n    a.gone()\n' }],
    [
      'except AttributeError',
      { 'app/b.py': 'from app import a\ntry:\n    x = a.gone\nexcept (KeyError, AttributeError):\n    x = 1\n' },
    ],
    [
      'pytest.raises',
      {
        'tests/test_b.py':
          'import pytest\nfrom app import a\ndef test():\n    with pytest.raises(AttributeError):\n        a.gone\n',
      },
    ],
    [
      'create=True',
      { 'tests/test_b.py': 'from unittest import mock\n@mock.patch("app.a.gone", create=True)\ndef test(m): pass\n' },
    ],
    [
      'raising=False',
      {
        'tests/test_b.py':
          'from app import a\ndef test(monkeypatch):\n    monkeypatch.setattr(a, "gone", 1, raising=False)\n',
      },
    ],
    [
      'another file that sets it under an alias',
      { 'app/c.py': 'import app.a as other\nother.gone = 1\n', 'app/b.py': 'from app import a\na.gone\n' },
    ],
    [
      'another file that sets computed names',
      { 'app/c.py': 'from app import a\ndef put(n, v): setattr(a, n, v)\n', 'app/b.py': 'from app import a\na.gone\n' },
    ],
    [
      'a module that is handed on',
      {
        'app/c.py': 'from app import a\nfrom x import register\nregister(a)\n',
        'app/b.py': 'from app import a\na.gone\n',
      },
    ],
    [
      'a module that is replaced',
      { 'app/c.py': 'import sys\nsys.modules["app.a"] = object()\n', 'app/b.py': 'from app import a\na.gone\n' },
    ],
    [
      'a namespace handed to a function',
      { 'app/n.py': 'def put(k, v, where=vars()): where[k] = v\n', 'app/b.py': 'from app import n\nn.gone\n' },
    ],
    [
      'a module __getattr__',
      { 'app/n.py': 'def __getattr__(name): return 1\n', 'app/b.py': 'from app import n\nn.gone\n' },
    ],
    ['a fallback import', { 'app/b.py': 'try:\n    from app import a\nexcept ImportError:\n    a = None\na.gone\n' }],
    [
      'sys.modules in a test',
      { 'tests/test_b.py': 'import sys\nsys.modules["app.gone"] = object()\nimport app.gone\n' },
    ],
  ])('does not decide %s', async (_, files) => {
    const result = await look({ ...PYTHON, ...files })
    expect(result.dangling).toEqual([])
    expect(result.undecided.length).toBeGreaterThan(0)
  })

  it('says nothing of a module that the test supplies', async () => {
    const { dangling } = await look({
      ...PYTHON,
      'tests/test_b.py':
        'from unittest.mock import patch\ndef test():\n    with patch.dict("sys.modules", {"app.gone": object()}), patch.multiple("app.gone", x=1): pass\n',
    })
    expect(dangling).toEqual([])
  })

  it('leaves undecided what a mock may create, and that alone', async () => {
    const result = await look({
      ...PYTHON,
      'tests/test_b.py':
        'from unittest.mock import patch\ndef test():\n    with patch.multiple("app.a", gone=1): pass\n    with patch.multiple("app.a", create=True, never=1): pass\n    with patch("app.a.neither", create=True): pass\n',
    })
    expect(result.dangling).toEqual(['tests/test_b.py app.a.gone run-time'])
    expect(result.undecided).toHaveLength(2)
  })
})

const TS = { 'src/a.ts': 'export const kept = 1\nexport type T = 1\n', 'src/i.ts': "export * as ns from './a'\n" }

describe('TypeScript: members and strings', () => {
  it.each<[string, Record<string, string>, string[]]>([
    [
      'a namespace',
      { 'src/b.ts': "import * as m from './a'\nm.kept\nm.gone()\n" },
      ['src/b.ts src/a.gone import-time'],
    ],
    [
      'a type',
      { 'src/b.ts': "import * as m from './a'\nlet x: m.T\nlet y: m.Gone\n" },
      ['src/b.ts src/a.Gone type-only'],
    ],
    [
      'JSX',
      { 'src/b.tsx': "import * as m from './a'\nexport const f = () => <m.Gone></m.Gone>\n" },
      ['src/b.tsx src/a.Gone run-time'],
    ],
    [
      'destructuring',
      { 'src/b.ts': "import * as m from './a'\nconst { kept, gone: x } = m\n" },
      ['src/b.ts src/a.gone import-time'],
    ],
    ['quotes', { 'src/b.ts': "import * as m from './a'\nm['gone']\n" }, ['src/b.ts src/a.gone import-time']],
    [
      'a non-null assertion',
      { 'src/b.ts': "import * as m from './a'\nm!.gone\nm!['gone']\nm!.kept\nif (m !== undefined) m.kept\n" },
      ['src/b.ts src/a.gone import-time', 'src/b.ts src/a.gone import-time'],
    ],
    [
      'a namespace of a barrel',
      { 'src/b.ts': "import { ns } from './i'\nns.kept\nns.gone\n" },
      ['src/b.ts src/a.gone import-time'],
    ],
    [
      'a namespace imported and exported by a barrel',
      {
        'src/j.ts': "import * as ns from './a'\nexport { ns }\n",
        'src/b.ts': "import { ns } from './j'\nns.kept\nns.gone\n",
      },
      ['src/b.ts src/a.gone import-time'],
    ],
    [
      'a namespace of a barrel behind stars',
      {
        'src/j.ts': "export * from './k'\n",
        'src/k.ts': "export * from './j'\nexport * from './i'\n",
        'src/b.ts': "import { ns } from './j'\nimport * as j from './j'\nns.kept\nns.gone\nj.ns.kept\nj.ns.gone\n",
      },
      ['src/b.ts src/a.gone import-time', 'src/b.ts src/a.gone import-time'],
    ],
    [
      'a namespace passed on',
      { 'src/j.ts': "export { ns } from './i'\n", 'src/b.ts': "import { ns as m } from './j'\nm.kept\nm.gone\n" },
      ['src/b.ts src/a.gone import-time'],
    ],
    [
      'a whole require',
      { 'src/b.js': "const m = require('./a')\nm.kept\nm.gone()\n" },
      ['src/b.js src/a.gone import-time'],
    ],
    [
      'require, read at once',
      { 'src/b.js': "const x = require('./a').gone\nconst { gone } = require('./a')\n" },
      ['src/b.js ./a#gone import-time', 'src/b.js ./a#gone import-time'],
    ],
    [
      'a dynamic import',
      { 'src/b.ts': "const load = () => import('./gone')\nimport('./a').then(({ gone }) => gone)\n" },
      ['src/b.ts ./gone run-time', 'src/b.ts ./a#gone import-time'],
    ],
    [
      'jest.mock',
      { 'src/b.test.ts': "jest.mock('./gone', () => ({}))\njest.mock('./a')\n" },
      ['src/b.test.ts ./gone import-time'],
    ],
    [
      'jest.mock and its import',
      { 'src/b.test.ts': "import x from './gone'\njest.mock('./gone')\n" },
      ['src/b.test.ts ./gone import-time', 'src/b.test.ts ./gone import-time'],
    ],
    [
      'vi.mock without a factory',
      { 'src/b.test.ts': "import { vi } from 'vitest'\nvi.mock('./gone')\nvi.mock(import('./a'))\n" },
      ['src/b.test.ts ./gone import-time'],
    ],
    ['requireActual', { 'src/b.test.ts': "const { kept, gone } = jest.requireActual('./a')\n" }, []],
    [
      'require.resolve',
      { 'src/b.js': "require.resolve('./gone')\nrequire.resolve('./a')\n" },
      ['src/b.js ./gone import-time'],
    ],
    [
      'spyOn',
      { 'src/b.test.ts': "import * as m from './a'\njest.spyOn(m, 'gone')\njest.spyOn(m, 'kept')\n" },
      ['src/b.test.ts src/a.gone import-time'],
    ],
  ])('finds %s', async (_, files, expected) => {
    expect((await look({ ...TS, ...files })).dangling).toEqual(expected)
  })

  it.each<[string, Record<string, string>]>([
    ['members of every object', { 'src/b.ts': "import * as m from './a'\nm.toString()\nm.default\n" }],
    ['shadowing', { 'src/b.ts': "import * as m from './a'\nconst f = (m: any) => m.gone\n" }],
    ['@ts-expect-error', { 'src/b.ts': "import * as m from './a'\n// @ts-expect-error\nm.gone\n" }],
    ['optional reads', { 'src/b.js': "import * as m from './a'\nif (m.gone) m.gone()\nm.other?.()\n" }],
    [
      'virtual mocks',
      { 'src/b.test.ts': "jest.mock('./gone', () => ({}), { virtual: true })\nvi.mock('./other', () => ({}))\n" },
    ],
    [
      'build output',
      { 'src/b.ts': "import { vi } from 'vitest'\nvi.mock('../dist/gone')\nrequire.resolve('../dist/x')\n" },
    ],
    ['other libraries', { 'src/b.ts': "import x from 'proxyquire'\nx('./gone', { './more': {} })\n" }],
    [
      'a star of a package',
      { 'src/s.ts': "export * from 'redux'\n", 'src/b.ts': "import * as m from './s'\nm.gone\n" },
    ],
  ])('leaves %s alone', async (_, files) => {
    expect((await look({ ...TS, ...files })).dangling).toEqual([])
  })
})
