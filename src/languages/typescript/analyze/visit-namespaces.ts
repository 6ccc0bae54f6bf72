import { type DraftImport, draftName } from './drafts.ts'
import { NAMESPACE, VALUE, type Variable } from './scope-tree.ts'
import type { Node, NodeOf } from './syntax.ts'
import type { Table } from './visit-functions.ts'
import { declareExported, openImport } from './visit-modules.ts'
import type { Visitors, Walk } from './walk.ts'

type Block = NodeOf<'TSModuleBlock'>

export function declareNamespace(walk: Walk, node: NodeOf<'TSModuleDeclaration'>, table: Table = 'own'): void {
  const { id, body } = node
  const { phase } = walk
  if (node.declare) walk.phase = 'type-only'
  // In a script, `declare global` at the top adds nothing: TypeScript refuses it.
  if (node.kind === 'global') visitBlock(walk, body, walk.hasModuleSyntax || walk.scope.id !== 0 ? walk.globals.own : new Map())
  else if (id.type === 'Literal') visitAmbientModule(walk, node, id)
  else visitNamespace(walk, id, body, table)
  walk.phase = phase
}

/** `namespace A.B.C {}` is three namespaces, each exported from the one around it. */
function visitNamespace(walk: Walk, id: Node, body: Block | null, table: Table): void {
  const names: NodeOf<'Identifier'>[] = []
  let name = id
  while (name.type === 'TSQualifiedName') {
    names.push(name.right as NodeOf<'Identifier'>)
    name = name.left
  }
  if (name.type === 'Identifier') names.push(name as NodeOf<'Identifier'>)
  names.reverse()
  const outer = walk.scope
  const meanings = body && isInstantiated(body.body) ? NAMESPACE | VALUE : NAMESPACE
  let variable: Variable | null = null
  for (const [index, part] of names.entries()) {
    variable = walk.declare(part, 'namespace', meanings, walk.scope, index === 0 ? table : 'shared')
    variable.exports ??= new Map()
    if (index < names.length - 1) openNamespaceScope(walk, body ?? part, variable.exports)
  }
  if (variable?.exports) visitBlock(walk, body, variable.exports)
  walk.scope = outer
}

function openNamespaceScope(walk: Walk, node: Node, shared: Map<string, Variable[]>): void {
  walk.scope = walk.openScope('namespace', node, true)
  walk.scope.shared = shared
}

function visitBlock(walk: Walk, body: Block | null, shared: Map<string, Variable[]>): void {
  if (!body) return
  const outer = walk.scope
  openNamespaceScope(walk, body, shared)
  visitStatements(walk, body, body.body)
  walk.scope = outer
}

/** Where nothing runs, everything is exported unless an export list says otherwise. */
function visitStatements(walk: Walk, parent: Node, body: readonly Node[]): void {
  const implicit = walk.phase === 'type-only' && exportsImplicitly(body)
  walk.path.push(parent)
  for (const statement of body) {
    if (implicit && isDeclaration(statement)) declareExported(walk, statement, 'shared')
    else walk.visit(statement)
  }
  walk.path.pop()
}

/**
 * TypeScript: an ambient context without an export list or assignment exports every declaration in it.
 */
export function exportsImplicitly(body: readonly Node[]): boolean {
  return !body.some(
    (statement) =>
      statement.type === 'ExportAllDeclaration' ||
      statement.type === 'TSExportAssignment' ||
      (statement.type === 'ExportNamedDeclaration' && !statement.declaration) ||
      (statement.type === 'ExportDefaultDeclaration' && !isDeclaration(statement.declaration)),
  )
}

export function isDeclaration(statement: Node): boolean {
  switch (statement.type) {
    case 'VariableDeclaration':
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
    case 'ClassDeclaration':
    case 'TSEnumDeclaration':
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return true
    case 'TSModuleDeclaration':
      return statement.kind !== 'global' && statement.id.type !== 'Literal'
    default:
      return false
  }
}

function visitAmbientModule(walk: Walk, node: NodeOf<'TSModuleDeclaration'>, id: NodeOf<'Literal'>): void {
  const fact: DraftImport = openImport(walk, 'module-augmentation', id, node, true)
  const { specifier } = fact
  let shared = walk.ambientModules.get(specifier)
  if (!shared) {
    shared = new Map()
    walk.ambientModules.set(specifier, shared)
  }
  const { phase } = walk
  walk.phase = 'type-only'
  const outer = walk.scope
  visitBlock(walk, node.body, shared)
  for (const variables of shared.values()) {
    for (const variable of variables) {
      for (const span of variable.declarations) {
        if (span.start < node.start || span.end > node.end) continue
        fact.names.push(
          draftName({
            shape: 'named',
            imported: variable.name,
            importedSpan: span,
            span,
            local: variable,
            localName: variable.name,
            localSpan: span,
            typeOnly: true,
          }),
        )
      }
    }
  }
  walk.scope = outer
  walk.phase = phase
}

/** Whether a namespace exists at run time, as TypeScript decides it: it declares something besides types. */
function isInstantiated(body: readonly Node[]): boolean {
  return body.some((statement) => {
    switch (statement.type) {
      case 'TSInterfaceDeclaration':
      case 'TSTypeAliasDeclaration':
      case 'ImportDeclaration':
      case 'TSImportEqualsDeclaration':
        return false
      case 'ExportNamedDeclaration': {
        const { declaration } = statement
        if (!declaration) return statement.exportKind !== 'type'
        return declaration.type === 'TSImportEqualsDeclaration' || isInstantiated([declaration])
      }
      case 'TSModuleDeclaration':
        return statement.body ? isInstantiated(statement.body.body) : false
      default:
        return true
    }
  })
}

export const namespaceVisitors: Visitors = {
  TSModuleDeclaration: (walk, node) => declareNamespace(walk, node),
}
