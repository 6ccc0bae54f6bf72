import { describe, expect, it } from 'vitest'
import { analyze, ownersOf, referencesTo } from './analyze-support.ts'

/** Source, and what `x` means at each place it stands. */
const CASES: readonly (readonly [title: string, source: string, owners: readonly string[]])[] = [
  ['module and function', 'x = 1\ndef f():\n    return x\n', ['module', 'module']],
  ['a parameter shadows', 'x = 1\ndef f(x):\n    return x\nx\n', ['module', 'function@2', 'function@2', 'module']],
  ['a local shadows from the start', 'x = 1\ndef f():\n    x\n    x = 2\n', ['module', 'function@2', 'function@2']],
  ['a default is evaluated outside', 'x = 1\ndef f(x=x): x\n', ['module', 'function@2', 'module', 'function@2']],
  ['a decorator is evaluated outside', 'x = 1\n@x\ndef f(x): pass\n', ['module', 'module', 'function@3']],
  [
    'an annotation is evaluated outside',
    'x = 1\ndef f(x: x) -> x: pass\n',
    ['module', 'function@2', 'module', 'module'],
  ],
  ['a class body is invisible to its methods', 'class A:\n    x = 1\n    def f(self): return x\n', ['class@1', '-']],
  [
    'a class body reads the global before it binds its own',
    'x = 1\nclass A:\n    x = x\n    y = x\n',
    ['module', 'class@2', 'module', 'class@2'],
  ],
  [
    'a class in a class of its name',
    'class x:\n    class x(x): pass\n    y: x\n',
    ['module', 'class@1', 'module', 'class@1'],
  ],
  [
    'a method annotated with its own name',
    'x = 1\nclass A:\n    def x(self) -> x: pass\n    x: x\n',
    ['module', 'class@2', 'module', 'class@2', 'class@2'],
  ],
  ['a field alone does not bind', 'x = 1\nclass A:\n    x: x\n', ['module', 'class@2', 'module']],
  ['a field with a value does', 'x = 1\nclass A:\n    x: x = x\n', ['module', 'class@2', 'class@2', 'module']],
  ['a comprehension in a class', 'class A:\n    x = [1]\n    y = [x for _ in x]\n', ['class@1', '-', 'class@1']],
  ['global', 'x = 1\ndef f():\n    global x\n    x = 2\n', ['module', 'module', 'module']],
  ['global alone binds in the module', 'def f():\n    global x\n    x = 2\nx\n', ['module', 'module', 'module']],
  ['global without a binding', 'def f():\n    global x\n    return x\n', ['-', '-']],
  [
    'global reaches inner functions',
    'x = 0\ndef f(x):\n    def g():\n        global x\n        return lambda: x\n',
    ['module', 'function@2', 'module', 'module'],
  ],
  [
    'nonlocal',
    'def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n',
    ['function@1', 'function@1', 'function@1'],
  ],
  [
    'nonlocal passes a class by',
    'def f(x):\n    class A:\n        x = 1\n        def g(self):\n            nonlocal x\n            return x\n',
    ['function@1', 'class@2', 'function@1', 'function@1'],
  ],
  [
    'a comprehension has its own targets',
    'x = 1\n[x for x in x]\n',
    ['module', 'comprehension@2', 'comprehension@2', 'module'],
  ],
  [
    'the second iterable is inside',
    '[x for y in z for x in x]\n',
    ['comprehension@1', 'comprehension@1', 'comprehension@1'],
  ],
  [
    'a walrus in a comprehension binds outside',
    'def f():\n    [(x := y) for y in z]\n    return x\n',
    ['function@1', 'function@1'],
  ],
  ['a walrus in a generator in an if', 'if any((x := y) for y in z):\n    x\n', ['module', 'module']],
  ['lambda', 'x = 1\nf = lambda x=x: x\n', ['module', 'function@2', 'module', 'function@2']],
  ['except as', 'try: pass\nexcept E as x:\n    x\nx\n', ['module', 'module', 'module']],
  ['except with parentheses', 'def f():\n    try: pass\n    except (A, B) as x: x\n', ['function@1', 'function@1']],
  ['match captures', 'def f(v):\n    match v:\n        case {"a": 1, **x}: return x\n', ['function@1', 'function@1']],
  ['match star and as', 'match v:\n    case [*x] | (1 as x): x\n', ['module', 'module', 'module']],
  ['an open sequence in match', 'match a, x:\n    case 0, *x if x: x\n', ['module', 'module', 'module', 'module']],
  [
    'a match class is a reference',
    'from m import x\nmatch v:\n    case x(y=1): pass\n    case x.y: pass\n',
    ['module', 'module', 'module'],
  ],
  ['del makes a local', 'x = 1\ndef f():\n    del x\n', ['module', 'function@2']],
  ['for, with and star targets', 'for a, (*x, b) in c: pass\nwith d as [e, x]: pass\n', ['module', 'module']],
  ['an attribute, a keyword and a string are no references', 'x = 1\nf(x=2).x["x"]\n', ['module']],
  ['augmented assignment', 'def f():\n    x += 1\n', ['function@1']],
  [
    'an annotation alone makes a local',
    'x = 1\ndef f():\n    x: int\n    return x\n',
    ['module', 'function@2', 'function@2'],
  ],
  [
    'a parenthesised annotation does not',
    'x = 1\ndef f():\n    (x): int\n    return x\n',
    ['module', 'module', 'module'],
  ],
  [
    'type parameters of a function',
    'x = 1\ndef f[x](a: x) -> x:\n    return x\n',
    ['module', 'type@2', 'type@2', 'type@2', 'type@2'],
  ],
  [
    'type parameters of a class see the class around them',
    'class A:\n    x = 1\n    class B[T: x]: pass\n',
    ['class@1', 'class@1'],
  ],
  ['a type alias', 'type x[T] = list[x | T]\n', ['module', 'module']],
  ['an f-string field', 'x = 1\nf"{x!r:>{x}} {{x}} x {x=}"\n', ['module', 'module', 'module', 'module']],
  ['nested f-strings with the same quotes', 'x = 1\nf"{f"{x}" + "x"}"\n', ['module', 'module']],
  ['a template string', 'x = 1\nt"{x}"\n', ['module', 'module']],
  ['an f-string over lines', "x = 1\nf'''{\n  x  # x\n}'''\n", ['module', 'module']],
  ['a lambda in an f-string', 'x = 1\nf"{(lambda x: x)(x)}"\n', ['module', 'function@2', 'function@2', 'module']],
  ['names of another alphabet are compared in normal form', 'ﬁ = 1\nfi\nx = ﬁ\n', ['module']],
]

