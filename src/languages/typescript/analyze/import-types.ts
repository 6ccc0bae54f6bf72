import type { Span } from '../../../core/span.ts'
import { type DraftImport, draftName } from './drafts.ts'
import { type Node, type NodeOf, spanOf } from './syntax.ts'
import type { Walk } from './walk.ts'

/** `import('m').A.b`, `typeof import('m')`, `(typeof import('m'))['X']`. */
export function describeImportType(walk: Walk, node: NodeOf<'TSImportType'>, fact: DraftImport): void {
  const chain: { name: string; span: Span; computed?: true }[] = []
  let qualifier: Node | null = node.qualifier
  while (qualifier?.type === 'TSQualifiedName') {
    chain.push({ name: qualifier.right.name, span: spanOf(qualifier.right) })
    qualifier = qualifier.left
  }
  if (qualifier?.type === 'Identifier') chain.push({ name: qualifier.name, span: spanOf(qualifier) })
  chain.reverse()
  let depth = walk.path.length - 1
  if (walk.path[depth]?.type === 'TSTypeQuery') depth--
  let inner: Node = depth === walk.path.length - 1 ? node : (walk.path[depth + 1] as Node)
  for (; depth >= 0; depth--) {
    const parent = walk.path[depth] as Node
    if (parent.type !== 'TSIndexedAccessType' || parent.objectType !== inner) break
    const index = parent.indexType
    if (index.type !== 'TSLiteralType' || index.literal.type !== 'Literal' || typeof index.literal.value !== 'string')
      break
    const span = { start: index.literal.start + 1, end: index.literal.end - 1 }
    chain.push({ name: index.literal.value, span, computed: true })
    inner = parent
  }
  const [first, ...members] = chain
  if (first) {
    fact.names.push(
      draftName({
        shape: 'named',
        imported: first.name,
        importedSpan: first.span,
        span: first.span,
        typeOnly: true,
        members,
      }),
    )
  } else {
    fact.names.push(draftName({ shape: 'namespace', imported: '*', span: spanOf(node), typeOnly: true }))
    fact.escapes = true
  }
}
