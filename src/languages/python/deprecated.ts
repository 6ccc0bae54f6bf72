import type { Deprecation } from '../../core/deprecation.ts'
import { createLineIndex } from '../../core/locate.ts'
import { tokenize } from './lexer.ts'
import { STRING, type Tokens, tokenIs, tokenName, tokenText } from './tokens.ts'
import { decodeContent, literalParts } from './string-literals.ts'
import { type TokenStatement, tokenStatements } from './token-statements.ts'

/*
 * What a module marks as deprecated: `@deprecated("…")` (PEP 702, and the packages that came before it) and the
 * directive `.. deprecated::` of Sphinx in docstrings, on functions and classes at the top level and on the module.
 */

const MARK = /deprecated/i

export function readPythonDeprecations(text: string): readonly Deprecation[] {
  if (!MARK.test(text)) return []
  const tokens = tokenize(text)
  const lines = createLineIndex(text)
  const found: Deprecation[] = []
  const definitions = new Map<string, number>()
  let decorator: { readonly message: string; readonly at: number } | null = null
  let open: { readonly name: string; readonly at: number } | null = null
  let isFirst = true
  for (const statement of tokenStatements(tokens)) {
    const start = tokens.starts[statement.first] ?? 0
    const top = !statement.inline && isLineStart(text, start)
    const docstring = isFirst || open ? readDocstring(tokens, statement) : null
    if (docstring !== null && (open || isFirst)) {
      const message = readDirective(docstring)
      const name = open?.name ?? null
      const line = lines.positionAt(open?.at ?? start).line
      if (message !== null && found.at(-1)?.name !== name) found.push({ name, line, message })
    }
    isFirst = false
    open = null
    if (!top) continue
    if (tokenIs(tokens, statement.first, '@')) {
      const message = readDecorator(tokens, statement)
      if (message !== null) decorator = { message, at: start }
      continue
    }
    const name = statement.header ? definedName(tokens, statement) : null
    if (name !== null) {
      open = { name, at: start }
      definitions.set(name, (definitions.get(name) ?? 0) + 1)
      if (decorator) found.push({ name, line: lines.positionAt(decorator.at).line, message: decorator.message })
    }
    decorator = null
  }
  // a name that is defined again is deprecated only as far as its last definition says so: overloads, fallbacks
  return found.filter(({ name }) => name === null || definitions.get(name) === 1)
}

const isLineStart = (text: string, at: number): boolean => at === 0 || /[\n\r\uFEFF]/.test(text.charAt(at - 1))

function definedName(tokens: Tokens, { first, word }: TokenStatement): string | null {
  if (word === 'def' || word === 'class') return tokenName(tokens, first + 1)
  return word === 'async' && tokenIs(tokens, first + 1, 'def') ? tokenName(tokens, first + 2) : null
}

const VERSION = /^v?\d[\d.]*\w*$/
const MESSAGE_KEYS = /^(?:reason|message|msg|details)$/
/** Twisted's and LangChain's decorators name the replacement by itself. */
const REPLACEMENT_KEYS = /^(?:replacement|alternative|alternative_import)$/

/**
 * The message of `@deprecated("…")`, `@warnings.deprecated("…")`, `@deprecated(reason="…")`,
 * `@deprecated(since, replacement="…")`; empty without one; null: another decorator.
 */
function readDecorator(tokens: Tokens, { first, end }: TokenStatement): string | null {
  let at = first + 1
  while (at + 1 < end && tokenIs(tokens, at + 1, '.')) at += 2
  if (tokenText(tokens, at) !== 'deprecated') return null
  if (!tokenIs(tokens, at + 1, '(')) return ''
  let depth = 0
  let replacement: string | null = null
  for (let index = at + 1; index < end; index++) {
    const text = tokenText(tokens, index)
    if (/^[([{]$/.test(text)) depth++
    else if (/^[)\]}]$/.test(text)) depth--
    if (depth !== 1 || tokens.kinds[index] !== STRING) continue
    const key = tokenIs(tokens, index - 1, '=') ? tokenText(tokens, index - 2) : null
    const value = readStrings(tokens, index, end)
    if (tokens.kinds[index - 1] === STRING || VERSION.test(value)) continue
    if (index === at + 2 || (key !== null && MESSAGE_KEYS.test(key))) return value
    if (key === null || REPLACEMENT_KEYS.test(key)) replacement = value
  }
  if (replacement !== null) return sayReplacement(replacement)
  return ''
}

/** What is no name but prose or an expression stays what it is. */
const sayReplacement = (text: string): string =>
  /^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(text) ? `Use \`${text}\` instead` : text

/** A string and those that follow it at once, which Python joins. */
function readStrings(tokens: Tokens, first: number, end: number): string {
  let text = ''
  for (let index = first; index < end && tokens.kinds[index] === STRING; index++) {
    const parts = literalParts(tokens.text, tokens.starts[index] ?? 0, tokens.ends[index] ?? 0)
    text += decodeContent(tokens.text.slice(parts.contentStart, parts.contentEnd), parts.prefix.includes('r'))
  }
  return text
}

function readDocstring(tokens: Tokens, { first, end }: TokenStatement): string | null {
  for (let index = first; index < end; index++) if (tokens.kinds[index] !== STRING) return null
  return end > first ? readStrings(tokens, first, end) : null
}

const HEADING = /^\s*([=\-~^"'#*+])\1{2,}\s*$/

/**
 * The text of the directive `.. deprecated::`, its version left out; null: there is none. One inside of a field
 * (`:param x:`) or below a heading speaks of a part.
 */
function readDirective(docstring: string): string | null {
  const lines = docstring.split('\n')
  const at = lines.findIndex((line) => /^\s*\.\. deprecated::/.test(line))
  const head = lines[at]
  if (at === -1 || head === undefined) return null
  const indentOf = (line: string): number => line.length - line.trimStart().length
  const indent = indentOf(head)
  const above = lines.slice(1, at).filter((line) => line.trim() !== '')
  if (above.some((line) => indentOf(line) < indent || HEADING.test(line))) return null
  const body: string[] = [head.replace(/^\s*\.\. deprecated::\s*/, '').replace(/^v?\d[\w.]*[:,]?\s*/, '')]
  for (const line of lines.slice(at + 1)) {
    if (line.trim() === '') {
      if (body.join('').trim() === '') continue
      break
    }
    if (indentOf(line) <= indent) break
    body.push(line.trim())
  }
  return body.join(' ').trim()
}
