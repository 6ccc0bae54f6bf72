import type { Span } from '../../../core/span.ts'
import { forEachNode } from './lazy-functions.ts'
import { LiteralNames } from './literal-names.ts'
import { moduleStatements, readAssignment } from './module-statements.ts'
import type { ExprNode, FunctionNode, StmtNode } from './nodes.ts'
import { stringLiteral } from './string-tokens.ts'
import { endOf, spanOf, startOf } from './unit.ts'
import type { Walk } from './walk-state.ts'

/** Which names may be asked for at a place; null: any. */
type Names = ReadonlySet<string> | null

export interface Answers {
  /** The function. */
  readonly span: Span
  /** The names that a module `__getattr__` answers to; it fails for all others. */
  readonly names: readonly string[]
  /** Collections that this relies on: whoever changes one of them changes the answer. */
  readonly collections: readonly string[]
}

/**
 * What a module `__getattr__` answers to, where every way through it that does not fail is guarded by names that are
 * written out (PEP 562). Asking for a submodule counts as a failure: what is one the tree tells. null: it may answer to more.
 */
export function readAnswers(walk: Walk, body: readonly StmtNode[]): Answers | null {
  const functions = new Map<string, FunctionNode | null>()
  for (const statement of moduleStatements(body)) {
    if (readAssignment(statement)?.name === '__getattr__') return null
    if (statement.nodeType === 'FunctionDef')
      functions.set(statement.name, functions.has(statement.name) ? null : statement)
  }
  const entry = functions.get('__getattr__')
  if (!entry) return null
  const reader = new AnswerReader(walk, new LiteralNames(walk, body), functions)
  return reader.read(entry)
    ? { span: spanOf(walk.unit, entry), names: [...reader.answers], collections: [...reader.literals.used] }
    : null
}

const MOST_CALLS = 4

/** Thrown where nothing can be said, and caught where the reading began. */
const OPEN = Symbol('open')

class AnswerReader {
  readonly answers = new Set<string>()
  readonly literals: LiteralNames
  readonly #walk: Walk
  readonly #functions: ReadonlyMap<string, FunctionNode | null>
  #parameter = ''
  #calls = 0
  /** Variables that hold what a collection has for the name, or None. */
  readonly #found = new Map<string, ReadonlySet<string>>()

  constructor(walk: Walk, literals: LiteralNames, functions: ReadonlyMap<string, FunctionNode | null>) {
    this.#walk = walk
    this.literals = literals
    this.#functions = functions
  }

  read(entry: FunctionNode): boolean {
    try {
      this.#run(entry, null)
      return true
    } catch (error) {
      if (error === OPEN) return false
      throw error
    }
  }

  #run(node: FunctionNode, names: Names): void {
    const [parameter, ...more] = [...node.args.posonlyargs, ...node.args.args]
    if (!parameter || more.length > 0 || node.decorator_list.length > 0 || this.#calls++ > MOST_CALLS) throw OPEN
    const before = this.#parameter
    this.#parameter = parameter.arg
    this.#found.clear()
    forEachNode(node.body, (each) => {
      if (each.nodeType === 'Global' || each.nodeType === 'Nonlocal') throw OPEN
    })
    const end = this.#statements(node.body, names)
    // Without a return it answers None.
    if (end !== undefined) this.#answer(end)
    this.#parameter = before
    this.#found.clear()
  }

