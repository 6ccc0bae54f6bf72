import { describe, expect, it } from 'vitest'
import { analyze, ownersOf, phasesOf, referencesTo, renderStrings, slice } from './analyze-support.ts'

describe('strings that name symbols', () => {
  it.each([
    ['from unittest.mock import patch\n@patch("a.b.C")\ndef f(): pass', ['dotted mock-string a.b.C']],
    ['from unittest.mock import patch as p\nwith p("a.b.C", autospec=True): pass', ['dotted mock-string a.b.C']],
    ['import unittest.mock\nunittest.mock.patch(target="a.b.C")', ['dotted mock-string a.b.C']],
    [
      'from unittest import mock\nmock.patch.dict("a.b.C", {"k": "v.w"})',
      ['dotted mock-string a.b.C', 'settings string v.w'],
    ],
    ['import m\nfrom unittest import mock\nmock.patch.object(m.K, "x")', ['member mock-string x of m.K']],
    ['import m\nfrom unittest import mock\nmock.patch.multiple(m, A=1, spec=True)', ['member mock-string A of m bare']],
    ['from unittest import mock\nmock.patch.multiple("a.b", A=1)', ['mock-member mock-string A of import 1 bare']],
    ['from unittest import mock\nmock.patch.multiple("a.B", c=1)', ['dotted mock-string a.B']],
    ['def f(mocker): mocker.patch("a.b.C"); mocker.spy(x, "y")', ['dotted mock-string a.b.C', 'member string y of x']],
    ['class A:\n    def f(self): self.mocker.patch.object(m, "x")', ['member mock-string x of m']],
    ['def f(monkeypatch): monkeypatch.setattr("a.b.C", 1)', ['dotted mock-string a.b.C']],
    ['def f(monkeypatch): monkeypatch.delattr(m, "C", raising=False)', ['member mock-string C of m']],
    ['def f(monkeypatch):\n    with monkeypatch.context() as m: m.setattr("a.b.C", 1)', ['dotted mock-string a.b.C']],
    ['import pytest\ndef f(mp: pytest.MonkeyPatch): mp.setattr("a.b.C", 1)', ['dotted mock-string a.b.C']],
    ['client.patch("/a/b.c")', []],
    [
      'from unittest.mock import patch\npatch(f"{__name__}.X.y")\npatch(__name__ + ".Z")',
      ['public-name mock-string X bare', 'public-name mock-string Z bare'],
    ],
    [
      'import sys\nsetattr(sys.modules[__name__], "X", 1)\nglobals()["Y"]\nf()["Z"]',
      ['public-name string X bare', 'public-name string Y bare'],
    ],
    [
      'from unittest.mock import patch\nM = "a.b"\npatch("%s.C" % M)\npatch("{}.D".format(M))\npatch("{}.{}".format(M, x))',
      ['dotted mock-string a.b.C !editable', 'dotted mock-string a.b.D !editable'],
    ],
    [
      'from unittest.mock import patch\nclass T:\n    M = "a.b"\n    @patch(M + ".C")\n    def f(self): pass',
      ['dotted mock-string a.b.C !editable'],
    ],
    [
      'getattr(m, "x", "a.b.C")\nsetattr(m.n, "y", 1)\nhasattr(m, "z")\ndelattr(m, "w")',
      ['member string x of m', 'member string y of m.n', 'member string z of m', 'member string w of m'],
    ],
    ['def getattr(a, b): pass\ngetattr(m, "x")', []],
    ['import pkgutil\npkgutil.resolve_name("a.b:C.d")', ['entry-point resolve-string a.b:C.d']],
    ['from django.utils.module_loading import import_string\nimport_string("a.b.C")', ['dotted resolve-string a.b.C']],
    ['@app.task(name="a.b.c")\ndef f(): pass', ['settings string a.b.c']],
    [
      'X = ["a.b.C", "plain", "a file.py", "x.py", "1.2", "pkg.mod:main", "http://a.b"]',
      ['settings string a.b.C', 'entry-point string pkg.mod:main'],
    ],
    ['"""a.b.C"""\ndef f():\n    "d.e"\n', []],
    [
      'x = "a" ".b"\ny = "a\\x2eb"\nz = b"a.b"\nf"a.b"\nw = r"a.b"\n',
      ['settings string a.b !editable', 'settings string a.b !editable', 'settings string a.b'],
    ],
    [
      'from unittest.mock import patch\nM = "a.b"\npatch(f"{M}.C")\npatch(M + ".D")',
      ['dotted mock-string a.b.C !editable', 'dotted mock-string a.b.D !editable'],
    ],
    ['from unittest.mock import patch\nT = "a.b.C"\npatch(T)\npatch(T)', ['dotted mock-string a.b.C']],
  ])('%s', (source, strings) => {
    expect(renderStrings(`${source}\n`)).toEqual(strings)
  })

  it('covers the text between the quotes', () => {
    const text = "from unittest.mock import patch\npatch(r'''a.b.C''')\n"
    expect(analyze(text).strings.map(({ span }) => slice(text, span))).toEqual(['a.b.C'])
  })
})

