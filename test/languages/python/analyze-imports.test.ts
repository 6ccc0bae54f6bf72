import { describe, expect, it } from 'vitest'
import { analyze, renderImports, renderPlace, slice } from './analyze-support.ts'

describe('import statements', () => {
  it.each([
    ['import a', ['import a: namespace as a']],
    ['import a.b.c', ['import a.b.c: namespace as a denotes a']],
    ['import a.b as c, d', ['import a.b: namespace as c', 'import d: namespace as d']],
    ['from a.b import C as D, E', ['import a.b: C as D, E']],
    ['from . import x', ['import .: x']],
    ['from ... import x', ['import ...: x']],
    ['from .. . a . b import (x,\n  # why\n  y as z,)', ['import ...a.b: x, y as z']],
    ['from a import *', ['import a: star']],
    ['from a import \\\n    b, \\\n    c', ['import a: b, c']],
    ['import a; from b import c; import d', ['import a: namespace as a', 'import b: c', 'import d: namespace as d']],
    ['if x: import a', ['import a: namespace as a']],
    ['lazy from a import b', ['import a: b']],
  ])('%s', (source, imports) => {
    expect(renderImports(`${source}\n`)).toEqual(imports)
  })

  it('knows every span', () => {
    const text = 'x = 1; from .a import (B as C,  # why\n  D); y\nimport e.f, g as h\n'
    const [from, dotted, aliased] = analyze(text).imports
    expect(slice(text, from?.specifierSpan ?? null)).toBe('.a')
    expect(slice(text, from?.statement ?? null)).toBe('from .a import (B as C,  # why\n  D);')
    expect(
      from?.names.map(({ span, importedSpan, localSpan }) =>
        [span, importedSpan, localSpan].map((each) => slice(text, each)),
      ),
    ).toEqual([
      ['B as C', 'B', 'C'],
      ['D', 'D', 'D'],
    ])
    expect(
      [dotted?.specifierSpan, dotted?.names[0]?.span, dotted?.names[0]?.localSpan].map((each) =>
        slice(text, each ?? null),
      ),
    ).toEqual(['e.f', 'e.f', 'e'])
    expect(
      [aliased?.statement, aliased?.names[0]?.span, aliased?.names[0]?.localSpan].map((each) =>
        slice(text, each ?? null),
      ),
    ).toEqual(['import e.f, g as h', 'g as h', 'h'])
  })

  it('ties names to bindings, through global as well', () => {
    const facts = analyze('def f():\n    global g\n    import g\n    import h\n')
    const [g, h] = facts.imports.map(({ names }) => facts.bindings[names[0]?.local ?? -1])
    expect([g?.name, g?.scope, h?.name, facts.scopes[h?.scope ?? 0]?.kind]).toEqual(['g', 0, 'h', 'function'])
  })

  it('says when the module itself is handed on', () => {
    expect(renderImports('import a\nf(a)\n')).toEqual(['import a: namespace as a escapes'])
    expect(renderImports('import a\nb = a\na.c(getattr(a, "d"))\n')).toEqual(['import a: namespace as a'])
  })
})

describe('places of imports', () => {
  const placesOf = (text: string, path?: string): string[] => {
    return analyze(text, path).imports.map(({ specifier, place }) => `${specifier}: ${renderPlace(place)}`)
  }

  it('tells when they run', () => {
    const text = `import a
def f():
    import b
    class C:
        import c
class D:
    import d
    async def g(self): import e
if TYPE_CHECKING:
    import t
    def h():
        import u
elif x: import v
`
    expect(placesOf(text)).toEqual([
      'a: import-time',
      'b: run-time',
      'c: run-time',
      'd: import-time',
      'e: run-time',
      't: type-only, condition 0.0',
      'u: type-only, condition 0.0',
      'v: import-time, condition 0.1',
    ])
    expect(placesOf('import a\n', 'a/b.pyi')).toEqual(['a: type-only'])
  })

  it.each([
    ['TYPE_CHECKING', 'type-only', 'import-time'],
    ['typing.TYPE_CHECKING', 'type-only', 'import-time'],
    ['not TYPE_CHECKING', 'import-time', 'type-only'],
    ['TYPE_CHECKING and x', 'type-only', 'import-time'],
    ['TYPE_CHECKING or x', 'import-time', 'import-time'],
    ['MYPY', 'type-only', 'import-time'],
    ['False', 'type-only', 'import-time'],
    ['0', 'type-only', 'import-time'],
    ['x', 'import-time', 'import-time'],
  ])('if %s', (test, body, otherwise) => {
    expect(placesOf(`if ${test}:\n    import a\nelse:\n    import b\n`)).toEqual([
      `a: ${body}, condition 0.0`,
      `b: ${otherwise}, condition 0.1`,
    ])
  })

  it.each([
    ['except ImportError:\n    pass', true],
    ['except ModuleNotFoundError:\n    pass', true],
    ['except (ValueError, ImportError):\n    pass', true],
    ['except Exception:\n    pass', true],
    ['except:\n    pass', true],
    ['except builtins.ImportError:\n    pass', true],
    ['except ImportError:\n    raise', false],
    ['except ImportError as e:\n    log(e)\n    raise Other from e', false],
    ['except ImportError:\n    if x:\n        raise', true],
    ['except ImportError:\n    if x:\n        raise\n    else:\n        raise Other', false],
    ['except ImportError:\n    sys.exit(1)', false],
    ['except ImportError:\n    return\n    raise', true],
  ])('a handler %j', (handler, swallowed) => {
    const indented = handler.replaceAll('\n', '\n    ')
    const text = `def f():\n    try:\n        import a\n    ${indented}\n        import b\n    else:\n        import c\n    finally:\n        import d\n`
    expect(placesOf(text)).toEqual([
      `a: run-time, import-error 0.0${swallowed ? ' swallowed' : ''}`,
      'b: run-time, import-error 0.1',
      'c: run-time, import-error 0.0',
      'd: run-time',
    ])
  })

  it('takes other handlers for no guard', () => {
    expect(placesOf('try:\n    import a\nexcept ValueError:\n    import b\n')).toEqual([
      'a: import-time',
      'b: import-time',
    ])
  })

  it('knows that a handler around a definition does not guard its body', () => {
    expect(
      placesOf('try:\n    def f():\n        import a\n    class C:\n        import b\nexcept ImportError: pass\n'),
    ).toEqual(['a: run-time, import-error 0.0', 'b: import-time, import-error 0.0 swallowed'])
  })

  it('knows suppress, and chains of conditions', () => {
    expect(
      placesOf('with contextlib.suppress(ImportError), x:\n    import a\nwith suppress(KeyError): import b\n'),
    ).toEqual(['a: import-time, import-error 0.0 swallowed', 'b: import-time'])
    const text = 'if a: import a\nelif b: import b\nelse:\n    if c: import c\n'
    expect(placesOf(text)).toEqual([
      'a: import-time, condition 0.0',
      'b: import-time, condition 0.1',
      'c: import-time, condition 1.0, condition 0.2',
    ])
  })
})

