import { FSTRING, NAME, STRING } from '../tokens.ts'
import { codeOf } from '../token-codes.ts'
import type { ExprNode } from './expression-nodes.ts'
import { isNumeral, numeralValue } from './numerals.ts'
import { ELSE, FOR, IF, IN, NOT, TokenReader } from './token-reader.ts'

/** Words that may follow a number without a space. */
const BEHIND_NUMBERS = new Set([codeOf('and'), ELSE, FOR, IF, IN, codeOf('is'), NOT, codeOf('or')])

/** Numbers and strings. */
export class LiteralParser extends TokenReader {
  protected number(): ExprNode {
    const { tokens, at } = this
    const start = tokens.starts[at] as number
    const end = tokens.ends[at] as number
    if (!isNumeral(tokens.text, start, end)) this.fail()
    this.at++
    if (this.kind() === NAME && tokens.starts[this.at] === end && !BEHIND_NUMBERS.has(this.code())) this.fail()
    return { nodeType: 'Constant', first: at, last: at, value: numeralValue(tokens.text, start, end) }
  }

  /** Adjacent literals are one. */
  protected strings(): ExprNode {
    const first = this.at
    const bytes = this.isBytes(first)
    for (this.at++; this.kind() === STRING || this.kind() === FSTRING; this.at++)
      if (this.isBytes(this.at) !== bytes) this.fail()
    return { nodeType: 'Constant', first, last: this.at - 1, value: '' }
  }

  private isBytes(index: number): boolean {
    const { text, starts } = this.tokens
    const start = starts[index] as number
    const code = text.charCodeAt(start) | 32
    const next = text.charCodeAt(start + 1) | 32
    return code === 98 || (code === 114 && next === 98)
  }
}
