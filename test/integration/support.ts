import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { RunReport } from '../../src/core/report.ts'

export const PROJECT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
/** The command as it is shipped: `npm ci` builds it, and after a change of the source `npm run build`. */
export const CLI = join(PROJECT, 'dist/cli.js')

export type Files = Readonly<Record<string, string | Uint8Array | null>>

/** Whatever the machine is set up like, git behaves as fresh from the box, and nothing talks to a terminal. */
export const ENVIRONMENT: NodeJS.ProcessEnv = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(GIT_|REPOINT_|GITHUB_|FORCE_COLOR$|VITEST|NODE_OPTIONS$|CI$)/.test(name),
    ),
  ),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
  GIT_TERMINAL_PROMPT: '0',
  REPOINT_TODAY: '2026-11-23',
  NO_COLOR: '1',
}

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** Both, for messages of programs that use either. */
  readonly output: string
}

export interface RunSettings {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  /** Milliseconds. */
  readonly timeout?: number
}

export const run = (cwd: string, program: string, args: readonly string[], settings: RunSettings = {}): Ran => {
  const result = spawnSync(program, args, {
    cwd,
    env: { ...ENVIRONMENT, ...settings.env },
    encoding: 'utf8',
    input: settings.input ?? '',
    timeout: settings.timeout ?? 60_000,
    maxBuffer: 1 << 28,
  })
  if (result.error) throw result.error
  return {
    code: result.status ?? -1,
    stdout: result.stdout,
    stderr: result.stderr,
    output: result.stdout + result.stderr,
  }
}

/** The same without waiting in the way of this process. */
export const start = (
  cwd: string,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...ENVIRONMENT, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    const [out, err]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      const [stdout, stderr] = [Buffer.concat(out).toString('utf8'), Buffer.concat(err).toString('utf8')]
      resolve({ code: code ?? -1, stdout, stderr, output: stdout + stderr })
    })
  })

