import type { Consequence, Finding } from './finding.ts'
import type { Level, Migration, LanguageId } from './migration.ts'
import type { Premises } from './premises.ts'
import type { RunReport } from './report.ts'

/*
 * What the command line asks of the pipeline (`Pipeline`, below), and what it gets back. Everything a person can put
 * right is thrown as a UserError.
 */

export type RunMode =
  | { readonly kind: 'worktree' }
  | { readonly kind: 'staged' }
  /** Files changed against the merge base with `ref`, widened where the change reaches further. */
  | { readonly kind: 'since'; readonly ref: string }
  | { readonly kind: 'ref'; readonly ref: string }
  /** One file's bytes, in the place of `filename` (relative to `cwd`, or absolute below the root). */
  | { readonly kind: 'stdin'; readonly filename: string; readonly bytes: Uint8Array }

/** When a run fails. Gates only ever add to what levels already fail on. */
export interface Gate {
  /** More warnings than this fail; null: any number passes. */
  readonly maxWarnings: number | null
  /** A finding of one of these fails, whatever its level. */
  readonly failOn: readonly Consequence[]
  /** A place that could not be analysed fails. */
  readonly failOnUnanalysable: boolean
}

/** An entry of the manifest as drafted by derive. */
export interface ExtraEntry {
  readonly id: string
  readonly language: LanguageId
  readonly from: { readonly module: string; readonly name?: string }
  readonly to: { readonly module: string; readonly name?: string } | null
  readonly submodules?: boolean
}

export interface RunOptions {
  /** Absolute directory the command runs in. */
  readonly cwd: string
  readonly mode: RunMode
  /** Files and directories as typed, relative to `cwd`; empty: everything below the root. */
  readonly paths: readonly string[]
  /** As typed, relative to `cwd`; null: discovered. */
  readonly manifest: string | null
  /** Picks each entry's level. */
  readonly env: string | null
  /** Migration ids to restrict the run to; empty: all. An unknown id is a UserError with a suggestion. */
  readonly only: readonly string[]
  /** `YYYY-MM-DD`, for deadlines and expiries. */
  readonly today: string
  /** `index` is 1-based. */
  readonly shard: { readonly index: number; readonly count: number } | null
  /** Report first-party imports that point at nothing. */
  readonly dangling: boolean
  /**
   * Plan and prove fixes: `findings[].fix` is filled in. `changes` hold the safe ones, and with `unsafe` those too;
   * those of baselined findings as well, never those of suppressed ones.
   */
  readonly wantFixes: boolean
  readonly unsafe: boolean
  /** The fixes are about to be written: every consumer of a changed barrel must be known, also those not reported. */
  readonly writes?: boolean
  /** `ignore`: as if there were no baseline (`repoint baseline` records afresh). */
  readonly baseline: 'apply' | 'ignore'
  /** Trust and fill the cache. */
  readonly cache: boolean
  /** The work tree is as git's index says: untracked files are not looked for, tracked ones not looked at where the cache knows them. */
  readonly trustIndex?: boolean
  readonly gate: Gate
  readonly stats: boolean
  /** Also find out what the outcome rests on. */
  readonly premises?: boolean
  /** Entries to add to the manifest for this run. */
  readonly extraEntries?: readonly ExtraEntry[]
  /** Absolute paths this command writes to: reports quote what they found, and must not be findings of the next run. */
  readonly outputs?: readonly string[]
  /** Progress for people, one line each; absent: silent. */
  readonly progress?: (line: string) => void
}

/** One file with its new text; both whole, with BOM and line endings as they are. */
export interface ChangedFile {
  readonly path: string
  readonly before: string
  readonly after: string
  /** As `decode` found it; `encodeText` writes it back. */
  readonly encoding: string
  /** Fingerprints of the findings the change settles. */
  readonly settles: readonly string[]
}

export interface RunResult {
  /** Absolute; empty for memory. */
  readonly root: string
  readonly report: RunReport
  /** Sorted by path; only files whose text differs. */
  readonly changes: readonly ChangedFile[]
  /** Repo-relative path of the baseline file the manifest names or the default; the text it has now. */
  readonly baseline: { readonly path: string; readonly text: string | null }
  /** What all of this rests on, where `premises` asked for it; null: it cannot be told. */
  readonly premises?: Premises | null
}

export interface WriteOptions {
  /** A shell command to run after writing; where it fails every file gets its old text back. */
  readonly verify: string | null
}

export interface WriteOutcome {
  readonly written: readonly string[]
  /** Files that changed under us, or could not be written: left as they were. */
  readonly failed: readonly { readonly path: string; readonly message: string }[]
  /** The exit code of `verify`; null: not run. Not 0 means everything was restored. */
  readonly verifyExit: number | null
}

/** A place that denotes the retired symbol. `via` leads from it to the definition, nearest first. */
export interface ExplainedProvider {
  readonly module: string
  readonly name: string | null
  readonly path: string | null
  readonly via: readonly string[]
}

export interface Explanation {
  readonly migration: Migration
  /** Printable. */
  readonly from: string
  /** Printable; `exists` is null where nobody can know (external packages). */
  readonly to: readonly { readonly text: string; readonly exists: boolean | null; readonly path: string | null }[]
  readonly level: Level
  /** Why the level is what it is: `levels.production`, `deadline 2025-12-01 has passed`, `level`. */
  readonly levelReason: string
  readonly providers: readonly ExplainedProvider[]
  readonly findings: readonly Finding[]
  readonly suppressed: number
  readonly baselined: number
}

/** What `src/run.ts` exports; commands load it only when they need it. */
export interface Pipeline {
  run(options: RunOptions): Promise<RunResult>
  /** The manifest against the code: findings of kind `manifest` only. */
  validate(options: RunOptions): Promise<RunReport>
  explain(id: string, options: RunOptions): Promise<Explanation>
  writeChanges(result: RunResult, options: WriteOptions): Promise<WriteOutcome>
}
