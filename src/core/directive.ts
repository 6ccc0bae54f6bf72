import type { Directive } from './facts.ts'
import { isIsoDate } from './levels.ts'
import type { LineIndex } from './locate.ts'
import type { Span } from './span.ts'

/**
 * Bytes that every suppression comment contains. A file with one of them must be looked at even where nothing in it
 * is stale, or a suppression that is no longer needed would never be found.
 */
export const DIRECTIVE_NEEDLES: readonly string[] = ['repoint-ignore', 'repoint:']

export interface WrittenId {
  readonly id: string
  /** Offsets in the file. */
  readonly span: Span
}

/** One suppression comment, taken apart. All spans are offsets in the file. */
export interface Suppression {
  /** The part of the comment that is ours: all of it, unless another tool's directive shares the comment. */
  readonly span: Span
  /** Nothing but white space (or the braces of a JSX comment) shares its lines. */
  readonly alone: boolean
  readonly ids: readonly WrittenId[]
  /** null: none given. */
  readonly reason: string | null
  /** `YYYY-MM-DD`: the last day it counts. */
  readonly until: string | null
  /** 1-based line of the comment's start. */
  readonly line: number
  /** The line it speaks of, 1-based; `file` for the whole file. */
  readonly target: number | 'file'
  /** Why it cannot be read, for people. */
  readonly problem: string | null
}

export const SUPPRESSION_FORM =
  '`repoint-ignore-next-line ID -- why` or `repoint: ignore[ID] -- why (until YYYY-MM-DD)`'

/**
 * Forms, in any comment syntax:
 *   repoint-ignore-next-line a, b -- why (until 2026-01-31)   the next line of code
 *   repoint-ignore-line a -- why                              this line
 *   repoint-ignore-file a -- why                              this file
 *   repoint: ignore[a, b] -- why                              this line; alone on its line, the next line of code
 * Both spellings take all endings (`repoint: ignore-file[a]`). null: the comment does not speak to us.
 */
export const parseSuppression = (directive: Directive, text: string, index: LineIndex): Suppression | null => {
  const comment = text.slice(directive.span.start, directive.span.end)
  const body = findBody(comment)
  if (body === null) return null
  const marker = readMarker(comment, body.start, body.end)
  if (marker === null) return null

  const offset = directive.span.start
  const span = { start: offset + body.opener, end: offset + body.tail }
  const alone = standsAlone(text, span, index)
  const line = index.positionAt(span.start).line
  const base = { span, alone, line, target: line, ids: [], reason: null, until: null, problem: null }
  if (marker.scope === null) {
    return { ...base, problem: `\`${marker.word}\` is not a suppression; write ${SUPPRESSION_FORM}` }
  }
  const target = aimAt(marker.scope, alone, line, span, index)
  const ids = readIds(comment, marker.end, body.end)
  if (ids === null) return { ...base, target, problem: '`[` is never closed by `]`' }
  const written = ids.ids.map(({ id, at }) => ({ id, span: { start: offset + at, end: offset + at + id.length } }))
  const why = readReason(comment.slice(ids.end, body.end))
  const problem =
    written.length === 0
      ? `it names no migration; write ${SUPPRESSION_FORM}`
      : why.until !== null && !isIsoDate(why.until)
        ? `\`${why.until}\` is not a date; write \`(until YYYY-MM-DD)\``
        : why.stray
          ? `the reason must follow \`--\`; write ${SUPPRESSION_FORM}`
          : null
  return { ...base, target, ids: written, reason: why.reason, until: why.until, problem }
}

type Scope = 'auto' | 'line' | 'next-line' | 'file'

interface Body {
  /** Where the opener of our part stands, and where our text begins and ends, without a closer; `tail` with it. */
  readonly opener: number
  readonly start: number
  readonly end: number
  readonly tail: number
}

