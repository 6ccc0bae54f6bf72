import ts from 'typescript'
import type { Edit } from '../model.ts'
import { relative } from './program.ts'

/** A symbol defined in the file that exports it, under its own name. */
export interface Candidate {
  readonly path: string
  readonly name: string
  readonly symbol: ts.Symbol
}

export function findCandidates(checker: ts.TypeChecker, file: ts.SourceFile): Candidate[] {
  const module = checker.getSymbolAtLocation(file)
  if (!module) return []
  const exported = checker.getExportsOfModule(module)
  return exported.flatMap((item) => {
    const symbol = resolve(checker, item)
    const name = item.name
    if (!/^[A-Za-z_$][\w$]*$/.test(name) || name === 'default' || symbol.name !== name) return []
    const declarations = symbol.declarations ?? []
    if (declarations.length === 0 || declarations.some((node) => node.getSourceFile() !== file || !isPlain(node)))
      return []
    // Published twice (also as default): which name an importer follows is then a matter of taste.
    if (exported.filter((other) => resolve(checker, other) === symbol).length > 1) return []
    return [{ path: relative(file.fileName), name, symbol }]
  })
}

const isPlain = (node: ts.Node): boolean =>
  ts.isClassDeclaration(node) ||
  ts.isFunctionDeclaration(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isEnumDeclaration(node) ||
  (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.parent.parent.parent === node.getSourceFile())

function resolve(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  return checker.getExportSymbolOfSymbol(target)
}

/** Every identifier of a file that spells the symbol's name and means it, as the edit that renames it. */
export function findSites(checker: ts.TypeChecker, file: ts.SourceFile, candidate: Candidate, renamed: string): Edit[] {
  const path = relative(file.fileName)
  const edits: Edit[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === candidate.name && means(checker, node, candidate)) {
      const start = node.getStart(file)
      const shorthand = ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node
      edits.push({ path, start, end: node.end, text: shorthand ? `${candidate.name}: ${renamed}` : renamed })
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return edits
}

function means(checker: ts.TypeChecker, node: ts.Identifier, candidate: Candidate): boolean {
  const { parent } = node
  if (ts.isShorthandPropertyAssignment(parent) && parent.name === node) {
    const symbol = checker.getShorthandAssignmentValueSymbol(parent)
    return symbol !== undefined && leads(checker, symbol, candidate, 0)
  }
  if (ts.isExportSpecifier(parent)) {
    const imported = parent.propertyName ?? parent.name
    const direct = followExport(checker, parent, candidate.name)
    if (node === imported)
      return direct !== undefined && imported.text === candidate.name && leads(checker, direct, candidate, 0)
    return false
  }
  if (ts.isImportSpecifier(parent)) {
    const imported = parent.propertyName ?? parent.name
    if (imported.text !== candidate.name) return false
    const target = memberOf(checker, parent.parent.parent.parent.moduleSpecifier, candidate.name)
    return (
      target !== undefined &&
      leads(checker, target, candidate, 0) &&
      (node === imported || parent.name.text === candidate.name)
    )
  }
  const symbol = checker.getSymbolAtLocation(node)
  return symbol !== undefined && leads(checker, symbol, candidate, 0)
}

/** Whether a symbol stands for the candidate through hops that all call it by its name. */
function leads(checker: ts.TypeChecker, symbol: ts.Symbol, candidate: Candidate, depth: number): boolean {
  if (checker.getExportSymbolOfSymbol(symbol) === candidate.symbol || symbol === candidate.symbol) return true
  if (depth > 32 || !(symbol.flags & ts.SymbolFlags.Alias) || symbol.name !== candidate.name) return false
  for (const declaration of symbol.declarations ?? []) {
    let next: ts.Symbol | undefined
    if (ts.isImportSpecifier(declaration)) {
      if ((declaration.propertyName ?? declaration.name).text === candidate.name)
        next = memberOf(checker, declaration.parent.parent.parent.moduleSpecifier, candidate.name)
    } else if (ts.isExportSpecifier(declaration)) {
      if ((declaration.propertyName ?? declaration.name).text === candidate.name)
        next = followExport(checker, declaration, candidate.name)
    }
    if (next && next !== symbol && leads(checker, next, candidate, depth + 1)) return true
  }
  return false
}

function followExport(checker: ts.TypeChecker, specifier: ts.ExportSpecifier, name: string): ts.Symbol | undefined {
  const from = specifier.parent.parent.moduleSpecifier
  return from ? memberOf(checker, from, name) : checker.getExportSpecifierLocalTargetSymbol(specifier)
}

function memberOf(checker: ts.TypeChecker, specifier: ts.Expression, name: string): ts.Symbol | undefined {
  const module = checker.getSymbolAtLocation(specifier)
  return module && checker.tryGetMemberInModuleExports(name, module)
}
