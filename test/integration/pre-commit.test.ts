import { describe, expect, test } from 'vitest'
import { cloneProject, createFolder, createRepository, git, has, PYTHON, run, stage, write } from './support.ts'

/* Needs pre-commit (Debian has it) and the npm registry: pre-commit installs what the hook needs. */

const config = (repository: string, commit: string, ...ids: readonly string[]): string =>
  `repos:\n- repo: ${repository}\n  rev: ${commit}\n  hooks:\n${ids.map((id) => `  - id: ${id}\n`).join('')}`

describe.skipIf(!has('pre-commit'))('pre-commit, installed from this repository', () => {
  test('stops commits, also deletions, and lets the rest pass', { timeout: 400_000 }, () => {
    const { folder: hooks, commit } = cloneProject()
    const folder = createRepository({ ...PYTHON, '.pre-commit-config.yaml': config(hooks, commit, 'repoint-check') })
    const home = createFolder()
    const settings = { env: { PRE_COMMIT_HOME: home, XDG_CACHE_HOME: home }, timeout: 360_000 }
    const commitIt = () => run(folder, 'git', ['commit', '-qm', 'x'], settings)

    expect(run(folder, 'pre-commit', ['install', '--install-hooks'], settings)).toMatchObject({ code: 0 })
    stage(folder, { 'app/fine.py': 'X = 1\n' })
    expect(commitIt()).toMatchObject({ code: 0, output: expect.stringMatching(/repoint \(staged\)\.+Passed/) })

    stage(folder, { 'app/next.py': 'from app.old import Tool\n' })
    write(folder, { 'app/next.py': 'X = 1\n' })
    expect(commitIt()).toMatchObject({ code: 1, output: expect.stringContaining('app/next.py') })

    git(folder, 'reset', '-q', '--hard')
    git(folder, 'rm', '-q', 'app/old.py')
    expect(commitIt()).toMatchObject({ code: 1, output: expect.stringContaining('app/user.py') })

    git(folder, 'reset', '-q', '--hard')
    write(folder, { '.pre-commit-config.yaml': config(hooks, commit, 'repoint-check-all') })
    git(folder, 'add', '-A')
    expect(run(folder, 'pre-commit', ['run', '--all-files'], settings)).toMatchObject({
      code: 1,
      output: expect.stringContaining('app/user.py'),
    })
  })
})
