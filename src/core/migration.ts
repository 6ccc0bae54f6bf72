export type LanguageId = 'python' | 'typescript'

export const LEVELS = ['error', 'warning', 'note', 'off'] as const
export type Level = (typeof LEVELS)[number]

/**
 * One place a symbol can live. `module` is the module as the manifest spells it, before resolution:
 * a Python dotted name, a repo-relative TS/JS path (`./src/x`, `src/x`), an alias (`@/x`) or a package specifier.
 * `name` is an exported name, `default`, or dotted for a member (`timezone.utc`); null means the module itself.
 */
export interface SymbolPlace {
  /** null: any first-party module (in `from`), the same module (in `to`). */
  readonly module: string | null
  readonly name: string | null
}

export interface LiteralPlace {
  readonly literal: string
}

/** Where in the manifest something was written. Lines and columns are 1-based, columns in UTF-16 code units. */
export interface ManifestPosition {
  readonly file: string
  readonly line: number
  readonly column: number
}

interface MigrationBase {
  readonly id: string
  readonly reason: string | null
  readonly url: string | null
  readonly owner: string | null
  readonly level: Level
  /** Level by environment name (`--env`). */
  readonly levels: Readonly<Record<string, Level>>
  /** ISO dates, `YYYY-MM-DD`. */
  readonly since: string | null
  readonly deadline: string | null
  /** Globs over repo-relative paths; an empty include means everywhere. */
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly position: ManifestPosition
  /** Where the replacement was written; of the last entry of a chain where one was collapsed. */
  readonly toPosition?: ManifestPosition
  /** Not written down but following from these entries (by id): what one of them moves into another's retired module. */
  readonly follows?: readonly string[]
}

/** A retired exported name, or member of one. */
export interface SymbolMigration extends MigrationBase {
  readonly kind: 'symbol'
  /** null: every language (a bare name). */
  readonly language: LanguageId | null
  readonly from: SymbolPlace & { readonly name: string }
  /** null: removed. Several: a choice, never rewritten. Absent parts are already filled in from `from`. */
  readonly to: SymbolPlace | readonly SymbolPlace[] | null
  /** A re-exporting barrel keeps publishing the old name: `export { New as Old } from …`. */
  readonly keepPublicName: boolean
}

/** A retired module. */
export interface ModuleMigration extends MigrationBase {
  readonly kind: 'module'
  readonly language: LanguageId
  readonly from: SymbolPlace & { readonly module: string; readonly name: null }
  readonly to: SymbolPlace | readonly SymbolPlace[] | null
  /** Whether the entry covers everything below the module too. */
  readonly submodules: boolean
}

/** A retired piece of text, in any text file. */
export interface LiteralMigration extends MigrationBase {
  readonly kind: 'literal'
  readonly language: null
  readonly from: LiteralPlace
  readonly to: LiteralPlace | readonly LiteralPlace[] | null
}

export type Migration = SymbolMigration | ModuleMigration | LiteralMigration

export interface PythonSettings {
  /** Directories whose children are top-level modules, repo-relative, `.` for the root. Empty: discovered. */
  readonly roots: readonly string[]
}

export interface TypeScriptSettings {
  /** Repo-relative path of the tsconfig to start from; null: the nearest one to each file. */
  readonly tsconfig: string | null
}

/** A validated, normalised manifest with everything it extends; chains are already collapsed. */
export interface Manifest {
  /** Repo-relative path of the file it was read from, for messages. */
  readonly file: string
  /** sha-256 of the bytes of the manifest and all it extends, hex. */
  readonly hash: string
  /** Itself and all it extends, repo-relative; absent: it was not read from files. */
  readonly files?: readonly string[]
  readonly migrations: readonly Migration[]
  readonly python: PythonSettings
  readonly typescript: TypeScriptSettings
  /** Repo-relative path of the baseline file, or null. */
  readonly baseline: string | null
  /** Globs of modules that builds generate: imports of them are never dangling. */
  readonly generated: readonly string[]
}
