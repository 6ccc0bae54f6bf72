import type { Span } from '../../../core/span.ts'
import type { DraftImport } from './drafts.ts'
import { type Node, type NodeOf, spanOf } from './syntax.ts'
import type { Walk } from './walk.ts'

/** A name in an import or export list may be an identifier or a string. */
export function moduleExportName(node: Node): { name: string; span: Span } {
  if (node.type === 'Identifier') return { name: node.name, span: spanOf(node) }
  if (node.type === 'Literal') return { name: String(node.value), span: { start: node.start + 1, end: node.end - 1 } }
  throw new TypeError(`not an export name: ${node.type}`)
}

export function openImport(
  walk: Walk,
  kind: DraftImport['kind'],
  source: NodeOf<'Literal'>,
  statement: Span,
  typeOnly: boolean,
): DraftImport {
  const specifier = String(source.value)
  const specifierSpan = { start: source.start + 1, end: source.end - 1 }
  const fact: DraftImport = {
    kind,
    specifier,
    specifierSpan,
    statement: spanOf(statement),
    names: [],
    typeOnly,
    place: walk.scope.place(typeOnly ? 'type-only' : walk.phase, walk.guards),
    escapes: false,
    editable: specifierSpan.end - specifierSpan.start === specifier.length,
  }
  walk.imports.push(fact)
  return fact
}
