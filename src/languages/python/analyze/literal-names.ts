import { moduleStatements, readAssignment } from './module-statements.ts'
import type { ExprNode, StmtNode } from './nodes.ts'
import { stringLiteral } from './string-tokens.ts'
import type { Walk } from './walk-state.ts'

/** Calls that hand on the members of what they are given. */
const WRAPPERS = new Set(['dict', 'set', 'frozenset', 'list', 'tuple', 'sorted', 'MappingProxyType', 'OrderedDict'])
const MOST_DEPTH = 8

/**
 * The members of collections that a module writes out: literal dictionaries (their keys), tuples, lists and sets of
 * strings, comprehensions over those. Only of names that are bound once and, as far as the file shows, never changed.
 */
export class LiteralNames {
  readonly #walk: Walk
  readonly #values = new Map<string, ExprNode | null>()
  readonly #known = new Map<string, ReadonlySet<string> | null>()
  /** Names that were relied on. */
  readonly used = new Set<string>()

  constructor(walk: Walk, body: readonly StmtNode[]) {
    this.#walk = walk
    for (const statement of moduleStatements(body)) {
      const assigned = readAssignment(statement)
      if (!assigned?.isOnly || !assigned.value) continue
      // Bound twice: either may be meant.
      this.#values.set(assigned.name, this.#values.has(assigned.name) ? null : assigned.value)
    }
  }

  /** null: they cannot be told. */
  membersOf(node: ExprNode | null | undefined, depth = 0): ReadonlySet<string> | null {
    if (!node || depth > MOST_DEPTH) return null
    switch (node.nodeType) {
      case 'Name':
        return this.#membersOfName(node.id, depth)
      case 'Dict':
        return this.#union(
          node.keys.map((key, at) => (key === null ? this.membersOf(node.values[at], depth + 1) : this.#one(key))),
        )
      case 'Tuple':
      case 'List':
      case 'Set':
        return this.#union(
          node.elts.map((item) =>
            item.nodeType === 'Starred' ? this.membersOf(item.value, depth + 1) : this.#one(item),
          ),
        )
      case 'BinOp':
        return this.#union([node.left, node.right].map((side) => this.membersOf(side, depth + 1)))
      case 'DictComp':
      case 'SetComp':
      case 'ListComp':
      case 'GeneratorExp': {
        const [generator, ...more] = node.generators
        const item = node.nodeType === 'DictComp' ? node.key : node.elt
        if (!generator || more.length > 0 || generator.target.nodeType !== 'Name' || item.nodeType !== 'Name')
          return null
        return item.id === generator.target.id ? this.membersOf(generator.iter, depth + 1) : null
      }
      case 'Call': {
        const { func, args, keywords } = node
        if (func.nodeType === 'Attribute')
          return func.attr === 'keys' && args.length === 0 ? this.membersOf(func.value, depth + 1) : null
        if (func.nodeType !== 'Name' || !WRAPPERS.has(func.id) || keywords.length > 0 || args.length !== 1) return null
        return this.membersOf(args[0], depth + 1)
      }
      default:
        return null
    }
  }

  #one(node: ExprNode): ReadonlySet<string> | null {
    const literal = stringLiteral(this.#walk.unit, node)
    return literal === null ? null : new Set([literal.value])
  }

  #union(parts: readonly (ReadonlySet<string> | null)[]): ReadonlySet<string> | null {
    const all = new Set<string>()
    for (const part of parts) {
      if (part === null) return null
      for (const name of part) all.add(name)
    }
    return all
  }

  #membersOfName(name: string, depth: number): ReadonlySet<string> | null {
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const value = this.#values.get(name)
    const members = value && isOnlyRead(this.#walk.text, name) ? this.membersOf(value, depth + 1) : null
    this.#known.set(name, members)
    if (members) this.used.add(name)
    return members
  }
}

const READ_AFTER =
  /^\s*(?:\[[^[\]\n]*\](?!\s*(?:[-+*/|&^%@]|\/\/|<<|>>)?=(?!=))|\.\s*(?:get|keys|items|values|copy|index|count|__contains__)\b)/
const READ_BEFORE = /(?:\bin\s+|\b(?:len|sorted|list|tuple|set|frozenset|dict|iter|MappingProxyType)\(\s*|\*\s*)$/
const BOUND_AFTER = /^\s*(?::[^=\n]*)?=(?!=)/

/** Whether every mention of the name in the text reads it, but for the one that binds it. In doubt it is not. */
function isOnlyRead(text: string, name: string): boolean {
  let bound = 0
  for (const { index } of text.matchAll(new RegExp(`(?<![\\w.])${name}(?!\\w)`, 'gu'))) {
    const after = text.slice(index + name.length, index + name.length + 300)
    const before = text.slice(Math.max(0, index - 60), index)
    if (/\bdel\s+$/.test(before)) return false
    if (BOUND_AFTER.test(after)) bound++
    else if (!READ_AFTER.test(after) && !READ_BEFORE.test(before)) return false
  }
  return bound === 1
}
