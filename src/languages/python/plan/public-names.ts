import type { StringFact } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import { tokenAt, tokenIs } from '../tokens.ts'
import type { Knot } from './edit-groups.ts'
import { afterLineBreak, endOfLine, startOfLine } from './layout.ts'
import { publicStrings, rewrite } from './plan-state.ts'
import type { PlanState } from './plan-state.ts'

/** `__all__` follows a name; an entry whose new spelling is there already goes. */
export function renamePublic(state: PlanState, name: string, next: string, knot: Knot): void {
  const already = publicStrings(state, next).some((at) => state.input.facts.strings[at]?.bare === false)
  for (const at of publicStrings(state, name)) {
    const string = state.input.facts.strings[at]
    if (string === undefined || !string.editable || isImportedName(state, string)) continue
    if (already && !string.bare) rewrite(state, knot, { ...spanWithComma(state, string), text: '' })
    else rewrite(state, knot, { ...string.span, text: next })
  }
}

/** A key of a lazy map that spells what it imports is rewritten with that import. */
function isImportedName(state: PlanState, string: StringFact): boolean {
  return state.input.facts.imports.some((fact) =>
    fact.names.some((name) => name.importedSpan?.start === string.span.start),
  )
}

/** The literal with the comma and white space that separate it from its neighbours. */
function spanWithComma(state: PlanState, string: StringFact): Span {
  const { text, tokens } = state.model
  let token = tokenAt(tokens, string.span.start)
  while (token > 0 && (tokens.starts[token] ?? Number.POSITIVE_INFINITY) > string.span.start) token--
  if (token > 0 && (tokens.ends[token - 1] ?? 0) > string.span.start) token--
  const start = tokens.starts[token] ?? string.span.start
  let end = tokens.ends[token] ?? string.span.end
  if (tokenIs(tokens, token + 1, ',')) {
    end = tokens.ends[token + 1] ?? end
    const lineStart = startOfLine(text, start)
    const lineEnd = endOfLine(text, end)
    if (text.slice(lineStart, start).trim() === '' && /^\s*(?:#.*)?$/.test(text.slice(end, lineEnd))) {
      return { start: lineStart, end: afterLineBreak(text, lineEnd) }
    }
    while (text[end] === ' ' || text[end] === '\t') end++
    return { start, end }
  }
  const comma = tokenIs(tokens, token - 1, ',') ? tokens.starts[token - 1] : undefined
  return { start: comma ?? start, end }
}
