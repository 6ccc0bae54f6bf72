import type { Comment } from 'oxc-parser'
import type { Member } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import { type DraftImport, draftName } from './drafts.ts'
import { readImportTag } from './jsdoc-import-tag.ts'
import { findLinks } from './jsdoc-links.ts'
import { type JsDocType, readJsDocType } from './jsdoc-types.ts'
import { ANY, type ScopeNode, TYPE, type Use, VALUE, type Variable } from './scope-tree.ts'
import type { Walk } from './walk.ts'

/*
 * What JSDoc says of modules and names. TypeScript reads types out of tags in JavaScript only; in TypeScript files the
 * same tags name modules for people and for documentation tools, so there only `import()`, `@import` and links count.
 */

const IN_TYPESCRIPT = /import|@link|@see/

const TAG = /(^|[\s(])@([A-Za-z]+)/g
/** Tags whose type may follow the name: `@param x {T}`. */
const NAMED = new Set(['param', 'arg', 'argument', 'property', 'prop'])
/** Tags whose type may stand without braces: `@augments Base<T>`. */
const HERITAGE = new Set(['augments', 'extends'])
const HERITAGE_TYPE = /[A-Za-z_$][\w$.]*(?:<[^\n<>]*>)?/y
const TEMPLATE = /\[\s*([A-Za-z_$][\w$]*)\s*=|([A-Za-z_$][\w$]*)/y
const COMMA = /\s*,\s*/y
const SPACE = /\s*/y
const NAME = /\[?[\w$.]+\]?\s*/y
const IDENTIFIER = /[A-Za-z_$][\w$]*/y

export function readJsDoc(walk: Walk, comments: readonly Comment[], inJavaScript: boolean): void {
  for (const comment of comments) {
    if (comment.type !== 'Block' || !comment.value.startsWith('*') || !comment.value.includes('@')) continue
    if (!inJavaScript && !IN_TYPESCRIPT.test(comment.value)) continue
    // The stars that begin the lines are not text; offsets stay.
    const text = comment.value.replace(
      /(^|[\r\n])([ \t]*)(\*+)/g,
      (_, line, space, stars) => line + space + ' '.repeat(stars.length),
    )
    readComment(new JsDoc(walk, text, comment.start + 2, inJavaScript))
  }
}

class JsDoc {
  readonly walk: Walk
  readonly text: string
  /** Offset of the text in the file. */
  readonly base: number
  readonly inJavaScript: boolean
  readonly scope: ScopeNode
  /** Type parameters the comment declares by `@template`. */
  readonly templates = new Set<string>()

  constructor(walk: Walk, text: string, base: number, inJavaScript: boolean) {
    this.walk = walk
    this.text = text
    this.base = base
    this.inJavaScript = inJavaScript
    this.scope = scopeAround(walk, base)
  }

  span(start: number, end: number): Span {
    return { start: this.base + start, end: this.base + end }
  }

  addImport(specifier: { value: string; start: number; end: number }, statement: Span): DraftImport {
    const fact: DraftImport = {
      kind: 'jsdoc',
      specifier: specifier.value,
      specifierSpan: this.span(specifier.start, specifier.end),
      statement,
      names: [],
      typeOnly: true,
      place: this.scope.place('type-only', []),
      escapes: false,
      editable: true,
    }
    this.walk.imports.push(fact)
    return fact
  }

  addUse(name: string, start: number, members: readonly Member[], isTypeof: boolean): Use {
    const use = this.makeUse(name, start, members, isTypeof)
    this.walk.comments.push(use)
    return use
  }

  addLink(name: string, start: number): void {
    this.walk.links.push({ ...this.makeUse(name, start, [], false), meaning: ANY, role: 'link', whole: false })
  }

  private makeUse(name: string, start: number, members: readonly Member[], isTypeof: boolean): Use {
    return {
      name,
      span: this.span(start, start + name.length),
      scope: this.scope,
      meaning: isTypeof ? VALUE : TYPE,
      place: this.scope.place('type-only', []),
      role: 'read',
      space: isTypeof ? 'value' : 'type',
      medium: 'comment',
      members,
      call: null,
      picks: [],
      whole: members.length === 0,
      variables: [],
    }
  }
}

export type { JsDoc }

/** Comments stand before what they describe: in the scope around it. */
function scopeAround(walk: Walk, offset: number): ScopeNode {
  let found = walk.scopes[0] as ScopeNode
  for (const scope of walk.scopes) {
    const { start, end } = scope.span
    if (start <= offset && offset < end && end - start <= found.span.end - found.span.start) found = scope
  }
  return found
}

function readComment(doc: JsDoc): void {
  const { text } = doc
  const tags = [...text.matchAll(TAG)].map((found) => ({
    name: found[2] as string,
    end: found.index + found[0].length,
  }))
  const defaults: Span[] = []
  for (const { name, end } of tags) if (name === 'template') defaults.push(...readTemplates(doc, end))
  for (const { start, end } of defaults) readJsDocType(doc, start, end)
  for (const { name, end } of tags) {
    if (name === 'import') readImportTag(doc, end - '@import'.length)
    else readTag(doc, name, end)
  }
  for (const { name, start } of findLinks(text)) if (!doc.templates.has(name)) doc.addLink(name, start)
}

/** `@template {C} T, [U=D] why`: declares T and U. Returns where the defaults stand. */
function readTemplates(doc: JsDoc, end: number): Span[] {
  const { text, templates } = doc
  const defaults: Span[] = []
  let at = skip(SPACE, text, end)
  const close = text[at] === '{' ? closingBrace(text, at) : -1
  if (close !== -1) at = skip(SPACE, text, close + 1)
  for (;;) {
    TEMPLATE.lastIndex = at
    const found = TEMPLATE.exec(text)
    const name = found?.[1] ?? found?.[2]
    if (!found || name === undefined) return defaults
    templates.add(name)
    at += found[0].length
    if (found[1] !== undefined) {
      const last = text.indexOf(']', at)
      if (last === -1) return defaults
      defaults.push({ start: at, end: last })
      at = last + 1
    }
    COMMA.lastIndex = at
    const comma = COMMA.exec(text)
    if (!comma) return defaults
    at += comma[0].length
  }
}

function readTag(doc: JsDoc, tag: string, end: number): void {
  const { text } = doc
  let at = skip(SPACE, text, end)
  if (text[at] !== '{' && NAMED.has(tag)) at = skip(NAME, text, at)
  const close = text[at] === '{' ? closingBrace(text, at) : -1
  if (close === -1 && HERITAGE.has(tag)) readJsDocType(doc, at, skip(HERITAGE_TYPE, text, at))
  const type = close === -1 ? null : readJsDocType(doc, at + 1, close)
  if (!doc.inJavaScript || (tag !== 'typedef' && tag !== 'callback')) return
  const nameAt = skip(SPACE, text, close === -1 ? at : close + 1)
  IDENTIFIER.lastIndex = nameAt
  const name = IDENTIFIER.exec(text)?.[0]
  if (name) declareTypedef(doc, name, nameAt, type)
}

/** A typedef is a type of the module, and exported from it. */
function declareTypedef(doc: JsDoc, name: string, at: number, type: JsDocType | null): void {
  const { walk } = doc
  const span = doc.span(at, at + name.length)
  const variable: Variable = walk.declareName(name, span, 'type', TYPE, walk.typedefs)
  walk.exports.push({ name, span, typeOnly: true, target: { type: 'variable', variable } })
  if (type?.import && type.name) {
    type.import.names[type.import.names.indexOf(type.name)] = draftName({
      ...type.name,
      local: variable,
      localName: name,
      localSpan: span,
    })
  } else if (type?.use) variable.aliases.push(type.use)
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return at + (pattern.exec(text)?.[0].length ?? 0)
}

function closingBrace(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    const char = text[at]
    if (char === '{') depth++
    else if (char === '}' && --depth === 0) return at
  }
  return -1
}
