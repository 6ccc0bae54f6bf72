import type { StringFact } from '../../../core/facts.ts'
import { constantString, type MemberBase, ownModuleName } from './constant-strings.ts'
import type { ExprNode } from './nodes.ts'
import { addModuleKeys, addModuleString, argument, keywordToken } from './module-calls.ts'
import { addKey, addOwnName, ownerOfDictionary } from './namespace-keys.ts'
import type { Qualify } from './qualified-names.ts'
import { isInterpolated, stringLiteral } from './string-tokens.ts'
import { spanOf } from './unit.ts'
import { chainOf } from './chains.ts'
import type { CallSite, Chain, StringLiteral, Walk } from './walk-state.ts'

/*
 * Calls whose strings name a symbol: unittest.mock, pytest-mock, pytest's monkeypatch, getattr and its kin, and
 * functions that resolve a dotted name.
 */

const PATCH = /(?:^|\.)patch(?:\.(object|multiple|dict|context_manager))?$/
const KNOWN_PATCH = /(?:^|[._])(?:mock|asynctest|MockerFixture)\.patch(?:\.\w+)?$/
const MONKEYPATCH = /^pytest\.MonkeyPatch\.(\w+)$/
const RESOLVERS =
  /\.(?:resolve_name|import_string|import_from_string|import_object|import_item|symbol_by_name|import_dotted|load_object|resolve_dotted_name|locate)$/
const ATTRIBUTE_CALLS = new Set(['builtins.getattr', 'builtins.setattr', 'builtins.hasattr', 'builtins.delattr'])
const SPY = 'pytest_mock.MockerFixture.spy'
const IDENTIFIER = /^[\p{XID_Start}_]\p{XID_Continue}*$/u
export const DOTTED = /^[\p{XID_Start}_]\p{XID_Continue}*(?:\.[\p{XID_Start}_]\p{XID_Continue}*)+$/u
export const ENTRY_POINT =
  /^[\p{XID_Start}_]\p{XID_Continue}*(?:\.[\p{XID_Start}_]\p{XID_Continue}*)*:[\p{XID_Start}_]\p{XID_Continue}*(?:\.[\p{XID_Start}_]\p{XID_Continue}*)*$/u

/** Whether a call of what has this full name may name a symbol. */
export const isNamingCall = (name: string): boolean =>
  PATCH.test(name) || MONKEYPATCH.test(name) || ATTRIBUTE_CALLS.has(name) || RESOLVERS.test(name) || name === SPY

export function readNamedStrings(walk: Walk, qualify: Qualify): void {
  for (const site of walk.calls) {
    if (site.chain === null) continue
    const names = qualify(site.place.scope, site.chain)
    const spelled = [site.chain.name, ...site.chain.members.map(({ name }) => name)].join('.')
    const patch = names.map((name) => PATCH.exec(name)).find((found) => found !== null) ?? PATCH.exec(spelled)
    if (patch !== null) {
      readPatch(
        walk,
        site,
        patch[1] ?? '',
        names.some((name) => KNOWN_PATCH.test(name)),
        qualify,
      )
      continue
    }
    for (const name of names) {
      const method = MONKEYPATCH.exec(name)?.[1]
      if (method !== undefined) readMonkeypatch(walk, site, method, qualify)
      else if (ATTRIBUTE_CALLS.has(name)) readAttributeCall(walk, site, qualify)
      else if (RESOLVERS.test(name))
        addSymbol(walk, site, constantString(walk, site, site.node.args[0]), 'resolve-string')
      else if (name === SPY) addMember(walk, site, site.node.args[0], site.node.args[1])
    }
  }
}

