import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { renderFileDiff } from '../../src/reporters/diff.ts'

const make = (path: string, before: string, after: string) => ({
  path,
  before,
  after,
  encoding: 'utf-8' as const,
  settles: [],
})

describe('the diff of a fix', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'repoint-diff-'))
    execFileSync('git', ['init', '-q', folder])
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const applyByGit = (path: string, before: string, after: string): string => {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, before)
    const diff = renderFileDiff(make(path, before, after) as never)
    if (diff !== '') execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: folder, input: diff })
    return readFileSync(file, 'utf8')
  }

  test.each([
    ['plain', 'a.py', 'one\ntwo\nthree\n', 'one\n2\nthree\n'],
    ['no line break at the end', 'a.py', 'one\ntwo', 'one\n2'],
    ['a line break added at the end', 'a.py', 'one\ntwo', 'one\ntwo\n'],
    ['CRLF', 'a.py', 'one\r\ntwo\r\n', 'one\r\n2\r\n'],
    ['mixed line ends', 'a.py', 'one\r\ntwo\nthree\rfour\r\n', 'one\r\n2\nthree\rfour\r\n'],
    ['BOM', 'a.py', '\uFEFFone\ntwo\n', '\uFEFF1\ntwo\n'],
    ['the first line goes', 'a.py', 'one\ntwo\n', 'two\n'],
    ['an empty file fills', 'b.py', '\n', 'one\n\n'],
    ['a blank in the name', 'a folder/a file.py', 'one\n', 'two\n'],
    ['quotes and tabs in the name', 'a"b\t\\c.py', 'one\n', 'two\n'],
    ['letters beyond ASCII in the name', 'größe 漢字.py', 'one\n', 'two\n'],
  ])('%s', (_, path, before, after) => {
    expect(applyByGit(path, before, after)).toBe(after)
  })

  test('git applies any of them', () => {
    const line = fc.constantFrom(
      'a',
      'b',
      '+c',
      '-d',
      '@@ -1 +1 @@',
      '\\ No newline at end of file',
      '',
      ' e',
      '\t',
      'é😀',
      '\f',
      '\u2028x',
    )
    const text = fc
      .tuple(
        fc.array(
          fc.tuple(line, fc.constantFrom('\n', '\r\n')).map((parts) => parts.join('')),
          { minLength: 1, maxLength: 12 },
        ),
        line,
      )
      .map(([lines, last]) => lines.join('') + last)
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(applyByGit('x.py', before, after)).toBe(after)
      }),
      { numRuns: 60 },
    )
  })
})

test('headers name both sides, and nothing else surrounds the hunks', () => {
  expect(renderFileDiff(make('src/x.py', 'import old\n', 'import new\n') as never)).toBe(
    '--- a/src/x.py\n+++ b/src/x.py\n@@ -1 +1 @@\n-import old\n+import new\n',
  )
  expect(renderFileDiff(make('src/x.py', 'same\n', 'same\n') as never)).toBe('')
})
