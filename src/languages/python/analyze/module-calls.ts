import type { ImportKind } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import { firstToken, nameToken, spanOf } from './unit.ts'
import { constantString } from './constant-strings.ts'
import type { ExprNode, ExprOf } from './nodes.ts'
import type { Qualify } from './qualified-names.ts'
import { isInterpolated, stringLiteral } from './string-tokens.ts'
import type { CallSite, DraftName, KeySite, StringLiteral, Usage, Walk } from './walk-state.ts'

/*
 * Calls and keys that name a module in a string. Semantics: docs.python.org, importlib, `__import__`, runpy, pkgutil,
 * sys.modules; pytest's importorskip.
 */

interface ModuleCall {
  readonly kind: ImportKind
  /** The call's value is the module (`top`: its top-level package unless `fromlist` is given). */
  readonly value: 'module' | 'top' | 'other'
  /** Argument the module stands in, by position and keyword. */
  readonly argument: string
  readonly package: boolean
}

const RESOLVE: Omit<ModuleCall, 'argument'> = { kind: 'resolve-string', value: 'other', package: false }
const MODULE_CALLS: Readonly<Record<string, ModuleCall>> = {
  'builtins.__import__': { kind: 'dynamic-import', value: 'top', argument: 'name', package: false },
  'pytest.importorskip': { kind: 'resolve-string', value: 'module', argument: 'modname', package: false },
  'importlib.util.find_spec': { ...RESOLVE, argument: 'name', package: true },
  'importlib.find_loader': { ...RESOLVE, argument: 'name' },
  'pkgutil.find_loader': { ...RESOLVE, argument: 'fullname' },
  'pkgutil.get_loader': { ...RESOLVE, argument: 'module_or_name' },
  'pkgutil.get_data': { ...RESOLVE, argument: 'package' },
  'runpy.run_module': { ...RESOLVE, argument: 'mod_name' },
  'importlib.resources.files': { ...RESOLVE, argument: 'anchor' },
  'importlib_resources.files': { ...RESOLVE, argument: 'anchor' },
  'sys.modules.get': { kind: 'resolve-string', value: 'module', argument: 'key', package: false },
  'sys.modules.pop': { kind: 'resolve-string', value: 'module', argument: 'key', package: false },
  'sys.modules.setdefault': { ...RESOLVE, argument: 'key' },
}
const IMPORT_MODULE: ModuleCall = { kind: 'dynamic-import', value: 'module', argument: 'name', package: true }
const RESOURCES =
  /^importlib(?:\.|_)resources\.(?:read_text|read_binary|open_text|open_binary|path|is_resource|contents)$/
const MODULE_NAME = /^[\p{XID_Start}_]\p{XID_Continue}*(?:\.[\p{XID_Start}_]\p{XID_Continue}*)*$/u
const RELATIVE_NAME = /^\.+(?:[\p{XID_Start}_]\p{XID_Continue}*(?:\.[\p{XID_Start}_]\p{XID_Continue}*)*)?$/u

export function readModuleCalls(walk: Walk, qualify: Qualify, path: string): void {
  for (const site of walk.calls) {
    const known = site.chain === null ? null : moduleCall(qualify(site.place.scope, site.chain))
    if (known !== null) readModuleCall(walk, site, known, path)
  }
  for (const site of walk.keys) {
    if (qualify(site.place.scope, site.chain).includes('sys.modules')) readModuleKey(walk, site)
  }
}

/** Whether a call of what has this full name may name a module. */
export const isModuleCall = (name: string): boolean => moduleCall([name]) !== null

function moduleCall(names: readonly string[]): ModuleCall | null {
  for (const name of names) {
    if (name.endsWith('.import_module') && !name.startsWith('builtins.')) return IMPORT_MODULE
    if (RESOURCES.test(name)) return { ...RESOLVE, argument: 'package' }
    const known = Object.hasOwn(MODULE_CALLS, name) ? MODULE_CALLS[name] : undefined
    if (known !== undefined) return known
  }
  return null
}

