import { describe, expect, it } from 'vitest'
import { readOwnNames } from '../../../src/languages/python/function-scopes.ts'

/** Whether `mod`, where it stands as `mod.x`, is surely a function's own. */
function isOwn(text: string): boolean {
  return readOwnNames(text, ['mod'])('mod', text.lastIndexOf('mod.x'))
}

describe('names of functions', () => {
  it.each([
    ['a parameter', 'def f(mod):\n    mod.x\n'],
    ['a parameter among others', 'def f(a, *, mod=1, **k):\n    return mod.x\n'],
    ['an assignment', 'def f(a):\n    mod = make(a)\n    mod.x\n'],
    ['what is read off a parameter', 'def f(self):\n    mod = self.mod\n    mod.x\n'],
    ['a loop', 'def f(a):\n    for i, mod in a:\n        mod.x\n'],
    ['with', 'async def f(a):\n    async with a() as mod:\n        mod.x\n'],
    ['an inner function', 'def f(mod):\n    def g():\n        return mod.x\n'],
    ['a method', 'class A:\n    def f(self, mod):\n        if mod:\n            mod.x\n'],
    ['None', 'def f():\n    mod = None\n    mod.x\n'],
  ])('%s', (_, text) => {
    expect(isOwn(text)).toBe(true)
    expect(isOwn(text.replaceAll('\n', '\r\n'))).toBe(true)
  })

  it.each([
    ['the module', 'mod.x\n'],
    ['behind a function', 'def f(mod):\n    pass\nmod.x\n'],
    ['a default', 'def f(mod=mod.x):\n    pass\n'],
    ['another function', 'def f(mod):\n    pass\ndef g():\n    mod.x\n'],
    ['an import of the function', 'def f(mod):\n    import mod\n    mod.x\n'],
    ['an import of an inner function', 'def f(mod):\n    def g():\n        import mod\n        mod.x\n'],
    ['global', 'def f(a):\n    global mod\n    mod = a()\n    mod.x\n'],
    ['a global of an inner function', 'def f(mod):\n    def g():\n        global mod\n        mod.x\n'],
    ['a name for a module', 'def f():\n    mod = pkg.mod\n    mod.x\n'],
    ['a class', 'class A:\n    mod = 1\n    def f(self):\n        mod.x\n'],
    ['a comprehension', 'def f(a):\n    [mod for mod in a]\n    mod.x\n'],
    ['a function on one line', 'def f(a):\n    def g(mod): mod = a()\n    mod.x\n'],
    ['a string', 'def f(a):\n    """\n    mod = 1\n    """\n    mod.x\n'],
    ['an attribute', 'def f(a):\n    a.mod = 1\n    mod.x\n'],
    ['an argument', 'def f(a):\n    g(mod=1)\n    mod.x\n'],
    ['a lambda in a default', 'def f(a=lambda b, mod: 1):\n    mod.x\n'],
  ])('not %s', (_, text) => {
    expect(isOwn(text)).toBe(false)
  })
})
