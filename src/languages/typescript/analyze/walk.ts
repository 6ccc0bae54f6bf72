import type { Node } from 'oxc-parser'
import { visitorKeys } from 'oxc-parser'
import type { BindingKind, Guard, Phase, Place, ReferenceRole, Scope, Unanalysable } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import type { DraftExport, DraftImport } from './drafts.ts'
import { describeContext } from './reference-context.ts'
import { ScopeNode, type Use, type Variable } from './scope-tree.ts'
import type { NodeOf } from './syntax.ts'
import { tokenSpan } from './syntax.ts'

export type Visitor<K extends Node['type']> = (walk: Walk, node: NodeOf<K>) => void
export type Visitors = { readonly [K in Node['type']]?: Visitor<K> }

/** A call that may name a module; judged after the walk, when it is known whether `require` is a local name. */
export interface Candidate {
  readonly node: NodeOf<
    'CallExpression' | 'ImportExpression' | 'NewExpression' | 'AssignmentExpression' | 'BinaryExpression'
  >
  /** Outermost first. */
  readonly ancestors: readonly Node[]
  readonly scope: ScopeNode
  readonly place: Place
}

const NO_GUARDS: readonly Guard[] = []

/**
 * One pass over a file: opens scopes, declares names, collects uses. Names are resolved afterwards, so hoisting
 * needs no second look at the tree.
 */
export class Walk {
  readonly text: string
  readonly scopes: ScopeNode[] = []
  readonly variables: Variable[] = []
  readonly uses: Use[] = []
  /** Names in JSDoc types: kept where they turn out to be bound. */
  readonly comments: Use[] = []
  /** Names that comments link to: kept where they are imported. */
  readonly links: Use[] = []
  readonly imports: DraftImport[] = []
  readonly exports: DraftExport[] = []
  readonly candidates: Candidate[] = []
  readonly unanalysable: Unanalysable[] = []
  /** Declared names by the offset of their token. */
  readonly declaredAt = new Map<number, Variable>()
  /** What `declare global` adds; every file scope sees it. */
  readonly globals: ScopeNode
  /** Names declared by `declare module "m"`, by specifier. */
  readonly ambientModules = new Map<string, Map<string, Variable[]>>()
  /** Types that JSDoc declares: beside the names of the code, so that a class of the same name stays one. */
  readonly typedefs: ScopeNode
  /** Outermost first; the last one is the parent of the node being visited. */
  readonly path: Node[] = []
  scope: ScopeNode
  phase: Phase
  guards: readonly Guard[] = NO_GUARDS
  /** Scopes that `infer X` declares into, innermost last. */
  readonly inferScopes: ScopeNode[] = []
  /** Variables made by `createRequire()`. */
  readonly madeRequires = new Set<Variable>()
  /** Names whose calls load modules here: functions of mocking libraries, `importOriginal` of a mock factory. */
  readonly loaderNames = new Set(['require', 'proxyquire', 'esmock', 'rewiremock', 'mock', 'mockRequire'])
  /** Uses of a whole namespace that are understood all the same (`vi.spyOn(ns, 'X')`). */
  readonly followedUses = new Set<Use>()
  /** Callbacks that run when an `import()` fails: alternatives to it, like a `catch` block. */
  readonly failureHandlers = new Set<Node>()
  hasModuleSyntax = false
  computedExports = false
  private guardGroups = 0
  private readonly visitors: Visitors

  constructor(text: string, visitors: Visitors, phase: Phase) {
    this.text = text
    this.visitors = visitors
    this.phase = phase
    this.globals = new ScopeNode(-1, null, 'namespace', { start: 0, end: text.length }, true)
    this.typedefs = new ScopeNode(-1, null, 'module', { start: 0, end: text.length }, false)
    this.scope = this.openScope('module', { start: 0, end: text.length }, true, null)
    // An exported and a local declaration of one name (`export type X`, `const X`) do not merge.
    this.scope.shared = new Map()
  }

  visit(node: Node | null | undefined): void {
    if (!node) return
    const visitor = this.visitors[node.type] as ((walk: Walk, node: Node) => void) | undefined
    if (visitor) visitor(this, node)
    else this.visitChildren(node)
  }

  visitAll(nodes: readonly (Node | null)[]): void {
    for (const node of nodes) this.visit(node)
  }

