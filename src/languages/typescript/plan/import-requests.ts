import type { Reference, ScopeId } from '../../../core/facts.ts'
import type { Target } from '../../../core/matches.ts'
import type { DraftId } from './change-set.ts'
import { describeTarget, type PlanContext } from './context.ts'
import type { Wanted } from './import-plan.ts'
import { findExisting, findNearby, findOwnExport, localForModule, takeOver, usesValue } from './local-names.ts'
import { MODULE_SCOPE, isBindable, originId } from './name-table.ts'
import { cannotBeTag } from './references.ts'
import { memberPath } from './spec-text.ts'
import type { Statement } from './statement.ts'

/** A place that wants to say the replacement, whatever local name it gets. */
export interface Request {
  readonly matchIndex: number
  readonly reference: Reference
  /** All references that will say it, where they are more than the one. */
  readonly others?: readonly Reference[]
  /** The site is a chain of names, and may be one again. */
  readonly isMember?: boolean
  /** The local name it must get: an alias the author chose. */
  readonly local?: string | null
  readonly target: Target & { readonly name: string }
  /** The statement whose import it takes over from; null for a leftover. */
  readonly anchor: Statement | null
  /** The specifier that showed the way so far. */
  readonly style: string | null
  /** A free name that may serve as an alias: the retired one, where nothing binds it. */
  readonly fallback: string | null
  /** Write the expression; false where the site does not allow it. */
  readonly write: (draft: DraftId, expression: string, isName: boolean) => boolean
}

/** Bring in what the requests want, one import for all requests of one thing. Returns what was written. */
export const fulfilRequests = (context: PlanContext, requests: readonly Request[]): ReadonlySet<Request> => {
  const groups = new Map<string, Request[]>()
  const fulfilled = new Set<Request>()
  for (const request of requests) {
    if (useNearby(context, request)) {
      fulfilled.add(request)
      continue
    }
    const [first = ''] = request.target.name.split('.')
    // What a function loads, it loads for itself.
    const scope = request.anchor?.shape.flavour === 'load' ? request.anchor.fact.place.scope : MODULE_SCOPE
    const key = `${request.target.module.key}\0${first}\0${scope}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [request])
    else group.push(request)
  }
  for (const group of groups.values()) for (const request of fulfilGroup(context, group)) fulfilled.add(request)
  return fulfilled
}

/** The function around the place has the replacement already. */
const useNearby = (context: PlanContext, request: Request): boolean => {
  const { target, reference, matchIndex } = request
  if (request.others !== undefined) return false
  const [imported = '', ...members] = target.name.split('.')
  for (const name of [imported, '*']) {
    const known = findNearby(context, target.module, name, reference)
    if (known === null || known.isNamespace !== (name === '*')) continue
    const draft = context.changes.open(describeTarget(context.match(matchIndex)))
    const path = known.isNamespace ? [imported, ...members] : members
    if (!request.write(draft, memberPath(known.local, path, context.style.quote), path.length === 0)) continue
    context.pinned.add(known.binding)
    context.changes.claim(draft, matchIndex)
    return true
  }
  return false
}

const fulfilGroup = (context: PlanContext, group: readonly Request[]): readonly Request[] => {
  const [lead] = group
  if (lead === undefined) return []
  const draft = context.changes.open(describeTarget(context.match(lead.matchIndex)))
  const base = findBase(context, lead, group, draft)
  if (base.type === 'refused') {
    for (const { matchIndex } of group) context.changes.refuse(matchIndex, base.reason)
    return []
  }
  const written: Request[] = []
  for (const request of group) {
    const members = [...base.members, ...request.target.name.split('.').slice(1)]
    const expression = memberPath(base.local, members, context.style.quote)
    const isName = members.length === 0
    if (cannotBeTag(expression, request.others ?? [request.reference], context.text))
      context.changes.refuse(request.matchIndex, `\`${expression}\` cannot be a tag`)
    else if (request.write(draft, expression, isName)) {
      context.changes.claim(draft, request.matchIndex)
      written.push(request)
    } else context.changes.refuse(request.matchIndex, 'it is written in a way that cannot be rewritten')
  }
  if (written.length > 0) base.bring?.()
  return written
}

type Base =
  | { readonly type: 'refused'; readonly reason: string }
  /** `members` lead from the local name to the wanted export: `ns.X`. `bring` plans the import. */
  | {
      readonly type: 'found'
      readonly local: string
      readonly members: readonly string[]
      readonly bring: (() => void) | null
    }

