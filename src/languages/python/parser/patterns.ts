import { FSTRING, NAME, NUMBER, STRING } from '../tokens.ts'
import { codeOf } from '../token-codes.ts'
import { ExpressionParser } from './expressions.ts'
import type { ExprNode } from './expression-nodes.ts'
import type { PatternNode } from './pattern-nodes.ts'
import {
  AS,
  CLOSE,
  CLOSE_BRACE,
  CLOSE_LIST,
  COLON,
  COMMA,
  DOT,
  DOUBLE_STAR,
  EQUAL,
  FALSE,
  IF,
  MINUS,
  NONE,
  OPEN,
  OPEN_BRACE,
  OPEN_LIST,
  PLUS,
  STAR,
  TRUE,
} from './token-reader.ts'

const BAR = codeOf('|')
const WILDCARD = codeOf('_')

/** The patterns of `case` (PEP 634). */
export class PatternParser extends ExpressionParser {
  /** Behind `case`: a sequence needs no brackets there. */
  protected casePattern(): PatternNode {
    const first = this.at
    const pattern = this.starPattern()
    if (this.code() !== COMMA) return pattern.nodeType === 'MatchStar' ? this.fail(first) : pattern
    const patterns = [pattern]
    while (this.take(COMMA)) {
      if (this.code() === COLON || this.code() === IF) break
      patterns.push(this.starPattern())
    }
    return { nodeType: 'MatchSequence', first, last: this.at - 1, patterns }
  }

  private starPattern(): PatternNode {
    if (this.code() !== STAR) return this.pattern()
    const first = this.at++
    const wild = this.code() === WILDCARD
    const name = this.name()
    return { nodeType: 'MatchStar', first, last: this.at - 1, name: wild ? null : name }
  }

  private pattern(): PatternNode {
    const first = this.at
    const pattern = this.alternatives()
    if (!this.take(AS)) return pattern
    if (this.code() === WILDCARD) this.fail()
    const name = this.name()
    return { nodeType: 'MatchAs', first, last: this.at - 1, pattern, name }
  }

  private alternatives(): PatternNode {
    const first = this.at
    const pattern = this.closed()
    if (this.code() !== BAR) return pattern
    const patterns = [pattern]
    while (this.take(BAR)) patterns.push(this.closed())
    return { nodeType: 'MatchOr', first, last: this.at - 1, patterns }
  }

  private closed(): PatternNode {
    const first = this.at
    const code = this.code()
    const kind = this.kind()
    if (code === NONE || code === TRUE || code === FALSE) {
      this.at++
      return { nodeType: 'MatchSingleton', first, last: first }
    }
    if (kind === STRING || kind === FSTRING || kind === NUMBER || code === MINUS) {
      const value = this.literal()
      return { nodeType: 'MatchValue', first, last: this.at - 1, value }
    }
    if (kind === NAME) return this.namedPattern()
    if (code === OPEN || code === OPEN_LIST) return this.bracketed(code === OPEN ? CLOSE : CLOSE_LIST)
    return code === OPEN_BRACE ? this.mapping() : this.fail()
  }

  /** A string, or a number with its sign and its imaginary part. */
  private literal(): ExprNode {
    if (this.kind() === STRING || this.kind() === FSTRING) return this.strings()
    const first = this.at
    const negative = this.code() === MINUS
    if (negative) this.at++
    if (this.kind() !== NUMBER) this.fail()
    const number = this.number()
    const value: ExprNode = negative
      ? { nodeType: 'UnaryOp', first, last: this.at - 1, op: { nodeType: 'Other' }, operand: number }
      : number
    if (this.code() !== PLUS && this.code() !== MINUS) return value
    this.at++
    if (this.kind() !== NUMBER) this.fail()
    const right = this.number()
    return { nodeType: 'BinOp', first, last: this.at - 1, left: value, op: { nodeType: 'Other' }, right }
  }

  /** A capture, a dotted value or a class. */
  private namedPattern(): PatternNode {
    const first = this.at
    const wild = this.code() === WILDCARD
    let value: ExprNode = this.nameNode()
    const name = value.nodeType === 'Name' ? value.id : ''
    while (this.take(DOT)) {
      const attr = this.name()
      value = { nodeType: 'Attribute', first, last: this.at - 1, value, attr }
    }
    if (this.code() === OPEN) return this.classPattern(value, first)
    if (value.nodeType === 'Attribute') return { nodeType: 'MatchValue', first, last: this.at - 1, value }
    return { nodeType: 'MatchAs', first, last: first, pattern: null, name: wild ? null : name }
  }

  private classPattern(cls: ExprNode, first: number): PatternNode {
    const patterns: PatternNode[] = []
    const named: PatternNode[] = []
    this.at++
    while (this.code() !== CLOSE) {
      if (this.isName() && this.peek(1) === EQUAL) {
        this.at += 2
        named.push(this.pattern())
      } else {
        if (named.length > 0) this.fail()
        patterns.push(this.pattern())
      }
      if (!this.take(COMMA)) break
    }
    this.expect(CLOSE)
    return { nodeType: 'MatchClass', first, last: this.at - 1, cls, patterns, kwd_patterns: named }
  }

  /** A group, or a sequence. */
  private bracketed(close: number): PatternNode {
    const first = this.at++
    const patterns: PatternNode[] = []
    let comma = close === CLOSE_LIST
    while (this.code() !== close) {
      patterns.push(this.starPattern())
      if (!this.take(COMMA)) break
      comma = true
    }
    this.expect(close)
    const [only] = patterns
    if (comma || only === undefined) return { nodeType: 'MatchSequence', first, last: this.at - 1, patterns }
    return only.nodeType === 'MatchStar' ? this.fail(first) : only
  }

  private mapping(): PatternNode {
    const first = this.at++
    const keys: ExprNode[] = []
    const patterns: PatternNode[] = []
    let rest: string | null = null
    while (this.code() !== CLOSE_BRACE) {
      if (rest !== null) this.fail()
      if (this.take(DOUBLE_STAR)) {
        rest = this.name()
      } else {
        keys.push(this.mappingKey())
        this.expect(COLON)
        patterns.push(this.pattern())
      }
      if (!this.take(COMMA)) break
    }
    this.expect(CLOSE_BRACE)
    return { nodeType: 'MatchMapping', first, last: this.at - 1, keys, patterns, rest }
  }

  private mappingKey(): ExprNode {
    const first = this.at
    const code = this.code()
    if (code === NONE || code === TRUE || code === FALSE) {
      this.at++
      return { nodeType: 'Constant', first, last: first, value: code === NONE ? null : code === TRUE }
    }
    if (this.kind() !== NAME) return this.literal()
    let value: ExprNode = this.nameNode()
    if (this.code() !== DOT) this.fail()
    while (this.take(DOT)) {
      const attr = this.name()
      value = { nodeType: 'Attribute', first, last: this.at - 1, value, attr }
    }
    return value
  }
}
