import type { Span, TextEdit } from '../../../core/span.ts'
import { tokenAt, tokenIs } from '../tokens.ts'
import { afterLineBreak, commentFrom, endOfLine, startOfLine } from './layout.ts'
import type { TextModel } from './layout.ts'
import { insertionIndex, restoredOrder } from './name-order.ts'
import { spellName } from './statement-draft.ts'
import type { Piece } from './statement-draft.ts'
import type { Item, Statement } from './statements.ts'

/** Columns: what the widest of the usual formatters keeps. */
const WIDTH = 120

/** A name in the list of an import statement, with what surrounds it. */
export interface Entry {
  readonly item: Item
  readonly span: Span
  readonly comma: Span | null
  /** The comment that ends its line and speaks of it alone. */
  readonly comment: Span | null
  /** The whole line(s), where nothing else is on them. */
  readonly line: Span | null
}

/** The names of a statement in source order. */
export function readList(model: TextModel, statement: Statement): Entry[] {
  const { text, tokens } = model
  const items = [...statement.items].sort((a, b) => a.imported.span.start - b.imported.span.start)
  return items.map((item, at) => {
    const span = spanOfItem(item)
    const after = tokenAt(tokens, span.end)
    const comma = tokenIs(tokens, after, ',')
      ? { start: tokens.starts[after] ?? 0, end: tokens.ends[after] ?? 0 }
      : null
    const next = items[at + 1]
    const contentEnd = (comma ?? span).end
    const lineEnd = endOfLine(text, contentEnd)
    const inside = lineEnd < statement.span.end
    const nextStart = next === undefined ? Number.POSITIVE_INFINITY : spanOfItem(next).start
    const trailing = tokens.comments[commentFrom(tokens, contentEnd)]
    const comment =
      trailing !== undefined && trailing.start < lineEnd && trailing.end <= statement.span.end ? trailing : null
    const lineStart = startOfLine(text, span.start)
    const restBlank = text.slice(contentEnd, comment?.start ?? lineEnd).trim() === ''
    const alone = inside && restBlank && nextStart > lineEnd && text.slice(lineStart, span.start).trim() === ''
    const line =
      alone && lineStart > statement.span.start ? { start: lineStart, end: afterLineBreak(text, lineEnd) } : null
    return { item, span, comma, comment: nextStart > lineEnd ? comment : null, line }
  })
}

export function spanOfItem(item: Item): Span {
  const { imported, fact } = item
  if (imported.shape !== 'namespace') return imported.span
  const start = Math.min(imported.span.start, fact.specifierSpan.start)
  return { start, end: Math.max(imported.span.end, fact.specifierSpan.end, imported.localSpan?.end ?? 0) }
}

/** Take names out of a list in which at least one stays. */
export function removeFromList(model: TextModel, entries: readonly Entry[], gone: ReadonlySet<Item>): TextEdit[] {
  const edits: TextEdit[] = []
  const isGone = (at: number): boolean => entries[at] !== undefined && gone.has(entries[at].item)
  let lastKept = entries.length - 1
  while (lastKept >= 0 && isGone(lastKept)) lastKept--
  for (const [at, entry] of entries.entries()) {
    if (!gone.has(entry.item)) continue
    if (entry.line !== null) {
      edits.push({ ...entry.line, text: '' })
    } else if (at < lastKept) {
      const next = entries[at + 1]
      if (next !== undefined) edits.push(removeBetween(model, entries[at - 1], entry, next))
    }
  }
  // What trails the last name that stays goes with the comma before it; a comma after it stays.
  const tail = entries.slice(lastKept + 1).filter((entry) => entry.line === null)
  const kept = entries[lastKept]
  const last = tail.at(-1)
  // A list without a trailing comma goes on without one.
  const end = entries.at(-1)
  if (end !== undefined && isGone(entries.length - 1) && end.comma === null && end.line !== null && kept?.comma) {
    edits.push({ ...kept.comma, text: '' })
  }
  if (kept !== undefined && last !== undefined) edits.push(...removeTail(model, kept, tail, last))
  return edits
}

