/** A published name (or a whole module) that its own source marks as deprecated. */
export interface Deprecation {
  /** The exported name; null: the module. */
  readonly name: string | null
  /** 1-based. */
  readonly line: number
  /** What the mark says, links as `` `name` ``; empty where it says nothing. */
  readonly message: string
}

/** A value of a configuration that is code, read without running it. */
export interface LiteralSetting {
  /** The key it stands under. */
  readonly key: string
  /** 1-based. */
  readonly line: number
  /** The value as JSON text; null where it is not spelled out. */
  readonly json: string | null
  /** Globs of the `files`, and the `ignores` or `excludedFiles`, beside the rules that hold it; null: there but not spelled out. */
  readonly files: readonly string[] | null
  readonly ignores: readonly string[] | null
}
