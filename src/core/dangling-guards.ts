/*
 * What stands around a place in Python, told by indentation: handlers of an AttributeError. It errs on the side of doubt.
 */

export const lineStartOf = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1

export function lineEndOf(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end
}

const indentOf = (line: string): number => /^[ \t]*/.exec(line)?.[0].length ?? 0
const CATCHES = /\b(?:AttributeError|NameError|Exception|BaseException|Error)\b/
const MOST_LINES = 2_000

/** Whether a `try` or `with` around the offset (UTF-16) may catch a missing attribute. */
export function mayCatchAttribute(text: string, offset: number): boolean {
  const start = lineStartOf(text, offset)
  let indent = indentOf(text.slice(start, lineEndOf(text, start)))
  let at = start
  for (let lines = 0; at > 0 && lines < MOST_LINES && indent > 0; lines++) {
    const end = at - 1
    at = lineStartOf(text, end)
    const line = text.slice(at, end)
    if (line.trim() === '' || indentOf(line) >= indent) continue
    indent = indentOf(line)
    const words = line.trimStart()
    if (/^try\s*:/.test(words) && handlerCatches(text, end, indent)) return true
    if (
      /^(?:async\s+)?with\b/.test(words) &&
      /\b(?:raises|suppress|assertRaises\w*|warns)\b/.test(words) &&
      CATCHES.test(words)
    )
      return true
    if (/^(?:\}\s*)?try\s*\{/.test(words)) return true
  }
  return false
}

function handlerCatches(text: string, from: number, indent: number): boolean {
  let at = from + 1
  for (let lines = 0; at < text.length && lines < MOST_LINES; lines++) {
    const end = lineEndOf(text, at)
    const line = text.slice(at, end)
    at = end + 1
    if (line.trim() === '' || indentOf(line) > indent) continue
    if (indentOf(line) < indent) return false
    const clause = /^except\b\*?(.*)$/.exec(line.trimStart())
    if (clause === null) {
      if (!/^[)\]}#'"]/.test(line.trimStart())) return false
      continue
    }
    if (/^\s*:/.test(clause[1] ?? '') || CATCHES.test(clause[1] ?? '')) return true
  }
  return false
}