function removeBetween(model: TextModel, previous: Entry | undefined, entry: Entry, next: Entry): TextEdit {
  const lineStart = startOfLine(model.text, entry.span.start)
  const endsLine = endOfLine(model.text, entry.span.end) < next.span.start
  const before = previous?.comma ?? null
  // The last of several on a line: what is before it ends the line from now on.
  if (endsLine && before !== null && before.end > lineStart) {
    return { start: before.end, end: (entry.comma ?? entry.span).end, text: '' }
  }
  return { start: entry.span.start, end: endOfGap(model, entry, next), text: '' }
}

function endOfGap(model: TextModel, entry: Entry, next: Entry): number {
  const contentEnd = (entry.comma ?? entry.span).end
  const comments = model.commentsIn({ start: contentEnd, end: next.span.start })
  if (comments.length === 0 && next.line === null) return next.span.start
  const first = comments[0]
  return first === undefined ? contentEnd : Math.min(first.start, endOfLine(model.text, contentEnd))
}

function removeTail(model: TextModel, kept: Entry, tail: readonly Entry[], last: Entry): TextEdit[] {
  const comments = model.commentsIn({ start: kept.span.end, end: last.span.end })
  if (comments.length === 0) return [{ start: kept.span.end, end: last.span.end, text: '' }]
  return tail.map((entry) => ({ start: entry.span.start, end: (entry.comma ?? entry.span).end, text: '' }))
}

/** Put names into a list, in its order if it has one, on lines of their own if its names have. */
export function insertIntoList(
  model: TextModel,
  entries: readonly Entry[],
  retained: ReadonlySet<Item>,
  finalName: (item: Item) => string,
  pieces: readonly Piece[],
): TextEdit[] {
  const kept = entries.filter((entry) => retained.has(entry.item))
  const names = kept.map((entry) => finalName(entry.item))
  const byPlace = new Map<number, Piece[]>()
  for (const piece of pieces) {
    const at = insertionIndex(names, piece.name ?? piece.specifier)
    byPlace.set(at, [...(byPlace.get(at) ?? []), piece])
  }
  const edits: TextEdit[] = []
  const column = isColumn(model, entries)
  for (const [at, group] of byPlace) {
    group.sort((a, b) => (a.name === b.name ? 0 : insertionIndex([a.name ?? ''], b.name ?? '') === 0 ? 1 : -1))
    const spelled = group.map(spellName)
    const before = kept[at]
    const last = kept.at(-1)
    if (before !== undefined) edits.push(insertBefore(model, before, spelled, column && before !== entries[0]))
    else if (last !== undefined) edits.push(...insertAfter(model, last, spelled))
  }
  return edits
}

/** @param isFollowing it begins a line, as each name does. */
function insertBefore(model: TextModel, entry: Entry, spelled: readonly string[], isFollowing: boolean): TextEdit {
  if (entry.line === null) {
    const gap = isFollowing ? `${model.eol}${indentOf(model, entry)}` : ' '
    return insertion(entry.span.start, spelled.map((name) => `${name},${gap}`).join(''))
  }
  const indent = model.text.slice(entry.line.start, entry.span.start)
  return insertion(entry.line.start, spelled.map((name) => `${indent}${name},${model.eol}`).join(''))
}

/** In parentheses, one name a line, the first of them perhaps beside the parenthesis. */
function isColumn({ text }: TextModel, entries: readonly Entry[]): boolean {
  const [first] = entries
  const starts = new Set(entries.map(({ span }) => startOfLine(text, span.start)))
  if (first === undefined || entries.length < 2 || starts.size < entries.length) return false
  return text.slice(first.item.fact.specifierSpan.end, first.span.start).includes('(')
}

function indentOf({ text }: TextModel, { span }: Entry): string {
  return text.slice(startOfLine(text, span.start), span.start)
}

