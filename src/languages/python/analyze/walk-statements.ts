import { tokenIs } from '../tokens.ts'
import { readImportStatement } from '../import-statements.ts'
import { visitEvaluatedAnnotation, visitLazyAnnotation } from './annotations.ts'
import { suppressesImportError, tryGuard, typeCheckingOnly } from './guards.ts'
import { draftImports } from './import-facts.ts'
import type { ExprNode, StmtNode, StmtOf } from './nodes.ts'
import { readStringTokens, stringLiteral } from './string-tokens.ts'
import { firstToken, nameToken } from './unit.ts'
import { visitClass, visitFunction, visitTypeAlias } from './walk-definitions.ts'
import { chainOf, isKnownCall } from './chains.ts'
import { noteUsage, visitAll, visitExpression, visitTarget } from './walk-expressions.ts'
import { visitPattern } from './walk-patterns.ts'
import { bind, guarded, refer, type Walk, within } from './walk-state.ts'

export function visitBody(walk: Walk, body: readonly StmtNode[]): void {
  for (const statement of body) visitStatement(walk, statement)
}

/** Statements that stand under a condition, a loop or a handler. */
function visitNested(walk: Walk, body: readonly StmtNode[], change: Parameters<typeof within>[1] = {}): void {
  if (body.length === 0) return
  within(walk, change, () => {
    walk.top = false
    visitBody(walk, body)
  })
}

function visitStatement(walk: Walk, node: StmtNode): void {
  switch (node.nodeType) {
    case 'FunctionDef':
    case 'AsyncFunctionDef':
      visitFunction(walk, node, visitBody)
      return
    case 'ClassDef':
      visitClass(walk, node, visitBody)
      return
    case 'TypeAlias':
      visitTypeAlias(walk, node)
      return
    case 'Import':
    case 'ImportFrom':
      visitImport(walk, node)
      return
    case 'Global':
    case 'Nonlocal':
      visitScopeDeclaration(walk, node)
      return
    case 'Assign':
      visitAssign(walk, node)
      return
    case 'AnnAssign':
      visitAnnotatedAssign(walk, node)
      return
    case 'AugAssign':
      visitAugmentedAssign(walk, node)
      return
    case 'Expr':
      visitExpressionStatement(walk, node)
      return
    case 'Delete':
      for (const target of node.targets) visitTarget(walk, target, 'delete')
      return
    case 'If':
      visitIf(walk, node)
      return
    case 'Try':
    case 'TryStar':
      visitTry(walk, node)
      return
    case 'With':
    case 'AsyncWith':
      visitWith(walk, node)
      return
    case 'For':
    case 'AsyncFor':
      visitExpression(walk, node.iter)
      visitTarget(walk, node.target)
      visitNested(walk, node.body)
      visitNested(walk, node.orelse)
      return
    case 'While':
      visitExpression(walk, node.test)
      visitNested(walk, node.body)
      visitNested(walk, node.orelse)
      return
    case 'Match':
      visitMatch(walk, node)
      return
    case 'Return':
      visitOptional(walk, node.value)
      return
    case 'Raise':
      visitOptional(walk, node.exc)
      visitOptional(walk, node.cause)
      return
    case 'Assert':
      visitExpression(walk, node.test)
      visitOptional(walk, node.msg)
      return
    default:
      return
  }
}

function visitOptional(walk: Walk, node: ExprNode | null | undefined): void {
  if (node !== undefined && node !== null) visitExpression(walk, node)
}

function visitImport(walk: Walk, node: StmtOf<'Import' | 'ImportFrom'>): void {
  const statement = readImportStatement(walk.unit.tokens, firstToken(walk.unit, node))
  if (statement === null) return
  for (const draft of draftImports(statement, walk.place, walk.stub)) {
    walk.imports.push(draft)
    for (const { localName, localSpan, imported } of draft.names) {
      if (localName === null || localSpan === null) continue
      bind(walk, { name: localName, span: localSpan }, 'import')
      if (localName === imported) continue
      if (isKnownCall(imported)) walk.renamedCalls.add(localName)
      if (imported === 'Literal' || imported === 'Annotated') walk.renamedForms.set(localName, imported)
    }
  }
}

