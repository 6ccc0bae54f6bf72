import { NEWLINE, type Tokens } from '../tokens.ts'
import { codeOf } from '../token-codes.ts'
import { columnOf } from './indentation.ts'
import type { ExprNode, Keyword } from './expression-nodes.ts'
import type { ClassDef, ExceptHandler, FunctionDef, MatchCase, Module, StmtNode, WithItem } from './nodes.ts'
import { SimpleStatementParser } from './simple-statements.ts'
import { AS, ASYNC, CLOSE, COLON, COMMA, ELSE, FOR, IF, IN, OPEN, PythonSyntaxError, STAR } from './token-reader.ts'

const DEF = codeOf('def')
const CLASS = codeOf('class')
const AT = codeOf('@')
const ARROW = codeOf('->')
const WHILE = codeOf('while')
const TRY = codeOf('try')
const EXCEPT = codeOf('except')
const FINALLY = codeOf('finally')
const WITH = codeOf('with')
const ELIF = codeOf('elif')
const MATCH = codeOf('match')
const CASE = codeOf('case')

/**
 * The syntax tree of a file.
 * @throws PythonSyntaxError for what is no Python 3; RangeError for what is nested too deeply.
 */
export function parseModule(tokens: Tokens): Module {
  return new StatementParser(tokens).module()
}

/**
 * The one expression that tokens made with `joined` are, as if it stood in brackets.
 * @throws as `parseModule`.
 */
export function parseOneExpression(tokens: Tokens): ExprNode {
  return new StatementParser(tokens).only()
}

class StatementParser extends SimpleStatementParser {
  private column = 0

  module(): Module {
    const body: StmtNode[] = []
    while (this.at < this.count) {
      if (columnOf(this.tokens, this.at) !== 0) this.fail()
      this.line(body)
    }
    return { body }
  }

  only(): ExprNode {
    const value = this.inBrackets()
    if (this.at < this.count) this.fail()
    return value
  }

  /** A compound statement, or simple ones up to the end of their line. */
  private line(body: StmtNode[]): void {
    const compound = this.compound()
    if (compound === null) this.simpleLine(body)
    else body.push(compound)
  }

  /** From the colon to the end of the suite. */
  private block(): StmtNode[] {
    this.expect(COLON)
    const body: StmtNode[] = []
    if (this.kind() !== NEWLINE) {
      this.simpleLine(body)
      return body
    }
    this.at++
    if (this.at >= this.count) this.fail()
    const outer = this.column
    const column = columnOf(this.tokens, this.at)
    if (column <= outer) this.fail()
    this.column = column
    for (;;) {
      this.line(body)
      if (this.at >= this.count) break
      const next = columnOf(this.tokens, this.at)
      if (next > column) this.fail()
      if (next < column) break
    }
    this.column = outer
    return body
  }

  /** `else:` and the like of a statement: at the same column. */
  private continues(code: number): boolean {
    return this.code() === code && columnOf(this.tokens, this.at) === this.column
  }

  private compound(): StmtNode | null {
    switch (this.code()) {
      case IF:
        return this.ifStatement()
      case DEF:
        return this.functionDefinition('FunctionDef', this.at, [])
      case CLASS:
        return this.classDefinition(this.at, [])
      case FOR:
        return this.forStatement('For', this.at)
      case TRY:
        return this.tryStatement()
      case WITH:
        return this.withStatement('With', this.at)
      case WHILE:
        return this.whileStatement()
      case AT:
        return this.decorated()
      case ASYNC:
        return this.asynchronous(this.at, [])
      case MATCH:
        return this.isMatch() ? this.matchStatement() : null
      default:
        return null
    }
  }

  private orElse(): StmtNode[] {
    if (!this.continues(ELSE)) return []
    this.at++
    return this.block()
  }

  private ifStatement(): StmtNode {
    const clauses: { first: number; test: ExprNode; body: StmtNode[] }[] = []
    do {
      const first = this.at++
      const test = this.namedExpression()
      clauses.push({ first, test, body: this.block() })
    } while (this.continues(ELIF))
    let orelse = this.orElse()
    const { last } = this
    for (let nth = clauses.length - 1; nth > 0; nth--) {
      const clause = clauses[nth]
      if (clause !== undefined) orelse = [{ nodeType: 'If', last, ...clause, orelse }]
    }
    const [clause] = clauses
    return clause === undefined ? this.fail() : { nodeType: 'If', last, ...clause, orelse }
  }

  private whileStatement(): StmtNode {
    const first = this.at++
    const test = this.namedExpression()
    const body = this.block()
    const orelse = this.orElse()
    return { nodeType: 'While', first, last: this.last, test, body, orelse }
  }

  private forStatement(nodeType: 'For' | 'AsyncFor', first: number): StmtNode {
    this.at++
    const target = this.targets()
    this.expect(IN)
    const iter = this.expressions()
    const body = this.block()
    const orelse = this.orElse()
    return { nodeType, first, last: this.last, target, iter, body, orelse } as StmtNode
  }

  private tryStatement(): StmtNode {
    const first = this.at++
    const body = this.block()
    const handlers: ExceptHandler[] = []
    let star: boolean | null = null
    while (this.continues(EXCEPT)) {
      const group = this.peek(1) === STAR
      if (star !== null && star !== group) this.fail()
      star = group
      handlers.push(this.handler(group))
    }
    const orelse = handlers.length > 0 ? this.orElse() : []
    let finalbody: StmtNode[] = []
    if (this.continues(FINALLY)) {
      this.at++
      finalbody = this.block()
    } else if (handlers.length === 0) this.fail()
    const rest = { first, last: this.last, body, handlers, orelse, finalbody }
    return star === true ? { nodeType: 'TryStar', ...rest } : { nodeType: 'Try', ...rest }
  }

