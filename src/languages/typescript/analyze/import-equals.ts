import { draftName } from './drafts.ts'
import { openImport } from './open-import.ts'
import { ANY, NAMESPACE } from './scope-tree.ts'
import { type Node, type NodeOf, spanOf } from './syntax.ts'
import type { Table } from './visit-functions.ts'
import type { Walk } from './walk.ts'

/** `import x = require('m')`, `import x = A.B`. */
export function declareImportEquals(walk: Walk, node: NodeOf<'TSImportEqualsDeclaration'>, table: Table = 'own'): void {
  const typeOnly = node.importKind === 'type'
  const reference = node.moduleReference
  if (reference.type === 'TSExternalModuleReference') {
    const variable = walk.declare(node.id, 'import', ANY, walk.scope, table)
    variable.typeOnly = typeOnly
    const fact = openImport(walk, 'import-equals', reference.expression, node, typeOnly)
    fact.names.push(
      draftName({
        shape: 'namespace',
        imported: '*',
        span: spanOf(node.id),
        local: variable,
        localName: node.id.name,
        localSpan: spanOf(node.id),
        typeOnly,
      }),
    )
    return
  }
  const variable = walk.declare(node.id, 'namespace', ANY, walk.scope, table)
  walk.path.push(node)
  let depth = 1
  let root: Node = reference
  while (root.type === 'TSQualifiedName') {
    walk.path.push(root)
    depth++
    root = root.left
  }
  if (root.type === 'Identifier') {
    // The alias has every meaning that its target has, so the target is used as a value too.
    variable.aliases.push(walk.use(root, root === reference ? ANY : NAMESPACE, 'both'))
  }
  walk.path.length -= depth
}