function readPatch(walk: Walk, site: CallSite, form: string, known: boolean, qualify: Qualify): void {
  const target = argument(site, 0, form === 'dict' ? 'in_dict' : 'target')
  const literal = constantString(walk, site, target)
  if (form === 'object' || form === 'context_manager') {
    addMember(walk, site, target, argument(site, 1, 'attribute'), 'mock-string')
  } else if (form === 'multiple') {
    readPatchMultiple(walk, site, target, literal)
  } else if (literal !== null) {
    if (form === 'dict' && literal.value === 'sys.modules') addModuleKeys(walk, site)
    if (form === 'dict' && literal.value.endsWith(DICTIONARY)) readPatchedDictionary(walk, site, literal)
    else addSymbol(walk, site, literal, 'mock-string')
  } else if (form === 'dict') {
    const chain = target === null ? null : chainOf(site.unit, target)
    if (chain !== null && qualify(site.place.scope, chain).includes('sys.modules')) addModuleKeys(walk, site)
    else if (chain !== null) addPatchedKeys(walk, site, ownerOfDictionary(chain))
  } else if (addOwnName(walk, site, ownModuleName(site, target))) {
    return
  } else if (known && target !== null) {
    const what = isInterpolated(site.unit, target) ? 'f-string in mock.patch' : 'computed target of mock.patch'
    walk.unanalysable.push({ span: spanOf(site.unit, target), what })
  }
}

const DICTIONARY = '.__dict__'

/** `patch.dict("m.__dict__", …)` */
function readPatchedDictionary(walk: Walk, site: CallSite, literal: StringLiteral): void {
  const { value, span } = literal
  const owner = {
    ...literal,
    value: value.slice(0, -DICTIONARY.length),
    span: { ...span, end: span.end - DICTIONARY.length },
  }
  addPatchedKeys(walk, site, patchedModule(walk, site, owner))
}

/** `patch.dict(m.__dict__, {"X": …}, Y=…)` */
function addPatchedKeys(walk: Walk, site: CallSite, base: MemberBase | null): void {
  if (base === null) return
  const values = argument(site, 1, 'values')
  for (const key of values?.nodeType === 'Dict' ? values.keys : []) addKey(walk, site, { base }, key, 'mock-string')
  for (const keyword of site.node.keywords) {
    const token = keywordToken(site, keyword)
    if (token === null || keyword.arg === undefined || keyword.arg === null || DICT_OPTIONS.has(token.name)) continue
    addOwnName(walk, site, { value: token.name, span: token.span, base })
  }
}

const DICT_OPTIONS = new Set(['in_dict', 'values', 'clear'])
const PATCH_OPTIONS = new Set(['target', 'spec', 'create', 'spec_set', 'autospec', 'new_callable', 'unsafe'])

/**
 * `patch.multiple("m", X=…)`: each other keyword is an attribute of the target. With `DEFAULT` the mock is handed over by
 * that name, as an argument of the decorated function or in a dictionary.
 */
function readPatchMultiple(walk: Walk, site: CallSite, target: ExprNode | null, literal: StringLiteral | null): void {
  const chain = target === null ? null : chainOf(site.unit, target)
  const base = literal === null ? chain : patchedModule(walk, site, literal)
  if (base === null) return
  for (const keyword of site.node.keywords) {
    const token = keywordToken(site, keyword)
    if (token === null || keyword.arg === undefined || keyword.arg === null || PATCH_OPTIONS.has(token.name)) continue
    walk.stringFacts.push({
      role: 'import' in base ? 'mock-member' : 'member',
      kind: 'mock-string',
      value: token.name,
      span: token.span,
      place: site.place,
      base,
      editable: !isDefault(keyword.value) || walk.usages.get(site.node)?.discarded === true,
      bare: true,
    })
  }
}

/** What a string names whose attributes are patched; null where it is no module. */
function patchedModule(walk: Walk, site: CallSite, literal: StringLiteral): MemberBase | null {
  const last = literal.value.split('.').at(-1) ?? ''
  // By convention a class, whose attributes are nobody's exports.
  if (/^\p{Lu}/u.test(last) || !/^[\w.]+$/.test(literal.value)) {
    addSymbol(walk, site, literal, 'mock-string')
    return null
  }
  const found = { kind: 'mock-string', specifier: literal.value, literal, editable: literal.plain } as const
  const statement = spanOf(site.unit, site.node)
  return { import: addModuleString(walk, site, { ...found, names: [], statement, escapes: false }) }
}

/** `mock.DEFAULT` */
function isDefault(value: ExprNode): boolean {
  return value.nodeType === 'Name' ? value.id === 'DEFAULT' : value.nodeType === 'Attribute' && value.attr === 'DEFAULT'
}

