import { NAME, type Tokens } from '../tokens.ts'
import { codeOf, isNameCode } from '../token-codes.ts'

/** What is no Python. Made once for a file, so its stack does not matter. */
export class PythonSyntaxError extends Error {
  /** Index of the token that cannot stand where it stands; the token count at the end. */
  readonly token: number

  constructor(token: number) {
    super('invalid syntax')
    this.token = token
  }
}

export const OPEN = codeOf('(')
export const CLOSE = codeOf(')')
export const OPEN_LIST = codeOf('[')
export const CLOSE_LIST = codeOf(']')
export const OPEN_BRACE = codeOf('{')
export const CLOSE_BRACE = codeOf('}')
export const COMMA = codeOf(',')
export const COLON = codeOf(':')
export const DOT = codeOf('.')
export const EQUAL = codeOf('=')
export const STAR = codeOf('*')
export const DOUBLE_STAR = codeOf('**')
export const SLASH = codeOf('/')
export const IF = codeOf('if')
export const ELSE = codeOf('else')
export const FOR = codeOf('for')
export const IN = codeOf('in')
export const AS = codeOf('as')
export const FROM = codeOf('from')
export const ASYNC = codeOf('async')
export const LAMBDA = codeOf('lambda')
export const NOT = codeOf('not')
export const PLUS = codeOf('+')
export const MINUS = codeOf('-')
export const TILDE = codeOf('~')
export const ELLIPSIS = codeOf('...')
export const NONE = codeOf('None')
export const TRUE = codeOf('True')
export const FALSE = codeOf('False')

/** How tightly `or` binds, the loosest operator. */
export const OR_LEVEL = 1
/** Of `|`: what may stand behind a star. */
export const BITWISE_LEVEL = 5

/** Steps over tokens. */
export class TokenReader {
  protected readonly tokens: Tokens
  protected readonly codes: Uint8Array
  protected readonly kinds: Uint8Array
  protected readonly count: number
  protected at = 0

  constructor(tokens: Tokens) {
    this.tokens = tokens
    this.codes = tokens.codes
    this.kinds = tokens.kinds
    this.count = tokens.kinds.length
  }

  /** The code of the current token; -1 at the end. */
  protected code(): number {
    return this.at < this.count ? (this.codes[this.at] as number) : -1
  }

  protected peek(ahead: number): number {
    const index = this.at + ahead
    return index < this.count ? (this.codes[index] as number) : -1
  }

  protected kind(): number {
    return this.at < this.count ? (this.kinds[this.at] as number) : -1
  }

  protected fail(at = this.at): never {
    throw new PythonSyntaxError(at)
  }

  protected expect(code: number): void {
    if (this.code() !== code) this.fail()
    this.at++
  }

  /** Whether the current token was this one; it is stepped over. */
  protected take(code: number): boolean {
    if (this.code() !== code) return false
    this.at++
    return true
  }

  protected isName(index = this.at): boolean {
    return index < this.count && this.kinds[index] === NAME && isNameCode(this.codes[index] as number)
  }

  protected name(): string {
    if (!this.isName()) this.fail()
    return this.tokens.names[this.at++] as string
  }
}
