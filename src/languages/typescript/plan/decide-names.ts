import type { Binding, ImportedName } from '../../../core/facts.ts'
import type { DraftId } from './change-set.ts'
import type { PlanContext } from './context.ts'
import { followBinding, refuseBinding } from './follow.ts'
import type { Wanted } from './import-plan.ts'
import { chooseLocal, findExisting, localForModule, publishesSame, takeOver, usesValue } from './local-names.ts'
import { isBindable, originId } from './name-table.ts'
import { publicNameAfter, retiredNameBeside } from './public-names.ts'
import { memberPath } from './spec-text.ts'
import type { Decided, Item } from './statement-items.ts'

/** Decide local names; names that only wait for another one to be vacated come last. */
export const decideAll = (
  context: PlanContext,
  items: readonly Item[],
  draftOf: (item: Item) => DraftId,
): Decided[] => {
  const decided: Decided[] = []
  // Values first: a type can share their import, not the other way round.
  let pending = [...items].sort((a, b) => Number(a.name.typeOnly) - Number(b.name.typeOnly))
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

const refuse = (context: PlanContext, { matchIndex, name }: Item, reason: string): void =>
  refuseBinding(context, matchIndex, name.local, reason)

const decide = (context: PlanContext, item: Item, draft: DraftId, retry: boolean): Decided | 'wait' | (string & {}) => {
  const { statement, name } = item
  const base = {
    address: item.address,
    specifier: item.specifier,
    flavour: statement.shape.flavour,
    imported: item.imported,
    members: item.members,
    initializer: '',
    text: null,
    typeOnly: name.typeOnly,
    inlineType: name.typeOnly && !statement.typeOnly,
    scope: statement.fact.place.scope,
  }
  if (statement.shape.flavour === 'export') return decideExport(context, item, draft, base)
  const binding = name.local === null ? null : context.names.binding(name.local)
  if (name.local === null || binding === null || name.localName === null)
    return 'it is bound in a way that is not understood'
  if (goesAway(context, item, binding)) {
    context.changes.claim(draft, item.matchIndex)
    return { item, wanted: null }
  }
  if (statement.shape.flavour === 'load') return decideLoad(context, item, draft, binding, base, retry)
  return item.members.length > 0
    ? decideMember(context, item, draft, binding, base)
    : decideImport(context, item, draft, binding, base, retry)
}

/** Every use is of a member that goes somewhere else: `_` of `_.each(…)`, where `each` is a name of its own now. */
const goesAway = ({ input, facts }: PlanContext, { name, match }: Item, { references }: Binding): boolean => {
  const isExported = facts.exports.some(({ target }) => target.type === 'binding' && target.binding === name.local)
  if (references.length === 0 || isExported) return false
  return references.every((_, at) =>
    input.matches.some(
      ({ site, target }) =>
        target !== null &&
        target.module.key !== match.target?.module.key &&
        site.type === 'reference' &&
        !site.unresolved &&
        site.depth > 0 &&
        site.binding === name.local &&
        site.reference === at,
    ),
  )
}

type Base = Omit<Wanted, 'local'>

const decideExport = (context: PlanContext, item: Item, draft: DraftId, base: Base): Decided | string => {
  const { name, match, matchIndex } = item
  const before = name.exportedAs ?? name.imported
  const after = publicNameAfter(match, before)
  const other = after === before ? undefined : context.facts.exports.find((fact) => fact.name === after)
  if (item.address.key === context.input.address.key) return 'this file is the new home of what it re-exports'
  // The new name is another thing's, or was: a consumer that stays would silently get that. So the old name stays.
  const keepName = (): Decided => {
    context.plannedExports.set(before, `${item.address.key}\0${item.imported}`)
    context.changes.claim(draft, matchIndex)
    return { item, wanted: { ...base, local: before } }
  }
  if (other !== undefined && !publishesSame(context, other, item.address, item.imported)) return keepName()
  const origin = `${item.address.key}\0${item.imported}`
  const planned = context.plannedExports.get(after)
  if (planned !== undefined && planned !== origin) return keepName()
  context.plannedExports.set(after, origin)
  context.changes.claim(draft, matchIndex)
  const retired = retiredNameBeside(match, before)
  const isNew = other === undefined && planned === undefined
  if (isNew) return { item, wanted: { ...base, local: after, besides: retired } }
  return { item, wanted: retired === null ? null : { ...base, local: retired } }
}

const follow = (
  context: PlanContext,
  { name, match, matchIndex }: Item,
  draft: DraftId,
  expression: string | null,
  isName: boolean,
): string | null => {
  const fault = name.local === null ? null : followBinding(context, name.local, match, draft, expression, isName)
  if (fault === null) context.changes.claim(draft, matchIndex)
  return fault
}

const decideImport = (
  context: PlanContext,
  item: Item,
  draft: DraftId,
  binding: Binding,
  base: Base,
  retry: boolean,
): Decided | 'wait' | (string & {}) => {
  const { name, statement, imported, address } = item
  const id = name.local
  if (id === null) return 'it is bound in a way that is not understood'
  const origin = originId(address.key, imported, binding.scope, 'import')
  const request = {
    binding,
    id,
    name,
    address,
    imported,
    flavour: 'import' as const,
    before: statement.shape.span.start,
    origin,
  }
  const choice = chooseLocal(context, request, retry)
  if (choice === null)
    return address.key === context.input.address.key ? 'this file is the new home of what it imports' : 'wait'
  const planned = context.planned.get(origin)
  if (
    planned !== undefined &&
    choice.type === 'import' &&
    planned.local === choice.local &&
    choice.local === imported
  ) {
    // Two retired names become one: the second import would bind it twice.
    const isShared = !planned.typeOnly || !usesValue(binding.references)
    const fault = follow(context, item, draft, isShared && choice.rename ? choice.local : null, true)
    if (fault !== null) return fault
    if (isShared) context.names.vacate(id)
    return { item, wanted: isShared ? null : { ...base, local: binding.name } }
  }
  if (choice.type === 'reuse') {
    if (choice.existing !== null) context.pinned.add(choice.existing.binding)
    const fault = follow(context, item, draft, choice.local, true)
    if (fault !== null) return fault
    context.names.vacate(id)
    if (choice.existing === null || !choice.existing.typeOnly || (!usesValue(binding.references) && name.typeOnly))
      return { item, wanted: null }
    return { item, wanted: takeOver(context, choice.existing, draft, base) }
  }
  const fault = follow(context, item, draft, choice.rename ? choice.local : null, true)
  if (fault !== null) return fault
  if (choice.rename) {
    context.names.vacate(id)
    context.names.introduce(choice.local, origin, binding.scope)
  }
  if (choice.local === imported || planned === undefined)
    context.planned.set(origin, { local: choice.local, typeOnly: name.typeOnly })
  return { item, wanted: { ...base, local: choice.local } }
}

/** The replacement is a member of an export: import the export and write the member at every use. */
const decideMember = (
  context: PlanContext,
  item: Item,
  draft: DraftId,
  binding: Binding,
  base: Base,
): Decided | string => {
  const { name, imported, address, members, statement } = item
  const id = name.local
  if (id === null) return 'it is bound in a way that is not understood'
  const { references } = binding
  const quote = statement.shape.quote
  const existing = findExisting(context, address, imported, 'import', 0)
  const isReusable =
    existing !== null &&
    context.names.isWithin(binding.scope, existing.scope) &&
    context.names.isVisible(existing.local, references, existing.scope) &&
    (!existing.typeOnly || !usesValue(references))
  const origin = originId(address.key, imported, binding.scope, 'import')
  const preferred = imported === 'default' || imported === '*' ? localForModule(address.key) : imported
  const isFree = isBindable(preferred) && context.names.canIntroduce(preferred, origin, binding.scope, references, id)
  const local = isReusable ? existing.local : isFree ? preferred : binding.name
  const fault = follow(context, item, draft, memberPath(local, members, quote), false)
  if (fault !== null) return fault
  const known = context.planned.get(origin)
  const planned = !isReusable && known?.local === local && (!known.typeOnly || !usesValue(references))
  if (isReusable) context.pinned.add(existing.binding)
  else {
    context.names.vacate(id)
    context.names.introduce(local, origin, binding.scope)
    if (known === undefined) context.planned.set(origin, { local, typeOnly: name.typeOnly })
  }
  return { item, wanted: isReusable || planned ? null : { ...base, members: [], local } }
}

const decideLoad = (
  context: PlanContext,
  item: Item,
  draft: DraftId,
  binding: Binding,
  base: Base,
  retry: boolean,
): Decided | 'wait' | (string & {}) => {
  const { name, statement, imported, members, address } = item
  const id = name.local
  if (id === null) return 'it is bound in a way that is not understood'
  if (binding.declarations.length > 1) return `\`${binding.name}\` is bound more than once`
  const last = members.at(-1) ?? imported
  const origin = originId(address.key, [imported, ...members].join('.'), binding.scope, 'load')
  const request = {
    binding,
    id,
    name,
    address,
    imported: last,
    flavour: 'load' as const,
    before: statement.shape.span.start,
    origin,
  }
  const choice =
    name.shape === 'namespace' || name.members.length > 0
      ? ({ type: 'import', local: binding.name, rename: false } as const)
      : chooseLocal(context, request, retry)
  if (choice === null)
    return address.key === context.input.address.key ? 'this file is the new home of what it imports' : 'wait'
  const isPlain =
    choice.type === 'import' && choice.local === last && name.shape === 'named' && name.members.length === 0
  if (isPlain && context.planned.get(origin)?.local === choice.local) {
    const fault = follow(context, item, draft, choice.rename ? choice.local : null, true)
    if (fault === null) context.names.vacate(id)
    return fault ?? { item, wanted: null }
  }
  const fault = follow(context, item, draft, choice.type === 'reuse' || choice.rename ? choice.local : null, true)
  if (fault !== null) return fault
  if (choice.type === 'reuse') {
    context.names.vacate(id)
    return { item, wanted: null }
  }
  if (choice.rename) {
    context.names.vacate(id)
    context.names.introduce(choice.local, origin, binding.scope)
  }
  if (isPlain) context.planned.set(origin, { local: choice.local, typeOnly: false })
  const { importedSpan, span } = name
  const nested =
    name.members.length > 0 && importedSpan !== null
      ? context.text.slice(span.start, importedSpan.start) + last + context.text.slice(importedSpan.end, span.end)
      : null
  return { item, wanted: { ...base, local: choice.local, initializer: initializerOf(context, name), text: nested } }
}

/** ` = 1` in `{ x = 1 }`. */
const initializerOf = (context: PlanContext, name: ImportedName): string => {
  const end = name.localSpan?.end ?? name.span.end
  return name.span.end > end ? context.text.slice(end, name.span.end) : ''
}
