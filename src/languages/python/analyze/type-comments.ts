import type { ScopeId } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import { tokenize } from '../lexer.ts'
import { NEWLINE, tokenAt, tokenIs, type Tokens } from '../tokens.ts'
import { visitTypeText } from './annotations.ts'
import { bracketStep } from '../token-statements.ts'
import type { Walk } from './walk-state.ts'

/** PEP 484, "Type comments": behind assignments, `for`, `with`, parameters and function headers. */
const TYPE_COMMENT = /^#[ \t]*type:[ \t]*(?!ignore\b)(\S.*)$/
const SIGNATURE = /^\((.*)\)\s*->\s*(.+)$/s

export function readTypeComments(walk: Walk): void {
  const { tokens } = walk.unit
  for (const comment of tokens.comments) {
    const text = walk.text.slice(comment.start, comment.end)
    const found = TYPE_COMMENT.exec(text)
    if (found?.[1] === undefined) continue
    const place = commentPlace(walk, tokens, comment)
    if (place === null) continue
    const start = comment.start + text.length - found[1].length
    const type = withoutTrailingComment(found[1])
    readAt(walk, place, () => readType(walk, start, type))
  }
}

function withoutTrailingComment(type: string): string {
  let hash = type.indexOf('#')
  while (hash > 0 && !/\s/.test(type.charAt(hash - 1))) hash = type.indexOf('#', hash + 1)
  return (hash === -1 ? type : type.slice(0, hash)).trimEnd()
}

/**
 * The scope a type comment speaks in, null for a comment that is prose. It stands behind code on its line, or on a
 * line of its own right behind a function's header.
 */
function commentPlace(walk: Walk, tokens: Tokens, comment: Span): ScopeId | null {
  let before = tokenAt(tokens, comment.start) - 1
  const ownLine =
    tokens.kinds[before] === NEWLINE ||
    before < 0 ||
    /[\r\n]/.test(walk.text.slice(tokens.ends[before] ?? 0, comment.start))
  if (ownLine && !tokenIs(tokens, before - 1, ':')) return null
  if (tokens.kinds[before] === NEWLINE) before--
  const anchor = tokens.starts[before]
  return anchor === undefined ? null : scopeAt(walk, anchor)
}

/** The innermost scope whose body holds the offset; a function's header belongs to what is around it. */
function scopeAt(walk: Walk, offset: number): ScopeId {
  let found: ScopeId = 0
  walk.table.scopes.forEach(({ span, kind }, scope) => {
    if (kind === 'comprehension' || span.start > offset || offset >= span.end) return
    const body = walk.bodyStarts.get(scope)
    if (kind === 'type' || (body !== undefined && body <= offset)) found = scope
  })
  return found
}

function readAt(walk: Walk, scope: ScopeId, read: () => void): void {
  const { place, medium } = walk
  walk.place = { scope, phase: 'type-only', guards: [] }
  walk.medium = 'comment'
  read()
  walk.place = place
  walk.medium = medium
}

function readType(walk: Walk, start: number, type: string): void {
  const signature = SIGNATURE.exec(type)
  if (signature === null) {
    visitTypeText(walk, start, start + type.length)
    return
  }
  const [, parameters = '', result = ''] = signature
  const resultStart = start + type.length - result.length
  readParameters(walk, start + 1, start + 1 + parameters.length)
  visitTypeText(walk, resultStart, resultStart + result.length)
}

/** `int, *str, **Any`: each on its own, without stars. */
function readParameters(walk: Walk, start: number, end: number): void {
  const tokens = tokenize(walk.text, start, end)
  let depth = 0
  let from = start
  const read = (to: number): void => {
    const stars = /^\s*\*{0,2}/.exec(walk.text.slice(from, to))?.[0].length ?? 0
    if (from + stars < to) visitTypeText(walk, from + stars, to)
  }
  for (let index = 0; index < tokens.kinds.length; index++) {
    depth += bracketStep(tokens, index)
    if (depth === 0 && tokenIs(tokens, index, ',')) {
      read(tokens.starts[index] ?? end)
      from = tokens.ends[index] ?? end
    }
  }
  read(end)
}
