import type { ExprNode, StmtNode, StmtOf } from './nodes.ts'
import type { Unit } from './unit.ts'
import { chainOf } from './chains.ts'

/** Exceptions a failing import raises, or bases of them. */
const IMPORT_FAILURES = new Set(['ImportError', 'ModuleNotFoundError', 'Exception', 'BaseException'])
const EXITS = new Set(['sys.exit', 'exit', 'quit', 'os._exit', 'os.abort', 'SystemExit'])

/** Whether an `except` clause of this type catches a failing import; without a type it catches everything. */
export function catchesImportError(unit: Unit, type: ExprNode | null | undefined): boolean {
  if (type === undefined || type === null) return true
  if (type.nodeType === 'Tuple') return type.elts.some((element) => catchesImportError(unit, element))
  const chain = chainOf(unit, type)
  if (chain === null) return false
  return IMPORT_FAILURES.has(chain.members.at(-1)?.name ?? chain.name)
}

/** Whether every way through the statements raises or ends the process. */
export function alwaysRaises(unit: Unit, body: readonly StmtNode[]): boolean {
  for (const statement of body) {
    if (statement.nodeType === 'Raise' || isExit(unit, statement)) return true
    if (statement.nodeType === 'If' && statement.orelse.length > 0) {
      if (alwaysRaises(unit, statement.body) && alwaysRaises(unit, statement.orelse)) return true
    } else if (statement.nodeType === 'With' && alwaysRaises(unit, statement.body)) {
      return true
    } else if (statement.nodeType === 'Return' || statement.nodeType === 'Continue' || statement.nodeType === 'Break') {
      return false
    }
  }
  return false
}

function isExit(unit: Unit, statement: StmtNode): boolean {
  if (statement.nodeType !== 'Expr' || statement.value.nodeType !== 'Call') return false
  const chain = chainOf(unit, statement.value.func)
  return chain !== null && EXITS.has([chain.name, ...chain.members.map(({ name }) => name)].join('.'))
}

export interface TryGuard {
  /** A handler catches import failures of the body. */
  readonly catches: boolean
  /** … and goes on. */
  readonly swallows: boolean
}

export function tryGuard(unit: Unit, node: StmtOf<'Try' | 'TryStar'>): TryGuard {
  const catching = node.handlers.filter(({ type }) => catchesImportError(unit, type))
  return {
    catches: catching.length > 0,
    swallows: catching.some(({ body }) => !alwaysRaises(unit, body)),
  }
}

const EXPECTING = new Set(['suppress', 'raises', 'assertRaises', 'assertRaisesRegex'])

/** `with suppress(ImportError):`, and tests that expect the failure: `with pytest.raises(ImportError):` */
export function suppressesImportError(unit: Unit, node: StmtOf<'With' | 'AsyncWith'>): boolean {
  return node.items.some(({ context_expr: call }) => {
    if (call.nodeType !== 'Call') return false
    const chain = chainOf(unit, call.func)
    if (chain === null || !EXPECTING.has(chain.members.at(-1)?.name ?? chain.name)) return false
    return call.args.some((argument) => catchesImportError(unit, argument))
  })
}

/**
 * Whether a condition is known without running: `true` is what only type checkers take, `false` is what they skip,
 * null is neither.
 */
export function typeCheckingOnly(unit: Unit, test: ExprNode): boolean | null {
  if (test.nodeType === 'UnaryOp' && test.op.nodeType === 'Not') {
    const inner = typeCheckingOnly(unit, test.operand)
    return inner === null || isConstant(test.operand) ? null : !inner
  }
  if (test.nodeType === 'Constant') return test.value === false || test.value === 0 ? true : null
  if (test.nodeType === 'BoolOp' && test.op.nodeType === 'And') {
    return test.values.some((value) => typeCheckingOnly(unit, value) === true) ? true : null
  }
  const chain = chainOf(unit, test)
  const name = chain === null ? '' : (chain.members.at(-1)?.name ?? chain.name)
  return name === 'TYPE_CHECKING' || name === 'MYPY' ? true : null
}

function isConstant(node: ExprNode): boolean {
  return node.nodeType === 'Constant'
}
