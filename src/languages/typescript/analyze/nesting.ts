import { Lexer } from './lexer.ts'
import { END, PUNCTUATOR, WORD } from './token-kinds.ts'

/*
 * The parser is native and recursive: source nested a few thousand levels deep overflows its stack, and no handler
 * catches that. What is nested deeper than people or compilers write is not given to it.
 */

/** Far above what real files have (bundles reach 60), a quarter of what overflows the smaller stack of a worker thread. */
const MAX_BRACKETS = 800
/** Operators, `else`s, arrows … that each hold the rest of their expression or statement inside them. */
const MAX_CHAIN = 2000
/** Terms of one expression that lean to the left: parsed by a loop, but written out by recursion. */
const MAX_TERMS = 10_000

export function isNestedTooDeeply(text: string, jsx: boolean): boolean {
  return mayBeDeep(text) && measure(text, jsx)
}

/** A quick look at single characters that never says no to a deep text; strings and comments count here too. */
function mayBeDeep(text: string): boolean {
  let brackets = 0
  let angles = 0
  let elements = 0
  let loops = 0
  let chain = 0
  let terms = 0
  let before = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    switch (code) {
      case 40: // (
      case 91: // [
      case 123: // {
        terms++
        if (++brackets > MAX_BRACKETS / 2) return true
        break
      case 41:
      case 93:
      case 125:
        if (brackets > 0) brackets--
        break
      case 60: // <
        terms++
        chain++
        if (++angles > MAX_BRACKETS / 2) return true
        if (text.charCodeAt(at + 1) === 47) elements--
        else if (text.charCodeAt(at + 1) > 61 && ++elements > MAX_BRACKETS / 2) return true
        if (elements < 0) elements = 0
        break
      case 62: // >
        if (angles > 0) angles--
        if (before === 47 && elements > 0) elements--
        break
      case 59: // ;
      case 44: // ,
        chain = 0
        terms = 0
        angles = 0
        break
      case 46: // . & | / % `
      case 38:
      case 124:
      case 47:
      case 37:
      case 96:
        terms++
        break
      case 33: // ! ~ + - * ? : =
      case 126:
      case 43:
      case 45:
      case 42:
      case 63:
      case 58:
      case 61:
        chain++
        terms++
        break
      default:
        // The beginning of a word after a space, `)` or `}`: perhaps `else`, `new`, `typeof`.
        if (code >= 97 && code <= 122 && (before <= 32 || before === 41 || before === 125)) {
          chain++
          terms++
          // The header of `for` has semicolons of its own.
          if (code === 102 && text.startsWith('for', at) && ++loops > MAX_BRACKETS) return true
        }
    }
    if (chain > MAX_CHAIN / 2 || terms > MAX_TERMS / 2) return true
    before = code
  }
  return false
}

const PREFIX_WORDS = new Set([
  'typeof',
  'void',
  'delete',
  'new',
  'await',
  'yield',
  'keyof',
  'unique',
  'readonly',
  'infer',
  'else',
  'asserts',
  'async',
  'do',
  'extends',
])

interface Segment {
  chain: number
  terms: number
  /** `?`s whose `:` is still to come. */
  pending: number
  angles: number
}

function measure(text: string, jsx: boolean): boolean {
  const lexer = new Lexer(text, { jsx, tolerant: true })
  const segments: Segment[] = [{ chain: 0, terms: 0, pending: 0, angles: 0 }]
  let total = 0
  let operand = false
  let closed = false
  let header = false
  const top = (): Segment => segments[segments.length - 1] as Segment
  const clear = (segment: Segment): void => {
    total -= segment.chain + segment.angles
    segment.chain = segment.terms = segment.pending = segment.angles = 0
  }
  while (lexer.next() !== END) {
    const { depth } = lexer
    while (segments.length <= depth) segments.push({ chain: 0, terms: 0, pending: 0, angles: 0 })
    while (segments.length > depth + 1) {
      clear(top())
      segments.pop()
    }
    const segment = top()
    segment.terms++
    if (lexer.kind === WORD) {
      const word = lexer.value()
      if (word === 'case') clear(segment)
      else if ((closed || (operand && lexer.newline)) && !CONTINUES.has(word)) clear(segment)
      else if (PREFIX_WORDS.has(word) || header) add(segment, 1)
      operand = !PREFIX_WORDS.has(word)
      closed = header = false
    } else if (lexer.kind === PUNCTUATOR) {
      read(segment, lexer)
      closed = lexer.isCode(125)
      header = lexer.isCode(41) && lexer.closedHeader
    } else {
      operand = true
      closed = header = false
    }
    if (lexer.deepest / MAX_BRACKETS + total / MAX_CHAIN > 1 || segment.terms > MAX_TERMS) return true
  }
  return lexer.deepest > MAX_BRACKETS

  function add(segment: Segment, count: number): void {
    segment.chain += count
    total += count
  }

  function read(segment: Segment, { code, end, start, closedHeader }: Lexer): void {
    switch (code) {
      case 59: // ;
      case 44: // ,
        clear(segment)
        operand = false
        return
      case 63: // ?
        if (end - start > 1) return
        segment.pending++
        add(segment, 1)
        break
      case 58: // :
        if (segment.pending > 0) segment.pending--
        else add(segment, 1)
        break
      case 61: // = and =>
        add(segment, 1)
        break
      case 60: // <
        // A type assertion, or the beginning of a JSX element.
        if (!operand) add(segment, 1)
        segment.angles += 2
        total += 2
        break
      case 62: // >
        if (segment.angles > 0) {
          segment.angles -= 2
          total -= 2
        }
        break
      case 42: // *, **
      case 33:
      case 126:
      case 43:
      case 45:
        if (!operand || code === 42) add(segment, 1)
        break
      case 41:
        operand = !closedHeader
        return
      case 93:
      case 125:
        operand = true
        return
    }
    operand = false
  }
}

/** Words that go on after a `}` with the statement it belongs to. */
const CONTINUES = new Set([
  'else',
  'catch',
  'finally',
  'while',
  'as',
  'satisfies',
  'in',
  'instanceof',
  'extends',
  'implements',
  'of',
])
