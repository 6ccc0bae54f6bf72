import type { ImportedName } from './facts.ts'

/*
 * JavaScript reads what an object lacks as `undefined`, so that asking for it may be a question instead of a mistake.
 */

const OBJECT_MEMBERS = new Set(
  'hasOwnProperty toString valueOf constructor isPrototypeOf propertyIsEnumerable toLocaleString default'.split(' '),
)

/** What no file has to define. */
export const isOfEveryObject = (name: string): boolean => OBJECT_MEMBERS.has(name) || name.startsWith('__')

/** Whether the text asks for the value of an expression instead of relying on it. */
export function isAsked(text: string, expression: string): boolean {
  const spelled = expression.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(
    `(?:\\bif\\s*\\(\\s*|\\btypeof\\s+|!|&&\\s*|\\|\\|\\s*)${spelled}(?![\\w$])|(?<![\\w$.])${spelled}\\s*(?:\\?\\.|\\?\\?|\\|\\||&&|\\?|[!=]==?)`,
  ).test(text)
}

const QUESTION_AFTER = /^\s*(?:\?\.|\?\?|\|\||&&|\?(?!:)|[!=]==?)/
/** `{ name = 1 }`, `{ name: local = 1 }`. */
const DEFAULT_AFTER = /^\s*(?::\s*[\w$]+\s*)?=(?![=>])/

/** Why what is taken of `require('m')` need not be there: it has a stand-in, or the file asks. */
export function doubtTaken(
  { text }: { readonly text: string },
  { span, localName, local }: ImportedName,
): string | null {
  const after = text.slice(span.end, span.end + 200)
  if (DEFAULT_AFTER.test(after) || /=(?![=>])/.test(text.slice(span.start, span.end)))
    return 'it has a default, or is set'
  const isQuestion =
    local === null || localName === null
      ? QUESTION_AFTER.test(after) || asksBefore(text, span.start)
      : isAsked(text, localName)
  return isQuestion ? 'the file asks whether it is there' : null
}

/** `if (require('m').x)`, `!require('m').x`, `typeof require('m').x`. */
function asksBefore(text: string, start: number): boolean {
  const line = text.slice(Math.max(0, start - 200), start)
  return /(?:\bif\s*\(\s*|\btypeof\s+|!|&&\s*|\|\|\s*)(?:\(?\s*await\s+)?(?:require|import)\s*\([^()\n]*\)\)?\s*\.\s*$/.test(
    line,
  )
}
