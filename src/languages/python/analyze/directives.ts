import type { Directive } from '../../../core/facts.ts'
import type { Tokens } from '../tokens.ts'

const DIRECTIVE = /\brepoint\b/

/** Comments that speak to repoint. */
export function readDirectives({ text, comments }: Tokens): Directive[] {
  return comments.flatMap((span) => {
    const comment = text.slice(span.start, span.end)
    if (!DIRECTIVE.test(comment)) return []
    const lineStart = Math.max(text.lastIndexOf('\n', span.start - 1), text.lastIndexOf('\r', span.start - 1)) + 1
    const before = text.slice(span.start === 0 ? 0 : lineStart, span.start)
    return [{ span, text: comment, ownLine: /^[\s\uFEFF]*$/.test(before) }]
  })
}
