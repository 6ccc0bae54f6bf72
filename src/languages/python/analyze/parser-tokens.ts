import { Lexer, TokenType } from 'py-ast'

/*
 * py-ast 1.16 splits its source into tokens with a regular expression built anew for every character, which is half of
 * its time. Masked source (`mask.ts`) needs little of what a tokenizer must know, so it is split here into the very
 * same tokens. What is not plain — anything that py-ast would refuse, too — is left to py-ast's own tokenizer.
 */

type Token = ReturnType<Lexer['tokenize']>[number]

const original = Lexer.prototype.tokenize

/** Let py-ast split masked source the fast way. Done once, when the analysis is loaded. */
export function speedUpParser(): void {
  Lexer.prototype.tokenize = function tokenize(this: Lexer): Token[] {
    const source: unknown = Reflect.get(this, 'source')
    return (typeof source === 'string' ? splitTokens(source) : null) ?? original.call(this)
  }
}

/** The tokens of masked source; null where it is not as plain as it looked. */
export function splitTokens(source: string): Token[] | null {
  const split = new Splitter(source)
  return split.run() ? split.tokens : null
}

/** As py-ast itself splits them. */
export const splitByParser = (source: string): Token[] => original.call(new Lexer(source))

const typeOf = (spelling: string): TokenType | null => {
  try {
    const [token, ...rest] = splitByParser(spelling)
    return token?.value === spelling && rest.length === 2 ? token.type : null
  } catch {
    return null
  }
}

const LETTER = 1
const DIGIT = 2
const OPERATOR = 3
const CLASSES = new Uint8Array(128)
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code)
  if (/[A-Za-z_]/.test(character)) CLASSES[code] = LETTER
  else if (/[0-9]/.test(character)) CLASSES[code] = DIGIT
  else if ('+-*/%@|&^~()[]{},:.;=<>!'.includes(character)) CLASSES[code] = OPERATOR
}

const KEYWORDS = new Map<string, TokenType>()
for (const name of Object.values(TokenType))
  for (const word of [name.toLowerCase(), name.charAt(0) + name.slice(1).toLowerCase()]) {
    const type = typeOf(word)
    if (type !== null && type !== TokenType.NAME) KEYWORDS.set(word, type)
  }
const LONGEST_KEYWORD = Math.max(...[...KEYWORDS.keys()].map((word) => word.length))

const OPERATORS = new Map<string, TokenType>()
for (const first of '+-*/%@|&^~()[]{},:.;=<>!')
  for (const rest of ['', '=', '*', '/', '<', '>', '*=', '/=', '<=', '>=', '..']) {
    const type = typeOf(first + rest)
    if (type !== null) OPERATORS.set(first + rest, type)
  }

/** The second character of every longer operator. */
const continuesOperator = (code: number): boolean => code === 61 || code === 42 || code === 47 || code === 60 || code === 62 || code === 46
const isQuote = (code: number): boolean => code === 34 || code === 39
const isDigit = (code: number): boolean => code >= 48 && code <= 57
/** Prefixes that masked source can have: none of them makes an f-string. */
const PLAIN_PREFIX = /^(?:[rbu]|br|rb)$/i

class Splitter {
  readonly tokens: Token[] = []
  private readonly source: string
  private readonly indents: number[] = [0]
  private at = 0
  private line = 1
  /** Offset of the line's first character. */
  private base = 0
  private atLineStart = true
  private parens = 0
  private brackets = 0
  private braces = 0

  constructor(source: string) {
    this.source = source
  }

  run(): boolean {
    const { source } = this
    while (this.at < source.length) if (!this.step()) return false
    const last = this.tokens.at(-1)
    if (last && last.type !== TokenType.NEWLINE) this.addEmpty(TokenType.NEWLINE, '\n')
    while (this.indents.length > 1) {
      this.indents.pop()
      this.addEmpty(TokenType.DEDENT, '')
    }
    this.addEmpty(TokenType.EOF, '')
    return true
  }

  private step(): boolean {
    const { source } = this
    const code = source.charCodeAt(this.at)
    if (code === 10) {
      this.newline()
      return true
    }
    if (this.atLineStart) {
      this.atLineStart = false
      return this.indentation()
    }
    if (code === 32 || code === 9) {
      this.at++
      return true
    }
    if (code >= 128) return false
    const kind = CLASSES[code]
    if (kind === LETTER) return this.word()
    if (isQuote(code)) return this.string(this.at)
    if (kind === DIGIT || (code === 46 && isDigit(source.charCodeAt(this.at + 1)))) {
      this.number()
      return true
    }
    if (kind === OPERATOR) return this.operator(code)
    if (code !== 92 || source.charCodeAt(this.at + 1) !== 10) return false
    this.at += 2
    this.breakLine()
    return true
  }

