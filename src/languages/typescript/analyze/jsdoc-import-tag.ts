import { type DraftName, draftName } from './drafts.ts'
import type { JsDoc } from './jsdoc.ts'
import { ANY, type ScopeNode } from './scope-tree.ts'

const BEGIN = /@import\s+/y
const PART = /\s*(?:\*\s*as\s+([\w$]+)|\{([^{}]*)\}|([\w$]+)|,)/y
const SOURCE = /\s*(?:'([^'\n]*)'|"([^"\n]*)")/y
const SPECIFIER = /(?:type\s+)?([\w$]+|'[^'\n]*'|"[^"\n]*")(?:\s+as\s+([\w$]+))?/g

/** `@import { X as Y } from 'm'`, `@import d, * as ns from 'm'` (TypeScript 5.5). */
export function readImportTag(doc: JsDoc, at: number): void {
  const { text } = doc
  BEGIN.lastIndex = at
  if (!BEGIN.test(text)) return
  const parts: { match: RegExpExecArray; end: number }[] = []
  let end = BEGIN.lastIndex
  for (;;) {
    PART.lastIndex = end
    const match = PART.exec(text)
    if (!match) return
    end = PART.lastIndex
    if (match[3] === 'from') {
      SOURCE.lastIndex = end
      if (SOURCE.test(text)) break
    }
    parts.push({ match, end })
  }
  SOURCE.lastIndex = end
  const source = SOURCE.exec(text)
  const value = source?.[1] ?? source?.[2] ?? ''
  end = SOURCE.lastIndex
  const start = end - 1 - value.length
  const fact = doc.addImport({ value, start, end: start + value.length }, doc.span(at, end))
  for (const { match, end: partEnd } of parts) fact.names.push(...namesOf(doc, match, partEnd))
}

function namesOf(doc: JsDoc, match: RegExpExecArray, end: number): DraftName[] {
  const [whole, namespace, list, name] = match
  const start = end - whole.trimStart().length
  if (namespace !== undefined) {
    const fields = { shape: 'namespace', imported: '*', span: doc.span(start, end) } as const
    return [bind(doc, fields, namespace, end - namespace.length)]
  }
  if (name !== undefined) {
    return [bind(doc, { shape: 'named', imported: 'default', span: doc.span(start, end) }, name, start)]
  }
  return [...(list ?? '').matchAll(SPECIFIER)].map((specifier) => named(doc, specifier, start + 1 + specifier.index))
}

function named(doc: JsDoc, specifier: RegExpMatchArray, at: number): DraftName {
  const [whole, written = '', alias] = specifier
  const quoted = /^['"]/.test(written)
  const imported = quoted ? written.slice(1, -1) : written
  const typeWord = /^type\s+/.exec(whole)?.[0].length ?? 0
  const importedAt = at + (whole.startsWith(written) && written !== 'type' ? 0 : typeWord) + (quoted ? 1 : 0)
  const localName = alias ?? imported
  const localAt = alias === undefined ? importedAt : at + whole.length - alias.length
  return bind(
    doc,
    {
      shape: 'named',
      imported,
      importedSpan: doc.span(importedAt, importedAt + imported.length),
      span: doc.span(at, at + whole.length),
    },
    localName,
    localAt,
  )
}

function bind(doc: JsDoc, fields: Parameters<typeof draftName>[0], localName: string, at: number): DraftName {
  const localSpan = doc.span(at, at + localName.length)
  if (!doc.inJavaScript) return draftName({ ...fields, typeOnly: true })
  const local = doc.walk.declareName(localName, localSpan, 'import', ANY, doc.walk.scopes[0] as ScopeNode)
  local.typeOnly = true
  return draftName({ ...fields, typeOnly: true, local, localName, localSpan })
}
