import type { ImportFact } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import type { Layout } from './layout.ts'
import type { StatementShape } from './statement.ts'
import type { Node, NodeOf, SyntaxTree } from './syntax-tree.ts'

const spanOf = ({ start, end }: Span): Span => ({ start, end })

/** Without a `;` that opens the next line, as code without semicolons writes it. */
const statementSpan = ({ start, end }: Span, { text }: Layout): Span => {
  const opener = /\n\s*;$/.exec(text.slice(Math.max(start, end - 400), end))
  return opener === null ? { start, end } : { start, end: text.slice(0, end - opener[0].length + 1).trimEnd().length }
}

/** `{ X: { y, z } }`: the item stays, whatever becomes of the others. */
const SEVERAL = -2

/** Index of the fact's name whose span lies in the node; -1 where none does. */
const nameWithin = (fact: ImportFact, node: Span): number => {
  const found = fact.names.flatMap(({ span }, index) =>
    span.start >= node.start && span.end <= node.end ? [index] : [],
  )
  return found.length > 1 ? SEVERAL : (found[0] ?? -1)
}

const quoted = (fact: ImportFact, node: Span, layout: Layout) => ({
  head: layout.text.slice(node.start, fact.specifierSpan.start - 1),
  tail: layout.text.slice(fact.specifierSpan.end + 1, node.end),
  quote: layout.text[fact.specifierSpan.start - 1] ?? "'",
})

const readImport = (fact: ImportFact, node: NodeOf<'ImportDeclaration'>, layout: Layout): StatementShape | null => {
  const { source } = node
  const span = statementSpan(node, layout)
  const named = node.specifiers.filter((specifier) => specifier.type === 'ImportSpecifier')
  const defaultNode = node.specifiers.find((specifier) => specifier.type === 'ImportDefaultSpecifier')
  const namespaceNode = node.specifiers.find((specifier) => specifier.type === 'ImportNamespaceSpecifier')
  const open = layout.find('{', node.start, source.start)
  const close = open === -1 ? -1 : layout.find('}', open, source.start)
  const list = open === -1 || close === -1 ? null : { open, close, items: named.map(spanOf) }
  const first = defaultNode?.start ?? namespaceNode?.start ?? (open === -1 ? source.start : open)
  const last = list === null ? (namespaceNode?.end ?? defaultNode?.end ?? source.start) : list.close + 1
  const indexOf = (specifier: Span | undefined) => (specifier === undefined ? null : nameWithin(fact, specifier))
  const listed = named.map((specifier) => nameWithin(fact, specifier))
  if ([...listed, indexOf(defaultNode), indexOf(namespaceNode)].includes(-1)) return null
  return {
    flavour: 'import',
    span,
    clause: { start: first, end: last },
    defaultName: indexOf(defaultNode),
    namespaceName: indexOf(namespaceNode),
    list,
    listed,
    ...quoted(fact, span, layout),
    isRigid: false,
    siblings: null,
  }
}

const readExport = (
  fact: ImportFact,
  node: NodeOf<'ExportNamedDeclaration' | 'ExportAllDeclaration'>,
  layout: Layout,
): StatementShape | null => {
  const span = statementSpan(node, layout)
  const base = {
    flavour: 'export' as const,
    span,
    defaultName: null,
    ...quoted(fact, span, layout),
    isRigid: false,
    siblings: null,
  }
  const [first] = fact.names
  if (node.type === 'ExportAllDeclaration') {
    const clause = first === undefined ? spanOf(node) : first.span
    return { ...base, clause, namespaceName: 0, list: null, listed: [] }
  }
  const open = layout.find('{', node.start, fact.specifierSpan.start)
  const close = open === -1 ? -1 : layout.find('}', open, fact.specifierSpan.start)
  const listed = node.specifiers.map((specifier) => nameWithin(fact, specifier))
  if (open === -1 || close === -1 || listed.includes(-1)) return null
  return {
    ...base,
    clause: { start: open, end: close + 1 },
    namespaceName: null,
    list: { open, close, items: node.specifiers.map(spanOf) },
    listed,
  }
}

const readLoad = (
  fact: ImportFact,
  declaration: NodeOf<'VariableDeclaration'>,
  layout: Layout,
): StatementShape | null => {
  const { declarations } = declaration
  const at = declarations.findIndex(
    ({ start, end }) => start <= fact.specifierSpan.start && end >= fact.specifierSpan.end,
  )
  const declarator = declarations[at]
  if (declarator === undefined || declaration.declare === true) return null
  const { id } = declarator
  const isOne = declarations.length > 1
  const span = isOne ? spanOf(declarator) : statementSpan(declaration, layout)
  const base = {
    flavour: 'load' as const,
    span,
    defaultName: null,
    ...quoted(fact, span, layout),
    siblings: isOne ? { before: declarations[at - 1]?.end ?? null, after: declarations[at + 1]?.start ?? null } : null,
  }
  if (id.typeAnnotation != null) return null
  // `require('m').X`, `f(require('m'))`: more than the module's names is spelled there.
  if (
    !/^\s*=\s*(?:await\s+)?(?:require|module\.require|import)\s*\(\s*$/.test(
      layout.text.slice(id.end, fact.specifierSpan.start - 1),
    )
  )
    return null
  if (!/^\s*(?:,\s*)?\)\s*;?$/.test(base.tail)) return null
  if (id.type === 'Identifier') {
    return { ...base, clause: spanOf(id), namespaceName: 0, list: null, listed: [], isRigid: false }
  }
  if (id.type !== 'ObjectPattern') return null
  const listed = id.properties.map((property) => nameWithin(fact, property))
  const open = id.start
  const close = layout.find('}', id.properties.at(-1)?.end ?? open, id.end)
  if (layout.text[open] !== '{' || close === -1) return null
  return {
    ...base,
    clause: spanOf(id),
    namespaceName: null,
    list: { open, close, items: id.properties.map(spanOf) },
    listed,
    isRigid: listed.includes(-1) || id.properties.some((property) => property.type === 'RestElement'),
  }
}

/** The statement an import fact stands in, where it is one whose parts can be moved; null for every other construct. */
export const readStatement = (fact: ImportFact, tree: SyntaxTree, layout: Layout): StatementShape | null => {
  if (!['import', 're-export', 'require', 'dynamic-import'].includes(fact.kind)) return null
  const chain: readonly Node[] = tree.nodesAround(fact.specifierSpan)
  for (const [at, node] of chain.entries()) {
    if (node.type === 'ImportDeclaration') return fact.kind === 'import' ? readImport(fact, node, layout) : null
    if ((node.type === 'ExportNamedDeclaration' && node.source !== null) || node.type === 'ExportAllDeclaration') {
      return fact.kind === 're-export' ? readExport(fact, node, layout) : null
    }
    const isStatement =
      node.type === 'VariableDeclaration' && (fact.kind === 'require' || fact.kind === 'dynamic-import')
    const around = chain[at - 1]?.type
    if (isStatement && around !== 'ExportNamedDeclaration' && !around?.startsWith('For')) {
      const shape = readLoad(fact, node, layout)
      if (shape !== null) return shape
    }
  }
  return null
}
