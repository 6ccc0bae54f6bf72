import {
  BLOCK_WORDS,
  CLASSES,
  CONTEXTUAL,
  DIGIT_CLASS,
  HEADERS,
  isDigit,
  isLetter,
  isTagPart,
  isWhiteSpace,
  OPERATORS,
  PERHAPS_TYPE_PARAMETER,
  SPACE_CLASS,
  TYPE_PARAMETERS,
  WORD_CLASS,
} from './lexer-tables.ts'

/*
 * Tokens of TypeScript and JavaScript without a syntax tree: for files that do not parse, for files nested too deeply
 * to be parsed safely, and for the import surface of a whole repository. Linear in the text.
 */

export const END = 0
export const WORD = 1
export const STRING = 2
export const TEMPLATE = 3
export const NUMBER = 4
export const PUNCTUATOR = 5
export const REGEX = 6

/** What encloses a token. */
const PAREN = 1
const HEADER_PAREN = 2 // of `if (…)`, `while (…)`: what follows begins a statement
const BRACKET = 3
const BLOCK = 4
const OBJECT = 5
const TEMPLATE_HOLE = 6
const TAG = 7
const CHILDREN = 8

const LT = 60
const GT = 62
const SLASH = 47
const BACKTICK = 96

export interface LexerOptions {
  /** Read JSX elements. */
  readonly jsx: boolean
  /** Damaged text: what is never closed hides nothing that follows it. */
  readonly tolerant: boolean
}

export class Lexer {
  readonly text: string
  kind = END
  start = 0
  end = 0
  /** First code unit of a punctuator (`=>` has that of `=` and length 2). */
  code = 0
  /** A line break stands before the token. */
  newline = false
  /** The token before this one ends an operand. */
  afterOperand = false
  /** The token before this one is a `;` or `}`, or there is none. */
  afterStatement = true
  /** A string or template without escapes and substitutions. */
  plain = true
  /** Something was read that another reading could explain as well. */
  uncertain = false
  /** Comments passed, where wanted. */
  readonly comments: { start: number; end: number }[] | null
  private readonly options: LexerOptions
  private readonly stack: number[] = []
  private position = 0
  /** The last token ends an operand: `/` divides, `<` compares. */
  private operand = false
  private lastWord = ''
  private lastCode = 0
  /** The last `)` closed the header of a statement: `if (…)`, `while (…)`. */
  closedHeader = false
  private templatesEnd = false
  private commentsEnd = false

  constructor(text: string, options: LexerOptions, collectComments = false) {
    this.text = text
    this.options = options
    this.comments = collectComments ? [] : null
    if (text.charCodeAt(0) === 0xfeff) this.position = 1
    if (text.startsWith('#!', this.position)) this.skipLine()
  }

  /** The greatest depth so far; elements nest without a token between them. */
  deepest = 0

  /** Brackets, templates and tags around the current token. */
  get depth(): number {
    return this.stack.length
  }

  /** Whether the current token is this word. */
  is(word: string): boolean {
    return this.kind === WORD && this.end - this.start === word.length && this.text.startsWith(word, this.start)
  }

  /** Whether the current token is this punctuator of one character. */
  isCode(code: number): boolean {
    return this.kind === PUNCTUATOR && this.code === code && this.end === this.start + 1
  }

  value(): string {
    return this.text.slice(this.start, this.end)
  }

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

  private finish(kind: number, end: number): number {
    this.kind = kind
    this.end = end
    this.position = end
    if (kind !== PUNCTUATOR) this.lastCode = 0
    if (kind !== WORD) this.lastWord = ''
    if (kind === STRING || kind === NUMBER || kind === REGEX) this.operand = true
    return kind
  }

