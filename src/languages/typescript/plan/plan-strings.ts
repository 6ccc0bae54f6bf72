import type { StringFact } from '../../../core/facts.ts'
import type { Match } from '../../../core/matches.ts'
import { describeTarget, type PlanContext } from './context.ts'
import { fulfilRequests, type Request } from './import-requests.ts'
import { isIdentifierName } from './name-table.ts'
import { leaveBinding, originOf } from './plan-members.ts'

/** Strings that name an export: `jest.spyOn(ns, 'Old')`. Keys of mock factories are planned with their mock. */
export const planStrings = (context: PlanContext): void => {
  const { changes, facts, text } = context
  for (const [index, match] of context.input.matches.entries()) {
    const { site, target } = match
    if (site.type !== 'string' || target === null || changes.isSettled(index)) continue
    const string = facts.strings[site.string]
    if (string === undefined) continue
    if (string.role === 'mock-member') {
      renameInner(context, index, match, string)
      continue
    }
    const name = target.name?.split('.').at(-1)
    const isExact = string.editable && text.slice(string.span.start, string.span.end) === string.value
    if (name === undefined || name === '*' || !isExact) changes.refuse(index, 'the text cannot be replaced exactly')
    else if (target.module.key !== match.module?.key) moveMember(context, index, match, site.string, name)
    else {
      const draft = changes.open(describeTarget(match))
      changes.claim(draft, index)
      changes.edit(draft, { ...string.span, text: name })
    }
  }
}

/** A key inside of what a mock gives: `{ default: { Old: stub } }`. */
const renameInner = (context: PlanContext, index: number, match: Match, string: StringFact): void => {
  const { changes, text } = context
  const { base, span, value } = string
  const around = base !== null && 'import' in base ? base.names : undefined
  if (around === undefined || match.target === null) return
  const path = match.target.name?.split('.') ?? []
  const name = path.at(-1)
  const isThere =
    match.target.module.key === match.module?.key &&
    path.length === around.length + 1 &&
    around.every((item, at) => item === path[at])
  if (!isThere || name === undefined || !isIdentifierName(name) || text.slice(span.start, span.end) !== value)
    return changes.refuse(index, 'what the mock stands for has another place now')
  const draft = changes.open(describeTarget(match))
  changes.claim(draft, index)
  changes.edit(draft, { ...span, text: string.bare && !string.editable ? `${name}: ${value}` : name })
}

/** `spyOn(ns, 'Old')`: both the namespace and the name are other ones. */
const moveMember = (context: PlanContext, matchIndex: number, match: Match, at: number, name: string): void => {
  const { changes, facts, text } = context
  const string = facts.strings[at]
  const base = string?.base
  const { target } = match
  const refuse = (): void => changes.refuse(matchIndex, 'what it names comes from another module now')
  if (string === undefined || base == null || 'import' in base || base.binding === null || target === null)
    return refuse()
  if (base.members.length > 0 || target.name !== name) return refuse()
  const { binding } = base
  const references = facts.bindings[binding]?.references ?? []
  // The argument before the string.
  const referenceAt = references.findLastIndex(({ span }) => span.end <= string.span.start)
  const reference = references[referenceAt]
  const origin = originOf(context, binding)
  if (reference === undefined || origin?.name.shape !== 'namespace' || origin.statement === null) return refuse()
  if (!/^\s*,\s*["'`]$/.test(text.slice(reference.span.end, string.span.start))) return refuse()
  const request: Request = {
    matchIndex,
    reference,
    target: { module: target.module, name: '*' },
    anchor: origin.statement,
    style: origin.fact.specifier,
    fallback: null,
    write(draft, expression) {
      changes.edit(draft, { ...reference.span, text: expression }, { ...string.span, text: name })
      return true
    },
  }
  if (!fulfilRequests(context, [request]).has(request)) return
  const draft = changes.draftOf(matchIndex)
  if (draft !== null) leaveBinding(context, binding, referenceAt, draft)
}
