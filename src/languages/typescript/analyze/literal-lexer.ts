import { LexerState } from './lexer-state.ts'
import { CLASSES, CONTEXTUAL, DIGIT_CLASS, isLetter, isWhiteSpace, OPERATORS, WORD_CLASS } from './lexer-tables.ts'
import { NUMBER, PUNCTUATOR, REGEX, STRING, TEMPLATE, TEMPLATE_HOLE, WORD } from './token-kinds.ts'

const SLASH = 47
const BACKTICK = 96

/** Slashes of one line that may be tried as the beginning of a regular expression that never ends. */
const MAX_OPEN_SLASHES = 50

/** Words, numbers, strings, templates and regular expressions. */
export class LiteralLexer extends LexerState {
  /** How far the end of a string in double, in single quotes was looked for in vain. */
  private openDouble = -1
  private openSingle = -1
  /** How far a regular expression was looked for in vain, and how often. */
  private slashUntil = -1
  private slashes = 0

  protected readWord(): number {
    const { text } = this
    let at = this.position + 1
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code < 128) {
        const kind = CLASSES[code] as number
        if (kind === WORD_CLASS || kind === DIGIT_CLASS) continue
        // `\u{1F600}`
        if (code === 123 && text.charCodeAt(at - 1) === 117 && text.charCodeAt(at - 2) === 92) {
          const length = text.slice(at, at + 10).indexOf('}')
          if (length !== -1) {
            at += length
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

  protected readNumber(): number {
    const { text } = this
    let at = this.position + 1
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      const kind = code < 128 ? (CLASSES[code] as number) : 0
      if (kind === WORD_CLASS || kind === DIGIT_CLASS || code === 46) continue
      const before = text.charCodeAt(at - 1) | 32
      if (
        (code === 43 || code === 45) &&
        before === 101 &&
        !/^0[xX]/.test(text.slice(this.position, this.position + 2))
      )
        continue
      break
    }
    return this.finish(NUMBER, at)
  }

  protected readString(quote: number): number {
    const { text } = this
    this.plain = true
    let at = this.position + 1
    // A quote that the one before it read over: what follows is read alike, and ends no string either.
    const isKnownOpen = this.options.tolerant && at <= (quote === 34 ? this.openDouble : this.openSingle)
    for (; at < text.length && !isKnownOpen; at++) {
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
    if (!isKnownOpen && quote === 34) this.openDouble = at
    else if (!isKnownOpen) this.openSingle = at
    this.code = quote
    return this.finish(PUNCTUATOR, this.start + 1)
  }

  /** From after a backtick or a substitution's `}` to the next `${` or the closing backtick. */
  protected readTemplate(): number {
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

  protected readRegex(): number | null {
    const { text } = this
    let inClass = false
    let at = this.position + 1
    if (at > this.slashUntil) this.slashes = 0
    for (; at < text.length && this.slashes < MAX_OPEN_SLASHES; at++) {
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
    this.slashes++
    this.slashUntil = Math.max(this.slashUntil, at)
    return null
  }
}
