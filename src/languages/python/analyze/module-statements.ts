import type { ExprNode, StmtNode } from './nodes.ts'

/** Statements that run in a module's own scope, those under conditions, loops and handlers included. */
export function* moduleStatements(body: readonly StmtNode[]): Generator<StmtNode> {
  for (const statement of body) {
    yield statement
    switch (statement.nodeType) {
      case 'If':
      case 'For':
      case 'AsyncFor':
      case 'While':
        yield* moduleStatements(statement.body)
        yield* moduleStatements(statement.orelse)
        break
      case 'With':
      case 'AsyncWith':
        yield* moduleStatements(statement.body)
        break
      case 'Try':
      case 'TryStar':
        yield* moduleStatements(statement.body)
        for (const handler of statement.handlers) yield* moduleStatements(handler.body)
        yield* moduleStatements(statement.orelse)
        yield* moduleStatements(statement.finalbody)
        break
      case 'Match':
        for (const each of statement.cases) yield* moduleStatements(each.body)
        break
      default:
    }
  }
}

/** The name that `X = …` or `X: T = …` binds, the first of several, and what to (null: `X: T`); null for other statements. */
export function readAssignment(
  statement: StmtNode,
): { readonly name: string; readonly value: ExprNode | null; readonly isOnly: boolean } | null {
  if (statement.nodeType !== 'Assign' && statement.nodeType !== 'AnnAssign') return null
  const targets = statement.nodeType === 'Assign' ? statement.targets : [statement.target]
  const [target] = targets
  return target?.nodeType === 'Name' ? { name: target.id, value: statement.value, isOnly: targets.length === 1 } : null
}
