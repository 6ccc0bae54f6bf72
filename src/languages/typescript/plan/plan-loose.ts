import type { ImportedName, ImportFact } from '../../../core/facts.ts'
import type { Match } from '../../../core/matches.ts'
import type { ModuleAddress } from '../../../core/module-address.ts'
import type { TextEdit } from '../../../core/span.ts'
import { isQuoted, replaceMembers } from './chain-edits.ts'
import type { DraftId } from './change-set.ts'
import { describeTarget, type PlanContext } from './context.ts'
import { followBinding, refuseBinding } from './follow.ts'
import { chooseLocal } from './local-names.ts'
import { isIdentifierName, originId } from './name-table.ts'
import { publicNameAfter } from './public-names.ts'
import { readTagList, splitTag } from './plan-tags.ts'
import { importSpec, memberPath, patternSpec } from './spec-text.ts'

/*
 * Constructs that name a module inside an expression, a type, a comment or a string: `require('m').X`, `import('m')`,
 * `import('m').X` in types and JSDoc, `import x = require('m')`, `declare module 'm'`, `/// <reference>`, mocks,
 * resolve strings.
 */
export const planLoose = (context: PlanContext): void => {
  for (const [index, fact] of context.facts.imports.entries()) {
    if (context.imports.statementOf(index) !== null) continue
    const names = fact.names.flatMap((name, at): Stale[] => {
      const matchIndex = context.nameMatches.get(`${index}:${at}`)
      return matchIndex === undefined ? [] : [{ name, matchIndex, match: context.match(matchIndex) }]
    })
    const members = mockMembers(context, index)
    const moduleMatch = context.moduleMatches.get(index) ?? null
    if (names.length === 0 && moduleMatch === null && members.stale.length === 0) continue
    planFact(context, fact, names, members, moduleMatch)
  }
}

interface Stale {
  readonly name: ImportedName
  readonly matchIndex: number
  readonly match: Match
}

interface MockMembers {
  /** Matches of keys of the factory's object. */
  readonly stale: readonly number[]
  /** How many keys there are. */
  readonly count: number
}

const mockMembers = (context: PlanContext, index: number): MockMembers => {
  const { strings } = context.facts
  const isOwn = (at: number): boolean => {
    const base = strings[at]?.base
    return strings[at]?.role === 'mock-member' && base != null && 'import' in base && base.import === index
  }
  const stale = context.input.matches.flatMap(({ site, target }, at) => (target !== null && site.type === 'string' && isOwn(site.string) ? [at] : []))
  return { stale, count: strings.filter((_, at) => isOwn(at)).length }
}

const planFact = (context: PlanContext, fact: ImportFact, names: readonly Stale[], members: MockMembers, moduleMatch: number | null): void => {
  const { changes } = context
  const home = context.keyOf(fact)
  const all = [...names.map(({ matchIndex }) => matchIndex), ...members.stale]
  const refuseAll = (reason: string): void => {
    for (const { matchIndex, name } of names) refuseBinding(context, matchIndex, name.local, reason)
    for (const match of members.stale) changes.refuse(match, reason)
    if (moduleMatch !== null) changes.refuse(moduleMatch, reason)
  }
  if (moduleMatch === null && splitTags(context, fact, names, home)) return
  const destination = findDestination(context, fact, all, members, names, moduleMatch, home)
  if (typeof destination === 'string') return refuseAll(destination)
  const lead = moduleMatch ?? all[0]
  if (lead === undefined) return
  const draft = changes.open(describeTarget(context.match(lead)))
  if (destination !== null) {
    const edit = specifierEdit(context, fact, destination)
    if (typeof edit === 'string') return refuseAll(edit)
    if (moduleMatch !== null) {
      const fault = becomeMember(context, fact, context.match(moduleMatch), draft)
      if (fault !== null) return refuseAll(fault)
      changes.claim(draft, moduleMatch)
    }
    changes.edit(draft, edit)
  }
  for (const stale of names) {
    const { target } = stale.match
    const staysBehind = destination === null && target !== null && target.module.key !== home
    const fault = staysBehind ? 'only a part of what is taken from the module moves' : renameName(context, fact, stale, draft)
    if (fault !== null) refuseBinding(context, stale.matchIndex, stale.name.local, fault)
  }
  for (const match of members.stale) renameMember(context, match, draft)
}

