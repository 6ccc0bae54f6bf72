import type { Member, Place, StringFact } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import type { DraftImport } from './drafts.ts'
import type { Use } from './scope-tree.ts'

export interface DraftString {
  readonly role: StringFact['role']
  /** Absent: of a mock. */
  readonly kind?: StringFact['kind']
  readonly value: string
  readonly span: Span
  readonly place: Place
  readonly base:
    | { readonly use: Use; readonly members: readonly Member[] }
    | { readonly import: DraftImport; readonly names?: readonly string[] }
  readonly editable: boolean
  readonly bare: boolean
}
