import type { ImportedName, ImportFact } from '../../../core/facts.ts'
import type { Match } from '../../../core/matches.ts'
import type { TextEdit } from '../../../core/span.ts'
import { isQuoted, replaceMembers } from './chain-edits.ts'
import type { DraftId } from './change-set.ts'
import type { PlanContext } from './context.ts'
import { followBinding } from './follow.ts'
import { chooseLocal } from './local-names.ts'
import { isIdentifierName, originId } from './name-table.ts'
import { publicNameAfter } from './public-names.ts'
import { importSpec, memberPath, namespaceSpec, patternSpec, withoutNamespace } from './spec-text.ts'

/** A retired name of an import fact that stands in no statement of its own. */
export interface Stale {
  readonly name: ImportedName
  readonly matchIndex: number
  readonly match: Match
}

/** Rewrite the name where it is spelled, and its local side; a string says why that cannot be done. */
export const renameName = (
  context: PlanContext,
  fact: ImportFact,
  { name, match, matchIndex }: Stale,
  draft: DraftId,
): string | null => {
  const { target } = match
  if (target === null || target.name === null) return 'a whole module cannot stand for a name'
  const path = target.name.split('.')
  const covered = match.name === null ? 1 : Math.max(1, match.name.split('.').length)
  const { importedSpan, localSpan } = name
  if (importedSpan === null) {
    const isSame = path.join('.') === name.imported
    const edit = isSame
      ? []
      : name.shape === 'namespace'
        ? nameWhole(context, fact, path)
        : nameDefault(context, fact, name, path)
    if (edit === null)
      return name.shape === 'namespace'
        ? 'the module is taken as a whole'
        : 'the default export is taken without being named'
    context.changes.edit(draft, ...edit)
    context.changes.claim(draft, matchIndex)
    return null
  }
  const isDeclared =
    localSpan !== null &&
    name.local !== null &&
    (context.facts.bindings[name.local]?.declarations.some(({ start }) => start === localSpan.start) ?? false)
  const last = path.at(-1) ?? ''
  let local = name.localName
  if (isDeclared && name.local !== null) {
    const binding = context.names.binding(name.local)
    const isSame = localSpan.start === importedSpan.start
    if (binding === null) return 'it is bound in a way that is not understood'
    const isAugmented = fact.kind === 'module-augmentation'
    if (isAugmented && (path.length > 1 || last === '*' || last === 'default'))
      return 'what it augments has another place in its module now'
    const origin = originId(target.module.key, target.name, binding.scope, 'load')
    const request = {
      binding,
      id: name.local,
      name,
      address: target.module,
      imported: last,
      flavour: 'load' as const,
      before: -1,
      origin,
    }
    const choice = binding.declarations.length > 1 && !isAugmented ? null : chooseLocal(context, request, false)
    // `export const { X } = require('m')` publishes the local name.
    const publishes = context.facts.exports.some(
      ({ target: to, span }) => to.type === 'binding' && to.binding === name.local && span.start === localSpan.start,
    )
    // `@typedef {import('m').X} X` publishes a type of the module's own.
    const isTypedef = fact.kind === 'jsdoc' && (localSpan.start < name.span.start || localSpan.end > name.span.end)
    const rename =
      !isTypedef &&
      choice?.type === 'import' &&
      choice.rename &&
      (!publishes || publicNameAfter(match, binding.name) === choice.local)
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
  if (!isDeclared && name.local !== null)
    for (const usage of context.usages.get(name.local) ?? []) context.changes.claim(draft, usage)
  const edits =
    fact.kind === 'jsdoc'
      ? tagEdits(context, name, path, covered, local)
      : tokenEdits(context, name, path, covered, local)
  if (edits === null) return 'it is written in a way that cannot be rewritten'
  context.changes.edit(draft, ...edits)
  context.changes.claim(draft, matchIndex)
  return null
}

/** `typeof import('m')` becomes a member of another module. */
const nameWhole = (
  { style }: PlanContext,
  { kind, statement, names }: ImportFact,
  path: readonly string[],
): TextEdit[] | null =>
  kind === 'import-type' && names.length === 1 && withoutNamespace(path).length > 0
    ? [{ start: statement.end, end: statement.end, text: memberPath('', path, style.quote) }]
    : null

const LOADERS = new Set(['ArrowFunctionExpression', 'FunctionExpression'])

/** Name what was taken as the default without a word: `lazy(() => import('m'))`, `@import D from 'm'`. */
const nameDefault = (
  context: PlanContext,
  fact: ImportFact,
  { span, localName, localSpan }: ImportedName,
  path: readonly string[],
): TextEdit[] | null => {
  const { style, tree } = context
  if (fact.kind === 'jsdoc') {
    const [imported, ...rest] = path
    if (imported === undefined || rest.length > 0 || localName === null || localSpan === null) return null
    if (fact.names.length > 1) return null
    const text =
      imported === '*'
        ? namespaceSpec(localName, style.quote)
        : `{ ${importSpec(imported, localName, false, style.quote)} }`
    return [{ ...span, text }]
  }
  if (fact.kind !== 'dynamic-import' || path[0] === '*') return null
  const around = tree.nodesAround(fact.statement)
  const taker = around[around.findLastIndex(({ type }) => LOADERS.has(type)) - 1]
  if (taker === undefined) return null
  // React takes a module with a default export; Vue, Angular and Next take the component itself.
  const isModule =
    taker.type === 'CallExpression' &&
    /\b(?:lazy|loadable)\s*$/.test(context.text.slice(taker.callee.start, taker.callee.end))
  const taken = memberPath('m', path, style.quote)
  const text = isModule ? `.then((m) => ({ default: ${taken} }))` : `.then((m) => ${taken})`
  return [{ start: fact.statement.end, end: fact.statement.end, text }]
}

/** `@import { X } from 'm'` is written like an import statement, `import('m').X` like code. */
const tagEdits = (
  context: PlanContext,
  name: ImportedName,
  path: readonly string[],
  covered: number,
  local: string | null,
): TextEdit[] | null => {
  const { importedSpan, localSpan, span } = name
  if (localSpan === null || importedSpan === null) return tokenEdits(context, name, path, covered, local)
  const [imported, ...rest] = path
  if (imported === undefined || rest.length > 0 || imported === '*') return null
  if (localSpan.start !== importedSpan.start)
    return isIdentifierName(imported) ? [{ ...importedSpan, text: imported }] : null
  return [{ ...span, text: importSpec(imported, local ?? name.imported, false, context.style.quote) }]
}

const ACCESS = /\s*(?:\?\.|\.)?\s*\[?$/

/** Edits at the place that spells the imported name; null where they would not be exact. */
const tokenEdits = (
  context: PlanContext,
  name: ImportedName,
  path: readonly string[],
  covered: number,
  local: string | null,
): TextEdit[] | null => {
  const { layout, style, text } = context
  const { importedSpan, localSpan, span } = name
  if (importedSpan === null) return null
  const isPattern = localSpan !== null && localSpan.start >= span.start && localSpan.end <= span.end
  if (!isPattern) {
    const members = [{ name: name.imported, span: importedSpan }, ...name.members.slice(0, covered - 1)]
    const start = importedSpan.start - (isQuoted(importedSpan, layout) ? 1 : 0)
    // The module itself is wanted: the access goes too.
    const access =
      withoutNamespace(path).length > 0 ? '' : (ACCESS.exec(text.slice(Math.max(0, start - 40), start))?.[0] ?? null)
    if (access === null) return null
    return replaceMembers({ start: importedSpan.start, end: start - access.length }, members, path, layout, style.quote)
  }
  const [key, ...rest] = withoutNamespace(path)
  if (key === undefined) return null
  const isShorthand = localSpan.start === importedSpan.start
  if (!isShorthand) {
    if (covered > 1 || rest.length > 0 || (!isQuoted(importedSpan, layout) && !isIdentifierName(key))) return null
    return [{ ...importedSpan, text: key }]
  }
  const initializer = span.end > localSpan.end ? text.slice(localSpan.end, span.end) : ''
  return [{ ...span, text: patternSpec([key, ...rest], local ?? name.imported, initializer, style.quote) }]
}
