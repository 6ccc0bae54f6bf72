import type { Node } from './syntax.ts'

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

/** Whether a namespace exists at run time, as TypeScript decides it: it declares something besides types. */
export function isInstantiated(body: readonly Node[]): boolean {
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
