import type { Member, Place, Reference } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import { type DraftName, draftName } from './drafts.ts'
import { PUNCTUATOR, STRING, TEMPLATE } from './token-kinds.ts'

/** A token on its own, for looking back and ahead. */
export interface Token {
  readonly kind: number
  readonly start: number
  readonly end: number
  readonly text: string
  readonly plain: boolean
}

export const PLACE: Place = { scope: 0, phase: 'import-time', guards: [] }

export const isDot = (token: Token | undefined): boolean =>
  token?.kind === PUNCTUATOR && (token.text === '.' || token.text === '?.')

export const isText = (token: Token | undefined): token is Token =>
  token !== undefined &&
  token.end - token.start >= 2 &&
  (token.kind === STRING || (token.kind === TEMPLATE && token.plain))

/** What a name is spelled, quotes left aside. */
function inner(token: Token): { text: string; span: Span } {
  if (token.kind !== STRING) return { text: token.text, span: { start: token.start, end: token.end } }
  return { text: token.text.slice(1, -1), span: { start: token.start + 1, end: token.end - 1 } }
}

/** `a`, `a as b`; `target` null: bound to nothing. */
export function named(key: Token, target: Token | null, side: 'local' | 'exported', typeOnly: boolean): DraftName {
  const imported = inner(key)
  const given = target && inner(target)
  return draftName({
    shape: 'named',
    imported: imported.text,
    importedSpan: imported.span,
    span: { start: key.start, end: target?.end ?? key.end },
    typeOnly,
    ...(given && side === 'local' ? { localName: given.text, localSpan: given.span } : {}),
    ...(given && side === 'exported' ? { exportedAs: given.text, exportedSpan: given.span } : {}),
  })
}

/** `*`, `* as ns`. */
export function star(token: Token, alias: Token | null, side: 'local' | 'exported', typeOnly: boolean): DraftName {
  const given = alias && inner(alias)
  return draftName({
    shape: given ? 'namespace' : 'star',
    imported: '*',
    span: { start: token.start, end: alias?.end ?? token.end },
    typeOnly,
    ...(given && side === 'local' ? { localName: given.text, localSpan: given.span } : {}),
    ...(given && side === 'exported' ? { exportedAs: given.text, exportedSpan: given.span } : {}),
  })
}

export function reference(token: Token, members: readonly Member[]): Reference {
  return {
    span: { start: token.start, end: token.end },
    place: PLACE,
    role: 'read',
    space: 'both',
    medium: 'code',
    members,
    call: null,
    picks: [],
  }
}