/** `@import { a, Old } from 'm'`: what stays stays, what moves gets a tag of its own. */
const splitTags = (context: PlanContext, fact: ImportFact, names: readonly Stale[], home: string): boolean => {
  const moving = names.filter(({ match }) => match.target !== null && match.target.module.key !== home)
  const [first] = moving
  const address = first?.match.target?.module
  if (first === undefined || address === undefined || moving.length === fact.names.length || moving.length < names.length) return false
  if (readTagList(context, fact) === null || moving.some(({ match }) => match.target?.module.key !== address.key)) return false
  const draft = context.changes.open(describeTarget(first.match))
  const specs: string[] = []
  for (const stale of moving) {
    const { name, match } = stale
    const path = match.target?.name?.split('.') ?? []
    const [imported = ''] = path
    if (path.length !== 1 || imported === 'default' || imported === '*') return false
    const local = name.local === null ? imported : followTag(context, stale, imported, address, draft)
    if (local === null) return false
    specs.push(importSpec(imported, local, false, context.style.quote))
  }
  const dropped = new Set(moving.map(({ name }) => fact.names.indexOf(name)))
  const edits = splitTag(context, fact, dropped, specs, address)
  if (edits === null) return false
  context.changes.edit(draft, ...edits)
  for (const { matchIndex } of moving) context.changes.claim(draft, matchIndex)
  return true
}

/** The local name a moved tag's name gets; all its uses follow. */
const followTag = (context: PlanContext, { name, match }: Stale, imported: string, address: ModuleAddress, draft: DraftId): string | null => {
  const binding = name.local === null ? null : context.names.binding(name.local)
  if (binding === null || name.local === null) return null
  const origin = originId(address.key, imported, binding.scope, 'import')
  const choice = chooseLocal(context, { binding, id: name.local, name, address, imported, flavour: 'load', before: -1, origin }, false)
  const rename = choice?.type === 'import' && choice.rename
  const fault = followBinding(context, name.local, match, draft, rename ? choice.local : null, true)
  return fault !== null ? null : rename ? choice.local : binding.name
}

/** The module all of it moves to; null where the module stays; a string says why neither will do. */
const findDestination = (
  context: PlanContext, fact: ImportFact, all: readonly number[], members: MockMembers, names: readonly Stale[],
  moduleMatch: number | null, home: string,
): ModuleAddress | null | string => {
  const targets = all.map((index) => context.match(index).target?.module)
  const whole = moduleMatch === null ? null : (context.match(moduleMatch).target?.module ?? null)
  if (whole !== null) {
    return targets.every((target) => target?.key === whole.key) ? whole : 'the module goes to one place and its names to another'
  }
  const [first] = targets
  const keys = new Set(targets.map((target) => target?.key))
  if (first === undefined || (keys.size === 1 && keys.has(home))) return null
  const isComplete = names.length === fact.names.length && members.stale.length === members.count
  const isLazy = fact.names.length === 1 && fact.names[0]?.imported === 'default' && fact.names[0].importedSpan === null
  if (keys.size === 1 && isComplete && (!fact.escapes || isLazy)) return first
  if (keys.has(home)) return null
  if (fact.escapes) return 'the module is used in a way that is not followed'
  return 'only a part of what is taken from the module moves'
}