function visitScopeDeclaration(walk: Walk, node: StmtOf<'Global' | 'Nonlocal'>): void {
  let index = firstToken(walk.unit, node) + 1
  for (;;) {
    const token = nameToken(walk.unit, index)
    if (token === null) return
    walk.table.declare(walk.place.scope, token.name, node.nodeType === 'Global' ? 'global' : 'nonlocal')
    refer(walk, token, 'declaration')
    if (!tokenIs(walk.unit.tokens, index + 1, ',')) return
    index += 2
  }
}

function visitAssign(walk: Walk, node: StmtOf<'Assign'>): void {
  const [target] = node.targets
  if (target !== undefined && node.targets.length === 1) noteAssignment(walk, target, node.value)
  visitExpression(walk, node.value)
  for (const each of node.targets) {
    noteAlias(walk, each, node.value)
    visitTarget(walk, each, 'plain', node.value)
  }
}

/** `name = import_module("m").X`: whatever the value turns out to be, this is the name it gets. */
function noteAssignment(walk: Walk, target: ExprNode, value: ExprNode): void {
  if (target.nodeType !== 'Name') return
  const assigned = nameToken(walk.unit, firstToken(walk.unit, target))
  let root = value
  while (root.nodeType === 'Attribute') root = root.value
  if (assigned !== null && (root.nodeType === 'Call' || root.nodeType === 'Subscript'))
    noteUsage(walk, root, { assigned })
}

/** `X = Other.y` and `X = "text"`: what X stands for, if nothing else binds it. */
function noteAlias(walk: Walk, target: ExprNode, value: ExprNode): void {
  const { scope } = walk.place
  if (target.nodeType !== 'Name') return
  const token = nameToken(walk.unit, firstToken(walk.unit, target))
  if (token === null) return
  const chain = chainOf(walk.unit, value)
  if (chain !== null && walk.table.kind(scope) !== 'class') walk.aliases.push({ scope, name: token.name, chain })
  const literal = stringLiteral(walk.unit, value)
  if (literal !== null) walk.constants.set(`${scope} ${token.name}`, literal)
}

function visitAnnotatedAssign(walk: Walk, node: StmtOf<'AnnAssign'>): void {
  const value = node.value ?? null
  if (value !== null) {
    noteAssignment(walk, node.target, value)
    visitExpression(walk, value)
    noteAlias(walk, node.target, value)
  }
  const token = node.target.nodeType === 'Name' ? nameToken(walk.unit, firstToken(walk.unit, node.target)) : null
  if (token === null) visitTarget(walk, node.target)
  else if (value !== null) bind(walk, token, 'variable')
  else if (!tokenIs(walk.unit.tokens, firstToken(walk.unit, node.target) - 1, '('))
    bind(walk, token, 'variable', 'annotation')
  // `(x): int` neither binds nor looks up.
  else refer(walk, token, 'read')
  // Evaluated last; that of a local variable never.
  if (walk.table.kind(walk.place.scope) === 'function') visitLazyAnnotation(walk, node.annotation)
  else visitEvaluatedAnnotation(walk, node.annotation)
}

function visitAugmentedAssign(walk: Walk, node: StmtOf<'AugAssign'>): void {
  visitExpression(walk, node.value)
  const token = node.target.nodeType === 'Name' ? nameToken(walk.unit, firstToken(walk.unit, node.target)) : null
  if (token === null) {
    if (node.target.nodeType === 'Attribute') visitTarget(walk, node.target)
    else visitExpression(walk, node.target)
  } else {
    bind(walk, token, 'variable', 'augmented')
    refer(walk, token, 'write')
  }
}

/** A string on its own is documentation. */
function visitExpressionStatement(walk: Walk, node: StmtOf<'Expr'>): void {
  const { value } = node
  if (value.nodeType === 'Constant' && (readStringTokens(walk.unit, value)?.fields.length ?? 0) === 0) return
  if (value.nodeType === 'Call' || value.nodeType === 'Subscript') noteUsage(walk, value, { discarded: true })
  visitExpression(walk, value)
}

