import { findTextDirectives } from '../core/directive.ts'
import { applyEdits } from '../core/edits.ts'
import type { Finding } from '../core/finding.ts'
import { fingerprintFindings } from '../core/fingerprint.ts'
import { createLineIndex, type LineIndex } from '../core/locate.ts'
import type { Manifest } from '../core/migration.ts'
import type { SuppressedFinding } from '../core/report.ts'
import { RULES } from '../core/rules.ts'
import type { ChangedFile } from '../core/run-options.ts'
import { applySuppressions } from '../core/suppress.ts'
import { attachFix, describeMatches } from './describe.ts'
import type { FilePlan } from './plan-files.ts'
import type { ScannedFile } from './scan.ts'
import type { Selection } from './selection.ts'

/** One file's matches as findings, sorted into those that count and those a comment excuses. */
export interface ExcusedFile {
  readonly file: ScannedFile
  readonly index: LineIndex
  /** One for each match, in the same order. */
  readonly findings: readonly Finding[]
  /** By the index of the match. */
  readonly excuses: ReadonlyMap<number, SuppressedFinding['suppression']>
  /** Complaints about suppressions. */
  readonly problems: readonly Finding[]
}

export function excuseFile(file: ScannedFile, selection: Selection, manifest: Manifest | null, today: string): ExcusedFile {
  const index = createLineIndex(file.text)
  const findings = describeMatches(file.path, index, file.matches, selection.levelOf)
  const suppressible = RULES.filter((rule) => rule.suppressible).map((rule) => rule.id)
  const outcome = applySuppressions({
    path: file.path,
    text: file.text,
    index,
    directives: file.facts ? file.facts.directives : findTextDirectives(file.text, index),
    items: findings.map((finding, at) => ({ migration: finding.migration, line: finding.line, at })),
    rules: {
      knownIds: new Set([...(manifest?.migrations.map((migration) => migration.id) ?? []), ...suppressible]),
      activeIds: new Set(selection.migrations.filter((migration) => selection.covers(migration, file.path)).map(({ id }) => id)),
      today,
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

export interface DescribedFile {
  readonly findings: readonly Finding[]
  readonly suppressed: readonly SuppressedFinding[]
  readonly change: ChangedFile | null
}

/** The findings with their fixes, and the file's new text. */
export function describeFile(excused: ExcusedFile, plan: FilePlan | null): DescribedFile {
  const { index, excuses, problems } = excused
  const all = excused.findings.map((finding, at) => {
    const state = plan?.states[at]
    return state ? attachFix(finding, state, index) : finding
  })
  const kept = all.filter((_, at) => !excuses.has(at) && !excused.file.matches[at]?.companion)
  const suppressed = [...excuses].flatMap(([at, suppression]) => {
    const finding = excused.findings[at]
    return finding ? [{ ...finding, suppression }] : []
  })
  return { findings: [...kept, ...problems], suppressed, change: plan ? changeOf(excused, plan, all) : null }
}

function changeOf({ file, problems }: ExcusedFile, plan: FilePlan, all: readonly Finding[]): ChangedFile | null {
  const untouched = plan.after === file.text
  const removals = file.writable ? problems.filter((finding) => finding.fix?.applicability === 'safe') : []
  // Comments that excuse nothing go too, unless the file changes anyway: then offsets have moved, and the next run takes them.
  const after = untouched ? applyEdits(file.text, removals.flatMap((finding) => finding.fix?.edits ?? [])) : plan.after
  if (after === file.text) return null
  const settled = untouched ? removals : all.filter((_, at) => plan.settled.has(at))
  return { path: file.path, before: file.text, after, encoding: file.encoding, settles: settled.map((finding) => finding.fingerprint) }
}
