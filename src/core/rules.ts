/** What findings without a manifest entry go by. Reporters describe them; suppressions may name the suppressible ones. */
export interface Rule {
  readonly id: string
  readonly summary: string
  /** A comment may excuse it. Complaints about comments and about the manifest itself it may not. */
  readonly suppressible: boolean
}

export const RULES: readonly Rule[] = [
  { id: 'dangling-import', summary: 'A first-party import points at nothing', suppressible: true },
  { id: 'call-signature', summary: 'A call does not fit the signature of the replacement', suppressible: true },
  { id: 'unused-suppression', summary: 'A suppression has nothing to excuse', suppressible: false },
  { id: 'expired-suppression', summary: 'A suppression is past its date', suppressible: false },
  { id: 'reasonless-suppression', summary: 'A suppression gives no reason', suppressible: false },
  { id: 'unknown-suppression', summary: 'A suppression names no entry of the manifest', suppressible: false },
  { id: 'malformed-suppression', summary: 'A suppression cannot be read', suppressible: false },
  {
    id: 'missing-replacement',
    summary: 'A replacement of the manifest does not exist or is not exported',
    suppressible: false,
  },
  { id: 'finished-migration', summary: 'Nothing can reach an entry of the manifest any more', suppressible: false },
]

export const findRule = (id: string): Rule | null => RULES.find((rule) => rule.id === id) ?? null
