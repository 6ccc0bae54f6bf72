import type { RunOptions } from '../src/core/run-options.ts'

/** A run over files in memory that fixes all that is safe: nothing else is asked for, and nothing is remembered. */
export const PLAIN_RUN: RunOptions = {
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
