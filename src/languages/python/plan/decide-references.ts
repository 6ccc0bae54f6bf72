import type { BindingId } from '../../../core/facts.ts'
import { sameModule } from '../../../core/providers.ts'
import type { TextEdit } from '../../../core/span.ts'
import { spanOfChain } from './chains.ts'
import type { Knot } from './edit-groups.ts'
import { renameMembers } from './decide-members.ts'
import { findRoute, mustStayAttribute } from './namespace-route.ts'
import { pathsOf } from './known-imports.ts'
import {
  bindingKnot,
  bindingOf,
  hasCommentInside,
  isBuiltins,
  matchKnot,
  noteRewritten,
  referenceMatches,
  rewrite,
} from './plan-state.ts'
import type { PlanState } from './plan-state.ts'
import { addTo, basePath, matchesOf } from './reference-use.ts'
import type { Use } from './reference-use.ts'

/** `ns.X`, `a.b.c.X`, `Class.old`: what is reached through a name that itself stays good. */
export function decideReferences(state: PlanState): void {
  for (const id of state.input.facts.bindings.keys()) {
    const groups = new Map<string, Use[]>()
    for (const [at, { index, match, depth }] of referenceMatches(state, id)) {
      const reference = bindingOf(state, id)?.references[at]
      if (reference === undefined || match.target === null || state.groups.isDecided(index)) continue
      const use: Use = { at, reference, index, match, target: match.target, depth }
      if (depth === 0) state.groups.giveUp(index, 'the import that binds it is not rewritten')
      else if (!rewriteInPlace(state, id, use)) {
        if (hasCommentInside(state, reference, spanOfChain(reference, depth))) {
          state.groups.giveUp(index, 'a comment stands inside the dotted name')
          continue
        }
        const key = match.target.module.key
        addTo(groups, key, use)
      }
    }
    for (const use of state.memberUses.get(id) ?? []) {
      const key = use.target.module.key
      addTo(groups, key, use)
    }
    for (const uses of groups.values()) rewriteElsewhere(state, id, uses)
  }
}

function segments(path: string): string[] {
  return path === '' ? [] : path.split('.')
}

/** The chain still leads to the replacement's module: only what follows it changes. */
function rewriteInPlace(state: PlanState, id: BindingId, use: Use): boolean {
  const edit = editInPlace(state, use)
  if (edit === null || hasCommentInside(state, use.reference, edit)) return false
  const knot = matchKnot(use.index)
  state.groups.settle(use.index, knot)
  rewrite(state, knot, edit)
  // The chain goes on through the same import: nothing is freed.
  if (edit.start === use.reference.span.start) noteRewritten(state, id, use.at)
  return true
}

function editInPlace(state: PlanState, use: Use): TextEdit | null {
  const { match, target, reference, depth } = use
  const base = basePath({ match, depth })
  const start = [...segments(base.module), ...base.names]
  const same = match.module !== null && sameModule(match.module, target.module)
  const names = target.name === null ? [] : target.name.split('.')
  for (const path of same ? [base.module] : pathsOf({ module: target.module, name: null })) {
    const moduleLength = segments(path).length
    const wanted = [...segments(path), ...names]
    const chain = [...start, ...reference.members.slice(0, depth).map((member) => member.name)]
    let shared = 0
    while (shared < Math.min(chain.length, wanted.length) && chain[shared] === wanted[shared]) shared++
    // The chain must have reached the module before it can take a name from it.
    if (shared < start.length || shared < moduleLength) continue
    const kept = Math.min(shared - start.length, depth)
    const rest = wanted.slice(start.length + kept)
    if (rest.length === 0) continue
    const first = reference.members[kept]
    const last = reference.members[depth - 1]
    if (kept >= depth || first === undefined || last === undefined) {
      const end = spanOfChain(reference, depth).end
      return { start: end, end, text: `.${rest.join('.')}` }
    }
    return { start: first.span.start, end: last.span.end, text: rest.join('.') }
  }
  return editLastNames(state, use)
}

/** Renamed in its own module: whatever way led to the old name leads to the new one. */
function editLastNames({ input }: PlanState, { match, target, reference, depth }: Use): TextEdit | null {
  const { migration } = match
  if (migration.kind !== 'symbol' || migration.from.module === null || target.name === null) return null
  const old = migration.from.name.split('.')
  const spelled = reference.members.slice(depth - old.length, depth)
  if (depth < old.length || spelled.some(({ name }, at) => name !== old[at])) return null
  if (!sameModule(input.resolver.resolveManifest(migration.from.module), target.module)) return null
  const [first] = spelled
  const last = spelled.at(-1)
  return first && last ? { start: first.span.start, end: last.span.end, text: target.name } : null
}

/** The replacement lives elsewhere: its module has to be imported too, in the style of this import. */
function rewriteElsewhere(state: PlanState, id: BindingId, uses: readonly Use[]): void {
  const isBuiltin = (use: Use): boolean => isBuiltins(use.target.module) && use.target.name !== null
  const builtins = uses.filter(isBuiltin)
  for (const use of builtins) rewriteToBuiltin(state, id, use)
  const others = uses.filter((use) => !isBuiltin(use))
  if (others.length === 0) return
  const knot: Knot = `${bindingKnot(id)} ${others[0]?.target.module.key ?? ''}`
  const route = findRoute(state, id, others, knot)
  for (const use of others) {
    const text = typeof route === 'string' ? null : route.textOf(use)
    if (text === null || typeof route === 'string') {
      const problem = typeof route === 'string' ? route : 'the replacement cannot be reached from here'
      for (const index of matchesOf(use)) state.groups.giveUp(index, problem)
      continue
    }
    if (use.members === undefined) state.groups.settle(use.index, knot)
    else renameMembers(state, use.members, knot)
    rewrite(state, knot, { ...spanOfChain(use.reference, use.depth), text })
    noteRewritten(state, id, use.at)
  }
}

function rewriteToBuiltin(state: PlanState, id: BindingId, use: Use): void {
  const name = use.target.name ?? ''
  if (mustStayAttribute(use) && !name.includes('.')) {
    state.groups.giveUp(use.index, 'a plain name cannot take its place here')
    return
  }
  if (!state.naming.isVisible(name.split('.')[0] ?? name, null, [use.reference], new Set())) {
    state.groups.giveUp(use.index, `the builtin \`${name}\` is shadowed here`)
    return
  }
  const knot: Knot = bindingKnot(id)
  state.groups.settle(use.index, knot)
  rewrite(state, knot, { ...spanOfChain(use.reference, use.depth), text: name })
  noteRewritten(state, id, use.at)
}
