import type { ModuleFacts, Place } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import { readGetattrBranches } from './lazy-branches.ts'
import { type LazyFunction, lazyFunctions, readPrefix } from './lazy-functions.ts'
import { addModuleString } from './module-calls.ts'
import { moduleStatements, readAssignment } from './module-statements.ts'
import type { ExprNode, ExprOf, StmtNode } from './nodes.ts'
import { addPublicName } from './public-names.ts'
import type { Qualify } from './qualified-names.ts'
import { stringLiteral } from './string-tokens.ts'
import type { DraftName, StringLiteral, Walk } from './walk-state.ts'

/*
 * Modules that import on first access (PEP 562): a module `__getattr__` with a literal map from name to module,
 * and the libraries that make one (lazy_loader's `attach`, a `_LazyModule` with an import structure).
 */

export interface LazyEntry {
  /** The public name. */
  readonly key: StringLiteral
  readonly specifier: string
  /** Attribute of the module; null: the module itself. */
  readonly imported: string | null
  /** The token that spells `imported`: its own, or the key where the key is what is asked for. */
  readonly importedSpan: Span | null
  /** The string that spells the module; null where an import statement does. */
  readonly module: { readonly literal: StringLiteral; readonly span: Span; readonly exact: boolean } | null
}

export function readLazyExports(walk: Walk, body: readonly StmtNode[], qualify: Qualify): ModuleFacts['lazyExports'] {
  const entries: LazyEntry[] = []
  const functions = lazyFunctions(walk, body)
  const maps = literalMaps(body)
  for (const lazy of functions) {
    for (const name of lazy.names) {
      const map = maps.get(name)
      if (map !== undefined) entries.push(...readMap(walk, map, lazy))
    }
    if (lazy.parameter !== null) entries.push(...readGetattrBranches(walk, lazy))
  }
  entries.push(...readInstallers(walk, maps, qualify))
  return entries.map((entry) => publish(walk, entry))
}

function publish(walk: Walk, entry: LazyEntry): ModuleFacts['lazyExports'][number] {
  const { key, specifier, imported, importedSpan, module } = entry
  const place: Place = { scope: 0, phase: walk.stub ? 'type-only' : 'run-time', guards: [] }
  if (!walk.claimed.has(key.span.start)) addPublicName(walk, key, place)
  if (module !== null) {
    const name: DraftName = {
      shape: imported === null ? 'namespace' : 'named',
      imported: imported ?? '*',
      importedSpan,
      span: { start: Math.min(key.span.start, module.span.start), end: Math.max(key.span.end, module.span.end) },
      localName: null,
      localSpan: null,
      exportedAs: key.value,
      exportedSpan: key.span,
      typeOnly: false,
      members: [],
      call: null,
    }
    addModuleString(
      walk,
      { place },
      {
        kind: 'dynamic-import',
        specifier,
        literal: { ...module.literal, span: module.span },
        editable: module.exact,
        names: [name],
        statement: name.span,
        escapes: false,
      },
    )
  }
  return { name: key.value, specifier, imported, span: key.span }
}

/** Dictionaries the module's own scope gives a name, entries added one by one included. */
function literalMaps(body: readonly StmtNode[]): Map<string, ExprOf<'Dict'>[]> {
  const maps = new Map<string, ExprOf<'Dict'>[]>()
  for (const statement of moduleStatements(body)) {
    const assigned = readAssignment(statement)
    const dict = assigned === null ? null : unwrapDict(assigned.value)
    if (assigned !== null && dict !== null) maps.set(assigned.name, [...(maps.get(assigned.name) ?? []), dict])
  }
  return maps
}

/** `MappingProxyType({…})`, `dict({…})` and the like hold the same entries. */
function unwrapDict(value: ExprNode | null | undefined): ExprOf<'Dict'> | null {
  if (value?.nodeType === 'Dict') return value
  if (value?.nodeType === 'Call' && value.args.length === 1) return unwrapDict(value.args[0])
  return null
}

function readMap(walk: Walk, dicts: readonly ExprOf<'Dict'>[], lazy: LazyFunction): LazyEntry[] {
  const prefix = readPrefix(walk, lazy)
  return dicts.flatMap((dict) =>
    dict.keys.flatMap((keyNode, index) => {
      const value = dict.values[index]
      const key = stringLiteral(walk.unit, keyNode)
      if (key === null || value === undefined) return []
      if (value.nodeType === 'List' && !/^[\w]+$/u.test(key.value)) return []
      return readMapEntry(walk, key, value, lazy, prefix)
    }),
  )
}

