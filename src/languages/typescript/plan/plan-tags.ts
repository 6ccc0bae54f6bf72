import type { ImportFact } from '../../../core/facts.ts'
import type { ModuleAddress } from '../../../core/module-address.ts'
import type { Span, TextEdit } from '../../../core/span.ts'
import type { DraftId } from './change-set.ts'
import { describeTarget, type PlanContext } from './context.ts'
import { followBinding } from './follow.ts'
import { createLayout } from './layout.ts'
import { type BracedList, editList } from './list-edits.ts'
import { chooseLocal } from './local-names.ts'
import type { Stale } from './loose-names.ts'
import { originId } from './name-table.ts'
import { importSpec } from './spec-text.ts'

/** The list of `@import { … } from 'm'`; null where the tag takes a default or a namespace. */
const readTagList = (context: PlanContext, fact: ImportFact): BracedList | null => {
  const { text } = context
  const open = text.indexOf('{', fact.statement.start)
  const close = text.indexOf('}', open)
  if (fact.kind !== 'jsdoc' || open === -1 || close === -1 || close > fact.specifierSpan.start) return null
  if (!/^@import\s+$/.test(text.slice(fact.statement.start, open))) return null
  const items = fact.names.map(({ span }) => ({ start: span.start, end: span.end }))
  return items.length > 0 && items.every(({ start, end }) => start > open && end <= close)
    ? { open, close, items }
    : null
}

/**
 * Take names out of a tag and write them into the tag of their new module: one that is there, or one beside it.
 * null where the tag is not written plainly.
 */
const splitTag = (
  context: PlanContext,
  fact: ImportFact,
  dropped: ReadonlySet<number>,
  specs: readonly string[],
  address: ModuleAddress,
): readonly TextEdit[] | null => {
  const list = readTagList(context, fact)
  const specifier = fact.editable ? context.spell(address, fact.specifier) : null
  const comment = context.layout.comments.find(
    ({ start, end }) => start <= fact.statement.start && end >= fact.statement.end,
  )
  if (list === null || specifier === null || comment === undefined) return null
  const { text } = context
  const edits = editTagList(context, list, dropped, [])
  for (const other of context.facts.imports) {
    const home =
      other === fact || other.kind !== 'jsdoc' || context.keyOf(other) !== address.key
        ? null
        : readTagList(context, other)
    if (home !== null) return [...edits, ...editTagList(context, home, new Set(), specs)]
  }
  const quote = text[fact.specifierSpan.start - 1] ?? "'"
  const tag = `@import { ${specs.join(', ')} } from ${quote}${specifier}${quote}`
  return [...edits, insertTag(context, fact.statement, comment, tag)]
}

/** The margin of a comment (` * `) counts as indentation. */
const editTagList = (
  { text, layout }: PlanContext,
  list: BracedList,
  dropped: ReadonlySet<number>,
  added: readonly string[],
): TextEdit[] => {
  const inner = text.slice(list.open, list.close)
  const blanked = inner.replace(/\n[ \t]*\*/g, (margin) => `${margin.slice(0, -1)} `)
  const plain = createLayout(text.slice(0, list.open) + blanked + text.slice(list.close), [])
  const [first] = list.items
  const margin = first === undefined ? '' : layout.text.slice(layout.lineStart(first.start), first.start)
  const blank = margin.replace('*', ' ')
  const restore = (written: string) =>
    inner.includes('\n') ? written.replaceAll(`\n${blank}`, () => `\n${margin}`) : written
  return editList(plain, list, { dropped, replaced: new Map(), added }).map((edit) => ({
    ...edit,
    text: restore(edit.text),
  }))
}

const insertTag = (context: PlanContext, statement: Span, comment: Span, tag: string): TextEdit => {
  const { layout, text } = context
  const indent = layout.indentAt(comment.start)
  const isAlone =
    /^\/\*\*\s*$/.test(text.slice(comment.start, statement.start)) &&
    /^\s*\*\/$/.test(text.slice(statement.end, comment.end))
  const isLine = !text.slice(comment.start, comment.end).includes('\n')
  if (isAlone && isLine)
    return { start: comment.end, end: comment.end, text: `${layout.newline}${indent}/** ${tag} */` }
  // Inside a block: a line of its own, with the block's own margin.
  const margin = isLine
    ? ' '
    : `${layout.newline}${/^[ \t]*\*?[ \t]*/.exec(text.slice(layout.lineStart(statement.start)))?.[0] ?? `${indent} * `}`
  return {
    start: statement.end,
    end: statement.end,
    text: isLine ? `${layout.newline}${indent} * ${tag}` : margin + tag,
  }
}

/** `@import { a, Old } from 'm'`: what stays stays, what moves gets a tag of its own. */
export const splitTags = (context: PlanContext, fact: ImportFact, names: readonly Stale[], home: string): boolean => {
  const moving = names.filter(({ match }) => match.target !== null && match.target.module.key !== home)
  const [first] = moving
  const address = first?.match.target?.module
  if (
    first === undefined ||
    address === undefined ||
    moving.length === fact.names.length ||
    moving.length < names.length
  )
    return false
  if (readTagList(context, fact) === null || moving.some(({ match }) => match.target?.module.key !== address.key))
    return false
  const draft = context.changes.open(describeTarget(first.match))
  const specs: string[] = []
  for (const stale of moving) {
    const { name, match } = stale
    const path = match.target?.name?.split('.') ?? []
    const [imported = ''] = path
    if (path.length !== 1 || imported === '*') return false
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
const followTag = (
  context: PlanContext,
  { name, match }: Stale,
  imported: string,
  address: ModuleAddress,
  draft: DraftId,
): string | null => {
  const binding = name.local === null ? null : context.names.binding(name.local)
  if (binding === null || name.local === null) return null
  const origin = originId(address.key, imported, binding.scope, 'import')
  const choice = chooseLocal(
    context,
    { binding, id: name.local, name, address, imported, flavour: 'load', before: -1, origin },
    false,
  )
  const rename = choice?.type === 'import' && choice.rename
  const fault = followBinding(context, name.local, match, draft, rename ? choice.local : null, true)
  return fault !== null ? null : rename ? choice.local : binding.name
}
