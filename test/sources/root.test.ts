import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { discoverRoot, pathBelowRoot } from '../../src/sources/root.ts'
import { createDirectory, createRepository, git, setEnvironment } from './support.ts'

describe('discoverRoot', () => {
  it('is the top of the work tree, or the directory that was named', () => {
    const root = createRepository({ 'a/b/x.ts': '' })
    expect(discoverRoot(join(root, 'a/b'))).toMatchObject({ root, repository: { root, top: root } })
    expect(discoverRoot(join(root, 'a'), 'b')).toMatchObject({ root: join(root, 'a/b'), repository: { top: root } })
    expect(discoverRoot('/', join(root, 'a')).root).toBe(join(root, 'a'))
    expect(() => discoverRoot(root, 'nope')).toThrow('nope: no such directory')
    expect(() => discoverRoot(root, 'a/b/x.ts')).toThrow('no such directory')
  })

  it('is the directory itself without a repository or without git', () => {
    const plain = createDirectory()
    expect(discoverRoot(plain)).toEqual({ root: plain, repository: null, state: 'none' })
    const root = createRepository({ 'a/x.ts': '' })
    setEnvironment({ PATH: '/nonexistent' })
    expect(discoverRoot(join(root, 'a'))).toEqual({ root: join(root, 'a'), repository: null, state: 'missing' })
  })

  it('takes a bare repository, and sees through links', () => {
    const bare = createDirectory()
    git(bare, 'init', '-q', '--bare')
    expect(discoverRoot(bare)).toMatchObject({ root: bare, repository: { top: null } })
    const root = createRepository({ 'a/x.ts': '' })
    const link = join(createDirectory(), 'link')
    symlinkSync(root, link)
    expect(discoverRoot(join(link, 'a')).root).toBe(root)
  })
})

describe('pathBelowRoot', () => {
  it('names what is typed from the root', () => {
    const root = createDirectory({ 'a/x.ts': '' })
    expect(pathBelowRoot(root, join(root, 'a'), 'x.ts')).toBe('a/x.ts')
    expect(pathBelowRoot(root, join(root, 'a'), '../b/../new.ts')).toBe('new.ts')
    expect(pathBelowRoot(root, join(root, 'a'), '..')).toBe('')
    expect(pathBelowRoot(root, '/', join(root, 'a'))).toBe('a')
    expect(pathBelowRoot(root, root, '../x.ts')).toBeNull()
    expect(pathBelowRoot(root, root, '/etc/passwd')).toBeNull()
    expect(pathBelowRoot(root, root, '..x/y')).toBe('..x/y')
    expect(pathBelowRoot('/', '/', 'etc')).toBe('etc')
  })

  it('knows the root by another name', () => {
    const root = createDirectory({ 'a/x.ts': '' })
    const link = join(createDirectory(), 'link')
    symlinkSync(root, link)
    expect(pathBelowRoot(root, link, 'a/x.ts')).toBe('a/x.ts')
    expect(pathBelowRoot(root, join(link, 'a'), 'not/there.ts')).toBe('a/not/there.ts')
    expect(pathBelowRoot(link, root, 'a/x.ts')).toBe('a/x.ts')
    mkdirSync(join(root, 'b'))
  })
})
