import type { Finding } from '../../src/core/finding.ts'
import type { RunOptions } from '../../src/core/run-options.ts'
import { runOn } from '../../src/run.ts'
import { createMemorySource } from '../../src/sources/memory.ts'
import type { Files } from './model.ts'

const OPTIONS: RunOptions = {
  cwd: '/',
  mode: { kind: 'worktree' },
  paths: [],
  manifest: null,
  env: null,
  only: [],
  today: '2025-11-01',
  shard: null,
  dangling: false,
  wantFixes: true,
  unsafe: false,
  writes: true,
  baseline: 'ignore',
  cache: false,
  gate: { maxWarnings: null, failOn: [], failOnUnanalysable: false },
  stats: false,
}

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
  const { report, changes } = await runOn(createMemorySource(tree), OPTIONS)
  return {
    findings: report.findings.filter((finding) => !ASIDE.has(finding.kind)),
    changes: new Map(changes.map((change) => [change.path, change.after])),
  }
}
