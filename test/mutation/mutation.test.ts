import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { Verdict } from '../../bench/mutation/judge.ts'
import { runMutations } from '../../bench/mutation/main.ts'
import { Random } from '../../bench/mutation/random.ts'
import { generatePython } from './generate-python.ts'
import { generateTypeScript } from './generate-typescript.ts'

/*
 * Definitions of small generated repositories are renamed and moved, and nothing else; what repoint reports is held
 * against TypeScript's checker and CPython's ast, and what it fixes against the repository renamed everywhere.
 * More of it: REPOINT_MUTATIONS=40 REPOINT_SEEDS=3,4,5. Real repositories: node bench/mutation/run.mjs --repo <path>.
 */

const COUNT = Number(process.env['REPOINT_MUTATIONS'] ?? 6)
const SEEDS = (process.env['REPOINT_SEEDS'] ?? '1,2').split(',').map(Number)

const hasPython = ((): boolean => {
  try {
    execFileSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

function faultsOf(verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap(({ mutation, remarks }) =>
    remarks
      .filter((remark) => /^(?:missed|false|wrong|fixing twice|safe fix left|left without)/.test(remark))
      .map((remark) => `${mutation.kind} ${mutation.title}: ${remark}`),
  )
}

describe.each(SEEDS)('a generated repository, seed %i', (seed) => {
  it('TypeScript: finds what the checker finds, fixes what the checker then accepts', async () => {
    const files = generateTypeScript(new Random(seed))
    const verdicts = await runMutations({
      files,
      language: 'typescript',
      seed,
      count: COUNT,
      whole: true,
      budget: 60_000,
    })
    expect(faultsOf(verdicts)).toEqual([])
    expect(verdicts.length).toBeGreaterThanOrEqual(Math.min(COUNT, 20))
  }, 120_000)

  it.skipIf(!hasPython)(
    'Python: finds what the importer check finds, fixes what it then accepts',
    async () => {
      const files = generatePython(new Random(seed))
      const verdicts = await runMutations({
        files,
        language: 'python',
        seed,
        count: COUNT,
        whole: false,
        budget: 60_000,
      })
      expect(faultsOf(verdicts)).toEqual([])
      expect(verdicts.length).toBeGreaterThanOrEqual(Math.min(COUNT, 20))
    },
    120_000,
  )
})
