import type { Span } from '../../../core/span.ts'
import { type DraftImport, draftName } from './drafts.ts'
import { declareImportEquals } from './import-equals.ts'
import { exportsImplicitly, isDeclaration, isInstantiated } from './namespace-rules.ts'
import { openImport } from './open-import.ts'
import { NAMESPACE, VALUE, type Variable } from './scope-tree.ts'
import type { Node, NodeOf } from './syntax.ts'
import { declareClass, declareEnum, declareFunction, type Table } from './visit-functions.ts'
import { declareVariables } from './visit-statements.ts'
import { declareInterface, declareTypeAlias } from './visit-types.ts'
import type { Visitors, Walk } from './walk.ts'

type Block = NodeOf<'TSModuleBlock'>

export function declareNamespace(walk: Walk, node: NodeOf<'TSModuleDeclaration'>, table: Table = 'own'): void {
  const { id, body } = node
  const { phase } = walk
  if (node.declare) walk.phase = 'type-only'
  // In a script, `declare global` at the top adds nothing: TypeScript refuses it.
  if (node.kind === 'global')
    visitBlock(walk, body, walk.hasModuleSyntax || walk.scope.id !== 0 ? walk.globals.own : new Map())
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

/** Only what stands at the top level of the file is an export of the file. */
export const isFileLevel = (walk: Walk): boolean => walk.scope.id === 0

function exportVariable(walk: Walk, name: string, span: Span, variable: Variable, typeOnly = false): void {
  if (isFileLevel(walk)) walk.exports.push({ name, span, typeOnly, target: { type: 'variable', variable } })
}

/** The variables a declaration makes in its own scope, in order. */
export function declareExported(walk: Walk, declaration: Node, table: Table): void {
  const declared: number[] = []
  switch (declaration.type) {
    case 'VariableDeclaration':
      declareVariables(walk, declaration, table)
      for (const declarator of declaration.declarations) eachBound(declarator.id, (name) => declared.push(name.start))
      break
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      declareFunction(walk, declaration, table)
      if (declaration.id) declared.push(declaration.id.start)
      break
    case 'ClassDeclaration':
      declareClass(walk, declaration, table)
      if (declaration.id) declared.push(declaration.id.start)
      break
    case 'TSEnumDeclaration':
      declareEnum(walk, declaration, table)
      declared.push(declaration.id.start)
      break
    case 'TSInterfaceDeclaration':
      declareInterface(walk, declaration, table)
      declared.push(declaration.id.start)
      break
    case 'TSTypeAliasDeclaration':
      declareTypeAlias(walk, declaration, table)
      declared.push(declaration.id.start)
      break
    case 'TSModuleDeclaration':
      declareNamespace(walk, declaration, table)
      declared.push(leftmost(declaration.id).start)
      break
    case 'TSImportEqualsDeclaration':
      declareImportEquals(walk, declaration, table)
      declared.push(declaration.id.start)
      break
    default:
      walk.visit(declaration)
  }
  for (const start of declared) {
    const variable = walk.declaredAt.get(start)
    const span = variable?.declarations.find((known) => known.start === start)
    if (variable && span) exportVariable(walk, variable.name, span, variable)
  }
}

function leftmost(id: Node): Node {
  let node = id
  while (node.type === 'TSQualifiedName') node = node.left
  return node
}

function eachBound(pattern: Node | null, visit: (identifier: NodeOf<'Identifier'>) => void): void {
  if (!pattern) return
  switch (pattern.type) {
    case 'Identifier':
      visit(pattern)
      break
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        eachBound(property.type === 'RestElement' ? property.argument : property.value, visit)
      }
      break
    case 'ArrayPattern':
      for (const element of pattern.elements) eachBound(element, visit)
      break
    case 'AssignmentPattern':
      eachBound(pattern.left, visit)
      break
    case 'RestElement':
      eachBound(pattern.argument, visit)
      break
  }
}

export const namespaceVisitors: Visitors = {
  TSModuleDeclaration: (walk, node) => declareNamespace(walk, node),
}
