import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createStdinSource } from '../../src/sources/stdin-source.ts'
import { openWorktree } from '../../src/sources/worktree.ts'
import { createDirectory, createRepository, pathsOf, readAll, textOf } from './support.ts'

const bytes = (text: string) => new Uint8Array(Buffer.from(text))

describe('stdin source', () => {
  it('puts one text over the work tree', async () => {
    const root = createRepository({ 'a.ts': 'disk', 'sub/b.ts': 'b', '.gitignore': 'ignored.ts\n' })
    const worktree = await openWorktree(root)
    const source = createStdinSource(worktree, '../a.ts', join(root, 'sub'), bytes('typed'))
    expect(source.kind).toBe('stdin')
    expect(source.path).toBe('a.ts')
    expect(source.commit).toBe(worktree.commit)
    expect(textOf(source, 'a.ts')).toBe('typed')
    expect(readAll(source).texts).toEqual({ '.gitignore': 'ignored.ts\n', 'a.ts': 'typed', 'sub/b.ts': 'b' })
    expect(textOf(worktree, 'a.ts')).toBe('disk')
  })

  it('takes a file that is new, ignored, or behind a link', async () => {
    const root = createRepository({ 'a/x.ts': 'x', '.gitignore': 'ignored.ts\n' })
    symlinkSync('a', join(root, 'l'))
    const worktree = await openWorktree(root)
    const fresh = createStdinSource(worktree, 'new/deep.ts', root, bytes('n'))
    expect(pathsOf(fresh)).toContain('new/deep.ts')
    expect(fresh.hasDirectory('new')).toBe(true)
    expect(createStdinSource(worktree, 'ignored.ts', root, bytes('n')).has('ignored.ts')).toBe(true)
    const linked = createStdinSource(worktree, 'l/x.ts', root, bytes('typed'))
    expect(linked.path).toBe('a/x.ts')
    expect(textOf(linked, 'l/x.ts')).toBe('typed')
  })

  it('refuses a name outside the root', async () => {
    const worktree = await openWorktree(createDirectory({ 'a.ts': '' }))
    for (const name of ['../x.ts', '/etc/passwd', '.', '']) {
      expect(() => createStdinSource(worktree, name, worktree.root, bytes(''))).toThrow('not a file below')
    }
  })

  it('reads all of standard input, slow pipes too', () => {
    const script = join(createDirectory(), 'read.mjs')
    const entry = join(import.meta.dirname, '../../src/sources/stdin-source.ts')
    execFileSync('npx', [
      'esbuild',
      entry,
      '--bundle',
      '--platform=node',
      '--format=esm',
      `--outfile=${script}`,
      '--log-level=error',
    ])
    const run = `import(${JSON.stringify(script)}).then(({ readStandardInput }) => console.log(readStandardInput().length))`
    const shell = `(printf abc; sleep 0.2; head -c 200000 /dev/zero) | "${process.execPath}" -e '${run}'`
    expect(execFileSync('sh', ['-c', shell], { encoding: 'utf8' })).toBe('200003\n')
    expect(execFileSync(process.execPath, ['-e', run], { encoding: 'utf8', input: '' })).toBe('0\n')
  }, 20_000)
})
