import type { Finding } from '../../src/core/finding.ts'
import { runOn } from '../../src/run.ts'
import { createMemorySource } from '../../src/sources/memory.ts'
import { PLAIN_RUN } from '../plain-run.ts'
import type { Files } from './model.ts'

export interface ToolRun {
  readonly findings: readonly Finding[]
  readonly changes: ReadonlyMap<string, string>
}

/** Kinds that speak of the manifest and of signatures, not of references. */
const ASIDE = new Set<string>(['manifest', 'call', 'suppression', 'dangling', 'literal'])

export async function runTool(files: Files, entry: unknown): Promise<ToolRun> {
  const tree = new Map(files)
  for (const name of ['migrations.json', 'import-migrations.json']) tree.delete(name)
  tree.set('import-migrations.json', `${JSON.stringify({ version: 1, retired: [entry] }, null, 2)}\n`)
  const { report, changes } = await runOn(createMemorySource(tree), PLAIN_RUN)
  return {
    findings: report.findings.filter((finding) => !ASIDE.has(finding.kind)),
    changes: new Map(changes.map((change) => [change.path, change.after])),
  }
}
