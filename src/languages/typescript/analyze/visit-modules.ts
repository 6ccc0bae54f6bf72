import type { Span } from '../../../core/span.ts'
import { type DraftImport, type DraftName, draftName } from './drafts.ts'
import { declareImportEquals } from './import-equals.ts'
import { describeImportType } from './import-types.ts'
import { MOCK_LIBRARIES } from './mock-libraries.ts'
import { moduleExportName, openImport } from './open-import.ts'
import { ANY, type Use } from './scope-tree.ts'
import { isIdentifier, type Node, type NodeOf, spanOf } from './syntax.ts'
import { declareClass, declareFunction } from './visit-functions.ts'
import { declareExported, isFileLevel } from './visit-namespaces.ts'
import { declareInterface } from './visit-types.ts'
import type { Visitors, Walk } from './walk.ts'

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
        fact.names.push(
          draftName({ shape: 'named', imported: name, importedSpan: span, span: spanOf(specifier), ...local }),
        )
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