  /** Skip white space and comments; the code unit that follows. */
  private skipTrivia(): number {
    const { text } = this
    const { length } = text
    for (;;) {
      const code = this.position < length ? text.charCodeAt(this.position) : 0
      if (code < 128) {
        if (CLASSES[code] === SPACE_CLASS) {
          if (code === 10 || code === 13) this.newline = true
          this.position++
          continue
        }
        if (code !== SLASH) return code
        const after = text.charCodeAt(this.position + 1)
        const start = this.position
        if (after === SLASH) this.skipLine()
        else if (after === 42) {
          if (!this.skipBlockComment()) return code
        } else return code
        this.comments?.push({ start, end: this.position })
        continue
      }
      if (code === 0x2028 || code === 0x2029) this.newline = true
      else if (!isWhiteSpace(code)) return code
      this.position++
    }
  }

  private skipLine(): void {
    const { text } = this
    let at = this.position
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === 10 || code === 13 || code === 0x2028 || code === 0x2029) break
    }
    this.position = at
  }

  private skipBlockComment(): boolean {
    const close = this.commentsEnd ? -1 : this.text.indexOf('*/', this.position + 2)
    if (close === -1) {
      this.commentsEnd = true
      if (this.options.tolerant) return false
      this.position = this.text.length
      return true
    }
    if (!this.newline) this.newline = /[\n\r\u2028\u2029]/.test(this.text.slice(this.position, close))
    this.position = close + 2
    return true
  }

  private readWord(): number {
    const { text } = this
    let at = this.position + 1
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code < 128) {
        const kind = CLASSES[code] as number
        if (kind === WORD_CLASS || kind === DIGIT_CLASS) continue
        // `\u{1F600}`
        if (code === 123 && text.charCodeAt(at - 1) === 117 && text.charCodeAt(at - 2) === 92) {
          const close = text.indexOf('}', at)
          if (close !== -1 && close - at < 10) {
            at = close
            continue
          }
        }
        break
      }
      if (isWhiteSpace(code) || code === 0x2028 || code === 0x2029) break
    }
    const afterDot = this.lastCode === 46
    this.finish(WORD, at)
    this.lastWord = at - this.start <= 10 ? text.slice(this.start, at) : ''
    this.operand = afterDot || !OPERATORS.has(this.lastWord)
    if (afterDot) this.lastWord = ''
    return WORD
  }

  private readNumber(): number {
    const { text } = this
    let at = this.position + 1
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      const kind = code < 128 ? (CLASSES[code] as number) : 0
      if (kind === WORD_CLASS || kind === DIGIT_CLASS || code === 46) continue
      const before = text.charCodeAt(at - 1) | 32
      if ((code === 43 || code === 45) && before === 101 && !/^0[xX]/.test(text.slice(this.position, this.position + 2))) continue
      break
    }
    return this.finish(NUMBER, at)
  }

  private readString(quote: number): number {
    const { text } = this
    this.plain = true
    let at = this.position + 1
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === quote) return this.finish(STRING, at + 1)
      if (code === 92) {
        this.plain = false
        at++
        if (text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10) at++
      } else if (code === 10 || code === 13) break
    }
    this.uncertain = true
    if (!this.options.tolerant) return this.finish(STRING, at)
    this.code = quote
    return this.finish(PUNCTUATOR, this.start + 1)
  }

  /** From after a backtick or a substitution's `}` to the next `${` or the closing backtick. */
  private readTemplate(): number {
    const { text } = this
    const from = this.position
    this.plain = text.charCodeAt(this.start) === BACKTICK
    if (!this.templatesEnd) {
      for (let at = from; at < text.length; at++) {
        const code = text.charCodeAt(at)
        if (code === BACKTICK) {
          this.finish(TEMPLATE, at + 1)
          this.operand = true
          return TEMPLATE
        }
        if (code === 92) {
          this.plain = false
          at++
        } else if (code === 36 && text.charCodeAt(at + 1) === 123) {
          this.plain = false
          this.push(TEMPLATE_HOLE)
          this.finish(TEMPLATE, at + 2)
          this.operand = false
          return TEMPLATE
        }
      }
      this.templatesEnd = true
      this.uncertain = true
    }
    if (!this.options.tolerant) return this.finish(TEMPLATE, text.length)
    this.code = text.charCodeAt(this.start)
    this.finish(PUNCTUATOR, this.start + 1)
    this.operand = false
    return PUNCTUATOR
  }

  private readRegex(): number | null {
    const { text } = this
    let inClass = false
    for (let at = this.position + 1; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === 10 || code === 13) break
      if (code === 92) at++
      else if (code === 91) inClass = true
      else if (code === 93) inClass = false
      else if (code === SLASH && !inClass) {
        at++
        while (isLetter(text.charCodeAt(at))) at++
        if (CONTEXTUAL.has(this.lastWord) || this.lastCode === 125) this.uncertain = true
        return this.finish(REGEX, at)
      }
    }
    this.uncertain = true
    return null
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

  private push(kind: number): void {
    this.stack.push(kind)
    if (this.stack.length > this.deepest) this.deepest = this.stack.length
  }

  private pop(): number {
    const opened = this.stack.pop()
    if (opened === undefined) {
      this.uncertain = true
      return BLOCK
    }
    return opened
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

  /** Whether a `<` where an operand belongs opens an element, and not the type parameters of an arrow function. */
  private opensElement(): boolean {
    const { text } = this
    const after = text.charCodeAt(this.position + 1)
    if (after === GT) return true
    if (after >= 128 || CLASSES[after] !== WORD_CLASS) {
      // `< T` is odd enough to ask the parser.
      this.uncertain = true
      return false
    }
    TYPE_PARAMETERS.lastIndex = this.position + 1
    if (TYPE_PARAMETERS.test(text)) return false
    PERHAPS_TYPE_PARAMETER.lastIndex = this.position + 1
    if (PERHAPS_TYPE_PARAMETER.test(text)) this.uncertain = true
    return true
  }

  /** Inside a tag: skip names and strings. True where the reading goes on in another state. */
  private readTag(): boolean {
    const { text, stack } = this
    const code = this.skipTrivia()
    if (this.position >= text.length) {
      this.uncertain = true
      stack.pop()
      return false
    }
    if (code === GT) {
      stack[stack.length - 1] = CHILDREN
      this.position++
      return true
    }
    if (code === SLASH) {
      this.position++
      if (this.skipTrivia() === GT) {
        this.position++
        this.closeElement()
      }
      return true
    }
    if (code === 123) {
      this.start = this.position
      this.push(OBJECT)
      this.position++
      this.lastCode = 40
      this.operand = false
      this.kind = PUNCTUATOR
      return true
    }
    if (code === 34 || code === 39) {
      const close = text.indexOf(text.charAt(this.position), this.position + 1)
      this.position = close === -1 ? text.length : close + 1
      return true
    }
    if (code === LT) {
      // Type arguments, or an element as the value of an attribute.
      this.uncertain = true
      this.push(TAG)
      this.position++
      return true
    }
    this.position++
    while (isTagPart(text.charCodeAt(this.position))) this.position++
    return true
  }

  /** Inside an element: skip text up to the next tag or `{`. False at the end of the file. */
  private readChildren(): boolean {
    const { text, stack } = this
    let at = this.position
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === LT || code === 123) break
    }
    this.position = at
    if (at >= text.length) {
      this.uncertain = true
      stack.length = 0
      return false
    }
    this.position++
    if (text.charCodeAt(at) === 123) {
      this.push(OBJECT)
      this.lastCode = 40
      this.operand = false
      this.kind = PUNCTUATOR
      return true
    }
    if (this.skipTrivia() === SLASH) {
      const close = text.indexOf('>', this.position)
      this.position = close === -1 ? text.length : close + 1
      this.closeElement()
    } else this.push(TAG)
    return true
  }

  private closeElement(): void {
    this.stack.pop()
    // The element as a whole is an operand; inside another element this is not asked.
    this.operand = true
    this.kind = STRING
    this.lastCode = 0
    this.lastWord = ''
  }
}
