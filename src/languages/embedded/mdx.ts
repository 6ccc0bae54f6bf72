import type { Span } from '../../core/span.ts'

/*
 * Where MDX has code: ESM blocks, which begin with `import` or `export` at the start of a line and end at an empty one.
 * They stand outside of code fences, of paragraphs and of what JSX tags and expressions hold, as in samples of code
 * between backticks (https://mdxjs.com/docs/what-is-mdx/#esm, https://github.com/micromark/micromark-extension-mdxjs-esm).
 */

const FENCE = /^ {0,3}(`{3,}|~{3,})/
const ESM = /^(?:import|export)\b/
/** A tag or an expression that begins a line; `<!` and `<=` begin none. */
const JSX = /^[ \t]*(?=\{|<[A-Za-z>/])/
/** A line by itself: a heading or a rule. Other text goes on in the next line. */
const SINGLE_LINE = /^ {0,3}(?:#{1,6}(?:[ \t]|$)|(?:---+|\*\*\*+|___+)[ \t]*$)/

export function findEsmBlocks(text: string): Span[] {
  const spans: Span[] = []
  let fence: string | null = null
  let open = -1
  let inParagraph = false
  let isBalanced = true
  for (let at = skipFrontmatter(text); at < text.length; ) {
    const end = lineEnd(text, at)
    const line = text.slice(at, end).replace(/\r?\n$/, '')
    const isEmpty = line.trim() === ''
    if (open !== -1) {
      if (isEmpty) {
        spans.push({ start: open, end: at })
        open = -1
      }
      at = end
      continue
    }
    const marker = FENCE.exec(line)?.[1]
    if (fence !== null) {
      if (marker?.startsWith(fence)) fence = null
      at = end
      continue
    }
    const indent = isBalanced ? (JSX.exec(line)?.[0].length ?? -1) : -1
    // What is never closed is no JSX, and nothing after it can be told.
    const closed = indent === -1 ? -1 : skipJsx(text, at + indent)
    if (indent !== -1 && closed === -1) isBalanced = false
    if (marker) fence = marker
    else if (!inParagraph && ESM.test(line)) open = at
    inParagraph = !isEmpty && !marker && open === -1 && closed === -1 && !SINGLE_LINE.test(line)
    at = closed === -1 ? end : lineEnd(text, closed - 1)
  }
  if (open !== -1) spans.push({ start: open, end: text.length })
  return spans
}

/** Just after the line break of the line that `at` is in. */
function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at)
  return newline === -1 ? text.length : newline + 1
}

function skipFrontmatter(text: string): number {
  const match = /^\uFEFF?---[ \t]*\r?\n/.exec(text)
  if (match === null) return text.startsWith('\uFEFF') ? 1 : 0
  const close = /^---[ \t]*\r?$/gm
  close.lastIndex = match[0].length
  const end = close.exec(text)
  return end === null ? 0 : lineEnd(text, end.index)
}

/**
 * Where the tags and expressions that begin at `at` and follow one another in its last line end; -1: they never do.
 * What stands between two tags is prose and may hold ESM again.
 */
function skipJsx(text: string, at: number): number {
  let end = skipOne(text, at)
  while (end !== -1) {
    NEXT.lastIndex = end
    const next = NEXT.exec(text)
    if (next === null || next[0] === '\n') return end
    end = skipOne(text, next.index)
  }
  return end
}

const NEXT = /\n|\{|<(?=[A-Za-z>/])/g
const TAG_PART = /["'{>]/g
const CODE_PART = /["'`{}]|\/\*|\/\//g
const TEMPLATE_PART = /\\|`|\$\{/g

/** From a `<` or `{` to behind what closes it; -1: nothing does. */
function skipOne(text: string, at: number): number {
  const closers: ('>' | '}' | '`')[] = [text[at] === '{' ? '}' : '>']
  let from = at + 1
  while (closers.length > 0) {
    const closer = closers.at(-1)
    const pattern = closer === '>' ? TAG_PART : closer === '}' ? CODE_PART : TEMPLATE_PART
    pattern.lastIndex = from
    const match = pattern.exec(text)
    if (match === null) return -1
    const [part] = match
    from = match.index + part.length
    if (part === closer) closers.pop()
    else if (part === '\\') from++
    else if (part === '{' || part === '${') closers.push('}')
    else if (part === '`') closers.push('`')
    else if (part === '/*') from = after(text, '*/', from)
    else if (part === '//') from = lineEnd(text, from)
    else if (part === '"' || part === "'") from = skipString(text, part, from, closer === '>')
    if (from > text.length) return -1
  }
  return from
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from)
  return found === -1 ? text.length + 1 : found + mark.length
}

/** Attributes may span lines and know no escapes; a string that meets the end of its line was an apostrophe. */
function skipString(text: string, quote: string, from: number, isAttribute: boolean): number {
  if (isAttribute) return after(text, quote, from)
  for (let at = from; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === quote) return at + 1
  }
  return from
}