describe('scopes', () => {
  it.each(CASES)('%s', (_, source, owners) => {
    expect(ownersOf(source, 'x')).toEqual(owners)
  })

  it('resolves compatibility characters to one name', () => {
    expect(ownersOf('ﬁ = 1\nfi\nx = ﬁ\n', 'fi')).toEqual(['module', 'module', 'module'])
  })

  it('tells the roles of references', () => {
    const facts = analyze('def f():\n    global x\n    x += 1\n    del x\n    x.y = 1\n')
    expect(referencesTo(facts, 'x').map(({ role }) => role)).toEqual(['declaration', 'write', 'delete', 'read'])
  })

  it('reads chains and calls', () => {
    const facts = analyze('a.b.c(1, *d, e=2)\na.b(1, k=2).c\na[0].b()\na(**k)\n')
    const shapes = referencesTo(facts, 'a').map(({ members, call }) => [
      members.map(({ name }) => name).join('.'),
      call === null ? null : [call.positional, call.keywords, call.open],
    ])
    expect(shapes).toEqual([
      ['b.c', [1, ['e'], true]],
      ['b', [1, ['k'], false]],
      ['', null],
      ['', [0, [], true]],
    ])
  })

  it('knows aliases that nothing else binds', () => {
    const facts = analyze('import m\nA = m.x.Y\nB = m\nB = 1\nC: int = m\nclass D:\n    e = m\nD2 = C()\n')
    const aliases = facts.bindings.flatMap(({ name, aliasOf }) => {
      return aliasOf === null
        ? []
        : [`${name} = ${[aliasOf.name, ...aliasOf.members.map((member) => member.name)].join('.')}`]
    })
    expect(aliases).toEqual(['A = m.x.Y', 'C = m'])
  })

  it('says which bindings exist for type checkers only', () => {
    const facts = analyze(
      'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from m import A, B\nelse:\n    B = None\nC = 1\n',
    )
    const typeOnly = facts.bindings.filter((binding) => binding.typeOnly).map(({ name }) => name)
    expect(typeOnly).toEqual(['A'])
  })
})
