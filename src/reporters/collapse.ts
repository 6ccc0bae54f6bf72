import type { Finding } from '../core/finding.ts'
import { compareFindings } from '../core/report.ts'

/** A finding, and the others of its file that say the same: uses of what it imports, or repetitions. */
export interface FindingGroup {
  /** The import, or the most urgent of the repetitions. */
  readonly head: Finding
  /** By position. */
  readonly others: readonly Finding[]
}

export interface FileGroup {
  readonly path: string
  readonly groups: readonly FindingGroup[]
}

/**
 * Group a report's findings by file, files in the order of their most urgent finding. Within a file, the uses that
 * follow from one stale import hang on it, and repetitions of one complaint on its first.
 */
export const groupByFile = (findings: readonly Finding[], verbose: boolean): readonly FileGroup[] => {
  const files = new Map<string, Finding[]>()
  for (const finding of findings) {
    const list = files.get(finding.path)
    if (list === undefined) files.set(finding.path, [finding])
    else list.push(finding)
  }
  return [...files].map(([path, list]) => {
    const sorted = [...list].sort((a, b) => a.start - b.start || a.end - b.end)
    return { path, groups: verbose ? sorted.map((head) => ({ head, others: [] })) : collapse(sorted) }
  })
}

const collapse = (sorted: readonly Finding[]): readonly FindingGroup[] => {
  const importOf = new Map<string, Finding>()
  for (const finding of sorted) {
    const key = subjectKey(finding)
    if (isImportLike(finding) && !importOf.has(key)) importOf.set(key, finding)
  }
  const groups = new Map<string, Finding[]>()
  for (const finding of sorted) {
    const owner = finding.kind === 'usage' ? importOf.get(subjectKey(finding)) : undefined
    const key = likenessKey(owner ?? finding)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [finding])
    else group.push(finding)
  }
  return [...groups.values()].map(chooseHead)
}

const chooseHead = (group: readonly Finding[]): FindingGroup => {
  const imports = group.filter((finding) => finding.kind !== 'usage')
  const head = [...(imports.length > 0 ? imports : group)].sort(compareFindings)[0] as Finding
  return { head, others: group.filter((finding) => finding !== head) }
}

const isImportLike = (finding: Finding): boolean =>
  finding.kind !== 'usage' && finding.kind !== 'leftover' && finding.kind !== 'suppression' && finding.kind !== 'call'

const subjectKey = (finding: Finding): string => JSON.stringify([finding.migration, finding.symbol])

const likenessKey = (finding: Finding): string =>
  JSON.stringify([
    finding.migration,
    finding.symbol,
    finding.kind,
    finding.level,
    finding.message,
    finding.replacement,
    finding.fix?.applicability,
    finding.reason,
  ])
