import { ElementLexer } from './element-lexer.ts'
import { BLOCK_WORDS, CLASSES, DIGIT_CLASS, HEADERS, isDigit, WORD_CLASS } from './lexer-tables.ts'
import {
  BLOCK,
  BRACKET,
  CHILDREN,
  END,
  HEADER_PAREN,
  OBJECT,
  PAREN,
  PUNCTUATOR,
  STRING,
  TAG,
  TEMPLATE_HOLE,
  WORD,
} from './token-kinds.ts'

/*
 * Tokens of TypeScript and JavaScript without a syntax tree: for files that do not parse, for files nested too deeply
 * to be parsed safely, and for the import surface of a whole repository. Linear in the text.
 */

const LT = 60
const GT = 62
const SLASH = 47
const BACKTICK = 96

export class Lexer extends ElementLexer {
  next(): number {
    this.newline = false
    this.afterOperand = this.operand
    this.afterStatement = this.kind === PUNCTUATOR ? this.code === 59 || this.code === 125 : this.kind === END
    const { text, stack } = this
    for (;;) {
      if (stack.length > 0 && stack[stack.length - 1] === CHILDREN) {
        if (!this.readChildren()) return this.finish(END, text.length)
        continue
      }
      if (stack.length > 0 && stack[stack.length - 1] === TAG) {
        if (this.readTag()) continue
      }
      const code = this.skipTrivia()
      this.start = this.position
      if (this.position >= text.length) return this.finish(END, text.length)
      if (code < 128) {
        const kind = CLASSES[code]
        if (kind === WORD_CLASS) return this.readWord()
        if (kind === DIGIT_CLASS) return this.readNumber()
      } else return this.readWord()
      if (code === 34 || code === 39) return this.readString(code)
      if (code === BACKTICK) {
        this.position++
        return this.readTemplate()
      }
      if (code === SLASH && !this.operand) {
        const regex = this.readRegex()
        if (regex) return regex
      }
      if (code === 46 && isDigit(text.charCodeAt(this.position + 1))) return this.readNumber()
      if (code === LT && this.options.jsx && !this.operand && this.opensElement()) {
        this.push(TAG)
        this.position++
        continue
      }
      const kind = this.readPunctuator(code)
      if (kind !== null) return kind
    }
  }

  private readPunctuator(code: number): number | null {
    const { text } = this
    const after = text.charCodeAt(this.position + 1)
    let length = 1
    let operand = false
    switch (code) {
      case 40: // (
        this.push(HEADERS.has(this.lastWord) || (this.lastWord === 'await' && this.closedHeader) ? HEADER_PAREN : PAREN)
        break
      case 91:
        this.push(BRACKET)
        break
      case 123:
        this.push(this.opensBlock() ? BLOCK : OBJECT)
        break
      case 41: {
        const opened = this.pop()
        this.closedHeader = opened === HEADER_PAREN
        operand = !this.closedHeader
        break
      }
      case 93:
        this.pop()
        operand = true
        break
      case 125: {
        const opened = this.pop()
        if (opened === TEMPLATE_HOLE) {
          this.position++
          return this.readTemplate()
        }
        if (this.stack.length > 0 && (this.stack[this.stack.length - 1] as number) >= TAG) {
          // The end of `{…}` inside JSX.
          this.position++
          return null
        }
        operand = opened === OBJECT
        break
      }
      case 43:
      case 45:
        if (after === code) {
          length = 2
          operand = this.operand && !this.newline
        }
        break
      case 33:
        // `x!` asserts, `!x` negates.
        if (this.operand && !this.newline && after !== 61) operand = true
        break
      case 61:
        if (after === GT) length = 2
        break
      case LT:
        // A shift: nothing begins at its second half.
        if (after === LT && this.operand) length = 2
        break
      case 63:
        if (after === 46 && !isDigit(text.charCodeAt(this.position + 2))) length = 2
        break
      case 46:
        if (after === 46 && text.charCodeAt(this.position + 2) === 46) length = 3
        break
    }
    this.code = code
    this.finish(PUNCTUATOR, this.start + length)
    this.lastCode = length === 2 && code === 63 ? 46 : length === 1 ? code : -code
    this.operand = operand
    return PUNCTUATOR
  }

  /** Whether a `{` here opens statements or members rather than an object. */
  private opensBlock(): boolean {
    if (this.kind === WORD) return this.operand || BLOCK_WORDS.has(this.lastWord)
    if (this.kind !== PUNCTUATOR) return this.kind === STRING || this.start === 0
    switch (this.lastCode) {
      case 41: // ) {
      case 59: // ; {
      case 123: // { {
      case 125: // } {
      case -61: // => {
      case GT: // class A<T> {
        return true
      case 58: {
        // A label, a `case`, or a property: inside a block it is a statement.
        const around = this.stack[this.stack.length - 1]
        return around === undefined || around === BLOCK
      }
      case 93: // type members, `class A extends B[c] {`
        return true
      default:
        return false
    }
  }
}
