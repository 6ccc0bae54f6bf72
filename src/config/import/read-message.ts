import type { PlaceInput } from '../shapes.ts'

/*
 * The replacement a message for people names. Only what stands behind a phrase that introduces a replacement counts,
 * and only what cannot be a plain word of the sentence: quoted, dotted, a path, or of mixed case.
 */

/** A replacement as written: `name` from `module`, a module that has the same names now, or one word that may be either. */
export type Mentioned =
  | { readonly kind: 'place'; readonly place: PlaceInput }
  /** `names`: which of them the message speaks of; null: all. */
  | { readonly kind: 'module'; readonly module: string; readonly names: readonly string[] | null }
  | { readonly kind: 'word'; readonly word: string; readonly quoted: boolean; readonly moved: boolean }

/** Longer messages are prose, not a pointer. */
const LONGEST_MESSAGE = 4000

const PHRASE =
  /(?:\b(use|using|prefer|import|call|try|switch to|migrate to|see)|\b((?:been |was |is )?(?:re)?moved to|renamed to)|\b(replaced (?:by|with)|superseded by|deprecated for|deprecated by|in favou?r of)|(->|=>|→|⇒))(?:\s*:)?\s+(?:(?:the|new|a|an|module|package|named|export|function|class|method|hook|component|type|our)\s+){0,3}/giu

