import { CONSEQUENCES, type Consequence, type Finding, type FindingKind } from './finding.ts'
import { hashSha256 } from './sha256.ts'

export const BASELINE_VERSION = 1
export const DEFAULT_BASELINE = '.repoint-baseline.json'

/**
 * One known stale reference: the how-manieth (`occurrence`, from 1) use of a symbol, of one kind, in a file.
 * `consequence` is the worst it may be: a use that has begun to break something is news again.
 * `hint` is a short hash of its line without white space. It only decides which of several uses is the new one, so
 * that a report points at what was added; reformatting a line never makes a finding new.
 */
export interface BaselineEntry {
  readonly migration: string
  readonly path: string
  readonly symbol: string
  readonly kind: string
  readonly consequence: Consequence
  readonly occurrence: number
  readonly hint: string
}

export interface BaselineMatch {
  readonly fresh: readonly Finding[]
  readonly baselined: readonly Finding[]
  /** Entries that match nothing any more: `repoint baseline --prune` drops them. */
  readonly stale: readonly BaselineEntry[]
}

/** Suppression and manifest complaints are cheap to put right and never baselined. */
const UNBASELINED: ReadonlySet<FindingKind> = new Set(['suppression', 'manifest'])

const hintOf = (finding: Finding): string => hashSha256(finding.snippet.replace(/\s+/g, '')).slice(0, 8)

const groupKey = (item: Pick<BaselineEntry, 'migration' | 'path' | 'symbol' | 'kind'>): string =>
  JSON.stringify([item.migration, item.path, item.symbol, item.kind])

/** The identities of the findings, ready to be written. */
export const recordBaseline = (findings: readonly Finding[]): readonly BaselineEntry[] => {
  const groups = groupBy(
    findings.filter((finding) => !UNBASELINED.has(finding.kind)),
    groupKey,
  )
  return [...groups.values()].flatMap((group) =>
    [...group].sort(byPosition).map((finding, nth) => ({
      migration: finding.migration,
      path: finding.path,
      symbol: finding.symbol,
      kind: finding.kind,
      consequence: finding.consequence,
      occurrence: nth + 1,
      hint: hintOf(finding),
    })),
  )
}

/**
 * Tell known findings from new ones.
 * @param renames old path → new path, for files that moved since the baseline was written.
 */
export const matchBaseline = (
  findings: readonly Finding[],
  entries: readonly BaselineEntry[],
  renames: ReadonlyMap<string, string> = new Map(),
): BaselineMatch => {
  const moved = entries.map((entry) => followRename(entry, renames))
  const entryGroups = groupBy(moved, groupKey)
  const known = new Set<Finding>()
  const stale: BaselineEntry[] = []
  const findingGroups = groupBy(
    findings.filter((finding) => !UNBASELINED.has(finding.kind)),
    groupKey,
  )
  for (const [key, group] of entryGroups) {
    const matched = matchGroup([...(findingGroups.get(key) ?? [])].sort(byPosition), group)
    for (const finding of matched.known) known.add(finding)
    stale.push(...matched.stale)
  }
  return {
    fresh: findings.filter((finding) => !known.has(finding)),
    baselined: findings.filter((finding) => known.has(finding)),
    stale,
  }
}

const followRename = (entry: BaselineEntry, renames: ReadonlyMap<string, string>): BaselineEntry => {
  const path = renames.get(entry.path)
  return path === undefined ? entry : { ...entry, path }
}

/** Lines that read the same pair up first; what is left pairs up in order. */
const matchGroup = (
  findings: readonly Finding[],
  entries: readonly BaselineEntry[],
): { readonly known: readonly Finding[]; readonly stale: readonly BaselineEntry[] } => {
  const ordered = [...entries].sort((a, b) => a.occurrence - b.occurrence)
  const byHint = new Map([...groupBy(ordered, (entry) => entry.hint)].map(([hint, group]) => [hint, [...group]]))
  const known = new Set<Finding>()
  const used = new Set<BaselineEntry>()
  const pairUp = (finding: Finding, open: BaselineEntry[]): void => {
    const at = open.findIndex((entry) => covers(entry, finding))
    const [entry] = at === -1 ? [] : open.splice(at, 1)
    if (entry === undefined) return
    used.add(entry)
    known.add(finding)
  }
  for (const finding of findings) pairUp(finding, byHint.get(hintOf(finding)) ?? [])
  const left = ordered.filter((entry) => !used.has(entry))
  for (const finding of findings) if (!known.has(finding)) pairUp(finding, left)
  return { known: [...known], stale: left }
}

const covers = (entry: BaselineEntry, finding: Finding): boolean =>
  CONSEQUENCES.indexOf(finding.consequence) >= CONSEQUENCES.indexOf(entry.consequence)

/** The baseline without what is no longer there: nothing is ever added. */
export const pruneBaseline = (
  findings: readonly Finding[],
  entries: readonly BaselineEntry[],
  renames: ReadonlyMap<string, string> = new Map(),
): readonly BaselineEntry[] => recordBaseline(matchBaseline(findings, entries, renames).baselined)

const groupBy = <T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}

const byPosition = (a: Finding, b: Finding): number => a.start - b.start || a.end - b.end