describe('__all__', () => {
  it.each([
    ['__all__ = ["a", "b"]', ['a', 'b'], true],
    ['__all__ = ("a",)', ['a'], true],
    ['__all__ = "a", "b"', ['a', 'b'], true],
    ['__all__: list[str] = ["a"]', ['a'], true],
    [
      '__all__ = ["a"] + ["b"]\n__all__ += ["c"]\n__all__.extend(("d",))\n__all__.append("e")\n__all__.remove("a")',
      ['b', 'c', 'd', 'e'],
      true,
    ],
    ['__all__ = sorted(["a"])\nif x:\n    __all__ += ["b"]', ['a', 'b'], true],
    ['__all__ = ["a", *m.__all__]', ['a'], false],
    ['__all__ = m.__all__ + ["a"]', ['a'], false],
    ['__all__ = [n for n in dir()]', [], false],
    ['__all__ = []', [], true],
    ['def f():\n    __all__ = ["a"]', null, true],
  ])('%s', (source, names, complete) => {
    expect(analyze(`${source}\n`).publicNames).toEqual(names === null ? null : { names, complete })
  })

  it('lists its entries as public names', () => {
    expect(renderStrings('__all__ = ["a", "b" "c"]\n')).toEqual([
      'public-name string a',
      'public-name string bc !editable',
    ])
  })
})

describe('types in strings', () => {
  it.each([
    ['def f(a: "x") -> "list[x]": pass', 2],
    ['a: "Optional[\'x\']" = 1', 1],
    ['a: List["x"]', 1],
    ['a: Literal["x"]', 0],
    ['a: typing.Literal["x", "y"]', 0],
    ['from typing import Literal as L\na: L["x"]\nb = L["x"]', 0],
    ['a: Annotated["x", "x"]', 1],
    ['a: "x | None"', 1],
    ['a: Callable[["x"], "x"]', 2],
    ['from typing import cast\ncast("x", x)', 2],
    ['import typing as t\nt.cast("List[x]", 1)', 1],
    ['from sqlalchemy import cast\ncast("x", 1)', 0],
    ['from typing import TypeVar\nTypeVar("T", "x", bound="x")', 2],
    ['from typing import ForwardRef, NewType\nForwardRef("x")\nNewType("N", "x")', 2],
    ['from typing import TypedDict, NamedTuple\nTypedDict("x", {"x": "x"})\nNamedTuple("x", [("x", "x")])', 2],
    ['from typing import Union\nA = Union["x", None]', 1],
    ['A = dict["x", int]\nb = {}\nb["x"]', 1],
    ['class A(Generic["x"]): pass', 1],
    ['a: "not an annotation"', 0],
    ['def f(a):  # type: (x) -> x\n    pass', 2],
    ['def f(a,  # type: x\n      *b):  # type: (...) -> List[x]\n    pass', 2],
    ['def f(*a, **b):\n    # type: (*x, **x) -> None\n    pass', 2],
    ['a = []  # type: List[x]  # x is nice', 1],
    ['a = 1  # type: ignore[x]', 0],
    ['# type: x', 0],
    ['a = 1  # type: x is what we want', 0],
    ['for a in b:  # type: x\n    pass', 1],
  ])('%s', (source, count) => {
    expect(referencesTo(analyze(`${source}\n`), 'x')).toHaveLength(count)
  })

  it('never runs them', () => {
    expect(phasesOf('def f(a: "x", b: x): pass\nc = 1  # type: x\n', 'x')).toEqual([
      'type-only',
      'import-time',
      'type-only',
    ])
    expect(referencesTo(analyze('a: "x" = b  # type: x\n'), 'x').map(({ medium }) => medium)).toEqual([
      'string',
      'comment',
    ])
  })

  it('knows their scope', () => {
    expect(ownersOf('class x:\n    def f(self) -> "x": pass\n', 'x')).toEqual(['module', 'module'])
    expect(ownersOf('x = 1\ndef f(x):\n    y = 1  # type: x\n', 'x')).toEqual(['module', 'function@2', 'function@2'])
    expect(ownersOf('x = 1\ndef f(x):  # type: (x) -> x\n    pass\n', 'x')).toEqual([
      'module',
      'function@2',
      'module',
      'module',
    ])
  })
})

describe('when names are needed', () => {
  it.each([
    [
      'def f(a: x = x) -> x:\n    b: x = x\n    return x',
      ['import-time', 'import-time', 'import-time', 'type-only', 'run-time', 'run-time'],
    ],
    ['from __future__ import annotations\ndef f(a: x = x): pass\nb: x = 1', ['type-only', 'import-time', 'type-only']],
    [
      'class A(x):\n    y: x = x\n    def f(self, a=x): x',
      ['import-time', 'import-time', 'import-time', 'import-time', 'run-time'],
    ],
    ['@x\ndef f():\n    @x\n    def g(a: x = x): x', ['import-time', 'run-time', 'run-time', 'run-time', 'run-time']],
    [
      'y = [x for a in x if x]\nz = (x for a in x)\nw = lambda a=x: x',
      ['import-time', 'import-time', 'import-time', 'import-time', 'import-time', 'import-time', 'run-time'],
    ],
    ['def f[T: x](a: x): pass\ntype Y = x', ['type-only', 'import-time', 'type-only']],
    ['def f(self):\n    self.y: x = x', ['type-only', 'run-time']],
  ])('%s', (source, phases) => {
    expect(phasesOf(`${source}\n`, 'x')).toEqual(phases)
  })
})