describe('modules in strings', () => {
  const body = (source: string): string[] => renderImports(`${source}\n`).filter((line) => !line.startsWith('import '))

  it.each([
    ['import importlib\nimportlib.import_module("a.b")', ['dynamic-import a.b: ']],
    ['from importlib import import_module as im\nx = im("a.b")', ['dynamic-import a.b: namespace as x']],
    ['import importlib\nf(importlib.import_module("a.b"))', ['dynamic-import a.b:  escapes']],
    ['import importlib\nimportlib.import_module("a.b").C.d(1)', ['dynamic-import a.b: C.d()']],
    ['import importlib\nC = importlib.import_module("a.b").C', ['dynamic-import a.b: C']],
    ['import importlib\nD = importlib.import_module("a.b").C', ['dynamic-import a.b: C as D']],
    ['import importlib\nx = importlib.import_module("a.b").C()', ['dynamic-import a.b: C()']],
    ['import importlib\ngetattr(importlib.import_module("a.b"), "C")', ['dynamic-import a.b: C']],
    ['import importlib\nimportlib.import_module(".b", __package__)', ['dynamic-import .b: ']],
    ['import importlib\nimportlib.import_module("..b", package="p.q")', ['dynamic-import p.b:  !editable']],
    ['import importlib\nimportlib.import_module(".b", __name__)', ['dynamic-import .mod.b:  !editable']],
    ['import importlib\nimportlib.import_module(name="a.b")', ['dynamic-import a.b: ']],
    ['import importlib\nM = "a"\nimportlib.import_module(f"{M}.b")', ['dynamic-import a.b:  !editable']],
    ['__import__("a.b").b.C', ['dynamic-import a.b: namespace.b.C denotes a']],
    ['x = __import__("a.b", fromlist=["C"])', ['dynamic-import a.b: namespace as x']],
    ['__import__("b", globals(), locals(), ["C"], 1).C', ['dynamic-import .b: C !editable']],
    ['import pytest\nx = pytest.importorskip("a.b", reason="r")', ['resolve-string a.b: namespace as x']],
    ['from importlib.util import find_spec\nif find_spec("a.b"): pass', ['resolve-string a.b: ']],
    ['import runpy\nrunpy.run_module("a.b")', ['resolve-string a.b: ']],
    ['import sys\nsys.modules["a.b"].C', ['resolve-string a.b: C']],
    ['from sys import modules as ms\ndel ms["a.b"]', ['resolve-string a.b: ']],
    ['import sys\nif "a.b" in sys.modules: sys.modules.pop("a.b")', ['resolve-string a.b: ', 'resolve-string a.b: ']],
    ['import sys\ndef f(monkeypatch): monkeypatch.setitem(sys.modules, "a.b", None)', ['resolve-string a.b: ']],
    ['import sys\nfrom unittest import mock\nmock.patch.dict(sys.modules, {"a.b": 1, **x})', ['resolve-string a.b: ']],
    ['from importlib import resources\nresources.files("a.b")', ['resolve-string a.b: ']],
    ['obj.import_module("a.b")', []],
    ['def __import__(x): pass\n__import__("a.b")', []],
  ])('%s', (source, imports) => {
    expect(body(source)).toEqual(imports)
  })

  it.each([
    ['import importlib\nimportlib.import_module(name)', ['computed import_module']],
    ['import importlib\nimportlib.import_module(f"a.{name}")', ['f-string in import_module']],
    ['__import__(name)', ['computed __import__']],
    ['exec(code)\neval(code)\nexec("x = 1")', ['exec of computed code', 'eval of computed code']],
    ['import m\ngetattr(m, name)\ngetattr(m.x, name)\ngetattr(y, name)', ['getattr with a computed name on a module']],
    [
      'from unittest.mock import patch\npatch(f"{name}.X")\npatch(target)',
      ['f-string in mock.patch', 'computed target of mock.patch'],
    ],
  ])('lists what cannot be analysed: %s', (source, what) => {
    expect(analyze(`${source}\n`).unanalysable.map((place) => place.what)).toEqual(what)
  })
})
