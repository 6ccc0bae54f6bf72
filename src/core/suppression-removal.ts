import type { Suppression } from './directive.ts'
import type { LineIndex } from './locate.ts'
import type { Span, TextEdit } from './span.ts'

/**
 * Take ids out of a suppression comment: the whole comment when none is left (with its line where it has one of its
 * own), else only the ids and their commas.
 */
export const removeSuppression = (
  suppression: Suppression,
  dead: ReadonlySet<string>,
  text: string,
  index: LineIndex,
): TextEdit => {
  const living = suppression.ids.filter(({ id }) => !dead.has(id))
  const [first, last] = [suppression.ids[0], suppression.ids.at(-1)]
  if (living.length > 0 && first !== undefined && last !== undefined) {
    return { start: first.span.start, end: last.span.end, text: living.map(({ id }) => id).join(', ') }
  }
  return { ...cutComment(suppression, text, index), text: gapText(suppression, text) }
}

const isBlank = (unit: string | undefined): boolean => unit === ' ' || unit === '\t'
const isBreak = (unit: string | undefined): boolean => unit === undefined || unit === '\n' || unit === '\r'

const cutComment = (suppression: Suppression, text: string, index: LineIndex): Span => {
  const { span } = suppression
  if (suppression.alone) return wholeLines(span, text, index) ?? span
  const next = skipBlanks(text, span.end)
  const ends = isBreak(text[next])
  // blanks in front of a comment that follows are its own, and go with it where it goes too
  if (!ends && !isCommentStart(text, next)) return { start: span.start, end: next }
  let { start } = span
  while (isBlank(text[start - 1])) start--
  return { start, end: ends ? next : span.end }
}

const isCommentStart = (text: string, offset: number): boolean =>
  ['#', '//', '/*', '<!--', '{/*'].some((opener) => text.startsWith(opener, offset))

const skipBlanks = (text: string, offset: number): number => {
  let at = offset
  while (isBlank(text[at])) at++
  return at
}

/** The comment's lines with their line break; null where JSX braces around it must stay. */
const wholeLines = (span: Span, text: string, index: LineIndex): Span | null => {
  const firstLine = index.positionAt(span.start).line
  const lastLine = index.positionAt(span.end).line
  const start = index.lineStart(firstLine)
  const end = index.lineStart(lastLine + 1)
  const braced = text.slice(start, span.start).includes('{')
  if (braced && !isBetweenTags(text, start, end)) return null
  // a BOM in front of the comment is the file's, not the comment's
  return { start: text[start] === '\uFEFF' ? start + 1 : start, end }
}

/**
 * `{comment}` is an empty JSX expression only among JSX children; elsewhere it is an empty block that may be the body
 * of something. A tag's `>` before it and a tag's `<` behind it leave no doubt.
 */
const isBetweenTags = (text: string, start: number, end: number): boolean => {
  const before = text.slice(Math.max(0, start - 500), start).trimEnd()
  const after = text.slice(end, end + 500).trimStart()
  return before.endsWith('>') && !before.endsWith('=>') && after.startsWith('<')
}

/** What must stand in the comment's place so that its neighbours do not run together. */
const gapText = (suppression: Suppression, text: string): string => {
  if (suppression.alone) return ''
  const [before, after] = [text[suppression.span.start - 1], text[suppression.span.end]]
  return /\w/.test(before ?? '') && /\w/.test(after ?? '') ? ' ' : ''
}
