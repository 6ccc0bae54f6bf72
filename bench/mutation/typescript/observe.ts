import { posix } from 'node:path'
import ts from 'typescript'
import type { Observation, Place } from '../model.ts'
import { absolute, relative, type VirtualProgram } from './program.ts'

/** How often files mean a symbol, by whatever name, and what they import: asked of TypeScript's checker. */
export function observeFiles(
  program: VirtualProgram,
  paths: readonly string[],
  place: Place,
): Map<string, Observation> {
  const checker = program.program.getTypeChecker()
  const target = findExport(checker, program.sourceFile(place.path), place.name)
  const found = new Map<string, Observation>()
  for (const path of paths) {
    const file = program.sourceFile(path)
    if (!file || !target) continue
    found.set(path, { uses: countUses(checker, file, target), imports: listImports(checker, file) })
  }
  return found
}

/** What a module publishes under a name, behind all re-exports. */
export function findExport(
  checker: ts.TypeChecker,
  file: ts.SourceFile | undefined,
  name: string,
): ts.Symbol | undefined {
  const module = file && checker.getSymbolAtLocation(file)
  const symbol = module && checker.tryGetMemberInModuleExports(name, module)
  return symbol && settle(checker, symbol)
}

function settle(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return checker.getExportSymbolOfSymbol(
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  )
}

function countUses(checker: ts.TypeChecker, file: ts.SourceFile, target: ts.Symbol): number {
  let uses = 0
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return
    if (ts.isIdentifier(node) || (ts.isStringLiteral(node) && ts.isElementAccessExpression(node.parent))) {
      const { parent } = node
      const isShorthand = ts.isShorthandPropertyAssignment(parent) && parent.name === node
      const symbol = isShorthand ? checker.getShorthandAssignmentValueSymbol(parent) : checker.getSymbolAtLocation(node)
      if (symbol && settle(checker, symbol) === target) uses++
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return uses
}

function listImports(checker: ts.TypeChecker, file: ts.SourceFile): string[] {
  const found: string[] = []
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue
    const { moduleSpecifier } = statement
    if (!moduleSpecifier || !ts.isStringLiteral(moduleSpecifier)) continue
    const source = checker.getSymbolAtLocation(moduleSpecifier)?.declarations?.find(ts.isSourceFile)
    const module = source ? relative(source.fileName) : moduleSpecifier.text
    for (const name of namesOf(statement)) found.push(`${module}#${name}`)
  }
  return found.sort()
}

function namesOf(statement: ts.ImportDeclaration | ts.ExportDeclaration): string[] {
  const listed = (elements: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[]): string[] =>
    elements.map((element) => `${(element.propertyName ?? element.name).text} as ${element.name.text}`)
  if (ts.isExportDeclaration(statement)) {
    const clause = statement.exportClause
    if (!clause) return ['* as *']
    return ts.isNamedExports(clause) ? listed([...clause.elements]) : [`* as ${clause.name.text}`]
  }
  const clause = statement.importClause
  if (!clause) return ['']
  const first = clause.name ? [`default as ${clause.name.text}`] : []
  const bindings = clause.namedBindings
  if (!bindings) return first
  return [
    ...first,
    ...(ts.isNamespaceImport(bindings) ? [`* as ${bindings.name.text}`] : listed([...bindings.elements])),
  ]
}

/** The modules that quoted text on a line (or anywhere in the file) names, by TypeScript's resolution. */
export function namedModules(program: VirtualProgram, path: string, text: string): ts.SourceFile[] {
  const specifiers = new Set([...text.matchAll(/["'`]([^"'`\n]+)["'`]/g)].map((match) => match[1] ?? ''))
  return [...specifiers].flatMap((specifier) => {
    const resolved =
      program.resolve(specifier, absolute(path)) ??
      (/^\.\.?\//.test(specifier) ? absolute(posix.join(posix.dirname(path), specifier)) : undefined)
    const file = resolved === undefined ? undefined : program.sourceFile(relative(resolved))
    return file ? [file] : []
  })
}
