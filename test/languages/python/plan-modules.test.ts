import { describe } from 'vitest'
import { runTable as runRows } from './plan-table.ts'
import type { Row } from './plan-table.ts'

/** The modules the rows speak of, before and after. */
const FILES = Object.fromEntries(
  ['a', 'a/b', 'a/b/x', 'a/b/c', 'c', 'c/d', 'c/d/x', 'z', 'z/c', 'backend', 'backend/app', 'backend/app/deep']
    .map((directory) => [`${directory}/__init__.py`, ''])
    .concat(
      ['a/b/x/y', 'a/q', 'a/c', 'c/d/x/y', 'z/q', 'z/b', 'd', 'm', 'n', 'e', 'backend/app/core'].map((path) => [
        `${path}.py`,
        '',
      ]),
    )
    .concat([
      ['a/handlers.py', ''],
      ['pkg/fresh/__init__.py', ''],
      ['pkg/fresh/new.py', ''],
    ]),
) as Record<string, string>

function runTable(rows: readonly Row[]): void {
  runRows(rows.map((row) => ({ ...row, files: { ...FILES, ...row.files } })))
}

const MODULE = [{ from: 'a.b', to: 'c.d' }]

describe('moving a module', () => {
  runTable([
    {
      name: 'import a.b and every use',
      retired: MODULE,
      before: `import a.b\n\na.b.f(a.b.X)\nx: "a.b.X" = a.b.y.z\n`,
      after: `import c.d\n\nc.d.f(c.d.X)\nx: "c.d.X" = c.d.y.z\n`,
    },
    {
      name: 'import a.b as m',
      retired: MODULE,
      before: `import a.b as m\n\nm.f()\n`,
      after: `import c.d as m\n\nm.f()\n`,
    },
    {
      name: 'from a.b import X, Y as Z',
      retired: MODULE,
      before: `from a.b import X, Y as Z\n\nX(Z)\n`,
      after: `from c.d import X, Y as Z\n\nX(Z)\n`,
    },
    { name: 'from a.b import *', retired: MODULE, before: `from a.b import *\n`, after: `from c.d import *\n` },
    {
      name: 'from a import b',
      retired: MODULE,
      before: `from a import b\n\nb.f()\n`,
      after: `from c import d\n\nd.f()\n`,
    },
    {
      name: 'from a import b where d is taken',
      retired: MODULE,
      before: `from a import b\n\nd = 1\nb.f(d)\n`,
      after: `from c import d as b\n\nd = 1\nb.f(d)\n`,
    },
    {
      name: 'from a import b as m',
      retired: MODULE,
      before: `from a import b as m\n\nm.f()\n`,
      after: `from c import d as m\n\nm.f()\n`,
    },
    {
      name: 'from a import b, other',
      retired: MODULE,
      before: `from a import b, other\n\nb.f(other)\n`,
      after: `from a import other\nfrom c import d\n\nd.f(other)\n`,
    },
    {
      name: 'submodules go along',
      retired: MODULE,
      before: `import a.b.x.y\nfrom a.b.x import Z\n\na.b.x.y.f(Z)\n`,
      after: `import c.d.x.y\nfrom c.d.x import Z\n\nc.d.x.y.f(Z)\n`,
    },
    {
      name: 'from a.b import submodule',
      retired: MODULE,
      before: `from a.b import x\n\nx.f()\n`,
      after: `from c.d import x\n\nx.f()\n`,
    },
    {
      name: 'several in one statement',
      retired: MODULE,
      before: `import os, a.b, sys as s, a.b.x as m\n\na.b.f(os, s, m)\n`,
      after: `import os, c.d, sys as s, c.d.x as m\n\nc.d.f(os, s, m)\n`,
    },
    {
      name: 'the package is used for other things',
      retired: MODULE,
      before: `import a.b\n\na.b.f()\na.g()\n`,
      after: `import c.d\nimport a\n\nc.d.f()\na.g()\n`,
    },
    {
      name: 'the package is imported for other things',
      retired: MODULE,
      before: `import a.b\nimport a.q\n\na.b.f()\na.q.g()\n`,
      after: `import c.d\nimport a.q\n\nc.d.f()\na.q.g()\n`,
    },
    {
      name: 'within the same package',
      retired: [{ from: 'a.b', to: 'a.c' }],
      before: `import a.b\n\na.b.f()\na.g()\n`,
      after: `import a.c\n\na.c.f()\na.g()\n`,
    },
    {
      name: 'a name that only begins alike',
      retired: MODULE,
      before: `import a.bc\nfrom a.bc import X\n\na.bc.f(X)\n`,
    },
    {
      name: 'to a top-level module',
      retired: [{ from: 'a.b', to: 'd' }],
      before: `import a.b\nfrom a import b\n\na.b.f(b)\n`,
      after: `import d\n\nd.f(d)\n`,
    },
    {
      name: 'from a top-level module',
      retired: [{ from: 'a', to: 'c.d' }],
      before: `import a\n\na.f(a)\n`,
      after: `import c.d\n\nc.d.f(c.d)\n`,
    },
    {
      name: 'from a top-level module to another',
      retired: [{ from: 'a', to: 'z' }],
      before: `import a.b\nfrom a import x\n\na.f(a.b.g, x)\n`,
      after: `import z.b\nfrom z import x\n\nz.f(z.b.g, x)\n`,
    },
    {
      name: 'the new top-level name is taken',
      retired: MODULE,
      before: `import a.b\n\nc = 1\na.b.f(c)\n`,
      after: `from c import d\n\nc = 1\nd.f(c)\n`,
    },
    {
      name: 'the new top-level name is a parameter around a use',
      retired: MODULE,
      before: `import a.b\n\n\ndef g(c):\n    return a.b.f(c)\n`,
      after: `from c import d\n\n\ndef g(c):\n    return d.f(c)\n`,
    },
    {
      name: 'exact entries leave submodules',
      retired: [{ from: 'a.b', to: 'c.d', exact: true }],
      before: `from a.b import f\nfrom a.b.x import g\n\nh(f, g)\n`,
      after: `from c.d import f\nfrom a.b.x import g\n\nh(f, g)\n`,
    },
    {
      name: 'the longest entry wins',
      retired: [
        { from: 'a', to: 'z' },
        { from: 'a.b', to: 'c.d' },
      ],
      before: `import a.b\nimport a.q\n\na.b.f(a.q.g)\n`,
      after: `import c.d\nimport z.q\n\nc.d.f(z.q.g)\n`,
    },
    {
      name: 'a module and one of its names',
      retired: [
        { from: 'a.b', to: 'c.d' },
        { from: 'a.b#Old', to: 'e#New' },
      ],
      before: `from a.b import Old, x\n\nOld(x)\n`,
      after: `from e import New\nfrom c.d import x\n\nNew(x)\n`,
    },
    {
      name: 'inside a function',
      retired: MODULE,
      before: `def g():\n    import a.b\n    return a.b.f()\n`,
      after: `def g():\n    import c.d\n    return c.d.f()\n`,
    },
    {
      name: 'relative imports of the module',
      path: 'pkg/use.py',
      files: { 'pkg/__init__.py': '' },
      retired: [{ from: 'pkg.old', to: 'pkg.fresh.new' }],
      before: `from . import old\nfrom .old import f\nfrom .old.deep import g\n\nold.f(f, g)\n`,
      after: `from .fresh import new\nfrom .fresh.new import f\nfrom .fresh.new.deep import g\n\nnew.f(f, g)\n`,
    },
    {
      name: 'a package that moves into another',
      retired: [{ from: 'app', to: 'backend.app' }],
      path: 'main.py',
      before: `import app\nfrom app import x\nfrom app.core import y\nimport app.deep.er as z\n\napp.run(x, y, z)\n`,
      after: `import backend.app\nfrom backend.app import x\nfrom backend.app.core import y\nimport backend.app.deep.er as z\n\nbackend.app.run(x, y, z)\n`,
    },
    {
      name: 'case only',
      retired: [{ from: 'a.Handlers', to: 'a.handlers' }],
      before: `from a.Handlers import f\nimport a.Handlers\n\na.Handlers.f(f)\n`,
      after: `from a.handlers import f\nimport a.handlers\n\na.handlers.f(f)\n`,
    },
    {
      name: 'a deliberate fallback',
      retired: MODULE,
      before: `try:\n    import c.d as m\nexcept ImportError:\n    import a.b as m\n\nm.f()\n`,
    },
    {
      name: 'deletion and assignment of a whole module',
      retired: [{ from: 'a', to: 'c.d' }],
      before: `import a\n\na.x = 1\ndel a.y\ndel a\n`,
      after: `import c.d as a\n\na.x = 1\ndel a.y\ndel a\n`,
    },
  ])
})

