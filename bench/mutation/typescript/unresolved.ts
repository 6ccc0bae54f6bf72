import ts from 'typescript'
import type { Diagnosis } from './diagnostics.ts'
import { relative, type VirtualProgram } from './program.ts'

/**
 * The names and modules of a file that TypeScript's checker cannot resolve. Asks it for symbols only, never for types:
 * on code heavy with inference that is a hundred times faster than its diagnostics, and answers the same for imports.
 */
export function findUnresolved(program: VirtualProgram, path: string): Diagnosis[] {
  const file = program.sourceFile(path)
  if (!file) return []
  const checker = program.program.getTypeChecker()
  const found: Diagnosis[] = []
  const report = (node: ts.Node, message: string): void =>
    void found.push({
      path: relative(file.fileName),
      start: node.getStart(file),
      end: node.end,
      message,
      identity: message,
    })
  const moduleOf = (specifier: ts.Expression): ts.Symbol | undefined => {
    const module = checker.getSymbolAtLocation(specifier)
    if (!module) report(specifier, `no module ${specifier.getText(file)}`)
    return module
  }
  const requireMember = (module: ts.Symbol, node: ts.Node, name: string): void => {
    if (module.exports?.has(ts.InternalSymbolName.ExportEquals) || !isSource(module)) return
    if (!checker.tryGetMemberInModuleExports(name, module))
      report(node, `${module.name.replace(/^.*\/repo\//, '')} has no ${name}`)
  }
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      const module = moduleOf(node.moduleSpecifier)
      for (const { imported, at } of namesOf(node)) if (module) requireMember(module, at, imported)
      return
    }
    if (ts.isCallExpression(node) && node.arguments.length > 0 && isLoad(node)) {
      const [specifier] = node.arguments
      if (specifier && ts.isStringLiteral(specifier)) moduleOf(specifier)
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
      const module = moduleOf(node.argument.literal)
      const first = node.qualifier && firstOf(node.qualifier)
      if (module && first) requireMember(module, first, first.text)
    }
    if (ts.isIdentifier(node) && isReference(node)) {
      const symbol = checker.getSymbolAtLocation(node)
      if (!symbol) report(node, `cannot find ${node.text}`)
      else if (symbol.flags & ts.SymbolFlags.Alias) {
        const module = checker.getAliasedSymbol(symbol)
        const { parent } = node
        const member =
          ts.isPropertyAccessExpression(parent) && parent.expression === node
            ? parent.name
            : ts.isQualifiedName(parent) && parent.left === node
              ? parent.right
              : null
        if (member && ts.isIdentifier(member) && isSource(module)) requireMember(module, node.parent, member.text)
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

const isSource = (symbol: ts.Symbol): boolean => symbol.declarations?.some(ts.isSourceFile) ?? false

/** In TypeScript files `require` is just a function to the checker. */
const isLoad = (node: ts.CallExpression): boolean =>
  node.expression.kind === ts.SyntaxKind.ImportKeyword ||
  (ts.isIdentifier(node.expression) &&
    node.expression.text === 'require' &&
    /\.[mc]?jsx?$/.test(node.getSourceFile().fileName))

const firstOf = (name: ts.EntityName): ts.Identifier => (ts.isIdentifier(name) ? name : firstOf(name.left))

function namesOf(node: ts.ImportDeclaration | ts.ExportDeclaration): { imported: string; at: ts.Node }[] {
  const ofSpecifier = (item: ts.ImportSpecifier | ts.ExportSpecifier) => {
    const name = item.propertyName ?? item.name
    return { imported: name.text, at: name }
  }
  if (ts.isExportDeclaration(node))
    return node.exportClause && ts.isNamedExports(node.exportClause) ? node.exportClause.elements.map(ofSpecifier) : []
  const clause = node.importClause
  const named =
    clause?.namedBindings && ts.isNamedImports(clause.namedBindings)
      ? clause.namedBindings.elements.map(ofSpecifier)
      : []
  return clause?.name ? [{ imported: 'default', at: clause.name }, ...named] : named
}

/** An identifier that means a binding in scope. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isQualifiedName(parent)) return parent.left === node
  if (ts.isJsxOpeningElement(parent) || ts.isJsxSelfClosingElement(parent) || ts.isJsxClosingElement(parent))
    return /^[A-Z_$]/.test(node.text)
  if (ts.isTypeReferenceNode(parent) || ts.isTypeQueryNode(parent) || ts.isExpressionWithTypeArguments(parent))
    return true
  if (
    ts.isCallExpression(parent) ||
    ts.isNewExpression(parent) ||
    ts.isBinaryExpression(parent) ||
    ts.isReturnStatement(parent)
  )
    return true
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node
  if (ts.isVariableDeclaration(parent)) return parent.initializer === node
  return (
    ts.isArrayLiteralExpression(parent) ||
    ts.isExpressionStatement(parent) ||
    ts.isConditionalExpression(parent) ||
    ts.isAsExpression(parent)
  )
}
