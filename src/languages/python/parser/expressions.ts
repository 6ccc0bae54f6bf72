import { FSTRING, NAME, NUMBER, STRING } from '../tokens.ts'
import { codeOf, isNameCode } from '../token-codes.ts'
import type { ExprNode, Keyword, Name, Operator } from './expression-nodes.ts'
import {
  AND_LEVEL,
  AND_OPERATOR,
  COMPARE_LEVEL,
  LEVELS,
  NOT_LEVEL,
  NOT_OPERATOR,
  OPERATORS,
  OR_OPERATOR,
  OTHER,
  UNARY_LEVEL,
} from './operators.ts'
import { ParameterParser } from './parameters.ts'
import {
  BITWISE_LEVEL,
  CLOSE_LIST,
  COLON,
  COMMA,
  DOT,
  DOUBLE_STAR,
  ELLIPSIS,
  ELSE,
  FALSE,
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

const AND = codeOf('and')
const IS = codeOf('is')
const AWAIT = codeOf('await')
const WALRUS = codeOf(':=')

/** Expressions, as the language reference's grammar has them. */
export class ExpressionParser extends ParameterParser {
  /** `a, *b`, a tuple if there is a comma. */
  protected expressions(): ExprNode {
    const first = this.at
    const expression = this.starExpression()
    return this.code() === COMMA ? this.restOfTuple(expression, first) : expression
  }

  protected restOfTuple(expression: ExprNode, first: number): ExprNode {
    const elts = [expression]
    while (this.take(COMMA)) {
      if (!this.startsExpression()) break
      elts.push(this.starExpression())
    }
    return { nodeType: 'Tuple', first, last: this.at - 1, elts }
  }

  private starExpression(): ExprNode {
    return this.code() === STAR ? this.starred() : this.expression()
  }

  protected starred(): ExprNode {
    const first = this.at++
    const value = this.operation(BITWISE_LEVEL)
    return { nodeType: 'Starred', first, last: this.at - 1, value }
  }

  protected namedExpression(): ExprNode {
    if (this.peek(1) !== WALRUS || !this.isName()) return this.expression()
    const first = this.at
    const target = this.nameNode()
    this.at++
    const value = this.expression()
    return { nodeType: 'NamedExpr', first, last: this.at - 1, target, value }
  }

  protected nameNode(): Name {
    const first = this.at
    return { nodeType: 'Name', first, last: first, id: this.name() }
  }

  protected expression(): ExprNode {
    if (this.code() === LAMBDA) return this.lambda()
    const first = this.at
    const body = this.operation(OR_LEVEL)
    if (this.code() !== IF) return body
    this.at++
    const test = this.operation(OR_LEVEL)
    this.expect(ELSE)
    const orelse = this.expression()
    return { nodeType: 'IfExp', first, last: this.at - 1, test, body, orelse }
  }

  private lambda(): ExprNode {
    const first = this.at++
    const args = this.parameters(COLON, false)
    this.expect(COLON)
    const body = this.expression()
    return { nodeType: 'Lambda', first, last: this.at - 1, args, body }
  }

  /** Operators that bind at least as tightly as `level`. */
  protected operation(level: number): ExprNode {
    const first = this.at
    let left = this.operand(level)
    for (;;) {
      const code = this.code()
      const found = code > 0 ? (LEVELS[code] as number) : 0
      if (found === 0 || found < level) return left
      if (found === COMPARE_LEVEL) {
        if (code === NOT && this.peek(1) !== IN) return left
        left = this.comparison(left, first)
      } else if (found <= AND_LEVEL) {
        const values = [left]
        while (this.take(code)) values.push(this.operation(found + 1))
        left = { nodeType: 'BoolOp', first, last: this.at - 1, op: code === AND ? AND_OPERATOR : OR_OPERATOR, values }
      } else {
        this.at++
        const right = this.operation(found + 1)
        left = { nodeType: 'BinOp', first, last: this.at - 1, left, op: OPERATORS[code] ?? OTHER, right }
      }
    }
  }

  private comparison(left: ExprNode, first: number): ExprNode {
    const ops: Operator[] = []
    const comparators: ExprNode[] = []
    for (;;) {
      const code = this.code()
      if (code <= 0 || LEVELS[code] !== COMPARE_LEVEL || (code === NOT && this.peek(1) !== IN)) break
      ops.push(OPERATORS[code] ?? OTHER)
      this.at += code === NOT || (code === IS && this.peek(1) === NOT) ? 2 : 1
      comparators.push(this.operation(BITWISE_LEVEL))
    }
    return { nodeType: 'Compare', first, last: this.at - 1, left, ops, comparators }
  }

  private operand(level: number): ExprNode {
    const code = this.code()
    if (code === NOT && level <= NOT_LEVEL) {
      const first = this.at++
      const operand = this.operation(NOT_LEVEL)
      return { nodeType: 'UnaryOp', first, last: this.at - 1, op: NOT_OPERATOR, operand }
    }
    if (code === MINUS || code === PLUS || code === TILDE) {
      const first = this.at++
      const operand = this.operand(UNARY_LEVEL)
      return { nodeType: 'UnaryOp', first, last: this.at - 1, op: OTHER, operand }
    }
    const first = this.at
    const left = code === AWAIT ? this.awaited() : this.primary()
    if (this.code() !== DOUBLE_STAR) return left
    this.at++
    const right = this.operand(UNARY_LEVEL)
    return { nodeType: 'BinOp', first, last: this.at - 1, left, op: OTHER, right }
  }

  private awaited(): ExprNode {
    const first = this.at++
    const value = this.primary()
    return { nodeType: 'Await', first, last: this.at - 1, value }
  }

  /** An atom with what is accessed, called and subscripted behind it. */
  protected primary(): ExprNode {
    const first = this.at
    let node = this.atom()
    for (;;) {
      const code = this.code()
      if (code === DOT) {
        this.at++
        const attr = this.name()
        node = { nodeType: 'Attribute', first, last: this.at - 1, value: node, attr }
      } else if (code === OPEN) {
        const args: ExprNode[] = []
        const keywords: Keyword[] = []
        this.callArguments(args, keywords)
        node = { nodeType: 'Call', first, last: this.at - 1, func: node, args, keywords }
      } else if (code === OPEN_LIST) {
        this.at++
        const slice = this.slices()
        this.expect(CLOSE_LIST)
        node = { nodeType: 'Subscript', first, last: this.at - 1, value: node, slice }
      } else {
        return node
      }
    }
  }

  private atom(): ExprNode {
    const first = this.at
    const kind = this.kind()
    if (kind === NAME) {
      const code = this.codes[first] as number
      if (isNameCode(code)) {
        this.at++
        return { nodeType: 'Name', first, last: first, id: this.tokens.names[first] as string }
      }
      if (code !== NONE && code !== TRUE && code !== FALSE) this.fail()
      this.at++
      return { nodeType: 'Constant', first, last: first, value: code === NONE ? null : code === TRUE }
    }
    if (kind === STRING || kind === FSTRING) return this.strings()
    if (kind === NUMBER) return this.number()
    switch (this.code()) {
      case OPEN:
        return this.group()
      case OPEN_LIST:
        return this.list()
      case OPEN_BRACE:
        return this.braces()
      case ELLIPSIS:
        this.at++
        return { nodeType: 'Constant', first, last: first, value: null }
      default:
        return this.fail()
    }
  }
}
