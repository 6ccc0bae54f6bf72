import type { StringFact } from '../../../core/facts.ts'
import type { MemberBase, OwnName } from './constant-strings.ts'
import { chainOf } from './chains.ts'
import type { ExprNode } from './nodes.ts'
import type { Qualify } from './qualified-names.ts'
import { stringLiteral } from './string-tokens.ts'
import type { CallSite, Chain, Site, Walk } from './walk-state.ts'

/*
 * Variables by their name, as keys of the dictionary that holds them: `globals()["X"]`, `vars(m)["X"]`,
 * `m.__dict__["X"]`. Semantics: docs.python.org, built-in functions, and `object.__dict__`.
 */

/** Whose variables they are; null: the module's own. */
export interface Namespace {
  readonly base: MemberBase | null
}

const IDENTIFIER = /^[\p{XID_Start}_]\p{XID_Continue}*$/u
const OF_A_SCOPE = new Set(['builtins.vars', 'builtins.locals', 'builtins.dir'])
const OF_AN_OBJECT = new Set(['builtins.vars', 'builtins.dir'])
/** Methods that a dictionary is asked by for a key. */
export const TAKING_A_KEY: ReadonlySet<string> = new Set(['get', 'pop', 'setdefault', '__getitem__', '__contains__'])

export function readNamespaceKeys(walk: Walk, qualify: Qualify): void {
  const namespaces = new Map<ExprNode, Namespace>()
  for (const site of walk.calls) {
    const namespace = site.chain === null ? null : namespaceOf(walk, site, qualify(site.place.scope, site.chain))
    if (namespace !== null) namespaces.set(site.node, namespace)
  }
  for (const site of walk.namespaceReads) addKey(walk, site, namespaces.get(site.node) ?? null, site.key)
  for (const site of walk.keys) addKey(walk, site, dictionaryOf(site.chain), site.key)
  for (const site of walk.calls) {
    const { func, args } = site.node
    if (func.nodeType !== 'Attribute' || !TAKING_A_KEY.has(func.attr)) continue
    const { chain } = site
    const holder = chain === null ? null : { ...chain, members: chain.members.slice(0, -1) }
    addKey(walk, site, holder === null ? (namespaces.get(func.value) ?? null) : dictionaryOf(holder), args[0])
  }
}

function namespaceOf(walk: Walk, site: CallSite, names: readonly string[]): Namespace | null {
  const { args, keywords } = site.node
  const [object] = args
  if (keywords.length > 0 || args.length > 1) return null
  if (object === undefined) {
    const isModule = walk.table.kind(site.place.scope) === 'module'
    return names.includes('builtins.globals') || (isModule && names.some((name) => OF_A_SCOPE.has(name)))
      ? { base: null }
      : null
  }
  const base = names.some((name) => OF_AN_OBJECT.has(name)) ? chainOf(site.unit, object) : null
  return base === null ? null : { base }
}

function dictionaryOf(chain: Chain): Namespace | null {
  const base = ownerOfDictionary(chain)
  return base === null ? null : { base }
}

/** What `__dict__` is taken from. */
export function ownerOfDictionary(chain: Chain): Chain | null {
  return chain.members.at(-1)?.name === '__dict__' ? { ...chain, members: chain.members.slice(0, -1) } : null
}

export function addKey(
  walk: Walk,
  site: Pick<Site, 'unit' | 'place'>,
  namespace: Namespace | null,
  key: ExprNode | null | undefined,
  kind: StringFact['kind'] = 'string',
): void {
  const literal = namespace === null ? null : stringLiteral(site.unit, key)
  if (namespace === null || literal?.plain !== true || !IDENTIFIER.test(literal.value)) return
  addOwnName(walk, site, { value: literal.value, span: literal.span, base: namespace.base }, kind)
}

/** The name of a variable of the module itself, or of what `own.base` denotes. Answers whether there is one. */
export function addOwnName(
  walk: Walk,
  site: Pick<Site, 'place'>,
  own: OwnName | null,
  kind: StringFact['kind'] = 'mock-string',
): boolean {
  if (own === null) return false
  const { value, span, base = null } = own
  const common = { kind, value, span, place: site.place, editable: true } as const
  if (base === null) walk.stringFacts.push({ ...common, role: 'public-name', base, bare: true })
  else walk.stringFacts.push({ ...common, role: 'import' in base ? 'mock-member' : 'member', base, bare: false })
  return true
}
