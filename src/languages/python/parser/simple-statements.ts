import { NEWLINE } from '../tokens.ts'
import { codeOf } from '../token-codes.ts'
import type { ExprNode, TypeParam } from './expression-nodes.ts'
import type { StmtNode } from './nodes.ts'
import { PatternParser } from './patterns.ts'
import {
  AS,
  CLOSE,
  CLOSE_LIST,
  COLON,
  COMMA,
  DOT,
  DOUBLE_STAR,
  ELLIPSIS,
  EQUAL,
  FROM,
  OPEN,
  OPEN_LIST,
  STAR,
} from './token-reader.ts'

const SEMICOLON = codeOf(';')
const IMPORT = codeOf('import')
const RETURN = codeOf('return')
const RAISE = codeOf('raise')
const GLOBAL = codeOf('global')
const NONLOCAL = codeOf('nonlocal')
const DELETE = codeOf('del')
const PASS = codeOf('pass')
const BREAK = codeOf('break')
const CONTINUE = codeOf('continue')
const ASSERT = codeOf('assert')
const TYPE = codeOf('type')
const LAZY = codeOf('lazy')
const AUGMENTED = new Set(
  (['+=', '-=', '*=', '/=', '//=', '%=', '@=', '&=', '|=', '^=', '>>=', '<<=', '**='] as const).map(codeOf),
)

/** Statements that fill a line or a part of one. */
export class SimpleStatementParser extends PatternParser {
  /** The last token of the last simple statement, its semicolon included: there a compound one ends, too. */
  protected last = 0

  protected simpleLine(body: StmtNode[]): void {
    do {
      body.push(this.simple())
    } while (this.take(SEMICOLON) && !this.atLineEnd())
    if (!this.atLineEnd()) this.fail()
    this.last = this.at - 1
    this.at++
  }

  protected atLineEnd(): boolean {
    return this.at >= this.count || this.kinds[this.at] === NEWLINE
  }

  private simple(): StmtNode {
    const first = this.at
    switch (this.code()) {
      case RETURN: {
        this.at++
        const value = this.startsExpression() ? this.expressions() : null
        return { nodeType: 'Return', first, last: this.at - 1, value }
      }
      case IMPORT:
        return this.importStatement(first)
      case FROM:
        return this.fromStatement(first)
      case PASS:
        this.at++
        return { nodeType: 'Pass', first, last: first }
      case BREAK:
        this.at++
        return { nodeType: 'Break', first, last: first }
      case CONTINUE:
        this.at++
        return { nodeType: 'Continue', first, last: first }
      case RAISE: {
        this.at++
        const exc = this.startsExpression() ? this.expression() : null
        const cause = exc !== null && this.take(FROM) ? this.expression() : null
        return { nodeType: 'Raise', first, last: this.at - 1, exc, cause }
      }
      case ASSERT: {
        this.at++
        const test = this.expression()
        const msg = this.take(COMMA) ? this.expression() : null
        return { nodeType: 'Assert', first, last: this.at - 1, test, msg }
      }
      case DELETE:
        return this.deleteStatement(first)
      case GLOBAL:
        return this.declaration('Global', first)
      case NONLOCAL:
        return this.declaration('Nonlocal', first)
      case TYPE:
        return this.isName(first + 1) && (this.peek(2) === EQUAL || this.peek(2) === OPEN_LIST)
          ? this.typeAlias(first)
          : this.assignment(first)
      case LAZY:
        if (this.peek(1) !== IMPORT && this.peek(1) !== FROM) return this.assignment(first)
        this.at++
        return this.code() === IMPORT ? this.importStatement(first) : this.fromStatement(first)
      default:
        return this.assignment(first)
    }
  }

  private declaration(nodeType: 'Global' | 'Nonlocal', first: number): StmtNode {
    this.at++
    do this.name()
    while (this.take(COMMA))
    return nodeType === 'Global' ? { nodeType, first, last: this.at - 1 } : { nodeType, first, last: this.at - 1 }
  }

