import type { ImportFact, ModuleFacts } from '../../../core/facts.ts'
import type { Match } from '../../../core/matches.ts'
import type { PlanContext } from './context.ts'

const MOCKING = /\b(?:mock|doMock|unmock|dontMock|doUnmock|deepUnmock|unstable_mockModule|unstable_unmockModule)\s*\($/

/** Imports that give what the mock replaces. */
const LOADING: ReadonlySet<ImportFact['kind']> = new Set(['import', 'import-equals', 'require', 'dynamic-import'])

/**
 * `vi.mock('./m')` without keys mocks whatever the file takes from there, in whichever way. Where all of it moves to one
 * module the mock follows; where only a part does, the test would silently run the real thing, so a person has to look.
 * Comes after the fixes of everything else, which it joins.
 */
export const planAutomocks = (context: PlanContext): void => {
  const { changes, facts, input, text } = context
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
    const moved = input.matches.filter(({ module, target }) => module?.key === key && leaves(target, key))
    const drafts = moved.flatMap((match) => changes.draftOf(input.matches.indexOf(match)) ?? [])
    const address = moved[0]?.target?.module
    const [draft] = drafts
    if (address === undefined || draft === undefined) continue
    const isWhole =
      drafts.length === moved.length &&
      moved.every(({ target }) => target?.module.key === address.key) &&
      facts.imports.every(
        (other, at) =>
          !LOADING.has(other.kind) || context.keyOf(other) !== key || isTakenWhole(facts, other, at, moved),
      )
    const specifier = isWhole && fact.editable ? context.spell(address, fact.specifier) : null
    if (specifier === null) {
      for (const each of drafts)
        changes.markUnsafe(each, `${fact.specifier} is mocked here, and what moves would be mocked no more`)
      continue
    }
    for (const each of drafts) changes.join(draft, each)
    changes.edit(draft, { ...fact.specifierSpan, text: specifier })
  }
}

const leaves = (target: Match['target'], key: string): boolean => target !== null && target.module.key !== key

/** Whether all that an import brings is among what moves. */
const isTakenWhole = (facts: ModuleFacts, fact: ImportFact, at: number, moved: readonly Match[]): boolean =>
  fact.names.length > 0 &&
  !fact.escapes &&
  fact.names.every((name, nameAt) => {
    if (moved.some(({ site }) => site.type === 'name' && site.import === at && site.name === nameAt)) return true
    if (name.shape !== 'namespace' || name.local === null) return false
    const references = facts.bindings[name.local]?.references ?? []
    return references.length > 0 && references.every((_, reference) => isMoved(facts, name.local, reference, moved))
  })

/** Whether a use of a namespace takes nothing from it but what moves. */
const isMoved = (facts: ModuleFacts, binding: number | null, reference: number, moved: readonly Match[]): boolean => {
  const own = moved.filter(
    ({ site }) =>
      (site.type === 'reference' || site.type === 'pick') && site.binding === binding && site.reference === reference,
  )
  if (own.some(({ site }) => site.type === 'reference' && !site.unresolved && site.depth > 0)) return true
  const picks = binding === null ? [] : (facts.bindings[binding]?.references[reference]?.picks ?? [])
  return (
    picks.length > 0 && picks.every((_, pick) => own.some(({ site }) => site.type === 'pick' && site.pick === pick))
  )
}
