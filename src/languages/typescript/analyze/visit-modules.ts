import type { Span } from '../../../core/span.ts'
import { type DraftImport, type DraftName, draftName } from './drafts.ts'
import { ANY, NAMESPACE, type Use, type Variable } from './scope-tree.ts'
import { isIdentifier, type Node, type NodeOf, spanOf } from './syntax.ts'
import { declareClass, declareEnum, declareFunction, type Table } from './visit-functions.ts'
import { declareNamespace } from './visit-namespaces.ts'
import { declareVariables } from './visit-statements.ts'
import { describeImportType } from './import-types.ts'
import { declareInterface, declareTypeAlias } from './visit-types.ts'
import { MOCK_LIBRARIES } from './mock-libraries.ts'
import type { Visitors, Walk } from './walk.ts'

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

/** Only what stands at the top level of the file is an export of the file. */
const isFileLevel = (walk: Walk): boolean => walk.scope.id === 0

export function exportVariable(walk: Walk, name: string, span: Span, variable: Variable, typeOnly = false): void {
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

export function eachBound(pattern: Node | null, visit: (identifier: NodeOf<'Identifier'>) => void): void {
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
    const alone = root === reference
    variable.aliases.push(walk.use(root, alone ? ANY : NAMESPACE, alone ? 'both' : 'type'))
  }
  walk.path.length -= depth
}

/** `export { X }` without `from`: the local side is a use, the public side an export. */
function exportLocal(walk: Walk, node: NodeOf<'ExportNamedDeclaration'>, specifier: NodeOf<'ExportSpecifier'>): void {
  const exported = moduleExportName(specifier.exported)
  const typeOnly = node.exportKind === 'type' || specifier.exportKind === 'type'
  const { local } = specifier
  if (local.type !== 'Identifier') return
  walk.path.push(node, specifier)
  const use = walk.use(local, ANY, typeOnly ? 'type' : 'both', 'export', typeOnly ? 'type-only' : walk.phase)
  walk.path.length -= 2
  if (isFileLevel(walk)) {
    walk.exports.push({ name: exported.name, span: exported.span, typeOnly, target: { type: 'use', use } })
  }
}

function exportFrom(walk: Walk, fact: DraftImport, name: DraftName): void {
  fact.names.push(name)
  if (!isFileLevel(walk) || name.exportedAs === null) return
  walk.exports.push({
    name: name.exportedAs,
    span: name.exportedSpan ?? name.span,
    typeOnly: name.typeOnly,
    target: { type: 'import', import: fact, name },
  })
}

