import { describe } from 'vitest'
import { MOVE, RENAME, runTable } from './plan-table.ts'

describe('names used but bound nowhere', () => {
  runTable([
    {
      name: 'the incident: the import line was changed, the uses were not',
      retired: MOVE,
      before: `from new.mod import New\n\n\ndef f(x: Old, y: "Old" = None) -> Old:\n    return Old()\n`,
      after: `from new.mod import New\n\n\ndef f(x: New, y: "New" = None) -> New:\n    return New()\n`,
    },
    {
      name: 'imported under an alias',
      retired: MOVE,
      before: `from new.mod import New as N\n\nOld()\n`,
      after: `from new.mod import New as N\n\nN()\n`,
    },
    {
      name: 'not imported: joins an import of the module',
      retired: MOVE,
      before: `import os\nfrom new.mod import Alpha\n\n\ndef f():\n    return Old(os, Alpha)\n`,
      after: `import os\nfrom new.mod import Alpha, New\n\n\ndef f():\n    return New(os, Alpha)\n`,
    },
    {
      name: 'not imported: after the last import',
      retired: MOVE,
      before: `"""Doc."""\nfrom __future__ import annotations\n\nimport os\n\nfrom app import x\n\n\ndef f():\n    return Old(os, x)\n`,
      after: `"""Doc."""\nfrom __future__ import annotations\n\nimport os\n\nfrom app import x\nfrom new.mod import New\n\n\ndef f():\n    return New(os, x)\n`,
    },
    {
      name: 'not imported: beside its kin',
      retired: MOVE,
      before: `import os\nfrom new.alpha import a\nfrom new.zeta import z\nfrom other import o\n\nOld(os, a, z, o)\n`,
      after: `import os\nfrom new.alpha import a\nfrom new.mod import New\nfrom new.zeta import z\nfrom other import o\n\nNew(os, a, z, o)\n`,
    },
    {
      name: 'not imported: no imports at all',
      retired: MOVE,
      before: `x = Old()\n`,
      after: `from new.mod import New\n\nx = New()\n`,
    },
    {
      name: 'not imported: only a docstring',
      retired: MOVE,
      before: `"""Doc.\n\nMore.\n"""\n\nx = Old()\n`,
      after: `"""Doc.\n\nMore.\n"""\n\nfrom new.mod import New\n\nx = New()\n`,
    },
    {
      name: 'not imported: only a docstring, and code right behind it',
      retired: MOVE,
      before: `"""Doc."""\nx = Old()\n`,
      after: `"""Doc."""\n\nfrom new.mod import New\n\nx = New()\n`,
    },
    {
      name: 'not imported: only __future__',
      retired: MOVE,
      before: `from __future__ import annotations\n\nx = Old()\n`,
      after: `from __future__ import annotations\n\nfrom new.mod import New\n\nx = New()\n`,
    },
    {
      name: 'not imported: shebang, cookie and licence',
      retired: MOVE,
      before: `#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n#\n# Copyright 2020\n\nx = Old()\n`,
      after: `#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n#\n# Copyright 2020\n\nfrom new.mod import New\n\nx = New()\n`,
    },
    {
      name: 'not imported: a comment that belongs to the code',
      retired: MOVE,
      before: `# the answer\nx = Old()\n`,
      after: `from new.mod import New\n\n# the answer\nx = New()\n`,
    },
    {
      name: 'not imported: byte order mark and CRLF',
      retired: MOVE,
      before: `\uFEFFimport os\r\n\r\nx = Old(os)\r\n`,
      after: `\uFEFFimport os\r\nfrom new.mod import New\r\n\r\nx = New(os)\r\n`,
    },
    {
      name: 'the new name is taken',
      retired: MOVE,
      before: `import os\n\nNew = os\n\n\ndef f():\n    return Old(New)\n`,
      after: `import os\nfrom new.mod import New as Old\n\nNew = os\n\n\ndef f():\n    return Old(New)\n`,
    },
    {
      name: 'only annotations need it, and there is a TYPE_CHECKING block',
      retired: MOVE,
      before: `from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from app import x\n\n\ndef f(a: "Old", b: "x"):\n    pass\n`,
      after: `from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from app import x\n    from new.mod import New\n\n\ndef f(a: "New", b: "x"):\n    pass\n`,
    },
    {
      name: 'annotations and code need it',
      retired: MOVE,
      before: `from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from app import x\n\n\ndef f(a: "Old", b: "x"):\n    return Old()\n`,
      after: `from typing import TYPE_CHECKING\nfrom new.mod import New\n\nif TYPE_CHECKING:\n    from app import x\n\n\ndef f(a: "New", b: "x"):\n    return New()\n`,
    },
    {
      name: 'the module is imported whole',
      files: { 'new/__init__.py': '', 'new/mod.py': 'New = 1\n' },
      retired: MOVE,
      before: `import new.mod\n\nOld(new.mod.x)\n`,
      after: `import new.mod\n\nnew.mod.New(new.mod.x)\n`,
    },
    {
      name: 'a relative neighbourhood asks for a relative import',
      path: 'pkg/use.py',
      files: { 'pkg/__init__.py': '', 'pkg/new.py': 'New = 1\n', 'pkg/x.py': '' },
      retired: [{ from: 'pkg.old#Old', to: 'pkg.new#New' }],
      before: `from .x import y\n\nOld(y)\n`,
      after: `from .new import New\nfrom .x import y\n\nNew(y)\n`,
    },
    {
      name: 'the replacement is defined in this file',
      path: 'lib.py',
      retired: RENAME,
      before: `class New:\n    pass\n\n\ndef f():\n    return Old()\n`,
      after: `class New:\n    pass\n\n\ndef f():\n    return New()\n`,
    },
    {
      name: 'the replacement is a builtin',
      retired: [{ from: 'compat#unicode_type', to: 'builtins#str' }],
      before: `def f():\n    return unicode_type(1)\n`,
      after: `def f():\n    return str(1)\n`,
    },
    {
      name: 'a name that a local binds is not free',
      retired: MOVE,
      before: `def f(Old):\n    return Old()\n\n\ndef g():\n    for Old in []:\n        pass\n    return [Old for Old in Old]\n`,
    },
    {
      name: 'the replacement is there for type checking only: importing it at run time is not safe',
      retired: MOVE,
      before: `from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from new.mod import New\n\n\ndef f(a: "New"):\n    return Old()\n`,
    },
    {
      name: 'two leftovers of one module share an import',
      retired: [
        { from: 'old#A', to: 'new.mod#Alpha' },
        { from: 'old#B', to: 'new.mod#Beta' },
      ],
      before: `import os\n\nA(B, os)\n`,
      after: `import os\nfrom new.mod import Alpha, Beta\n\nAlpha(Beta, os)\n`,
    },
  ])
})

describe('names that a star import brings', () => {
  const files = { 'lib.py': 'Old = 1\nNew = 1\n', 'new/__init__.py': '', 'new/mod.py': 'New = 1\n' }
  runTable([
    {
      name: 'renamed',
      files,
      retired: RENAME,
      before: `from lib import *\n\nOld()\n`,
      after: `from lib import *\n\nNew()\n`,
    },
    {
      name: 'moved',
      files,
      retired: [{ from: 'lib#Old', to: 'new.mod#New' }],
      before: `from lib import *\n\nOld()\n`,
      after: `from lib import *\nfrom new.mod import New\n\nNew()\n`,
    },
  ])
})
