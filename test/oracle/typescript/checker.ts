import ts from 'typescript'

/** What TypeScript's checker says of one file on its own: no libraries, nothing resolved. */
export interface CheckerFacts {
  /** Offset of every identifier that refers to a name → offsets of the tokens that declare it in this file. */
  readonly references: ReadonlyMap<number, { readonly name: string; readonly declarations: readonly number[] }>
  /** `kind specifier@offset name…` for every construct that names a module. */
  readonly imports: readonly string[]
  /** Whether TypeScript itself finds the file's syntax wrong. */
  readonly broken: boolean
}

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  jsx: ts.JsxEmit.Preserve,
  allowJs: true,
  checkJs: false,
  noLib: true,
  noResolve: true,
  types: [],
  experimentalDecorators: true,
}

export function askChecker(path: string, text: string): CheckerFacts {
  const name = `/${path.replace(/^.*\//, '')}`
  const source = ts.createSourceFile(
    name,
    text,
    { languageVersion: ts.ScriptTarget.ESNext, jsDocParsingMode: ts.JSDocParsingMode.ParseNone },
    true,
  )
  const host: ts.CompilerHost = {
    getSourceFile: (file) => (file === name ? source : undefined),
    getDefaultLibFileName: () => '/lib.d.ts',
    writeFile: () => {},
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (file) => file,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: (file) => file === name,
    readFile: () => undefined,
    directoryExists: () => false,
    getDirectories: () => [],
  }
  const program = ts.createProgram({ rootNames: [name], options: OPTIONS, host })
  const checker = program.getTypeChecker()
  const references = new Map<number, { name: string; declarations: number[] }>()
  const imports: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const symbol = isReference(node) ? symbolOf(checker, node) : null
      if (symbol !== null)
        references.set(node.getStart(source), {
          name: node.text,
          declarations: declarationsOf(symbol, node.text, source),
        })
      return
    }
    const named = describeImport(node, source)
    if (named) imports.push(named)
    ts.forEachChild(node, visit)
  }
  visit(source)
  const broken = program.getSyntacticDiagnostics(source).length > 0
  return { references, imports: imports.sort(), broken }
}

/** null: not a name of its own (a property, a label, a tag of the document). */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node
  if (node.text === '') return false
  switch (parent.kind) {
    case ts.SyntaxKind.PropertyAccessExpression:
      return (parent as ts.PropertyAccessExpression).expression === node
    case ts.SyntaxKind.QualifiedName:
      return (parent as ts.QualifiedName).left === node && !insideImportType(parent)
    case ts.SyntaxKind.ImportType:
      return false
    case ts.SyntaxKind.MetaProperty:
    case ts.SyntaxKind.LabeledStatement:
    case ts.SyntaxKind.BreakStatement:
    case ts.SyntaxKind.ContinueStatement:
    case ts.SyntaxKind.JsxAttribute:
    case ts.SyntaxKind.JsxNamespacedName:
    case ts.SyntaxKind.NamedTupleMember:
    case ts.SyntaxKind.ImportSpecifier:
    case ts.SyntaxKind.ImportClause:
    case ts.SyntaxKind.NamespaceImport:
    case ts.SyntaxKind.NamespaceExport:
    case ts.SyntaxKind.NamespaceExportDeclaration:
    case ts.SyntaxKind.ImportAttribute:
      return parent.kind === ts.SyntaxKind.NamedTupleMember && (parent as ts.NamedTupleMember).name !== node
    case ts.SyntaxKind.ExportSpecifier: {
      const specifier = parent as ts.ExportSpecifier
      if (specifier.parent.parent.moduleSpecifier) return false
      return (specifier.propertyName ?? specifier.name) === node
    }
    case ts.SyntaxKind.JsxOpeningElement:
    case ts.SyntaxKind.JsxSelfClosingElement:
    case ts.SyntaxKind.JsxClosingElement:
      return !/^[a-z]/.test(node.text) && !node.text.includes('-')
    case ts.SyntaxKind.ShorthandPropertyAssignment:
      return true
    case ts.SyntaxKind.BindingElement: {
      const element = parent as ts.BindingElement
      return element.initializer === node
    }
    case ts.SyntaxKind.Parameter:
      return (parent as ts.ParameterDeclaration).name !== node && node.text !== 'this'
    case ts.SyntaxKind.TypePredicate:
      return true
  }
  if ((parent as ts.NamedDeclaration).name === node) return false
  return true
}

