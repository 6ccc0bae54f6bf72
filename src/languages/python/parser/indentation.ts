import type { Tokens } from '../tokens.ts'

/**
 * The column a logical line begins at (language reference, "Indentation"): a tab goes to the next multiple of eight, a
 * form feed back to zero. A line of white space and a backslash passes its own indentation on.
 */
export function columnOf({ text, starts }: Tokens, index: number): number {
  const end = starts[index] as number
  let line = lineStart(text, end)
  for (let before = line - 1; before > 0; before = line - 1) {
    const feed = text.charCodeAt(before) === 10 && text.charCodeAt(before - 1) === 13 ? before - 2 : before - 1
    if (text.charCodeAt(feed) !== 92) break
    const start = lineStart(text, feed)
    if (!isBlank(text, start, feed)) break
    line = start
  }
  let column = 0
  for (let at = line; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === 32) column++
    else if (code === 9) column = (Math.floor(column / 8) + 1) * 8
    else if (code === 12) column = 0
    else if (code !== 0xfeff) break
  }
  return column
}

function lineStart(text: string, from: number): number {
  let at = from
  while (at > 0) {
    const code = text.charCodeAt(at - 1)
    if (code === 10 || code === 13) break
    at--
  }
  return at
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code !== 32 && code !== 9 && code !== 12) return false
  }
  return true
}
