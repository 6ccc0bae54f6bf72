import type { BindingId } from '../../../core/facts.ts'
import type { Match } from '../../../core/matches.ts'
import type { DraftId } from './change-set.ts'
import type { PlanContext } from './context.ts'
import { publishesSame } from './local-names.ts'
import { publicNameAfter, retiredNameBeside } from './public-names.ts'
import { rewriteBinding } from './references.ts'

/**
 * Make all uses of a stale import's binding say `expression` (null: leave them) and let its exports follow.
 * A string says why that cannot be done; nothing is planned then.
 */
export const followBinding = (
  context: PlanContext,
  binding: BindingId,
  match: Match,
  draft: DraftId,
  expression: string | null,
  isName: boolean,
): string | null => {
  const keys = new Map([...context.mockKeys].map(([offset, { key }]) => [offset, key] as const))
  const publicName = (before: string) => freePublicName(context, match, before)
  const besides = (before: string) => retiredNameBeside(match, before)
  const edits = rewriteBinding(binding, { expression, isName, publicName, besides, skipped: new Set(), keys }, context)
  if (typeof edits === 'string') return edits
  context.changes.edit(draft, ...edits)
  for (const usage of context.usages.get(binding) ?? []) context.changes.claim(draft, usage)
  const references = context.facts.bindings[binding]?.references ?? []
  for (const [offset, { match: mock }] of context.mockKeys) {
    const isShorthand = references.some(({ role, span }) => role === 'shorthand' && span.start === offset)
    if (isShorthand && expression !== null) context.changes.claim(draft, mock)
  }
  return null
}

/** The public name from now on; the old one where the new one is another thing's. */
const freePublicName = (context: PlanContext, match: Match, before: string): string => {
  const { facts, plannedExports } = context
  const after = publicNameAfter(match, before)
  const { target } = match
  if (after === before || target?.name == null) return before
  const origin = `${target.module.key}\0${target.name}`
  const other = facts.exports.find(({ name }) => name === after)
  const isTaken = other !== undefined && !publishesSame(context, other, target.module, target.name)
  if (isTaken || (plannedExports.get(after) ?? origin) !== origin) return before
  plannedExports.set(after, origin)
  return after
}

/** A match and the uses that hang on it stay as they are. */
export const refuseBinding = (
  context: PlanContext,
  matchIndex: number,
  binding: BindingId | null,
  reason: string,
): void => {
  context.changes.refuse(matchIndex, reason)
  for (const usage of binding === null ? [] : (context.usages.get(binding) ?? [])) context.changes.refuse(usage, reason)
}
