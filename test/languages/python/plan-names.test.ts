import { describe } from 'vitest'
import { MOVE, MOVE_ONLY, RENAME, runTable } from './plan-table.ts'

describe('renaming a from-import', () => {
  runTable([
    {
      name: 'import and every use',
      retired: RENAME,
      before: `from lib import Old\n\n\ndef f(a: Old, b: "Old" = Old()) -> "list[Old]":\n    return [Old(x) for x in Old.all()]\n`,
      after: `from lib import New\n\n\ndef f(a: New, b: "New" = New()) -> "list[New]":\n    return [New(x) for x in New.all()]\n`,
    },
    {
      name: 'alias stays',
      retired: RENAME,
      before: `from lib import Old as O\n\nO()\n`,
      after: `from lib import New as O\n\nO()\n`,
    },
    {
      name: 'an alias that is the new name goes',
      retired: RENAME,
      before: `from lib import Old as New\n\nNew()\n`,
      after: `from lib import New\n\nNew()\n`,
    },
    {
      name: 'keywords, attributes, strings and dictionary keys of the same name stay',
      retired: RENAME,
      before: `from lib import Old\n\nf(Old=Old, x=obj.Old)\nd = {"Old": Old}\nlog("Old is gone")  # Old\n`,
      after: `from lib import New\n\nf(Old=New, x=obj.Old)\nd = {"Old": New}\nlog("Old is gone")  # Old\n`,
    },
    {
      name: 'the new name is bound at module level',
      retired: RENAME,
      before: `from lib import Old\n\n\nclass New:\n    pass\n\n\nOld()\n`,
      after: `from lib import New as Old\n\n\nclass New:\n    pass\n\n\nOld()\n`,
    },
    {
      name: 'the new name is a local around one use',
      retired: RENAME,
      before: `from lib import Old\n\nOld()\n\n\ndef f(New):\n    return Old(New)\n`,
      after: `from lib import New as Old\n\nOld()\n\n\ndef f(New):\n    return Old(New)\n`,
    },
    {
      name: 'the new name is a local where no use is',
      retired: RENAME,
      before: `from lib import Old\n\nOld()\n\n\ndef f(New):\n    return New\n`,
      after: `from lib import New\n\nNew()\n\n\ndef f(New):\n    return New\n`,
    },
    {
      name: 'a class attribute of that name does not hide it from methods',
      retired: RENAME,
      before: `from lib import Old\n\n\nclass A:\n    New = 1\n\n    def m(self):\n        return Old()\n`,
      after: `from lib import New\n\n\nclass A:\n    New = 1\n\n    def m(self):\n        return New()\n`,
    },
    {
      name: 'a class attribute of that name hides it from the class body',
      retired: RENAME,
      before: `from lib import Old\n\n\nclass A:\n    New = 1\n    x = Old()\n`,
      after: `from lib import New as Old\n\n\nclass A:\n    New = 1\n    x = Old()\n`,
    },
    {
      name: 'the new name is captured by except, match, walrus, comprehension',
      retired: RENAME,
      before: `from lib import Old\n\n\ndef f(xs):\n    match xs:\n        case [New]:\n            return Old(New)\n`,
      after: `from lib import New as Old\n\n\ndef f(xs):\n    match xs:\n        case [New]:\n            return Old(New)\n`,
    },
    {
      name: 'a comprehension variable of that name',
      retired: RENAME,
      before: `from lib import Old\n\nys = [Old(New) for New in range(3)]\n`,
      after: `from lib import New as Old\n\nys = [Old(New) for New in range(3)]\n`,
    },
    {
      name: 'the new name is a builtin that is used',
      retired: [{ from: 'compat#text_range', to: 'compat#range' }],
      before: `from compat import text_range\n\ntext_range(range(3))\n`,
      after: `from compat import range as text_range\n\ntext_range(range(3))\n`,
    },
    {
      name: 'both names in one statement',
      retired: RENAME,
      before: `from lib import New, Old\n\nOld(New)\n`,
      after: `from lib import New\n\nNew(New)\n`,
    },
    {
      name: 'the new name is imported already, under an alias',
      retired: RENAME,
      before: `from lib import New as N\nfrom lib import Old\n\nOld(N)\n`,
      after: `from lib import New as N\n\nN(N)\n`,
    },
    {
      name: 'type comments and quoted names',
      retired: RENAME,
      before: `from typing import cast\n\nfrom lib import Old\n\nx = []  # type: list[Old]\ny = cast("Old", x)\n`,
      after: `from typing import cast\n\nfrom lib import New\n\nx = []  # type: list[New]\ny = cast("New", x)\n`,
    },
    {
      name: 'a function that declares it global only to read it',
      retired: RENAME,
      before: `from lib import Old\n\n\ndef f():\n    global Old\n    return Old\n`,
      after: `from lib import New\n\n\ndef f():\n    global New\n    return New\n`,
    },
    {
      name: '__all__ follows',
      retired: RENAME,
      before: `from lib import Old\n\n__all__ = ["Old", 'other']\nother = 1\n`,
      after: `from lib import New\n\n__all__ = ["New", 'other']\nother = 1\n`,
    },
    {
      name: '__all__ never lists a name twice',
      retired: RENAME,
      before: `from lib import New, Old\n\n__all__ = [\n    "New",\n    "Old",\n]\n`,
      after: `from lib import New\n\n__all__ = [\n    "New",\n]\n`,
    },
    {
      name: '__all__ never lists a name twice, on one line',
      retired: RENAME,
      before: `from lib import New, Old\n\n__all__ = ["New", "Old"]\n`,
      after: `from lib import New\n\n__all__ = ["New"]\n`,
    },
    {
      name: 'a class body publishes the old name',
      retired: RENAME,
      before: `class A:\n    from lib import Old\n    x = Old\n`,
      after: `class A:\n    from lib import New as Old\n    x = Old\n`,
    },
    {
      name: 'keepPublicName in a package',
      path: 'app/__init__.py',
      retired: [{ from: 'lib#Old', to: 'lib#New', keepPublicName: true }],
      before: `from lib import Old\n`,
      after: `from lib import New as Old\n`,
    },
    {
      name: 'X as X says it is public',
      path: 'app/__init__.py',
      retired: RENAME,
      before: `from lib import Old as Old\n`,
      after: `from lib import New as New\n`,
    },
    {
      name: 'names in f-strings',
      retired: RENAME,
      before: `from lib import Old\n\nprint(f"{Old} {Old.x!r:>{Old.w}} Old")\n`,
      after: `from lib import New\n\nprint(f"{New} {New.x!r:>{New.w}} Old")\n`,
    },
    {
      name: 'a nested function shadows the old name',
      retired: RENAME,
      before: `from lib import Old\n\n\ndef f():\n    Old = 1\n    return Old\n\n\nOld()\n`,
      after: `from lib import New\n\n\ndef f():\n    Old = 1\n    return Old\n\n\nNew()\n`,
    },
    {
      name: 'two retired names become one',
      retired: [
        { from: 'lib#A', to: 'lib#New' },
        { from: 'lib#B', to: 'lib#New' },
      ],
      before: `from lib import A, B, c\n\nprint(A, B, c)\n`,
      after: `from lib import New, c\n\nprint(New, New, c)\n`,
    },
    {
      name: 'one retired name gives way to another',
      retired: [
        { from: 'lib#A', to: 'lib#B' },
        { from: 'lib2#B', to: 'lib2#C' },
      ],
      before: `from lib import A\nfrom lib2 import B\n\nprint(A, B)\n`,
      after: `from lib import B\nfrom lib2 import C\n\nprint(B, C)\n`,
    },
    {
      name: 'a private name of a class is not mangled',
      retired: [{ from: 'lib#Old', to: 'lib#__new' }],
      before: `from lib import Old\n\n\nclass A:\n    def m(self):\n        return Old()\n`,
      after: `from lib import __new as Old\n\n\nclass A:\n    def m(self):\n        return Old()\n`,
    },
    {
      name: 'fallback with a stand-in',
      retired: RENAME,
      before: `try:\n    from lib import Old\nexcept ImportError:\n    Old = None\n\nif Old is not None:\n    Old()\n`,
      after: `try:\n    from lib import New\nexcept ImportError:\n    New = None\n\nif New is not None:\n    New()\n`,
    },
    {
      name: 'the same name from two modules, one retired',
      retired: RENAME,
      before: `try:\n    from fast import Old\nexcept ImportError:\n    from lib import Old\n\nOld()\n`,
      after: `try:\n    from fast import Old\nexcept ImportError:\n    from lib import New as Old\n\nOld()\n`,
    },
  ])
})