  #answer(names: Names): void {
    if (names === null) throw OPEN
    for (const name of names) this.answers.add(name)
  }

  /** The names with which the end is reached; undefined: it is not. */
  #statements(body: readonly StmtNode[], names: Names): Names | undefined {
    let at: Names | undefined = names
    for (const statement of body) {
      if (at === undefined) return undefined
      at = this.#statement(statement, at)
    }
    return at
  }

  #statement(statement: StmtNode, names: Names): Names | undefined {
    switch (statement.nodeType) {
      case 'Raise':
        return undefined
      case 'Return':
        this.#return(statement.value, names)
        return undefined
      case 'If': {
        const [yes, no] = this.#refine(statement.test, names)
        return either(this.#statements(statement.body, yes), this.#statements(statement.orelse, no))
      }
      case 'With':
        // It may swallow what is raised inside.
        return either(this.#statements(statement.body, names), names)
      case 'For':
      case 'While':
        this.#statements(statement.body, names)
        return names
      case 'Try': {
        const inside = this.#statements(statement.body, names)
        let after: Names | undefined = inside === undefined ? undefined : this.#statements(statement.orelse, inside)
        for (const handler of statement.handlers) after = either(after, this.#statements(handler.body, names))
        if (this.#statements(statement.finalbody, names) === undefined) return undefined
        return after
      }
      case 'Assign':
      case 'AnnAssign': {
        const targets = statement.nodeType === 'Assign' ? statement.targets : [statement.target]
        const [target] = targets
        for (const one of targets) this.#forget(one)
        if (!statement.value || targets.length !== 1) return names
        if (target?.nodeType === 'Name') this.#keep(target.id, statement.value)
        const taken = this.#subscripted(statement.value)
        return taken ? both(names, taken) : names
      }
      case 'Expr':
      case 'Import':
      case 'ImportFrom':
      case 'Pass':
      case 'Assert':
        return names
      default:
        throw OPEN
    }
  }

  #forget(target: ExprNode): void {
    if (target.nodeType === 'Tuple' || target.nodeType === 'List') for (const item of target.elts) this.#forget(item)
    if (target.nodeType === 'Starred') this.#forget(target.value)
    if (target.nodeType !== 'Name') return
    if (target.id === this.#parameter || this.literals.used.has(target.id)) throw OPEN
    this.#found.delete(target.id)
  }

  /** `v = MAP.get(name)` */
  #keep(name: string, value: ExprNode): void {
    const members = this.#gotten(value)
    if (members) this.#found.set(name, members)
    else this.#found.delete(name)
  }

  #return(value: ExprNode | null | undefined, names: Names): void {
    if (names !== null) return this.#answer(names)
    const taken = value && this.#subscripted(value)
    if (taken) return this.#answer(taken)
    if (value?.nodeType !== 'Call') throw OPEN
    if (this.#isSubmodule(value)) return
    const helper = value.func.nodeType === 'Name' ? this.#functions.get(value.func.id) : null
    const [argument, ...more] = value.args
    if (!helper || more.length > 0 || value.keywords.length > 0 || !this.#isParameter(argument)) throw OPEN
    const found = new Map(this.#found)
    this.#run(helper, names)
    for (const [key, members] of found) this.#found.set(key, members)
  }

  /** What holds of the name where the test is true, and where it is false. */
  #refine(test: ExprNode, names: Names): [yes: Names, no: Names] {
    switch (test.nodeType) {
      case 'UnaryOp':
        return test.op.nodeType === 'Not' ? swap(this.#refine(test.operand, names)) : [names, names]
      case 'BoolOp': {
        const parts = test.values.map((value) => this.#refine(value, names))
        const isAnd = test.op.nodeType === 'And'
        const all = parts.map((part) => part[isAnd ? 0 : 1]).reduce((a, b) => both(a, b), names)
        const any = unite(parts.map((part) => part[isAnd ? 1 : 0]))
        return isAnd ? [all, any] : [any, all]
      }
      case 'NamedExpr':
        this.#forget(test.target)
        this.#keep(test.target.id, test.value)
        return this.#refine(test.value, names)
      case 'Compare':
        return this.#compare(test.left, test.comparators, names)
      default: {
        const members = this.#gotten(test)
        return members ? [both(names, members), names] : [names, names]
      }
    }
  }

  #compare(left: ExprNode, comparators: readonly ExprNode[], names: Names): [yes: Names, no: Names] {
    const [right, ...more] = comparators
    if (!right || more.length > 0) return [names, names]
    const { unit, text } = this.#walk
    const between = text.slice(endOf(unit, left), startOf(unit, right))
    const operator = /\b(?:is\s+not|is|not\s+in|in)\b|[=!]=/.exec(between)?.[0].replace(/\s+/g, ' ') ?? ''
    if (operator === 'is' || operator === 'is not') {
      if (left.nodeType === 'NamedExpr') {
        this.#forget(left.target)
        this.#keep(left.target.id, left.value)
      }
      const isNone =
        right.nodeType === 'Constant' && this.#walk.text.slice(spanOf(this.#walk.unit, right).start).startsWith('None')
      const members = isNone ? this.#gotten(left.nodeType === 'NamedExpr' ? left.value : left) : null
      if (!members) return [names, names]
      return operator === 'is' ? [names, both(names, members)] : [both(names, members), names]
    }
    if (!this.#isParameter(left)) return [names, names]
    if (operator === 'in' || operator === 'not in') {
      const members = this.literals.membersOf(right)
      if (!members) return [names, names]
      return operator === 'in' ? [both(names, members), names] : [names, both(names, members)]
    }
    const literal = stringLiteral(this.#walk.unit, right)
    if (literal === null || (operator !== '==' && operator !== '!=')) return [names, names]
    const one = both(names, new Set([literal.value]))
    return operator === '==' ? [one, names] : [names, one]
  }

  /** Names for which the expression is not None: `MAP.get(name)`, a variable that holds it. */
  #gotten(node: ExprNode): ReadonlySet<string> | null {
    if (node.nodeType === 'Name') return this.#found.get(node.id) ?? null
    if (node.nodeType !== 'Call' || node.func.nodeType !== 'Attribute' || node.func.attr !== 'get') return null
    const [key, fallback, ...more] = node.args
    if (!this.#isParameter(key) || more.length > 0 || node.keywords.length > 0) return null
    if (fallback && !this.#walk.text.slice(spanOf(this.#walk.unit, fallback).start).startsWith('None')) return null
    return this.literals.membersOf(node.func.value)
  }

  /** `MAP[name]` fails for every other name. */
  #subscripted(node: ExprNode): ReadonlySet<string> | null {
    return node.nodeType === 'Subscript' && this.#isParameter(node.slice) ? this.literals.membersOf(node.value) : null
  }

  #isParameter(node: ExprNode | null | undefined): boolean {
    return node?.nodeType === 'Name' && node.id === this.#parameter
  }

  /** `import_module(f".{name}", __name__)` */
  #isSubmodule(node: ExprNode): boolean {
    const { start, end } = spanOf(this.#walk.unit, node)
    const name = this.#parameter
    const own = '__name__'
    const spelled = this.#walk.text.slice(start, end).replace(/\s+/g, '').replaceAll("'", '"')
    const call = /^(?:importlib\.)?import_module\((.*?),?\)$/.exec(spelled)?.[1]
    if (call === undefined) return false
    const absolute = [`f"{${own}}.{${name}}"`, `${own}+"."+${name}`, `f"{__package__}.{${name}}"`]
    const relative = [`f".{${name}}"`, `"."+${name}`]
    const packages = [
      own,
      `package=${own}`,
      '__package__',
      'package=__package__',
      '__spec__.parent',
      'package=__spec__.parent',
    ]
    return absolute.includes(call) || relative.some((first) => packages.some((second) => call === `${first},${second}`))
  }
}

const swap = <T>([a, b]: [T, T]): [T, T] => [b, a]

/** Both hold. */
function both(a: Names, b: Names): Names {
  if (a === null || b === null) return a ?? b
  return new Set([...a].filter((name) => b.has(name)))
}

/** One of them holds. */
function unite(parts: readonly Names[]): Names {
  const all = new Set<string>()
  for (const part of parts) {
    if (part === null) return null
    for (const name of part) all.add(name)
  }
  return all
}

/** One of both ways was gone. */
function either(a: Names | undefined, b: Names | undefined): Names | undefined {
  if (a === undefined || b === undefined) return a === undefined ? b : a
  return a === null || b === null ? null : new Set([...a, ...b])
}
