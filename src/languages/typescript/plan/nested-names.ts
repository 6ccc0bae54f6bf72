import type { ImportedName, Member } from '../../../core/facts.ts'
import type { TextEdit } from '../../../core/span.ts'
import { isQuoted } from './chain-edits.ts'
import { describeTarget, type PlanContext } from './context.ts'
import { followBinding, refuseBinding } from './follow.ts'
import { chooseLocal } from './local-names.ts'
import { isIdentifierName, originId } from './name-table.ts'

/*
 * Names taken from deep inside a module, which stay in it: `const { Box: { Old } } = require('m')`,
 * `const { Old } = require('m').Box`. Each token is renamed where it stands.
 */
export const planNestedNames = (context: PlanContext): void => {
  for (const [index, { names }] of context.facts.imports.entries())
    for (const [at, name] of names.entries()) {
      const matchIndex = context.nameMatches.get(`${index}:${at}`)
      if (matchIndex !== undefined && name.members.length > 0) planName(context, index, name, matchIndex)
    }
}

const tokensOf = ({ imported, importedSpan, members }: ImportedName): Member[] =>
  importedSpan === null ? [] : [{ name: imported, span: importedSpan }, ...members]

/** What has to change at the place of each token; null where the names are not as many as before. */
const editsOf = (context: PlanContext, name: ImportedName, matchIndex: number): TextEdit[] | null => {
  const { name: covered, target } = context.match(matchIndex)
  const path = target?.name?.split('.') ?? []
  const count = covered?.split('.').length ?? 0
  const tokens = tokensOf(name).slice(0, count)
  if (tokens.length !== path.length || tokens.length !== count) return null
  return tokens.flatMap(({ name: old, span }, at) => {
    const next = path[at] ?? old
    return next === old ? [] : [{ ...span, text: next }]
  })
}

const planName = (context: PlanContext, index: number, name: ImportedName, matchIndex: number): void => {
  const { changes, layout } = context
  const fact = context.facts.imports[index]
  const match = context.match(matchIndex)
  const { localSpan } = name
  const isPattern = localSpan !== null && localSpan.end >= (tokensOf(name).at(-1)?.span.end ?? Number.POSITIVE_INFINITY)
  const isOf = fact !== undefined && ['require', 'dynamic-import', 'mock-string'].includes(fact.kind)
  // `const x = require('m').Box.Old` is a chain, and no pattern.
  const isInPattern = isPattern || hasSibling(fact?.names ?? [], name) || isSplit(name)
  if (!isOf || !isInPattern || match.target?.module.key !== context.keyOf(fact)) return
  const edits = editsOf(context, name, matchIndex)
  const isExact = edits?.every(({ start, end, text }) => isIdentifierName(text) && !isQuoted({ start, end }, layout))
  if (edits === null || edits.length === 0 || isExact !== true) return
  const isShared = fact.names.some((other, at) => {
    if (other === name) return false
    const own = context.nameMatches.get(`${index}:${at}`)
    const also = own === undefined ? null : editsOf(context, other, own)
    return edits.some(
      ({ start, text }) =>
        tokensOf(other).some(({ span }) => span.start === start) &&
        also?.some((edit) => edit.start === start && edit.text === text) !== true,
    )
  })
  if (isShared) return refuseBinding(context, matchIndex, name.local, 'another name is taken through the same one')
  const draft = changes.open(describeTarget(match))
  const local = renameLocal(context, name, matchIndex, draft)
  if (local === null) return
  changes.edit(
    draft,
    ...edits.map((edit) =>
      edit.start === localSpan?.start && edit.text !== local ? { ...edit, text: `${edit.text}: ${local}` } : edit,
    ),
  )
  changes.claim(draft, matchIndex)
}

const hasSibling = (names: readonly ImportedName[], name: ImportedName): boolean =>
  names.some(
    (other) => other !== name && other.importedSpan !== null && other.importedSpan.start === name.importedSpan?.start,
  )

/** A pattern's key stands before the `=`, what it is taken from behind: the tokens are out of order. */
const isSplit = (name: ImportedName): boolean =>
  tokensOf(name).some(({ span }, at, all) => span.start < (all[at - 1]?.span.start ?? 0))

/** The local name afterwards; null where it cannot follow, which is said then. */
const renameLocal = (context: PlanContext, name: ImportedName, matchIndex: number, draft: number): string | null => {
  const { changes } = context
  const match = context.match(matchIndex)
  const { target } = match
  const { local: id, localName, localSpan } = name
  const last = tokensOf(name).at(-1)
  const isWhole = match.name?.split('.').length === 1 + name.members.length
  const binding = id === null ? null : context.names.binding(id)
  const kept = localName ?? ''
  if (!isWhole || id === null || binding === null || last === undefined || localSpan === null || target?.name == null)
    return kept
  if (!binding.declarations.some(({ start }) => start === localSpan.start)) return kept
  const origin = originId(target.module.key, target.name, binding.scope, 'load')
  const request = {
    binding,
    id,
    name: { ...name, imported: last.name },
    address: target.module,
    imported: target.name.split('.').at(-1) ?? last.name,
    flavour: 'load' as const,
    before: -1,
    origin,
  }
  const choice = binding.declarations.length > 1 ? null : chooseLocal(context, request, false)
  const rename = choice?.type === 'import' && choice.rename ? choice.local : null
  const fault = followBinding(context, id, match, draft, rename, true)
  if (fault !== null) {
    refuseBinding(context, matchIndex, id, fault)
    return null
  }
  if (rename === null) return kept
  context.names.vacate(id)
  context.names.introduce(rename, origin, binding.scope)
  if (localSpan.start !== last.span.start) changes.edit(draft, { ...localSpan, text: rename })
  return rename
}
