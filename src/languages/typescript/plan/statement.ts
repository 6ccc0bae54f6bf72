import type { ImportFact } from '../../../core/facts.ts'
import type { Span, TextEdit } from '../../../core/span.ts'
import { applyEdits } from '../../../core/edits.ts'
import type { DraftId } from './change-set.ts'
import { attributesOf, isSameKind } from './import-attributes.ts'
import type { Layout } from './layout.ts'
import { editList, type BracedList } from './list-edits.ts'

/**
 * - `import`: `import … from 'm'`.
 * - `export`: `export … from 'm'`.
 * - `load`: `const … = require('m')`, `const … = await import('m')`.
 */
export type Flavour = 'import' | 'export' | 'load'

/** What a statement looks like before anything is done to it. */
export interface StatementShape {
  readonly flavour: Flavour
  readonly span: Span
  /** From the first to the last character of what is imported; empty before the specifier where nothing is. */
  readonly clause: Span
  /** Index into the fact's names. */
  readonly defaultName: number | null
  readonly namespaceName: number | null
  /** The list in braces and, for each of its items, the index into the fact's names. */
  readonly list: BracedList | null
  readonly listed: readonly number[]
  /** The text before and after the specifier's quotes within the statement, for statements made in its image. */
  readonly head: string
  readonly tail: string
  readonly quote: string
  /** Nothing may be taken out of the list: a rest element, an initializer that is not understood. */
  readonly isRigid: boolean
  /** One of several declarators of a declaration: where its neighbours end and begin. */
  readonly siblings: { readonly before: number | null; readonly after: number | null } | null
}

/** An import statement and what becomes of it. */
export class Statement {
  readonly index: number
  readonly fact: ImportFact
  readonly shape: StatementShape
  /** The module it imports from now. */
  readonly originalKey: string
  readonly #layout: Layout
  /** The module it will import from; null while that is not decided. */
  finalKey: string | null
  specifier: string | null = null
  isRemoved = false
  /** `import type { X }` becomes `import { X }`. */
  becomesValue = false
  readonly drafts = new Set<DraftId>()
  readonly dropped = new Set<number>()
  readonly replaced = new Map<number, string>()
  readonly added: string[] = []
  newDefault: string | null = null
  newNamespace: string | null = null
  /** Statements to stand after it. */
  readonly after: string[] = []

  constructor(index: number, fact: ImportFact, shape: StatementShape, originalKey: string, layout: Layout) {
    this.index = index
    this.fact = fact
    this.shape = shape
    this.originalKey = originalKey
    this.finalKey = originalKey
    this.#layout = layout
  }

  get typeOnly(): boolean {
    return this.fact.typeOnly && !this.becomesValue
  }

