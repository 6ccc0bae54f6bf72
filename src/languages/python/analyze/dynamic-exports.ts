import { moduleStatements } from './module-statements.ts'
import type { ExprNode, StmtNode } from './nodes.ts'
import type { Qualify } from './qualified-names.ts'
import { spanOf } from './unit.ts'
import { chainOf } from './walk-expressions.ts'
import type { CallSite, Walk } from './walk-state.ts'

const NAMESPACE_CALLS = new Set(['builtins.globals', 'builtins.vars', 'builtins.locals'])
const WRITERS = new Set(['update', 'setdefault', '__setitem__'])
/** `signal` and `socket` fill their own namespace so; `enum.global_enum` is the same as a decorator. */
const ENUM_EXPORTS = /(?:^|\.)_convert_?$/
/** Packages that install a lazy module in place of the file. */
const LAZY_INSTALLERS = /(?:^|\.)(?:attach_stub|attach|initpkg|apipkg\.initpkg|lazy_import\.lazy_module)$/

/** Whether the module may publish names nobody can read off it. Also lists `exec` and `eval` of computed code. */
export function readDynamicExports(walk: Walk, body: readonly StmtNode[], qualify: Qualify): boolean {
  let dynamic = definesGetattr(walk, body)
  for (const site of walk.calls) {
    if (site.chain === null) continue
    const names = qualify(site.place.scope, site.chain)
    if (names.some((name) => name === 'builtins.exec' || name === 'builtins.eval')) {
      dynamic = noteExec(walk, site, names.includes('builtins.exec')) || dynamic
    } else if (names.includes('builtins.setattr') && isOwnModule(walk, site, site.node.args[0], qualify)) {
      dynamic = true
    } else if (
      ENUM_EXPORTS.test(site.chain.members.at(-1)?.name ?? '') ||
      names.some((name) => LAZY_INSTALLERS.test(name))
    ) {
      dynamic = true
    }
  }
  for (const [node, usage] of walk.usages) {
    if (node.nodeType === 'Call' && isNamespace(walk, node, qualify) && WRITERS.has(usage.members[0]?.name ?? ''))
      dynamic = true
    if (
      node.nodeType === 'Subscript' &&
      isOwnModule(walk, walk, node, qualify) &&
      usage.members[0]?.name === '__dict__'
    )
      dynamic = true
  }
  for (const site of walk.keys) {
    const written = site.manner === 'write'
    if (!written || site.node.nodeType !== 'Subscript') continue
    if (isOwnModule(walk, site, site.node, qualify)) dynamic = true
  }
  return dynamic || walk.namespaceWrites.some((site) => isNamespace(walk, site.node, qualify)) || usesGlobalEnum(body)
}

function definesGetattr(walk: Walk, body: readonly StmtNode[]): boolean {
  for (const statement of moduleStatements(body)) {
    if (statement.nodeType === 'FunctionDef' && statement.name === '__getattr__') return true
  }
  return walk.table.resolve(0, '__getattr__') !== null
}

/** Executing code in the module's own scope may bind anything. */
function noteExec(walk: Walk, site: CallSite, isExec: boolean): boolean {
  const [code] = site.node.args
  if (code === undefined) return false
  if (code.nodeType !== 'Constant') {
    walk.unanalysable.push({ span: spanOf(site.unit, site.node), what: `${isExec ? 'exec' : 'eval'} of computed code` })
  }
  if (!isExec) return false
  const own = walk.table.kind(site.place.scope) === 'module' && site.node.args.length === 1
  const inGlobals = site.node.args.slice(1).some((argument) => {
    return argument.nodeType === 'Call' && chainOf(site.unit, argument.func)?.name === 'globals'
  })
  return own || inGlobals
}

function isNamespace(walk: Walk, node: ExprNode, qualify: Qualify): boolean {
  if (node.nodeType !== 'Call') return false
  const site = walk.calls.find((call) => call.node === node)
  if (site?.chain === null || site === undefined || site.node.args.length > 0) return false
  const names = qualify(site.place.scope, site.chain)
  if (names.includes('builtins.globals')) return true
  return walk.table.kind(site.place.scope) === 'module' && names.some((name) => NAMESPACE_CALLS.has(name))
}

/** `sys.modules[__name__]`, directly or through a variable. */
function isOwnModule(
  walk: Walk,
  site: { readonly unit: Walk['unit']; readonly place: Walk['place'] },
  node: ExprNode | undefined,
  qualify: Qualify,
): boolean {
  if (node === undefined) return false
  if (node.nodeType === 'Name') {
    return walk.keys.some((key) => {
      const assigned = walk.usages.get(key.node)?.assigned?.name
      return assigned === node.id && isOwnModule(walk, key, key.node, qualify)
    })
  }
  if (node.nodeType !== 'Subscript' || node.slice.nodeType !== 'Name' || node.slice.id !== '__name__') return false
  const chain = chainOf(site.unit, node.value)
  return chain !== null && qualify(site.place.scope, chain).includes('sys.modules')
}

function usesGlobalEnum(body: readonly StmtNode[]): boolean {
  return body.some((statement) => {
    if (statement.nodeType !== 'ClassDef') return false
    return statement.decorator_list.some((decorator) => {
      const node = decorator.nodeType === 'Call' ? decorator.func : decorator
      return (node.nodeType === 'Attribute' ? node.attr : node.nodeType === 'Name' ? node.id : '') === 'global_enum'
    })
  })
}
