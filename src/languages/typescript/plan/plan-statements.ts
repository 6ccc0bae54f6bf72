import type { DraftId } from './change-set.ts'
import { describeTarget, type PlanContext } from './context.ts'
import { decideAll } from './decide-names.ts'
import { placeNames } from './place-names.ts'
import { readItems, type Item } from './statement-items.ts'
import type { Statement } from './statement.ts'

/** Rewrite every statement whose names or module are retired. */
export const planStatements = (context: PlanContext): void => {
  const items: Item[] = []
  for (const statement of context.imports.statements) {
    const found = readItems(context, statement)
    items.push(...found)
    const isVacated =
      found.length > 0 && found.length === statement.fact.names.length && found.every(({ isMove }) => isMove)
    if (isVacated) statement.finalKey = null
  }
  const drafts = new Map<Statement, DraftId>()
  const draftOf = ({ statement, match }: Item): DraftId => {
    let draft = drafts.get(statement)
    if (draft === undefined) {
      draft = context.changes.open(describeTarget(match))
      drafts.set(statement, draft)
    }
    return draft
  }
  const decided = decideAll(context, items, draftOf)
  for (const statement of context.imports.statements) {
    const own = decided.filter(({ item }) => item.statement === statement)
    if (own.length > 0) placeNames(context, statement, own, draftOf)
    if (statement.finalKey === null) statement.finalKey = statement.originalKey
  }
  planWholeModules(context)
}

/** Statements that take no names of a retired module: `import 'm'`, `export * from 'm'`, `export * as ns from 'm'`. */
const planWholeModules = (context: PlanContext): void => {
  for (const statement of context.imports.statements) {
    const matchIndex = context.moduleMatches.get(statement.index)
    const [name] = statement.fact.names
    const isWhole = name === undefined || (statement.shape.flavour === 'export' && name.shape !== 'named')
    if (matchIndex === undefined || !isWhole) continue
    const match = context.match(matchIndex)
    const { target } = match
    const specifier =
      target === null || target.name !== null ? null : context.spell(target.module, statement.fact.specifier)
    if (target === null || specifier === null || !statement.fact.editable) {
      context.changes.refuse(
        matchIndex,
        target?.name != null
          ? 'a whole module cannot become one of its names'
          : 'the replacement cannot be imported from here',
      )
      continue
    }
    const draft = context.changes.open(describeTarget(match))
    context.changes.claim(draft, matchIndex)
    statement.drafts.add(draft)
    statement.specifier = specifier
    const isNamespace = name?.shape === 'namespace'
    const twin = context.imports.statements.find(
      (other) =>
        other !== statement &&
        !other.isRemoved &&
        other.finalKey === target.module.key &&
        other.originalKey !== statement.originalKey &&
        other.shape.flavour === statement.shape.flavour &&
        !other.typeOnly &&
        (name === undefined ? true : other.fact.names[0]?.shape === 'star' && name.shape === 'star'),
    )
    statement.finalKey = target.module.key
    if (twin !== undefined && !isNamespace) {
      statement.isRemoved = true
      for (const other of twin.drafts) context.changes.join(other, draft)
    }
  }
}