const specifierEdit = (context: PlanContext, fact: ImportFact, address: ModuleAddress): TextEdit | string => {
  if (!fact.editable) return 'the specifier is written with escapes'
  const specifier = context.spell(address, fact.specifier)
  if (specifier === null) return `${address.key} cannot be reached from here`
  const { specifierSpan } = fact
  const written = context.text.slice(specifierSpan.start, specifierSpan.end)
  // `path="m.d.ts"`, `new URL('m.js', …)`: relative though nothing says so.
  const isImplied = !written.startsWith('.') && fact.specifier === `./${written}`
  return { ...specifierSpan, text: isImplied && specifier.startsWith('./') ? specifier.slice(2) : specifier }
}

/** A module that becomes one name of another: `require('lodash/merge')` is `require('lodash').merge`. */
const becomeMember = (context: PlanContext, fact: ImportFact, match: Match, draft: DraftId): string | null => {
  const name = match.target?.name ?? null
  if (name === null) return null
  const path = name.split('.')
  const quote = context.style.quote
  if (fact.kind !== 'require') return 'a whole module cannot become one of its names'
  if (fact.names.length === 1 && fact.names[0]?.imported === 'default' && fact.names[0].importedSpan !== null) {
    const edits = replaceMembers(fact.names[0].importedSpan, [{ name: 'default', span: fact.names[0].importedSpan }], path, context.layout, quote)
    if (edits === null) return 'it is written in a way that cannot be rewritten'
    context.changes.edit(draft, ...edits)
    return null
  }
  if (fact.names.some(({ shape }) => shape !== 'namespace')) return 'its names would be members of the replacement'
  const call = context.tree.nodesAround(fact.specifierSpan).findLast(({ type }) => type === 'CallExpression')
  if (call === undefined) return 'it is written in a way that cannot be rewritten'
  context.changes.edit(draft, { start: call.end, end: call.end, text: memberPath('', path, quote) })
  return null
}

const renameName = (context: PlanContext, fact: ImportFact, { name, match, matchIndex }: Stale, draft: DraftId): string | null => {
  const { target } = match
  if (target === null || target.name === null) return 'a whole module cannot stand for a name'
  const path = target.name.split('.')
  const covered = match.name === null ? 1 : Math.max(1, match.name.split('.').length)
  const { importedSpan, localSpan } = name
  if (importedSpan === null) {
    if (path.join('.') !== name.imported) return 'the default export is taken without being named'
    context.changes.claim(draft, matchIndex)
    return null
  }
  const isDeclared = localSpan !== null && name.local !== null && (context.facts.bindings[name.local]?.declarations.some(({ start }) => start === localSpan.start) ?? false)
  const last = path.at(-1) ?? ''
  let local = name.localName
  if (isDeclared && name.local !== null) {
    const binding = context.names.binding(name.local)
    const isSame = localSpan.start === importedSpan.start
    if (binding === null) return 'it is bound in a way that is not understood'
    const isAugmented = fact.kind === 'module-augmentation'
    const origin = originId(target.module.key, target.name, binding.scope, 'load')
    const request = { binding, id: name.local, name, address: target.module, imported: last, flavour: 'load' as const, before: -1, origin }
    const choice = binding.declarations.length > 1 && !isAugmented ? null : chooseLocal(context, request, false)
    // `export const { X } = require('m')` publishes the local name.
    const publishes = context.facts.exports.some(({ target: to, span }) => to.type === 'binding' && to.binding === name.local && span.start === localSpan.start)
    // `@typedef {import('m').X} X` publishes a type of the module's own.
    const isTypedef = fact.kind === 'jsdoc' && (localSpan.start < name.span.start || localSpan.end > name.span.end)
    const rename = !isTypedef && choice?.type === 'import' && choice.rename && (!publishes || publicNameAfter(match, binding.name) === choice.local)
    if (isAugmented && !rename && last !== name.imported) return `\`${last}\` is already bound here`
    const fault = followBinding(context, name.local, match, draft, rename ? choice.local : null, true)
    if (fault !== null) return fault
    if (rename) {
      local = choice.local
      context.names.vacate(name.local)
      context.names.introduce(local, origin, binding.scope)
      if (!isSame) context.changes.edit(draft, { ...localSpan, text: local })
    }
    if (isAugmented) {
      context.changes.edit(draft, { ...importedSpan, text: last })
      context.changes.claim(draft, matchIndex)
      return null
    }
  }
  // Assigned to a name of the author's: that name stays.
  if (!isDeclared && name.local !== null) for (const usage of context.usages.get(name.local) ?? []) context.changes.claim(draft, usage)
  const edits = fact.kind === 'jsdoc' ? tagEdits(context, name, path, covered, local) : tokenEdits(context, name, path, covered, local)
  if (edits === null) return 'it is written in a way that cannot be rewritten'
  context.changes.edit(draft, ...edits)
  context.changes.claim(draft, matchIndex)
  return null
}

