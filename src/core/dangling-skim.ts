/** What a text seems to use of modules, beyond its import statements. */
export interface SkimmedUses {
  /** `local.member.member`, without spaces. */
  readonly chains: ReadonlySet<string>
  /** Dotted paths of symbols in strings. */
  readonly paths: ReadonlySet<string>
  /** Module specifiers in strings. */
  readonly modules: ReadonlySet<string>
}