describe('moving a from-import', () => {
  runTable([
    {
      name: 'alone',
      retired: MOVE,
      before: `from old.mod import Old\n\nOld()\n`,
      after: `from new.mod import New\n\nNew()\n`,
    },
    {
      name: 'one of several',
      retired: MOVE_ONLY,
      before: `from old.mod import A, Thing, Z\n\nprint(A, Thing, Z)\n`,
      after: `from old.mod import A, Z\nfrom new.mod import Thing\n\nprint(A, Thing, Z)\n`,
    },
    {
      name: 'the first of several',
      retired: MOVE_ONLY,
      before: `from old.mod import Thing, Z\n`,
      after: `from old.mod import Z\nfrom new.mod import Thing\n`,
    },
    {
      name: 'the last of several, aliased',
      retired: MOVE_ONLY,
      before: `from old.mod import A, Thing as T\n`,
      after: `from old.mod import A\nfrom new.mod import Thing as T\n`,
    },
    {
      name: 'into an import of the target, in order',
      retired: MOVE_ONLY,
      before: `from new.mod import Alpha, Zeta\nfrom old.mod import Thing\n\nThing(Alpha, Zeta)\n`,
      after: `from new.mod import Alpha, Thing, Zeta\n\nThing(Alpha, Zeta)\n`,
    },
    {
      name: 'into an import of the target that is in no order',
      retired: MOVE_ONLY,
      before: `from new.mod import zeta, Alpha, beta\nfrom old.mod import Thing\n`,
      after: `from new.mod import zeta, Alpha, beta, Thing\n`,
    },
    {
      name: 'into a parenthesised import, on a line of its own',
      retired: MOVE_ONLY,
      before: `from new.mod import (\n    Alpha,\n    Zeta,  # last\n)\nfrom old.mod import Other, Thing\n`,
      after: `from new.mod import (\n    Alpha,\n    Thing,\n    Zeta,  # last\n)\nfrom old.mod import Other\n`,
    },
    {
      name: 'at the end of a parenthesised import without a trailing comma',
      retired: MOVE_ONLY,
      before: `from new.mod import (\n    Alpha,\n    Beta  # b\n)\nfrom old.mod import Thing\n`,
      after: `from new.mod import (\n    Alpha,\n    Beta,  # b\n    Thing\n)\n`,
    },
    {
      name: 'the target has it already',
      retired: MOVE,
      before: `from new.mod import New\nfrom old.mod import Old\n\nprint(Old, New)\n`,
      after: `from new.mod import New\n\nprint(New, New)\n`,
    },
    {
      name: 'an import further down serves uses that come later',
      retired: MOVE_ONLY,
      before: `from old.mod import Thing\nfrom new.mod import Other\n\nThing(Other)\n`,
      after: `from new.mod import Other, Thing\n\nThing(Other)\n`,
    },
    {
      name: 'an import further down is too late for a decorator',
      retired: MOVE_ONLY,
      before: `from old.mod import Thing\n\n\n@Thing\ndef f():\n    pass\n\n\nfrom new.mod import Other\n`,
      after: `from new.mod import Thing\n\n\n@Thing\ndef f():\n    pass\n\n\nfrom new.mod import Other\n`,
    },
    {
      name: 'a guarded import of the target is no host',
      retired: MOVE_ONLY,
      before: `try:\n    from new.mod import Other\nexcept ImportError:\n    Other = None\nfrom old.mod import Thing\n`,
      after: `try:\n    from new.mod import Other\nexcept ImportError:\n    Other = None\nfrom new.mod import Thing\n`,
    },
    {
      name: 'TYPE_CHECKING and run time do not mix',
      retired: MOVE_ONLY,
      before: `from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from new.mod import Other\nfrom old.mod import Thing\n\nx: "Other" = Thing()\n`,
      after: `from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from new.mod import Other\nfrom new.mod import Thing\n\nx: "Other" = Thing()\n`,
    },
    {
      name: 'inside a TYPE_CHECKING block',
      retired: MOVE_ONLY,
      before: `from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from old.mod import Thing\n\n\ndef f(x: "Thing"):\n    pass\n`,
      after: `from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from new.mod import Thing\n\n\ndef f(x: "Thing"):\n    pass\n`,
    },
    {
      name: 'inside functions, each on its own',
      retired: MOVE,
      before: `def f():\n    from old.mod import Old\n    return Old()\n\n\ndef g():\n    from old.mod import Old as O\n    return O()\n`,
      after: `def f():\n    from new.mod import New\n    return New()\n\n\ndef g():\n    from new.mod import New as O\n    return O()\n`,
    },
    {
      name: 'inside a function though the module imports the target',
      retired: MOVE,
      before: `from new.mod import New\n\n\ndef f():\n    from old.mod import Old\n    return Old(New)\n`,
      after: `from new.mod import New\n\n\ndef f():\n    return New(New)\n`,
    },
    {
      name: 'several modules to one',
      retired: [
        { from: 'a#A', to: 'new#A' },
        { from: 'b#B', to: 'new#B' },
      ],
      before: `from a import A\nfrom b import B, C\n\nprint(A, B, C)\n`,
      after: `from new import A, B\nfrom b import C\n\nprint(A, B, C)\n`,
    },
    {
      name: 'one module to several',
      retired: [
        { from: 'big#A', to: 'one#A' },
        { from: 'big#B', to: 'two#B' },
        { from: 'big#C', to: 'one#C' },
      ],
      before: `from big import A, B, C\n\nprint(A, B, C)\n`,
      after: `from one import A, C\nfrom two import B\n\nprint(A, B, C)\n`,
    },
    {
      name: 'names that meet: A goes where B comes from',
      retired: [
        { from: 'one#A', to: 'two#A' },
        { from: 'two#B', to: 'three#B' },
      ],
      before: `from one import A\nfrom two import B\n\nprint(A, B)\n`,
      after: `from two import A\nfrom three import B\n\nprint(A, B)\n`,
    },
    {
      name: 'relative stays relative',
      path: 'app/agents/use.py',
      files: { 'app/agents/__init__.py': '', 'app/tools/__init__.py': '', 'app/tools/unified.py': 'New = 1\n' },
      retired: [{ from: 'app.agents.old#Old', to: 'app.tools.unified#New' }],
      before: `from .old import Old\n\nOld()\n`,
      after: `from ..tools.unified import New\n\nNew()\n`,
    },
    {
      name: 'relative becomes absolute where it must',
      files: { 'lib/__init__.py': '', 'lib/new.py': 'New = 1\n' },
      retired: [{ from: 'app.old#Old', to: 'lib.new#New' }],
      before: `from .old import Old\n\nOld()\n`,
      after: `from lib.new import New\n\nNew()\n`,
    },
    {
      name: 'a relative import without a space',
      files: { 'app/new.py': 'New = 1\n' },
      retired: [{ from: 'app#Old', to: 'app.new#New' }],
      before: `from .import Old\n\nOld()\n`,
      after: `from .new import New\n\nNew()\n`,
    },
    {
      name: 'another class of the same name is left alone',
      retired: MOVE,
      before: `from other.mod import Old\n\nOld()\n`,
    },
    {
      name: 'a file that imports one name a line goes on doing so',
      retired: MOVE_ONLY,
      before: `from new.mod import Alpha\nfrom new.mod import Beta\nfrom old.mod import Thing\n`,
      after: `from new.mod import Alpha\nfrom new.mod import Beta\nfrom new.mod import Thing\n`,
    },
    {
      name: 'an aliased import joins the others',
      retired: MOVE_ONLY,
      before: `from new.mod import Alpha\nfrom old.mod import Thing as T\n`,
      after: `from new.mod import Alpha, Thing as T\n`,
    },
    {
      name: 'one retired name imported twice, once under an alias',
      retired: MOVE,
      before: `from old.mod import Old as O\nfrom old.mod import Old\n\nOld(O)\n`,
      after: `from new.mod import New as O, New\n\nNew(O)\n`,
    },
    {
      name: 'a stale import nothing uses stays unused',
      retired: MOVE,
      before: `from old.mod import Old\n`,
      after: `from new.mod import New\n`,
    },
  ])
})