/** The output of a command that must succeed. */
export const must = (cwd: string, program: string, args: readonly string[], settings: RunSettings = {}): string => {
  const { code, stdout, output } = run(cwd, program, args, settings)
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} exited with ${code}:\n${output}`)
  return stdout
}

export const git = (cwd: string, ...args: readonly string[]): string =>
  must(cwd, 'git', [
    '-c',
    'protocol.file.allow=always',
    '-c',
    'init.defaultBranch=main',
    '-c',
    'gc.auto=0',
    ...args,
  ]).trimEnd()

export const repoint = (cwd: string, args: readonly string[], settings: RunSettings = {}): Ran =>
  run(cwd, process.execPath, [CLI, ...args], settings)

/** The JSON report of a check; fails where there is none. */
export const report = (cwd: string, args: readonly string[] = [], settings: RunSettings = {}): RunReport => {
  const { code, stdout, stderr } = repoint(cwd, ['check', '--format', 'json', ...args], settings)
  if (code !== 0 && code !== 1) throw new Error(`check ${args.join(' ')} exited with ${code}:\n${stderr}`)
  return JSON.parse(stdout) as RunReport
}

/** `path:line migration consequence`, the dangling imports left out unless they are asked for. */
export const told = (cwd: string, args: readonly string[] = [], settings: RunSettings = {}): readonly string[] =>
  report(cwd, ['--no-dangling', ...args], settings)
    .findings.map(({ path, line, migration, consequence }) => `${path}:${line} ${migration} ${consequence}`)
    .sort()

export const createFolder = (files: Files = {}): string => {
  const folder = realpathSync.native(mkdtempSync(join(tmpdir(), 'repoint-it-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  return write(folder, files)
}

/** Write files (null: delete) and hand the folder back. */
export const write = (folder: string, files: Files): string => {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path)
    if (content === null) rmSync(file)
    else {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, content)
    }
  }
  return folder
}

export const createRepository = (files: Files = {}): string => {
  const folder = createFolder(files)
  git(folder, 'init', '-q')
  commitAll(folder)
  return folder
}

export const commitAll = (folder: string, message = 'change'): string => {
  git(folder, 'add', '-A')
  git(folder, 'commit', '-q', '--allow-empty', '--no-verify', '-m', message)
  return git(folder, 'rev-parse', 'HEAD')
}

/** Write and stage. */
export const stage = (folder: string, files: Files): void => {
  write(folder, files)
  git(folder, 'add', '-A')
}

/** Path, size, time stamp and contents of every file below, the git directory included. */
export const photograph = (folder: string): ReadonlyMap<string, string> => {
  const shots = new Map<string, string>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name)
    const { mtimeNs, size, mode } = statSync(path, { bigint: true })
    const hash = entry.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'directory'
    shots.set(path.slice(folder.length + 1), `${mode} ${size} ${mtimeNs} ${hash}`)
  }
  return shots
}

/** Whether a program can be run here; tests that need one say so and are skipped where it is missing. */
export const has = (program: string): boolean => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0

/** npm packages in a folder of their own, kept between runs; null where the registry cannot be reached. */
/* Install scripts stay off: lefthook's own would put hooks into this very repository. */
export const installPackages = (specs: readonly string[]): string | null => {
  const key = createHash('sha256').update(specs.join(' ')).digest('hex').slice(0, 12)
  const folder = join(PROJECT, 'node_modules/.cache/repoint-test', key)
  if (existsSync(join(folder, 'complete'))) return folder
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  const result = run(
    folder,
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--loglevel=error', ...specs],
    { timeout: 240_000 },
  )
  if (result.code !== 0) {
    process.stderr.write(`npm install ${specs.join(' ')} failed:\n${result.output}\n`)
    return null
  }
  writeFileSync(join(folder, 'complete'), '')
  return folder
}

/* The project most tests use: one retired class, its importers, and something healthy. */

export const MANIFEST = {
  version: 1,
  retired: [{ id: 'tool', from: 'app.old#Tool', to: 'app.new#Tool2' }],
}

export const manifest = (...retired: readonly object[]): string => JSON.stringify({ version: 1, retired })

export const PYTHON: Files = {
  'migrations.json': JSON.stringify(MANIFEST),
  'app/__init__.py': '',
  'app/new.py': 'class Tool2:\n    pass\n',
  'app/old.py': 'class Tool:\n    pass\n\n\ndef helper():\n    pass\n',
  'app/user.py': 'from app.old import Tool\n\nTOOL = Tool()\n',
  'app/healthy.py': 'from app.new import Tool2\n\nTOOL = Tool2()\n',
}

/** This project as it stands, committed in a repository of its own, for programs that install from one. */
export const cloneProject = (): { readonly folder: string; readonly commit: string } => {
  const listed = git(PROJECT, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0')
  const folder = createFolder()
  for (const path of listed) {
    if (path === '' || /^(?:fixtures|test|bench|docs)\//.test(path) || !existsSync(join(PROJECT, path))) continue
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), readFileSync(join(PROJECT, path)))
  }
  git(folder, 'init', '-q')
  return { folder, commit: commitAll(folder) }
}

/** As `npm install --save-dev repoint` leaves it, without asking the registry. */
export const installRepoint = (folder: string): void => {
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true })
  symlinkSync(PROJECT, join(folder, 'node_modules/repoint'))
  symlinkSync('../repoint/dist/cli.js', join(folder, 'node_modules/.bin/repoint'))
}

/** A PATH on which the programs of these folders come first. */
export const pathWith = (...folders: readonly string[]): { readonly PATH: string } => ({
  PATH: [...folders.map((folder) => join(folder, 'node_modules/.bin')), ENVIRONMENT.PATH].join(':'),
})

/** Recipes are taken from the pages, so that what people copy is what runs. */
export const recipe = (page: string, language: string): string => {
  const text = readFileSync(join(PROJECT, 'docs/places', page), 'utf8')
  const found = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1]
  if (found === undefined) throw new Error(`${page} has no ${language} recipe`)
  return found
}
