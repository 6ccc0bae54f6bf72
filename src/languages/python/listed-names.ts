import { STRING, type Tokens, tokenIs, tokenText } from './lexer.ts'
import { decodeContent, literalParts } from './string-literals.ts'
import { bracketStep, type TokenStatement } from './token-statements.ts'

export interface ListedNames {
  readonly names: readonly string[]
  readonly removed: readonly string[]
  readonly complete: boolean
}

/** What a statement that begins with `__all__` lists, read from its tokens. null: it does not change `__all__`. */
export function readListedNames(tokens: Tokens, { first, end }: TokenStatement): ListedNames | null {
  if (tokenIs(tokens, first + 1, '.')) return readMethod(tokens, first + 2, end)
  let from = first + 1
  while (from < end && !tokenIs(tokens, from, '=') && !tokenIs(tokens, from, '+=')) from++
  if (from >= end) return null
  const list = new ListReader(tokens, end)
  const complete = list.sum(from + 1)
  return { names: list.names, removed: [], complete }
}

function readMethod(tokens: Tokens, at: number, end: number): ListedNames | null {
  const method = tokenText(tokens, at)
  if (!tokenIs(tokens, at + 1, '(')) return null
  const list = new ListReader(tokens, end - 1)
  if (method === 'extend') return { complete: list.sum(at + 2), names: list.names, removed: [] }
  if (method !== 'append' && method !== 'remove') return { names: [], removed: [], complete: false }
  const complete = list.element(at + 2)
  return method === 'append' ? { names: list.names, removed: [], complete } : { names: [], removed: list.names, complete }
}

class ListReader {
  readonly names: string[] = []
  private at = 0
  private readonly tokens: Tokens
  private readonly end: number

  constructor(tokens: Tokens, end: number) {
    this.tokens = tokens
    this.end = end
  }

  /** `[…] + (…) + list(…)`; false where a part is no list of strings. */
  sum(from: number): boolean {
    this.at = from
    let complete = this.term()
    while (this.at < this.end && tokenIs(this.tokens, this.at, '+')) {
      this.at++
      complete = this.term() && complete
    }
    if (this.at < this.end && tokenIs(this.tokens, this.at, ',')) {
      this.at = from
      return this.elements(this.end)
    }
    return complete && this.at >= this.end
  }

  element(from: number): boolean {
    this.at = from
    return this.string() && this.at >= this.end
  }

  private term(): boolean {
    const { tokens } = this
    const word = tokenText(tokens, this.at)
    if (word === '__all__') {
      this.at++
      return true
    }
    if (/^(?:list|tuple|sorted|set)$/.test(word) && tokenIs(tokens, this.at + 1, '(')) this.at++
    if (!tokenIs(tokens, this.at, '[') && !tokenIs(tokens, this.at, '(') && !tokenIs(tokens, this.at, '{')) return this.skipTerm()
    const close = this.closing()
    this.at++
    const complete = this.elements(close)
    this.at = close + 1
    return complete
  }

  private elements(close: number): boolean {
    let complete = true
    while (this.at < close) {
      const { tokens } = this
      if (tokenIs(tokens, this.at, '*')) {
        this.at++
        complete = this.term() && complete
      } else if (tokens.kinds[this.at] === STRING) {
        complete = this.string() && complete
      } else if (tokenIs(tokens, this.at, '[') || tokenIs(tokens, this.at, '(') || tokenIs(tokens, this.at, '+')) {
        if (tokenIs(tokens, this.at, '+')) this.at++
        complete = this.term() && complete
        continue
      } else {
        complete = this.skipTo(close) && complete
      }
      if (this.at < close && !tokenIs(tokens, this.at, ',')) complete = this.skipTo(close) && false
      this.at++
    }
    return complete
  }

  /** One string, implicit concatenation included. */
  private string(): boolean {
    const { tokens } = this
    let value = ''
    let found = false
    for (; tokens.kinds[this.at] === STRING; this.at++) {
      const { prefix, contentStart, contentEnd } = literalParts(tokens.text, tokens.starts[this.at] ?? 0, tokens.ends[this.at] ?? 0)
      if (prefix.includes('b')) return false
      value += decodeContent(tokens.text.slice(contentStart, contentEnd), prefix.includes('r'))
      found = true
    }
    if (found) this.names.push(value)
    return found
  }

  private closing(): number {
    let depth = 0
    for (let index = this.at; index < this.end; index++) {
      depth += bracketStep(this.tokens, index)
      if (depth === 0) return index
    }
    return this.end
  }

  /** Steps over an element that is no string, up to its comma. */
  private skipTo(close: number): boolean {
    let depth = 0
    for (; this.at < close; this.at++) {
      depth += bracketStep(this.tokens, this.at)
      if (depth === 0 && tokenIs(this.tokens, this.at, ',')) break
    }
    return false
  }

  private skipTerm(): boolean {
    let depth = 0
    for (; this.at < this.end; this.at++) {
      const step = bracketStep(this.tokens, this.at)
      if (depth === 0 && (step < 0 || tokenIs(this.tokens, this.at, '+') || tokenIs(this.tokens, this.at, ','))) break
      depth += step
    }
    return false
  }
}
