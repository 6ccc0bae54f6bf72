import { FSTRING, NAME, NUMBER, STRING } from '../tokens.ts'
import { codeOf, isNameCode } from '../token-codes.ts'
import type { Comprehension, ExprNode, Keyword } from './expression-nodes.ts'
import {
  ASYNC,
  BITWISE_LEVEL,
  CLOSE,
  CLOSE_BRACE,
  CLOSE_LIST,
  COLON,
  COMMA,
  DOUBLE_STAR,
  ELLIPSIS,
  EQUAL,
  FALSE,
  FOR,
  FROM,
  IF,
  IN,
  LAMBDA,
  MINUS,
  NONE,
  NOT,
  OPEN,
  OPEN_BRACE,
  OPEN_LIST,
  OR_LEVEL,
  PLUS,
  STAR,
  TILDE,
  TRUE,
} from './token-reader.ts'
import { TargetParser } from './targets.ts'

const YIELD = codeOf('yield')
const AWAIT = codeOf('await')

/** What stands in brackets — groups, displays, comprehensions, arguments, subscripts. */
export abstract class BracketParser extends TargetParser {
  protected abstract expressions(): ExprNode
  protected abstract expression(): ExprNode
  protected abstract namedExpression(): ExprNode
  /** Operators that bind at least as tightly as `level`. */
  protected abstract operation(level: number): ExprNode

  /** `a, *b`, or `yield` with such. */
  protected yieldOrExpressions(): ExprNode {
    if (this.code() !== YIELD) return this.expressions()
    const first = this.at++
    if (this.take(FROM)) {
      const value = this.expression()
      return { nodeType: 'YieldFrom', first, last: this.at - 1, value }
    }
    const value = this.startsExpression() ? this.expressions() : null
    return { nodeType: 'Yield', first, last: this.at - 1, value }
  }

  private starNamedExpression(): ExprNode {
    return this.code() === STAR ? this.starred() : this.namedExpression()
  }

  protected slices(): ExprNode {
    const first = this.at
    const slice = this.slice()
    if (this.code() !== COMMA) return slice
    const elts = [slice]
    while (this.take(COMMA)) {
      if (this.code() === CLOSE_LIST) break
      elts.push(this.slice())
    }
    return { nodeType: 'Tuple', first, last: this.at - 1, elts }
  }

  private slice(): ExprNode {
    const first = this.at
    const lower = this.code() === COLON ? null : this.starNamedExpression()
    if (this.code() !== COLON) return lower ?? this.fail()
    if (lower !== null && (lower.nodeType === 'Starred' || isBareNamed(lower, first))) this.fail()
    this.at++
    const upper = this.startsExpression() ? this.expression() : null
    const step = this.take(COLON) && this.startsExpression() ? this.expression() : null
    return { nodeType: 'Slice', first, last: this.at - 1, lower, upper, step }
  }

  /** From the opening bracket to behind the closing one. */
  protected callArguments(args: ExprNode[], keywords: Keyword[]): void {
    const open = this.at++
    let unpacked = false
    while (this.code() !== CLOSE) {
      const first = this.at
      const code = this.code()
      if (code === DOUBLE_STAR) {
        this.at++
        unpacked = true
        const value = this.expression()
        keywords.push({ first, last: this.at - 1, arg: null, value })
      } else if (this.peek(1) === EQUAL) {
        const arg = this.name()
        this.at++
        const value = this.expression()
        keywords.push({ first, last: this.at - 1, arg, value })
      } else if (code === STAR) {
        if (unpacked) this.fail()
        this.at++
        const value = this.expression()
        args.push({ nodeType: 'Starred', first, last: this.at - 1, value })
      } else {
        if (keywords.length > 0) this.fail()
        const value = this.namedExpression()
        if (this.startsComprehension()) {
          const generators = this.comprehensions()
          if (args.length > 0 || this.code() !== CLOSE) this.fail()
          args.push({ nodeType: 'GeneratorExp', first: open, last: this.at, elt: value, generators })
          break
        }
        args.push(value)
      }
      if (!this.take(COMMA)) break
    }
    this.expect(CLOSE)
  }

  protected group(): ExprNode {
    const first = this.at++
    if (this.take(CLOSE)) return { nodeType: 'Tuple', first, last: this.at - 1, elts: [] }
    if (this.code() === YIELD) {
      const value = this.yieldOrExpressions()
      this.expect(CLOSE)
      return value
    }
    const value = this.starNamedExpression()
    if (this.startsComprehension()) {
      if (value.nodeType === 'Starred') this.fail()
      const generators = this.comprehensions()
      this.expect(CLOSE)
      return { nodeType: 'GeneratorExp', first, last: this.at - 1, elt: value, generators }
    }
    if (this.code() !== COMMA) {
      if (value.nodeType === 'Starred') this.fail()
      this.expect(CLOSE)
      return value
    }
    const elts = [value]
    this.restOfElements(elts, CLOSE)
    return { nodeType: 'Tuple', first, last: this.at - 1, elts }
  }

