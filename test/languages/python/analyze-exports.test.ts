import { describe, expect, it } from 'vitest'
import { scanPythonSurface } from '../../../src/languages/python/scan-surface.ts'
import { analyze, renderImports, renderStrings } from './analyze-support.ts'

/** Source and the names the module has when it is done; the analysis and the scan of the outside must both say so. */
const CASES: readonly (readonly [source: string, names: string])[] = [
  ['x = 1', 'x'],
  ['x = y = 1', 'x y'],
  ['a, (b, *c), [d] = e', 'a b c d'],
  ['a.b, c[d], e = f', 'e'],
  ['x: int = 1\ny: int', 'x'],
  ['(x): int = 1', 'x'],
  ['x += 1', 'x'],
  ['x == 1', ''],
  ['x = lambda a=1: a', 'x'],
  ['x = a if b else lambda c=1, *d: c', 'x'],
  ['f(a=1)[b] = 2', ''],
  ['x = f(a=1)', 'x'],
  ['x = """\ny = 1\n"""', 'x'],
  ['"""doc\nx = 1\n"""', ''],
  ['def f(a=1): b = 2', 'f'],
  ['async def f():\n    x = 1', 'f'],
  ['class A(B, metaclass=C):\n    x = 1\n    def f(self): pass', 'A'],
  ['@d(x=1)\ndef f(): pass', 'f'],
  ['for i, (j, *k) in x: l = 1\nelse: m = 1', 'i j k l m'],
  ['async def f():\n    async for x in y: pass', 'f'],
  ['while x: y = 1', 'y'],
  ['with a as b, c() as (d, e): f = 1', 'b d e f'],
  ['with (a as b, c as d.e,): pass', 'b'],
  ['try:\n    a = 1\nexcept E as b:\n    c = 1\nelse:\n    d = 1\nfinally:\n    e = 1', 'a c d e'],
  ['try: pass\nexcept E as e: pass\ne = 1', 'e'],
  [
    'match x:\n    case {"a": a, **b}: c = 1\n    case [d, *e] | (d as e): pass\n    case F(g, h=i): pass\n    case j.k: pass\n    case _: pass',
    'a b c d e g i',
  ],
  ['match = 1\ncase = 2\ntype = 3', 'match case type'],
  ['match(x)\ncase[y]\nmatch.a = 1', ''],
  ['type X = int\ntype Y[T] = list[T]', 'X Y'],
  ['if (x := 1) and [y := z for z in w]: pass', 'x y'],
  ['def f():\n    global x, y\n    x = 1\n    def g():\n        y = 2', 'f x'],
  ['def f():\n    global a\n    import a\n    global b\n    for b in c: pass', 'a b f'],
  ['class A:\n    global x\n    def x(self): pass', 'A x'],
  ['import a.b, c as d\nfrom e import f as g, h\nfrom i import *', 'a d g h'],
  ['def f():\n    import a\n    b = 1', 'f'],
  ['x = 1\ndel x', ''],
  ['x = 1\nif y: del x', 'x'],
  ['x = 1\ndel x\nx = 2', 'x'],
  ['def f():\n    global x\n    x = 1\ndel x', 'f x'],
  ['for i in x: pass\ndel i', ''],
  ['a = 1; b = 2; import c', 'a b c'],
  ['if x: a = 1; b = 2', 'a b'],
  ['if x:\n    if y:\n        a = 1\n    def f():\n        b = 1\n    c = 1', 'a c f'],
  ['x = [\n1,\n2]\ny = (3 +\n4)', 'x y'],
  ['x = 1 \\\n    + y\nz = 1', 'x z'],
  ['x = f"{a=} {b:=1}" # y = 1\n', 'x'],
  ['if True:\n\tx = 1\n\ty = 2\nz = 3', 'x y z'],
  ['print(x, end="")\nassert a == b, "c = 1"', ''],
  ['été = 1\ndef naïve(): pass', 'naïve été'],
  ['x = yield_ = 1\r\ny = 2\r\n\r\ndef f():\r\n    z = 1\r\n', 'f x y yield_'],
  ['x = 1\ry = 2\rdef f():\r    z = 1\r', 'f x y'],
  ['\f\nx = 1\n\f\ndef f():\n    y = 1\n', 'f x'],
]

