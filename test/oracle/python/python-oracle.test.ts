import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compareFacts, type OracleFacts } from './compare.ts'
import { explained } from './explained.ts'

/*
 * Imports, scopes and references of Python files against CPython's own `ast` and `symtable`.
 * A sample of the machine's standard library by default; everything, tests and site-packages included, with
 *   REPOINT_ORACLE=full npx vitest run test/oracle/python
 * REPOINT_ORACLE_PYTHON names another interpreter; REPOINT_ORACLE_DIRS (colon-separated) other trees.
 */

const DUMP = join(import.meta.dirname, 'dump_facts.py')
const FULL = process.env.REPOINT_ORACLE === 'full'
const SAMPLE = 150
const BATCH = 40
/** What CPython itself cannot read is not compared; anything else it stumbles on is a fault of the oracle. */
const UNREADABLE = /^(?:SyntaxError|IndentationError|TabError|UnicodeDecodeError|ValueError|RecursionError)/

function findPython(): string | null {
  const wanted = process.env.REPOINT_ORACLE_PYTHON ?? 'python3'
  const found = spawnSync(wanted, ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))'])
  return found.status === 0 ? wanted : null
}

function listFiles(python: string): { root: string; paths: string[] } {
  const code = 'import sysconfig; print(sysconfig.get_path("stdlib"))'
  const root = spawnSync(python, ['-c', code], { encoding: 'utf8' }).stdout.trim()
  const roots = process.env.REPOINT_ORACLE_DIRS?.split(':') ?? [root]
  const paths = roots.flatMap((directory) =>
    readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.py') && (FULL || !path.includes('site-packages')))
      .map((path) => join(directory, path))
      .sort(),
  )
  const step = FULL ? 1 : Math.max(1, Math.floor(paths.length / SAMPLE))
  return { root, paths: paths.filter((path, index) => index % step === 0 && existsSync(path)) }
}

function askPython(python: string, paths: readonly string[]): OracleFacts[] {
  const { stdout, status, stderr } = spawnSync(python, [DUMP], {
    input: paths.map((path) => `${path}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  })
  if (status !== 0) throw new Error(stderr)
  return stdout.split('\n').flatMap((line): OracleFacts[] => (line === '' ? [] : [JSON.parse(line)]))
}

const python = findPython()

describe.skipIf(python === null)('CPython and the analysis agree', () => {
  it(`on ${FULL ? 'every file' : 'a sample'} of the standard library${python === null ? ' (no python3 here)' : ''}`, {
    timeout: FULL ? 3_600_000 : 120_000,
  }, () => {
    const { root, paths } = listFiles(python ?? '')
    const differences: string[] = []
    let compared = 0
    for (let start = 0; start < paths.length; start += BATCH) {
      for (const oracle of askPython(python ?? '', paths.slice(start, start + BATCH))) {
        const name = relative(root, oracle.path).replaceAll('\\', '/')
        if (oracle.problem !== undefined) {
          if (!UNREADABLE.test(oracle.problem)) differences.push(`${name}: ${oracle.problem}`)
          continue
        }
        compared++
        const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(readFileSync(oracle.path))
        const found = compareFacts(oracle, text).filter((difference) => !explained(name, difference))
        if (found.length > 0) differences.push(`${name}:\n  ${found.slice(0, 5).join('\n  ')}`)
      }
    }
    if (FULL) console.log(`${compared} files compared, ${differences.length} with differences`)
    expect(compared).toBeGreaterThan(0)
    expect(differences).toEqual([])
  })
})