function visitIf(walk: Walk, node: StmtOf<'If'>): void {
  const group = walk.groups++
  let branch = 0
  let current = node
  let skipped = false
  for (;;) {
    const { test, body, orelse } = current
    within(walk, skipped ? { phase: 'type-only' } : {}, () => visitExpression(walk, test))
    const checking = typeCheckingOnly(walk.unit, test)
    const guard = { group, branch: branch++, kind: 'condition', swallowed: false } as const
    visitNested(walk, body, {
      ...guarded(walk, guard),
      ...(checking === true || skipped ? { phase: 'type-only' } : {}),
    })
    skipped ||= checking === false
    const [next] = orelse
    if (next?.nodeType === 'If' && tokenIs(walk.unit.tokens, firstToken(walk.unit, next), 'elif')) {
      current = next
      continue
    }
    visitNested(walk, orelse, {
      ...guarded(walk, { ...guard, branch }),
      ...(skipped ? { phase: 'type-only' } : {}),
    })
    return
  }
}

function visitTry(walk: Walk, node: StmtOf<'Try' | 'TryStar'>): void {
  const { catches, swallows } = tryGuard(walk.unit, node)
  const group = catches ? walk.groups++ : -1
  const branch = (number: number, swallowed = false): Parameters<typeof within>[1] =>
    catches ? guarded(walk, { group, branch: number, kind: 'import-error', swallowed }) : {}
  visitNested(walk, node.body, branch(0, swallows))
  node.handlers.forEach((handler, index) => {
    visitOptional(walk, handler.type)
    within(walk, branch(index + 1), () => {
      walk.top = false
      const token = handlerName(walk, handler)
      if (token !== null) bind(walk, token, 'variable', 'except')
      visitBody(walk, handler.body)
    })
  })
  // The handlers do not guard `else`, but it runs with the body.
  visitNested(walk, node.orelse, branch(0))
  visitNested(walk, node.finalbody)
}

function handlerName(walk: Walk, handler: StmtOf<'Try'>['handlers'][number]): ReturnType<typeof nameToken> {
  if (handler.name === undefined || handler.name === null) return null
  const { tokens } = walk.unit
  const first = handler.body[0]
  const end = first === undefined ? tokens.kinds.length : firstToken(walk.unit, first)
  let found: ReturnType<typeof nameToken> = null
  for (let index = firstToken(walk.unit, handler); index < end; index++) {
    if (tokenIs(tokens, index, 'as') && tokenIs(tokens, index + 2, ':')) found = nameToken(walk.unit, index + 1)
  }
  return found
}

function visitWith(walk: Walk, node: StmtOf<'With' | 'AsyncWith'>): void {
  for (const item of node.items) {
    const target = item.optional_vars ?? null
    if (target !== null) noteAssignment(walk, target, item.context_expr)
    else if (item.context_expr.nodeType === 'Call') noteUsage(walk, item.context_expr, { discarded: true })
    visitExpression(walk, item.context_expr)
    if (target !== null) visitTarget(walk, target)
  }
  const suppressed = suppressesImportError(walk.unit, node)
  const group = suppressed ? walk.groups++ : -1
  const change = suppressed ? guarded(walk, { group, branch: 0, kind: 'import-error', swallowed: true }) : {}
  visitNested(walk, node.body, change)
}

function visitMatch(walk: Walk, node: StmtOf<'Match'>): void {
  visitExpression(walk, node.subject)
  const group = walk.groups++
  node.cases.forEach((each, branch) => {
    within(walk, guarded(walk, { group, branch, kind: 'condition', swallowed: false }), () => {
      walk.top = false
      visitPattern(walk, each.pattern)
      if (each.guard !== undefined && each.guard !== null) visitAll(walk, [each.guard])
      visitBody(walk, each.body)
    })
  })
}
