import type { Member } from '../../../core/facts.ts'
import { type DraftImport, type DraftName, draftName } from './drafts.ts'
import type { JsDoc } from './jsdoc.ts'
import type { Use } from './scope-tree.ts'

/** Words of the type language, and the types every program has. */
const WORDS = new Set(
  (
    'any unknown never void null undefined string number boolean bigint symbol object this true false keyof typeof infer ' +
    'extends is asserts readonly unique new in as function import abstract const out'
  ).split(' '),
)

const TOKEN = /\s+|[A-Za-z_$][\w$]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`[^`]*`|[\s\S]/y
const IMPORT = /import\s*\(\s*(?:'([^'\n]*)'|"([^"\n]*)")\s*(?:,[^)]*)?\)/y
const DOTTED = /\s*\.\s*([A-Za-z_$][\w$]*)/y

/** What a type is as a whole, where it is one name. */
export interface JsDocType {
  readonly import: DraftImport | null
  readonly name: DraftName | null
  readonly use: Use | null
}

/** Modules and names in the type expression `[from, to)` of a comment. */
export function readJsDocType(doc: JsDoc, from: number, to: number): JsDocType {
  const { text } = doc
  let at = from
  let before = ''
  let single: JsDocType = { import: null, name: null, use: null }
  let parts = 0
  while (at < to) {
    TOKEN.lastIndex = at
    const token = TOKEN.exec(text)?.[0] ?? ' '
    const end = at + token.length
    if (/^\s/.test(token)) {
      at = end
      continue
    }
    parts++
    if (token === 'import') {
      const found = readImport(doc, at, to, before === 'typeof')
      if (found) {
        single = { import: found.fact, name: found.name, use: null }
        at = found.end
        before = ''
        continue
      }
    }
    if (isName(token, before, text, end, to) && doc.inJavaScript && !doc.templates.has(token)) {
      const { members, end: after } = membersFrom(doc, end, to)
      single = { import: null, name: null, use: doc.addUse(token, at, members, before === 'typeof') }
      at = after
    } else at = end
    before = token
  }
  return parts === 1 ? single : { import: null, name: null, use: null }
}

function isName(token: string, before: string, text: string, end: number, to: number): boolean {
  if (!/^[A-Za-z_$]/.test(token) || WORDS.has(token) || before === '.') return false
  // A key, a parameter, the label of a tuple member.
  return !/^\s*(?:\?\s*)?:(?!:)/.test(text.slice(end, Math.min(to, end + 40)))
}

function readImport(
  doc: JsDoc,
  at: number,
  to: number,
  isTypeof: boolean,
): { fact: DraftImport; name: DraftName; end: number } | null {
  const { text } = doc
  IMPORT.lastIndex = at
  const found = IMPORT.exec(text)
  if (!found || at + found[0].length > to) return null
  const value = found[1] ?? found[2] ?? ''
  const start = at + found[0].search(/['"]/) + 1
  const { members, end } = membersFrom(doc, at + found[0].length, to)
  const fact = doc.addImport({ value, start, end: start + value.length }, doc.span(at, end))
  const [first, ...rest] = members
  const name = first
    ? draftName({
        shape: 'named',
        imported: first.name,
        importedSpan: first.span,
        span: first.span,
        typeOnly: true,
        members: rest,
      })
    : draftName({ shape: 'namespace', imported: '*', span: doc.span(at, end), typeOnly: true })
  if (!first) fact.escapes = isTypeof
  fact.names.push(name)
  return { fact, name, end }
}

function membersFrom(doc: JsDoc, from: number, to: number): { members: Member[]; end: number } {
  const members: Member[] = []
  let at = from
  for (;;) {
    DOTTED.lastIndex = at
    const found = DOTTED.exec(doc.text)
    // `Promise.<T>` is the old spelling of type arguments.
    if (!found || at + found[0].length > to) return { members, end: at }
    const name = found[1] as string
    at += found[0].length
    members.push({ name, span: doc.span(at - name.length, at) })
  }
}