const CLOSERS: readonly (readonly [open: string, close: string])[] = [
  ['/*', '*/'],
  ['<!--', '-->'],
]
const OPENER = /^(?:\/\*+|<!--|\/\/+|#+|--|;+|%+)!?[ \t\r\n]*(?:\*[ \t]+)?/
/** Other tools that share a line comment with us: theirs is not ours to read or to remove. */
const FOREIGN =
  /[ \t](?:#|\/\/)[ \t]*(?:noqa|type:|pylint|pragma|pyright|mypy|ruff|fmt|isort|nosec|eslint|ts-|biome|oxlint|prettier)/
const NESTED = /(?:#|\/\/)[ \t]*(?=repoint(?:-|:))/g

const findBody = (comment: string): Body | null => {
  const closer = CLOSERS.find(([open]) => comment.startsWith(open))?.[1]
  const closed = closer !== undefined && comment.endsWith(closer)
  const end = closed ? comment.length - closer.length : comment.length
  const first = OPENER.exec(comment)?.[0].length ?? 0
  if (comment.startsWith('repoint', first)) return closeBody(comment, 0, first, end)
  if (closer !== undefined) return null
  NESTED.lastIndex = 0
  const nested = NESTED.exec(comment)
  return nested === null ? null : closeBody(comment, nested.index, nested.index + nested[0].length, end)
}

const closeBody = (comment: string, opener: number, start: number, end: number): Body => {
  const foreign = end === comment.length ? FOREIGN.exec(comment.slice(start)) : null
  if (foreign === null) return { opener, start, end, tail: comment.length }
  const tail = comment.slice(0, start + foreign.index).trimEnd().length
  return { opener, start, end: tail, tail }
}

const MARKER = /^repoint(?:-|:[ \t]*)ignore(-next-line|-line|-file)?(?![\w-])/
/** What a person may have meant as a suppression: better to complain than to ignore it silently. */
const NEAR_MARKER = /^repoint(?:-|:[ \t]*)(?:ignore|disable|suppress|allow|skip|noqa)[\w-]*/

const readMarker = (
  comment: string,
  start: number,
  end: number,
): { readonly scope: Scope | null; readonly end: number; readonly word: string } | null => {
  const rest = comment.slice(start, end)
  const marker = MARKER.exec(rest)
  if (marker !== null) {
    const scope = marker[1] === undefined ? 'auto' : (marker[1].slice(1) as Scope)
    return { scope, end: start + marker[0].length, word: marker[0] }
  }
  const near = NEAR_MARKER.exec(rest)
  return near === null ? null : { scope: null, end: start + near[0].length, word: near[0] }
}

const REASON_MARK = /(?:^|\s)(?:--+|—|–)(?=\s|$)|\(until\b/

const readIds = (
  comment: string,
  start: number,
  end: number,
): { readonly ids: readonly { readonly id: string; readonly at: number }[]; readonly end: number } | null => {
  let from = start
  while (from < end && /\s/.test(comment[from] ?? '')) from++
  if (comment[from] === '[') {
    const close = comment.indexOf(']', from)
    if (close === -1 || close >= end) return null
    return { ids: splitIds(comment, from + 1, close), end: close + 1 }
  }
  const mark = REASON_MARK.exec(comment.slice(start, end))
  const stop = mark === null ? end : start + mark.index
  return { ids: splitIds(comment, start, stop), end: stop }
}

const splitIds = (comment: string, start: number, end: number): readonly { id: string; at: number }[] =>
  [...comment.slice(start, end).matchAll(/[^\s,]+/g)].map((match) => ({ id: match[0], at: start + match.index }))

const readReason = (
  text: string,
): { readonly reason: string | null; readonly until: string | null; readonly stray: boolean } => {
  const flat = text.replace(/\s+/g, ' ').trim()
  const open = flat.lastIndexOf('(until')
  const close = open === -1 ? -1 : flat.indexOf(')', open)
  const until = close === -1 ? null : flat.slice(open + '(until'.length, close).trim()
  const rest = close === -1 ? flat : `${flat.slice(0, open)}${flat.slice(close + 1)}`.trim()
  const mark = /^(?:--+|—|–)/.exec(rest)
  if (mark === null) return { reason: null, until, stray: rest !== '' }
  const reason = rest.slice(mark[0].length).trim()
  return { reason: reason === '' ? null : reason, until, stray: false }
}

/** Whether only white space, or the braces of a JSX comment, shares the lines of the span. */
const standsAlone = (text: string, span: Span, index: LineIndex): boolean => {
  const before = text.slice(index.lineStart(index.positionAt(span.start).line), span.start).trim()
  const after = text.slice(span.end, index.lineEnd(index.positionAt(span.end).line)).trim()
  return (stripBom(before) === '' && after === '') || (before === '{' && after === '}')
}

const stripBom = (text: string): string => text.replace(/^\uFEFF/, '')

const aimAt = (scope: Scope, alone: boolean, line: number, span: Span, index: LineIndex): number | 'file' => {
  if (scope === 'file') return 'file'
  if (scope === 'line' || (scope === 'auto' && !alone)) return line
  return findNextCodeLine(index.positionAt(Math.max(span.start, span.end - 1)).line + 1, index)
}

/** Comments and blank lines between a suppression and the code it speaks of do not count: formatters insert them. */
const findNextCodeLine = (from: number, index: LineIndex): number => {
  const last = Math.min(index.lineCount, from + 50)
  for (let line = from; line <= last; line++) {
    const text = index.lineText(line).trim()
    if (text !== '' && !/^(?:\/\/|#(?![!a-z])|\/\*|\*(?:\s|\/|$)|\{\/\*|<!--)/.test(text)) return line
  }
  return from
}

/**
 * Suppression comments of a file that no parser read (literals in YAML, Markdown, .env, JSONC …): a marker directly
 * behind a comment opener.
 */
export const findTextDirectives = (text: string, index: LineIndex): readonly Directive[] => {
  const found: Directive[] = []
  let searched = 0
  for (let at = text.indexOf('repoint'); at !== -1; at = text.indexOf('repoint', Math.max(at + 1, searched))) {
    const { line } = index.positionAt(at)
    const lineStart = index.lineStart(line)
    const opener = findOpener(text.slice(Math.max(lineStart, at - 64), at))
    if (opener === null) continue
    const start = at - opener.distance
    const close = opener.closer === null ? -1 : text.indexOf(opener.closer, at)
    const end = opener.closer === null || close === -1 ? index.lineEnd(line) : close + opener.closer.length
    const ownLine = stripBom(text.slice(lineStart, start)).trim() === ''
    found.push({ span: { start, end }, text: text.slice(start, end), ownLine })
    searched = end
  }
  return found
}

const OPENERS = ['<!--', '/*', '//', '#', '--', ';', '%'] as const

/** The comment opener that ends this text, white space aside. */
const findOpener = (before: string): { readonly distance: number; readonly closer: string | null } | null => {
  const trimmed = before.trimEnd()
  const opener = OPENERS.find((candidate) => trimmed.endsWith(candidate))
  if (opener === undefined) return null
  const closer = CLOSERS.find(([open]) => open === opener)?.[1] ?? null
  return { distance: before.length - trimmed.length + opener.length, closer }
}
