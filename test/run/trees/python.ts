/* Small trees with import structure that is nasty but legal, and such with imports that point at nothing. */

type Tree = Record<string, string>
export const HEALTHY_PYTHON: [string, Tree][] = [
  [
    'names listed from outside',
    {
      'lst.py': '__all__ = ["x"]\nx = 1\ny = 2\nz = 3\nv = 4\nw = 5\n_u = 6\n',
      'star.py': 'from lst import *\n',
      'pack/__init__.py': '',
      'pack/low.py': '__all__ = ["x"]\nx = 1\ny = 2\n',
      'pack/star.py': 'from .low import *\n',
      'add.py':
        'import lst\nimport lst as other\nfrom pack import low as base\nlst.__all__.append("y")\nother.__all__ += ["z"]\nlst.__all__.extend(["v"])\nlst.__all__ = [*lst.__all__, "w", "_u"]\nbase.__all__.append("y")\n',
      'u.py': 'from star import x, y, z, v, w, _u\nfrom pack.star import x, y\nimport star\nstar.y\n',
    },
  ],
  [
    'a list of whatever module',
    {
      'lst.py': '__all__ = ["x"]\nx = 1\ny = 2\n',
      'star.py': 'from lst import *\n',
      'add.py': 'import sys\ndef public(thing):\n    sys.modules[thing.__module__].__all__.append(thing.__name__)\n',
      'u.py': 'from star import y\n',
    },
  ],
  [
    'a name that is no module any more',
    {
      'p/__init__.py': 'from .other import sub\nfrom .star import *\nfrom .star import made\n',
      'p/other.py': 'from .deep import sub\nsub = sub.build()\n',
      'p/star.py': 'from .deep import made\nfrom .deep import late\ndef late(): ...\nmade = made or None\n',
      'p/deep/__init__.py': '',
      'p/deep/sub.py': 'def build(): ...\n',
      'p/deep/made.py': 'x = 1\n',
      'p/deep/late.py': 'x = 1\n',
      'u.py': 'from p import sub, made, late\nsub.attribute\nmade.attribute\nlate.attribute\n',
    },
  ],
  [
    '__all__ beside a getattr for anything',
    {
      'p/__init__.py': '__all__ = ["X"]\ndef __getattr__(name):\n    return load(name)\n',
      'u.py': 'from p import X\nfrom p import *\nimport p\np.X\n',
    },
  ],
  [
    'getattr by a prefix',
    {
      'p/__init__.py':
        'def __getattr__(name):\n    if name.startswith("X"):\n        return 1\n    raise AttributeError(name)\n',
      'u.py': 'from p import XY\n',
    },
  ],
  [
    'getattr in a loop',
    {
      'p/__init__.py':
        '_d = {"X": 1}\ndef __getattr__(name):\n    for key in _d:\n        if key == name.upper():\n            return 1\n    raise AttributeError(name)\n',
      'u.py': 'from p import x\n',
    },
  ],
  [
    'getattr that answers None',
    {
      'p/__init__.py': '_d = {"X": 1}\ndef __getattr__(name):\n    if name in _d:\n        return 1\n',
      'u.py': 'from p import X, Y\n',
    },
  ],
  [
    'getattr or something else',
    {
      'p/__init__.py':
        '_d = {"X": 1}\ndef __getattr__(name):\n    if name in _d or name.isupper():\n        return 1\n    raise AttributeError(name)\n',
      'u.py': 'from p import X, Y\n',
    },
  ],
  [
    'getattr with a shadowed map',
    {
      'p/__init__.py':
        '_d = {"X": 1}\ndef __getattr__(name):\n    _d = load()\n    if name in _d:\n        return 1\n    raise AttributeError(name)\n',
      'u.py': 'from p import X, Y\n',
    },
  ],
  [
    'star of star with __all__ computed',
    {
      'p/__init__.py': 'from .a import *\n',
      'p/a.py': 'import p.b as b\n__all__ = [n for n in dir(b) if not n.startswith("_")]\nfrom p.b import *\n',
      'p/b.py': 'x = 1\n',
      'u.py': 'from p import x\n',
    },
  ],
  [
    'names bound in for/while/with at module level',
    {
      'm.py':
        'import os\nfor i, (j, *k) in []:\n    pass\nelse:\n    e = 1\nwith open("f") as (g, h):\n    pass\nwhile (w := 1):\n    break\n',
      'u.py': 'from m import i, j, k, e, g, h, w\n',
    },
  ],
  [
    'global in nested function',
    {
      'm.py':
        'def outer():\n    def inner():\n        global late, later\n        late = 1\n        later: int = 2\n    inner()\nouter()\n',
      'u.py': 'from m import late, later\n',
    },
  ],
  [
    'global bound by for and import and def',
    {
      'm.py':
        'def f():\n    global a, b, C, d\n    for a in []: pass\n    import json as b\n    class C: pass\n    def d(): pass\n',
      'u.py': 'from m import a, b, C, d\n',
    },
  ],
  ['globals update', { 'm.py': 'globals().update({"x": 1})\n', 'u.py': 'from m import x\n' }],
  [
    'globals subscript in loop',
    { 'm.py': 'for n in ("x", "y"):\n    globals()[n] = 1\n', 'u.py': 'from m import x\n' },
  ],
  ['vars() module', { 'm.py': 'vars()["x"] = 1\n', 'u.py': 'from m import x\n' }],
  [
    'setattr on own module',
    { 'm.py': 'import sys\nme = sys.modules[__name__]\nsetattr(me, "x", 1)\n', 'u.py': 'from m import x\n' },
  ],
  [
    'namespace package across two roots',
    {
      'a/ns/one.py': 'x = 1\n',
      'b/ns/two.py': 'y = 1\n',
      'a/setup.py': '',
      'b/setup.py': '',
      'a/use.py': 'from ns.one import x\nfrom ns.two import y\n',
    },
  ],
  [
    'pkgutil namespace',
    {
      'a/ns/__init__.py': '__path__ = __import__("pkgutil").extend_path(__path__, __name__)\n',
      'a/ns/one.py': '',
      'u.py': 'from a.ns import anything\nimport a.ns.other\n',
    },
  ],
  [
    'stub beside extension',
    {
      'p/__init__.py': '',
      'p/_c.pyi': 'def f() -> int: ...\n',
      'p/_c.c': '',
      'u.py': 'from p._c import f\nfrom p import _c\n',
    },
  ],
  [
    'extension from setup.py',
    {
      'setup.py':
        'from setuptools import Extension, setup\nsetup(ext_modules=[Extension("p._fast", ["src/fast.c"])])\n',
      'p/__init__.py': '',
      'u.py': 'from p import _fast\nfrom p._fast import go\n',
    },
  ],
  [
    'cython module',
    { 'p/__init__.py': '', 'p/core.pyx': 'def f(): pass\n', 'p/core.pxd': '', 'u.py': 'from p.core import f\n' },
  ],
  [
    'generated _version',
    {
      'pyproject.toml': '[tool.setuptools_scm]\nwrite_to = "p/_version.py"\n',
      'p/__init__.py': 'from ._version import version\n',
    },
  ],
  [
    'hatch vcs version',
    {
      'pyproject.toml': '[tool.hatch.build.hooks.vcs]\nversion-file = "src/p/_version.py"\n',
      'src/p/__init__.py': 'from p._version import __version__\n',
    },
  ],
  [
    'protobuf',
    {
      'p/__init__.py': '',
      'p/a.proto': '',
      'u.py': 'from p import a_pb2\nfrom p.a_pb2 import Msg\nfrom p.a_pb2_grpc import Stub\n',
    },
  ],
  ['gitignored generated', { '.gitignore': '/p/gen/\n', 'p/__init__.py': '', 'u.py': 'from p.gen.x import y\n' }],
  [
    'sys.path insert in script',
    {
      'scripts/run.py':
        'import sys, os\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), "lib"))\nfrom helper import x\nimport other.thing\n',
      'scripts/lib/helper.py': 'x = 1\n',
      'other/a.py': '',
    },
  ],
  [
    'conftest root',
    {
      'tests/conftest.py': '',
      'tests/util.py': 'x = 1\n',
      'tests/sub/test_a.py': 'from util import x\nfrom conftest import y\n',
      'tests/sub/conftest.py': 'y = 1\n',
    },
  ],
  [
    'rootdir conftest with sys.path',
    {
      'conftest.py': 'import sys\nsys.path.insert(0, "src")\n',
      'src/m.py': 'x = 1\n',
      'tests/test_a.py': 'from m import x\n',
    },
  ],
  [
    'src layout with tests importing tests',
    {
      'pyproject.toml': '[project]\nname="p"\n',
      'src/p/__init__.py': '',
      'src/p/a.py': 'x=1\n',
      'tests/__init__.py': '',
      'tests/helpers.py': 'h=1\n',
      'tests/test_a.py': 'from tests.helpers import h\nfrom .helpers import h\nfrom p.a import x\nimport p.a\np.a.x\n',
    },
  ],
  [
    'shadowed third party',
    {
      'alembic/env.py': 'from alembic import context, op\nimport alembic.operations\n',
      'pyproject.toml': '[project]\nname="x"\ndependencies=["alembic"]\n',
    },
  ],
  [
    'own folder named like dependency with versions',
    { 'alembic/versions/a.py': 'from alembic import op\n', 'requirements.txt': 'alembic==1.0\n' },
  ],
  [
    'submodule import side effect',
    { 'p/__init__.py': 'import p.sub\n', 'p/sub.py': 'x=1\n', 'u.py': 'import p\np.sub.x\nfrom p import sub\n' },
  ],
  [
    'class attribute named like module',
    {
      'p/__init__.py': 'class sub:\n    attr = 1\n',
      'p/sub.py': '',
      'u.py': 'from p import sub\nsub.attr\nimport p\np.sub.attr\n',
    },
  ],
  [
    'name rebinding of module',
    {
      'p/__init__.py': 'from .sub import sub\n',
      'p/sub.py': 'class sub:\n    q = 1\n',
      'u.py': 'import p.sub\np.sub.q\n',
    },
  ],
  [
    'try except import',
    { 'u.py': 'try:\n    from p.gone import x\nexcept ImportError:\n    x = None\n', 'p/__init__.py': '' },
  ],
  [
    'try except ModuleNotFoundError else',
    {
      'u.py': 'try:\n    import p.gone as g\nexcept (ModuleNotFoundError, KeyError):\n    pass\nelse:\n    g.x\n',
      'p/__init__.py': '',
    },
  ],
  [
    'contextlib suppress',
    {
      'u.py': 'from contextlib import suppress\nwith suppress(ImportError):\n    from p.gone import x\n',
      'p/__init__.py': '',
    },
  ],
  ['bare except', { 'u.py': 'try:\n    from p.gone import x\nexcept:\n    pass\n', 'p/__init__.py': '' }],
  [
    'pytest raises ImportError',
    {
      'test_u.py': 'import pytest\ndef test():\n    with pytest.raises(ImportError):\n        from p import gone\n',
      'p/__init__.py': '',
    },
  ],
  [
    'unittest assertRaises',
    {
      'test_u.py':
        'class T:\n    def test(self):\n        with self.assertRaises(ImportError):\n            import p.gone\n',
      'p/__init__.py': '',
    },
  ],
  [
    'PEP 562 lazy map',
    {
      'p/__init__.py':
        '_map = {"X": ".a", "Y": ".a"}\ndef __getattr__(name):\n    if name in _map:\n        import importlib\n        return getattr(importlib.import_module(_map[name], __name__), name)\n    raise AttributeError(name)\n',
      'p/a.py': 'X = Y = 1\n',
      'u.py': 'from p import X, Y\n',
    },
  ],
  [
    'lazy_loader attach',
    {
      'p/__init__.py':
        'import lazy_loader as lazy\n__getattr__, __dir__, __all__ = lazy.attach(__name__, submodules=["s"], submod_attrs={"a": ["X"]})\n',
      'p/a.py': 'X=1\n',
      'p/s.py': '',
      'u.py': 'from p import X, s\n',
    },
  ],
  [
    'getattr via dict comprehension',
    {
      'p/__init__.py':
        '_where = {n: ".a" for n in ("X", "Y")}\ndef __getattr__(name):\n    if name not in _where:\n        raise AttributeError(name)\n    from importlib import import_module\n    return getattr(import_module(_where[name], __name__), name)\n',
      'p/a.py': 'X = Y = 1\n',
      'u.py': 'from p import X, Y\n',
    },
  ],
  [
    'getattr with updated map',
    {
      'p/__init__.py':
        '_where = {"X": ".a"}\n_where.update(Z=".a")\n_where["W"] = ".a"\ndef __getattr__(name):\n    if name in _where:\n        from importlib import import_module\n        return getattr(import_module(_where[name], __name__), name)\n    raise AttributeError(name)\n',
      'p/a.py': 'X = Z = W = 1\n',
      'u.py': 'from p import X, Z, W\n',
    },
  ],
  [
    'getattr that falls to a submodule',
    {
      'p/__init__.py':
        '_m = {"X": ".a"}\ndef __getattr__(name):\n    if name in _m:\n        return 1\n    import importlib\n    return importlib.import_module("." + name, __name__)\n',
      'p/a.py': '',
      'u.py': 'from p import X, a\n',
    },
  ],
  [
    'getattr map from other module',
    {
      'p/__init__.py':
        'from ._names import NAMES\ndef __getattr__(name):\n    if name in NAMES:\n        return 1\n    raise AttributeError(name)\n',
      'p/_names.py': 'NAMES = {"X"}\n',
      'u.py': 'from p import X\n',
    },
  ],
  [
    'getattr case-folding',
    {
      'p/__init__.py':
        '_m = {"x": 1}\ndef __getattr__(name):\n    if name.lower() in _m:\n        return _m[name.lower()]\n    raise AttributeError(name)\n',
      'u.py': 'from p import X\n',
    },
  ],
  [
    'getattr mutates map elsewhere',
    {
      'p/__init__.py':
        'REG = {"X": 1}\ndef register(n, v):\n    REG[n] = v\ndef __getattr__(name):\n    if name in REG:\n        return REG[name]\n    raise AttributeError(name)\n',
      'p/a.py': 'from p import register\nregister("Y", 1)\n',
      'u.py': 'from p import X, Y\n',
    },
  ],
  [
    'getattr map mutated by another module',
    {
      'p/__init__.py':
        'REG = {"X": 1}\ndef __getattr__(name):\n    if name in REG:\n        return REG[name]\n    raise AttributeError(name)\n',
      'p/a.py': 'import p\np.REG["Y"] = 1\n',
      'u.py': 'from p import X, Y\n',
    },
  ],
  [
    'getattr map imported and mutated',
    {
      'p/__init__.py':
        'REG = {"X": 1}\ndef __getattr__(name):\n    if name in REG:\n        return REG[name]\n    raise AttributeError(name)\n',
      'p/a.py': 'from p import REG\nREG["Y"] = 1\n',
      'u.py': 'from p import X, Y\n',
    },
  ],
  [
    'conditional version branches',
    {
      'm.py':
        'import sys\nif sys.version_info >= (3, 9):\n    from functools import cache\nelse:\n    cache = None\ntry:\n    import tomllib\nexcept ImportError:\n    import tomli as tomllib\n',
      'u.py': 'from m import cache, tomllib\n',
    },
  ],
  ['exec of literal', { 'm.py': 'exec("x = 1")\n', 'u.py': 'from m import x\n' }],
  [
    'metaclass style enum export',
    { 'm.py': 'import enum\n@enum.global_enum\nclass E(enum.Enum):\n    A = 1\n', 'u.py': 'from m import A\n' },
  ],
  [
    'decorator overload defs',
    {
      'm.py': 'from typing import overload\n@overload\ndef f(x: int) -> int: ...\ndef f(x): return x\n',
      'u.py': 'from m import f\n',
    },
  ],
  [
    'type alias statement and TypeVar',
    {
      'm.py': 'type A = int\ntype B[T] = list[T]\nclass C[T]: pass\ndef d[T](x: T) -> T: return x\n',
      'u.py': 'from m import A, B, C, d\n',
    },
  ],
  [
    'match captures',
    {
      'm.py':
        'match 1:\n    case [a, *b]:\n        pass\n    case {"k": c, **d}:\n        pass\n    case P(x=e) as f:\n        pass\n',
      'u.py': 'from m import a, b, c, d, f, e\n',
    },
  ],
  [
    'except as after use keeps others',
    {
      'm.py': 'try:\n    pass\nexcept E as err:\n    saved = err\nfinally:\n    fin = 1\n',
      'u.py': 'from m import saved, fin\n',
    },
  ],
  [
    'augmented and chained and tuple',
    {
      'm.py': 'a = b = c, d = 1, 2\n[e, (f, g)] = 1, (2, 3)\nh: int\ni: int = 2\n(j) = 1\n*k, l = 1, 2\n',
      'u.py': 'from m import a, b, c, d, e, f, g, i, j, k, l\n',
    },
  ],
  [
    'semicolons and line continuation',
    {
      'm.py': 'x = 1; y = 2; import os as z\nfrom os \\\n  import path as w\nif 1: v = 1; u_ = 2\n',
      'u.py': 'from m import x, y, z, w, v, u_\n',
    },
  ],
  ['unicode and nfkc', { 'm.py': 'ﬁne = 1\n', 'u.py': 'from m import fine\n' }],
  ['backslash CRLF', { 'm.py': 'x = 1\r\ndef f():\r\n    pass\r\n', 'u.py': 'from m import (x,\r\n  f)\r\n' }],
  ['form feed & tabs', { 'm.py': '\f\nif 1:\n\tx = 1\n\f\ny = 2\n', 'u.py': 'from m import x, y\n' }],
  ['fstring nested quotes', { 'm.py': 'x = f"{"a" + f"{1}"}"\ny = 1\n', 'u.py': 'from m import x, y\n' }],
  [
    'several services',
    {
      'svc_a/app/__init__.py': '',
      'svc_a/app/models.py': 'A=1\n',
      'svc_a/main.py': 'from app.models import A\n',
      'svc_b/app/__init__.py': '',
      'svc_b/app/models.py': 'B=1\n',
      'svc_b/main.py': 'from app.models import B\n',
      'svc_a/requirements.txt': '',
      'svc_b/requirements.txt': '',
    },
  ],
  [
    'django settings star local',
    {
      'proj/settings/__init__.py':
        'from .base import *\ntry:\n    from .local import *\nexcept ImportError:\n    pass\n',
      'proj/settings/base.py': 'X=1\n',
      'u.py': 'from proj.settings import X, LOCAL\n',
    },
  ],
  [
    'relative beyond in package of tests',
    {
      'p/__init__.py': '',
      'p/t/__init__.py': '',
      'p/t/x.py': 'from ... import p\nfrom .. import t\nfrom ..t import x\n',
    },
  ],
  [
    '__main__ import',
    { 'p/__init__.py': '', 'p/__main__.py': 'def main(): pass\n', 'u.py': 'from p.__main__ import main\n' },
  ],
  [
    'dunder names',
    {
      'p/__init__.py': '',
      'u.py': 'from p import __name__, __file__, __path__, __doc__, __spec__\nimport p\np.__dict__, p.__loader__\n',
    },
  ],
  [
    'typing only stubs package',
    {
      'p/__init__.pyi': 'from .a import X as X\n',
      'p/a.pyi': 'class X: ...\n',
      'p/__init__.py': '',
      'u.py': 'from p import X\n',
    },
  ],
  [
    'partial alias and patch',
    {
      'p/__init__.py': '',
      'p/m.py': 'import os\ndef f(): pass\n',
      'tests/test_a.py':
        'from unittest.mock import patch\nfrom p import m\n@patch("p.m.os.path.exists")\n@patch("p.m.f.attr", create=True)\n@patch.object(m.os, "listdir")\ndef test(a, b, c): pass\n',
    },
  ],
  [
    'alias reassigned',
    { 'p/__init__.py': '', 'p/a.py': 'x=1\n', 'u.py': 'import p.a\nm = p.a\nm.x\nm = object()\nm.gone\n' },
  ],
  [
    'alias conditional',
    {
      'p/__init__.py': '',
      'p/a.py': 'x=1\n',
      'p/b.py': 'y=1\n',
      'u.py': 'import p.a, p.b, sys\nm = p.a if sys.argv else p.b\nm.y\n',
    },
  ],
  [
    'alias is instance attr',
    { 'p/__init__.py': '', 'p/a.py': 'x=1\n', 'u.py': 'import p.a\nclass C:\n    m = p.a\nC.m.x\nC().m.x\n' },
  ],
  [
    'alias stored then set',
    { 'p/__init__.py': '', 'p/a.py': 'x=1\n', 'u.py': 'import p.a\nm = p.a\nm.fresh = 1\nm.fresh\n' },
  ],
  [
    'alias in function shadow',
    { 'p/__init__.py': '', 'p/a.py': 'x=1\n', 'u.py': 'import p.a\nm = p.a\ndef f(m):\n    return m.whatever\n' },
  ],
  [
    'alias of class not module',
    { 'p/__init__.py': '', 'p/a.py': 'class K:\n    z=1\n', 'u.py': 'import p.a\nK = p.a.K\nK.z\nK.other\n' },
  ],
  [
    'a star that nobody can see through, over a submodule',
    {
      'p/__init__.py': 'from .more import *\n',
      'p/more.py': 'from .gone import *\n',
      'p/color.py': 'x = 1\n',
      'u.py': 'import p.color\np.color.nope\n',
      '.gitignore': 'p/gone.py\n',
    },
  ],
  [
    'a package without __init__ that is called as its project, in part installed',
    {
      'pyproject.toml': '[project]\nname = "shop"\ndependencies = ["shop-core (==1.0)"]\n',
      'src/shop/json/__init__.py': '',
      'src/shop/shop.py': 'class Shop: pass\n',
      'src/shop/main.py':
        'from json import loads\nfrom shop.core.money import Money\nfrom shop.shop import Shop\nimport json\njson.dumps\n',
      'src/shop/util/__init__.py': 'from json import JSONDecodeError\nfrom shop.core import x\n',
    },
  ],
  [
    'a typed package without __init__',
    { 'lib/shop/py.typed': '', 'lib/shop/json/__init__.py': '', 'lib/shop/a/__init__.py': 'from json import loads\n' },
  ],
  [
    'a mock of a built-in name',
    {
      'p/__init__.py': '',
      'p/m.py': 'def f(): open("x")\n',
      'tests/test_m.py':
        'from unittest import mock\ndef test():\n    with mock.patch("p.m.open", mock.mock_open()):\n        pass\n',
    },
  ],
  [
    'a module that is no package answers for modules below it',
    {
      'p/__init__.py': '',
      'p/far.py': 'def __getattr__(name):\n    import far\n    return getattr(far, name)\n',
      'u.py': 'from p.far.away import x\n',
    },
  ],
  [
    'modules of a compiled package',
    {
      'pyproject.toml': '[tool.maturin]\nmodule-name = "p._native"\npython-source = "src"\n',
      'src/p/__init__.py': 'from p._native.deep.er import x\n',
    },
  ],
  [
    'what a module declares and another one sets',
    {
      'p/__init__.py': '',
      'p/ctx.py': 'options: dict\n',
      'p/main.py': 'from p import ctx\ndef start():\n    ctx.options = {}\n',
      'u.py': 'from p import ctx\nctx.options\n',
    },
  ],
  [
    'part of a vendored namespace that is installed as well',
    {
      'pyproject.toml': '[project]\nname = "tools"\n[project.optional-dependencies]\ntest = ["jaraco.path>=3"]\n',
      'tools/__init__.py': '',
      'tools/_vendor/jaraco/text/__init__.py': '',
      'tools/tests/test_a.py': 'from jaraco import path\nimport jaraco.path\n',
    },
  ],
  [
    'a script called as an installed package',
    { 'examples/azure.py': 'x = 1\n', 'examples/azure_ad.py': 'from azure.identity import Credential\n' },
  ],
  [
    'a module that a build makes',
    {
      'p/__init__.py': '',
      'setup.cfg': '[flake8]\nexclude = x\n[build_ext]\nmodules =\n    p/fast.py\n',
      'u.py': 'import p.fast\n',
    },
  ],
  [
    'settings that are copied into an image',
    {
      'docker/config.py': 'from .common import *\nX = 1\n',
      'settings/__init__.py': '',
      'settings/common.py': 'Y = 1\n',
    },
  ],
  [
    'a stub of compiled code that does not tell of everything',
    {
      'p/__init__.py': '',
      'p/_helper.c': '',
      'p/_helper.pyi': 'def known(): ...\n',
      'p/a.py': 'from p._helper import known, other\n',
    },
  ],
  [
    'a vendored namespace with a package called as one of the standard library',
    {
      'tools/__init__.py': '',
      'tools/_vendor/jaraco/functools/__init__.py': 'import functools\nfunctools.wraps\n',
      'tools/_vendor/jaraco/text/__init__.py': 'from functools import reduce\nfrom jaraco.functools import functools\n',
    },
  ],
  [
    'a package that another object takes the place of',
    {
      'p/__init__.py': '',
      'p/types/__init__.py': 'import sys\nsys.modules[__name__] = redirect("p.core.types")\n',
      'p/core/types/misc.py': 'x = 1\n',
      'u.py': 'import p.types.misc\n',
    },
  ],
  [
    'a module of samples called as an installed package',
    {
      'examples/azure.py': 'x = 1\n',
      'examples/responses/__init__.py': '',
      'examples/realtime/a.py': 'from azure.identity.aio import Credential\n',
      'examples/b.py': 'from azure.identity import Credential\n',
    },
  ],
  [
    'a module whose class is another one',
    {
      'm.py':
        'import sys, types\nclass M(types.ModuleType):\n    @property\n    def gone(self): return 1\nsys.modules[__name__].__class__ = M\n',
      'u.py': 'import m\nm.gone\nfrom m import gone\n',
    },
  ],
  [
    '__all__ that a decorator, a function or globals fill',
    {
      'a.py':
        '__all__ = ["x"]\ndef public(f):\n    __all__.append(f.__name__)\n    return f\nx = 1\n@public\ndef y(): pass\n',
      'b.py': 'z = 1\n__all__ = []\ndef add(names): names.append("z")\nadd(__all__)\n',
      'c.py': 'w = 1\n__all__ = []\nglobals()["__all__"].append("w")\n',
      'q.py': 'from a import *\nfrom b import *\nfrom c import *\n',
      'u.py': 'from q import x, y, z, w\n',
    },
  ],
]

