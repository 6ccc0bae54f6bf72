import type { PlannedChange } from '../core/matches.ts'
import type { LiteralMigration } from '../core/migration.ts'
import type { TextEdit } from '../core/span.ts'
import type { FixState } from './describe.ts'
import { type PlannedFile, planFixes, type StaleFile } from './plan.ts'
import type { ExcusedFile } from './describe-file.ts'

/** What becomes of one file. */
export interface FilePlan {
  /** Of all accepted changes. */
  readonly edits: readonly TextEdit[]
  readonly settled: ReadonlySet<number>
  readonly settledElsewhere: ReadonlyMap<number, string>
  readonly states: readonly FixState[]
}

/**
 * Plan and prove the fixes of every file; literals are replaced where they stand.
 * @param lockOf why this run may not write to a file; null: it may.
 */
export function planFiles(
  files: readonly ExcusedFile[],
  unsafe: boolean,
  lockOf: (path: string) => string | null,
): ReadonlyMap<string, FilePlan> {
  const wanted = new Set<PlannedChange['applicability']>(unsafe ? ['safe', 'unsafe'] : ['safe'])
  const stale = files.filter(
    ({ file }) => file.engine && file.facts && file.matches.some((match) => match.kind !== 'literal'),
  )
  const planned = planFixes(
    stale.map((excused) => toStaleFile(excused, lockOf)),
    wanted,
  )
  const byPath = new Map(planned.map((plan) => [plan.file.path, plan]))
  return new Map(
    files.map((excused) => [
      excused.file.path,
      joinLiterals(excused, byPath.get(excused.file.path) ?? null, lockOf(excused.file.path)),
    ]),
  )
}

function toStaleFile({ file, excuses }: ExcusedFile, lockOf: (path: string) => string | null): StaleFile {
  if (!file.engine || !file.facts) throw new TypeError(`${file.path} was not analysed`)
  const locked = !file.writable
    ? 'its encoding cannot be written back exactly'
    : file.facts.problem
      ? 'the file does not parse'
      : lockOf(file.path)
  const places = [...file.matches.entries()].filter(([, match]) => match.kind !== 'literal')
  return {
    path: file.path,
    engine: file.engine,
    text: file.code,
    document: file.document,
    facts: file.facts,
    matches: places.map(([, match]) => match),
    active: places.map(([at]) => !excuses.has(at)),
    locked,
  }
}

/** Literal replacements join the proven plan; one that touches the same characters as another fix waits for the next run. */
function joinLiterals({ file, excuses }: ExcusedFile, plan: PlannedFile | null, locked: string | null): FilePlan {
  const edits = plan ? plan.accepted.flatMap((change) => change.edits) : []
  if (plan && file.matches.every((match) => match.kind !== 'literal'))
    return { edits, settled: plan.settled, settledElsewhere: plan.settledElsewhere, states: plan.states }
  const states: FixState[] = []
  const settled = new Set<number>()
  const settledElsewhere = new Map<number, string>()
  let nth = 0
  for (const [at, match] of file.matches.entries()) {
    if (match.kind !== 'literal') {
      if (plan?.settled.has(nth)) settled.add(at)
      const elsewhere = plan?.settledElsewhere.get(nth)
      if (elsewhere !== undefined) settledElsewhere.set(at, elsewhere)
      states.push(plan?.states[nth] ?? { change: null, reason: 'no fix is known' })
      nth++
      continue
    }
    const { to } = match.migration as LiteralMigration
    if (
      to === null ||
      Array.isArray(to) ||
      !('literal' in to) ||
      !file.writable ||
      locked !== null ||
      excuses.has(at)
    ) {
      states.push({ change: null, reason: match.reason ?? locked ?? 'its encoding cannot be written back exactly' })
      continue
    }
    const edit = { ...match.span, text: to.literal }
    const clash = edits.some((other) => other.start < edit.end && edit.start < other.end)
    if (!clash) {
      edits.push(edit)
      settled.add(at)
    }
    const change: PlannedChange = {
      matches: [at],
      edits: [edit],
      applicability: 'safe',
      title: `Replace by ${to.literal}`,
      reason: null,
    }
    states.push({
      change: clash
        ? { ...change, edits: [], applicability: 'manual', reason: 'not fixed: another fix changes the same text' }
        : change,
      reason: null,
    })
  }
  return { edits, settled, settledElsewhere, states }
}
