import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PLAIN_RUN } from '../bench/plain-run.ts'
import type { Finding } from '../src/core/finding.ts'
import type { RunOptions } from '../src/core/run-options.ts'
import { loadDocumentOpener } from '../src/languages/embedded/document.ts'
import { languageOfPath, loadLanguage } from '../src/languages/registry.ts'
import { runOn } from '../src/run.ts'
import { createMemorySource } from '../src/sources/memory.ts'

/*
 * Every folder fixtures/<language>/<topic>/<case>/ with an expected.json is a case: check must find exactly the listed
 * findings, fix must give exactly output/, the fixed files must parse, have no newly unbound name, and fixing again must
 * change nothing.
 */

interface ExpectedFinding {
  readonly path: string
  readonly line: number
  readonly column?: number
  readonly kind?: string
  readonly migration?: string
  readonly consequence?: string
  readonly symbol?: string
  readonly fix?: string | null
}

interface Expected {
  readonly findings: readonly ExpectedFinding[]
  readonly options?: Partial<RunOptions>
}

const ROOT = join(import.meta.dirname, '../fixtures')

function findCases(directory: string): string[] {
  if (existsSync(join(directory, 'expected.json'))) return [directory]
  return readdirSync(directory)
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isDirectory())
    .flatMap(findCases)
}

function readTree(directory: string): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  if (!existsSync(directory)) return files
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) visit(path)
      else files.set(relative(directory, path).split('\\').join('/'), readFileSync(path))
    }
  }
  visit(directory)
  return files
}

const OPTIONS: RunOptions = { ...PLAIN_RUN, baseline: 'apply' }

function project(finding: Finding, like: ExpectedFinding): ExpectedFinding {
  const all = { ...finding, fix: finding.fix?.applicability ?? null }
  return Object.fromEntries(
    Object.keys(like).map((key) => [key, all[key as keyof typeof all]]),
  ) as unknown as ExpectedFinding
}

const sortKey = (item: ExpectedFinding): string =>
  `${item.path}:${String(item.line).padStart(6, '0')}:${item.kind ?? ''}:${String(item.column ?? 0).padStart(5, '0')}`
const brief = (finding: Finding): string =>
  `${finding.path}:${finding.line}:${finding.column} ${finding.kind} ${finding.migration} ${finding.consequence} ${finding.fix?.applicability ?? null}${finding.reason ? ` (${finding.reason})` : ''}`

describe.each(findCases(ROOT).map((path) => [relative(ROOT, path), path] as const))('%s', (_, directory) => {
  const expected = JSON.parse(readFileSync(join(directory, 'expected.json'), 'utf8')) as Expected
  const input = readTree(join(directory, 'input'))
  const output = readTree(join(directory, 'output'))
  const manifest = readFileSync(join(directory, 'migrations.json'))
  const options: RunOptions = { ...OPTIONS, ...expected.options }
  const sourceOf = (files: ReadonlyMap<string, Uint8Array | string>) =>
    createMemorySource(new Map<string, Uint8Array | string>([...files, ['migrations.json', manifest]]))

  it('finds exactly what is stale, and fixes it', async () => {
    const { report, changes } = await runOn(sourceOf(input), options)
    const key = (item: Finding) => sortKey({ ...item, fix: null })
    const found = [...report.findings].sort((a, b) => (key(a) < key(b) ? -1 : 1))
    const wanted = [...expected.findings].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
    const projected = found.map((finding, at) => project(finding, wanted[at] ?? { path: '', line: 0 }))
    expect(projected, found.map(brief).join('\n')).toEqual(wanted)

    const after = new Map<string, Uint8Array | string>(input)
    for (const change of changes) after.set(change.path, change.after)
    for (const [path, bytes] of output) expect(String(after.get(path)), path).toBe(Buffer.from(bytes).toString('utf8'))
    expect(changes.map((change) => change.path).filter((path) => !output.has(path))).toEqual([])

    for (const change of changes) {
      const id = languageOfPath(change.path)
      if (id === null) continue
      const language = await loadLanguage(id)
      const open = await loadDocumentOpener()
      const analyze = (text: string) => {
        const document = open(change.path, text, () => {})
        return language.analyze(document?.path ?? change.path, document?.text ?? text)
      }
      const before = analyze(change.before)
      const facts = analyze(change.after)
      if (!before.problem) expect(facts.problem).toBeNull()
      if (facts.imports.some((fact) => fact.names.some((name) => name.shape === 'star'))) continue
      const known = new Set(before.unresolved.map((item) => item.name))
      expect(
        facts.unresolved.map((item) => item.name).filter((name) => !known.has(name) && !language.isGlobalName(name)),
      ).toEqual([])
    }

    const again = await runOn(sourceOf(after), options)
    expect(again.changes.map((change) => change.path)).toEqual([])
  })
})
