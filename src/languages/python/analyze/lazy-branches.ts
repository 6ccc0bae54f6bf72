import { readImportStatement } from '../import-statements.ts'
import type { LazyEntry } from './lazy-exports.ts'
import { forEachNode, type LazyFunction } from './lazy-functions.ts'
import type { ExprNode, StmtNode } from './nodes.ts'
import { joinName } from './qualified-names.ts'
import { stringLiteral } from './string-tokens.ts'
import { firstToken } from './unit.ts'
import type { StringLiteral, Walk } from './walk-state.ts'

/** `if name == "X": from .mod import X; return X` and `return import_module(".mod", __name__).X` in a `__getattr__`. */
export function readGetattrBranches(walk: Walk, lazy: LazyFunction): LazyEntry[] {
  const entries: LazyEntry[] = []
  forEachNode(lazy.node.body, (node) => {
    if (node.nodeType !== 'If') return
    for (const key of comparedNames(walk, node.test, lazy.parameter ?? '')) {
      const entry = readBranch(walk, key, node.body)
      if (entry !== null) entries.push(entry)
    }
  })
  return entries.sort((a, b) => a.key.span.start - b.key.span.start)
}

function comparedNames(walk: Walk, test: ExprNode, parameter: string): StringLiteral[] {
  if (test.nodeType !== 'Compare' || test.ops.length !== 1) return []
  const right = test.comparators[0]
  if (right === undefined || test.left.nodeType !== 'Name' || test.left.id !== parameter) return []
  const operator = test.ops[0]?.nodeType
  const nodes =
    operator === 'Eq'
      ? [right]
      : operator === 'In' && (right.nodeType === 'Tuple' || right.nodeType === 'List' || right.nodeType === 'Set')
        ? right.elts
        : []
  return nodes.flatMap((node) => stringLiteral(walk.unit, node) ?? [])
}

function readBranch(walk: Walk, key: StringLiteral, body: readonly StmtNode[]): LazyEntry | null {
  for (const statement of body) {
    if (statement.nodeType !== 'ImportFrom') continue
    const found = readImportStatement(walk.unit.tokens, firstToken(walk.unit, statement))
    if (found === null || found.module === null) continue
    const items = found.items.filter(({ name }) => name !== '*')
    const item =
      items.find(({ name, alias }) => (alias?.name ?? name) === key.value) ??
      (items.length === 1 ? items[0] : undefined)
    if (item === undefined) continue
    const { specifier } = found.module
    // `from . import mod; return getattr(mod, name)`
    if ((item.alias?.name ?? item.name) !== key.value && takesName(body)) {
      return { key, specifier: joinName(specifier, item.name), imported: key.value, importedSpan: null, module: null }
    }
    return { key, specifier, imported: item.name, importedSpan: item.nameSpan, module: null }
  }
  let entry: LazyEntry | null = null
  forEachNode(body, (node) => {
    if (node.nodeType !== 'Call' || entry !== null) return
    const name = node.func.nodeType === 'Attribute' ? node.func.attr : node.func.nodeType === 'Name' ? node.func.id : ''
    const literal = name === 'import_module' ? stringLiteral(walk.unit, node.args[0]) : null
    if (literal === null) return
    const usage = walk.usages.get(node)
    const attribute = usage?.members[0]
    const imported = attribute?.name ?? (walk.takenAttributes.has(node) || takesName(body) ? key.value : null)
    entry = { key, specifier: literal.value, imported, importedSpan: attribute?.span ?? null, module: null }
  })
  return entry
}

/** `getattr(module, name)` somewhere in the branch. */
function takesName(body: readonly StmtNode[]): boolean {
  let found = false
  forEachNode(body, (node) => {
    if (node.nodeType === 'Call' && node.func.nodeType === 'Name' && node.func.id === 'getattr') found = true
  })
  return found
}
