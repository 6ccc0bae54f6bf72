import { describe } from 'vitest'
import { MOVE, MOVE_ONLY, RENAME, runTable } from './plan-table.ts'

const MODULE = [{ from: 'a.b', to: 'c.d' }]

describe('names in strings', () => {
  runTable([
    {
      name: 'mock.patch of the definition',
      retired: MOVE,
      before: `from unittest import mock\n\n\n@mock.patch("old.mod.Old")\n@mock.patch('old.mod.Old.method', autospec=True)\ndef test(a, b):\n    with mock.patch("old.mod.other"):\n        pass\n`,
      after: `from unittest import mock\n\n\n@mock.patch("new.mod.New")\n@mock.patch('new.mod.New.method', autospec=True)\ndef test(a, b):\n    with mock.patch("old.mod.other"):\n        pass\n`,
    },
    {
      name: 'mock.patch of a module that moved',
      retired: MODULE,
      before: `from unittest.mock import patch\n\npatch("a.b.x.y")\npatch("a.bc.x")\n`,
      after: `from unittest.mock import patch\n\npatch("c.d.x.y")\npatch("a.bc.x")\n`,
    },
    {
      name: 'monkeypatch',
      retired: MOVE,
      before: `def test(monkeypatch):\n    monkeypatch.setattr("old.mod.Old", None)\n`,
      after: `def test(monkeypatch):\n    monkeypatch.setattr("new.mod.New", None)\n`,
    },
    {
      name: 'importlib and friends',
      retired: MODULE,
      before: `import importlib\nimport sys\n\nimport pytest\n\nimportlib.import_module("a.b.x")\npytest.importorskip('a.b')\nsys.modules["a.b"]\n`,
      after: `import importlib\nimport sys\n\nimport pytest\n\nimportlib.import_module("c.d.x")\npytest.importorskip('c.d')\nsys.modules["c.d"]\n`,
    },
    {
      name: 'patch.object in the same module',
      files: { 'lib.py': 'Old = New = 1\n' },
      retired: RENAME,
      before: `from unittest import mock\n\nimport lib\n\nmock.patch.object(lib, "Old")\n`,
      after: `from unittest import mock\n\nimport lib\n\nmock.patch.object(lib, "New")\n`,
    },
    {
      name: 'patch.object on another module',
      files: { 'old/__init__.py': '', 'old/mod.py': 'Old = 1\n', 'new/__init__.py': '', 'new/mod.py': 'New = 1\n' },
      retired: MOVE,
      before: `from unittest import mock\n\nfrom old import mod\n\nmock.patch.object(mod, "Old")\n`,
      after: `from unittest import mock\n\nfrom new import mod\n\nmock.patch.object(mod, "New")\n`,
    },
    {
      name: 'cast, TypeVar and ForwardRef',
      retired: RENAME,
      before: `from typing import ForwardRef, TypeVar, cast\n\nfrom lib import Old\n\nT = TypeVar("T", bound="Old")\nR = ForwardRef("Old")\ncast("dict[str, Old]", T)\n`,
      after: `from typing import ForwardRef, TypeVar, cast\n\nfrom lib import New\n\nT = TypeVar("T", bound="New")\nR = ForwardRef("New")\ncast("dict[str, New]", T)\n`,
    },
    {
      name: 'prose stays',
      retired: MOVE_ONLY,
      before: `print("old.mod.Thing is gone", "Thing")\n`,
    },
  ])
})
