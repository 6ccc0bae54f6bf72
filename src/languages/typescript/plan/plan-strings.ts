import { describeTarget, type PlanContext } from './context.ts'

/** Strings that name an export: `jest.spyOn(ns, 'Old')`. Keys of mock factories are planned with their mock. */
export const planStrings = (context: PlanContext): void => {
  const { changes, facts, text } = context
  for (const [index, match] of context.input.matches.entries()) {
    const { site, target } = match
    if (site.type !== 'string' || target === null || changes.isSettled(index)) continue
    const string = facts.strings[site.string]
    if (string === undefined || string.role === 'mock-member') continue
    const name = target.name?.split('.').at(-1)
    const isExact = string.editable && text.slice(string.span.start, string.span.end) === string.value
    if (target.module.key !== match.module?.key) changes.refuse(index, 'what it names comes from another module now')
    else if (name === undefined || name === '*' || !isExact)
      changes.refuse(index, 'the text cannot be replaced exactly')
    else {
      const draft = changes.open(describeTarget(match))
      changes.claim(draft, index)
      changes.edit(draft, { ...string.span, text: name })
    }
  }
}