function readMapEntry(
  walk: Walk,
  key: StringLiteral,
  value: ExprNode,
  lazy: LazyFunction,
  prefix: string,
): LazyEntry[] {
  if (value.nodeType === 'Tuple' || value.nodeType === 'List') {
    // `(__spec__.parent, '.mod')`: what `import_module('.mod', package)` takes.
    const inPackage = isOwnPackage(value.elts[0])
    const [moduleNode, attribute] = inPackage ? value.elts.slice(1) : value.elts
    const module = stringLiteral(walk.unit, moduleNode)
    if (module === null || value.elts.length > (inPackage ? 3 : 2)) return []
    if (inPackage && !module.value.startsWith('.')) return []
    const named = stringLiteral(walk.unit, attribute)
    if (attribute !== undefined && named === null && attribute.nodeType !== 'Constant') return []
    const imported = attribute === undefined ? key.value : (named?.value ?? null)
    return [moduleEntry(key, module, inPackage ? '' : prefix, imported, named?.span ?? null)]
  }
  const module = stringLiteral(walk.unit, value)
  if (module === null) return []
  const split =
    lazy.splits || module.value.includes(':')
      ? Math.max(module.value.lastIndexOf('.'), module.value.lastIndexOf(':'))
      : -1
  if (split <= 0) return [moduleEntry(key, module, prefix, lazy.takesAttribute ? key.value : null, null)]
  const spans = module.plain
    ? {
        module: { start: module.span.start, end: module.span.start + split },
        name: { start: module.span.start + split + 1, end: module.span.end },
      }
    : { module: module.span, name: null }
  const entry = moduleEntry(
    key,
    { ...module, value: module.value.slice(0, split) },
    prefix,
    module.value.slice(split + 1),
    spans.name,
  )
  return entry.module === null ? [entry] : [{ ...entry, module: { ...entry.module, span: spans.module } }]
}

function isOwnPackage(node: ExprNode | undefined): boolean {
  if (node?.nodeType === 'Name') return node.id === '__name__' || node.id === '__package__'
  return (
    node?.nodeType === 'Attribute' &&
    node.attr === 'parent' &&
    node.value.nodeType === 'Name' &&
    node.value.id === '__spec__'
  )
}

function moduleEntry(
  key: StringLiteral,
  module: StringLiteral,
  prefix: string,
  imported: string | null,
  importedSpan: Span | null,
): LazyEntry {
  return {
    key,
    specifier: prefix + module.value,
    imported,
    importedSpan: importedSpan ?? (imported === key.value && key.plain ? key.span : null),
    module: { literal: module, span: module.span, exact: module.plain && prefix === '' },
  }
}

/** `lazy.attach(__name__, ["sub"], {"mod": ["X"]})` and `_LazyModule(__name__, …, {"mod": ["X"]})`. */
function readInstallers(
  walk: Walk,
  maps: ReadonlyMap<string, readonly ExprOf<'Dict'>[]>,
  qualify: Qualify,
): LazyEntry[] {
  const entries: LazyEntry[] = []
  for (const site of walk.calls) {
    if (site.chain === null) continue
    const { node } = site
    const last = site.chain.members.at(-1)?.name ?? site.chain.name
    const attach = qualify(site.place.scope, site.chain).some((name) =>
      /^lazy_loader\.attach$|\.lazy_loader\.attach$/.test(name),
    )
    if (!attach && !/^_?LazyModule$/.test(last)) continue
    for (const argument of [...node.args, ...node.keywords.map(({ value }) => value)]) {
      if (attach && (argument.nodeType === 'List' || argument.nodeType === 'Set' || argument.nodeType === 'Tuple')) {
        for (const element of argument.elts) {
          const literal = stringLiteral(site.unit, element)
          if (literal !== null) entries.push(moduleEntry(literal, literal, '.', null, null))
        }
      }
      const dicts =
        argument.nodeType === 'Name' ? (maps.get(argument.id) ?? []) : argument.nodeType === 'Dict' ? [argument] : []
      for (const dict of dicts) entries.push(...readStructure(walk, dict))
    }
  }
  return entries
}

/** `{"mod": ["X", "Y"]}`: modules of the package with their public names. */
function readStructure(walk: Walk, dict: ExprOf<'Dict'>): LazyEntry[] {
  return dict.keys.flatMap((keyNode, index) => {
    const module = stringLiteral(walk.unit, keyNode)
    const value = dict.values[index]
    if (module === null || (value?.nodeType !== 'List' && value?.nodeType !== 'Tuple')) return []
    return value.elts.flatMap((element) => {
      const name = stringLiteral(walk.unit, element)
      return name === null ? [] : [moduleEntry(name, module, '.', name.value, null)]
    })
  })
}
