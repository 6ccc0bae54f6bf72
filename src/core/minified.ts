/** Languages whose build products are commonly kept beside the sources. */
const MINIFIABLE = /\.(?:[cm]?js|css)$/i

/** A line longer than this was not typed by a person, though it may hold data a person needs. In code units. */
const LONG_LINE = 400
/** Short files are cheap to analyse whatever they are. */
const SMALLEST = 8_000

const SPACE = 32
const TAB = 9
const PARENTHESIS = 40
const BRACE = 123

/**
 * Whether the text is the product of a minifier: nearly all of it lies in very long lines, and these are dense
 * code. A long line alone proves nothing: embedded images, tables and translations sit in healthy sources, and
 * such lines have either no calls and blocks or a normal share of white space.
 */
export const isMinified = (path: string, text: string): boolean => {
  if (text.length < SMALLEST || !MINIFIABLE.test(path)) return false
  let long = 0
  let spaces = 0
  let structure = 0
  for (let start = 0; start < text.length; ) {
    let end = text.indexOf('\n', start)
    if (end < 0) end = text.length
    if (end - start > LONG_LINE) {
      long += end - start
      for (let at = start; at < end; at++) {
        const code = text.charCodeAt(at)
        if (code === SPACE || code === TAB) spaces++
        else if (code === PARENTHESIS || code === BRACE) structure++
      }
    }
    start = end + 1
  }
  return long > text.length * 0.8 && spaces < long * 0.1 && structure > long * 0.01
}
