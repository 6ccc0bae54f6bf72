import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/*
 * The memory of whole answers, through the shipped command. What is remembered is falsified, so that an answer shows
 * whether it was remembered or found.
 */

const CLI = join(fileURLToPath(new URL('../..', import.meta.url)), 'dist/cli.js')
const base = mkdtempSync(join(tmpdir(), 'repoint-cache-'))
const tree = join(base, 'tree')
const caches = join(base, 'caches')
const answers = join(caches, 'repoint/answers-1')
const facts = join(caches, 'repoint/facts-1')
const env = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  HOME: base,
  XDG_CACHE_HOME: caches,
  NODE_OPTIONS: '',
  REPOINT_TODAY: '2026-11-01',
}

const git = (...args: string[]): void =>
  void spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: tree, env })
const checkIn = (cwd: string, variables: Record<string, string>, ...args: string[]): string => {
  const { stdout, stderr } = spawnSync(process.execPath, [CLI, 'check', '--format', 'unix', ...args], {
    cwd,
    env: { ...env, ...variables },
    encoding: 'utf8',
  })
  return stdout + stderr
}
const check = (...args: string[]): string => checkIn(tree, {}, ...args)
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(tree, path)), { recursive: true })
  writeFileSync(join(tree, path), text)
}

/** Long enough for the times of files to be beyond doubt. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2_300))

/** Parts of a record, each with its length before it. */
const partsOf = (whole: Buffer): Buffer[] => {
  const parts: Buffer[] = []
  for (let at = 0; at < whole.length; at += 4 + whole.readUInt32LE(at))
    parts.push(whole.subarray(at + 4, at + 4 + whole.readUInt32LE(at)))
  return parts
}
const joinParts = (parts: readonly Buffer[]): Buffer =>
  Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(4)
      length.writeUInt32LE(part.length)
      return [length, part]
    }),
  )

/** In place of `src/stale.ts`, and as long. */
const FALSE = 'src/FALSE.ts'
const falsify = (): void => {
  for (const name of readdirSync(answers)) {
    const content = readFileSync(join(answers, name)).subarray(16)
    const said = content.indexOf(10)
    const text = content.toString('latin1', said).replaceAll('src/stale.ts', FALSE)
    const changed = Buffer.concat([content.subarray(0, said), Buffer.from(text, 'latin1')])
    writeFileSync(join(answers, name), Buffer.concat([createHash('md5').update(changed).digest(), changed]))
  }
}

/** A run that is remembered and falsified. */
const prepareIn = async (cwd: string, ...args: string[]): Promise<void> => {
  rmSync(caches, { recursive: true, force: true })
  await settle()
  checkIn(cwd, {}, ...args)
  falsify()
  expect(checkIn(cwd, {}, ...args)).toContain(FALSE)
}
const prepare = (...args: string[]): Promise<void> => prepareIn(tree, ...args)

beforeAll(() => {
  for (let at = 0; at < 2_100; at++)
    write(`src/part${at % 20}/${'long'.repeat(12)}${at}.ts`, `export const f${at} = ${at}\n`)
  write('src/old.ts', 'export {}\n')
  write('src/new.ts', 'export const New = 1\n')
  write('src/stale.ts', "import { Old } from './old'\nexport const a = Old\n")
  write('migrations.json', JSON.stringify({ version: 1, retired: [{ from: 'src/old#Old', to: 'src/new#New' }] }))
  write('.gitignore', 'ignored/\n')
  git('init', '-q')
  git('add', '-A')
  git('commit', '-q', '-m', 'x')
})

afterAll(() => rmSync(base, { recursive: true, force: true }))

