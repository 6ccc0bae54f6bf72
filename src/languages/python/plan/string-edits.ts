import type { StringFact } from '../../../core/facts.ts'
import type { Span, TextEdit } from '../../../core/span.ts'

/**
 * Puts `text` in the place of the first `length` characters of what a string says. None: the string is put together in
 * such a way that no literal of it could say so.
 */
export function editText(string: StringFact, length: number, text: string): TextEdit[] {
  const { value, span, editable, head, tail, parts } = string
  if (editable) return [{ start: span.start, end: span.start + length, text }]
  if (parts) return editParts(value, parts, length, text)
  // A constant is shared: it changes where all of the retired name is in it.
  if (head !== undefined && length <= head.end - head.start)
    return [{ start: head.start, end: head.start + length, text }]
  const before = tail === undefined ? -1 : value.length - (tail.end - tail.start)
  if (tail === undefined || before > length || text.slice(0, before) !== value.slice(0, before)) return []
  return [{ start: tail.start, end: tail.start + length - before, text: text.slice(before) }]
}

/** `"app.old." "Name"`: the parts that differ change, and each keeps as many segments as it had, but for the first of two. */
function editParts(value: string, parts: readonly Span[], length: number, text: string): TextEdit[] {
  const old = value.slice(0, length)
  let same = 0
  while (same < Math.min(old.length, text.length) && old[same] === text[same]) same++
  let rest = 0
  while (rest < Math.min(old.length, text.length) - same && old.at(-rest - 1) === text.at(-rest - 1)) rest++
  let offset = 0
  const placed = parts.map((part) => {
    const from = offset
    offset += part.end - part.start
    return { part, from, to: offset }
  })
  const end = length - rest
  const single = placed.find(({ from, to }) => from <= same && end <= to)
  if (single !== undefined) {
    const { part, from } = single
    return [
      { start: part.start + same - from, end: part.start + end - from, text: text.slice(same, text.length - rest) },
    ]
  }
  const [first, second, ...others] = placed.filter(({ from, to }) => from < length && to > same)
  if (first === undefined || second === undefined || others.length > 0) return []
  // The dot between them stands at the end of the one or the beginning of the other.
  const leads = old[second.from] === '.'
  if (!leads && old[second.from - 1] !== '.') return []
  const kept = old.slice(second.from + (leads ? 1 : 0)).split('.').length
  const before = text.split('.').slice(0, -kept).join('.').length
  const cut = before + (leads ? 0 : 1)
  if (before === 0 || text.slice(0, first.from) !== old.slice(0, first.from)) return []
  return [
    { ...first.part, text: text.slice(first.from, cut) },
    { start: second.part.start, end: second.part.start + length - second.from, text: text.slice(cut) },
  ]
}