  /** Several types need no brackets where nothing binds them (PEP 758). */
  private handler(group: boolean): ExceptHandler {
    const first = this.at
    this.at += group ? 2 : 1
    let type: ExprNode | null = null
    let name: string | null = null
    if (group || this.code() !== COLON) {
      const start = this.at
      type = this.expression()
      if (this.code() === COMMA) type = this.restOfTuple(type, start)
      else if (this.take(AS)) name = this.name()
    }
    const body = this.block()
    return { first, last: this.last, type, name, body }
  }

  private withStatement(nodeType: 'With' | 'AsyncWith', first: number): StmtNode {
    this.at++
    const items = (this.code() === OPEN ? this.bracketedItems() : null) ?? this.withItems(COLON)
    const body = this.block()
    return { nodeType, first, last: this.last, items, body } as StmtNode
  }

  private withItems(close: number): WithItem[] {
    const items: WithItem[] = []
    do {
      if (close === CLOSE && this.code() === CLOSE && items.length > 0) break
      const context = this.expression()
      items.push({ context_expr: context, optional_vars: this.asTarget() })
    } while (this.take(COMMA))
    return items
  }

  /** `with (a as b, c):`; null where the brackets belong to an expression. */
  private bracketedItems(): WithItem[] | null {
    const start = this.at
    try {
      this.at++
      const items = this.withItems(CLOSE)
      this.expect(CLOSE)
      if (this.code() === COLON) return items
    } catch (error) {
      if (!(error instanceof PythonSyntaxError)) throw error
    }
    this.at = start
    return null
  }

  private decorated(): StmtNode {
    const decorators: ExprNode[] = []
    while (this.code() === AT) {
      this.at++
      decorators.push(this.namedExpression())
      if (this.kind() !== NEWLINE) this.fail()
      this.at++
      if (this.at >= this.count || columnOf(this.tokens, this.at) !== this.column) this.fail()
    }
    if (this.code() === DEF) return this.functionDefinition('FunctionDef', this.at, decorators)
    if (this.code() === CLASS) return this.classDefinition(this.at, decorators)
    return this.code() === ASYNC && this.peek(1) === DEF ? this.asynchronous(this.at, decorators) : this.fail()
  }

  private asynchronous(first: number, decorators: readonly ExprNode[]): StmtNode {
    this.at++
    switch (this.code()) {
      case DEF:
        return this.functionDefinition('AsyncFunctionDef', first, decorators)
      case FOR:
        return this.forStatement('AsyncFor', first)
      case WITH:
        return this.withStatement('AsyncWith', first)
      default:
        return this.fail()
    }
  }

  private functionDefinition(
    nodeType: 'FunctionDef' | 'AsyncFunctionDef',
    first: number,
    decorators: readonly ExprNode[],
  ): StmtNode {
    this.at++
    const name = this.name()
    const typeParams = this.typeParameters()
    this.expect(OPEN)
    const args = this.parameters(CLOSE, true)
    this.expect(CLOSE)
    const returns = this.take(ARROW) ? this.expression() : null
    const body = this.block()
    const rest: Omit<FunctionDef, 'nodeType'> = {
      first,
      last: this.last,
      name,
      args,
      body,
      decorator_list: decorators,
      returns,
      type_params: typeParams,
    }
    return nodeType === 'FunctionDef' ? { nodeType, ...rest } : { nodeType, ...rest }
  }

  private classDefinition(first: number, decorators: readonly ExprNode[]): ClassDef {
    this.at++
    const name = this.name()
    const typeParams = this.typeParameters()
    const bases: ExprNode[] = []
    const keywords: Keyword[] = []
    if (this.code() === OPEN) this.callArguments(bases, keywords)
    const body = this.block()
    return {
      nodeType: 'ClassDef',
      first,
      last: this.last,
      name,
      bases,
      keywords,
      body,
      decorator_list: decorators,
      type_params: typeParams,
    }
  }

  /** `match` is a name unless its line ends in a colon and a `case` follows. */
  private isMatch(): boolean {
    let end = this.at + 1
    while (end < this.count && this.kinds[end] !== NEWLINE) end++
    return end > this.at + 2 && this.codes[end - 1] === COLON && this.codes[end + 1] === CASE
  }

  private matchStatement(): StmtNode {
    const first = this.at++
    const start = this.at
    const value = this.code() === STAR ? this.starred() : this.namedExpression()
    const subject = this.code() === COMMA ? this.restOfTuple(value, start) : value
    if (subject.nodeType === 'Starred') this.fail(start)
    this.expect(COLON)
    if (this.kind() !== NEWLINE) this.fail()
    this.at++
    const outer = this.column
    this.column = columnOf(this.tokens, this.at)
    if (this.column <= outer) this.fail()
    const cases: MatchCase[] = []
    while (this.continues(CASE)) {
      this.at++
      const pattern = this.casePattern()
      const guard = this.take(IF) ? this.namedExpression() : null
      cases.push({ pattern, guard, body: this.block() })
    }
    if (this.at < this.count && columnOf(this.tokens, this.at) >= this.column) this.fail()
    this.column = outer
    return { nodeType: 'Match', first, last: this.last, subject, cases }
  }
}