/** `@import { X } from 'm'` is written like an import statement, `import('m').X` like code. */
const tagEdits = (context: PlanContext, name: ImportedName, path: readonly string[], covered: number, local: string | null): TextEdit[] | null => {
  const { importedSpan, localSpan, span } = name
  if (localSpan === null || importedSpan === null) return tokenEdits(context, name, path, covered, local)
  const [imported, ...rest] = path
  if (imported === undefined || rest.length > 0 || imported === 'default' || imported === '*') return null
  if (localSpan.start !== importedSpan.start) return isIdentifierName(imported) ? [{ ...importedSpan, text: imported }] : null
  return [{ ...span, text: importSpec(imported, local ?? name.imported, false, context.style.quote) }]
}

/** Edits at the place that spells the imported name; null where they would not be exact. */
const tokenEdits = (context: PlanContext, name: ImportedName, path: readonly string[], covered: number, local: string | null): TextEdit[] | null => {
  const { layout, style, text } = context
  const { importedSpan, localSpan, span } = name
  if (importedSpan === null) return null
  const isPattern = localSpan !== null && localSpan.start >= span.start && localSpan.end <= span.end
  if (!isPattern) {
    const members = [{ name: name.imported, span: importedSpan }, ...name.members.slice(0, covered - 1)]
    return replaceMembers({ start: importedSpan.start, end: importedSpan.start - (isQuoted(importedSpan, layout) ? 1 : 0) }, members, path, layout, style.quote)
  }
  const [key, ...rest] = path
  if (key === undefined) return null
  const isShorthand = localSpan.start === importedSpan.start
  if (!isShorthand) {
    if (covered > 1 || rest.length > 0 || (!isQuoted(importedSpan, layout) && !isIdentifierName(key))) return null
    return [{ ...importedSpan, text: key }]
  }
  const initializer = span.end > localSpan.end ? text.slice(localSpan.end, span.end) : ''
  return [{ ...span, text: patternSpec(path, local ?? name.imported, initializer, style.quote) }]
}

const renameMember = (context: PlanContext, matchIndex: number, draft: DraftId): void => {
  const { changes, facts, text } = context
  if (changes.isSettled(matchIndex)) {
    const known = changes.draftOf(matchIndex)
    if (known !== null) changes.join(known, draft)
    return
  }
  const { site, target } = context.match(matchIndex)
  const string = site.type === 'string' ? facts.strings[site.string] : undefined
  const name = target?.name?.split('.').at(-1)
  if (string === undefined || name === undefined || target?.name?.includes('.')) return changes.refuse(matchIndex, 'a member cannot be mocked by its name')
  if (text.slice(string.span.start, string.span.end) !== string.value) return changes.refuse(matchIndex, 'the key is written with escapes')
  const isShorthand = string.bare && !string.editable
  const key = string.bare && !isIdentifierName(name) ? context.style.quote + name + context.style.quote : name
  changes.claim(draft, matchIndex)
  if (key !== string.value) changes.edit(draft, { ...string.span, text: isShorthand ? `${key}: ${string.value}` : key })
}
