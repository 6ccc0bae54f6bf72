import type { Span, TextEdit } from './span.ts'

/** Sort by position; insertions at one place keep their given order. */
export function sortEdits(edits: readonly TextEdit[]): TextEdit[] {
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end)
}

/** Two edits that touch the same characters, or null. Insertions at one place do not overlap. `edits` must be sorted. */
export function findOverlap(edits: readonly TextEdit[]): [TextEdit, TextEdit] | null {
  for (let i = 1; i < edits.length; i++) {
    const before = edits[i - 1]
    const edit = edits[i]
    if (before && edit && edit.start < before.end) return [before, edit]
  }
  return null
}

/**
 * The text after all edits.
 * @throws RangeError when two edits overlap or one lies outside the text: a planner's mistake, never a user's.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = sortEdits(edits)
  const overlap = findOverlap(sorted)
  if (overlap) throw new RangeError(`overlapping edits at ${overlap[1].start}`)
  let result = ''
  let at = 0
  for (const edit of sorted) {
    if (edit.start < at || edit.end > text.length) throw new RangeError(`edit outside the text at ${edit.start}`)
    result += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return result + text.slice(at)
}

/** Where an old offset stands after the edits; null when an edit swallowed it. `sorted` must be sorted. */
export function createOffsetMap(sorted: readonly TextEdit[]): (offset: number) => number | null {
  const starts = sorted.map((edit) => edit.start)
  const deltas: number[] = []
  let delta = 0
  for (const edit of sorted) {
    delta += edit.text.length - (edit.end - edit.start)
    deltas.push(delta)
  }
  return (offset) => {
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle + 1
      else high = middle
    }
    const edit = sorted[low - 1]
    if (!edit) return offset
    if (offset < edit.end) return null
    return offset + (deltas[low - 1] ?? 0)
  }
}

/** Where the text that replaced an offset begins; what is inserted there comes before it. `sorted` must be sorted. */
export function createStartMap(sorted: readonly TextEdit[]): (offset: number) => number {
  const deltas = [0]
  for (const edit of sorted) deltas.push((deltas.at(-1) ?? 0) + edit.text.length - (edit.end - edit.start))
  return (offset) => {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      const edit = sorted[middle]
      if (edit && (edit.start < offset || (edit.start === offset && edit.end === edit.start))) low = middle + 1
      else high = middle
    }
    return offset + (deltas[low] ?? 0)
  }
}

export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end
}
