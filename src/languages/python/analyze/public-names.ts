import type { ModuleFacts, Place } from '../../../core/facts.ts'
import { isListedElsewhere } from '../listed-names.ts'
import { moduleStatements } from './module-statements.ts'
import type { ExprNode, StmtNode } from './nodes.ts'
import { stringLiteral } from './string-tokens.ts'
import type { StringLiteral, Walk } from './walk-state.ts'

/** Collects `__all__` (language reference, "The import statement") and its entries as `public-name` strings. */
export function readPublicNames(walk: Walk, body: readonly StmtNode[]): ModuleFacts['publicNames'] {
  let found = false
  let complete = true
  const names = new Set<string>()
  const place: Place = { scope: 0, phase: walk.stub ? 'type-only' : 'import-time', guards: [] }

  const add = (literal: StringLiteral): void => {
    names.add(literal.value)
    addPublicName(walk, literal, place)
  }
  const addList = (node: ExprNode): void => {
    const listed = listedStrings(walk, node)
    for (const literal of listed.literals) add(literal)
    complete &&= listed.complete
  }

  for (const statement of moduleStatements(body)) {
    const value = assignedToAll(statement)
    if (value !== null) {
      found = true
      addList(value)
      continue
    }
    const call = callOnAll(statement)
    if (call === null) continue
    found = true
    const [argument] = call.arguments
    const literal = stringLiteral(walk.unit, argument)
    if (call.method === 'extend' && argument !== undefined) addList(argument)
    else if (call.method === 'append' && literal !== null) add(literal)
    else if (call.method === 'remove' && literal !== null) names.delete(literal.value)
    else complete = false
  }
  return found ? { names: [...names], complete: complete && !isListedElsewhere(walk.unit.text) } : null
}

export function addPublicName(walk: Walk, literal: StringLiteral, place: Place): void {
  walk.claimed.add(literal.span.start)
  walk.stringFacts.push({
    role: 'public-name',
    kind: 'string',
    value: literal.value,
    span: literal.span,
    place,
    base: null,
    editable: literal.plain,
    bare: 'word' in literal,
  })
}

function isAll(node: ExprNode): boolean {
  return node.nodeType === 'Name' && node.id === '__all__'
}

function assignedToAll(statement: StmtNode): ExprNode | null {
  if (statement.nodeType === 'Assign') return statement.targets.some(isAll) ? statement.value : null
  if (statement.nodeType === 'AnnAssign' || statement.nodeType === 'AugAssign') {
    return isAll(statement.target) ? (statement.value ?? null) : null
  }
  return null
}

function callOnAll(statement: StmtNode): { method: string; arguments: readonly ExprNode[] } | null {
  if (statement.nodeType !== 'Expr' || statement.value.nodeType !== 'Call') return null
  const { func, args } = statement.value
  if (func.nodeType !== 'Attribute' || !isAll(func.value)) return null
  return { method: func.attr, arguments: args }
}

/** The strings of a list, a tuple, a sum of such, or `list(…)`, `tuple(…)`, `sorted(…)` of one. */
function listedStrings(walk: Walk, node: ExprNode): { literals: StringLiteral[]; complete: boolean } {
  if (isAll(node)) return { literals: [], complete: true }
  if (node.nodeType === 'List' || node.nodeType === 'Tuple' || node.nodeType === 'Set') {
    const parts = node.elts.map((element) => {
      if (element.nodeType === 'Starred') return listedStrings(walk, element.value)
      const literal = stringLiteral(walk.unit, element)
      return { literals: literal === null ? [] : [literal], complete: literal !== null }
    })
    return joinLists(parts)
  }
  if (node.nodeType === 'BinOp' && node.op.nodeType === 'Add') {
    const parts: ExprNode[] = []
    let left: ExprNode = node
    while (left.nodeType === 'BinOp' && left.op.nodeType === 'Add') {
      parts.push(left.right)
      left = left.left
    }
    return joinLists([left, ...parts.reverse()].map((part) => listedStrings(walk, part)))
  }
  if (node.nodeType === 'Call' && node.func.nodeType === 'Name' && /^(?:list|tuple|sorted|set)$/.test(node.func.id)) {
    const [only] = node.args
    if (only !== undefined && node.args.length === 1) return listedStrings(walk, only)
  }
  return { literals: wordsOf(walk, node), complete: false }
}

/** `"X Y".split()`: every word is a name. */
function wordsOf(walk: Walk, node: ExprNode): StringLiteral[] {
  if (node.nodeType !== 'Call' || node.func.nodeType !== 'Attribute' || node.func.attr !== 'split') return []
  const literal = stringLiteral(walk.unit, node.func.value)
  if (literal?.plain !== true || node.args.length > 0 || literal.value.length !== literal.span.end - literal.span.start)
    return []
  return [...literal.value.matchAll(/\S+/g)].map((word) => {
    const start = literal.span.start + word.index
    return { ...literal, value: word[0], span: { start, end: start + word[0].length }, word: true }
  })
}

function joinLists(parts: { literals: StringLiteral[]; complete: boolean }[]): {
  literals: StringLiteral[]
  complete: boolean
} {
  return { literals: parts.flatMap(({ literals }) => literals), complete: parts.every(({ complete }) => complete) }
}
