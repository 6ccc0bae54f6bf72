import { findTextDirectives } from '../core/directive.ts'
import { applyEdits } from '../core/edits.ts'
import type { Finding } from '../core/finding.ts'
import { fingerprintFindings } from '../core/fingerprint.ts'
import { createLineIndex, type LineIndex } from '../core/locate.ts'
import type { Manifest } from '../core/migration.ts'
import type { SuppressedFinding } from '../core/report.ts'
import { RULES } from '../core/rules.ts'
import type { ChangedFile } from '../core/run-options.ts'
import type { Span } from '../core/span.ts'
import { applySuppressions, type Suppressible } from '../core/suppress.ts'
import { CALL_RULE, checkCalls } from './check-calls.ts'
import { attachFix, describeMatches } from './describe.ts'
import type { FilePlan } from './plan-files.ts'
import { type ScannedFile, toOuter, toOuterEdit } from './scan.ts'
import { createSuggester, type Selection } from './selection.ts'

/** One file's matches as findings, sorted into those that count and those a comment excuses. */
export interface ExcusedFile {
  readonly file: ScannedFile
  readonly index: LineIndex
  /** One for each match, in the same order; then the notes about calls. */
  readonly findings: readonly Finding[]
  /** By the index of the match. */
  readonly excuses: ReadonlyMap<number, SuppressedFinding['suppression']>
  /** Complaints about suppressions. */
  readonly problems: readonly Finding[]
}

/** What suppressions may name. `suggest` finds the id that a misspelled one means. */
export interface KnownIds {
  readonly ids: ReadonlySet<string>
  readonly suggest: (id: string) => string | null
  readonly today: string
}

export async function createSuppressionRules(
  selection: Selection,
  manifest: Manifest | null,
  today: string,
): Promise<KnownIds> {
  const suppressible = RULES.filter((rule) => rule.suppressible).map((rule) => rule.id)
  const ids = new Set([
    ...(manifest?.migrations ?? selection.migrations).map((migration) => migration.id),
    ...suppressible,
  ])
  return { ids, suggest: await createSuggester([...ids]), today }
}

export function excuseFile(file: ScannedFile, selection: Selection, known: KnownIds): ExcusedFile {
  const index = createLineIndex(file.text)
  const ofMatches = describeMatches(file.path, index, file.matches, selection.levelOf, (span) => toOuter(file, span))
  const findings = [...ofMatches, ...checkCalls(file, index)]
  const importsOf = indexImports(file)
  const directives = file.facts
    ? file.facts().directives.map((directive) => ({ ...directive, span: toOuter(file, directive.span) }))
    : findTextDirectives(file.text, index)
  // Only comments ask which migrations cover the file, and most files have none.
  const active =
    directives.length === 0 ? [] : selection.migrations.filter((migration) => selection.covers(migration, file.path))
  const outcome = applySuppressions({
    path: file.path,
    text: file.text,
    index,
    directives,
    items: findings.flatMap((finding, at) =>
      file.matches[at]?.excluded === true
        ? []
        : [{ migration: finding.migration, line: finding.line, at, ...contextOf(file, at, index, importsOf) }],
    ),
    rules: {
      knownIds: known.ids,
      activeIds: new Set([CALL_RULE, ...active.map(({ id }) => id)]),
      today: known.today,
      suggest: known.suggest,
    },
  })
  return {
    file,
    index,
    findings,
    excuses: new Map(outcome.suppressed.map(({ item, suppression }) => [item.at, suppression])),
    problems: fingerprintFindings(outcome.problems),
  }
}

/** Which match is the import of a retired name, by migration and local binding; the first one counts. */
function indexImports({ matches, facts: factsOf }: ScannedFile): ReadonlyMap<string, number> {
  const facts = factsOf?.() ?? null
  const imports = new Map<string, number>()
  for (const [at, { site, migration }] of matches.entries()) {
    if (site.type !== 'name') continue
    const binding = facts?.imports[site.import]?.names[site.name]?.local
    const key = `${migration.id}\0${binding}`
    if (!imports.has(key)) imports.set(key, at)
  }
  return imports
}

