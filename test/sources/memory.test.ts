import { describe, expect, it } from 'vitest'
import { createMemorySource, overlaySource } from '../../src/sources/memory.ts'
import { pathsOf, readAll, textOf } from './support.ts'

const base = () => createMemorySource({ 'src/b.ts': 'b', 'src/a.ts': 'a', 'é/x.py': Uint8Array.of(1, 2), 'top.ts': '' })

describe('memory source', () => {
  it('lists sorted and answers', () => {
    const source = base()
    expect(pathsOf(source)).toEqual(['src/a.ts', 'src/b.ts', 'top.ts', 'é/x.py'])
    expect(source.has('src/a.ts')).toBe(true)
    expect(source.has('src')).toBe(false)
    expect(source.hasDirectory('src')).toBe(true)
    expect(source.hasDirectory('')).toBe(true)
    expect(source.hasDirectory('sr')).toBe(false)
    expect(createMemorySource({}).hasDirectory('')).toBe(false)
    expect(textOf(source, 'src/a.ts')).toBe('a')
    expect(source.read('nope')).toBeNull()
    expect(readAll(source, ['top.ts', 'nope', 'src/a.ts'])).toEqual({
      texts: { 'top.ts': '', 'src/a.ts': 'a' },
      skipped: {},
    })
  })

  it('hands out bytes of the caller', () => {
    const source = base()
    source.read('é/x.py')?.fill(9)
    expect([...(source.read('é/x.py') ?? [])]).toEqual([1, 2])
  })

  it('names no property of Object a file', () => {
    expect(createMemorySource({}).has('constructor')).toBe(false)
    expect(createMemorySource({}).read('__proto__')).toBeNull()
  })

  it('skips what is too large', () => {
    const source = createMemorySource({ a: new Uint8Array(2 * 1024 * 1024 + 1) })
    expect(readAll(source).skipped).toEqual({ a: 'larger than 2 MB' })
  })
})

describe('overlay', () => {
  it('replaces, adds and deletes', () => {
    const source = overlaySource(
      base(),
      new Map<string, string | null>([
        ['src/a.ts', 'A'],
        ['new/deep/c.ts', 'c'],
        ['src/b.ts', null],
      ]),
    )
    expect(pathsOf(source)).toEqual(['new/deep/c.ts', 'src/a.ts', 'top.ts', 'é/x.py'])
    expect(source.has('src/b.ts')).toBe(false)
    expect(source.read('src/b.ts')).toBeNull()
    expect(source.hasDirectory('new/deep')).toBe(true)
    expect(textOf(source, 'src/a.ts')).toBe('A')
    const order: string[] = []
    source.readEach(
      ['top.ts', 'src/b.ts', 'src/a.ts', 'é/x.py', 'new/deep/c.ts'],
      (path) => order.push(path),
      () => {},
    )
    expect(order).toEqual(['top.ts', 'src/a.ts', 'é/x.py', 'new/deep/c.ts'])
  })

  it('lets go of a directory with its last file', () => {
    const source = overlaySource(base(), new Map([['é/x.py', null]]))
    expect(source.hasDirectory('é')).toBe(false)
    expect(source.hasDirectory('src')).toBe(true)
  })

  it('lies over another overlay', () => {
    const source = overlaySource(overlaySource(base(), new Map([['src/a.ts', null]])), new Map([['src/a.ts', 'again']]))
    expect(textOf(source, 'src/a.ts')).toBe('again')
    expect(pathsOf(source)).toEqual(['src/a.ts', 'src/b.ts', 'top.ts', 'é/x.py'])
  })
})