  visitChildren(node: Node): void {
    const keys = visitorKeys[node.type]
    if (!keys) return
    this.path.push(node)
    const fields = node as unknown as Record<string, Node | readonly (Node | null)[] | null | undefined>
    for (const key of keys) {
      const child = fields[key]
      if (!child) continue
      if (Array.isArray(child)) for (const element of child) this.visit(element)
      else this.visit(child as Node)
    }
    this.path.pop()
  }

  /** Visit a child as such: with `parent` on the path. */
  visitIn(parent: Node, child: Node | null | undefined): void {
    if (!child) return
    this.path.push(parent)
    this.visit(child)
    this.path.pop()
  }

  visitAllIn(parent: Node, children: readonly (Node | null)[] | null | undefined): void {
    if (!children || children.length === 0) return
    this.path.push(parent)
    for (const child of children) this.visit(child)
    this.path.pop()
  }

  /** Visit type syntax: nothing in it runs. */
  visitType(parent: Node, child: Node | null | undefined): void {
    if (!child) return
    const phase = this.phase
    this.phase = 'type-only'
    this.visitIn(parent, child)
    this.phase = phase
  }

  openScope(kind: Scope['kind'], span: Span, hoists: boolean, parent: ScopeNode | null = this.scope): ScopeNode {
    const scope = new ScopeNode(this.scopes.length, parent, kind, { start: span.start, end: span.end }, hoists)
    this.scopes.push(scope)
    return scope
  }

  newGuardGroup(): number {
    return this.guardGroups++
  }

  /** Visit a child with one more guard. */
  visitGuarded(parent: Node, child: Node | null | undefined, guard: Guard): void {
    if (!child) return
    const guards = this.guards
    this.guards = [guard, ...guards]
    this.visitIn(parent, child)
    this.guards = guards
  }

  declare(
    identifier: { name: string } & Span,
    kind: BindingKind,
    meanings: number,
    target: ScopeNode = this.scope,
    table: 'own' | 'shared' = 'own',
  ): Variable {
    return this.declareName(identifier.name, tokenSpan(identifier, this.text), kind, meanings, target, table)
  }

  declareName(
    name: string,
    span: Span,
    kind: BindingKind,
    meanings: number,
    target: ScopeNode,
    table: 'own' | 'shared' = 'own',
  ): Variable {
    const isImport = kind === 'import'
    const parameter = target.parameters?.own.get(name)?.find((known) => known.kind === 'parameter')
    const map = (table === 'shared' ? target.shared : null) ?? target.own
    let known = parameter ? [parameter] : map.get(name)
    let variable = known?.find((other) => other.isImport === isImport)
    const merged = variable ? undefined : target.typeParameters?.get(name)
    if (merged) {
      variable = merged
      map.set(name, [merged])
    } else if (!variable) {
      variable = {
        id: this.variables.length,
        name,
        scope: target,
        kind,
        meanings,
        declarations: [],
        uses: [],
        isImport,
        typeOnly: false,
        aliases: [],
        exports: null,
        typeParameters: null,
        enumMembers: null,
      }
      this.variables.push(variable)
      if (known) known.push(variable)
      else {
        known = [variable]
        map.set(name, known)
      }
      target.typeParameters?.set(name, variable)
    } else {
      variable.meanings |= meanings
      if (variable.kind === 'type' || variable.kind === 'namespace') if (kind !== 'type') variable.kind = kind
    }
    variable.declarations.push(span)
    this.declaredAt.set(span.start, variable)
    return variable
  }

  /** Record a use of a name by the identifier being visited; what happens to the value is read off the path. */
  use(
    identifier: { name: string } & Span,
    meaning: number,
    space: Use['space'],
    role: ReferenceRole = 'read',
    phase: Phase = this.phase,
    scope: ScopeNode = this.scope,
  ): Use {
    const span = tokenSpan(identifier, this.text)
    const context = describeContext(identifier as unknown as Node, this.path, this.text)
    const use: Use = {
      name: identifier.name,
      span,
      scope,
      meaning,
      place: scope.place(phase, this.guards),
      role,
      space,
      medium: 'code',
      members: context.members,
      call: context.call,
      picks: context.picks,
      whole: context.whole,
      variables: [],
    }
    this.uses.push(use)
    return use
  }

  addCandidate(node: Candidate['node']): void {
    this.candidates.push({
      node,
      ancestors: this.path.slice(),
      scope: this.scope,
      place: this.scope.place(this.phase, this.guards),
    })
  }
}
