import { moduleStatements } from './module-statements.ts'
import type { ExprNode, FunctionNode, StmtNode } from './nodes.ts'
import { isInterpolated, stringLiteral } from './string-tokens.ts'
import { tokenAt } from '../tokens.ts'
import { spanOf, startOf } from './unit.ts'
import type { Walk } from './walk-state.ts'

/** A module-level `__getattr__`, or a function of the file it calls. */
export interface LazyFunction {
  readonly node: FunctionNode
  /** The parameter that carries the name asked for, in `__getattr__` itself. */
  readonly parameter: string | null
  /** Every name its body mentions. */
  readonly names: ReadonlySet<string>
  /** It takes an attribute off the module it imports. */
  readonly takesAttribute: boolean
  /** It cuts the strings of its map into module and attribute. */
  readonly splits: boolean
}

export function lazyFunctions(walk: Walk, body: readonly StmtNode[]): LazyFunction[] {
  const defined = new Map<string, FunctionNode>()
  for (const statement of moduleStatements(body)) {
    if (statement.nodeType === 'FunctionDef') defined.set(statement.name, statement)
  }
  const found: LazyFunction[] = []
  const queue = ['__getattr__']
  for (let name = queue.pop(); name !== undefined && found.length < 8; name = queue.pop()) {
    const node = defined.get(name)
    if (node === undefined || found.some((known) => known.node === node)) continue
    const lazy = describe(walk, node, name === '__getattr__')
    found.push(lazy)
    queue.push(...lazy.names)
  }
  // What a helper does to a module or a string, the function that uses it does.
  const takesAttribute = found.some((lazy) => lazy.takesAttribute)
  const splits = found.some((lazy) => lazy.splits)
  return found.map((lazy) => ({ ...lazy, takesAttribute, splits }))
}

function describe(walk: Walk, node: FunctionNode, entry: boolean): LazyFunction {
  const { start, end } = spanOf(walk.unit, node)
  const names = new Set<string>()
  const attributes = new Set<string>()
  // The names of f-strings are not in the tree, but among the references.
  for (const [nth, name] of walk.references.names.entries()) {
    const at = walk.references.start(nth)
    if (at >= start && at < end) names.add(name)
  }
  forEachNode(node.body, (each) => {
    if (each.nodeType === 'Attribute') attributes.add(each.attr)
  })
  const resolvers = ['import_string', 'resolve_name', 'import_object', 'symbol_by_name', 'locate']
  return {
    node,
    parameter: entry ? (node.args.args[0]?.arg ?? node.args.posonlyargs[0]?.arg ?? null) : null,
    names,
    takesAttribute: names.has('getattr') || attributes.has('__dict__') || names.has('vars'),
    splits:
      ['rsplit', 'rpartition', 'partition', 'split', 'rfind', 'rindex'].some((name) => attributes.has(name)) ||
      resolvers.some((name) => names.has(name) || attributes.has(name)),
  }
}

/** What the function puts before a string of its map: `.` for `f".{x}"` or `f"{__name__}.{x}"`, `pkg.` for `f"pkg.{x}"`. */
export function readPrefix(walk: Walk, lazy: LazyFunction): string {
  let prefix = ''
  forEachNode(lazy.node.body, (each) => {
    if (each.nodeType !== 'Call') return
    const name = each.func.nodeType === 'Attribute' ? each.func.attr : each.func.nodeType === 'Name' ? each.func.id : ''
    const [argument] = each.args
    if (name !== 'import_module' && name !== '__import__') return
    if (argument !== undefined) prefix = prefixOf(walk, argument) || prefix
  })
  return prefix
}

function prefixOf(walk: Walk, node: ExprNode): string {
  if (node.nodeType === 'BinOp') {
    const left = prefixOf(walk, node.left)
    const literal = stringLiteral(walk.unit, node.left)?.value
    return literal ?? (stringLiteral(walk.unit, node.right)?.value === '.' && isOwnName(node.left) ? '.' : left)
  }
  if (!isInterpolated(walk.unit, node)) return ''
  const index = tokenAt(walk.unit.tokens, startOf(walk.unit, node))
  const fields = walk.unit.tokens.fields.get(index) ?? []
  const own =
    fields.length === 2 && /^\s*__(?:name|package)__\s*$/.test(walk.text.slice(fields[0]?.start, fields[0]?.end))
  const first = fields[own ? 1 : 0]
  if (first === undefined) return ''
  const before = walk.text.slice(startOf(walk.unit, node), first.start - 1).replace(/^[a-zA-Z]{1,2}(?:"""|'''|"|')/, '')
  const spelled = own ? before.replace(/^\{[^}]*\}/, '') : before
  return /^[\w.]*$/u.test(spelled) ? spelled : ''
}

function isOwnName(node: ExprNode): boolean {
  return node.nodeType === 'Name' && /^__(?:name|package)__$/.test(node.id)
}

type AnyNode = StmtNode | ExprNode

/** Every statement and expression below, in no particular order. */
export function forEachNode(roots: readonly AnyNode[], visit: (node: AnyNode) => void): void {
  const stack: unknown[] = [...roots]
  while (stack.length > 0) {
    const value = stack.pop()
    if (Array.isArray(value)) {
      stack.push(...value)
    } else if (typeof value === 'object' && value !== null) {
      if (isNode(value)) visit(value)
      stack.push(...Object.values(value))
    }
  }
}

/** Arguments, handlers and the like hold nodes, and are none. */
function isNode(value: object): value is AnyNode {
  return 'nodeType' in value
}