function insertAfter(model: TextModel, entry: Entry, spelled: readonly string[]): TextEdit[] {
  const { text, eol } = model
  const lineStart = startOfLine(text, entry.span.start)
  const indent = text.slice(lineStart, entry.span.start)
  if (entry.line !== null) {
    const lines = spelled.map(
      (name, at) => `${indent}${name}${entry.comma !== null || at < spelled.length - 1 ? ',' : ''}${eol}`,
    )
    const comma = entry.comma === null ? [insertion(entry.span.end, ',')] : []
    return [...comma, insertion(entry.line.end, lines.join(''))]
  }
  // The last of several lines with the closing parenthesis behind it.
  if (
    indent.trim() === '' &&
    lineStart > entry.item.fact.statement.start &&
    entry.comma === null &&
    !text.slice(entry.item.fact.statement.start, lineStart).includes('\\')
  ) {
    return [insertion(entry.span.end, spelled.map((name) => `,${eol}${indent}${name}`).join(''))]
  }
  const added = spelled.map((name) => `, ${name}`).join('')
  const wrapped = wrapInsertion(model, entry, spelled, added.length)
  return [insertion(entry.span.end, wrapped ?? added)]
}

/** Inside parentheses a line that grew too long goes on in the next one. */
function wrapInsertion(model: TextModel, entry: Entry, spelled: readonly string[], grows: number): string | null {
  const { text, eol } = model
  const { statement } = entry.item.fact
  const lineStart = startOfLine(text, entry.span.start)
  const lineEnd = endOfLine(text, entry.span.end)
  if (!text.slice(statement.start, statement.end).includes('(') || lineEnd - lineStart + grows <= WIDTH) return null
  const first = entry.item.fact.names[0]
  const open = text.indexOf('(', entry.item.fact.specifierSpan.end)
  if (first === undefined || open === -1 || open > entry.span.start) return null
  // Under the first name of the line, or of the list.
  const listLine = startOfLine(text, first.span.start)
  const indent =
    lineStart === listLine
      ? ' '.repeat(first.span.start - listLine)
      : (/^[ \t]*/.exec(text.slice(lineStart, entry.span.start))?.[0] ?? '')
  return spelled.map((name) => `,${eol}${indent}${name}`).join('')
}

function insertion(at: number, text: string): TextEdit {
  return { start: at, end: at, text }
}

/**
 * A list that was sorted is sorted again once names in it change: every slot gets the name that belongs there, with the
 * comment that ends its line. Null where the list stays as it is.
 */
export function restoreOrder(
  model: TextModel,
  entries: readonly Entry[],
  spell: (item: Item) => string,
): TextEdit[] | null {
  const { text } = model
  const first = entries[0]
  const last = entries.at(-1)
  if (first === undefined || last === undefined || entries.some(({ item }) => item.imported.shape !== 'named'))
    return null
  const nameOf = (spelled: string): string => spelled.split(' ')[0] ?? spelled
  const next = entries.map(({ item }) => spell(item))
  const order = restoredOrder(
    entries.map(({ item }) => item.imported.imported),
    next.map(nameOf),
    isInParentheses(model, first) ? 3 : 4,
  )
  const ends = { start: first.span.start, end: (last.comment ?? last.span).end }
  const comments = entries.flatMap(({ comment }) => (comment === null ? [] : [comment]))
  const oneALine = entries.every(({ line }) => line !== null)
  if (order === null || model.commentsIn(ends).length !== comments.length || (comments.length > 0 && !oneALine))
    return null
  return entries.flatMap((slot, at): TextEdit[] => {
    const from = entries[order[at] ?? at]
    const name = next[order[at] ?? at]
    if (from === undefined || name === undefined) return []
    const end = (slot.comment ?? slot.comma ?? slot.span).end
    const comment = from.comment === null ? '' : text.slice((from.comma ?? from.span).end, from.comment.end)
    const edit = { start: slot.span.start, end, text: `${name}${slot.comma === null ? '' : ','}${comment}` }
    return text.slice(edit.start, edit.end) === edit.text ? [] : [edit]
  })
}

function isInParentheses({ text }: TextModel, { item, span }: Entry): boolean {
  return text.slice(item.fact.specifierSpan.end, span.start).includes('(')
}
