import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileGlobs } from '../../src/core/glob.ts'

const matches = (glob: string, path: string): boolean => compileGlobs([glob])(path)

describe('compileGlobs', () => {
  it.each([
    ['**/*.{py,ts}', 'a/b/c.py', true],
    ['**/*.{py,ts}', 'c.ts', true],
    ['**/*.{py,ts}', 'c.tsx', false],
    ['src/**', 'src/a/b', true],
    ['src/**', 'lib/src/a', false],
    ['src/*', 'src/a/b', false],
    ['*.env', 'deploy/x.env', true],
    ['**/.env', '.env', true],
    ['a/{b,{c,d}}/e', 'a/d/e', true],
    ['a/[!b]', 'a/b', false],
    ['a/[x-z]?', 'a/y1', true],
    ['\\*', 'a/*', true],
    ['./src/*.ts', 'src/a.ts', true],
  ])('%s on %s is %s', (glob, path, expected) => {
    expect(matches(glob, path)).toBe(expected)
  })

  it('matches nothing without globs', () => {
    expect(compileGlobs([])('a')).toBe(false)
  })

  it('takes a path without special characters literally', () => {
    const segment = fc.stringMatching(/^[a-z_.-]{1,8}$/).filter((part) => part !== '.' && part !== '..')
    fc.assert(
      fc.property(fc.array(segment, { minLength: 2, maxLength: 5 }), (parts) =>
        matches(parts.join('/'), parts.join('/')),
      ),
    )
  })

  it('stays fast on a hostile pattern', () => {
    const path = `${'a/'.repeat(400)}${'a'.repeat(200)}`
    expect(matches(`${'**/'.repeat(60)}${'*a'.repeat(60)}b`, path)).toBe(false)
  })
})
