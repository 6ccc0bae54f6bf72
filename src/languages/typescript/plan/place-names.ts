import type { DraftId } from './change-set.ts'
import type { PlanContext } from './context.ts'
import type { Wanted } from './import-plan.ts'
import { isIdentifierName } from './name-table.ts'
import { namespaceSpec } from './spec-text.ts'
import type { Decided, Item } from './statement-items.ts'
import type { Statement } from './statement.ts'

type Part = 'default' | 'namespace' | 'named'

const partOf = (imported: string, flavour: string): Part =>
  imported === '*' ? 'namespace' : imported === 'default' && flavour === 'import' ? 'default' : 'named'

/** Where the name stands in its statement now. */
const partNow = (statement: Statement, at: number): Part =>
  statement.shape.defaultName === at ? 'default' : statement.shape.namespaceName === at ? 'namespace' : 'named'

/** Put the decided names of one statement where they belong. */
export const placeNames = (
  context: PlanContext,
  statement: Statement,
  decided: readonly Decided[],
  draftOf: (item: Item) => DraftId,
): void => {
  const remaining: { item: Item; wanted: Wanted; draft: DraftId }[] = []
  for (const { item, wanted } of decided) {
    const draft = draftOf(item)
    statement.drafts.add(draft)
    if (wanted === null) statement.dropped.add(item.at)
    else if (!item.isMove && !clashesInPlace(statement, item, wanted)) writeInPlace(context, statement, item, wanted)
    else if (!isTied(statement) && context.imports.merge(wanted, statement, draft)) statement.dropped.add(item.at)
    else remaining.push({ item, wanted, draft })
  }
  const moving = new Set(remaining.map(({ item }) => item.at))
  const keepsOthers =
    statement.gains || statement.fact.names.some((_, at) => !moving.has(at) && !statement.dropped.has(at))
  const home = keepsOthers ? null : (remaining[0]?.wanted ?? null)
  if (home !== null) {
    statement.specifier = home.specifier
    statement.finalKey = home.address.key
  }
  for (const { item, wanted, draft } of remaining) {
    const staysHere =
      home !== null &&
      wanted.address.key === home.address.key &&
      fitsBeside(
        statement,
        item,
        wanted,
        home,
        remaining.map(({ wanted: other }) => other),
      )
    if (staysHere) writeInPlace(context, statement, item, wanted)
    else {
      statement.dropped.add(item.at)
      if (!context.imports.merge(wanted, statement, draft))
        context.imports.create(wanted, statement, statement.typeOnly, draft)
    }
  }
  if (statement.isEmpty && statement.fact.names.length > 0) statement.isRemoved = true
}

/** Its list cannot lose one of its names without changing what the others are. */
const isTied = ({ shape }: Statement): boolean => shape.isRigid || shape.listed.some((at) => at < 0)

/** A namespace and a list in braces cannot stand in one import. */
const clashesInPlace = (statement: Statement, item: Item, wanted: Wanted): boolean => {
  const then = partOf(wanted.imported, wanted.flavour)
  if (wanted.flavour === 'load' || then === 'default' || then === partNow(statement, item.at)) return false
  return statement.fact.names.some((_, at) => {
    if (at === item.at || statement.dropped.has(at)) return false
    const now = partNow(statement, at)
    return now !== 'default' && now !== then
  })
}

/** Whether two imports of one module may share a statement. */
const fitsBeside = (
  statement: Statement,
  item: Item,
  wanted: Wanted,
  home: Wanted,
  all: readonly Wanted[],
): boolean => {
  const { flavour } = statement.shape
  const part = partOf(wanted.imported, flavour)
  if (wanted === home || (statement.typeOnly && partNow(statement, item.at) === 'named' && part !== 'namespace'))
    return true
  if (partNow(statement, item.at) === part && partOf(home.imported, flavour) === partNow(statement, item.at))
    return true
  const parts = new Set(
    all.filter(({ address }) => address.key === home.address.key).map(({ imported }) => partOf(imported, flavour)),
  )
  if (parts.has('namespace') && parts.has('named')) return part === partOf(home.imported, flavour)
  return !(statement.typeOnly && parts.size > 1) || part === partOf(home.imported, flavour)
}

/** Where an alias stays, only the imported name is another one: quotes and comments around it stay. */
const listedText = (context: PlanContext, statement: Statement, { name }: Item, wanted: Wanted): string => {
  const { text } = context
  const { importedSpan, span } = name
  const outer = wanted.flavour === 'export' ? name.exportedSpan : name.localSpan
  const alias = wanted.flavour === 'export' ? name.exportedAs : name.localName
  const isAlias = importedSpan !== null && outer !== null && outer.start !== importedSpan.start
  if (
    !isAlias ||
    alias !== wanted.local ||
    wanted.local === wanted.imported ||
    wanted.members.length > 0 ||
    !isIdentifierName(wanted.imported)
  ) {
    return context.imports.specText(wanted, statement, statement.shape.quote)
  }
  return text.slice(span.start, importedSpan.start) + wanted.imported + text.slice(importedSpan.end, span.end)
}

const writeInPlace = (context: PlanContext, statement: Statement, item: Item, wanted: Wanted): void => {
  const now = partNow(statement, item.at)
  const then = partOf(wanted.imported, wanted.flavour)
  const { quote } = statement.shape
  // `{ default as X }` was the author's way to write it.
  // `import type D, { X }` is no statement, and outside of braces a name has no `type` of its own.
  const isMarked = statement.typeOnly ? statement.fact.names.length > 1 : wanted.inlineType
  const mustList = isMarked && now === 'named' && then === 'default'
  if (now === then || mustList || (now === 'named' && wanted.imported === item.name.imported)) {
    if (now === 'default') statement.replaced.set(item.at, wanted.local)
    else if (now === 'namespace')
      statement.replaced.set(
        item.at,
        wanted.flavour === 'load' ? wanted.local : context.text.slice(item.name.span.start, item.name.span.end),
      )
    else statement.replaced.set(item.at, listedText(context, statement, item, wanted))
    return
  }
  statement.dropped.add(item.at)
  if (then === 'namespace')
    statement.newNamespace = wanted.flavour === 'load' ? wanted.local : namespaceSpec(wanted.local, quote)
  else if (then === 'default' && !statement.hasDefault) statement.newDefault = wanted.local
  else statement.added.push(context.imports.specText(wanted, statement, quote))
}
