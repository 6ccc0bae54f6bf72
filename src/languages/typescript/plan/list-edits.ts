import type { Span, TextEdit } from '../../../core/span.ts'
import type { Layout } from './layout.ts'

/** A list in braces: `{ a, b as c }`. */
export interface BracedList {
  /** The offset of `{`. */
  readonly open: number
  /** The offset of `}`. */
  readonly close: number
  readonly items: readonly Span[]
}

export interface ListChange {
  readonly dropped: ReadonlySet<number>
  readonly replaced: ReadonlyMap<number, string>
  readonly added: readonly string[]
}

/** Edits that leave comments, line structure and trailing commas of the list as they are. */
export const editList = (layout: Layout, list: BracedList, change: ListChange): TextEdit[] => {
  const { items } = list
  const replaced = new Map(change.replaced)
  const dropped = new Set(change.dropped)
  const added = [...change.added]
  const isMultiline = layout.isMultiline(list.open, items[0]?.start ?? list.close)
  // What comes takes the place of what goes.
  for (const index of [...dropped].sort((a, b) => a - b)) {
    const next = added.shift()
    if (next === undefined) break
    dropped.delete(index)
    replaced.set(index, next)
  }
  const edits: TextEdit[] = []
  for (const [index, text] of replaced) {
    const item = items[index]
    if (item !== undefined && layout.text.slice(item.start, item.end) !== text)
      edits.push({ start: item.start, end: item.end, text })
  }
  edits.push(...dropItems(layout, list, dropped))
  if (added.length > 0) {
    const sorted = dropped.size === 0 && replaced.size === 0 ? insertSorted(layout, list, added) : null
    edits.push(...(sorted ?? addItems(layout, list, added, isMultiline)))
  }
  return edits
}

/** `type X as Y` sorts by X. */
const sortKey = (text: string): string => text.replace(/^type\s+(?!as\b)/, '').replace(/^["']/, '')

const ORDERS: readonly ((a: string, b: string) => number)[] = [
  (a, b) => (a < b ? -1 : a > b ? 1 : 0),
  (a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : a.toLowerCase() > b.toLowerCase() ? 1 : 0),
]

/** A list in order stays in order; null where it was in none. */
const insertSorted = (layout: Layout, list: BracedList, added: readonly string[]): TextEdit[] | null => {
  const { items } = list
  const last = items.at(-1)
  if (items.length < 2 || last === undefined) return null
  const keys = items.map(({ start, end }) => sortKey(layout.text.slice(start, end)))
  const order = ORDERS.find((compare) =>
    keys.every((key, index) => index === 0 || compare(keys[index - 1] ?? '', key) <= 0),
  )
  if (order === undefined) return null
  const separator = layout.isMultiline(list.open, items[0]?.start ?? list.close)
    ? layout.newline + layout.indentAt(items[0]?.start ?? 0)
    : ' '
  const edits: TextEdit[] = []
  const trailing: string[] = []
  for (const text of [...added].sort((a, b) => order(sortKey(a), sortKey(b)))) {
    const next = keys.findIndex((key) => order(key, sortKey(text)) > 0)
    const item = items[next]
    if (item === undefined) trailing.push(text)
    else edits.push({ start: item.start, end: item.start, text: `${text},${separator}` })
  }
  if (trailing.length > 0) edits.push(...addItems(layout, list, trailing, separator !== ' '))
  return edits
}

/** The comma after an item, -1 where there is none. */
const commaAfter = (layout: Layout, list: BracedList, index: number): number => {
  const item = list.items[index]
  if (item === undefined) return -1
  const at = layout.skipForward(item.end, list.close)
  return layout.text[at] === ',' ? at : -1
}

const dropItems = (layout: Layout, list: BracedList, dropped: ReadonlySet<number>): TextEdit[] => {
  const { items } = list
  let lastKept = items.length - 1
  while (lastKept >= 0 && dropped.has(lastKept)) lastKept--
  const edits: TextEdit[] = []
  for (let index = 0; index < lastKept; index++) {
    if (dropped.has(index)) edits.push(...dropBeforeKept(layout, list, index))
  }
  const kept = items[lastKept]
  const last = items[items.length - 1]
  if (kept === undefined || last === undefined || lastKept === items.length - 1) return edits
  const lastComma = commaAfter(layout, list, items.length - 1)
  const lineEnd = layout.lineEnd(last.end)
  const isCommented =
    layout.isMultiline(kept.end, last.start) && layout.commentsIn(last.end, Math.max(lineEnd, lastComma)).length > 0
  if (layout.commentsIn(kept.end, last.end).length === 0 && !isCommented) {
    edits.push({ start: kept.end, end: last.end, text: '' })
    return edits
  }
  for (let index = lastKept + 1; index < items.length; index++) {
    const item = items[index]
    if (item === undefined) continue
    const comma = commaAfter(layout, list, index)
    const isTight = comma !== -1 && layout.commentsIn(item.end, comma).length === 0
    const end = isTight ? comma + 1 : item.end
    const lineEnd = layout.lineEnd(end)
    // A comment that ends the line stays, in the place of the name.
    const remark = layout.skipBlank(end)
    const isRemarked = remark < lineEnd && layout.comments.some(({ start }) => start === remark)
    if (isRemarked) edits.push({ start: item.start, end: remark, text: '' })
    else edits.push({ start: layout.skipBlankBack(item.start), end, text: '' })
    if (comma !== -1 && !isTight) edits.push({ start: comma, end: comma + 1, text: '' })
  }
  return edits
}

/** Drop an item that a kept one follows: with its comma, up to whatever stands next. */
const dropBeforeKept = (layout: Layout, list: BracedList, index: number): TextEdit[] => {
  const item = list.items[index]
  const comma = commaAfter(layout, list, index)
  if (item === undefined || comma === -1) return []
  const end = layout.skipBlank(comma + 1)
  if (layout.commentsIn(item.end, comma).length === 0) return [{ start: item.start, end, text: '' }]
  return [
    { start: item.start, end: layout.skipBlank(item.end), text: '' },
    { start: comma, end: comma + 1, text: '' },
  ]
}

const addItems = (layout: Layout, list: BracedList, added: readonly string[], isMultiline: boolean): TextEdit[] => {
  const { items, open, close } = list
  const last = items[items.length - 1]
  if (last === undefined) return [{ start: open + 1, end: close, text: ` ${added.join(', ')} ` }]
  const comma = commaAfter(layout, list, items.length - 1)
  const afterLast = comma === -1 ? last.end : comma + 1
  const lineEnd = layout.lineEnd(afterLast)
  if (isMultiline && lineEnd <= close) {
    const indent = layout.indentAt(items[0]?.start ?? last.start)
    const lines = added.map((item) => layout.newline + indent + item)
    if (comma !== -1) return [{ start: lineEnd, end: lineEnd, text: lines.map((line) => `${line},`).join('') }]
    if (lineEnd === last.end) return [{ start: lineEnd, end: lineEnd, text: `,${lines.join(',')}` }]
    return [
      { start: last.end, end: last.end, text: ',' },
      { start: lineEnd, end: lineEnd, text: lines.join(',') },
    ]
  }
  const text = added.join(', ')
  return [
    comma === -1
      ? { start: last.end, end: last.end, text: `, ${text}` }
      : { start: afterLast, end: afterLast, text: ` ${text},` },
  ]
}
