import { functionVisitors } from './visit-functions.ts'
import { exportsImplicitly, isDeclaration } from './namespace-rules.ts'
import { moduleVisitors } from './visit-modules.ts'
import { declareExported, namespaceVisitors } from './visit-namespaces.ts'
import { patternVisitors } from './visit-patterns.ts'
import { statementVisitors } from './visit-statements.ts'
import { typeVisitors } from './visit-types.ts'
import type { Node } from './syntax.ts'
import type { Visitors } from './walk.ts'

export const visitors: Visitors = {
  ...statementVisitors,
  ...patternVisitors,
  ...functionVisitors,
  ...typeVisitors,
  ...moduleVisitors,
  ...namespaceVisitors,
  Program(walk, node) {
    walk.hasModuleSyntax = node.body.some(makesModule)
    // A declaration file that is a module exports everything it declares, unless it has an export list.
    const implicit = walk.phase === 'type-only' && walk.hasModuleSyntax && exportsImplicitly(node.body)
    walk.path.push(node)
    for (const statement of node.body) {
      if (implicit && isDeclaration(statement)) declareExported(walk, statement, 'shared')
      else walk.visit(statement)
    }
    walk.path.pop()
  },
}

function makesModule(statement: Node): boolean {
  switch (statement.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
    case 'ExportAllDeclaration':
    case 'TSExportAssignment':
      return true
    case 'TSImportEqualsDeclaration':
      // `import x = N.y` alone does not make a module.
      return statement.moduleReference.type === 'TSExternalModuleReference'
    default:
      return false
  }
}
