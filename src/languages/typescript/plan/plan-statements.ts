import type { Binding, ImportedName } from '../../../core/facts.ts'
import type { Match } from '../../../core/matches.ts'
import type { ModuleAddress } from '../../../core/module-address.ts'
import type { DraftId } from './change-set.ts'
import { describeTarget, type PlanContext } from './context.ts'
import type { Wanted } from './import-plan.ts'
import { chooseLocal, findExisting, usesValue, type Existing } from './local-names.ts'
import { MODULE_SCOPE, isBindable, isIdentifierName } from './name-table.ts'
import { followBinding, refuseBinding } from './follow.ts'
import { publicNameAfter } from './public-names.ts'
import { memberPath } from './spec-text.ts'
import type { Statement } from './statement.ts'

/** A name of a statement that has to become another one. */
interface Item {
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
interface Decided {
  readonly item: Item
  /** null: nothing is imported for it any more. */
  readonly wanted: Wanted | null
}

const JSON_PATH = /\.json$/

/** Rewrite every statement whose names or module are retired. */
export const planStatements = (context: PlanContext): void => {
  const items: Item[] = []
  for (const statement of context.imports.statements) {
    const found = readItems(context, statement)
    items.push(...found)
    const isVacated = found.length > 0 && found.length === statement.fact.names.length && found.every(({ isMove }) => isMove)
    if (isVacated) statement.finalKey = null
  }
  const drafts = new Map<Statement, DraftId>()
  const draftOf = ({ statement, match }: Item): DraftId => {
    let draft = drafts.get(statement)
    if (draft === undefined) drafts.set(statement, (draft = context.changes.open(describeTarget(match))))
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

const readItems = (context: PlanContext, statement: Statement): Item[] => {
  const { fact, index, shape } = statement
  const moduleMatch = context.moduleMatches.get(index) ?? null
  const items: Item[] = []
  for (const [at, name] of fact.names.entries()) {
    const own = context.nameMatches.get(`${index}:${at}`) ?? null
    const matchIndex = own ?? moduleMatch
    if (matchIndex === null || (name.shape !== 'named' && shape.flavour === 'export')) continue
    const match = context.match(matchIndex)
    const item = readItem(context, statement, at, name, matchIndex, match, own !== null)
    if (typeof item === 'string') refuseBinding(context, matchIndex, name.local, item)
    else items.push(item)
  }
  return items
}

const readItem = (
  context: PlanContext, statement: Statement, at: number, name: ImportedName, matchIndex: number, match: Match, isOwn: boolean,
): Item | string => {
  const { fact, shape } = statement
  const { target } = match
  if (target === null) return 'nothing replaces it'
  let path = [name.imported]
  if (target.name !== null) {
    if (!isOwn && name.shape === 'named' && name.imported !== 'default') return `\`${name.imported}\` would be a member of the replacement`
    path = target.name.split('.')
  }
  const [imported, ...members] = path
  if (imported === undefined) return 'the replacement has no name'
  const isMove = target.module.key !== statement.originalKey
  const specifier = isMove ? context.spell(target.module, fact.specifier) : fact.specifier
  if (specifier === null) return `${target.module.key} cannot be imported from here`
  if (isMove && !fact.editable) return 'the specifier is written with escapes'
  if (isMove && /\bwith\s*\{|\bassert\s*\{/.test(shape.tail) && JSON_PATH.test(fact.specifier) !== JSON_PATH.test(specifier)) {
    return 'the import attributes do not fit the replacement'
  }
  if (shape.isRigid && (isMove || name.members.length > 0) && (isOwn || name.members.length > 0)) return 'the rest of the module is taken along with it'
  if (name.members.length > 0 && isOwn) return 'a member of it is taken at once'
  if (shape.flavour === 'export' && members.length > 0) return 'a member of an export cannot be re-exported'
  return { statement, at, name, matchIndex, match, address: target.module, specifier, imported, members, isMove }
}

/** Decide local names; names that only wait for another one to be vacated come last. */
const decideAll = (context: PlanContext, items: readonly Item[], draftOf: (item: Item) => DraftId): Decided[] => {
  const decided: Decided[] = []
  let pending = [...items]
  while (pending.length > 0) {
    const waiting: Item[] = []
    for (const item of pending) {
      const result = decide(context, item, draftOf(item), true)
      if (result === 'wait') waiting.push(item)
      else if (typeof result === 'string') refuse(context, item, result)
      else decided.push(result)
    }
    if (waiting.length === pending.length) {
      const [item] = waiting.splice(0, 1)
      if (item === undefined) break
      const result = decide(context, item, draftOf(item), false)
      if (typeof result === 'string') refuse(context, item, result)
      else decided.push(result)
    }
    pending = waiting
  }
  return decided
}

const refuse = (context: PlanContext, { matchIndex, name }: Item, reason: string): void => refuseBinding(context, matchIndex, name.local, reason)

const decide = (context: PlanContext, item: Item, draft: DraftId, retry: boolean): Decided | 'wait' | (string & {}) => {
  const { statement, name } = item
  const base = {
    address: item.address,
    specifier: item.specifier,
    flavour: statement.shape.flavour,
    imported: item.imported,
    members: item.members,
    initializer: '',
    typeOnly: name.typeOnly,
    inlineType: name.typeOnly && !statement.typeOnly,
    scope: statement.fact.place.scope,
  }
  if (statement.shape.flavour === 'export') return decideExport(context, item, draft, base)
  const binding = name.local === null ? null : context.names.binding(name.local)
  if (name.local === null || binding === null || name.localName === null) return 'it is bound in a way that is not understood'
  if (statement.shape.flavour === 'load') return decideLoad(context, item, draft, binding, base, retry)
  return item.members.length > 0 ? decideMember(context, item, draft, binding, base) : decideImport(context, item, draft, binding, base, retry)
}

type Base = Omit<Wanted, 'local'>

const decideExport = (context: PlanContext, item: Item, draft: DraftId, base: Base): Decided | string => {
  const { name, match, matchIndex } = item
  const before = name.exportedAs ?? name.imported
  const after = publicNameAfter(match, before)
  const other = after === before ? undefined : context.facts.exports.find((fact) => fact.name === after)
  if (item.address.key === context.input.address.key) return 'this file is the new home of what it re-exports'
  if (other !== undefined) {
    const { target } = other
    const fact = target.type === 'import' ? context.facts.imports[target.import] : undefined
    const same = target.type === 'import' && fact !== undefined && context.keyOf(fact) === item.address.key && fact.names[target.name]?.imported === item.imported
    const bound = target.type === 'binding' && findExisting(context, item.address, item.imported, 'import', 0)?.binding === target.binding
    if (!same && !bound) return `\`${after}\` is already exported as something else`
  }
  context.changes.claim(draft, matchIndex)
  return { item, wanted: other === undefined ? { ...base, local: after } : null }
}

const follow = (context: PlanContext, { name, match, matchIndex }: Item, draft: DraftId, expression: string | null, isName: boolean): string | null => {
  const fault = name.local === null ? null : followBinding(context, name.local, match, draft, expression, isName)
  if (fault === null) context.changes.claim(draft, matchIndex)
  return fault
}

const decideImport = (context: PlanContext, item: Item, draft: DraftId, binding: Binding, base: Base, retry: boolean): Decided | 'wait' | (string & {}) => {
  const { name, statement, imported, address } = item
  const id = name.local
  if (id === null) return 'it is bound in a way that is not understood'
  const request = { binding, id, name, address, imported, flavour: 'import' as const, before: statement.shape.span.start }
  const choice = chooseLocal(context, request, retry)
  if (choice === null) return address.key === context.input.address.key ? 'this file is the new home of what it imports' : 'wait'
  if (choice.type === 'reuse') {
    const fault = follow(context, item, draft, choice.local, true)
    if (fault !== null) return fault
    context.names.vacate(id)
    if (choice.existing === null || !choice.existing.typeOnly || (!usesValue(binding.references) && name.typeOnly)) return { item, wanted: null }
    return takeOver(context, item, draft, choice.existing, base)
  }
  const fault = follow(context, item, draft, choice.rename ? choice.local : null, true)
  if (fault !== null) return fault
  if (choice.rename) {
    context.names.vacate(id)
    context.names.introduce(choice.local, `${address.key}\0${imported}`, binding.scope)
  }
  return { item, wanted: { ...base, local: choice.local } }
}

/** The file has the replacement as a type only, and needs its value now. */
const takeOver = (context: PlanContext, item: Item, draft: DraftId, existing: Existing, base: Base): Decided => {
  const { statement, name } = existing
  if (statement === null) return { item, wanted: null }
  statement.drafts.add(draft)
  if (!statement.typeOnly) {
    statement.replaced.set(name, context.imports.specText({ ...base, typeOnly: false, local: existing.local }, statement, statement.shape.quote))
    return { item, wanted: null }
  }
  statement.dropped.add(name)
  if (statement.isEmpty) statement.isRemoved = true
  return { item, wanted: { ...base, typeOnly: false, inlineType: false, local: existing.local } }
}

/** The replacement is a member of an export: import the export and write the member at every use. */
const decideMember = (context: PlanContext, item: Item, draft: DraftId, binding: Binding, base: Base): Decided | string => {
  const { name, imported, address, members, statement } = item
  const id = name.local
  if (id === null) return 'it is bound in a way that is not understood'
  const { references } = binding
  const quote = statement.shape.quote
  const existing = findExisting(context, address, imported, 'import', 0)
  const isReusable = existing !== null && context.names.isVisible(existing.local, references, existing.scope) && (!existing.typeOnly || !usesValue(references))
  const origin = `${address.key}\0${imported}`
  const preferred = imported === 'default' || imported === '*' ? localForModule(address.key) : imported
  const isFree = isBindable(preferred) && context.names.canIntroduce(preferred, origin, MODULE_SCOPE, references, id)
  const local = isReusable ? existing.local : isFree ? preferred : binding.name
  const fault = follow(context, item, draft, memberPath(local, members, quote), false)
  if (fault !== null) return fault
  const planned = !isReusable && context.planned.get(origin)?.local === local
  if (!isReusable) {
    context.names.vacate(id)
    context.names.introduce(local, origin, MODULE_SCOPE)
    context.planned.set(origin, { local, typeOnly: name.typeOnly })
  }
  return { item, wanted: isReusable || planned ? null : { ...base, members: [], local } }
}

const decideLoad = (context: PlanContext, item: Item, draft: DraftId, binding: Binding, base: Base, retry: boolean): Decided | 'wait' | (string & {}) => {
  const { name, statement, imported, members, address } = item
  const id = name.local
  if (id === null) return 'it is bound in a way that is not understood'
  if (binding.declarations.length > 1) return `\`${binding.name}\` is bound more than once`
  const last = members.at(-1) ?? imported
  const request = { binding, id, name, address, imported: last, flavour: 'load' as const, before: statement.shape.span.start }
  const choice = name.shape === 'namespace' ? ({ type: 'import', local: binding.name, rename: false } as const) : chooseLocal(context, request, retry)
  if (choice === null) return address.key === context.input.address.key ? 'this file is the new home of what it imports' : 'wait'
  const fault = follow(context, item, draft, choice.type === 'reuse' || choice.rename ? choice.local : null, true)
  if (fault !== null) return fault
  if (choice.type === 'reuse') {
    context.names.vacate(id)
    return { item, wanted: null }
  }
  if (choice.rename) {
    context.names.vacate(id)
    context.names.introduce(choice.local, `${address.key}\0${last}`, binding.scope)
  }
  return { item, wanted: { ...base, local: choice.local, initializer: initializerOf(context, name) } }
}

/** ` = 1` in `{ x = 1 }`. */
const initializerOf = (context: PlanContext, name: ImportedName): string => {
  const end = name.localSpan?.end ?? name.span.end
  return name.span.end > end ? context.text.slice(end, name.span.end) : ''
}

/** A name for a module's default export: `./date-utils` is `dateUtils`. */
export const localForModule = (key: string): string => {
  const last = key.slice(key.lastIndexOf('/') + 1).replace(/^@/, '')
  return last.replace(/[^\p{ID_Continue}$]+(.)?/gu, (_, next: string | undefined) => next?.toUpperCase() ?? '').replace(/^(?=\d)/, '_')
}

type Part = 'default' | 'namespace' | 'named'

const partOf = (imported: string, flavour: string): Part =>
  imported === '*' ? 'namespace' : imported === 'default' && flavour === 'import' ? 'default' : 'named'

/** Where the name stands in its statement now. */
const partNow = (statement: Statement, at: number): Part =>
  statement.shape.defaultName === at ? 'default' : statement.shape.namespaceName === at ? 'namespace' : 'named'

/** Put the decided names of one statement where they belong. */
const placeNames = (context: PlanContext, statement: Statement, decided: readonly Decided[], draftOf: (item: Item) => DraftId): void => {
  const remaining: { item: Item; wanted: Wanted; draft: DraftId }[] = []
  for (const { item, wanted } of decided) {
    const draft = draftOf(item)
    statement.drafts.add(draft)
    if (wanted === null) statement.dropped.add(item.at)
    else if (!item.isMove) writeInPlace(context, statement, item, wanted)
    else if (context.imports.merge(wanted, statement, draft)) statement.dropped.add(item.at)
    else remaining.push({ item, wanted, draft })
  }
  const moving = new Set(remaining.map(({ item }) => item.at))
  const keepsOthers = statement.fact.names.some((_, at) => !moving.has(at) && !statement.dropped.has(at))
  const home = keepsOthers ? null : (remaining[0]?.wanted ?? null)
  if (home !== null) {
    statement.specifier = home.specifier
    statement.finalKey = home.address.key
  }
  for (const { item, wanted, draft } of remaining) {
    const staysHere = home !== null && wanted.address.key === home.address.key && fitsBeside(statement, item, wanted, home, remaining.map(({ wanted: other }) => other))
    if (staysHere) writeInPlace(context, statement, item, wanted)
    else {
      statement.dropped.add(item.at)
      if (!context.imports.merge(wanted, statement, draft)) context.imports.create(wanted, statement, statement.typeOnly, draft)
    }
  }
  if (statement.isEmpty && statement.fact.names.length > 0) statement.isRemoved = true
}

/** Whether two imports of one module may share a statement. */
const fitsBeside = (statement: Statement, item: Item, wanted: Wanted, home: Wanted, all: readonly Wanted[]): boolean => {
  const { flavour } = statement.shape
  const part = partOf(wanted.imported, flavour)
  if (wanted === home) return true
  if (partNow(statement, item.at) === part && partOf(home.imported, flavour) === partNow(statement, item.at)) return true
  const parts = new Set(all.filter(({ address }) => address.key === home.address.key).map(({ imported }) => partOf(imported, flavour)))
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
  if (!isAlias || alias !== wanted.local || wanted.local === wanted.imported || wanted.members.length > 0 || !isIdentifierName(wanted.imported)) {
    return context.imports.specText(wanted, statement, statement.shape.quote)
  }
  return text.slice(span.start, importedSpan.start) + wanted.imported + text.slice(importedSpan.end, span.end)
}

const writeInPlace = (context: PlanContext, statement: Statement, item: Item, wanted: Wanted): void => {
  const now = partNow(statement, item.at)
  const then = partOf(wanted.imported, wanted.flavour)
  const { quote } = statement.shape
  // `{ default as X }` was the author's way to write it.
  if (now === then || (now === 'named' && wanted.imported === item.name.imported)) {
    if (now === 'default') statement.replaced.set(item.at, wanted.local)
    else if (now === 'namespace') statement.replaced.set(item.at, wanted.flavour === 'load' ? wanted.local : context.text.slice(item.name.span.start, item.name.span.end))
    else statement.replaced.set(item.at, listedText(context, statement, item, wanted))
    return
  }
  statement.dropped.add(item.at)
  if (then === 'namespace') statement.newNamespace = wanted.flavour === 'load' ? wanted.local : `* as ${wanted.local}`
  else if (then === 'default' && !statement.hasDefault) statement.newDefault = wanted.local
  else statement.added.push(context.imports.specText(wanted, statement, quote))
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
    const specifier = target === null || target.name !== null ? null : context.spell(target.module, statement.fact.specifier)
    if (target === null || specifier === null || !statement.fact.editable) {
      context.changes.refuse(matchIndex, target?.name != null ? 'a whole module cannot become one of its names' : 'the replacement cannot be imported from here')
      continue
    }
    const draft = context.changes.open(describeTarget(match))
    context.changes.claim(draft, matchIndex)
    statement.drafts.add(draft)
    statement.specifier = specifier
    const isNamespace = name?.shape === 'namespace'
    const twin = context.imports.statements.find(
      (other) =>
        other !== statement && !other.isRemoved && other.finalKey === target.module.key && other.originalKey !== statement.originalKey &&
        other.shape.flavour === statement.shape.flavour && !other.typeOnly &&
        (name === undefined ? true : other.fact.names[0]?.shape === 'star' && name.shape === 'star'),
    )
    statement.finalKey = target.module.key
    if (twin !== undefined && !isNamespace) {
      statement.isRemoved = true
      for (const other of twin.drafts) context.changes.join(other, draft)
    }
  }
}