  private typeAlias(first: number): StmtNode {
    this.at++
    const name = this.nameNode()
    const typeParams = this.typeParameters()
    this.expect(EQUAL)
    const value = this.expression()
    return { nodeType: 'TypeAlias', first, last: this.at - 1, name, type_params: typeParams, value }
  }

  private deleteStatement(first: number): StmtNode {
    this.at++
    const targets: ExprNode[] = []
    do {
      if (targets.length > 0 && (this.atLineEnd() || this.code() === SEMICOLON)) break
      const target = this.primary()
      this.checkTarget(target)
      targets.push(target)
    } while (this.take(COMMA))
    return { nodeType: 'Delete', first, last: this.at - 1, targets }
  }

  private importStatement(first: number): StmtNode {
    this.at++
    do {
      this.dottedName()
      if (this.take(AS)) this.name()
    } while (this.take(COMMA))
    return { nodeType: 'Import', first, last: this.at - 1 }
  }

  private fromStatement(first: number): StmtNode {
    this.at++
    const start = this.at
    while (this.code() === DOT || this.code() === ELLIPSIS) this.at++
    const module = this.at > start && this.code() === IMPORT ? '' : this.dottedName()
    this.expect(IMPORT)
    const names: { name: string }[] = []
    if (this.take(STAR)) return { nodeType: 'ImportFrom', first, last: this.at - 1, module, names: [{ name: '*' }] }
    const bracketed = this.take(OPEN)
    do {
      if (bracketed && names.length > 0 && this.code() === CLOSE) break
      names.push({ name: this.name() })
      if (this.take(AS)) this.name()
    } while (this.take(COMMA))
    if (bracketed) this.expect(CLOSE)
    return { nodeType: 'ImportFrom', first, last: this.at - 1, module, names }
  }

  private dottedName(): string {
    let name = this.name()
    while (this.take(DOT)) name += `.${this.name()}`
    return name
  }

  /** An expression on its own, or what it is assigned. */
  private assignment(first: number): StmtNode {
    const value = this.yieldOrExpressions()
    const code = this.code()
    if (code === EQUAL) return this.assignments(first, value)
    if (code === COLON) return this.annotated(first, value)
    if (AUGMENTED.has(code)) {
      if (value.nodeType !== 'Name' && value.nodeType !== 'Attribute' && value.nodeType !== 'Subscript')
        this.fail(first)
      this.at++
      const added = this.yieldOrExpressions()
      return { nodeType: 'AugAssign', first, last: this.at - 1, target: value, value: added }
    }
    return { nodeType: 'Expr', first, last: this.at - 1, value }
  }

  private assignments(first: number, target: ExprNode): StmtNode {
    const targets: ExprNode[] = []
    let value = target
    while (this.take(EQUAL)) {
      this.checkTarget(value)
      targets.push(value)
      value = this.yieldOrExpressions()
    }
    return { nodeType: 'Assign', first, last: this.at - 1, targets, value }
  }

  private annotated(first: number, target: ExprNode): StmtNode {
    if (target.nodeType !== 'Name' && target.nodeType !== 'Attribute' && target.nodeType !== 'Subscript')
      this.fail(first)
    this.at++
    const annotation = this.expression()
    const value = this.take(EQUAL) ? this.yieldOrExpressions() : null
    return { nodeType: 'AnnAssign', first, last: this.at - 1, target, annotation, value }
  }

  protected typeParameters(): TypeParam[] {
    const parameters: TypeParam[] = []
    if (!this.take(OPEN_LIST)) return parameters
    do {
      if (this.code() === CLOSE_LIST && parameters.length > 0) break
      const first = this.at
      const nodeType = this.take(STAR) ? 'TypeVarTuple' : this.take(DOUBLE_STAR) ? 'ParamSpec' : 'TypeVar'
      this.name()
      const bound = nodeType === 'TypeVar' && this.take(COLON) ? this.expression() : null
      const starred = nodeType === 'TypeVarTuple'
      const value = this.take(EQUAL) ? (starred && this.code() === STAR ? this.starred() : this.expression()) : null
      parameters.push({ nodeType, first, last: this.at - 1, bound, default_value: value })
    } while (this.take(COMMA))
    this.expect(CLOSE_LIST)
    return parameters
  }
}
