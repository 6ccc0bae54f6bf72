import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PLAIN_RUN } from '../../../bench/plain-run.ts'
import { runOn } from '../../../src/run.ts'
import { createMemorySource } from '../../../src/sources/memory.ts'

/*
 * CPython judges the fixes: small generated projects, whose definitions really are renamed and moved, are imported before
 * and after. A consumer without a finding left must compute what it computed before.
 * More of it: REPOINT_SEEDS=7,8 REPOINT_PROJECTS=200, another interpreter (best 3.12 or later): REPOINT_ORACLE_PYTHON.
 */

type Files = Readonly<Record<string, string>>

interface Project {
  readonly id: string
  readonly manifest: readonly unknown[]
  readonly files: Files
  readonly before: Files
  readonly after: Files
  readonly consumers: readonly string[]
}

type Results = Readonly<
  Record<string, Readonly<Record<'before' | 'fixed', Readonly<Record<string, string | readonly string[]>>>>>
>

const SEEDS = (process.env['REPOINT_SEEDS'] ?? '1,2').split(',')
const PROJECTS = process.env['REPOINT_PROJECTS'] ?? '20'
const GENERATE = join(import.meta.dirname, 'generate.py')
const EXECUTE = join(import.meta.dirname, 'execute.py')

const OPTIONS = { ...PLAIN_RUN, today: '2026-01-01' }

/** Of an older interpreter than 3.12, consumers with type parameters or quotes inside f-strings never worked and are passed over. */
const PYTHON = [process.env['REPOINT_ORACLE_PYTHON'], 'python3.13', 'python3.12', 'python3'].find((command) => {
  if (command === undefined) return false
  try {
    execFileSync(command, ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})

function write(directory: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), text)
  }
}

const pathOf = (module: string): string => (module === 'app' ? 'app/__init__.py' : `${module.replaceAll('.', '/')}.py`)

async function judge(seed: string, python: string): Promise<string[]> {
  const root = mkdtempSync(join(tmpdir(), 'repoint-rewrites-'))
  const faults: string[] = []
  const left = new Map<string, Set<string>>()
  try {
    const written = execFileSync(python, [GENERATE, seed, PROJECTS], { encoding: 'utf8', maxBuffer: 1e9 })
    const projects = JSON.parse(written) as Project[]
    for (const { id, manifest, files, before, after } of projects) {
      const stale = { ...files, ...after, 'migrations.json': JSON.stringify({ version: 1, retired: manifest }) }
      const first = await runOn(createMemorySource(stale), OPTIONS)
      const fixed = { ...stale, ...Object.fromEntries(first.changes.map((change) => [change.path, change.after])) }
      const second = await runOn(createMemorySource(fixed), OPTIONS)
      if (second.changes.length > 0) faults.push(`${id}: fixing twice changes ${second.changes[0]?.path}`)
      left.set(id, new Set(second.report.findings.map(({ path }) => path)))
      write(join(root, id.replace(':', '_'), 'before'), { ...files, ...before })
      write(join(root, id.replace(':', '_'), 'fixed'), fixed)
    }
    writeFileSync(join(root, 'cases.json'), JSON.stringify(projects.map(({ id, consumers }) => ({ id, consumers }))))
    const results = JSON.parse(
      execFileSync(python, [EXECUTE, root], { encoding: 'utf8', maxBuffer: 1e9, stdio: ['ignore', 'pipe', 'ignore'] }),
    ) as Results
    for (const { id, consumers } of projects) {
      for (const module of consumers) {
        const before = results[id]?.before[module]
        const after = results[id]?.fixed[module]
        // Some forms do not go together, and the project never worked.
        if (typeof before === 'string' || JSON.stringify(before) === JSON.stringify(after)) continue
        if (left.get(id)?.has(pathOf(module)) || left.get(id)?.has('app/__init__.py')) continue
        faults.push(`${id} ${module}: ${JSON.stringify(before)} became ${JSON.stringify(after)}`)
      }
    }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
  return faults
}

describe.skipIf(PYTHON === undefined)('generated Python projects compute the same after a fix', () => {
  it.each(SEEDS)('seed %s', async (seed) => expect(await judge(seed, PYTHON ?? '')).toEqual([]), 600_000)
})