describe('names reached through a module', () => {
  const SYMBOL = [{ from: 'a.b#Old', to: 'c.d#New' }]
  const RENAMED = [{ from: 'a.b#Old', to: 'a.b#New' }]
  runTable([
    {
      name: 'renamed in place',
      retired: RENAMED,
      before: `import a.b\nfrom a import b\nimport a.b as m\n\na.b.Old(b.Old, m.Old.x)\n`,
      after: `import a.b\nfrom a import b\nimport a.b as m\n\na.b.New(b.New, m.New.x)\n`,
    },
    {
      name: 'import a.b: the module of the replacement is imported too',
      retired: SYMBOL,
      before: `import a.b\n\na.b.Old(a.b.x)\n`,
      after: `import a.b\nimport c.d\n\nc.d.New(a.b.x)\n`,
    },
    {
      name: 'import a.b: nothing else needs it',
      retired: SYMBOL,
      before: `import a.b\n\na.b.Old()\n`,
      after: `import c.d\n\nc.d.New()\n`,
    },
    {
      name: 'import a.b: the module of the replacement is imported already',
      retired: SYMBOL,
      before: `import a.b\nimport c.d\n\na.b.Old(c.d.x)\n`,
      after: `import c.d\n\nc.d.New(c.d.x)\n`,
    },
    {
      name: 'from a import b',
      retired: SYMBOL,
      before: `from a import b\n\nb.Old(b.x)\n`,
      after: `from a import b\nfrom c import d\n\nd.New(b.x)\n`,
    },
    {
      name: 'from a import b: nothing else needs it',
      retired: SYMBOL,
      before: `from a import b\n\nb.Old()\n`,
      after: `from c import d\n\nd.New()\n`,
    },
    {
      name: 'import a.b as m: nothing else needs it',
      retired: SYMBOL,
      before: `import a.b as m\n\nm.Old()\n`,
      after: `import c.d as m\n\nm.New()\n`,
    },
    {
      name: 'import a.b as m',
      retired: SYMBOL,
      before: `import a.b as m\n\nm.Old(m.x)\n`,
      after: `import a.b as m\nfrom c import d\n\nd.New(m.x)\n`,
    },
    {
      name: 'an existing name of the replacement is used',
      retired: SYMBOL,
      before: `from a import b\nfrom c.d import New as N\n\nb.Old(b.x, N)\n`,
      after: `from a import b\nfrom c.d import New as N\n\nN(b.x, N)\n`,
    },
    {
      name: 'the new module name is taken',
      retired: SYMBOL,
      before: `from a import b\n\nd = 1\nb.Old(b.x, d)\n`,
      after: `from a import b\nfrom c.d import New\n\nd = 1\nNew(b.x, d)\n`,
    },
    {
      name: 'everything is taken',
      retired: SYMBOL,
      before: `from a import b\n\nd = New = 1\nb.Old(b.x, d, New)\n`,
      after: `from a import b\nfrom c.d import New as d_New\n\nd = New = 1\nd_New(b.x, d, New)\n`,
    },
    {
      name: 'only the deep suffix moved',
      retired: [{ from: 'a.b.c', to: 'z.c' }],
      before: `import a.b\nimport a.b.c\n\na.b.c.d(a.b.e)\n`,
      after: `import a.b\nimport z.c\n\nz.c.d(a.b.e)\n`,
    },
    {
      name: 'only the deep suffix moved, imported by its parent',
      retired: [{ from: 'a.b.c', to: 'z.c' }],
      before: `import a.b\n\na.b.c.d(a.b.e)\n`,
      after: `import a.b\nimport z.c\n\nz.c.d(a.b.e)\n`,
    },
    {
      name: 'a member of a class',
      retired: [{ from: 'm#C.old', to: 'm#C.new' }],
      before: `from m import C\nimport m\n\nC.old(m.C.old, C.other)\n`,
      after: `from m import C\nimport m\n\nC.new(m.C.new, C.other)\n`,
    },
    {
      name: 'a member of a class becomes one of another',
      retired: [{ from: 'm#C.old', to: 'n#D.new' }],
      before: `from m import C\n\nC.old(C)\n`,
      after: `from m import C\nfrom n import D\n\nD.new(C)\n`,
    },
    {
      name: 'a name becomes an attribute',
      retired: [{ from: 'pytz#utc', to: 'datetime#timezone.utc' }],
      before: `from pytz import utc\n\nnow(utc)\n`,
      after: `from datetime import timezone\n\nnow(timezone.utc)\n`,
    },
    {
      name: 'a name becomes an attribute of an aliased import',
      retired: [{ from: 'pytz#utc', to: 'datetime#timezone.utc' }],
      before: `from datetime import timezone as tz\n\nfrom pytz import utc, all_timezones\n\nnow(utc, tz, all_timezones)\n`,
      after: `from datetime import timezone as tz\n\nfrom pytz import all_timezones\n\nnow(tz.utc, tz, all_timezones)\n`,
    },
    {
      name: 'a name becomes an attribute, reached through its module',
      retired: [{ from: 'pytz#utc', to: 'datetime#timezone.utc' }],
      before: `import pytz\n\nnow(pytz.utc)\n`,
      after: `import datetime\n\nnow(datetime.timezone.utc)\n`,
    },
    {
      name: 'a name becomes a builtin',
      retired: [{ from: 'six.moves#range', to: 'builtins#range' }],
      before: `from six.moves import range, zip\n\nfor i in range(3):\n    zip(i)\n`,
      after: `from six.moves import zip\n\nfor i in range(3):\n    zip(i)\n`,
    },
    {
      name: 'another name becomes a builtin',
      retired: [{ from: 'six#text_type', to: 'builtins#str' }],
      before: `from six import text_type as T\nimport six\n\nT(six.text_type(1))\n`,
      after: `\nstr(str(1))\n`,
    },
    {
      name: 'a builtin that is shadowed',
      retired: [{ from: 'six#text_type', to: 'builtins#str' }],
      before: `from six import text_type\n\n\ndef f(str):\n    return text_type(str)\n`,
      manual: [/shadowed/, /shadowed/],
    },
    {
      name: 'the only statement of a block becomes a builtin',
      retired: [{ from: 'six#text_type', to: 'builtins#str' }],
      before: `if True:\n    from six import text_type\nprint(text_type)\n`,
      after: `if True:\n    pass\nprint(str)\n`,
    },
    {
      name: 'a chain over several lines',
      retired: RENAMED,
      before: `import a.b\n\n(a\n .b\n .Old())\n`,
      after: `import a.b\n\n(a\n .b\n .New())\n`,
    },
  ])
})
