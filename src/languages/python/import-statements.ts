import type { Span } from '../../core/span.ts'
import { NAME, NEWLINE, type Tokens, tokenIs, tokenName, tokenSpan, tokenText } from './tokens.ts'

/** `a.b as c` of an import statement, or `X as Y` of a from-import. */
export interface ImportedItem {
  /** Without white space; `*` for a star import. */
  readonly name: string
  readonly nameSpan: Span
  /** The first segment of a dotted name. */
  readonly firstSpan: Span
  readonly alias: { readonly name: string; readonly span: Span } | null
  readonly span: Span
}

export interface ImportStatement {
  readonly form: 'import' | 'from'
  /** `from`: the dots and the dotted name. */
  readonly module: { readonly specifier: string; readonly span: Span } | null
  readonly items: readonly ImportedItem[]
  /** With a semicolon right behind it, without the line break. */
  readonly span: Span
  /** Index of the first token behind it. */
  readonly next: number
}

/** Reads the import statement that starts at token `index` (`import`, `from`, or PEP 810's `lazy`). null: there is none. */
export function readImportStatement(tokens: Tokens, index: number): ImportStatement | null {
  const word = tokenIs(tokens, index, 'lazy') ? index + 1 : index
  if (tokenIs(tokens, word, 'import')) return readImport(tokens, index, word + 1)
  return tokenIs(tokens, word, 'from') ? readFrom(tokens, index, word + 1) : null
}

function readImport(tokens: Tokens, first: number, from: number): ImportStatement | null {
  const items: ImportedItem[] = []
  let at = from
  for (;;) {
    const name = readDotted(tokens, at)
    if (name === null) return null
    const item = readAlias(tokens, name)
    items.push(item.item)
    at = item.next
    if (!tokenIs(tokens, at, ',')) break
    at++
  }
  return finish(tokens, first, at, 'import', null, items)
}

function readFrom(tokens: Tokens, first: number, from: number): ImportStatement | null {
  let at = from
  while (tokenIs(tokens, at, '.') || tokenIs(tokens, at, '...')) at++
  let dots = ''
  for (let index = from; index < at; index++) dots += tokenText(tokens, index)
  const name = tokenIs(tokens, at, 'import') ? null : readDotted(tokens, at)
  if (name === null && dots === '') return null
  const end = name === null ? (tokens.ends[at - 1] ?? 0) : name.span.end
  const module = { specifier: dots + (name?.name ?? ''), span: { start: tokens.starts[from] ?? 0, end } }
  at = name?.next ?? at
  if (!tokenIs(tokens, at, 'import')) return null
  at++
  const items: ImportedItem[] = []
  if (tokenIs(tokens, at, '*')) {
    const span = tokenSpan(tokens, at)
    items.push({ name: '*', nameSpan: span, firstSpan: span, alias: null, span })
    return finish(tokens, first, at + 1, 'from', module, items)
  }
  const parenthesised = tokenIs(tokens, at, '(')
  if (parenthesised) at++
  while (isName(tokens, at)) {
    const span = tokenSpan(tokens, at)
    const item = readAlias(tokens, { name: tokenName(tokens, at), span, firstSpan: span, next: at + 1 })
    items.push(item.item)
    at = item.next
    if (!tokenIs(tokens, at, ',')) break
    at++
  }
  if (parenthesised && tokenIs(tokens, at, ')')) at++
  return items.length === 0 ? null : finish(tokens, first, at, 'from', module, items)
}

interface DottedName {
  readonly name: string
  readonly span: Span
  readonly firstSpan: Span
  readonly next: number
}

function readDotted(tokens: Tokens, from: number): DottedName | null {
  if (!isName(tokens, from)) return null
  let name = tokenName(tokens, from)
  let at = from + 1
  while (tokenIs(tokens, at, '.') && isName(tokens, at + 1)) {
    name += `.${tokenName(tokens, at + 1)}`
    at += 2
  }
  const firstSpan = tokenSpan(tokens, from)
  return { name, span: { start: firstSpan.start, end: tokens.ends[at - 1] ?? firstSpan.end }, firstSpan, next: at }
}

function readAlias(tokens: Tokens, name: DottedName): { item: ImportedItem; next: number } {
  const { next, span, firstSpan } = name
  const item = { name: name.name, nameSpan: span, firstSpan }
  if (!tokenIs(tokens, next, 'as') || !isName(tokens, next + 1)) return { item: { ...item, alias: null, span }, next }
  const aliasSpan = tokenSpan(tokens, next + 1)
  const alias = { name: tokenName(tokens, next + 1), span: aliasSpan }
  return { item: { ...item, alias, span: { start: span.start, end: aliasSpan.end } }, next: next + 2 }
}

function isName(tokens: Tokens, index: number): boolean {
  return tokens.kinds[index] === NAME
}

function finish(
  tokens: Tokens,
  first: number,
  next: number,
  form: ImportStatement['form'],
  module: ImportStatement['module'],
  items: readonly ImportedItem[],
): ImportStatement | null {
  const semicolon = tokenIs(tokens, next, ';')
  if (!semicolon && next < tokens.kinds.length && tokens.kinds[next] !== NEWLINE) return null
  const last = semicolon ? next : next - 1
  return {
    form,
    module,
    items,
    span: { start: tokens.starts[first] ?? 0, end: tokens.ends[last] ?? 0 },
    next: last + 1,
  }
}
