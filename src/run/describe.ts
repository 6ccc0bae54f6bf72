import type { FileEdit, Finding } from '../core/finding.ts'
import { messageOfDangling } from '../core/dangling-entry.ts'
import { fingerprintFindings, type Unfingerprinted } from '../core/fingerprint.ts'
import { type LineIndex, locateEdit, locateSpan } from '../core/locate.ts'
import type { Match, PlannedChange } from '../core/matches.ts'
import type { Level, Migration, SymbolPlace } from '../core/migration.ts'
import type { ReportRule } from '../core/report.ts'
import type { Span, TextEdit } from '../core/span.ts'
import type { Selection } from './selection.ts'

/** `module#name`, a module, a bare name, or the literal. */
export function spellPlace(place: SymbolPlace | { readonly literal: string }): string {
  if ('literal' in place) return place.literal
  if (place.module === null) return place.name ?? ''
  return place.name === null ? place.module : `${place.module}#${place.name}`
}

/** What the manifest says to use instead; several are a choice; null: nothing. */
export function spellReplacement(migration: Migration): string | null {
  const { to } = migration
  if (to === null) return null
  return (Array.isArray(to) ? to : [to]).map(spellPlace).join(' or ')
}

export function messageOf(migration: Migration, kind: Finding['kind']): string {
  if (kind === 'dangling') return messageOfDangling(migration)
  const from = spellPlace(migration.from)
  const replacement = spellReplacement(migration)
  const what =
    kind === 'leftover' ? `\`${from}\` is retired, and nothing in this file binds it` : `\`${from}\` is retired`
  const cure = replacement === null ? 'nothing replaces it' : `use \`${replacement}\``
  return `${what}: ${cure}${migration.reason ? ` (${migration.reason})` : ''}`
}

/** The entries a run looks for, for formats that list their rules. */
export function describeRules(selection: Selection): ReportRule[] {
  return selection.migrations.map((migration) => ({
    id: migration.id,
    from: spellPlace(migration.from),
    to: spellReplacement(migration),
    level: selection.levelOf(migration),
    reason: migration.reason,
    url: migration.url,
    owner: migration.owner,
  }))
}

/** What became of a match's fix. */
export interface FixState {
  readonly change: PlannedChange | null
  /** Why the change was refused, or none was planned. */
  readonly reason: string | null
}

/** One file's matches as findings without their fixes, in the given order, numbered among themselves. */
export function describeMatches(
  path: string,
  index: LineIndex,
  matches: readonly Match[],
  levelOf: (migration: Migration) => Exclude<Level, 'off'>,
  toOuter: (span: Span) => Span,
): readonly Finding[] {
  return fingerprintFindings(
    matches.map((match): Unfingerprinted => {
      const { migration } = match
      return {
        migration: migration.id,
        kind: match.kind,
        level: levelOf(migration),
        consequence: match.consequence,
        path,
        ...locateSpan(index, toOuter(match.span)),
        symbol: spellPlace(migration.from),
        message: messageOf(migration, match.kind),
        replacement: spellReplacement(migration),
        via: match.via,
        fix: null,
        reason: match.reason,
        owner: migration.owner,
        url: migration.url,
      }
    }),
  )
}

function adviceOf(finding: Finding): string {
  return finding.replacement === null ? `Remove the use of ${finding.symbol}` : `Use ${finding.replacement}`
}

/** One change settles many findings of a file; they share its edits, or a file's findings would cost their square. */
const located = new WeakMap<PlannedChange['edits'], readonly FileEdit[]>()

export function attachFix(
  finding: Finding,
  state: FixState,
  index: LineIndex,
  translate: (edit: TextEdit) => TextEdit,
): Finding {
  const { change } = state
  const reason = finding.reason ?? change?.reason ?? state.reason
  if (change === null)
    return { ...finding, reason, fix: { applicability: 'manual', title: adviceOf(finding), edits: [] } }
  const edits =
    located.get(change.edits) ?? change.edits.map((edit) => locateEdit(index, finding.path, translate(edit)))
  located.set(change.edits, edits)
  return { ...finding, reason, fix: { applicability: change.applicability, title: change.title, edits } }
}