describe('the memory of answers', () => {
  it('answers where nothing has changed, and only the same question', async () => {
    await prepare()
    expect(check('--no-cache')).not.toContain(FALSE)
    expect(check('src/part1')).not.toContain(FALSE)
    expect(check('--env', 'production')).not.toContain(FALSE)
    expect(check('--no-dangling')).not.toContain(FALSE)
    expect(check()).toContain(FALSE)
  }, 60_000)

  it.each<[string, () => void, () => void]>([
    [
      'a tracked file',
      () => write('src/new.ts', 'export const New = 2\n'),
      () => write('src/new.ts', 'export const New = 1\n'),
    ],
    ['a new file', () => write('src/part3/new.ts', "import '../old'\n"), () => rmSync(join(tree, 'src/part3/new.ts'))],
    [
      'a new directory',
      () => write('other/new.ts', "import '../src/old'\n"),
      () => rmSync(join(tree, 'other'), { recursive: true }),
    ],
    [
      'a file that is gone',
      () => rmSync(join(tree, 'src/stale.ts')),
      () => write('src/stale.ts', "import { Old } from './old'\nexport const a = Old\n"),
    ],
    ['a new link', () => symlinkSync('new.ts', join(tree, 'src/link.ts')), () => rmSync(join(tree, 'src/link.ts'))],
    ['what is ignored', () => write('.gitignore', 'ignored/\nsrc/part2\n'), () => write('.gitignore', 'ignored/\n')],
    [
      'the manifest',
      () => write('migrations.json', JSON.stringify({ version: 1, retired: [] })),
      () => git('checkout', '-q', 'migrations.json'),
    ],
    ['the index', () => git('rm', '-q', '--cached', 'src/part1', '-r'), () => git('reset', '-q')],
    ['the commit', () => git('commit', '-q', '--allow-empty', '-m', 'y'), () => {}],
    ['another branch', () => git('checkout', '-q', '-b', 'other', '--no-track'), () => git('checkout', '-q', '-')],
    [
      'branches that are packed',
      () => {
        git('pack-refs', '--all')
        git('commit', '-q', '--allow-empty', '-m', 'z')
      },
      () => {},
    ],
    [
      'what git ignores in this clone',
      () => appendFileSync(join(tree, '.git/info/exclude'), 'src/part2\n'),
      () => writeFileSync(join(tree, '.git/info/exclude'), ''),
    ],
    [
      'a setting of git',
      () => git('config', 'core.ignoreCase', 'true'),
      () => git('config', '--unset', 'core.ignoreCase'),
    ],
    [
      'a manifest with the name that comes first',
      () => write('import-migrations.json', JSON.stringify({ version: 1, retired: [] })),
      () => rmSync(join(tree, 'import-migrations.json')),
    ],
    [
      'a baseline that is ignored',
      () => {
        write('.git/info/exclude', '.repoint-baseline.json\n')
        write('.repoint-baseline.json', '{"version":1,"entries":[]}')
      },
      () => rmSync(join(tree, '.repoint-baseline.json')),
    ],
  ])(
    'forgets for %s',
    async (_, change, undo) => {
      await prepare()
      change()
      expect(check()).not.toContain(FALSE)
      undo()
    },
    60_000,
  )

  it('sees a second change to a file that differed from the index already', async () => {
    write('src/loose.ts', 'export const loose = 1\n')
    write('src/new.ts', 'export const New = 3\n')
    await prepare()
    write('src/new.ts', 'export const New = 4\n')
    expect(check()).not.toContain(FALSE)
    await prepare()
    write('src/loose.ts', "import './old'\n\n\n")
    expect(check()).not.toContain(FALSE)
    git('checkout', '-q', '.')
    rmSync(join(tree, 'src/loose.ts'))
  }, 60_000)

  it('answers in other surroundings anew', async () => {
    await prepare()
    expect(checkIn(tree, { REPOINT_TODAY: '2026-11-02' })).not.toContain(FALSE)
    expect(checkIn(tree, { FORCE_COLOR: '1' })).not.toContain(FALSE)
    expect(checkIn(tree, { GIT_INDEX_FILE: join(tree, '.git/index') })).not.toContain(FALSE)
    expect(checkIn(join(tree, 'src'), {})).not.toContain(FALSE)
    expect(check('--quiet')).not.toContain(FALSE)
    expect(check('--output-file', join(base, 'report'))).not.toContain(FALSE)
    expect(readFileSync(join(base, 'report'), 'utf8')).toContain('src/stale.ts')
    expect(checkIn(tree, { SHLVL: '7' })).toContain(FALSE)
  }, 60_000)

  it('sees a change to what is ignored and was asked for', async () => {
    const inherited = (name: string): void =>
      write(
        'ignored/base.json',
        JSON.stringify({ version: 1, retired: [{ from: 'src/old#Old', to: `src/new#${name}` }] }),
      )
    inherited('New')
    write('migrations.json', JSON.stringify({ version: 1, extends: ['./ignored/base.json'], retired: [] }))
    git('add', '-A')
    for (const args of [[], ['--trust-index']]) {
      await prepare(...args)
      inherited('Newer')
      expect(check(...args)).not.toContain(FALSE)
      inherited('New')
      await prepare(...args)
      rmSync(join(tree, 'ignored'), { recursive: true })
      expect(check(...args)).not.toContain(FALSE)
      inherited('New')
    }
    rmSync(join(tree, 'ignored'), { recursive: true })
    git('checkout', '-qf', 'HEAD', 'migrations.json')
  }, 60_000)

  it('sees a change to what git was told not to look at', async () => {
    git('update-index', '--assume-unchanged', 'src/new.ts')
    await prepare()
    write('src/new.ts', 'export const New = 6\n')
    expect(check()).not.toContain(FALSE)
    git('update-index', '--no-assume-unchanged', 'src/new.ts')
    git('checkout', '-q', '.')
  }, 60_000)

  it('sees what is ignored change where that is said in a file that is ignored, or above the root', async () => {
    const loose = "import { Old } from '../old'\nexport const a = Old\n"
    write('src/gen/.gitignore', '*\n')
    write('src/gen/loose.ts', loose)
    await prepare()
    write('src/gen/.gitignore', '.gitignore\n')
    expect(check()).toContain('src/gen/loose.ts')
    rmSync(join(tree, 'src/gen'), { recursive: true })
    for (const path of ['migrations.json', 'src/old.ts', 'src/new.ts', 'src/stale.ts'])
      write(`sub/${path}`, readFileSync(join(tree, path), 'utf8'))
    git('add', '-A')
    await prepareIn(join(tree, 'sub'))
    write('sub/src/gen/loose.ts', loose)
    write('.gitignore', 'ignored/\ngen/\n')
    await prepareIn(join(tree, 'sub'))
    git('checkout', '-q', '.gitignore')
    expect(checkIn(join(tree, 'sub'), {})).toContain('src/gen/loose.ts')
    rmSync(join(tree, 'sub'), { recursive: true })
    git('rm', '-rq', '--cached', 'sub')
  }, 60_000)

  it('sees a new file where the time of its directory was set back, and a file whose own was', async () => {
    const setBack = (path: string, change: () => void): void => {
      const { atime, mtime } = statSync(join(tree, path))
      change()
      utimesSync(join(tree, path), atime, mtime)
    }
    await prepare()
    setBack('src/part3', () => write('src/part3/new.ts', "import '../old'\n"))
    expect(check()).not.toContain(FALSE)
    rmSync(join(tree, 'src/part3/new.ts'))
    git('config', 'core.trustctime', 'false')
    await prepare()
    setBack('src/new.ts', () => write('src/new.ts', 'export const New = 7\n'))
    expect(check()).not.toContain(FALSE)
    git('config', '--unset', 'core.trustctime')
    write('src/new.ts', 'export const New = 1\n')
  }, 60_000)

  it('sees settings of git in a file that was not there yet', async () => {
    git('config', 'include.path', 'more')
    await prepare()
    write('.git/more', '[core]\n\texcludesFile = /nowhere\n')
    expect(check()).not.toContain(FALSE)
    git('config', '--unset', 'include.path')
  }, 60_000)

  it('keeps nothing of a path through a link outside of the tree', async () => {
    rmSync(caches, { recursive: true, force: true })
    symlinkSync(tree, join(base, 'link'))
    await settle()
    check(join(base, 'link/src'))
    expect(existsSync(answers)).toBe(false)
    rmSync(join(base, 'link'))
  }, 60_000)

  it.each(['assume-unchanged', 'skip-worktree'])(
    'knows no file by its blob that git does not look at: %s',
    async (flag) => {
      const old = readFileSync(join(tree, 'src/stale.ts'), 'utf8')
      rmSync(caches, { recursive: true, force: true })
      git('update-index', `--${flag}`, 'src/stale.ts')
      write('src/stale.ts', 'export const a = 1\n')
      await settle()
      expect(check()).not.toContain('src/stale.ts')
      write('src/stale.ts', old)
      expect(check()).toContain('src/stale.ts:1')
      git('update-index', `--no-${flag}`, 'src/stale.ts')
    },
    60_000,
  )

  it('keeps nothing that rests on what a name of a commit means', async () => {
    rmSync(caches, { recursive: true, force: true })
    git('commit', '-q', '--allow-empty', '-m', 'base')
    await settle()
    check('--derive-since', 'HEAD')
    expect(existsSync(answers)).toBe(false)
  }, 60_000)

  it('knows no file by its blob that git converts when it writes it', async () => {
    const old = readFileSync(join(tree, 'src/stale.ts'), 'utf8')
    rmSync(caches, { recursive: true, force: true })
    write('.gitattributes', 'src/stale.ts filter=x\n')
    // The blob is what it was; on the disk is what the settings make of it.
    git('config', 'filter.x.smudge', 'echo "export const a = 1"')
    git('config', 'filter.x.clean', `printf '%s' '${old.replaceAll("'", `'"'"'`)}'`)
    git('add', '-A')
    rmSync(join(tree, 'src/stale.ts'))
    git('checkout', '--', 'src/stale.ts')
    await settle()
    expect(check()).not.toContain('src/stale.ts')
    git('config', 'filter.x.smudge', 'cat')
    rmSync(join(tree, 'src/stale.ts'))
    git('checkout', '--', 'src/stale.ts')
    expect(readFileSync(join(tree, 'src/stale.ts'), 'utf8')).toBe(old)
    expect(check()).toContain('src/stale.ts:1')
    git('config', '--remove-section', 'filter.x')
    rmSync(join(tree, '.gitattributes'))
    git('add', '-A')
  }, 60_000)

  it('knows no file by its blob that changed while it ran', async () => {
    rmSync(caches, { recursive: true, force: true })
    const programs = join(base, 'programs')
    mkdirSync(programs, { recursive: true })
    // Somebody edits a file as soon as git has compared the tree with the index.
    writeFileSync(
      join(programs, 'git'),
      `#!/bin/sh
PATH=$ORIGINAL; export PATH
git "$@"; code=$?
case " $* " in *" diff-files "*) echo 'export const a = 1' > ${join(tree, 'src/dangles.ts')} ;; esac
exit $code
`,
      { mode: 0o755 },
    )
    write('src/dangles.ts', "import { Gone } from './new'\nexport const a = Gone\n")
    git('add', '-A')
    await settle()
    const original = process.env.PATH ?? ''
    checkIn(tree, { ORIGINAL: original, PATH: `${programs}:${original}` })
    git('checkout', '-q', '.')
    expect(check()).toContain('src/dangles.ts:1')
    git('rm', '-qf', 'src/dangles.ts')
  }, 60_000)

  it('sees a manifest outside of the tree change, and a commit where the index is trusted', async () => {
    const outside = join(base, 'outside.json')
    const name = (to: string): void =>
      writeFileSync(outside, JSON.stringify({ version: 1, retired: [{ from: 'src/old#Old', to }] }))
    name('src/new#New')
    await prepare('--trust-index', '--manifest', outside)
    name('src/new#Newer')
    expect(check('--trust-index', '--manifest', outside)).not.toContain(FALSE)
    await prepare('--trust-index', '--manifest', outside)
    git('commit', '-q', '--allow-empty', '-m', 'w')
    expect(check('--trust-index', '--manifest', outside)).not.toContain(FALSE)
  }, 60_000)

  it('says the same on both outputs, with the same exit code', async () => {
    rmSync(caches, { recursive: true, force: true })
    await settle()
    const runCheck = (...args: string[]) => {
      const { stdout, stderr, status } = spawnSync(process.execPath, [CLI, 'check', ...args], { cwd: tree, env })
      return { stdout: stdout.toString(), stderr: stderr.toString(), status }
    }
    for (const args of [[], ['--format', 'json'], ['--exit-zero'], ['--format', 'sarif', '--trust-index']]) {
      const found = runCheck(...args)
      const known = readdirSync(answers).length
      expect(runCheck(...args)).toEqual(found)
      expect(readdirSync(answers)).toHaveLength(known)
    }
    // Written in full also where the reader is slow, and without complaint where there is none.
    const piped = spawnSync(
      'sh',
      ['-c', `"$0" "$1" check --format json | { sleep 0.3; cat; }`, process.execPath, CLI],
      {
        cwd: tree,
        env,
      },
    )
    expect(JSON.parse(piped.stdout.toString())).toMatchObject({ version: 1 })
    const closed = spawnSync('sh', ['-c', `"$0" "$1" check --format json | true`, process.execPath, CLI], {
      cwd: tree,
      env,
    })
    expect(closed.stderr.toString()).toBe('')
  }, 60_000)

  it('does not remember a tree that may still be changing', () => {
    rmSync(caches, { recursive: true, force: true })
    write('src/new.ts', 'export const New = 5\n')
    check()
    expect(existsSync(answers) ? readdirSync(answers) : []).toEqual([])
    git('checkout', '-q', '.')
  }, 60_000)

  it('looks at nothing but the index where that is trusted', async () => {
    await prepare('--trust-index')
    write('src/part3/new.ts', "import '../old'\n")
    expect(check('--trust-index')).toContain(FALSE)
    expect(check('--trust-index', '--no-cache')).not.toContain('part3/new.ts')
    git('add', '-A')
    expect(check('--trust-index')).not.toContain(FALSE)
    git('rm', '-qf', 'src/part3/new.ts')
  }, 60_000)

  it('is not misled by what was damaged', async () => {
    await prepare()
    for (const name of readdirSync(answers)) truncateSync(join(answers, name), 500)
    expect(check()).not.toContain(FALSE)
    for (const name of readdirSync(answers)) writeFileSync(join(answers, name), 'nonsense')
    expect(check()).not.toContain(FALSE)
  }, 60_000)

  it('believes no cache in a repository', async () => {
    await prepare()
    mkdirSync(join(base, '.git'))
    expect(check()).not.toContain(FALSE)
    rmSync(join(base, '.git'), { recursive: true })
    expect(check()).toContain(FALSE)
  }, 60_000)

  it('goes on where nothing can be kept', () => {
    rmSync(caches, { recursive: true, force: true })
    writeFileSync(caches, 'a file where the directory should be')
    expect(check()).toContain('src/stale.ts')
    rmSync(caches)
  }, 60_000)

  it('knows files by their blobs, whatever the manifest', async () => {
    rmSync(caches, { recursive: true, force: true })
    await settle()
    expect(check()).toContain('src/stale.ts:1')
    // As if no file had a needle: who is believed to be unchanged is not looked into.
    const [needles] = readdirSync(facts)
      .map((name) => join(facts, name))
      .filter((file) => partsOf(readFileSync(file).subarray(16)).length === 3)
    if (needles === undefined) throw new Error('nothing is known of needles')
    const content = joinParts(partsOf(readFileSync(needles).subarray(16)).with(2, Buffer.alloc(0)))
    writeFileSync(needles, Buffer.concat([createHash('md5').update(content).digest(), content]))
    expect(check('--no-dangling')).not.toContain('src/stale.ts')
    expect(check('--no-dangling', '--no-cache')).toContain('src/stale.ts:1')
    write('src/stale.ts', "import { Old } from './old'\nexport const b = Old\n")
    expect(check('--no-dangling')).toContain('src/stale.ts:1')
    git('checkout', '-q', '.')
    // Another manifest asks another question.
    write('other.json', JSON.stringify({ version: 1, retired: [{ from: 'src/new#New', to: 'src/new#Newer' }] }))
    write('src/user.ts', "import { New } from './new'\nexport const c = New\n")
    git('add', '-A')
    expect(check('--manifest', 'other.json')).toContain('src/user.ts:1')
    expect(check('--manifest', 'other.json', '--no-dangling')).toContain('src/user.ts:1')
    git('rm', '-qf', 'src/user.ts', 'other.json')
  }, 60_000)

  it('knows configurations by their blobs, also what they extend', () => {
    rmSync(caches, { recursive: true, force: true })
    const settings = (target: string): void => {
      write('apps/web/base.json', JSON.stringify({ compilerOptions: { paths: { legacy: [`../../src/${target}`] } } }))
      git('add', '-A')
    }
    write('apps/web/tsconfig.json', JSON.stringify({ extends: './base.json' }))
    write('apps/web/user.ts', "import { Old } from 'legacy'\nexport const d = Old\n")
    write('alias.json', JSON.stringify({ version: 1, retired: [{ from: 'legacy#Old', to: 'src/new#New' }] }))
    settings('old')
    const staged = (...args: string[]): string => check('--staged', '--manifest', 'alias.json', ...args)
    const found = staged()
    expect(found).toContain('apps/web/user.ts:1')
    expect(existsSync(join(caches, 'repoint/gists-1'))).toBe(true)
    expect(staged()).toBe(found)
    expect(staged('--no-cache')).toBe(found)
    settings('new')
    expect(staged()).toBe(staged('--no-cache'))
    for (const name of readdirSync(join(caches, 'repoint/gists-1')))
      writeFileSync(join(caches, 'repoint/gists-1', name), 'nonsense')
    expect(staged()).toBe(staged('--no-cache'))
    git('rm', '-rqf', 'apps', 'alias.json')
  }, 60_000)

  it('is removed by `cache clean`', async () => {
    await prepare()
    const clean = (): string =>
      spawnSync(process.execPath, [CLI, 'cache', 'clean'], { cwd: tree, env, encoding: 'utf8' }).stdout
    expect(clean()).toMatch(/^removed .*repoint \(\d+\.\d MB\)\n$/)
    expect(existsSync(join(caches, 'repoint'))).toBe(false)
    expect(clean()).toBe('nothing was remembered\n')
  }, 60_000)
})
