import { CLASSES, isTagPart, PERHAPS_TYPE_PARAMETER, TYPE_PARAMETERS, WORD_CLASS } from './lexer-tables.ts'
import { LiteralLexer } from './literal-lexer.ts'
import { CHILDREN, OBJECT, PUNCTUATOR, STRING, TAG } from './token-kinds.ts'

const LT = 60
const GT = 62
const SLASH = 47

/** White space, `,`, `[`, `]`, `&`, `|`. */
const TYPE_JOINTS = new Set([9, 10, 13, 32, 44, 91, 93, 38, 124])
const LONGEST_TYPES = 400

/** JSX elements: nothing of them is a token but what stands in braces. */
export class ElementLexer extends LiteralLexer {
  /** Whether a `<` where an operand belongs opens an element, and not the type parameters of an arrow function. */
  protected opensElement(): boolean {
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
  protected readTag(): boolean {
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
      if (isTagPart(text.charCodeAt(this.position - 1)) && this.skipTypeArguments()) return true
      // An element as the value of an attribute, or types that are more than names.
      this.uncertain = true
      this.push(TAG)
      this.position++
      return true
    }
    this.position++
    while (isTagPart(text.charCodeAt(this.position))) this.position++
    return true
  }

  /** `<A<B, C[]>`: at the second `<`. False, and nothing is skipped, where there is more than names in it. */
  private skipTypeArguments(): boolean {
    const { text } = this
    let open = 0
    for (let at = this.position; at < Math.min(text.length, this.position + LONGEST_TYPES); at++) {
      const code = text.charCodeAt(at)
      if (code === LT) open++
      else if (code === GT) open--
      else if (!isTagPart(code) && !TYPE_JOINTS.has(code)) return false
      if (open > 0) continue
      this.position = at + 1
      return true
    }
    return false
  }

  /** Inside an element: skip text up to the next tag or `{`. False at the end of the file. */
  protected readChildren(): boolean {
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

  protected closeElement(): void {
    this.stack.pop()
    // The element as a whole is an operand; inside another element this is not asked.
    this.operand = true
    this.kind = STRING
    this.lastCode = 0
    this.lastWord = ''
  }
}
