import type { Finding } from '../core/finding.ts'
import { displayWidth, toPrintable } from './printable.ts'

export interface CodeFrame {
  readonly code: string
  readonly caret: string
}

const TAB = '    '

/** A source line as it prints, and the carets below it; both cut around the finding to fit `width` columns. */
export const renderFrame = (finding: Finding, width: number): CodeFrame => {
  const { snippet } = finding
  const from = Math.min(finding.column - 1, snippet.length)
  const to = finding.endLine === finding.line ? Math.min(finding.endColumn - 1, snippet.length) : snippet.length
  const indent = snippet.length - snippet.trimStart().length
  const cut = Math.min(indent, from)
  let before = show(snippet.slice(cut, from))
  const marked = show(snippet.slice(from, Math.max(from, to)))
  let after = show(snippet.slice(Math.max(from, to))).trimEnd()

  const room = Math.max(20, width) - Math.min(displayWidth(marked), width)
  if (displayWidth(before) + displayWidth(after) > room) {
    const forBefore = Math.max(Math.floor(room / 2), room - displayWidth(after))
    before = keepEnd(before, forBefore)
    after = keepStart(after, Math.max(0, room - displayWidth(before)))
  }
  const shown = keepStart(marked, Math.max(20, width))
  return {
    code: `${before}${shown}${after}`,
    caret: `${' '.repeat(displayWidth(before))}${'^'.repeat(Math.max(1, displayWidth(shown)))}`,
  }
}

const show = (text: string): string => toPrintable(text.replaceAll('\t', TAB))

const keepStart = (text: string, width: number): string => {
  if (displayWidth(text) <= width) return text
  let kept = ''
  let used = 1
  for (const character of text) {
    used += displayWidth(character)
    if (used > width) break
    kept += character
  }
  return `${kept}…`
}

const keepEnd = (text: string, width: number): string => {
  if (displayWidth(text) <= width) return text
  const characters = [...text]
  let used = 1
  let first = characters.length
  while (first > 0) {
    used += displayWidth(characters[first - 1] ?? '')
    if (used > width) break
    first--
  }
  return `…${characters.slice(first).join('')}`
}
