import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compareFile } from './compare.ts'

/*
 * Imports and references of TypeScript and JavaScript files against TypeScript's own checker.
 * A sample of what ships in node_modules, and this repository, by default; every file of them with
 *   REPOINT_ORACLE=full npx vitest run test/oracle/typescript
 * REPOINT_ORACLE_DIRS (colon-separated) names other trees.
 */

const FULL = process.env.REPOINT_ORACLE === 'full'
const ROOT = join(import.meta.dirname, '../../..')
const SAMPLE = 160
/** Larger files (bundled compilers) only cost time. */
const MAX_BYTES = 500_000

function listFiles(): string[] {
  const roots =
    process.env.REPOINT_ORACLE_DIRS?.split(':') ?? ['src', 'test', 'node_modules'].map((name) => join(ROOT, name))
  const paths = roots
    .flatMap((root) =>
      readdirSync(root, { recursive: true, encoding: 'utf8' })
        .filter((path) => /\.(?:[mc]?[jt]s|[jt]sx)$/.test(path) && !/(?:^|\/)typescript\/lib\//.test(path))
        .map((path) => join(root, path)),
    )
    .filter((path) => {
      const stats = statSync(path)
      return stats.isFile() && stats.size <= MAX_BYTES
    })
    .sort()
  const step = FULL ? 1 : Math.max(1, Math.floor(paths.length / SAMPLE))
  return paths.filter((_, index) => index % step === 0)
}

describe('TypeScript’s checker and the analysis agree', () => {
  it(`on ${FULL ? 'every file' : 'a sample'}`, { timeout: FULL ? 3_600_000 : 120_000 }, () => {
    const differences: string[] = []
    let compared = 0
    let references = 0
    for (const path of listFiles()) {
      const found = compareFile(relative(ROOT, path), readFileSync(path, 'utf8'))
      if (found.broken) continue
      compared++
      references += found.references
      differences.push(...found.differences)
    }
    console.log(`${compared} files, ${references} references, ${differences.length} differences`)
    expect(differences).toEqual([])
    expect(compared).toBeGreaterThan(FULL && !process.env.REPOINT_ORACLE_DIRS ? 3000 : 0)
  })
})