function readMonkeypatch(walk: Walk, site: CallSite, method: string, qualify: Qualify): void {
  const target = argument(site, 0, method.endsWith('item') ? 'dic' : 'target')
  if (method === 'setattr' || method === 'delattr') {
    const literal = constantString(walk, site, target)
    if (literal !== null) addSymbol(walk, site, literal, 'mock-string')
    else if (!addOwnName(walk, site, ownModuleName(site, target))) {
      addMember(walk, site, target, argument(site, 1, 'name'), 'mock-string')
    }
  } else if (method === 'setitem' || method === 'delitem') {
    const chain = target === null ? null : chainOf(site.unit, target)
    if (chain === null) return
    const key = argument(site, 1, 'name')
    if (!qualify(site.place.scope, chain).includes('sys.modules')) {
      const base = ownerOfDictionary(chain)
      if (base !== null) addKey(walk, site, { base }, key, 'mock-string')
      return
    }
    const literal = stringLiteral(site.unit, key)
    if (literal === null) return
    const found = { kind: 'resolve-string', specifier: literal.value, literal, editable: literal.plain } as const
    addModuleString(walk, site, { ...found, names: [], statement: literal.span, escapes: false })
  }
}

/** `getattr(base, "X", default)`: the default is data. */
function readAttributeCall(walk: Walk, site: CallSite, qualify: Qualify): void {
  const [base, name, fallback] = site.node.args
  const data = stringLiteral(site.unit, fallback)
  if (data !== null) walk.claimed.add(data.span.start)
  if (base === undefined || name === undefined) return
  if (stringLiteral(site.unit, name) !== null) {
    addMember(walk, site, base, name)
    return
  }
  const chain = chainOf(site.unit, base)
  if (chain === null || name.nodeType === 'Starred') return
  if (isModule(walk, site, chain, qualify)) {
    const call = site.chain?.name ?? 'getattr'
    walk.unanalysable.push({ span: spanOf(site.unit, site.node), what: `${call} with a computed name on a module` })
  }
}

function isModule(walk: Walk, site: CallSite, chain: Chain, qualify: Qualify): boolean {
  const variable = walk.table.resolve(site.place.scope, chain.name)
  const modules = new Set(qualify(site.place.scope, chain))
  return walk.imports.some(({ names, specifier, place }) => {
    return names.some(({ shape, localName }) => {
      if (shape !== 'namespace' || localName !== chain.name || variable === null) return false
      return walk.table.owner(place.scope, localName) === variable && modules.has(specifier)
    })
  })
}

function addMember(
  walk: Walk,
  site: CallSite,
  base: ExprNode | null | undefined,
  name: ExprNode | null | undefined,
  kind: StringFact['kind'] = 'string',
): void {
  const literal = stringLiteral(site.unit, name)
  const chain = base === null || base === undefined ? null : chainOf(site.unit, base)
  if (literal === null || !IDENTIFIER.test(literal.value)) return
  if (chain !== null) {
    walk.stringFacts.push({
      role: 'member',
      kind,
      value: literal.value,
      span: literal.span,
      place: site.place,
      base: chain,
      editable: literal.plain,
      bare: false,
    })
  } else if (base?.nodeType === 'Subscript' && base.slice.nodeType === 'Name' && base.slice.id === '__name__') {
    // `sys.modules[__name__]`
    addOwnName(walk, site, literal.plain ? literal : null, kind)
  } else if (base?.nodeType === 'Call' || base?.nodeType === 'Subscript') {
    const taken = walk.takenAttributes.get(base)
    const entry = { value: literal.value, span: literal.span }
    if (taken === undefined) walk.takenAttributes.set(base, [entry])
    else taken.push(entry)
  }
}

/** A string that names a symbol, dotted or as `module:name`. */
function addSymbol(walk: Walk, site: CallSite, literal: StringLiteral | null, kind: StringFact['kind']): void {
  if (literal === null) return
  const entryPoint = ENTRY_POINT.test(literal.value)
  if (!entryPoint && !DOTTED.test(literal.value)) return
  // A constant may be used at many places: it is one string.
  if (walk.claimed.has(literal.span.start)) return
  walk.claimed.add(literal.span.start)
  if (literal.head !== undefined) walk.claimed.add(literal.head.start)
  walk.stringFacts.push({
    role: entryPoint ? 'entry-point' : 'dotted',
    kind,
    value: literal.value,
    span: literal.span,
    place: site.place,
    base: null,
    editable: literal.plain,
    bare: false,
    head: literal.head,
    tail: literal.tail,
    parts: literal.parts ?? undefined,
  })
}
