import type { ImportFact } from '../../../core/facts.ts'
import type { Match } from '../../../core/matches.ts'
import type { ModuleAddress } from '../../../core/module-address.ts'
import type { TextEdit } from '../../../core/span.ts'
import { replaceMembers } from './chain-edits.ts'
import type { DraftId } from './change-set.ts'
import { describeTarget, type PlanContext } from './context.ts'
import { refuseBinding } from './follow.ts'
import { isSameKind } from './import-attributes.ts'
import { renameName, type Stale } from './loose-names.ts'
import { followMock, splitMock, typeArgumentEdits } from './mocked-modules.ts'
import { isIdentifierName } from './name-table.ts'
import { splitTags } from './plan-tags.ts'
import { memberPath } from './spec-text.ts'
import { splitAugmentation } from './split-augmentation.ts'
import { splitThenPattern } from './then-imports.ts'

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
      return matchIndex === undefined || context.changes.isSettled(matchIndex)
        ? []
        : [{ name, matchIndex, match: context.match(matchIndex) }]
    })
    const members = mockMembers(context, index)
    const moduleMatch = context.moduleMatches.get(index) ?? null
    if (names.length === 0 && moduleMatch === null && members.stale.length === 0) continue
    planFact(context, fact, names, members, moduleMatch)
  }
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
    const isTop = base != null && 'import' in base && base.import === index && base.names === undefined
    return isTop && strings[at]?.role === 'mock-member'
  }
  const stale = context.input.matches.flatMap(({ site, target }, at) =>
    target !== null && site.type === 'string' && isOwn(site.string) ? [at] : [],
  )
  return { stale, count: strings.filter((_, at) => isOwn(at)).length }
}

const planFact = (
  context: PlanContext,
  fact: ImportFact,
  names: readonly Stale[],
  members: MockMembers,
  moduleMatch: number | null,
): void => {
  const { changes } = context
  const home = context.keyOf(fact)
  const all = [...names.map(({ matchIndex }) => matchIndex), ...members.stale]
  const refuseAll = (reason: string): void => {
    for (const { matchIndex, name } of names) refuseBinding(context, matchIndex, name.local, reason)
    for (const match of members.stale) changes.refuse(match, reason)
    if (moduleMatch !== null) changes.refuse(moduleMatch, reason)
  }
  if (moduleMatch === null && splitTags(context, fact, names, home)) return
  if (moduleMatch === null && splitThenPattern(context, fact, names, home)) return
  const destination = findDestination(context, fact, all, members, names, moduleMatch, home)
  const isDivided = typeof destination === 'string' || (destination === null && members.stale.length > 0)
  if (isDivided && moduleMatch === null && splitMock(context, fact, members.stale, home)) return
  if (moduleMatch === null && names.length < fact.names.length && splitAugmentation(context, fact, names, home)) return
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
    changes.edit(draft, edit, ...typeArgumentEdits(context, fact, edit.text))
    if (fact.kind === 'mock-string') {
      changes.edit(draft, ...followMock(context, fact, edit.text))
      context.movedMocks.set(fact, destination.key)
    }
  }
  for (const stale of names) {
    const { target } = stale.match
    const staysBehind = destination === null && target !== null && target.module.key !== home
    const fault = staysBehind
      ? 'only a part of what is taken from the module moves'
      : renameName(context, fact, stale, draft)
    if (fault !== null) refuseBinding(context, stale.matchIndex, stale.name.local, fault)
  }
  for (const match of members.stale) renameMember(context, match, draft)
}

/** The module all of it moves to; null where the module stays; a string says why neither will do. */
const findDestination = (
  context: PlanContext,
  fact: ImportFact,
  all: readonly number[],
  members: MockMembers,
  names: readonly Stale[],
  moduleMatch: number | null,
  home: string,
): ModuleAddress | null | string => {
  const targets = all.map((index) => context.match(index).target?.module)
  const whole = moduleMatch === null ? null : (context.match(moduleMatch).target?.module ?? null)
  if (whole !== null) {
    return targets.every((target) => target?.key === whole.key)
      ? whole
      : 'the module goes to one place and its names to another'
  }
  const [first] = targets
  const keys = new Set(targets.map((target) => target?.key))
  if (first === undefined || (keys.size === 1 && keys.has(home))) return null
  const isComplete = names.length === fact.names.length && members.stale.length === members.count
  const isLazy = fact.names.length === 1 && fact.names[0]?.imported === 'default' && fact.names[0].importedSpan === null
  const isWholeType = fact.kind === 'import-type' && fact.names.length === 1 && fact.names[0]?.shape === 'namespace'
  if (keys.size === 1 && isComplete && (!fact.escapes || isLazy || isWholeType)) return first
  if (keys.has(home)) return null
  if (fact.escapes) return 'the module is used in a way that is not followed'
  return 'only a part of what is taken from the module moves'
}

const specifierEdit = (context: PlanContext, fact: ImportFact, address: ModuleAddress): TextEdit | string => {
  if (!fact.editable) return 'the specifier is written with escapes'
  const specifier = context.spell(address, fact.specifier)
  if (specifier === null) return `${address.key} cannot be reached from here`
  const { specifierSpan, statement } = fact
  const hasAttributes =
    fact.kind === 'dynamic-import' &&
    /^.?\s*,\s*\{\s*(?:with|assert)\b/.test(context.text.slice(specifierSpan.end, statement.end))
  if (hasAttributes && !isSameKind(specifier, fact.specifier)) return 'its attributes do not fit the replacement'
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
    const edits = replaceMembers(
      fact.names[0].importedSpan,
      [{ name: 'default', span: fact.names[0].importedSpan }],
      path,
      context.layout,
      quote,
    )
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
  if (string === undefined || name === undefined || name === '*' || target?.name?.includes('.'))
    return changes.refuse(matchIndex, 'a member cannot be mocked by its name')
  if (text.slice(string.span.start, string.span.end) !== string.value)
    return changes.refuse(matchIndex, 'the key is written with escapes')
  const isShorthand = string.bare && !string.editable
  const key = string.bare && !isIdentifierName(name) ? context.style.quote + name + context.style.quote : name
  changes.claim(draft, matchIndex)
  if (key !== string.value) changes.edit(draft, { ...string.span, text: isShorthand ? `${key}: ${string.value}` : key })
}