/** The value of a parameter that is given first or by keyword. */
export function argument(site: CallSite, position: number, keyword: string): ExprNode | null {
  const positional = site.node.args[position]
  if (
    positional !== undefined &&
    !site.node.args.slice(0, position + 1).some(({ nodeType }) => nodeType === 'Starred')
  ) {
    return positional
  }
  return site.node.keywords.find(({ arg }) => arg === keyword)?.value ?? null
}

function readModuleCall(walk: Walk, site: CallSite, known: ModuleCall, path: string): void {
  const named = argument(site, 0, known.argument)
  const literal = constantString(walk, site, named)
  if (literal === null) {
    if (known.kind === 'dynamic-import') noteComputed(walk, site, named)
    return
  }
  const base = known.package ? argument(site, 1, 'package') : null
  const level = known.value === 'top' ? importLevel(site) : 0
  const module = level > 0 ? relativeModule(literal, level) : absoluteModule(site, literal, base, path)
  if (module === null) return
  const usage = walk.usages.get(site.node) ?? null
  const shortened = known.value === 'top' && !hasFromList(site) ? module.specifier.split('.', 1)[0] : undefined
  const names =
    known.value === 'other' ? [] : moduleNames(walk, site.node, usage, shortened, spanOf(site.unit, site.node))
  addModuleString(walk, site, {
    kind: known.kind,
    specifier: module.specifier,
    literal,
    editable: module.exact && literal.plain && !isShared(walk, named),
    names,
    statement: usage?.span ?? spanOf(site.unit, site.node),
    escapes: known.value !== 'other' && names.length === 0 && usage?.discarded !== true,
  })
}

function noteComputed(walk: Walk, site: CallSite, named: ExprNode | null): void {
  const call = site.chain?.members.at(-1)?.name ?? site.chain?.name ?? 'import'
  const what = named !== null && isInterpolated(site.unit, named) ? `f-string in ${call}` : `computed ${call}`
  walk.unanalysable.push({ span: spanOf(site.unit, named ?? site.node), what })
}

/** The module meant, relative to the file or absolute; null where it cannot be known. */
function absoluteModule(
  site: CallSite,
  literal: StringLiteral,
  base: ExprNode | null,
  path: string,
): { specifier: string; exact: boolean } | null {
  const { value } = literal
  if (MODULE_NAME.test(value)) return { specifier: value, exact: true }
  if (!RELATIVE_NAME.test(value) || base === null) return null
  const given = stringLiteral(site.unit, base)
  if (given !== null) return joinRelative(given.value, value)
  const name = base.nodeType === 'Name' ? base.id : null
  if (name === '__package__') return { specifier: value, exact: true }
  if (name !== '__name__') return null
  if (/(?:^|\/)__init__\.pyi?$/.test(path)) return { specifier: value, exact: true }
  const stem = /([^/]+)\.pyi?$/.exec(path)?.[1]
  if (stem === undefined) return null
  const rest = value.slice(1)
  return { specifier: rest.startsWith('.') ? rest : `.${stem}${rest === '' ? '' : `.${rest}`}`, exact: false }
}

function joinRelative(base: string, relative: string): { specifier: string; exact: boolean } | null {
  const dots = /^\.+/.exec(relative)?.[0].length ?? 0
  const parents = base.split('.')
  if (!MODULE_NAME.test(base) || dots > parents.length) return null
  const kept = parents.slice(0, parents.length - dots + 1)
  const rest = relative.slice(dots)
  return { specifier: [...kept, ...(rest === '' ? [] : [rest])].join('.'), exact: false }
}

/** A constant that is used elsewhere too must not change for one of its uses. */
function isShared(walk: Walk, named: ExprNode | null): boolean {
  if (named?.nodeType !== 'Name') return false
  return walk.references.names.filter((name) => name === named.id).length > 1
}

/** `__import__`'s own way to be relative. */
function importLevel(site: CallSite): number {
  const level = argument(site, 4, 'level')
  return level?.nodeType === 'Constant' && typeof level.value === 'number' ? level.value : 0
}

function relativeModule(literal: StringLiteral, level: number): { specifier: string; exact: boolean } | null {
  const plain = literal.value === '' || MODULE_NAME.test(literal.value)
  return plain ? { specifier: '.'.repeat(level) + literal.value, exact: false } : null
}

