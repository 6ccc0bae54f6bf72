import type { PlanContext } from './context.ts'
import type { Decided } from './statement-items.ts'

const MOCKING = /\b(?:mock|doMock|unmock|dontMock|doUnmock|deepUnmock|unstable_mockModule|unstable_unmockModule)\s*\($/

/**
 * `vi.mock('./m')` without keys mocks whatever the file imports from there. Where all of it moves to one module the mock
 * follows; where only a part does, the test would silently run the real thing, so a person has to look.
 */
export const planAutomocks = (context: PlanContext, decided: readonly Decided[]): void => {
  const { changes, facts, imports, text } = context
  for (const [index, fact] of facts.imports.entries()) {
    if (fact.kind !== 'mock-string' || context.moduleMatches.has(index) || fact.names.length > 0) continue
    if (!MOCKING.test(text.slice(fact.statement.start, fact.specifierSpan.start - 1).trimEnd())) continue
    if (
      facts.strings.some(
        ({ role, base }) => role === 'mock-member' && base !== null && 'import' in base && base.import === index,
      )
    )
      continue
    const key = context.keyOf(fact)
    const moved = decided.flatMap(({ item }) =>
      item.isMove && item.statement.originalKey === key && item.statement.shape.flavour === 'import' ? [item] : [],
    )
    const drafts = moved.flatMap(({ matchIndex }) => changes.draftOf(matchIndex) ?? [])
    const [first] = moved
    const [draft] = drafts
    if (first === undefined || draft === undefined) continue
    const taken = imports.statements
      .filter(({ originalKey, shape }) => originalKey === key && shape.flavour === 'import')
      .flatMap(({ fact: { names } }) => names)
    const isWhole = taken.length === moved.length && moved.every(({ address }) => address.key === first.address.key)
    const specifier = isWhole && fact.editable ? context.spell(first.address, fact.specifier) : null
    if (specifier === null) {
      for (const each of drafts)
        changes.markUnsafe(each, `${fact.specifier} is mocked here, and what moves would be mocked no more`)
      continue
    }
    for (const each of drafts) changes.join(draft, each)
    changes.edit(draft, { ...fact.specifierSpan, text: specifier })
  }
}
