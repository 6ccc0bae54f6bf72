import type { Span } from '../../../core/span.ts'

/** Where lines, blanks and comments lie in a text. Offsets are UTF-16 code units. */
export interface Layout {
  readonly text: string
  /** The file's own line break. */
  readonly newline: string
  readonly comments: readonly Span[]
  lineStart(offset: number): number
  /** Where the line's break begins (or the text ends). */
  lineEnd(offset: number): number
  /** After the line's break. */
  nextLine(offset: number): number
  indentAt(offset: number): string
  commentsIn(start: number, end: number): readonly Span[]
  /** The next offset that is neither white space nor comment; `limit` at most. */
  skipForward(offset: number, limit?: number): number
  /** The next offset that is no white space. */
  skipBlank(offset: number): number
  /** After the last character before `offset` that is no white space. */
  skipBlankBack(offset: number): number
  /** The first `character` outside comments and quotes in the range; -1 where there is none. */
  find(character: string, start: number, end: number): number
  isMultiline(start: number, end: number): boolean
}

const isBlank = (character: string | undefined): boolean => character !== undefined && /\s/.test(character)

export const createLayout = (text: string, comments: readonly Span[]): Layout => {
  const sorted = [...comments].sort((a, b) => a.start - b.start)
  /** Index of the first comment that begins at `offset` or behind it. */
  const commentFrom = (offset: number): number => {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle]?.start ?? 0) < offset) low = middle + 1
      else high = middle
    }
    return low
  }
  const commentAt = (offset: number): Span | null => {
    const comment = sorted[commentFrom(offset + 1) - 1]
    return comment !== undefined && offset < comment.end ? comment : null
  }
  const firstBreak = text.indexOf('\n')
  const newline = firstBreak > 0 && text[firstBreak - 1] === '\r' ? '\r\n' : '\n'

  let breaks: readonly number[] | null = null
  /** Index of the first line break at `offset` or behind it. */
  const breakFrom = (offset: number): number => {
    breaks ??= Array.from(text.matchAll(/\n/g), (match) => match.index)
    let low = 0
    let high = breaks.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((breaks[middle] ?? 0) < offset) low = middle + 1
      else high = middle
    }
    return low
  }
  const nextBreak = (offset: number): number => {
    const at = breakFrom(offset)
    return breaks?.[at] ?? -1
  }
  const lineStart = (offset: number): number => {
    const at = breakFrom(offset)
    const start = (breaks?.[at - 1] ?? -1) + 1
    return start === 0 && text.charCodeAt(0) === 0xfeff ? 1 : start
  }
  const lineEnd = (offset: number): number => {
    const end = nextBreak(offset)
    if (end === -1) return text.length
    return end > offset && text[end - 1] === '\r' ? end - 1 : end
  }
  const skipBlank = (offset: number): number => {
    let at = offset
    while (isBlank(text[at])) at++
    return at
  }

  return {
    text,
    newline,
    comments: sorted,
    lineStart,
    lineEnd,
    nextLine(offset) {
      const end = nextBreak(offset)
      return end === -1 ? text.length : end + 1
    },
    indentAt(offset) {
      const start = lineStart(offset)
      let end = start
      while (text[end] === ' ' || text[end] === '\t') end++
      return text.slice(start, Math.min(end, offset))
    },
    commentsIn(start, end) {
      const found: Span[] = []
      for (let at = commentFrom(start); at < sorted.length && (sorted[at]?.start ?? end) < end; at++) {
        const comment = sorted[at]
        if (comment !== undefined && comment.end <= end) found.push(comment)
      }
      return found
    },
    skipForward(offset, limit = text.length) {
      let at = offset
      while (at < limit) {
        const comment = commentAt(at)
        if (comment !== null) at = comment.end
        else if (isBlank(text[at])) at++
        else break
      }
      return Math.min(at, limit)
    },
    skipBlank,
    skipBlankBack(offset) {
      let at = offset
      while (at > 0 && isBlank(text[at - 1])) at--
      return at
    },
    find(character, start, end) {
      let quote = ''
      for (let at = start; at < end; at++) {
        const comment = quote === '' ? commentAt(at) : null
        if (comment !== null) {
          at = comment.end - 1
          continue
        }
        const current = text[at]
        if (quote !== '') {
          if (current === '\\') at++
          else if (current === quote) quote = ''
        } else if (current === character) return at
        else if (current === '"' || current === "'") quote = current
      }
      return -1
    },
    isMultiline: (start, end) => text.slice(start, end).includes('\n'),
  }
}