  #keeps(name: number | null): name is number {
    return name !== null && !this.dropped.has(name)
  }

  get hasDefault(): boolean {
    return this.newDefault !== null || this.#keeps(this.shape.defaultName)
  }

  get hasNamespace(): boolean {
    return this.newNamespace !== null || this.#keeps(this.shape.namespaceName)
  }

  get hasList(): boolean {
    return this.added.length > 0 || this.shape.listed.some((name) => !this.dropped.has(name))
  }

  /** It imports something besides the names it had where they stood. */
  get gains(): boolean {
    return this.newDefault !== null || this.newNamespace !== null || this.added.length > 0
  }

  get isEmpty(): boolean {
    return !this.hasDefault && !this.hasNamespace && !this.hasList
  }

  edits(spacing: string): TextEdit[] {
    const edits: TextEdit[] = []
    const { specifierSpan } = this.fact
    if (this.isRemoved) {
      edits.push(...this.#remove())
    } else {
      if (this.specifier !== null && this.specifier !== this.fact.specifier)
        edits.push({ ...specifierSpan, text: this.specifier }, ...this.#dropAttributes(this.specifier))
      edits.push(...this.#clauseEdits(spacing))
      if (this.becomesValue) edits.push(...this.#dropTypeWord())
      if (this.after.length > 0) edits.push(this.#insertAfter())
    }
    return edits
  }

  #dropAttributes(specifier: string): TextEdit[] {
    const { length } = attributesOf(this.shape.tail)
    const start = this.shape.span.end - this.shape.tail.length
    const isOver = length > 0 && this.shape.flavour !== 'load' && !isSameKind(specifier, this.fact.specifier)
    return isOver ? [{ start, end: start + length, text: '' }] : []
  }

  #dropTypeWord(): TextEdit[] {
    const start = this.shape.span.start
    const word = /\btype\s+/.exec(this.#layout.text.slice(start, this.shape.clause.start))
    return word === null ? [] : [{ start: start + word.index, end: start + word.index + word[0].length, text: '' }]
  }

  #original(name: number): Span {
    const { defaultName, list, listed } = this.shape
    const at = listed.indexOf(name)
    const item = list?.items[at]
    if (at !== -1 && item !== undefined) return item
    const { span, localSpan } = this.fact.names[name] ?? { span: this.shape.clause, localSpan: null }
    return name === defaultName && localSpan !== null ? localSpan : span
  }

  #textOf(name: number): string {
    const span = this.#original(name)
    return this.replaced.get(name) ?? this.#layout.text.slice(span.start, span.end)
  }

  #listEdits(): TextEdit[] {
    const { list, listed } = this.shape
    if (list === null) return []
    const at = (names: Iterable<number>) =>
      [...names].map((name) => listed.indexOf(name)).filter((index) => index !== -1)
    const replaced = new Map(
      [...this.replaced].map(([name, text]) => [listed.indexOf(name), text] as const).filter(([index]) => index !== -1),
    )
    return editList(this.#layout, list, { dropped: new Set(at(this.dropped)), replaced, added: this.added })
  }

  #clauseEdits(spacing: string): TextEdit[] {
    const { defaultName, namespaceName, list, listed } = this.shape
    const hadList = listed.length > 0
    const isSameShape =
      (defaultName !== null) === this.hasDefault &&
      (namespaceName !== null) === this.hasNamespace &&
      hadList === this.hasList
    if (!isSameShape) return this.#reshape(spacing)
    const edits: TextEdit[] = []
    const single = (name: number | null, replacement: string | null) => {
      if (name === null) return
      const span = this.#original(name)
      const text = replacement ?? this.#textOf(name)
      if (text !== this.#layout.text.slice(span.start, span.end)) edits.push({ start: span.start, end: span.end, text })
    }
    single(defaultName, this.newDefault)
    single(namespaceName, this.newNamespace)
    if (list !== null && hadList) edits.push(...this.#listEdits())
    return edits
  }

  /** The list's new text where some of its items stay. */
  #listText(spacing: string): string {
    const { list, listed } = this.shape
    if (list === null || !listed.some((name) => !this.dropped.has(name))) {
      return `{${spacing}${this.added.join(', ')}${spacing}}`
    }
    const shifted = this.#listEdits().map(({ start, end, text }) => ({
      start: start - list.open,
      end: end - list.open,
      text,
    }))
    return applyEdits(this.#layout.text.slice(list.open, list.close + 1), shifted)
  }

  #reshape(spacing: string): TextEdit[] {
    const { clause, defaultName, namespaceName, flavour } = this.shape
    const { text } = this.#layout
    const parts: string[] = []
    if (this.hasDefault) parts.push(this.newDefault ?? (defaultName === null ? '' : this.#textOf(defaultName)))
    if (this.hasNamespace) parts.push(this.newNamespace ?? (namespaceName === null ? '' : this.#textOf(namespaceName)))
    if (this.hasList) parts.push(this.#listText(spacing))
    const clauseText = parts.join(', ')
    if (clause.start === clause.end && flavour === 'import')
      return [{ start: clause.start, end: clause.end, text: `${clauseText} from ` }]
    const before = text.slice(clause.start, clause.end)
    const kept = new Set(
      this.#layout
        .commentsIn(clause.start, clause.end)
        .filter(({ start, end }) => clauseText.includes(text.slice(start, end))),
    )
    const hoisted = this.#hoist((comment) => !kept.has(comment), clause)
    let start = 0
    while (start < before.length && start < clauseText.length && before[start] === clauseText[start]) start++
    let end = 0
    while (
      end < before.length - start &&
      end < clauseText.length - start &&
      before[before.length - 1 - end] === clauseText[clauseText.length - 1 - end]
    )
      end++
    const edit = {
      start: clause.start + start,
      end: clause.end - end,
      text: clauseText.slice(start, clauseText.length - end),
    }
    return [
      ...(hoisted === '' ? [] : [{ start: this.shape.span.start, end: this.shape.span.start, text: hoisted }]),
      edit,
    ]
  }

  /** Comments that would be lost with the code around them, as lines to stand before the statement. */
  #hoist(isLost: (comment: Span) => boolean, within: Span): string {
    const { text, newline } = this.#layout
    const indent = this.#layout.indentAt(this.shape.span.start)
    return this.#layout
      .commentsIn(within.start, within.end)
      .filter(isLost)
      .map(({ start, end }) => text.slice(start, end) + newline + indent)
      .join('')
  }

  #remove(): TextEdit[] {
    const { span } = this.shape
    const layout = this.#layout
    const { text } = layout
    const { siblings } = this.shape
    if (siblings !== null) {
      if (this.after.length > 0) return [{ start: span.start, end: span.end, text: this.after.join(', ') }]
      if (siblings.after !== null) return [{ start: span.start, end: siblings.after, text: '' }]
      return [{ start: siblings.before ?? span.start, end: span.end, text: '' }]
    }
    const kept = this.#hoist(() => true, span).trimEnd()
    const replacement = [...(kept === '' ? [] : [kept]), ...this.after].join(
      layout.newline + layout.indentAt(span.start),
    )
    if (replacement !== '') return [{ start: span.start, end: span.end, text: replacement }]
    const lineStart = layout.lineStart(span.start)
    const lineEnd = layout.lineEnd(span.end)
    const isAloneBefore = text.slice(lineStart, span.start).trim() === ''
    const isAloneAfter = text.slice(span.end, lineEnd).trim() === ''
    if (!isAloneBefore || !isAloneAfter) {
      let end = span.end
      while (text[end] === ' ' || text[end] === '\t') end++
      return isAloneBefore
        ? [{ start: span.start, end, text: '' }]
        : [{ start: layout.skipBlankBack(span.start), end: span.end, text: '' }]
    }
    let end = layout.nextLine(span.end)
    // The blank line after the last import must not open the file.
    const isFirst = text.slice(0, lineStart).replace('\ufeff', '').trim() === ''
    while (isFirst && end < text.length && text.slice(end, layout.lineEnd(end)).trim() === '')
      end = layout.nextLine(end)
    return [{ start: lineStart, end, text: '' }]
  }

  #insertAfter(): TextEdit {
    const { span } = this.shape
    const layout = this.#layout
    if (this.shape.siblings !== null)
      return { start: span.end, end: span.end, text: this.after.map((text) => `, ${text}`).join('') }
    const indent = layout.indentAt(span.start)
    const lines = this.after.map((text) => layout.newline + indent + text)
    const lineEnd = layout.lineEnd(span.end)
    const rest = layout.skipForward(span.end, lineEnd)
    if (rest === lineEnd || layout.text.slice(rest, lineEnd).trim() === '')
      return { start: lineEnd, end: lineEnd, text: lines.join('') }
    const isInline = layout.text.slice(layout.lineStart(span.start), span.start).trim() !== ''
    if (isInline) {
      const text = this.after.map((line) => ` ${line.replace(/;$/, '')};`).join('')
      return { start: span.end, end: span.end, text: layout.text[span.end - 1] === ';' ? text : `;${text}` }
    }
    return {
      start: span.end,
      end: span.end,
      text: lines.map((line) => (line.endsWith(';') ? line : `${line};`)).join(''),
    }
  }
}
