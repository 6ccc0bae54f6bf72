import type { ImportKind } from './facts.ts'
import type { Level } from './migration.ts'
import type { TextEdit } from './span.ts'

/** Most urgent first; reports sort by it. Meanings: docs/findings.md. */
export const CONSEQUENCES = ['import-time', 'run-time', 'silent', 'type-only', 'works-today'] as const
export type Consequence = (typeof CONSEQUENCES)[number]

export type FindingKind =
  | ImportKind
  | 'namespace-member' // ns.X through a namespace binding
  | 'usage' // a reference, spelled with the retired name, of a binding that a stale import makes
  | 'string' // dotted strings, quoted names
  | 'public-name' // __all__ entries
  | 'literal'
  | 'leftover' // a retired name used but bound nowhere in its file
  | 'dangling' // a first-party import that points at nothing, manifest or not
  | 'call' // the replacement's signature does not fit the call (note)
  | 'suppression' // an unused, expired or reasonless suppression
  | 'manifest' // the manifest against the code

/** `safe` is proven; `unsafe` needs `--unsafe`; `manual` is for a person. */
export type Applicability = 'safe' | 'unsafe' | 'manual'

export interface FileEdit extends TextEdit {
  readonly path: string
  /** Where `start` and `end` are in lines, for consumers that do not hold the text. Filled in by `locateEdit`. */
  readonly line?: number
  readonly column?: number
  readonly endLine?: number
  readonly endColumn?: number
}

export interface Fix {
  readonly applicability: Applicability
  readonly title: string
  readonly edits: readonly FileEdit[]
  /** Only in reports that were read: the finding (its fingerprint) of the same file that lists the edits of their change. */
  readonly editsOf?: string
}

/** Lines and columns are 1-based; columns and offsets count UTF-16 code units; end is exclusive. */
export interface Finding {
  /** Migration id, or a rule id for findings without an entry (`dangling-import`, `unused-suppression` …). */
  readonly migration: string
  readonly kind: FindingKind
  readonly level: Exclude<Level, 'off'>
  readonly consequence: Consequence
  readonly path: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  readonly start: number
  readonly end: number
  /** The retired symbol, as `module#name`, `module` or the literal. */
  readonly symbol: string
  readonly message: string
  /** What to use instead, printable; null where nothing replaces it. */
  readonly replacement: string | null
  /** The re-exporting modules between the consumer and the retired symbol, nearest first. */
  readonly via: readonly string[]
  readonly fix: Fix | null
  /** Why there is no safe fix. */
  readonly reason: string | null
  readonly owner: string | null
  readonly url: string | null
  /** Stable identity without lines: sha-256 over migration, path, symbol, kind and occurrence; hex. */
  readonly fingerprint: string
  /** The text of the finding's first line, without its line break; for reporters. */
  readonly snippet: string
}
