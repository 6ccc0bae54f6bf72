import type { ModuleAddress } from '../../../core/module-address.ts'
import { sameModule } from '../../../core/providers.ts'
import type { ImportFact, StringFact } from '../../../core/facts.ts'
import type { Match, Target } from '../../../core/matches.ts'
import { isMember } from './decide-members.ts'
import { joinDotted } from './known-imports.ts'
import { fromPiece } from './pieces.ts'
import { bindingKnot, isModuleScope, matchKnot, relyOn, rewrite, spellFor } from './plan-state.ts'
import type { PlanState } from './plan-state.ts'
import { isShallow } from './rewritten-call.ts'
import { editText } from './string-edits.ts'
import { renamePublic } from './public-names.ts'

/** Strings that name retired things, and imports spelled as strings. */
export function decideStrings(state: PlanState): void {
  for (const [index, match] of state.input.matches.entries()) {
    if (match.target === null || state.groups.isDecided(index)) continue
    const { site } = match
    if (site.type === 'string') {
      const string = state.input.facts.strings[site.string]
      if (string !== undefined) decideString(state, index, match, match.target, string, site.length)
    } else if (site.type === 'module' || site.type === 'name') {
      const fact = state.input.facts.imports[site.import]
      if (fact !== undefined && fact.kind !== 'import') decideDynamic(state, index, match, match.target, fact)
    }
  }
}

function decideString(
  state: PlanState,
  index: number,
  match: Match,
  target: Target,
  string: StringFact,
  length: number,
): void {
  if (string.role === 'public-name') return decidePublic(state, index, target, string)
  if (string.role === 'settings')
    return state.groups.giveUp(index, 'only a person can tell whether this text is an import')
  if (isMember(string)) return
  const old = string.value.slice(0, length)
  const module = spellFor(state, target.module, moduleSpelledIn(match, old))
  if (module === null) return state.groups.giveUp(index, 'the replacement cannot be spelled from this file')
  const colon = old.includes(':')
  const problem = tieToOwnName(state, index, string)
  if (problem !== null) return state.groups.giveUp(index, problem)
  const text = target.name === null ? module : colon ? `${module}:${target.name}` : joinDotted(module, target.name)
  const edits = editText(string, length, text)
  const [first] = edits
  if (first === undefined) return state.groups.giveUp(index, 'the text is put together or escaped')
  // Several strings can begin with the text of one constant.
  state.groups.tie(matchKnot(index), `literal ${first.start}`)
  state.groups.settle(index, matchKnot(index))
  for (const edit of edits) rewrite(state, matchKnot(index), edit)
}

/** A string that names what this very file imports goes where the import goes, and stays where that stays. */
function tieToOwnName(state: PlanState, index: number, string: StringFact): string | null {
  const { address } = state.input
  const own = [address.key, ...address.aliases].find((key) => string.value.startsWith(`${key}.`))
  const name = own === undefined ? undefined : string.value.slice(own.length + 1).split('.')[0]
  const id = name === undefined ? null : state.scopes.bindingIn(state.scopes.moduleScope, name)
  const items = id === null ? [] : (state.statements.origins.get(id) ?? [])
  const wanted = items.flatMap((item) => state.wanted.get(item) ?? [])
  if (id === null || wanted.length === 0) return null
  if (wanted.some(({ match }) => state.groups.isGivenUp(match))) return 'the import that it names stays'
  state.groups.tie(matchKnot(index), bindingKnot(id))
  return null
}

/** The part of a dotted string that spells the module, so that its root is kept. */
function moduleSpelledIn(match: Match, old: string): string | null {
  const dotted = old.replace(':', '.')
  const name = match.migration.kind === 'symbol' ? match.migration.from.name : ''
  return name !== '' && dotted.endsWith(`.${name}`) ? dotted.slice(0, -name.length - 1) : dotted
}

function settleText(state: PlanState, index: number, edit: { start: number; end: number; text: string }): void {
  state.groups.settle(index, matchKnot(index))
  rewrite(state, matchKnot(index), edit)
}

/** An entry of `__all__` goes with the binding it publishes. */
function decidePublic(state: PlanState, index: number, target: Target, string: StringFact): void {
  const id = state.scopes.bindingIn(state.scopes.moduleScope, string.value)
  if (id !== null) {
    const items = state.statements.origins.get(id) ?? []
    const decided = items.some((item) => {
      const wanted = state.wanted.get(item)
      return wanted !== undefined && !state.groups.isGivenUp(wanted.match)
    })
    if (decided) state.groups.settle(index, bindingKnot(id))
    else state.groups.giveUp(index, 'the import that binds it is not rewritten')
    return
  }
  if (!string.editable || target.name === null || target.name.includes('.')) {
    state.groups.giveUp(index, 'the replacement cannot be spelled as a public name')
    return
  }
  const problem = isLazy(state, string.value)
    ? tieToLazy(state, index, string)
    : bringPublic(state, index, target.module, target.name)
  if (problem !== null) return state.groups.giveUp(index, problem)
  const knot = `public ${string.value}`
  state.groups.tie(matchKnot(index), knot)
  state.groups.settle(index, knot)
  renamePublic(state, string.value, target.name, knot)
}