describe('exports', () => {
  it.each(CASES)('%j', (source, names) => {
    const expected = names
      .split(' ')
      .filter((name) => name !== '')
      .sort()
    const facts = analyze(`${source}\n`)
    expect(facts.problem).toBeNull()
    expect(facts.exports.map(({ name }) => name).sort()).toEqual(expected)
    expect([...scanPythonSurface(`${source}\n`).bound].sort()).toEqual(expected)
    expect([...scanPythonSurface(new TextEncoder().encode(`\uFEFF${source}`)).bound].sort()).toEqual(expected)
  })

  it('takes an annotation for a declaration in a stub', () => {
    expect(analyze('x: int\n', 'a.pyi').exports.map(({ name }) => name)).toEqual(['x'])
    expect([...scanPythonSurface('x: int\n', true).bound]).toEqual(['x'])
  })

  it.each([
    ['def __getattr__(name): pass', true],
    ['__getattr__ = make()', true],
    ['globals()["x"] = 1', true],
    ['globals().update(x)', true],
    ['def f(): globals()["x"] = 1', true],
    ['globals()["x"]', false],
    ['vars()["x"] = 1', true],
    ['def f(): locals()["x"] = 1', false],
    ['import sys\nsetattr(sys.modules[__name__], "x", 1)', true],
    ['import sys\nm = sys.modules[__name__]\nfor n in x: setattr(m, n, 1)', true],
    ['import sys\nsys.modules[__name__] = x', true],
    ['import sys\nsys.modules["other"] = x', false],
    ['exec("x = 1")', true],
    ['def f(): exec("x = 1")', false],
    ['def f(): exec("x = 1", globals())', true],
    ['import enum\nenum.IntEnum._convert_("A", __name__, f)', true],
    ['import enum\n@enum.global_enum\nclass A: pass', true],
    ['x = 1', false],
  ])('dynamic: %s', (source, dynamic) => {
    expect(analyze(`${source}\n`).dynamicExports).toBe(dynamic)
    if (dynamic) expect(scanPythonSurface(`${source}\n`).dynamic).toBe(true)
  })
})

describe('lazy exports', () => {
  const lazyOf = (source: string, path = 'pkg/__init__.py'): string[] => {
    return analyze(source, path).lazyExports.map(
      ({ name, specifier, imported }) => `${name} = ${specifier}#${imported}`,
    )
  }
  const GETATTR = 'import importlib\ndef __getattr__(name):\n'

  it.each([
    [`_M = {"X": "a.b"}\n${GETATTR}    return getattr(importlib.import_module(_M[name]), name)\n`, ['X = a.b#X']],
    [
      `_M = {"X": ".b"}\n${GETATTR}    return getattr(importlib.import_module(_M[name], __name__), name)\n`,
      ['X = .b#X'],
    ],
    [
      `_M = {"X": "b"}\n${GETATTR}    return getattr(importlib.import_module("." + _M[name], __name__), name)\n`,
      ['X = .b#X'],
    ],
    [
      `_M = {"X": "b"}\n${GETATTR}    return getattr(importlib.import_module(f".{_M[name]}", __package__), name)\n`,
      ['X = .b#X'],
    ],
    [
      `_M = {"X": "b"}\n${GETATTR}    return getattr(importlib.import_module(f"{__name__}.{_M[name]}"), name)\n`,
      ['X = .b#X'],
    ],
    [
      `_M = {"X": "b"}\n${GETATTR}    return getattr(importlib.import_module(__name__ + "." + _M[name]), name)\n`,
      ['X = .b#X'],
    ],
    [
      `_M = {"X": ("a.b", "Y"), "Z": ("a.c", None)}\n${GETATTR}    m, a = _M[name]\n    return getattr(importlib.import_module(m), a)\n`,
      ['X = a.b#Y', 'Z = a.c#null'],
    ],
    [
      `_M: dict[str, str] = {"X": "a.b:Y"}\n${GETATTR}    m, _, a = _M[name].partition(":")\n    return getattr(importlib.import_module(m), a)\n`,
      ['X = a.b#Y'],
    ],
    [
      `_M = {"X": "a.b.Y"}\n${GETATTR}    m, a = _M[name].rsplit(".", 1)\n    return getattr(importlib.import_module(m), a)\n`,
      ['X = a.b#Y'],
    ],
    [`_M = {"x": "a.x"}\n${GETATTR}    return importlib.import_module(_M[name])\n`, ['x = a.x#null']],
    [
      `_M = {"X": "a"}\ndef _load(n):\n    return getattr(importlib.import_module(_M[n]), n)\n${GETATTR}    return _load(name)\n`,
      ['X = a#X'],
    ],
    [
      `${GETATTR}    if name == "X":\n        from .b import Y as X\n        return X\n    elif name in ("P", "Q"):\n        from . import r\n        return getattr(r, name)\n    raise AttributeError(name)\n`,
      ['X = .b#Y', 'P = .r#P', 'Q = .r#Q'],
    ],
    [`${GETATTR}    if name == "X":\n        return importlib.import_module("a.b").Y\n`, ['X = a.b#Y']],
    [
      'import lazy_loader as lazy\n__getattr__, __dir__, __all__ = lazy.attach(__name__, ["sub"], {"mod": ["X", "Y"]})\n',
      ['sub = .sub#null', 'X = .mod#X', 'Y = .mod#Y'],
    ],
    ['import sys\n_S = {"mod.a": ["X"]}\nsys.modules[__name__] = _LazyModule(__name__, f, _S)\n', ['X = .mod.a#X']],
    ['_M = {"X": "a.b"}\n', []],
  ])('%s', (source, lazy) => {
    expect(lazyOf(source)).toEqual(lazy)
    if (lazy.length > 0) expect(analyze(source).dynamicExports).toBe(true)
  })

  it('lists keys as public names and modules as imports', () => {
    const source = `_M = {"X": "a.b", "Y": ("c", "Z")}\n${GETATTR}    return getattr(importlib.import_module(_M[name]), name)\n`
    expect(renderStrings(source)).toEqual(['public-name string X', 'public-name string Y'])
    expect(renderImports(source).slice(0, 2)).toEqual([
      'dynamic-import a.b: X exported as X',
      'dynamic-import c: Z exported as Y',
    ])
  })
})
