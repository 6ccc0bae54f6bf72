import { DEFAULT_BASELINE, matchBaseline } from '../core/baseline.ts'
import { parseBaseline } from '../core/baseline-file.ts'
import type { Finding } from '../core/finding.ts'
import type { Manifest } from '../core/migration.ts'
import type { RunOptions, RunResult } from '../core/run-options.ts'
import type { Source } from '../core/source.ts'

export interface Baselined {
  readonly fresh: readonly Finding[]
  readonly baselined: readonly Finding[]
  readonly baseline: RunResult['baseline']
}

/**
 * Set aside what the baseline knows.
 * @param renames old path → new path since the baseline was written.
 */
export function applyBaseline(
  source: Source,
  manifest: Manifest | null,
  findings: readonly Finding[],
  options: RunOptions,
  renames: ReadonlyMap<string, string> = new Map(),
): Baselined {
  const path = manifest?.baseline ?? DEFAULT_BASELINE
  const bytes = source.read(path)
  const text = bytes === null ? null : new TextDecoder().decode(bytes)
  const baseline = { path, text }
  if (text === null || options.baseline === 'ignore') return { fresh: findings, baselined: [], baseline }
  const { fresh, baselined } = matchBaseline(findings, parseBaseline(text, path), renames)
  return { fresh, baselined, baseline }
}