const findBase = (context: PlanContext, lead: Request, group: readonly Request[], draft: DraftId): Base => {
  const { names, style, input } = context
  const { module } = lead.target
  const [imported = ''] = lead.target.name.split('.')
  const references = group.flatMap(({ reference, others }) => others ?? [reference])
  const found = (local: string, members: readonly string[] = [], bring: (() => void) | null = null): Base => ({
    type: 'found',
    local,
    members,
    bring,
  })
  if (module.key === input.address.key) {
    const own = findOwnExport(context, imported)
    if (own !== null && names.isVisible(own.local, references, own.scope)) return found(own.local)
    return { type: 'refused', reason: `\`${imported}\` of this file cannot be reached there` }
  }
  const flavour =
    lead.anchor !== null && lead.anchor.shape.flavour !== 'export'
      ? lead.anchor.shape.flavour
      : style.isCommonJs
        ? 'load'
        : 'import'
  const before = references.reduce((least, { span }) => Math.min(least, span.start), Number.POSITIVE_INFINITY)
  const needsValue = usesValue(references)
  const plain = {
    address: module,
    flavour,
    imported,
    members: [],
    initializer: '',
    text: null,
    typeOnly: false,
    inlineType: false,
    scope: MODULE_SCOPE,
  }
  const originOf = (name: string): string => originId(module.key, name, MODULE_SCOPE, flavour)
  const bring = (wanted: Wanted | null): void => {
    if (wanted === null) return
    const anchor = lead.anchor !== null && lead.anchor.shape.flavour === flavour ? lead.anchor : null
    if (!context.imports.merge(wanted, anchor, draft, true))
      context.imports.create(wanted, anchor, wanted.typeOnly && !wanted.inlineType, draft)
  }
  for (const known of [
    findExisting(context, module, imported, flavour, before),
    findExisting(context, module, '*', flavour, before),
  ]) {
    if (known === null || !names.isVisible(known.local, references, known.scope)) continue
    if (known.isNamespace && group.some(({ reference: { role } }) => role === 'shorthand-pattern' || role === 'export'))
      continue
    if (known.isNamespace && listsNames(context, lead) && isFree(context, imported, references, originOf(imported)))
      continue
    if (known.typeOnly && needsValue) {
      const specifier = context.spell(module, lead.style)
      if (known.isNamespace || specifier === null) continue
      return found(known.local, [], () => bring(takeOver(context, known, draft, { ...plain, specifier })))
    }
    context.pinned.add(known.binding)
    return found(known.local, known.isNamespace && imported !== '*' ? [imported] : [])
  }
  const specifier = context.spell(module, lead.style)
  if (specifier === null) return { type: 'refused', reason: `${module.key} cannot be imported from here` }
  const scope = lead.anchor !== null && flavour === 'load' ? lead.anchor.fact.place.scope : MODULE_SCOPE
  const origin = originId(module.key, imported, scope, flavour)
  const planned = context.planned.get(origin)
  if (planned !== undefined && (!planned.typeOnly || !needsValue) && names.isVisible(planned.local, references, scope))
    return found(planned.local)
  const preferred =
    imported === '*' || imported === 'default' ? (lead.fallback ?? localForModule(module.key)) : imported
  // A type import on its way holds the name already.
  const unclaimed = planned === undefined ? [preferred] : []
  const local = [
    ...(lead.local == null ? [] : [lead.local]),
    ...unclaimed,
    ...(lead.fallback === null ? [] : [lead.fallback]),
    ...(planned === undefined && imported === 'default' ? [localForModule(module.key)] : []),
  ].find(
    (name) =>
      isBindable(name) &&
      names.canIntroduce(name, origin, scope, references, null) &&
      !cannotBeTag(name, references, context.text),
  )
  if (local === undefined) {
    const space = findNamespaceName(context, lead, scope, references)
    if (space !== null) {
      const typeOnly = style.isTypeScript && flavour === 'import' && !needsValue && references.length > 0
      const whole: Wanted = { ...plain, specifier, imported: '*', local: space, typeOnly, scope }
      return found(space, [imported], () => {
        names.introduce(space, originId(module.key, '*', scope, flavour), scope)
        bring(whole)
      })
    }
  }
  if (local === undefined) return { type: 'refused', reason: `\`${preferred}\` is already bound to something else` }
  const typeOnly = style.isTypeScript && flavour === 'import' && !needsValue && references.length > 0
  const wanted: Wanted = {
    ...plain,
    specifier,
    local,
    typeOnly,
    inlineType: typeOnly && style.inlineTypes && !style.typeImports,
    scope,
  }
  return found(local, [], () => {
    names.introduce(local, origin, scope)
    context.planned.set(origin, { local, typeOnly })
    bring(wanted)
  })
}

/** The statement that brings the name so far has a list of names of the same module, and the new one may join it. */
const listsNames = (context: PlanContext, { anchor, target }: Request): boolean =>
  anchor?.shape.flavour === 'import' &&
  anchor.shape.list !== null &&
  anchor.finalKey === target.module.key &&
  context.keyOf(anchor.fact) === target.module.key

const isFree = (context: PlanContext, name: string, references: readonly Reference[], origin: string): boolean =>
  isBindable(name) &&
  name !== 'default' &&
  context.names.canIntroduce(name, origin, MODULE_SCOPE, references, null) &&
  !cannotBeTag(name, references, context.text)

/** `ns.X` or `Other.X` whose name is taken here becomes `other.X`. */
const findNamespaceName = (
  context: PlanContext,
  { anchor, target, isMember }: Request,
  scope: ScopeId,
  references: readonly Reference[],
): string | null => {
  if (anchor?.shape.flavour !== 'import' || (anchor.shape.namespaceName === null && isMember !== true)) return null
  const name = localForModule(target.module.key)
  const origin = originId(target.module.key, '*', scope, 'import')
  return isBindable(name) && context.names.canIntroduce(name, origin, scope, references, null) ? name : null
}