export const moduleVisitors: Visitors = {
  ImportDeclaration(walk, node) {
    const statementTypeOnly = node.importKind === 'type'
    const fact = openImport(walk, 'import', node.source, node, statementTypeOnly)
    const isMocking = MOCK_LIBRARIES.has(fact.specifier)
    for (const specifier of node.specifiers) {
      const typeOnly = statementTypeOnly || (specifier.type === 'ImportSpecifier' && specifier.importKind === 'type')
      const variable = walk.declare(specifier.local, 'import', ANY)
      variable.typeOnly = typeOnly
      if (isMocking) walk.loaderNames.add(variable.name)
      const local = { local: variable, localName: specifier.local.name, localSpan: spanOf(specifier.local), typeOnly }
      if (specifier.type === 'ImportNamespaceSpecifier') {
        fact.names.push(draftName({ shape: 'namespace', imported: '*', span: spanOf(specifier), ...local }))
      } else if (specifier.type === 'ImportDefaultSpecifier') {
        fact.names.push(draftName({ shape: 'named', imported: 'default', span: spanOf(specifier), ...local }))
      } else {
        const { name, span } = moduleExportName(specifier.imported)
        fact.names.push(draftName({ shape: 'named', imported: name, importedSpan: span, span: spanOf(specifier), ...local }))
      }
    }
  },
  ExportNamedDeclaration(walk, node) {
    if (node.declaration) {
      walk.path.push(node)
      declareExported(walk, node.declaration, walk.scope.shared ? 'shared' : 'own')
      walk.path.pop()
      return
    }
    if (!node.source) {
      for (const specifier of node.specifiers) exportLocal(walk, node, specifier)
      return
    }
    const statementTypeOnly = node.exportKind === 'type'
    const fact = openImport(walk, 're-export', node.source, node, statementTypeOnly)
    for (const specifier of node.specifiers) {
      const local = moduleExportName(specifier.local)
      const exported = moduleExportName(specifier.exported)
      const name = draftName({
        shape: 'named',
        imported: local.name,
        importedSpan: local.span,
        span: spanOf(specifier),
        exportedAs: exported.name,
        exportedSpan: exported.span,
        typeOnly: statementTypeOnly || specifier.exportKind === 'type',
      })
      exportFrom(walk, fact, name)
    }
  },
  ExportAllDeclaration(walk, node) {
    const typeOnly = node.exportKind === 'type'
    const fact = openImport(walk, 're-export', node.source, node, typeOnly)
    if (!node.exported) {
      const start = walk.text.indexOf('*', node.start)
      fact.names.push(draftName({ shape: 'star', imported: '*', span: { start, end: start + 1 }, typeOnly }))
      return
    }
    const exported = moduleExportName(node.exported)
    const start = walk.text.indexOf('*', node.start)
    exportFrom(
      walk,
      fact,
      draftName({
        shape: 'namespace',
        imported: '*',
        span: { start, end: node.exported.end },
        exportedAs: exported.name,
        exportedSpan: exported.span,
        typeOnly,
      }),
    )
  },
  ExportDefaultDeclaration(walk, node) {
    const { declaration } = node
    const span = defaultToken(walk, node)
    if (isIdentifier(declaration)) {
      walk.path.push(node)
      const use: Use = walk.use(declaration, ANY, 'both')
      walk.path.pop()
      if (isFileLevel(walk)) walk.exports.push({ name: 'default', span, typeOnly: false, target: { type: 'use', use } })
      return
    }
    walk.path.push(node)
    const id = declareDefault(walk, declaration)
    walk.path.pop()
    if (!isFileLevel(walk)) return
    const variable = id && walk.declaredAt.get(id.start)
    const typeOnly = declaration.type === 'TSInterfaceDeclaration'
    walk.exports.push({
      name: 'default',
      span,
      typeOnly,
      target: variable ? { type: 'variable', variable } : { type: 'value' },
    })
  },
  TSImportEqualsDeclaration: (walk, node) => declareImportEquals(walk, node),
  TSImportType(walk, node) {
    const fact = openImport(walk, 'import-type', node.source, node, true)
    fact.statement = spanOf(node)
    describeImportType(walk, node, fact)
    walk.visitIn(node, node.typeArguments)
  },
}

function declareDefault(walk: Walk, declaration: Node): { start: number } | null {
  switch (declaration.type) {
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      declareFunction(walk, declaration)
      return declaration.id
    case 'ClassDeclaration':
      declareClass(walk, declaration)
      return declaration.id
    case 'TSInterfaceDeclaration':
      declareInterface(walk, declaration)
      return declaration.id
    default:
      walk.visit(declaration)
      return null
  }
}

/** The word `default` of `export default`. */
function defaultToken(walk: Walk, node: NodeOf<'ExportDefaultDeclaration'>): Span {
  const { declaration } = node
  // Decorators may stand before `export`, or after `default`.
  const decorators = declaration.type === 'ClassDeclaration' ? declaration.decorators : []
  const starts = [node.start, ...decorators.map((decorator) => walk.text.indexOf('export', decorator.end))]
  for (const start of starts) {
    if (start < 0) continue
    BEFORE_DEFAULT.lastIndex = start
    const end = start + (BEFORE_DEFAULT.exec(walk.text)?.[0].length ?? 0)
    if (end > start) return { start: end - 'default'.length, end }
  }
  return spanOf(node)
}

const BEFORE_DEFAULT = /export(?:\s|\/\*[\s\S]*?\*\/|\/\/[^\r\n]*)*default/y