export const BROKEN_PYTHON: [string, Tree, string[]][] = [
  [
    'members of a module that is gone',
    {
      'app/__init__.py': '',
      'app/here.py': 'x = 1\n',
      'u.py': 'import app.gone as g\nimport app.here as h\n\ndef f():\n    del g.K\n    return h.y\n',
    },
    ['u.py app.gone', 'u.py app.here.y'],
  ],
  [
    'what only another module lists',
    {
      'lst.py': '__all__ = ["x"]\nx = 1\ny = 2\n',
      'more.py': '__all__ = ["x"]\nx = 1\n',
      'star.py': 'from lst import *\n',
      'add.py': 'import lst\nimport more\nmore.__all__.append("y")\nprint(lst.__all__)\n',
      'u.py': 'from star import x, y\n',
    },
    ['u.py star#y'],
  ],
  [
    'a module that another one hands on',
    {
      'p/__init__.py': 'from .other import sub\nfrom .star import *\nimport p.real as third\n',
      'p/other.py': 'from .deep import sub\n',
      'p/star.py': 'from .deep import sub as starred\nimport p.real as real\n',
      'p/deep/__init__.py': '',
      'p/deep/sub.py': 'x = 1\n',
      'p/real.py': 'x = 1\n',
      'u.py':
        'from p import sub, real, third\nfrom p.star import starred\nfrom p.other import sub as direct\nimport p\nsub.gone1\nstarred.gone2\nreal.gone3\nthird.gone4\ndirect.gone5\np.sub.gone6\np.real.gone7\nsub.x + starred.x + real.x + third.x\n',
    },
    [
      'u.py p.deep.sub.gone1',
      'u.py p.deep.sub.gone2',
      'u.py p.deep.sub.gone5',
      'u.py p.deep.sub.gone6',
      'u.py p.real.gone3',
      'u.py p.real.gone4',
      'u.py p.real.gone7',
    ],
  ],
  [
    'closed getattr beside a stale __all__',
    {
      'p/__init__.py':
        '__all__ = ["X", "Gone"]\n_d = {"X": ".a"}\ndef __getattr__(name):\n    if name in _d:\n        return 1\n    raise AttributeError(name)\n',
      'u.py': 'from p import X, Gone\n',
    },
    ['u.py p#Gone'],
  ],
  [
    'closed getattr',
    {
      'p/__init__.py':
        '_map = {"X": ".a"}\ndef __getattr__(name):\n    if name in _map:\n        import importlib\n        return getattr(importlib.import_module(_map[name], __name__), name)\n    raise AttributeError(name)\n',
      'p/a.py': 'X = 1\n',
      'u.py': 'from p import X, Gone\n',
    },
    ['u.py p#Gone'],
  ],
  [
    'closed getattr not in',
    {
      'p/__init__.py':
        '_map = {"X": ".a"}\ndef __getattr__(name):\n    if name not in _map:\n        raise AttributeError(name)\n    import importlib\n    return getattr(importlib.import_module(_map[name], __name__), name)\n',
      'p/a.py': 'X = 1\n',
      'u.py': 'from p import X, Gone\n',
    },
    ['u.py p#Gone'],
  ],
  [
    'closed getattr equality',
    {
      'p/__init__.py':
        'def __getattr__(name):\n    if name == "X":\n        from .a import X\n        return X\n    raise AttributeError(f"module has no attribute {name}")\n',
      'p/a.py': 'X = 1\n',
      'u.py': 'from p import X, Gone\n',
    },
    ['u.py p#Gone'],
  ],
  [
    'closed getattr comprehension',
    {
      'p/__init__.py':
        '_where = {n: ".a" for n in ("X", "Y")}\ndef __getattr__(name):\n    if name not in _where:\n        raise AttributeError(name)\n    from importlib import import_module\n    return getattr(import_module(_where[name], __name__), name)\n',
      'p/a.py': 'X = Y = 1\n',
      'u.py': 'from p import X, Y, Gone\n',
    },
    ['u.py p#Gone'],
  ],
  [
    'closed getattr submodule fallback',
    {
      'p/__init__.py':
        '_m = {"X": ".a"}\ndef __getattr__(name):\n    if name in _m:\n        return 1\n    import importlib\n    return importlib.import_module("." + name, __name__)\n',
      'p/a.py': '',
      'u.py': 'from p import X, a, gone\n',
    },
    ['u.py p#gone'],
  ],
  [
    'deprecated getattr dict get',
    {
      'p/__init__.py':
        '_d = {"X": "Y"}\ndef __getattr__(name):\n    new = _d.get(name)\n    if new is None:\n        raise AttributeError(name)\n    return globals()[new]\nY = 1\n',
      'u.py': 'from p import X, Gone\n',
    },
    ['u.py p#Gone'],
  ],
  [
    'closed getattr: a walrus',
    {
      'p/__init__.py':
        '_d = {"X": ".a"}\ndef __getattr__(name):\n    if (where := _d.get(name)) is None:\n        raise AttributeError(name)\n    return where\n',
      'u.py': 'from p import X, Gone\n',
    },
    ['u.py p#Gone'],
  ],
  [
    'closed getattr: a helper',
    {
      'p/__init__.py':
        '_d = {"X": ".a"}\ndef __getattr__(name):\n    return _load(name)\ndef _load(key):\n    try:\n        return _d[key]\n    except KeyError:\n        raise AttributeError(key) from None\n',
      'u.py': 'from p import X, Gone\n',
    },
    ['u.py p#Gone'],
  ],
  [
    'closed getattr that remembers',
    {
      'p/__init__.py':
        '_d = frozenset({"X"})\ndef __getattr__(name):\n    if name in _d:\n        globals()[name] = 1\n        return 1\n    raise AttributeError(name)\n',
      'u.py': 'from p import X, Gone\n',
    },
    ['u.py p#Gone'],
  ],
  [
    'alias m = pkg.mod',
    { 'p/__init__.py': '', 'p/a.py': 'x=1\n', 'u.py': 'import p.a\nm = p.a\nm.x\nm.gone\n' },
    ['u.py p.a.gone'],
  ],
  [
    'alias in function',
    { 'p/__init__.py': '', 'p/a.py': 'x=1\n', 'u.py': 'from p import a\ndef f():\n    m = a\n    return m.gone\n' },
    ['u.py p.a.gone'],
  ],
  [
    'alias of alias',
    { 'p/__init__.py': '', 'p/a.py': 'x=1\n', 'u.py': 'import p\nimport p.a\nq = p\nr = q.a\nr.gone\n' },
    ['u.py p.a.gone'],
  ],
  [
    'star misses underscore',
    { 'p/__init__.py': 'from .a import *\n', 'p/a.py': '_x=1\ny=1\n', 'u.py': 'from p import y, _x\n' },
    ['u.py p#_x'],
  ],
  ['del at module', { 'm.py': 'x=1\ndel x\n', 'u.py': 'from m import x\n' }, ['u.py m#x']],
  ['class body name', { 'm.py': 'class C:\n    x=1\n', 'u.py': 'from m import x\n' }, ['u.py m#x']],
  ['function local', { 'm.py': 'def f():\n    x=1\n', 'u.py': 'from m import x\n' }, ['u.py m#x']],
  ['comprehension variable', { 'm.py': 'y=[x for x in ()]\n', 'u.py': 'from m import x\n' }, ['u.py m#x']],
  ['lambda param', { 'm.py': 'y=lambda x: x\n', 'u.py': 'from m import x\n' }, ['u.py m#x']],
  [
    'except name unbound',
    { 'm.py': 'try:\n    pass\nexcept E as err:\n    pass\n', 'u.py': 'from m import err\n' },
    ['u.py m#err'],
  ],
  ['in string', { 'm.py': '"""\nx = 1\n"""\n', 'u.py': 'from m import x\n' }, ['u.py m#x']],
  ['commented', { 'm.py': '# x = 1\n', 'u.py': 'from m import x\n' }, ['u.py m#x']],
  ['annotation only', { 'm.py': 'x: int\n', 'u.py': 'from m import y\n' }, ['u.py m#y']],
  ['moved submodule', { 'p/__init__.py': '', 'p/new.py': 'x=1\n', 'u.py': 'from p.old import x\n' }, ['u.py p.old']],
  [
    'relative sibling gone',
    { 'p/__init__.py': '', 'p/a.py': 'from .b import x\nfrom . import c\n' },
    ['p/a.py .b', 'p/a.py .#c'],
  ],
  [
    'relative grandparent',
    { 'p/__init__.py': '', 'p/q/__init__.py': '', 'p/q/a.py': 'from ..gone import x\nfrom .. import nope\n' },
    ['p/q/a.py ..gone', 'p/q/a.py ..#nope'],
  ],
  ['in function', { 'p/__init__.py': '', 'u.py': 'def f():\n    from p.gone import x\n' }, ['u.py p.gone']],
  [
    'type checking',
    { 'p/__init__.py': '', 'u.py': 'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from p.gone import x\n' },
    ['u.py p.gone'],
  ],
  ['import as', { 'p/__init__.py': '', 'u.py': 'import p.gone as g\n' }, ['u.py p.gone']],
  [
    'parenthesised multi',
    { 'p/__init__.py': 'a=1\n', 'u.py': 'from p import (\n  a,\n  b as c,  # note\n)\n' },
    ['u.py p#b'],
  ],
  ['star of missing', { 'p/__init__.py': 'from .gone import *\n' }, ['p/__init__.py .gone']],
  [
    'patch string',
    {
      'p/__init__.py': '',
      'p/m.py': 'def f(): pass\n',
      'tests/test_a.py': 'from unittest.mock import patch\n@patch("p.m.gone")\ndef test(a): pass\n',
    },
    ['tests/test_a.py p.m.gone'],
  ],
  [
    'two level attribute',
    { 'p/__init__.py': '', 'p/q/__init__.py': '', 'p/q/m.py': 'x=1\n', 'u.py': 'import p.q.m\np.q.m.gone()\n' },
    ['u.py p.q.m.gone'],
  ],
  [
    'decorator use',
    { 'p/__init__.py': '', 'p/m.py': 'x=1\n', 'u.py': 'from p import m\n@m.gone\ndef f(): pass\n' },
    ['u.py p.m.gone'],
  ],
  [
    'base class',
    { 'p/__init__.py': '', 'p/m.py': 'x=1\n', 'u.py': 'from p import m\nclass A(m.Gone): pass\n' },
    ['u.py p.m.Gone'],
  ],
  [
    'default argument',
    { 'p/__init__.py': '', 'p/m.py': 'x=1\n', 'u.py': 'from p import m\ndef f(a=m.gone): pass\n' },
    ['u.py p.m.gone'],
  ],
  [
    'fstring',
    { 'p/__init__.py': '', 'p/m.py': 'x=1\n', 'u.py': 'from p import m\ny = f"{m.gone}"\n' },
    ['u.py p.m.gone'],
  ],
  ['stub says no', { 'p/__init__.py': '', 'p/a.pyi': 'x: int\n', 'u.py': 'from p.a import y\n' }, ['u.py p.a#y']],
  ['explicit all missing', { 'p/__init__.py': '__all__ = ["a"]\na = 1\n', 'u.py': 'from p import b\n' }, ['u.py p#b']],
  ['circular', { 'a.py': 'from b import y\nx=1\n', 'b.py': 'from a import x, z\ny=1\n' }, ['b.py a#z']],
  [
    'conditional import',
    { 'p/__init__.py': '', 'u.py': 'import sys\nif sys.platform == "win32":\n    from p.gone import x\n' },
    ['u.py p.gone'],
  ],
  ['semicolon import', { 'p/__init__.py': '', 'u.py': 'x = 1; from p import gone\n' }, ['u.py p#gone']],
  [
    'nested package rename',
    {
      'p/__init__.py': '',
      'p/new/__init__.py': '',
      'p/new/x.py': 'y=1\n',
      'u.py': 'import p.old.x\nfrom p.old import x\n',
    },
    ['u.py p.old.x', 'u.py p.old'],
  ],
  [
    'async and await',
    {
      'p/__init__.py': '',
      'p/m.py': 'x=1\n',
      'u.py': 'from p import m\nasync def f():\n    async with m.gone() as g:\n        await m.x\n',
    },
    ['u.py p.m.gone'],
  ],
  [
    'type hints quoted',
    {
      'p/__init__.py': '',
      'p/m.py': 'x=1\n',
      'u.py': 'from __future__ import annotations\nfrom p import m\ndef f(a: m.Gone) -> "list[m.Other]": ...\n',
    },
    ['u.py p.m.Gone', 'u.py p.m.Other'],
  ],
  [
    'a star that leaves a submodule alone',
    {
      'p/__init__.py': 'from .types import *\n',
      'p/types.py': "__all__ = ['t']\nt = 1\ndef __getattr__(name): return name\n",
      'p/color.py': 'x = 1\n',
      'u.py': 'import p.color\np.color.x\np.color.gone\n',
    },
    ['u.py p.color.gone'],
  ],
  [
    'a package without __init__ that is called as its project',
    {
      'pyproject.toml': '[project]\nname = "shop"\n',
      'src/shop/json/__init__.py': '',
      'src/shop/main.py': 'from shop.gone import x\nfrom shop.json import y\n',
    },
    ['src/shop/main.py shop.gone', 'src/shop/main.py shop.json#y'],
  ],
  [
    'a mock of a name that is not built in',
    {
      'p/__init__.py': '',
      'p/m.py': 'def f(): open("x")\n',
      'tests/test_m.py': 'from unittest import mock\nmock.patch("p.m.opened")\n',
    },
    ['tests/test_m.py p.m.opened'],
  ],
  [
    'a module that checkers are told of',
    {
      'p/__init__.py': '',
      'p/test_multipart.py': '',
      'pyproject.toml':
        "[tool.mypy]\nstrict = true\n[[tool.mypy.overrides]]\nmodule = [\n  'p.gone',\n]\n[tool.ruff.lint.per-file-ignores]\n'p/old.py' = ['E']\n",
      'setup.cfg': '# p/test_multipart.py is slow\n[tool:pytest]\naddopts = --ignore=p/older.py\n',
      'u.py': 'import p.gone\nimport p.old\nimport p.multipart\nimport p.older\n',
    },
    ['u.py p.gone', 'u.py p.multipart', 'u.py p.old', 'u.py p.older'],
  ],
  [
    'a module beside, in a namespace that is in use',
    {
      'app/main.py': 'from .common import *\n',
      'app/other.py': 'from .main import x\n',
      'settings/common.py': 'Y = 1\n',
    },
    ['app/main.py .common'],
  ],
  [
    'a package that became a module',
    { 'tools.py': 'x = 1\n', 'u.py': 'from tools.deep import x\n' },
    ['u.py tools.deep'],
  ],
  [
    '__all__ that is read only',
    {
      'a.py': '__all__ = ["x"]\nx = y = 1\ndef __dir__():\n    return sorted(__all__)\nassert len(__all__) == 1\n',
      'q.py': 'from a import *\n',
      'u.py': 'from q import x, y\n',
    },
    ['u.py q#y'],
  ],
]
