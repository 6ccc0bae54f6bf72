import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseFile } from '../../../src/languages/python/analyze/unit.ts'

/*
 * What is Python and what is none, against CPython's own parser, on pieces of its library with changed tokens.
 * REPOINT_ORACLE=full takes more; REPOINT_ORACLE_PYTHON names another interpreter.
 */

const COUNT = process.env.REPOINT_ORACLE === 'full' ? 50_000 : 2_000
const python = process.env.REPOINT_ORACLE_PYTHON ?? 'python3'
const found = spawnSync(
  python,
  ['-c', 'import sys, sysconfig; print(sysconfig.get_path("stdlib")); sys.exit(sys.version_info < (3, 9))'],
  {
    encoding: 'utf8',
  },
)

/** The inside of strings, a backslash at the very end and a byte order mark in the middle are the lexer's own leniency. */
const LENIENT = /\bexcept\b|\\|\b\w*[fFtTuU]\w*["']|\ufeff/

describe.skipIf(found.status !== 0)('CPython and the parser agree', () => {
  it('on what is Python', { timeout: 600_000 }, () => {
    const { stdout } = spawnSync(
      python,
      [join(import.meta.dirname, 'mutate_sources.py'), '1', `${COUNT}`, found.stdout.trim()],
      {
        encoding: 'utf8',
        maxBuffer: 2 ** 30,
      },
    )
    const cases: [string, boolean][] = JSON.parse(stdout)
    const wrong = cases.flatMap(([source, parses]) => {
      const { problem } = parseFile(source)
      if ((problem === null) === parses || (!parses && LENIENT.test(source))) return []
      return [`${parses ? 'refused' : 'accepted'}: ${JSON.stringify(source)}`]
    })
    expect(cases).toHaveLength(COUNT)
    expect(wrong).toEqual([])
  })
})
