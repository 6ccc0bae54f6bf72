import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/* Tables of docs/forms-<language>.md say which cases hold a form: each of them must be there, and no form without one. */

const ROOT = join(import.meta.dirname, '..')
const TABLES = readdirSync(join(ROOT, 'docs')).filter((name) => /^forms-\w+\.md$/.test(name))

interface Row {
  readonly form: string
  readonly cases: readonly string[]
}

/** The last column of every row, read as paths between backquotes; a `|` inside code is escaped in these tables. */
function readRows(text: string): Row[] {
  return text.split('\n').flatMap((line): Row[] => {
    const cells = line.split(/(?<!\\)\|/).slice(1, -1)
    const [form = '', ...rest] = cells
    const last = rest.at(-1)
    if (last === undefined || /^\s*(?:form|-+)\s*$/.test(form)) return []
    return [{ form: form.trim(), cases: [...last.matchAll(/`([^`]+)`/g)].map((found) => found[1] ?? '') }]
  })
}

describe.each(TABLES)('docs/%s', (name) => {
  const language = /^forms-(\w+)\.md$/.exec(name)?.[1] ?? ''
  const rows = readRows(readFileSync(join(ROOT, 'docs', name), 'utf8'))

  it('names at least one case for every form', () => {
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.filter(({ cases }) => cases.length === 0).map(({ form }) => form)).toEqual([])
  })

  it('names cases that are there', () => {
    const missing = rows.flatMap(({ cases }) =>
      cases.filter((path) => {
        const relative = path.replace(new RegExp(`^(?:fixtures/)?(?:${language}/)?`), '')
        return !existsSync(join(ROOT, 'fixtures', language, relative, 'expected.json'))
      }),
    )
    expect(missing).toEqual([])
  })
})
