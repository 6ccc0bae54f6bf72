import type { PlannedChange } from '../core/matches.ts'
import type { LiteralMigration } from '../core/migration.ts'
import type { TextEdit } from '../core/span.ts'
import type { FixState } from './describe.ts'
import { type PlannedFile, settleDrafts } from './plan.ts'
import type { ExcusedFile } from './describe-file.ts'
import { type Draft, draftFile, type StaleFile } from './draft.ts'
import type { Engine } from './engine.ts'
import type { FactsOf } from './facts-shelf.ts'

/** What becomes of one file. */
export interface FilePlan {
  /** Of all accepted changes. */
  readonly edits: readonly TextEdit[]
  readonly settled: ReadonlySet<number>
  readonly settledElsewhere: ReadonlyMap<number, string>
  readonly states: readonly FixState[]
}

/** What a run may do to a file. */
export interface FixRights {
  readonly wanted: ReadonlySet<PlannedChange['applicability']>
  /** Why this run may not write to a file; null: it may. */
  readonly lockOf: (path: string) => string | null
}

/** A file whose findings are known, and its fixes as far as it alone can tell. */
export interface PreparedFile {
  readonly excused: ExcusedFile
  /** null: nothing is to be fixed by changing what the analysis knows of. */
  readonly draft: Draft | null
}

/** Plan and prove the fixes of one file, while its facts are at hand. */
export function draftFixes(excused: ExcusedFile, rights: FixRights): Draft | null {
  const { engine, facts, matches } = excused.file
  const isStale = engine && facts && matches.some((match) => match.kind !== 'literal')
  return isStale ? draftFile(toStaleFile(excused, engine, facts, rights.lockOf), rights.wanted) : null
}

/** Settle the fixes of all files together; literals are replaced where they stand. */
export function planFiles(
  files: readonly PreparedFile[],
  { wanted, lockOf }: FixRights,
): ReadonlyMap<string, FilePlan> {
  const drafts = files.flatMap(({ draft }) => (draft === null ? [] : [draft]))
  const byPath = new Map(settleDrafts(drafts, wanted).map((plan) => [plan.file.path, plan]))
  return new Map(
    files.map(({ excused }) => {
      const { path } = excused.file
      return [path, joinLiterals(excused, byPath.get(path) ?? null, lockOf(path))]
    }),
  )
}

function toStaleFile(
  { file, excuses }: ExcusedFile,
  engine: Engine,
  facts: FactsOf,
  lockOf: FixRights['lockOf'],
): StaleFile {
  const locked = !file.writable
    ? 'its encoding cannot be written back exactly'
    : facts().problem
      ? 'the file does not parse'
      : lockOf(file.path)
  const places = [...file.matches.entries()].filter(([, match]) => match.kind !== 'literal')
  return {
    path: file.path,
    engine,
    text: file.code,
    document: file.document,
    facts,
    matches: places.map(([, match]) => match),
    active: places.map(([at, { excluded }]) => !excuses.has(at) && excluded !== true),
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
  const planned = [...edits].sort((a, b) => a.start - b.start || a.end - b.end)
  let nextPlanned = 0
  // Matches are in the order of the text, so of the literals only the last one replaced can reach into the next.
  let lastEnd = 0
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
    while ((planned[nextPlanned]?.end ?? edit.end) <= edit.start) nextPlanned++
    const next = planned[nextPlanned]
    const clash = (next !== undefined && next.start < edit.end) || edit.start < lastEnd
    if (!clash) {
      edits.push(edit)
      lastEnd = edit.end
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
