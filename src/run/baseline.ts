import { type BaselineEntry, DEFAULT_BASELINE, matchBaseline } from '../core/baseline.ts'
import { parseBaseline } from '../core/baseline-file.ts'
import type { Finding } from '../core/finding.ts'
import type { RunOptions, RunResult } from '../core/run-options.ts'
import type { Workspace } from './workspace.ts'

export interface Baselined {
  readonly fresh: readonly Finding[]
  readonly baselined: readonly Finding[]
  readonly baseline: RunResult['baseline']
}

/** Set aside what the baseline knows. Entries follow files that were renamed since it was written. */
export async function applyBaseline(
  workspace: Workspace,
  findings: readonly Finding[],
  options: RunOptions,
): Promise<Baselined> {
  const path = workspace.manifest?.baseline ?? DEFAULT_BASELINE
  const bytes = workspace.source.read(path)
  const text = bytes === null ? null : new TextDecoder().decode(bytes)
  const baseline = { path, text }
  if (text === null || options.baseline === 'ignore') return { fresh: findings, baselined: [], baseline }
  const entries = parseBaseline(text, path)
  const plain = matchBaseline(findings, entries)
  const renames = await findRenames(workspace, path, plain.fresh, plain.stale)
  const { fresh, baselined } = renames.size === 0 ? plain : matchBaseline(findings, entries, renames)
  return { fresh, baselined, baseline }
}

/** Where files went whose entries match nothing, asked of git only where a new finding could be one of theirs. */
async function findRenames(
  { source, repository }: Workspace,
  baseline: string,
  fresh: readonly Finding[],
  stale: readonly BaselineEntry[],
): Promise<ReadonlyMap<string, string>> {
  const gone = new Set(
    stale
      .filter((entry) => fresh.some((finding) => isLike(entry, finding)) && !source.has(entry.path))
      .map(({ path }) => path),
  )
  if (repository === null || gone.size === 0) return new Map()
  const { renamesSince } = await import('../sources/git-changes.ts')
  const renames = renamesSince(
    repository,
    baseline,
    source.kind === 'index' ? 'index' : source.kind === 'commit' ? (source.commit ?? 'HEAD') : 'worktree',
  )
  return new Map([...renames].filter(([from]) => gone.has(from)))
}

const isLike = (entry: BaselineEntry, finding: Finding): boolean =>
  entry.migration === finding.migration && entry.symbol === finding.symbol && entry.kind === finding.kind
