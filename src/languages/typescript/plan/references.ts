import type { BindingId, ExportFact, ModuleFacts, Reference } from '../../../core/facts.ts'
import type { TextEdit } from '../../../core/span.ts'
import type { Layout } from './layout.ts'
import { editList } from './list-edits.ts'
import { exportSpec } from './spec-text.ts'
import type { SyntaxTree } from './syntax-tree.ts'

export interface ReferenceContext {
  readonly facts: ModuleFacts
  readonly layout: Layout
  readonly tree: SyntaxTree
}

/** `<x />` is an element of the page, `<X />` a component: a lower-case name cannot stand in a tag. */
export const cannotBeTag = (name: string, references: readonly Reference[], text: string): boolean =>
  /^[a-z]/.test(name) &&
  !name.includes('.') &&
  references.some(
    ({ span, space, members }) =>
      space !== 'type' && members.length === 0 && /<\/?$/.test(text.slice(Math.max(0, span.start - 2), span.start)),
  )

interface Exported {
  readonly fact: ExportFact
  /** The local side in `export { X as Y }`; null for every other way to publish. */
  readonly reference: number | null
}

const exportsOf = (binding: BindingId, context: ReferenceContext): Exported[] => {
  const references = context.facts.bindings[binding]?.references ?? []
  return context.facts.exports.flatMap((fact) => {
    if (fact.target.type !== 'binding' || fact.target.binding !== binding) return []
    const reference = references.findIndex(
      ({ role, span }) =>
        role === 'export' &&
        (span.start === fact.span.start ||
          (span.end <= fact.span.start &&
            /^\s*as\s*["']?$/.test(blankComments(context.layout, span.end, fact.span.start)))),
    )
    return [{ fact, reference: reference === -1 ? null : reference }]
  })
}

const blankComments = (layout: Layout, start: number, end: number): string => {
  let text = layout.text.slice(start, end)
  for (const comment of layout.commentsIn(start, end))
    text = text.replace(layout.text.slice(comment.start, comment.end), ' ')
  return text
}

export interface Rewrite {
  /** What every reference says from now on; null: as before. */
  readonly expression: string | null
  /** A plain name, so it can be exported and destructured into. */
  readonly isName: boolean
  /** The public name that an export of the binding gets. */
  readonly publicName: (name: string) => string
  /** A public name that stays beside that one. */
  readonly besides: (name: string) => string | null
  /** References that something else rewrites. */
  readonly skipped: ReadonlySet<number>
  /** Keys that a mock factory's shorthand gets, by offset. */
  readonly keys: ReadonlyMap<number, string>
}

/** Edits that make all references and exports of a binding follow; a string says why they cannot. */
export const rewriteBinding = (
  binding: BindingId,
  rewrite: Rewrite,
  context: ReferenceContext,
): TextEdit[] | string => {
  const { facts, layout } = context
  const found = facts.bindings[binding]
  if (found === undefined) return []
  const edits: TextEdit[] = []
  const done = new Set<number>()
  for (const { fact, reference } of exportsOf(binding, context)) {
    const after = rewrite.publicName(fact.name)
    const isTaken = after !== fact.name && facts.exports.some(({ name }) => name === after)
    const at = reference === null ? null : (found.references[reference] ?? null)
    // `module.exports = { X }` keeps its keys: who reads them may not be an import.
    if (at === null || reference === null) continue
    done.add(reference)
    if (!rewrite.isName) return `\`${fact.name}\` is exported from here, and a member cannot be`
    const local = rewrite.expression ?? found.name
    const besides = after === fact.name ? null : rewrite.besides(fact.name)
    if (isTaken && besides === null) {
      edits.push(...dropExport(fact, context))
      continue
    }
    const start = at.span.start
    const end = Math.max(at.span.end, fact.span.end + (/["']/.test(layout.text[fact.span.end] ?? '') ? 1 : 0))
    const quote = layout.text[fact.span.end] === '"' ? '"' : "'"
    const published = [...(isTaken ? [] : [after]), ...(besides === null ? [] : [besides])]
    const text = published.map((name) => exportSpec(local, name, false, quote)).join(', ')
    if (layout.text.slice(start, end) !== text) edits.push({ start, end, text })
  }
  if (rewrite.expression === null) return edits
  for (const [index, reference] of found.references.entries()) {
    if (done.has(index) || rewrite.skipped.has(index)) continue
    const { span, role } = reference
    if (!rewrite.isName && (role === 'export' || role === 'write' || role === 'shorthand-pattern')) {
      return `\`${found.name}\` is used where only a plain name can stand`
    }
    if (role === 'shorthand' || role === 'shorthand-pattern') {
      const key = rewrite.keys.get(span.start) ?? found.name
      edits.push({ ...span, text: key === rewrite.expression ? key : `${key}: ${rewrite.expression}` })
    } else if (role === 'export') {
      edits.push({
        ...span,
        text: rewrite.expression === found.name ? found.name : `${rewrite.expression} as ${found.name}`,
      })
    } else edits.push({ ...span, text: rewrite.expression })
  }
  return edits
}

/** Take one name out of `export { … }`: another line publishes it already. */
const dropExport = (fact: ExportFact, context: ReferenceContext): TextEdit[] => {
  const { layout, tree } = context
  const statement = tree.nodesAround(fact.span).find((node) => node.type === 'ExportNamedDeclaration')
  if (statement?.type !== 'ExportNamedDeclaration') return []
  const at = statement.specifiers.findIndex(({ start, end }) => start <= fact.span.start && end >= fact.span.end)
  if (at === -1) return []
  if (statement.specifiers.length === 1) {
    const start = layout.lineStart(statement.start)
    const isAlone =
      layout.text.slice(start, statement.start).trim() === '' &&
      layout.text.slice(statement.end, layout.lineEnd(statement.end)).trim() === ''
    return [
      isAlone
        ? { start, end: layout.nextLine(statement.end), text: '' }
        : { start: statement.start, end: statement.end, text: '' },
    ]
  }
  const open = layout.find('{', statement.start, statement.end)
  const close = layout.find('}', open, statement.end)
  return editList(
    layout,
    { open, close, items: statement.specifiers },
    { dropped: new Set([at]), replaced: new Map(), added: [] },
  )
}
