import type { Span } from '../../../core/span.ts'
import { FSTRING, STRING } from '../tokens.ts'
import { decodeContent, literalParts } from '../string-literals.ts'
import type { ExprNode } from './nodes.ts'
import { endOf, firstToken, type Unit } from './unit.ts'
import type { StringLiteral } from './walk-state.ts'

/** What a string constant is made of. */
export interface StringTokens {
  /** null: bytes, or an f-string is among the parts. */
  readonly literal: StringLiteral | null
  /** The expressions in its f-strings. */
  readonly fields: readonly Span[]
}

/** null for a constant that is no string. */
export function readStringTokens(unit: Unit, node: ExprNode): StringTokens | null {
  const { tokens, text } = unit
  const first = firstToken(unit, node)
  const end = endOf(unit, node)
  if (tokens.kinds[first] !== STRING && tokens.kinds[first] !== FSTRING) return null
  const fields: Span[] = []
  const values: string[] = []
  const contents: Span[] = []
  let start = -1
  let stop = -1
  let exact = true
  let isText = true
  for (let index = first; (tokens.starts[index] ?? end) < end; index++) {
    const kind = tokens.kinds[index]
    if (kind === FSTRING) {
      fields.push(...(tokens.fields.get(index) ?? []))
      isText = false
    }
    if (kind !== STRING) continue
    const parts = literalParts(text, tokens.starts[index] ?? 0, tokens.ends[index] ?? 0)
    if (parts.prefix.includes('b')) return { literal: null, fields }
    const content = text.slice(parts.contentStart, parts.contentEnd)
    const decoded = decodeContent(content, parts.prefix.includes('r'))
    exact &&= decoded === content
    values.push(decoded)
    contents.push({ start: parts.contentStart, end: parts.contentEnd })
    if (start === -1) start = parts.contentStart
    stop = parts.contentEnd
  }
  if (!isText || values.length === 0) return { literal: null, fields }
  const literal = {
    value: values.join(''),
    span: { start, end: stop },
    plain: exact && values.length === 1,
    parts: exact && values.length > 1 ? contents : null,
  }
  return { literal, fields }
}

/** The string a constant spells, null for anything else. */
export function stringLiteral(unit: Unit, node: ExprNode | null | undefined): StringLiteral | null {
  return node?.nodeType === 'Constant' ? (readStringTokens(unit, node)?.literal ?? null) : null
}

/** Whether a constant is, or contains, an f-string. */
export function isInterpolated(unit: Unit, node: ExprNode): boolean {
  if (node.nodeType !== 'Constant') return false
  const strings = readStringTokens(unit, node)
  return strings !== null && strings.literal === null && unit.tokens.kinds[firstToken(unit, node)] !== STRING
}