function isLazy(state: PlanState, name: string): boolean {
  return state.input.facts.lazyExports.some((item) => item.name === name)
}

/** What a module `__getattr__` brings is published under the name its map or branch says: both are rewritten, or neither. */
function tieToLazy(state: PlanState, index: number, string: StringFact): string | null {
  const { facts, matches } = state.input
  for (const [other, { site, target }] of matches.entries()) {
    if (other === index || target === null) continue
    const fact = site.type === 'name' ? facts.imports[site.import] : undefined
    const name = site.type === 'name' ? fact?.names[site.name]?.imported : undefined
    const key = site.type === 'string' ? facts.strings[site.string] : undefined
    const isKey = key !== undefined && key !== string && key.role === 'public-name' && key.value === string.value
    if (!isKey && !(fact?.kind === 'dynamic-import' && name === string.value)) continue
    if (state.groups.isGivenUp(other)) return 'the map that brings it is not rewritten'
    state.groups.tie(matchKnot(index), matchKnot(other))
  }
  return null
}

/** The module has the name it is to publish: as it stands, through a star import, or from now on. */
function bringPublic(state: PlanState, index: number, module: ModuleAddress, name: string): string | null {
  const { facts, path, resolver } = state.input
  const known = state.known.find(
    { module, name },
    [],
    ({ local, scope }) => local === name && isModuleScope(state, scope),
  )
  if (known !== null) relyOn(state, known, matchKnot(index))
  if (known !== null || facts.exports.some((item) => item.name === name)) return null
  const stars = facts.imports.filter((fact) => fact.names.some(({ shape }) => shape === 'star'))
  if (stars.some(({ specifier }) => sameModule(resolver.resolve(specifier, path), module))) return null
  const scope = state.scopes.moduleScope
  const piece = fromPiece(state, module, name, null, stars[0]?.specifier ?? null)
  if (
    stars.length === 0 ||
    piece === null ||
    !state.naming.canBind({ name, scope, references: [], replaced: new Set() })
  ) {
    return 'nothing in this module binds the replacement'
  }
  state.naming.take(scope, name, `import ${piece.specifier} ${name}`)
  state.top.push({ piece, knot: matchKnot(index), references: [] })
  return null
}

/** `importlib.import_module("m")`, `__import__("m").X`. */
function decideDynamic(state: PlanState, index: number, match: Match, target: Target, fact: ImportFact): void {
  if (!fact.editable) return decideRelative(state, index, target, fact)
  const { site } = match
  const name = site.type === 'name' ? fact.names[site.name] : undefined
  const specifier = spellFor(state, target.module, fact.specifier)
  if (specifier === null) return state.groups.giveUp(index, 'the replacement cannot be spelled from this file')
  if (site.type === 'module') {
    if (target.name !== null || isShallow(fact)) return state.groups.giveUp(index, 'what the call returns would change')
    return settleText(state, index, { ...fact.specifierSpan, text: specifier })
  }
  const spelled = name?.importedSpan ?? null
  // A table of lazy exports: the name is the key, the module stands beside it.
  if (name !== undefined && spelled === null && target.name === name.imported && fact.names.length === 1) {
    return settleText(state, index, { ...fact.specifierSpan, text: specifier })
  }
  if (name === undefined || spelled === null || target.name === null)
    return state.groups.giveUp(index, 'the name is not spelled here')
  if (specifier !== fact.specifier && (fact.names.length > 1 || fact.escapes)) {
    return state.groups.giveUp(index, 'other names of the module are used here')
  }
  const consumed = (match.name ?? '').split('.').length
  const last = consumed > 1 ? name.members[consumed - 2] : undefined
  state.groups.settle(index, matchKnot(index))
  rewrite(state, matchKnot(index), { start: spelled.start, end: (last?.span ?? spelled).end, text: target.name })
  rewrite(state, matchKnot(index), { ...fact.specifierSpan, text: specifier })
}

/** `import_module(".old", package="app")`: the dots stay while the new place is below the same package. */
function decideRelative(state: PlanState, index: number, target: Target, fact: ImportFact): void {
  const spelled = state.model.text.slice(fact.specifierSpan.start, fact.specifierSpan.end)
  const dots = /^\.+/.exec(spelled)?.[0] ?? ''
  const rest = spelled.slice(dots.length)
  const package_ = fact.specifier.endsWith(`.${rest}`) ? fact.specifier.slice(0, -rest.length) : null
  const next = target.name === null ? spellFor(state, target.module, fact.specifier) : null
  if (dots === '' || rest === '' || package_ === null || next === null || !next.startsWith(package_)) {
    return state.groups.giveUp(index, 'the text is put together or escaped')
  }
  settleText(state, index, { ...fact.specifierSpan, text: dots + next.slice(package_.length) })
}