function hasFromList(site: CallSite): boolean {
  const list = argument(site, 3, 'fromlist')
  if (list === null) return false
  return !((list.nodeType === 'List' || list.nodeType === 'Tuple') && list.elts.length === 0)
}

/** What is taken from the module value: the name it is assigned to, or the members reached at once. */
function moduleNames(
  walk: Walk,
  node: ExprNode,
  usage: Usage | null,
  denotes: string | undefined,
  own: Span,
): DraftName[] {
  const members = usage?.members ?? []
  const assigned = members.length > 0 && usage?.call !== null ? null : (usage?.assigned ?? null)
  const base = {
    span: usage?.span ?? own,
    localName: assigned?.name ?? null,
    localSpan: assigned?.span ?? null,
    exportedAs: null,
    exportedSpan: null,
    typeOnly: false,
    call: usage?.call ?? null,
  }
  const taken = walk.takenAttributes.get(node)
  if (taken !== undefined) {
    return taken.map(({ value, span }) => {
      return {
        ...base,
        shape: 'named',
        imported: value,
        importedSpan: span,
        members: [],
        localName: null,
        localSpan: null,
        call: null,
      }
    })
  }
  const [first, ...rest] = members
  if (denotes === undefined && first !== undefined) {
    return [{ ...base, shape: 'named', imported: first.name, importedSpan: first.span, members: rest }]
  }
  if (first === undefined && assigned === null) return []
  const name: DraftName = { ...base, shape: 'namespace', imported: '*', importedSpan: null, members }
  return [denotes === undefined ? name : { ...name, denotes }]
}

interface ModuleString {
  readonly kind: ImportKind
  readonly specifier: string
  readonly literal: StringLiteral
  readonly editable: boolean
  readonly names: readonly DraftName[]
  readonly statement: Span
  readonly escapes: boolean
}

/** Answers the index of the new import. */
export function addModuleString(walk: Walk, site: Pick<CallSite, 'place'>, found: ModuleString): number {
  walk.claimed.add(found.literal.span.start)
  walk.imports.push({
    kind: found.kind,
    specifier: found.specifier,
    specifierSpan: found.literal.span,
    statement: found.statement,
    names: found.names,
    typeOnly: false,
    place: site.place,
    escapes: found.escapes,
    editable: found.editable,
  })
  return walk.imports.length - 1
}

function readModuleKey(walk: Walk, site: KeySite): void {
  const literal = stringLiteral(site.unit, site.key)
  if (literal === null || !MODULE_NAME.test(literal.value)) return
  const usage = walk.usages.get(site.node) ?? null
  const names =
    site.manner === 'read' ? moduleNames(walk, site.node, usage, undefined, spanOf(site.unit, site.node)) : []
  addModuleString(walk, site, {
    kind: 'resolve-string',
    specifier: literal.value,
    literal,
    editable: literal.plain,
    names,
    statement: usage?.span ?? spanOf(site.unit, site.node),
    escapes: site.manner === 'read' && names.length === 0 && usage?.discarded !== true,
  })
}

/** `patch.dict(sys.modules, {"a.b": …}, **{"c.d": …})` */
export function addModuleKeys(walk: Walk, site: CallSite): void {
  const spread = site.node.keywords.filter(({ arg }) => arg === null || arg === undefined).map(({ value }) => value)
  for (const dict of [argument(site, 1, 'values'), ...spread])
    if (dict?.nodeType === 'Dict') addKeysOf(walk, site, dict)
}

function addKeysOf(walk: Walk, site: CallSite, dict: ExprOf<'Dict'>): void {
  for (const key of dict.keys) {
    const literal = stringLiteral(site.unit, key)
    if (literal !== null && MODULE_NAME.test(literal.value)) {
      const found = { kind: 'resolve-string', specifier: literal.value, literal, editable: literal.plain } as const
      addModuleString(walk, site, { ...found, names: [], statement: literal.span, escapes: false })
    }
  }
}

export function keywordToken(
  site: CallSite,
  keyword: CallSite['node']['keywords'][number],
): ReturnType<typeof nameToken> {
  return nameToken(site.unit, firstToken(site.unit, keyword))
}
