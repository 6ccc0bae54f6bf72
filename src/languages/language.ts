import type { Outline } from '../core/dangling-outline.ts'
import type { SkimmedOutline, SkimmedUses } from '../core/dangling-skim.ts'
import type { Deprecation, LiteralSetting } from '../core/deprecation.ts'
import type { ModuleFacts } from '../core/facts.ts'
import type { Match, PlannedChange } from '../core/matches.ts'
import type { LanguageId, Manifest } from '../core/migration.ts'
import type { ModuleAddress, Resolver } from '../core/module-address.ts'
import type { Signature } from '../core/signature.ts'
import type { Source } from '../core/source.ts'

export interface PlanInput {
  readonly path: string
  readonly text: string
  readonly facts: ModuleFacts
  /** All matches of the file, sorted by span. Those with `target: null` are for reporting only. */
  readonly matches: readonly Match[]
  readonly address: ModuleAddress
  readonly resolver: Resolver
  /** Whether `module` + `names` leads to the target through re-exports, so an import from a barrel counts as one of it. */
  readonly leadsTo?: (
    module: ModuleAddress,
    names: readonly string[],
    target: { readonly module: ModuleAddress; readonly names: readonly string[] },
  ) => boolean
}

/** Whether a function around the offset surely binds the name to something of its own. */
export type IsOwnName = (name: string, offset: number) => boolean

/** The one face every language shows. Loaded only when a file of it has a needle. */
export interface Language {
  readonly id: LanguageId
  /**
   * Everything the file says. Never throws on bad source: what does not parse comes back with `problem` set and
   * the facts that tokens alone could tell.
   * @param path repo-relative, for the dialect (`.pyi`, `.tsx`, `.d.ts`).
   * @param text the whole file, BOM included.
   */
  analyze(path: string, text: string): ModuleFacts
  /** What the file imports and publishes, read without parsing; absent: `analyze` tells. May be wider than `analyze`, never narrower. */
  outline?(path: string, text: string): Outline
  /**
   * Members that seem to be read off `locals` (names of modules), and modules that strings seem to name, without
   * parsing. Sees what `analyze` sees of them, and perhaps more.
   * @param mayMock also look for the targets of mocks and for calls that import.
   */
  skimUses?(text: string, locals: ReadonlySet<string>, mayMock: boolean): SkimmedUses
  /** What the text sets of modules from outside, as its outline has it; absent: the language has no such thing. */
  readSetting?(text: string): Pick<SkimmedOutline, 'stores' | 'replaced'>
  /**
   * Tells, without parsing, whether a function around an offset surely binds a name to something of its own: then it
   * does not mean there what an import outside binds. Absent: nobody knows.
   * @param names that will be asked for.
   */
  readOwnNames?(text: string, names: Iterable<string>): IsOwnName
  /** The text without what is written for people, for another skim where the first found something amiss. */
  withoutProse?(text: string): string
  /** Whether the text publishes names in ways that `analyze` does not count: they make what it lists incomplete. */
  publishesBeyond?(path: string, text: string): boolean
  /** What the file publishes and marks as deprecated. Never throws. */
  readDeprecations?(path: string, text: string): readonly Deprecation[]
  /** Values under these keys in a configuration that is code; null where it does not parse. */
  readLiteralSettings?(path: string, text: string, isWanted: (key: string) => boolean): readonly LiteralSetting[] | null
  /** What a dotted name of the standard library is; null: it is none of it, or nobody says. */
  standardKind?(dotted: string): 'module' | 'symbol' | null
  /** A builtin or platform global: free use of it is never a leftover. */
  isGlobalName(name: string): boolean
  /** What a function or class defined in this file accepts; null where its definition alone does not tell. */
  readSignature(path: string, text: string, name: string): Signature | null
  createResolver(source: Source, manifest: Manifest | null): Resolver
  /**
   * Edits for every match with a target. Matches it cannot rewrite come back in a `manual` change with a reason.
   * The caller proves every change; the planner need not analyse its own output.
   */
  planFile(input: PlanInput): readonly PlannedChange[]
}
