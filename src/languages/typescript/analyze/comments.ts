import type { Comment } from 'oxc-parser'
import type { Directive } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import type { DraftImport } from './drafts.ts'
import type { Walk } from './walk.ts'

/** Comments that speak to repoint. */
export function readDirectives(comments: readonly Span[], text: string): Directive[] {
  const directives: Directive[] = []
  if (!text.includes('repoint')) return directives
  for (const { start, end } of comments) {
    const span = { start, end }
    if (!text.slice(start, end).includes('repoint')) continue
    const lineStart = Math.max(text.lastIndexOf('\n', span.start - 1), text.lastIndexOf('\r', span.start - 1)) + 1
    const before = text.slice(lineStart, span.start)
    directives.push({ span, text: text.slice(span.start, span.end), ownLine: /^[\s\uFEFF]*$/.test(before) })
  }
  return directives
}

/** The names that `/* global a, b:writable *\/` of ESLint says are global: not those that it turns off. */
export function readGlobalComments(comments: readonly Comment[], text: string): readonly string[] {
  if (!/\/\*\s*globals?\s/.test(text)) return []
  return comments.flatMap(({ type, value }) => {
    const listed = type === 'Block' ? /^\s*globals?\s+([\s\S]*)$/.exec(value)?.[1] : undefined
    // What follows two dashes is prose.
    const [names = ''] = listed?.split(/\s--/) ?? []
    return names
      .replace(/\s*:\s*/g, ':')
      .split(/[\s,]+/)
      .flatMap((item) => {
        const [name = '', value] = item.split(':')
        return name === '' || value === 'off' ? [] : [name]
      })
  })
}

const REFERENCE =
  /^\/\s*<reference\s+(?:[\w-]+\s*=\s*(?:"[^"]*"|'[^']*')\s+)*(types|path)\s*=\s*(?:"([^"]*)"|'([^']*)')/

/** `/// <reference types="m" />` and `path`, which count only above the first statement. */
export function readTripleSlashes(walk: Walk, comments: readonly Comment[], firstStatement: number): void {
  for (const comment of comments) {
    if (comment.start >= firstStatement) break
    if (comment.type !== 'Line' || !comment.value.startsWith('/')) continue
    const found = REFERENCE.exec(comment.value)
    if (!found) continue
    const written = found[2] ?? found[3] ?? ''
    const start = comment.start + 2 + found[0].length - 1 - written.length
    walk.imports.push({
      kind: 'triple-slash',
      specifier: found[1] === 'path' ? asRelative(written) : written,
      specifierSpan: { start, end: start + written.length },
      statement: { start: comment.start, end: comment.end },
      names: [],
      typeOnly: true,
      place: walk.scope.place('type-only', []),
      escapes: false,
      editable: true,
    } satisfies DraftImport)
  }
}

/** Paths and URLs are relative to their file though nothing says so: `m.js` is `./m.js`. */
export function asRelative(path: string): string {
  return /^(?:\.{1,2}(?:\/|$)|\/|[a-z][a-z\d+.-]*:)/i.test(path) ? path : `./${path}`
}