  private breakLine(): void {
    this.line++
    this.base = this.at
  }

  private newline(): void {
    const column = this.at - this.base
    const { line } = this
    this.at++
    this.breakLine()
    if (this.parens === 0 && this.brackets === 0 && this.braces === 0)
      this.tokens.push({
        type: TokenType.NEWLINE,
        value: '\n',
        lineno: line,
        col_offset: column,
        end_lineno: this.line,
        end_col_offset: 0,
      })
    this.atLineStart = true
  }

  private indentation(): boolean {
    const { source, indents } = this
    let indent = 0
    for (; ; this.at++) {
      const code = source.charCodeAt(this.at)
      if (code === 32) indent++
      else if (code === 9) indent += 8
      else if (code === 10 || Number.isNaN(code)) return true
      else break
    }
    if (this.parens > 0 || this.brackets > 0 || this.braces > 0) return true
    if (indent > (indents.at(-1) ?? 0)) {
      indents.push(indent)
      this.addEmpty(TokenType.INDENT, '')
      return true
    }
    while (indents.length > 1 && (indents.at(-1) ?? 0) > indent) {
      indents.pop()
      this.addEmpty(TokenType.DEDENT, '')
    }
    return indents.at(-1) === indent
  }

  private word(): boolean {
    const { source } = this
    const start = this.at
    let code = 0
    for (this.at++; ; this.at++) {
      code = source.charCodeAt(this.at)
      if (code >= 128) return false
      const kind = CLASSES[code]
      if (kind !== LETTER && kind !== DIGIT) break
    }
    const value = source.slice(start, this.at)
    if (isQuote(code) && value.length <= 2) {
      if (PLAIN_PREFIX.test(value)) return this.string(start)
      if (/[ft]/i.test(value)) return false
    }
    this.add(value.length > LONGEST_KEYWORD ? TokenType.NAME : (KEYWORDS.get(value) ?? TokenType.NAME), value, start)
    return true
  }

  /** @param start where its prefix begins; the quote is at the current place. */
  private string(start: number): boolean {
    const { source } = this
    const quote = source.charAt(this.at)
    const triple = source.startsWith(quote.repeat(3), this.at)
    const closer = triple ? quote.repeat(3) : quote
    const end = source.indexOf(closer, this.at + closer.length)
    if (end === -1) return false
    const column = start - this.base
    const { line } = this
    for (let at = this.at + closer.length; at < end; at++) {
      const code = source.charCodeAt(at)
      if (code === 92 || code >= 128) return false
      if (code !== 10) continue
      if (!triple) return false
      this.line++
      this.base = at + 1
    }
    this.at = end + closer.length
    this.tokens.push({
      type: TokenType.STRING,
      value: source.slice(start, this.at),
      lineno: line,
      col_offset: column,
      end_lineno: this.line,
      end_col_offset: this.at - this.base,
    })
    return true
  }

  /** As py-ast reads them, its leniency included: underscores are left out of the value. */
  private number(): void {
    const { source } = this
    const start = this.at
    const base = source.charCodeAt(start) === 48 ? (source.charCodeAt(start + 1) | 32) : 0
    const radix = base === 120 ? /[0-9a-fA-F_]*/y : base === 111 ? /[0-7_]*/y : base === 98 ? /[01_]*/y : null
    const pattern = radix ?? /[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?[jJ]?/y
    pattern.lastIndex = radix === null ? start : start + 2
    pattern.test(source)
    this.at = pattern.lastIndex
    const written = source.slice(start, this.at)
    this.add(TokenType.NUMBER, written.includes('_') ? written.replaceAll('_', '') : written, start)
  }

  private operator(code: number): boolean {
    const { source } = this
    const start = this.at
    let value = source.charAt(start)
    if (continuesOperator(source.charCodeAt(start + 1))) {
      const longer = [source.slice(start, start + 3), source.slice(start, start + 2)].find((text) => text.length > 1 && OPERATORS.has(text))
      value = longer ?? value
    }
    const type = OPERATORS.get(value)
    if (type === undefined) return false
    if (code === 40) this.parens++
    else if (code === 41) this.parens--
    else if (code === 91) this.brackets++
    else if (code === 93) this.brackets--
    else if (code === 123) this.braces++
    else if (code === 125) this.braces--
    this.at += value.length
    this.add(type, value, start)
    return true
  }

  /** A token on one line, from `start` to the current place. */
  private add(type: TokenType, value: string, start: number): void {
    this.tokens.push({
      type,
      value,
      lineno: this.line,
      col_offset: start - this.base,
      end_lineno: this.line,
      end_col_offset: this.at - this.base,
    })
  }

  private addEmpty(type: TokenType, value: string): void {
    this.add(type, value, this.at)
  }
}
