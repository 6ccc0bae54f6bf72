import type { BindingId, StringFact } from '../../../core/facts.ts'
import type { Match, Target } from '../../../core/matches.ts'
import { sameModule } from '../../../core/providers.ts'
import { lastName, parentName } from '../resolve/dotted-path.ts'
import { spanOfChain } from './chains.ts'
import type { Knot } from './edit-groups.ts'
import { joinDotted, pathsOf } from './known-imports.ts'
import type { Denoted } from './known-imports.ts'
import { findRoute } from './namespace-route.ts'
import {
  bindingKnot,
  bindingOf,
  hasCommentInside,
  isBuiltins,
  matchKnot,
  noteRewritten,
  referenceMatches,
  rewrite,
  spellFor,
} from './plan-state.ts'
import type { PlanState } from './plan-state.ts'
import { basePath } from './reference-use.ts'
import type { Use } from './reference-use.ts'

/** An attribute that is named by a string or a keyword: `patch.object(ns, "X")`, `patch.multiple("m", X=1)`. */
interface Member {
  readonly index: number
  readonly match: Match
  readonly target: Target
  readonly string: StringFact
}

/** Retired attributes named by strings, together with the object they are taken from. */
export function decideMembers(state: PlanState): void {
  const groups = new Map<string, Member[]>()
  for (const [index, match] of state.input.matches.entries()) {
    const string = match.site.type === 'string' ? state.input.facts.strings[match.site.string] : undefined
    if (string === undefined || match.target === null || !isMember(string) || state.groups.isDecided(index)) continue
    const member: Member = { index, match, target: match.target, string }
    if (!string.editable) state.groups.giveUp(index, 'the text is put together or escaped')
    else if (!renameInPlace(state, member)) {
      const key = baseKey(string)
      groups.set(key, [...(groups.get(key) ?? []), member])
    }
  }
  for (const members of groups.values()) moveTogether(state, members)
}

export function isMember({ role }: StringFact): boolean {
  return role === 'member' || role === 'mock-member'
}

/** What several attributes of one call have in common. */
function baseKey({ base, span }: StringFact): string {
  if (base === null) return `string ${span.start}`
  return 'import' in base ? `import ${base.import}` : `base ${base.span?.start ?? span.start}`
}

/** The object still has the replacement: only the attribute's name changes. */
function renameInPlace(state: PlanState, { index, match, target, string }: Member): boolean {
  const base = basePath({ match, depth: 1 })
  const same = match.module !== null && sameModule(match.module, target.module)
  for (const module of same ? [base.module] : pathsOf({ module: target.module, name: null })) {
    const prefix = [base.module, ...base.names].filter((part) => part !== '').join('.')
    const wanted = target.name === null ? module : joinDotted(module, target.name)
    const rest = wanted.startsWith(`${prefix}.`) ? wanted.slice(prefix.length + 1) : ''
    if (rest === '' || rest.includes('.')) continue
    state.groups.settle(index, matchKnot(index))
    rewrite(state, matchKnot(index), { ...string.span, text: rest })
    return true
  }
  return false
}

/** The object has to change: all attributes that the call names of it must have moved to one place. */
function moveTogether(state: PlanState, members: readonly Member[]): void {
  const problem = planMove(state, members)
  if (problem !== null) for (const { index } of members) state.groups.giveUp(index, problem)
}

function planMove(state: PlanState, members: readonly Member[]): string | null {
  const [first] = members
  if (first === undefined) return null
  const all = state.input.facts.strings.filter(
    (string) => isMember(string) && baseKey(string) === baseKey(first.string),
  )
  const homes = new Set(members.map(({ target }) => homeOf(target)))
  if (all.length > members.length || homes.size > 1) return 'other attributes of the same object are named here'
  if (isBuiltins(first.target.module)) return 'a builtin is no attribute of an object here'
  const knot: Knot = matchKnot(first.index)
  const { base } = first.string
  const moved =
    base === null
      ? 'nothing says what this is an attribute of'
      : 'import' in base
        ? moveModule(state, first, base.import, knot)
        : moveObject(state, first, base, knot)
  if (moved !== null) return moved
  for (const { index, target, string } of members) {
    state.groups.settle(index, knot)
    rewrite(state, knot, { ...string.span, text: lastName(target.name ?? target.module.key) })
  }
  return null
}

/** The object that has the replacement for an attribute: a module, or what a dotted name begins with. */
function homeOf({ module, name }: Target): string {
  return `${module.key}#${parentName(name ?? '') ?? ''}`
}

function moveModule(state: PlanState, { target }: Member, at: number, knot: Knot): string | null {
  const fact = state.input.facts.imports[at]
  const specifier = fact?.editable ? spellFor(state, target.module, fact.specifier) : null
  if (fact === undefined || specifier === null || target.name === null || target.name.includes('.'))
    return 'the object this is an attribute of would have to change too'
  rewrite(state, knot, { ...fact.specifierSpan, text: specifier })
  return null
}

/** The import of the object is itself rewritten, and to where the attribute went. */
function isRenamedTo(state: PlanState, id: BindingId, target: Target): boolean {
  const home: Denoted = { module: target.module, name: target.name === null ? null : parentName(target.name) }
  const items = state.statements.origins.get(id) ?? []
  return (
    items.length > 0 &&
    items.every((item) => {
      const wanted = state.wanted.get(item)
      if (wanted === undefined || state.groups.isGivenUp(wanted.match)) return false
      const name = wanted.wholeModule && item.imported.shape === 'named' ? item.imported.imported : wanted.target.name
      return pathsOf({ module: wanted.target.module, name }).some((path) => pathsOf(home).includes(path))
    })
  )
}

function moveObject(
  state: PlanState,
  member: Member,
  base: NonNullable<Extract<StringFact['base'], { name: string }>>,
  knot: Knot,
): string | null {
  const { match, target, index } = member
  const id: BindingId | null = base.binding
  const at =
    id === null ? -1 : (bindingOf(state, id)?.references.findIndex(({ span }) => span.start === base.span?.start) ?? -1)
  const reference = id === null ? undefined : bindingOf(state, id)?.references[at]
  const depth = base.members.length
  if (id !== null && isRenamedTo(state, id, target) && depth === 0) {
    state.groups.tie(knot, bindingKnot(id))
    return null
  }
  if (
    id === null ||
    reference === undefined ||
    reference.members.length < depth ||
    referenceMatches(state, id).has(at)
  ) {
    return 'the object this is an attribute of would have to change too'
  }
  if (hasCommentInside(state, reference, spanOfChain(reference, depth)))
    return 'a comment stands inside the dotted name'
  const covered = match.name === null ? [] : match.name.split('.')
  const home: Target = { module: target.module, name: target.name === null ? null : parentName(target.name) }
  const use: Use = {
    at,
    reference,
    index,
    match: { ...match, name: covered.slice(0, -1).join('.') || null },
    target: home,
    depth,
  }
  const route = findRoute(state, id, [use], knot)
  const text = typeof route === 'string' ? null : route.textOf(use)
  if (text === null) return typeof route === 'string' ? route : 'the replacement cannot be reached from here'
  rewrite(state, knot, { ...spanOfChain(reference, depth), text })
  noteRewritten(state, id, at)
  return null
}