const QUOTES: Readonly<Record<string, string>> = { '`': '`', "'": "'", '"': '"', '‘': '’', '“': '”', '‹': '›' }
const WORD = /[@#~\p{L}_$][\p{L}\p{N}_$@/.:#~-]*/uy
const RELATIVE = /\.{1,2}\/[\p{L}\p{N}_$@/.:~-]+/uy

/** Every replacement the message names, in order; several are a choice. */
export function readMessage(message: string): readonly Mentioned[] {
  const text = message.slice(0, LONGEST_MESSAGE)
  for (const match of text.matchAll(PHRASE)) {
    const found = readList(
      text,
      match.index + match[0].length,
      match[2] !== undefined,
      /^(?:see|import)/i.test(match[1] ?? ''),
    )
    if (found.length > 0) return found
  }
  return []
}

function readList(text: string, start: number, moved: boolean, strict: boolean): readonly Mentioned[] {
  const found: Mentioned[] = []
  let at = start
  for (let count = 0; count < 8; count++) {
    const one = readOne(text, at, moved, strict)
    if (one === null) return found.length > 0 && count > 0 ? [] : found
    found.push(one.mentioned)
    const joint = /^(?:\s*,)?\s*\b(?:or|and\/or)\s+|^\s*,\s*(?=[`'"])|^\s+\/\s+/u.exec(
      text.slice(one.end, one.end + 20),
    )
    if (!joint)
      return /^\s*(?:,\s*)?(?:and|plus|together with|\+)\s/u.test(text.slice(one.end, one.end + 20)) ? [] : found
    at = one.end + joint[0].length
  }
  return found
}

function readOne(
  text: string,
  at: number,
  moved: boolean,
  strict: boolean,
): { readonly mentioned: Mentioned; readonly end: number } | null {
  const statement =
    /^[`'"]?from\s+[`'"]?([\p{L}_][\p{L}\p{N}_.]*)[`'"]?\s+import\s+[`'"]?([\p{L}_][\p{L}\p{N}_]*)[`'"]?(?!\s*,)/u.exec(
      text.slice(at, at + 300),
    )
  if (statement?.[1] !== undefined && statement[2] !== undefined)
    return {
      mentioned: { kind: 'place', place: { module: statement[1], name: statement[2] } },
      end: at + statement[0].length,
    }
  const script =
    /^[`'"]?(?:import\s+)?(?:type\s+)?\{\s*([\p{L}_$][\p{L}\p{N}_$]*)\s*\}[`'"]?\s+from\s+(?:['"`]([^'"`\s]+)['"`]{1,2}|((?=\S*[@/-])[@\p{L}][\p{L}\p{N}@/._-]*[\p{L}\p{N}]));?`?/u.exec(
      text.slice(at, at + 300),
    )
  const module = script?.[2] ?? script?.[3]
  if (script?.[1] !== undefined && module !== undefined)
    return { mentioned: { kind: 'place', place: { module, name: script[1] } }, end: at + script[0].length }
  const unnamed = readModule(text, at)
  if (unnamed) return unnamed
  const first = readWord(text, at)
  // `datetime.now(timezone.utc)` is an expression
  if (first === null || text[first.end] === '(') return null
  const link = /^\s+(?:from|of|in|from the module|from module|from package)\s+(?:the\s+)?/u.exec(
    text.slice(first.end, first.end + 40),
  )
  if (link && isName(first.word)) {
    const second = readWord(text, first.end + link[0].length)
    if (second && (second.quoted || (/[./@]/.test(second.word) && !/\sof\s|\sin\s/u.test(link[0]))))
      return { mentioned: { kind: 'place', place: { module: second.word, name: first.word } }, end: second.end }
    // "`x` in the next release" still names x; "x from somewhere" does not say from where
    if (/from/u.test(link[0])) return null
  }
  const { word, quoted } = first
  const telling =
    quoted ||
    /[._/@:#]./u.test(word) ||
    /\p{Ll}\p{Lu}/u.test(word) ||
    /^\s+instead\b/.test(text.slice(first.end, first.end + 10))
  if (!telling || (strict && !quoted && !/[./]/.test(word))) return null
  return { mentioned: { kind: 'word', word, quoted, moved }, end: first.end }
}

const NAMES =
  /^(?:[`'"]?[\p{L}_$][\p{L}\p{N}_$]*[`'"]?(?:\s*,\s*(?:and\s+)?|\s+(?:and|or|&)\s+)){1,16}[`'"]?[\p{L}_$][\p{L}\p{N}_$]*[`'"]?(?=\s+from\s)/u
const STAND_IN = /^(?:(?:it|this|that|them|these|those|both|all|everything|directly)\s+){0,3}(?=from\s)/iu

/** `it from 'module'`, `Foo and Bar from 'module'`: what is retired is called there as it is here. */
function readModule(text: string, at: number): { readonly mentioned: Mentioned; readonly end: number } | null {
  const rest = text.slice(at, at + 600)
  const listed = NAMES.exec(rest)
  const before = listed ?? STAND_IN.exec(rest)
  const link = before && /^\s*from\s+(?:the\s+)?(?:module\s+|package\s+)?/u.exec(rest.slice(before[0].length))
  const module = link && readWord(text, at + before[0].length + link[0].length)
  if (!module || !(module.quoted || /[./@]/.test(module.word))) return null
  // `from a import b` is a statement
  if (/^\s+import\b/u.test(text.slice(module.end, module.end + 20))) return null
  const names = listed?.[0].split(/\s*,\s*(?:and\s+)?|\s+(?:and|or|&)\s+/u).map((name) => name.replace(/[`'"]/g, ''))
  return { mentioned: { kind: 'module', module: module.word, names: names ?? null }, end: module.end }
}

const isName = (word: string): boolean => /^[\p{L}_$*][\p{L}\p{N}_$.]*$/u.test(word)

function readWord(
  text: string,
  at: number,
): { readonly word: string; readonly quoted: boolean; readonly end: number } | null {
  let open = text[at] ?? ''
  let start = at
  if (text.startsWith('``', at)) start = at + 2
  else if (QUOTES[open] !== undefined) start = at + 1
  else if (text.startsWith(':', at)) {
    // a role of reStructuredText: :class:`x.Y`, :func:`~x.y`
    const role = /^:[a-z:]{1,20}:`[~!]?/.exec(text.slice(at, at + 30))
    if (!role) return null
    open = '`'
    start = at + role[0].length
  }
  const quoted = start > at
  const pattern = text[start] === '.' ? RELATIVE : WORD
  pattern.lastIndex = start
  const word = /^\*/.test(text.slice(start)) && quoted ? '*' : pattern.exec(text)?.[0]
  if (word === undefined) return null
  let end = start + word.length
  if (quoted) {
    if (text.startsWith('()', end)) end += 2
    const close = text.startsWith('``', at) ? '``' : (QUOTES[open] ?? '')
    return text.startsWith(close, end) ? { word, quoted, end: end + close.length } : null
  }
  const trimmed = word.replace(/[.:/-]+$/u, '')
  end = start + trimmed.length
  if (text.startsWith('()', end)) end += 2
  return { word: trimmed, quoted, end }
}