/** The lines of the statement a match stands in, and the import whose use it is. */
function contextOf(
  file: ScannedFile,
  at: number,
  index: LineIndex,
  imports: ReadonlyMap<string, number>,
): Pick<Suppressible, 'statementLines' | 'follows'> {
  const match = file.matches[at]
  const facts = file.facts?.() ?? null
  if (!match || !facts) return {}
  const { site } = match
  if (site.type === 'name' || site.type === 'module') {
    const statement = facts.imports[site.import]?.statement
    if (!statement) return {}
    const { start, end } = toOuter(file, statement)
    return { statementLines: [index.positionAt(start).line, index.positionAt(end).line] }
  }
  if (match.kind !== 'usage' || site.type !== 'reference' || site.unresolved) return {}
  const follows = imports.get(`${match.migration.id}\0${site.binding}`)
  return follows === undefined ? {} : { follows }
}

export interface DescribedFile {
  readonly findings: readonly Finding[]
  readonly suppressed: readonly SuppressedFinding[]
  readonly change: ChangedFile | null
  /** Fingerprints of findings that the change of another file settles, with its path. */
  readonly settledElsewhere: readonly { readonly fingerprint: string; readonly path: string }[]
}

/** The findings with their fixes, and the file's new text. */
export function describeFile(excused: ExcusedFile, plan: FilePlan | null): DescribedFile {
  const { index, excuses, problems } = excused
  const all = excused.findings.map((finding, at) => {
    const state = plan?.states[at]
    return state ? attachFix(finding, state, index, (edit) => toOuterEdit(excused.file, edit)) : finding
  })
  const isSilent = (at: number): boolean => {
    const match = excused.file.matches[at]
    return match?.companion === true || match?.excluded === true
  }
  const kept = all.filter((_, at) => !excuses.has(at) && !isSilent(at))
  const suppressed = [...excuses].flatMap(([at, suppression]) => {
    const finding = excused.findings[at]
    return finding ? [{ ...finding, suppression }] : []
  })
  const settledElsewhere = [...(plan?.settledElsewhere ?? [])].flatMap(([at, path]) => {
    const finding = all[at]
    return finding ? [{ fingerprint: finding.fingerprint, path }] : []
  })
  return {
    findings: [...kept, ...problems],
    suppressed,
    change: plan ? changeOf(excused, plan, all) : null,
    settledElsewhere,
  }
}

/** Of a file that the change only reaches: what it is to blame for, and nothing to write. */
export function restrictTo(
  described: DescribedFile,
  { findings }: ExcusedFile,
  matches: ReadonlySet<number> | null,
): DescribedFile {
  if (matches === null) return described
  const wanted = new Set([...matches].map((at) => findings[at]?.fingerprint))
  const isWanted = ({ fingerprint }: Finding): boolean => wanted.has(fingerprint)
  return {
    findings: described.findings.filter(isWanted),
    suppressed: described.suppressed.filter(isWanted),
    change: null,
    settledElsewhere: [],
  }
}

function changeOf({ file, problems }: ExcusedFile, plan: FilePlan, all: readonly Finding[]): ChangedFile | null {
  const edits = plan.edits.map((edit) => toOuterEdit(file, edit))
  // Comments that excuse nothing go too, where no other fix touches them.
  const touches = createTouchCheck(edits)
  const removals = problems.filter(
    ({ fix }) => file.writable && fix?.applicability === 'safe' && !fix.edits.some(touches),
  )
  const after = applyEdits(file.text, [...edits, ...removals.flatMap((finding) => finding.fix?.edits ?? [])])
  if (after === file.text) return null
  const settled = [...all.filter((_, at) => plan.settled.has(at)), ...removals]
  return {
    path: file.path,
    before: file.text,
    after,
    encoding: file.encoding,
    settles: settled.map((finding) => finding.fingerprint),
  }
}

/** Whether a span touches one of these, which do not overlap each other. */
function createTouchCheck(spans: readonly Span[]): (span: Span) => boolean {
  const sorted = [...spans].sort((a, b) => a.start - b.start || a.end - b.end)
  return ({ start, end }) => {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle]?.end ?? 0) < start) low = middle + 1
      else high = middle
    }
    const next = sorted[low]
    return next !== undefined && next.start <= end
  }
}
