import type { ImportFact } from '../../../core/facts.ts'
import type { ModuleAddress } from '../../../core/module-address.ts'
import type { Span, TextEdit } from '../../../core/span.ts'
import type { PlanContext } from './context.ts'
import { createLayout } from './layout.ts'
import { editList, type BracedList } from './list-edits.ts'

/** The list of `@import { … } from 'm'`; null where the tag takes a default or a namespace. */
export const readTagList = (context: PlanContext, fact: ImportFact): BracedList | null => {
  const { text } = context
  const open = text.indexOf('{', fact.statement.start)
  const close = text.indexOf('}', open)
  if (fact.kind !== 'jsdoc' || open === -1 || close === -1 || close > fact.specifierSpan.start) return null
  if (!/^@import\s+$/.test(text.slice(fact.statement.start, open))) return null
  const items = fact.names.map(({ span }) => ({ start: span.start, end: span.end }))
  return items.length > 0 && items.every(({ start, end }) => start > open && end <= close) ? { open, close, items } : null
}

/**
 * Take names out of a tag and write them into the tag of their new module: one that is there, or one beside it.
 * null where the tag is not written plainly.
 */
export const splitTag = (
  context: PlanContext, fact: ImportFact, dropped: ReadonlySet<number>, specs: readonly string[], address: ModuleAddress,
): readonly TextEdit[] | null => {
  const list = readTagList(context, fact)
  const specifier = fact.editable ? context.spell(address, fact.specifier) : null
  const comment = context.layout.comments.find(({ start, end }) => start <= fact.statement.start && end >= fact.statement.end)
  if (list === null || specifier === null || comment === undefined) return null
  const { text } = context
  const edits = editTagList(context, list, dropped, [])
  for (const other of context.facts.imports) {
    const home = other === fact || other.kind !== 'jsdoc' || context.keyOf(other) !== address.key ? null : readTagList(context, other)
    if (home !== null) return [...edits, ...editTagList(context, home, new Set(), specs)]
  }
  const quote = text[fact.specifierSpan.start - 1] ?? "'"
  const tag = `@import { ${specs.join(', ')} } from ${quote}${specifier}${quote}`
  return [...edits, insertTag(context, fact.statement, comment, tag)]
}

/** The margin of a comment (` * `) counts as indentation. */
const editTagList = ({ text, layout }: PlanContext, list: BracedList, dropped: ReadonlySet<number>, added: readonly string[]): TextEdit[] => {
  const inner = text.slice(list.open, list.close)
  const blanked = inner.replace(/\n[ \t]*\*/g, (margin) => `${margin.slice(0, -1)} `)
  const plain = createLayout(text.slice(0, list.open) + blanked + text.slice(list.close), [])
  const [first] = list.items
  const margin = first === undefined ? '' : layout.text.slice(layout.lineStart(first.start), first.start)
  const blank = margin.replace('*', ' ')
  const restore = (written: string) => (inner.includes('\n') ? written.replaceAll(`\n${blank}`, () => `\n${margin}`) : written)
  return editList(plain, list, { dropped, replaced: new Map(), added }).map((edit) => ({ ...edit, text: restore(edit.text) }))
}

const insertTag = (context: PlanContext, statement: Span, comment: Span, tag: string): TextEdit => {
  const { layout, text } = context
  const indent = layout.indentAt(comment.start)
  const isAlone = /^\/\*\*\s*$/.test(text.slice(comment.start, statement.start)) && /^\s*\*\/$/.test(text.slice(statement.end, comment.end))
  const isLine = !text.slice(comment.start, comment.end).includes('\n')
  if (isAlone && isLine) return { start: comment.end, end: comment.end, text: `${layout.newline}${indent}/** ${tag} */` }
  // Inside a block: a line of its own, with the block's own margin.
  const margin = isLine ? ' ' : `${layout.newline}${/^[ \t]*\*?[ \t]*/.exec(text.slice(layout.lineStart(statement.start)))?.[0] ?? `${indent} * `}`
  return { start: statement.end, end: statement.end, text: isLine ? `${layout.newline}${indent} * ${tag}` : margin + tag }
}
