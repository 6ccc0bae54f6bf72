import type { Consequence, FindingKind } from './finding.ts'
import type { Migration } from './migration.ts'
import type { ModuleAddress } from './module-address.ts'
import type { Span, TextEdit } from './span.ts'

/** Where a retired symbol lives from now on, resolved. */
export interface Target {
  readonly module: ModuleAddress
  /** Exported name, `default`, dotted for a member; null: the module itself. */
  readonly name: string | null
}

/** Which fact a match stands on; indices point into the file's ModuleFacts. */
export type MatchSite =
  /** `imports[i].names[j]` is the retired symbol (or, through `members`/`denotes`, ends in it). */
  | { readonly type: 'name'; readonly import: number; readonly name: number }
  /** The module of `imports[i]` is retired as a whole: every name of the statement goes along. */
  | { readonly type: 'module'; readonly import: number }
  /**
   * A reference: `bindings[b].references[r]`, or `unresolved[b].references[r]` where `unresolved` is set.
   * `depth` counts the members that belong to the retired path: 0 is the bare name, 1 is `ns.X`.
   */
  | {
      readonly type: 'reference'
      readonly unresolved: boolean
      readonly binding: number
      readonly reference: number
      readonly depth: number
    }
  /** `bindings[b].references[r].picks[p]`: destructured from a namespace. */
  | { readonly type: 'pick'; readonly binding: number; readonly reference: number; readonly pick: number }
  /** `strings[i]`; `length` code units of its value name the retired path. */
  | { readonly type: 'string'; readonly string: number; readonly length: number }
  | { readonly type: 'literal' }

export interface Match {
  readonly migration: Migration
  readonly kind: FindingKind
  readonly site: MatchSite
  /** What to highlight. */
  readonly span: Span
  /** The module the file reaches the symbol through (a barrel, or the retired module itself). */
  readonly module: ModuleAddress | null
  /** The retired name as spelled at this site (dotted for members); null for a module. */
  readonly name: string | null
  /**
   * What this site must say instead. Through a barrel that is fixed in the same run, `module` is the barrel and only
   * the name changes. null: removed, a choice, or out of reach: report only, `reason` says why.
   */
  readonly target: Target | null
  readonly reason: string | null
  readonly via: readonly string[]
  readonly consequence: Consequence
  /** Part of another match that is reported (a closing tag): rewritten with it, no finding of its own. */
  readonly companion?: boolean
  /** Its entry leaves the file out: nothing is reported or written there, and nothing it takes may go. */
  readonly excluded?: boolean
  /** A barrel that has to go on publishing the retired name for a consumer that stays as it is, beside the new name where the language can. */
  readonly keepsRetiredName?: boolean
}

/** One coherent piece of a file's fix: applied whole or not at all. */
export interface PlannedChange {
  /** Indices into the file's matches. A match may be in one change only. */
  readonly matches: readonly number[]
  /** Non-overlapping, sorted; may be empty only with `manual`. */
  readonly edits: readonly TextEdit[]
  readonly applicability: 'safe' | 'unsafe' | 'manual'
  /** `Replace by app.tools.unified.UnifiedToolDispatcher`. */
  readonly title: string
  /** Why it is not `safe`. */
  readonly reason: string | null
}
