import type { Member } from '../../../core/facts.ts'
import type { Span, TextEdit } from '../../../core/span.ts'
import type { Layout } from './layout.ts'
import { isIdentifierName } from './name-table.ts'
import { memberPath, withoutNamespace } from './spec-text.ts'

/** After the member as written: past the quote and the bracket of `['X']`. */
export const memberEnd = (member: Member, layout: Layout): number => {
  if (!isQuoted(member.span, layout)) return member.span.end
  const bracket = layout.find(']', member.span.end + 1, Math.min(layout.text.length, member.span.end + 200))
  return bracket === -1 ? member.span.end : bracket + 1
}

export const isQuoted = (span: Span, layout: Layout): boolean =>
  /["'`]/.test(layout.text[span.start - 1] ?? '') && layout.text[span.start - 1] === layout.text[span.end]

/** Between two names of a chain stands nothing but the access itself: no cast, no call, no parenthesis. */
export const isPlainAccess = (text: string): boolean => /^[\s!]*(?:\?\.|\.)?\s*(?:\[\s*["'`])?$/.test(text)

export const isPlainChain = (start: Span, members: readonly Member[], layout: Layout): boolean => {
  let { end } = start
  for (const member of members) {
    if (!isPlainAccess(layout.text.slice(end, member.span.start))) return false
    end = memberEnd(member, layout)
  }
  return true
}

/**
 * Write `path` in place of the members. `before` is the token that the first of them follows.
 * null where what stands between them cannot be replaced.
 */
export const replaceMembers = (
  before: Span,
  members: readonly Member[],
  path: readonly string[],
  layout: Layout,
  quote: string,
): TextEdit[] | null => {
  const [first, ...rest] = members
  const [name, ...others] = withoutNamespace(path)
  if (first === undefined) return null
  if (rest.length === 0 && name !== undefined && others.length === 0) {
    const isWritable = isQuoted(first.span, layout) ? !/["'`\\\n]/.test(name) : isIdentifierName(name)
    if (isWritable) return [{ ...first.span, text: name }]
  }
  const last = rest.at(-1) ?? first
  const end = memberEnd(last, layout)
  const isBracketed = isQuoted(first.span, layout)
  if (
    !isPlainChain(first.span, [], layout) ||
    !isPlainChain({ start: first.span.start, end: memberEnd(first, layout) }, rest, layout)
  )
    return null
  if (name === undefined || isBracketed || !isIdentifierName(name)) {
    if (!isPlainChain(before, members, layout)) return null
    return [{ start: before.end, end, text: memberPath('', withoutNamespace(path), quote) }]
  }
  return [{ start: first.span.start, end, text: memberPath(name, others, quote) }]
}