function insideImportType(node: ts.Node): boolean {
  let current = node
  while (ts.isQualifiedName(current)) current = current.parent
  return ts.isImportTypeNode(current)
}

function symbolOf(checker: ts.TypeChecker, node: ts.Identifier): ts.Symbol | undefined {
  const { parent } = node
  if (ts.isShorthandPropertyAssignment(parent) && parent.name === node)
    return checker.getShorthandAssignmentValueSymbol(parent)
  if (ts.isExportSpecifier(parent)) return checker.getExportSpecifierLocalTargetSymbol(parent)
  return checker.getSymbolAtLocation(node)
}

function declarationsOf(symbol: ts.Symbol | undefined, name: string, source: ts.SourceFile): number[] {
  const found: number[] = []
  for (const declaration of symbol?.declarations ?? []) {
    if (declaration.getSourceFile() !== source) continue
    const token = declarationName(declaration)
    if (token && token.text === name) found.push(token.getStart(source) + (ts.isStringLiteralLike(token) ? 1 : 0))
  }
  return found.sort((a, b) => a - b)
}

function declarationName(declaration: ts.Declaration): ts.Identifier | ts.StringLiteralLike | null {
  // Assignments that declare (`exports.x = …`, `F.prototype.m = …`) are JavaScript's expandos, not names.
  if (ts.isBinaryExpression(declaration) || ts.isPropertyAccessExpression(declaration)) return null
  // A static member shares its symbol with what a namespace merged with the class exports, but is in no scope.
  if (ts.isPropertyDeclaration(declaration)) return null
  const name = (declaration as ts.NamedDeclaration).name
  if (!name) return null
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) return name
  return null
}

function describeImport(node: ts.Node, source: ts.SourceFile): string | null {
  const at = (literal: ts.Expression): string => {
    const text = (literal as ts.StringLiteral).text
    return `${text}@${literal.getStart(source) + 1}`
  }
  if (ts.isImportDeclaration(node)) {
    const clause = node.importClause
    const names: string[] = []
    const whole = clause?.isTypeOnly ? 'type ' : ''
    if (clause?.name) names.push(`${whole}default as ${clause.name.text}`)
    const bindings = clause?.namedBindings
    if (bindings && ts.isNamespaceImport(bindings)) names.push(`${whole}* as ${bindings.name.text}`)
    if (bindings && ts.isNamedImports(bindings)) {
      for (const element of bindings.elements) {
        names.push(
          `${whole || (element.isTypeOnly ? 'type ' : '')}${(element.propertyName ?? element.name).text} as ${element.name.text}`,
        )
      }
    }
    return `import ${at(node.moduleSpecifier)} ${names.join(', ')}`
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    const whole = node.isTypeOnly ? 'type ' : ''
    const clause = node.exportClause
    const names: string[] = []
    if (!clause) names.push(`${whole}*`)
    else if (ts.isNamespaceExport(clause)) names.push(`${whole}* as ${clause.name.text}`)
    else {
      for (const element of clause.elements) {
        names.push(
          `${whole || (element.isTypeOnly ? 'type ' : '')}${(element.propertyName ?? element.name).text} as ${element.name.text}`,
        )
      }
    }
    return `re-export ${at(node.moduleSpecifier)} ${names.join(', ')}`
  }
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
    return `import-equals ${at(node.moduleReference.expression)} ${node.isTypeOnly ? 'type ' : ''}* as ${node.name.text}`
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return `import-type ${at(node.argument.literal as ts.StringLiteral)}`
  }
  if (ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name)) return `module-augmentation ${at(node.name)}`
  if (ts.isCallExpression(node)) {
    const [first] = node.arguments
    if (!first || !ts.isStringLiteralLike(first)) return null
    if (node.expression.kind === ts.SyntaxKind.ImportKeyword) return `dynamic-import ${at(first)}`
  }
  return null
}
