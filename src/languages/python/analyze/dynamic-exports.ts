import type { ModuleFacts } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import { readAnswers } from './closed-getattr.ts'
import { LAZY_INSTALLERS } from './known-calls.ts'
import { moduleStatements } from './module-statements.ts'
import type { ExprNode, StmtNode } from './nodes.ts'
import type { Qualify } from './qualified-names.ts'
import { spanOf } from './unit.ts'
import { chainOf } from './chains.ts'
import type { CallSite, Site, Walk } from './walk-state.ts'

const NAMESPACES = new Set(['builtins.globals', 'builtins.vars', 'builtins.locals'])
const WRITERS = new Set(['update', 'setdefault', '__setitem__'])
/** `signal` and `socket` fill their own namespace so; `enum.global_enum` is the same as a decorator. */
const ENUM_EXPORTS = /^_convert_?$/

/**
 * Whether the module may publish names nobody can read off it. Also lists `exec` and `eval` of computed code.
 * `answers`: it does, by a `__getattr__` and by nothing else, and these are the names.
 */
export function readDynamicExports(
  walk: Walk,
  body: readonly StmtNode[],
  qualify: Qualify,
): Pick<ModuleFacts, 'dynamicExports' | 'answers'> {
  const hasGetattr = walk.table.resolve(0, '__getattr__') !== null
  const answers = hasGetattr ? readAnswers(walk, body) : null
  // What the function puts into the module's namespace is what it answered.
  const reader = new DynamicExports(walk, qualify, answers?.span ?? null)
  reader.read()
  const isDynamic = reader.dynamic || usesGlobalEnum(body)
  if (!answers || isDynamic) return { dynamicExports: isDynamic || hasGetattr }
  return { dynamicExports: true, answers: { names: answers.names, collections: answers.collections } }
}

class DynamicExports {
  dynamic = false
  private readonly walk: Walk
  private readonly qualify: Qualify
  /** Calls of `globals()` and, in the module's own code, `vars()` and `locals()`. */
  private readonly namespaces = new Set<ExprNode>()
  /** `sys.modules[__name__]` and the names it is assigned to. */
  private readonly ownModules = new Set<ExprNode>()
  private readonly ownNames = new Set<string>()

  /** A function whose writes are accounted for. */
  private readonly known: Span | null

  constructor(walk: Walk, qualify: Qualify, known: Span | null) {
    this.known = known
    this.walk = walk
    this.qualify = qualify
  }

  read(): void {
    this.findOwnModule()
    for (const site of this.walk.calls)
      if (site.chain !== null) this.readCall(site, this.qualify(site.place.scope, site.chain))
    for (const [node, { members }] of this.walk.usages) {
      const member = members[0]?.name ?? ''
      if (this.namespaces.has(node) && WRITERS.has(member)) this.dynamic = true
      if (this.ownModules.has(node) && member === '__dict__') this.dynamic = true
    }
    if (this.walk.namespaceWrites.some(({ node }) => this.namespaces.has(node))) this.dynamic = true
  }

  private findOwnModule(): void {
    for (const site of this.walk.keys) {
      if (site.key.nodeType !== 'Name' || site.key.id !== '__name__' || site.node.nodeType !== 'Subscript') continue
      if (!this.qualify(site.place.scope, site.chain).includes('sys.modules')) continue
      this.ownModules.add(site.node)
      const assigned = this.walk.usages.get(site.node)?.assigned
      if (assigned) this.ownNames.add(assigned.name)
      if (site.manner === 'write') this.dynamic = true
    }
  }

  private readCall(site: CallSite, names: readonly string[]): void {
    const { args } = site.node
    if (names.includes('builtins.exec') || names.includes('builtins.eval')) {
      this.readExec(site, names.includes('builtins.exec'))
    } else if (names.includes('builtins.setattr')) {
      const [target] = args
      if (target === undefined) return
      this.dynamic ||= this.ownModules.has(target) || (target.nodeType === 'Name' && this.ownNames.has(target.id))
    } else if (args.length === 0 && names.some((name) => NAMESPACES.has(name))) {
      if (this.isKnown(site)) return
      if (names.includes('builtins.globals') || this.isModuleCode(site)) this.namespaces.add(site.node)
    } else if (
      ENUM_EXPORTS.test(site.chain?.members.at(-1)?.name ?? '') ||
      names.some((name) => LAZY_INSTALLERS.test(name))
    ) {
      this.dynamic = true
    }
  }

  /** Executing code in the module's own scope may bind anything there. */
  private readExec(site: CallSite, isExec: boolean): void {
    const [code, ...scopes] = site.node.args
    if (code === undefined) return
    if (code.nodeType !== 'Constant') {
      const what = `${isExec ? 'exec' : 'eval'} of computed code`
      this.walk.unanalysable.push({ span: spanOf(site.unit, site.node), what })
    }
    const inGlobals = scopes.some((scope) => {
      return scope.nodeType === 'Call' && chainOf(site.unit, scope.func)?.name === 'globals'
    })
    if (isExec && (inGlobals || (scopes.length === 0 && this.isModuleCode(site)))) this.dynamic = true
  }

  private isKnown(site: CallSite): boolean {
    const { start } = spanOf(site.unit, site.node)
    return this.known !== null && start >= this.known.start && start < this.known.end
  }

  private isModuleCode({ place }: Site): boolean {
    return this.walk.table.kind(place.scope) === 'module'
  }
}

function usesGlobalEnum(body: readonly StmtNode[]): boolean {
  for (const statement of moduleStatements(body)) {
    if (statement.nodeType !== 'ClassDef') continue
    for (const decorator of statement.decorator_list) {
      const node = decorator.nodeType === 'Call' ? decorator.func : decorator
      const name = node.nodeType === 'Attribute' ? node.attr : node.nodeType === 'Name' ? node.id : ''
      if (name === 'global_enum') return true
    }
  }
  return false
}
