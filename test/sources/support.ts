import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Source } from '../../src/core/source.ts'
import { openRepository, type Repository } from '../../src/sources/git.ts'

export type Files = Readonly<Record<string, string | Uint8Array>>

/** Whatever the machine is set up like, git behaves as fresh from the box. */
export const CLEAN_ENVIRONMENT: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
}

export const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'protocol.file.allow=always', '-c', 'init.defaultBranch=main', ...args], {
    cwd,
    env: CLEAN_ENVIRONMENT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trimEnd()

export const createDirectory = (files: Files = {}): string => {
  const directory = realpathSync.native(mkdtempSync(join(tmpdir(), 'repoint-sources-')))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  writeFiles(directory, files)
  return directory
}

export const writeFiles = (directory: string, files: Files): void => {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), content)
  }
}

/** A repository with everything committed. */
export const createRepository = (files: Files = {}): string => {
  const directory = createDirectory(files)
  git(directory, 'init', '-q')
  commitAll(directory)
  return directory
}

export const commitAll = (directory: string, message = 'change'): string => {
  git(directory, 'add', '-A')
  git(directory, 'commit', '-q', '--allow-empty', '-m', message)
  return git(directory, 'rev-parse', 'HEAD')
}

export const open = (directory: string): Repository => {
  const repository = openRepository(directory)
  if (typeof repository === 'string') throw new Error(`no repository: ${repository}`)
  return repository
}

export const pathsOf = (source: Source): string[] => source.list().map(({ path }) => path)

export const textOf = (source: Source, path: string): string | null => {
  const bytes = source.read(path)
  return bytes === null ? null : Buffer.from(bytes).toString('utf8')
}

/** Everything `readEach` hands over, and everything it skips. */
export const readAll = (source: Source, paths: Iterable<string> = pathsOf(source)) => {
  const texts: Record<string, string> = {}
  const skipped: Record<string, string> = {}
  source.readEach(
    paths,
    (path, bytes) => {
      texts[path] = Buffer.from(bytes).toString('utf8')
    },
    ({ path, reason }) => {
      skipped[path] = reason
    },
  )
  return { texts, skipped }
}

export const reasonsOf = (source: Source): Record<string, string> =>
  Object.fromEntries(source.skipped.map(({ path, reason }) => [path, reason]))

/** Set variables of this process for one test. */
export const setEnvironment = (variables: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(variables)) {
    const before = process.env[name]
    process.env[name] = value
    onTestFinished(() => {
      if (before === undefined) delete process.env[name]
      else process.env[name] = before
    })
  }
}
