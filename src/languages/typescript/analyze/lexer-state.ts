import { CLASSES, SPACE_CLASS, isWhiteSpace } from './lexer-tables.ts'
import { BLOCK, END, NUMBER, PUNCTUATOR, REGEX, STRING, WORD } from './token-kinds.ts'

const SLASH = 47

export interface LexerOptions {
  /** Read JSX elements. */
  readonly jsx: boolean
  /** Damaged text: what is never closed hides nothing that follows it. */
  readonly tolerant: boolean
}

/** Where the lexer is in the text, what it has just read, and what is open around that. */
export class LexerState {
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
  protected readonly options: LexerOptions
  protected readonly stack: number[] = []
  protected position = 0
  /** The last token ends an operand: `/` divides, `<` compares. */
  protected operand = false
  protected lastWord = ''
  protected lastCode = 0
  /** The last `)` closed the header of a statement: `if (…)`, `while (…)`. */
  closedHeader = false
  protected templatesEnd = false
  protected commentsEnd = false

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

  protected finish(kind: number, end: number): number {
    this.kind = kind
    this.end = end
    this.position = end
    if (kind !== PUNCTUATOR) this.lastCode = 0
    if (kind !== WORD) this.lastWord = ''
    if (kind === STRING || kind === NUMBER || kind === REGEX) this.operand = true
    return kind
  }

  protected push(kind: number): void {
    this.stack.push(kind)
    if (this.stack.length > this.deepest) this.deepest = this.stack.length
  }

  protected pop(): number {
    const opened = this.stack.pop()
    if (opened === undefined) {
      this.uncertain = true
      return BLOCK
    }
    return opened
  }

  /** Skip white space and comments; the code unit that follows. */
  protected skipTrivia(): number {
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

  protected skipLine(): void {
    const { text } = this
    let at = this.position
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === 10 || code === 13 || code === 0x2028 || code === 0x2029) break
    }
    this.position = at
  }

  protected skipBlockComment(): boolean {
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
}
