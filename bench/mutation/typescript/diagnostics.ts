import ts from 'typescript'
import type { Broken, Inspection } from '../model.ts'
import { relative, type VirtualProgram } from './program.ts'

/** A name or module that is not there. */
const CODES = new Set([
  2304, 2305, 2306, 2307, 2318, 2339, 2459, 2460, 2503, 2551, 2552, 2614, 2616, 2665, 2693, 2694, 2702, 2709, 2713,
  2724, 2749, 2792, 2834, 2835, 18004, 2300, 2440,
])

export interface Diagnosis extends Broken {
  /** Stays the same when text before it moves. */
  readonly identity: string
}

export function diagnose(program: VirtualProgram, path: string): Diagnosis[] {
  const file = program.sourceFile(path)
  if (!file) return []
  return program.program.getSemanticDiagnostics(file).flatMap((item) => {
    if (!CODES.has(item.code) || item.start === undefined || !item.file) return []
    const message = ts.flattenDiagnosticMessageText(item.messageText, ' ')
    const start = item.start
    return [
      {
        path: relative(item.file.fileName),
        start,
        end: start + (item.length ?? 1),
        message: `TS${item.code} ${message}`,
        identity: `${item.code} ${message}`,
      },
    ]
  })
}

/** The diagnoses that are in `now` more often than in `before`. */
export function onlyNew(before: readonly Diagnosis[], now: readonly Diagnosis[]): Diagnosis[] {
  const counts = new Map<string, number>()
  for (const item of before) counts.set(item.identity, (counts.get(item.identity) ?? 0) + 1)
  return now.filter((item) => {
    const left = counts.get(item.identity) ?? 0
    if (left > 0) counts.set(item.identity, left - 1)
    return left === 0
  })
}

const isImport = (node: ts.Node): boolean =>
  ts.isImportDeclaration(node) ||
  ts.isImportEqualsDeclaration(node) ||
  (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined)

export function inspectText(path: string, text: string): Inspection {
  const file = ts.createSourceFile(`/${path}`, text, ts.ScriptTarget.Latest, true)
  const { parseDiagnostics } = file as unknown as { parseDiagnostics?: readonly unknown[] }
  const tokens: string[] = []
  const used = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) used.add(node.text)
    if (node.getChildCount(file) === 0) {
      const token = node.getText(file)
      if (token !== '' && token !== ';' && node.kind !== ts.SyntaxKind.EndOfFileToken) tokens.push(token)
    } else for (const child of node.getChildren(file)) visit(child)
  }
  const imported: string[] = []
  for (const statement of file.statements) {
    if (!isImport(statement)) visit(statement)
    else if (ts.isImportDeclaration(statement)) imported.push(...localNames(statement))
  }
  return {
    parses: (parseDiagnostics?.length ?? 0) === 0,
    undefined: [],
    unused: imported.filter((name) => !used.has(name)),
    rest: tokens.join(' '),
  }
}

function localNames(statement: ts.ImportDeclaration): string[] {
  const { importClause } = statement
  if (!importClause) return []
  const names = importClause.name ? [importClause.name.text] : []
  const { namedBindings } = importClause
  if (!namedBindings) return names
  if (ts.isNamespaceImport(namedBindings)) return [...names, namedBindings.name.text]
  return [...names, ...namedBindings.elements.map((element) => element.name.text)]
}
