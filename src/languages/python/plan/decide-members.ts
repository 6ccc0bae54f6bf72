import type { BindingId, StringFact } from '../../../core/facts.ts'
import type { Match, Target } from '../../../core/matches.ts'
import { sameModule } from '../../../core/providers.ts'
import { lastName, parentName } from '../resolve/dotted-path.ts'
import { spanOfChain } from './chains.ts'
import type { Knot } from './edit-groups.ts'
import { joinDotted, pathsOf } from './known-imports.ts'
import type { Denoted } from './known-imports.ts'
import {
  bindingKnot,
  bindingOf,
  hasCommentInside,
  isBuiltins,
  matchKnot,
  referenceMatches,
  rewrite,
  spellFor,
} from './plan-state.ts'
import type { PlanState } from './plan-state.ts'
import { addTo, basePath } from './reference-use.ts'
import type { Member, Use } from './reference-use.ts'

/** Retired attributes named by strings, together with the object they are taken from. */
export function decideMembers(state: PlanState): void {
  const groups = new Map<string, Member[]>()
  for (const [index, match] of state.input.matches.entries()) {
    const string = match.site.type === 'string' ? state.input.facts.strings[match.site.string] : undefined
    if (string === undefined || match.target === null || !isMember(string) || state.groups.isDecided(index)) continue
    const member: Member = { index, match, target: match.target, string }
    const problem = whyFixed(member)
    if (problem !== null) state.groups.giveUp(index, problem)
    else if (!renameInPlace(state, member)) {
      const key = baseKey(string)
      addTo(groups, key, member)
    }
  }
  for (const members of groups.values()) moveTogether(state, members)
}

/** Why the text of the name cannot change; null where it can, or need not. */
function whyFixed({ string, target }: Member): string | null {
  if (string.editable) return null
  if (!string.bare) return 'the text is put together or escaped'
  return lastName(target.name ?? '') === string.value ? null : 'the mock is handed over by this name'
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

const NO_OBJECT = 'the object this is an attribute of would have to change too'

function planMove(state: PlanState, members: readonly Member[]): string | null {
  const [first] = members
  if (first === undefined) return null
  const key = baseKey(first.string)
  const all = state.input.facts.strings.filter((string) => isMember(string) && baseKey(string) === key)
  const homes = new Set(members.map(({ target }) => homeOf(target)))
  if (all.length > members.length || homes.size > 1) return 'other attributes of the same object are named here'
  if (isBuiltins(first.target.module)) return 'a builtin is no attribute of an object here'
  const { base } = first.string
  if (base === null) return NO_OBJECT
  return 'import' in base ? moveModule(state, members, base.import) : moveObject(state, members, base)
}

/** The object that has the replacement for an attribute: a module, or what a dotted name begins with. */
function homeOf({ module, name }: Target): string {
  return `${module.key}#${parentName(name ?? '') ?? ''}`
}

/** @param knot of the change that rewrites the object. */
export function renameMembers(state: PlanState, members: readonly Member[], knot: Knot): void {
  for (const { index, target, string } of members) {
    state.groups.settle(index, knot)
    rewrite(state, knot, { ...string.span, text: lastName(target.name ?? target.module.key) })
  }
}

/** `patch.multiple("m", X=1)`: the module is a string too. */
function moveModule(state: PlanState, members: readonly Member[], at: number): string | null {
  const fact = state.input.facts.imports[at]
  const [first] = members
  if (first === undefined || fact === undefined || !fact.editable) return NO_OBJECT
  const { module, name } = first.target
  const specifier = spellFor(state, module, fact.specifier)
  if (specifier === null || name === null) return NO_OBJECT
  const knot = matchKnot(first.index)
  rewrite(state, knot, { ...fact.specifierSpan, text: joinDotted(specifier, parentName(name) ?? '') })
  renameMembers(state, members, knot)
  return null
}

/** The object is an expression: it is rewritten as other uses of its name are. */
function moveObject(
  state: PlanState,
  members: readonly Member[],
  base: NonNullable<Extract<StringFact['base'], { name: string }>>,
): string | null {
  const [first] = members
  const id: BindingId | null = base.binding
  if (id === null || first === undefined) return NO_OBJECT
  const { match, target, index } = first
  const depth = base.members.length
  if (depth === 0 && isRenamedTo(state, id, target)) {
    renameMembers(state, members, bindingKnot(id))
    return null
  }
  const at = bindingOf(state, id)?.references.findIndex(({ span }) => span.start === base.span?.start) ?? -1
  const reference = bindingOf(state, id)?.references[at]
  if (reference === undefined || reference.members.length < depth || referenceMatches(state, id).has(at))
    return NO_OBJECT
  if (hasCommentInside(state, reference, spanOfChain(reference, depth)))
    return 'a comment stands inside the dotted name'
  const below = objectBelow(match, target)
  if (below !== null) {
    const { end } = spanOfChain(reference, depth)
    rewrite(state, matchKnot(index), { start: end, end, text: `.${below}` })
    renameMembers(state, members, matchKnot(index))
    return null
  }
  const covered = match.name === null ? [] : match.name.split('.')
  const home: Target = { module: target.module, name: target.name === null ? null : parentName(target.name) }
  const object: Match = { ...match, name: covered.slice(0, -1).join('.') || null }
  const use: Use = { at, reference, index, match: object, target: home, depth, members }
  addTo(state.memberUses, id, use)
  return null
}

/** The object still leads to the replacement, which is now an attribute of one of its attributes: what lies between. */
function objectBelow(match: Match, target: Target): string | null {
  const base = basePath({ match, depth: 1 })
  const prefix = joinDotted(base.module, base.names.join('.'))
  const home = target.name === null ? null : parentName(target.name)
  if (home === null) return null
  const wanted = pathsOf({ module: target.module, name: home }).find((path) => path.startsWith(`${prefix}.`))
  return wanted?.slice(prefix.length + 1) ?? null
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
