import { describe } from 'vitest'
import { MOVE_ONLY, runTable } from './plan-table.ts'

const BUILTIN = [{ from: 'compat#text', to: 'builtins#str' }]

describe('statements in every layout', () => {
  runTable([
    {
      name: 'parenthesised, one a line, with comments',
      retired: MOVE_ONLY,
      before: `from old.mod import (\n    A,  # a\n    Thing,  # thing\n    # about Z\n    Z,\n)\n`,
      after: `from old.mod import (\n    A,  # a\n    # about Z\n    Z,\n)\nfrom new.mod import Thing  # thing\n`,
    },
    {
      name: 'parenthesised, the last without a comma',
      retired: MOVE_ONLY,
      before: `from old.mod import (\n    A,\n    Thing\n)\n`,
      after: `from old.mod import (\n    A\n)\nfrom new.mod import Thing\n`,
    },
    {
      name: 'parenthesised, the closing bracket on the last line',
      retired: MOVE_ONLY,
      before: `from old.mod import (A,\n                     B,\n                     Thing)\n`,
      after: `from old.mod import (A,\n                     B)\nfrom new.mod import Thing\n`,
    },
    {
      name: 'parenthesised, several on a line',
      retired: MOVE_ONLY,
      before: `from old.mod import (\n    A, Thing, B,\n    C, D\n)\n`,
      after: `from old.mod import (\n    A, B,\n    C, D\n)\nfrom new.mod import Thing\n`,
    },
    {
      name: 'parenthesised, the last of a line',
      retired: MOVE_ONLY,
      before: `from old.mod import (\n    A, Thing,\n    C, D,\n)\n`,
      after: `from old.mod import (\n    A,\n    C, D,\n)\nfrom new.mod import Thing\n`,
    },
    {
      name: 'parenthesised on one line',
      retired: MOVE_ONLY,
      before: `from old.mod import (A, Thing)\n`,
      after: `from old.mod import (A)\nfrom new.mod import Thing\n`,
    },
    {
      name: 'parenthesised on one line with a trailing comma',
      retired: MOVE_ONLY,
      before: `from old.mod import (A, Thing,)\n`,
      after: `from old.mod import (A,)\nfrom new.mod import Thing\n`,
    },
    {
      name: 'backslashes, the first',
      retired: MOVE_ONLY,
      before: `from old.mod import Thing, \\\n    A, \\\n    B\n`,
      after: `from old.mod import A, \\\n    B\nfrom new.mod import Thing\n`,
    },
    {
      name: 'backslashes, the middle',
      retired: MOVE_ONLY,
      before: `from old.mod import A, \\\n    Thing, \\\n    B\n`,
      after: `from old.mod import A, \\\n    B\nfrom new.mod import Thing\n`,
    },
    {
      name: 'backslashes, the last',
      retired: MOVE_ONLY,
      before: `from old.mod import A, \\\n    B, \\\n    Thing\n`,
      after: `from old.mod import A, \\\n    B\nfrom new.mod import Thing\n`,
    },
    {
      name: 'a backslash before import',
      retired: MOVE_ONLY,
      before: `from old.mod \\\n    import Thing\n`,
      after: `from new.mod \\\n    import Thing\n`,
    },
    {
      name: 'into a backslashed import',
      retired: MOVE_ONLY,
      before: `from new.mod import A, \\\n    B\nfrom old.mod import Thing\n`,
      after: `from new.mod import A, \\\n    B, Thing\n`,
    },
    {
      name: 'into a hanging list',
      retired: MOVE_ONLY,
      before: `from new.mod import (A,\n                     B)\nfrom old.mod import Thing\n`,
      after: `from new.mod import (A,\n                     B,\n                     Thing)\n`,
    },
    {
      name: 'semicolons: the middle one goes',
      retired: MOVE_ONLY,
      before: `from new.mod import A\nx = 1; from old.mod import Thing; y = Thing\n`,
      after: `from new.mod import A\nx = 1; from new.mod import Thing; y = Thing\n`,
    },
    {
      name: 'semicolons: a split',
      retired: MOVE_ONLY,
      before: `from old.mod import A, Thing; Thing(A)\n`,
      after: `from old.mod import A; from new.mod import Thing; Thing(A)\n`,
    },
    {
      name: 'semicolons: the last, dropped',
      retired: BUILTIN,
      before: `x = 1; from compat import text\ny = text\n`,
      after: `x = 1\ny = str\n`,
    },
    {
      name: 'semicolons: the first, dropped',
      retired: BUILTIN,
      before: `from compat import text; x = 1\ny = text\n`,
      after: `x = 1\ny = str\n`,
    },
    {
      name: 'a semicolon with nothing after it',
      retired: MOVE_ONLY,
      before: `from old.mod import A, Thing;\n`,
      after: `from old.mod import A;\nfrom new.mod import Thing\n`,
    },
    {
      name: 'one-line if',
      retired: MOVE_ONLY,
      before: `if True: from old.mod import Thing\n`,
      after: `if True: from new.mod import Thing\n`,
    },
    {
      name: 'one-line if, split',
      retired: MOVE_ONLY,
      before: `if True: from old.mod import A, Thing\n`,
      after: `if True: from old.mod import A; from new.mod import Thing\n`,
    },
    {
      name: 'one-line if, dropped',
      retired: BUILTIN,
      before: `if True: from compat import text\nprint(text)\n`,
      after: `if True: pass\nprint(str)\n`,
    },
    {
      name: 'an indented block keeps its only statement',
      retired: MOVE_ONLY,
      before: `from new.mod import A\n\nif True:\n    from old.mod import Thing\n`,
      after: `from new.mod import A\n\nif True:\n    from new.mod import Thing\n`,
    },
    {
      name: 'an indented block, split',
      retired: MOVE_ONLY,
      before: `def f():\n\tfrom old.mod import A, Thing\n\treturn A, Thing\n`,
      after: `def f():\n\tfrom old.mod import A\n\tfrom new.mod import Thing\n\treturn A, Thing\n`,
    },
    {
      name: 'a trailing comment stays with what stays',
      retired: MOVE_ONLY,
      before: `from old.mod import A, Thing  # both\n`,
      after: `from old.mod import A  # both\nfrom new.mod import Thing\n`,
    },
    {
      name: 'a word to the linter goes with both halves',
      retired: MOVE_ONLY,
      before: `from old.mod import A, Thing  # noqa: F401\n`,
      after: `from old.mod import A  # noqa: F401\nfrom new.mod import Thing  # noqa: F401\n`,
    },
    {
      name: 'a word to the type checker stays on the line',
      retired: MOVE_ONLY,
      before: `from old.mod import Thing  # type: ignore[attr-defined]\n`,
      after: `from new.mod import Thing  # type: ignore[attr-defined]\n`,
    },
    {
      name: 'a commented import is not merged away',
      retired: MOVE_ONLY,
      before: `from new.mod import A\nfrom old.mod import Thing  # needed by the plugin\n`,
      after: `from new.mod import A\nfrom new.mod import Thing  # needed by the plugin\n`,
    },
    {
      name: 'a comment on a dropped import stays',
      retired: BUILTIN,
      before: `from compat import text  # for Python 2\nprint(text)\n`,
      after: `# for Python 2\nprint(str)\n`,
    },
    {
      name: 'CRLF',
      retired: MOVE_ONLY,
      before: `from old.mod import (\r\n    A,\r\n    Thing,\r\n)\r\nThing(A)\r\n`,
      after: `from old.mod import (\r\n    A,\r\n)\r\nfrom new.mod import Thing\r\nThing(A)\r\n`,
    },
    {
      name: 'byte order mark, no final newline',
      retired: MOVE_ONLY,
      before: `\uFEFFfrom old.mod import A, Thing`,
      after: `\uFEFFfrom old.mod import A\nfrom new.mod import Thing`,
    },
    {
      name: 'the last line is dropped, no final newline',
      retired: BUILTIN,
      before: `print(1)\nfrom compat import text`,
      after: `print(1)\n`,
    },
    {
      name: 'shebang, coding cookie, licence and docstring stay',
      retired: MOVE_ONLY,
      before: `#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n# Copyright\n"""Doc."""\nfrom old.mod import Thing\n`,
      after: `#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n# Copyright\n"""Doc."""\nfrom new.mod import Thing\n`,
    },
    {
      name: 'form feeds and trailing white space',
      retired: MOVE_ONLY,
      before: `\f\nfrom old.mod import A, Thing   \nThing(A)\n`,
      after: `\f\nfrom old.mod import A   \nfrom new.mod import Thing\nThing(A)\n`,
    },
    {
      name: 'odd spacing',
      retired: MOVE_ONLY,
      before: `from  old . mod  import   A ,Thing as  T\nT(A)\n`,
      after: `from  old . mod  import   A\nfrom new.mod import Thing as T\nT(A)\n`,
    },
    {
      name: 'a statement in a try, split',
      retired: MOVE_ONLY,
      before: `try:\n    from old.mod import A, Thing\nexcept ImportError:\n    A = Thing = None\n`,
      after: `try:\n    from old.mod import A\n    from new.mod import Thing\nexcept ImportError:\n    A = Thing = None\n`,
    },
    {
      name: 'a with block',
      retired: MOVE_ONLY,
      before: `import warnings\nfrom new.mod import A\n\nwith warnings.catch_warnings():\n    from old.mod import Thing\n`,
      after: `import warnings\nfrom new.mod import A\n\nwith warnings.catch_warnings():\n    from new.mod import Thing\n`,
    },
    {
      name: 'three ways at once',
      retired: [
        { from: 'big#A', to: 'one#A' },
        { from: 'big#B', to: 'two#Bee' },
        { from: 'big#D', to: 'one#D' },
      ],
      before: `from big import (\n    A,  # a\n    B,\n    C,\n    D,\n)\n\nprint(A, B, C, D)\n`,
      after: `from big import (\n    C,\n)\nfrom one import (\n    A,  # a\n    D,\n)\nfrom two import Bee\n\nprint(A, Bee, C, D)\n`,
    },
  ])
})
