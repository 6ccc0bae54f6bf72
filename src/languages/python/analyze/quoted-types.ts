import { visitQuotedParts } from './annotations.ts'
import { parseExpression } from './unit.ts'
import type { ExprNode } from './nodes.ts'
import type { Qualify } from './qualified-names.ts'
import { stringLiteral } from './string-tokens.ts'
import { visitExpression } from './walk-expressions.ts'
import { atSite, type CallSite, type Walk } from './walk-state.ts'

/*
 * Types in strings outside annotations (typing specification, "Forward references"): `cast("X", v)`,
 * `TypeVar("T", bound="X")`, `Union["X", None]` in an ordinary expression.
 */

const TYPING = /^(?:typing|typing_extensions|mypy_extensions)\.(\w+)$/
const GENERICS =
  /^(?:(?:typing|typing_extensions|collections\.abc)\.|builtins\.(?:list|dict|set|frozenset|tuple|type)$)/

export const isTypingName = (name: string): boolean => TYPING.test(name)

export function readQuotedTypes(walk: Walk, qualify: Qualify): void {
  for (const site of [...walk.calls]) {
    if (site.chain === null) continue
    for (const name of qualify(site.place.scope, site.chain)) {
      if (name === 'builtins.eval') readEvaluated(walk, site)
      const typing = TYPING.exec(name)?.[1]
      if (typing === undefined) continue
      const types = typeArguments(typing, site)
      atSite(walk, site, () => {
        for (const type of types) if (type !== null && type !== undefined) visitQuotedParts(walk, type)
      })
    }
  }
  for (const site of [...walk.keys]) {
    if (site.manner !== 'read' || site.node.nodeType !== 'Subscript') continue
    if (!qualify(site.place.scope, site.chain).some((name) => GENERICS.test(name))) continue
    const { node } = site
    atSite(walk, site, () => visitQuotedParts(walk, node))
  }
}

/** `eval("X")` reads what is there where it stands, unless it is given its names. */
function readEvaluated(walk: Walk, site: CallSite): void {
  const { args, keywords } = site.node
  const literal = args.length === 1 && keywords.length === 0 ? stringLiteral(site.unit, args[0]) : null
  if (literal?.plain !== true) return
  const parsed = parseExpression(walk.text, literal.span.start, literal.span.end)
  if (parsed === null) return
  walk.claimed.add(literal.span.start)
  atSite(walk, site, () => {
    const { unit } = walk
    walk.unit = parsed.unit
    walk.medium = 'string'
    visitExpression(walk, parsed.value)
    walk.unit = unit
  })
}

function typeArguments(typing: string, { node }: CallSite): (ExprNode | null | undefined)[] {
  const [first, second, ...more] = node.args
  const keyword = (name: string): ExprNode | undefined => node.keywords.find(({ arg }) => arg === name)?.value
  switch (typing) {
    case 'cast':
      return [first ?? keyword('typ')]
    case 'TypeVar':
      return [second, ...more, keyword('bound'), keyword('default')]
    case 'ParamSpec':
    case 'TypeVarTuple':
      return [keyword('bound'), keyword('default')]
    case 'ForwardRef':
      return [first ?? keyword('arg')]
    case 'NewType':
      return [second ?? keyword('tp')]
    case 'TypeAliasType':
    case 'assert_type':
      return [second ?? keyword('value')]
    case 'TypedDict':
      return [
        ...(second?.nodeType === 'Dict' ? second.values : []),
        ...node.keywords.map(({ arg, value }) => (arg === 'total' ? null : value)),
      ]
    case 'NamedTuple':
      return second?.nodeType === 'List' || second?.nodeType === 'Tuple'
        ? second.elts.map((field) => (field.nodeType === 'Tuple' ? field.elts[1] : null))
        : []
    default:
      return []
  }
}