  /** What may stand between brackets, without them; also `*Ts` alone, as in a quoted annotation. */
  protected inBrackets(): ExprNode {
    if (this.code() === YIELD) return this.yieldOrExpressions()
    const first = this.at
    const value = this.starNamedExpression()
    if (this.code() === COMMA) {
      const elts = [value]
      while (this.take(COMMA) && this.at < this.count) elts.push(this.starNamedExpression())
      return { nodeType: 'Tuple', first, last: this.at - 1, elts }
    }
    if (value.nodeType === 'Starred' || !this.startsComprehension()) return value
    const generators = this.comprehensions()
    return { nodeType: 'GeneratorExp', first, last: this.at - 1, elt: value, generators }
  }

  /** Behind an element, up to behind the closing bracket. */
  private restOfElements(elts: ExprNode[], close: number): void {
    while (this.take(COMMA)) {
      if (this.code() === close) break
      elts.push(this.starNamedExpression())
    }
    this.expect(close)
  }

  protected list(): ExprNode {
    const first = this.at++
    if (this.take(CLOSE_LIST)) return { nodeType: 'List', first, last: this.at - 1, elts: [] }
    const value = this.starNamedExpression()
    if (this.startsComprehension()) {
      if (value.nodeType === 'Starred') this.fail()
      const generators = this.comprehensions()
      this.expect(CLOSE_LIST)
      return { nodeType: 'ListComp', first, last: this.at - 1, elt: value, generators }
    }
    const elts = [value]
    this.restOfElements(elts, CLOSE_LIST)
    return { nodeType: 'List', first, last: this.at - 1, elts }
  }

  protected braces(): ExprNode {
    const first = this.at++
    if (this.take(CLOSE_BRACE)) return { nodeType: 'Dict', first, last: this.at - 1, keys: [], values: [] }
    if (this.code() === DOUBLE_STAR) return this.dict(first, [], [])
    const value = this.starNamedExpression()
    if (this.code() === COLON && value.nodeType !== 'Starred' && !isBareNamed(value, first + 1)) {
      this.at++
      const mapped = this.expression()
      if (!this.startsComprehension()) return this.dict(first, [value], [mapped])
      const generators = this.comprehensions()
      this.expect(CLOSE_BRACE)
      return { nodeType: 'DictComp', first, last: this.at - 1, key: value, value: mapped, generators }
    }
    if (this.startsComprehension()) {
      if (value.nodeType === 'Starred') this.fail()
      const generators = this.comprehensions()
      this.expect(CLOSE_BRACE)
      return { nodeType: 'SetComp', first, last: this.at - 1, elt: value, generators }
    }
    const elts = [value]
    this.restOfElements(elts, CLOSE_BRACE)
    return { nodeType: 'Set', first, last: this.at - 1, elts }
  }

  private dict(first: number, keys: (ExprNode | null)[], values: ExprNode[]): ExprNode {
    while (this.code() !== CLOSE_BRACE) {
      if (keys.length > 0) this.expect(COMMA)
      if (this.code() === CLOSE_BRACE) break
      if (this.take(DOUBLE_STAR)) {
        keys.push(null)
        values.push(this.operation(BITWISE_LEVEL))
      } else {
        keys.push(this.expression())
        this.expect(COLON)
        values.push(this.expression())
      }
    }
    this.at++
    return { nodeType: 'Dict', first, last: this.at - 1, keys, values }
  }

  private startsComprehension(): boolean {
    const code = this.code()
    return code === FOR || (code === ASYNC && this.peek(1) === FOR)
  }

  private comprehensions(): Comprehension[] {
    const generators: Comprehension[] = []
    while (this.startsComprehension()) {
      this.at += this.code() === ASYNC ? 2 : 1
      const target = this.targets()
      this.expect(IN)
      const iter = this.operation(OR_LEVEL)
      const ifs: ExprNode[] = []
      while (this.take(IF)) ifs.push(this.operation(OR_LEVEL))
      generators.push({ target, iter, ifs })
    }
    return generators
  }

  /** Whether an expression may begin here. What cannot be one is found where it is read. */
  protected startsExpression(): boolean {
    if (this.at >= this.count) return false
    const code = this.codes[this.at] as number
    switch (this.kinds[this.at]) {
      case NAME:
        return (
          isNameCode(code) ||
          code === LAMBDA ||
          code === NOT ||
          code === AWAIT ||
          code === NONE ||
          code === TRUE ||
          code === FALSE
        )
      case STRING:
      case FSTRING:
      case NUMBER:
        return true
      default:
        return (
          code === OPEN ||
          code === OPEN_LIST ||
          code === OPEN_BRACE ||
          code === MINUS ||
          code === PLUS ||
          code === TILDE ||
          code === STAR ||
          code === ELLIPSIS
        )
    }
  }
}

/** `x := 1` without brackets around it, from the token `first` on. */
function isBareNamed(node: ExprNode, first: number): boolean {
  return node.nodeType === 'NamedExpr' && node.first === first
}
