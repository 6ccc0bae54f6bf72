import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type FileWrite, writeAll } from '../../src/sources/write.ts'
import { createDirectory, writeFiles } from './support.ts'

const bytes = (text: string) => new Uint8Array(Buffer.from(text))
const change = (path: string, before: string | null, after: string): FileWrite => ({
  path,
  before: before === null ? null : bytes(before),
  after: bytes(after),
})
const text = (...parts: string[]) => readFileSync(join(...parts), 'utf8')

describe('writeAll', () => {
  it('replaces and creates files, and leaves nothing else behind', async () => {
    const root = createDirectory({ 'a.ts': 'old', 'sub/b.ts': 'b' })
    const result = await writeAll(root, [
      change('a.ts', 'old', 'new'),
      change('sub/b.ts', 'b', ''),
      change('sub/c.ts', null, 'c'),
    ])
    expect(result).toMatchObject({ written: ['a.ts', 'sub/b.ts', 'sub/c.ts'], failed: [] })
    expect([text(root, 'a.ts'), text(root, 'sub/b.ts'), text(root, 'sub/c.ts')]).toEqual(['new', '', 'c'])
    expect([readdirSync(root), readdirSync(join(root, 'sub'))]).toEqual([
      ['a.ts', 'sub'],
      ['b.ts', 'c.ts'],
    ])
  })

  it('keeps mode and owner', async () => {
    const root = createDirectory({ 'run.py': 'x', 'plain.py': 'x' })
    chmodSync(join(root, 'run.py'), 0o4751)
    chmodSync(join(root, 'plain.py'), 0o600)
    if (process.getuid?.() === 0) chownSync(join(root, 'plain.py'), 65534, 65534)
    const owner = statSync(join(root, 'plain.py')).uid
    await writeAll(root, [change('run.py', 'x', 'y'), change('plain.py', 'x', 'y')])
    expect(statSync(join(root, 'run.py')).mode & 0o7777).toBe(0o4751)
    expect(statSync(join(root, 'plain.py')).mode & 0o7777).toBe(0o600)
    expect(statSync(join(root, 'plain.py')).uid).toBe(owner)
  })

  it('writes through a link inside the root and keeps it a link', async () => {
    const root = createDirectory({ 'real/a.ts': 'old' })
    symlinkSync('real/a.ts', join(root, 'link.ts'))
    symlinkSync('real', join(root, 'dir'))
    const result = await writeAll(root, [change('link.ts', 'old', 'new')])
    expect(result.written).toEqual(['link.ts'])
    expect(readlinkSync(join(root, 'link.ts'))).toBe('real/a.ts')
    expect(text(root, 'real/a.ts')).toBe('new')
    expect((await writeAll(root, [change('dir/a.ts', 'new', 'newer')])).written).toEqual(['dir/a.ts'])
    expect(lstatSync(join(root, 'dir')).isSymbolicLink()).toBe(true)
    expect(text(root, 'real/a.ts')).toBe('newer')
  })

  it('never writes outside the root', async () => {
    const outside = createDirectory({ 'x.ts': 'x' })
    const root = createDirectory({ 'a.ts': 'a', '.git/hooks/x': 'x', 'sub/.git': 'gitdir: x' })
    symlinkSync(join(outside, 'x.ts'), join(root, 'out.ts'))
    symlinkSync(outside, join(root, 'outdir'))
    symlinkSync('nowhere', join(root, 'dangling.ts'))
    symlinkSync('.git/hooks', join(root, 'hooks'))
    const writes = [
      change('out.ts', 'x', 'y'),
      change('outdir/x.ts', 'x', 'y'),
      change('outdir/new.ts', null, 'y'),
      change('../x.ts', null, 'y'),
      change('', null, 'y'),
      change('.', null, 'y'),
      change('a/../../x', null, 'y'),
      change('a\0.ts', null, 'y'),
      change('dangling.ts', null, 'y'),
      change('.git/hooks/x', 'x', 'y'),
      change('sub/.git', 'gitdir: x', 'y'),
      change('hooks/x', 'x', 'y'),
      change('hooks/post-checkout', null, 'y'),
    ]
    const { written, failed } = await writeAll(root, writes)
    expect(written).toEqual([])
    expect(failed.map(({ reason }) => reason)).toEqual([
      'leads out of the root through a symbolic link',
      'leads out of the root through a symbolic link',
      'leads out of the root through a symbolic link',
      'outside the root',
      'outside the root',
      'outside the root',
      'outside the root',
      'outside the root',
      'a symbolic link to nothing',
      'inside a git directory',
      'inside a git directory',
      'inside a git directory',
      'inside a git directory',
    ])
    expect(readdirSync(outside)).toEqual(['x.ts'])
    expect(text(outside, 'x.ts')).toBe('x')
  })

  it('leaves alone what is not as it was read', async () => {
    const root = createDirectory({
      'changed.ts': 'edited',
      'same length.ts': 'abd',
      'exists.ts': 'e',
      'ok.ts': 'o',
      'dir/x': '',
    })
    const { written, failed } = await writeAll(root, [
      change('changed.ts', 'read', 'new'),
      change('same length.ts', 'abc', 'new'),
      change('exists.ts', null, 'new'),
      change('gone.ts', 'g', 'new'),
      change('dir', '', 'new'),
      change('no/such/dir.ts', null, 'new'),
      change('ok.ts/x.ts', null, 'new'),
      change('ok.ts', 'o', 'new'),
    ])
    expect(written).toEqual(['ok.ts'])
    expect(Object.fromEntries(failed.map(({ path, reason }) => [path, reason]))).toEqual({
      'changed.ts': 'changed since it was read',
      'same length.ts': 'changed since it was read',
      'exists.ts': 'exists already',
      'gone.ts': 'gone since it was read',
      dir: 'not a regular file',
      'no/such/dir.ts': 'cannot be written: its directory does not exist',
      'ok.ts/x.ts': 'cannot be written: its directory does not exist',
    })
    expect(text(root, 'changed.ts')).toBe('edited')
  })

  it('respects what may not be written', async () => {
    const root = createDirectory({ 'read-only.ts': 'r', 'locked/a.ts': 'a', 'ok.ts': 'o' })
    chmodSync(join(root, 'read-only.ts'), 0o444)
    chmodSync(join(root, 'locked'), 0o555)
    if (process.getuid?.() === 0) {
      for (const path of ['', 'read-only.ts', 'locked', 'locked/a.ts', 'ok.ts'])
        chownSync(join(root, path), 65534, 65534)
      process.seteuid?.(65534)
      onTestFinished(() => process.seteuid?.(0))
    }
    const { written, failed } = await writeAll(root, [
      change('read-only.ts', 'r', 'x'),
      change('locked/a.ts', 'a', 'x'),
      change('ok.ts', 'o', 'x'),
    ])
    expect(written).toEqual(['ok.ts'])
    expect(failed).toEqual([
      { path: 'read-only.ts', reason: 'read-only' },
      { path: 'locked/a.ts', reason: 'cannot be written: permission denied (EACCES)' },
    ])
  })

  it('writes all or nothing where that is wanted', async () => {
    const root = createDirectory({ 'a.ts': 'a', 'b.ts': 'edited' })
    const writes = [change('a.ts', 'a', 'A'), change('b.ts', 'b', 'B')]
    expect(await writeAll(root, writes, { allOrNothing: true })).toMatchObject({
      written: [],
      failed: [{ path: 'b.ts', reason: 'changed since it was read' }],
    })
    expect(text(root, 'a.ts')).toBe('a')
    expect(readdirSync(root)).toEqual(['a.ts', 'b.ts'])
  })

  it('gives everything back, except what others changed since', async () => {
    const root = createDirectory({ 'a.ts': 'a', 'b.ts': 'b', 'c.ts': 'c', 'd.ts': 'd' })
    const result = await writeAll(root, [
      change('a.ts', 'a', 'A'),
      change('b.ts', 'b', 'B'),
      change('new.ts', null, 'N'),
      change('other.ts', null, 'O'),
      change('c.ts', 'c', 'C'),
    ])
    writeFiles(root, { 'b.ts': 'somebody', 'other.ts': 'somebody' })
    unlinkSync(join(root, 'c.ts'))
    expect(await result.restore()).toEqual([
      { path: 'other.ts', reason: 'changed since it was read' },
      { path: 'b.ts', reason: 'changed since it was read' },
      { path: 'c.ts', reason: 'gone since it was read' },
    ])
    expect([text(root, 'a.ts'), text(root, 'b.ts'), text(root, 'other.ts')]).toEqual(['a', 'somebody', 'somebody'])
    expect(readdirSync(root)).toEqual(['a.ts', 'b.ts', 'd.ts', 'other.ts'])
  })

  it('cleans up after a run that was killed, and not after one that lives', async () => {
    const dead = spawnSync('true').pid
    const root = createDirectory({
      'a.ts': 'a',
      [`.repoint-${dead}-0123456789ab.tmp`]: 'left',
      [`.repoint-${process.ppid}-0123456789ab.tmp`]: 'living',
      '.repoint-notes.tmp': '',
    })
    await writeAll(root, [change('a.ts', 'a', 'A')])
    expect(readdirSync(root)).toEqual(
      [`.repoint-${process.ppid}-0123456789ab.tmp`, '.repoint-notes.tmp', 'a.ts'].sort(),
    )
  })

  it('a killed run leaves every file old or new', async () => {
    const entry = join(import.meta.dirname, '../../src/sources/write.ts')
    const bundle = join(createDirectory(), 'write.mjs')
    spawnSync('npx', [
      'esbuild',
      entry,
      '--bundle',
      '--platform=node',
      '--format=esm',
      `--outfile=${bundle}`,
      '--log-level=error',
    ])
    for (const delay of [1, 5, 20, 60]) {
      const root = createDirectory()
      mkdirSync(join(root, 'd'))
      for (let at = 0; at < 200; at++) writeFileSync(join(root, 'd', `${at}.ts`), 'o'.repeat(20_000))
      const script = `import { writeAll } from ${JSON.stringify(bundle)}
        const writes = Array.from({ length: 200 }, (_, at) => ({ path: 'd/' + at + '.ts', before: Buffer.alloc(20000, 'o'), after: Buffer.alloc(30000, 'n') }))
        const { Worker } = await import('node:worker_threads')
        new Worker('setTimeout(() => process.kill(process.pid, "SIGKILL"), ${delay})', { eval: true })
        await writeAll(${JSON.stringify(root)}, writes)`
      spawnSync(process.execPath, ['--input-type=module', '-e', script])
      for (let at = 0; at < 200; at++)
        expect(['o'.repeat(20_000), 'n'.repeat(30_000)]).toContain(text(root, 'd', `${at}.ts`))
    }
  }, 60_000)

  it('is the same whatever the bytes, and restores them exactly', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 2_000 }),
        fc.uint8Array({ maxLength: 2_000 }),
        async (before, after) => {
          const root = createDirectory({ f: before })
          const result = await writeAll(root, [{ path: 'f', before, after }])
          expect(new Uint8Array(readFileSync(join(root, 'f')))).toEqual(after)
          expect(await result.restore()).toEqual([])
          expect(new Uint8Array(readFileSync(join(root, 'f')))).toEqual(before)
        },
      ),
      { numRuns: 20 },
    )
  })
})
