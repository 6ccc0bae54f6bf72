import type { DanglingContext } from './dangling.ts'
import type { ImportFact, Place } from './facts.ts'
import type { MatchSite } from './matches.ts'
import type { ModuleAddress } from './module-address.ts'
import type { Link } from './module-graph.ts'
import type { Span } from './span.ts'

export interface UsesContext extends DanglingContext {
  /** The module that a module's attribute is; null: it is something else, or nobody knows. */
  readonly moduleOf: (module: ModuleAddress, name: string) => ModuleAddress | null
  /** Whether nobody knows what the attribute is. */
  readonly isObscured: (module: ModuleAddress, name: string) => boolean
  /** Whether every module has the name without defining it. */
  readonly isGlobalName: (name: string) => boolean
}

/** What a skim over the text found amiss: `local.member` chains up to the missing member, and dotted strings. */
export interface UseSuspicion {
  readonly chains: ReadonlyMap<string, MissingMember>
  readonly strings: ReadonlyMap<string, MissingMember>
}

/** What seems to be missing, and where. */
export interface MissingMember {
  readonly module: ModuleAddress
  readonly name: string
}

/** A member that is read, or named by a string. */
export interface SuspectUse {
  readonly link: Link
  /** Members after the link, the suspicious one last. */
  readonly members: readonly string[]
  readonly site: MatchSite
  readonly span: Span
  readonly place: Place
  readonly typeOnly: boolean
  /** The import that leads there; null: a string does, by itself. */
  readonly fact: ImportFact | null
  readonly doubt: string | null
}
