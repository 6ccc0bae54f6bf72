import type { ImportedName } from '../../../core/facts.ts'
import type { Match } from '../../../core/matches.ts'
import type { ModuleAddress } from '../../../core/module-address.ts'
import type { PlanContext } from './context.ts'
import { refuseBinding } from './follow.ts'
import { attributesOf, dataKind, isSameKind } from './import-attributes.ts'
import type { Wanted } from './import-plan.ts'
import { withoutNamespace } from './spec-text.ts'
import type { Statement } from './statement.ts'

/** A name of a statement that has to become another one. */
export interface Item {
  readonly statement: Statement
  readonly at: number
  readonly name: ImportedName
  readonly matchIndex: number
  readonly match: Match
  readonly address: ModuleAddress
  readonly specifier: string
  readonly imported: string
  readonly members: readonly string[]
  readonly isMove: boolean
}

/** An item whose local side is decided. */
export interface Decided {
  readonly item: Item
  /** null: nothing is imported for it any more. */
  readonly wanted: Wanted | null
}

/** The stale names of a statement that can be rewritten; the others are refused. */
export const readItems = (context: PlanContext, statement: Statement): Item[] => {
  const { fact, index, shape } = statement
  const moduleMatch = context.moduleMatches.get(index) ?? null
  const items: Item[] = []
  for (const [at, name] of fact.names.entries()) {
    const own = context.nameMatches.get(`${index}:${at}`) ?? null
    const matchIndex = own ?? moduleMatch
    const isWhole = name.shape === 'star' || (name.shape === 'namespace' && own === null)
    if (matchIndex === null || (isWhole && shape.flavour === 'export')) continue
    if (own !== null && context.changes.isSettled(own)) continue
    const match = context.match(matchIndex)
    const item = readItem(context, statement, at, name, matchIndex, match, own !== null)
    if (typeof item === 'string') refuseBinding(context, matchIndex, name.local, item)
    else items.push(item)
  }
  return items
}

const readItem = (
  context: PlanContext,
  statement: Statement,
  at: number,
  name: ImportedName,
  matchIndex: number,
  match: Match,
  isOwn: boolean,
): Item | string => {
  const { fact, shape } = statement
  const { target } = match
  if (target === null) return 'nothing replaces it'
  let path = [name.imported]
  if (target.name !== null) {
    if (!isOwn && name.shape === 'named' && name.imported !== 'default')
      return `\`${name.imported}\` would be a member of the replacement`
    path = target.name.split('.')
    if (path.length > 1) path = [...withoutNamespace(path)]
  }
  const [imported, ...members] = path
  if (imported === undefined) return 'the replacement has no name'
  const isMove = target.module.key !== statement.originalKey
  const specifier = isMove ? context.spell(target.module, fact.specifier) : fact.specifier
  if (specifier === null) return `${target.module.key} cannot be imported from here`
  if (isMove && !fact.editable) return 'the specifier is written with escapes'
  if (
    isMove &&
    attributesOf(shape.tail) !== '' &&
    dataKind(specifier) !== '' &&
    !isSameKind(fact.specifier, specifier)
  ) {
    return 'the import attributes do not fit the replacement'
  }
  if (shape.isRigid && isMove && isOwn) return 'the rest of the module is taken along with it'
  if (name.members.length > 0 && isOwn && (path.length > 1 || imported === '*' || match.name?.includes('.') === true))
    return 'a member of it is taken at once'
  if (isOwn && name.members.length > 0 && !shape.listed.includes(at)) return 'several of its members are taken at once'
  if (shape.flavour === 'export' && members.length > 0) return 'a member of an export cannot be re-exported'
  return { statement, at, name, matchIndex, match, address: target.module, specifier, imported, members, isMove }
}
