import { STRING, type Tokens, tokenIs, tokenText } from './tokens.ts'
import { decodeContent, literalParts } from './string-literals.ts'
import { bracketStep, type TokenStatement } from './token-statements.ts'

export interface ListedNames {
  readonly names: readonly string[]
  readonly removed: readonly string[]
  readonly complete: boolean
}

/** `__all__.append(f.__name__)` in a decorator, `add(__all__)`, `globals()["__all__"]`. */
const FILLED =
  /^[ \t]+__all__[ \t]*(?:\.(?:append|extend|insert)\(|\+=)\s*(?![\s'"[(])|^[ \t]+global[ \t][^\n#]*\b__all__\b|(?<![\w.])([A-Za-z_][\w.]*)\(\s*__all__\s*[,)]|\[\s*["']__all__["']\s*\]/gm
const READERS =
  /^(?:list|tuple|set|frozenset|sorted|len|iter|any|all|print|str|repr|enumerate|reversed)$|(?:^|\.)(?:update|extend|union)$/

/** Whether somebody may list names beside the statements of the module. */
export function isListedElsewhere(text: string): boolean {
  if (!text.includes('__all__')) return false
  for (const [, callee = ''] of text.matchAll(FILLED)) if (!READERS.test(callee)) return true
  return false
}

/** What a statement that begins with `__all__` lists, read from its tokens. null: it does not change `__all__`. */
export function readListedNames(tokens: Tokens, { first, end }: TokenStatement): ListedNames | null {
  if (tokenIs(tokens, first + 1, '.')) return readMethod(tokens, first + 2, end)
  let from = first + 1
  while (from < end && !tokenIs(tokens, from, '=') && !tokenIs(tokens, from, '+=')) from++
  if (from >= end) return null
  const list = new ListReader(tokens)
  const complete = list.list(from + 1, end)
  return { names: list.names, removed: [], complete }
}

function readMethod(tokens: Tokens, at: number, end: number): ListedNames | null {
  const method = tokenText(tokens, at)
  if (!tokenIs(tokens, at + 1, '(')) return null
  const list = new ListReader(tokens)
  if (method === 'extend') return { complete: list.list(at + 2, end - 1), names: list.names, removed: [] }
  if (method !== 'append' && method !== 'remove') return { names: [], removed: [], complete: false }
  const complete = list.element(at + 2, end - 1)
  return method === 'append'
    ? { names: list.names, removed: [], complete }
    : { names: [], removed: list.names, complete }
}

/** Reads between two tokens; every method answers whether all of it was strings. */
class ListReader {
  readonly names: string[] = []
  private readonly tokens: Tokens

  constructor(tokens: Tokens) {
    this.tokens = tokens
  }

  /** A list: what stands between commas are its elements, without commas it is a sum of lists. */
  list(from: number, end: number): boolean {
    return this.splitAt(from, end, ',').length > 1 ? this.elements(from, end) : this.sum(from, end)
  }

  element(from: number, end: number): boolean {
    const { tokens } = this
    if (tokenIs(tokens, from, '*')) return this.sum(from + 1, end)
    let value = ''
    for (let index = from; index < end; index++) {
      if (tokens.kinds[index] !== STRING) return false
      const parts = literalParts(tokens.text, tokens.starts[index] ?? 0, tokens.ends[index] ?? 0)
      if (parts.prefix.includes('b')) return false
      value += decodeContent(tokens.text.slice(parts.contentStart, parts.contentEnd), parts.prefix.includes('r'))
    }
    if (from < end) this.names.push(value)
    return from < end
  }

  private elements(from: number, end: number): boolean {
    const parts = this.splitAt(from, end, ',')
    // A trailing comma leaves nothing behind it.
    return parts
      .filter(([start, stop], index) => start < stop || index < parts.length - 1)
      .map(([start, stop]) => this.element(start, stop))
      .every(Boolean)
  }

  private sum(from: number, end: number): boolean {
    return this.splitAt(from, end, '+')
      .map(([start, stop]) => this.term(start, stop))
      .every(Boolean)
  }

  private term(from: number, end: number): boolean {
    const { tokens } = this
    if (end === from + 1 && tokenIs(tokens, from, '__all__')) return true
    const wrapped = /^(?:list|tuple|sorted|set)$/.test(tokenText(tokens, from)) && tokenIs(tokens, from + 1, '(')
    const open = wrapped ? from + 1 : from
    if (bracketStep(tokens, open) !== 1 || this.closing(open, end) !== end - 1) return false
    if (end - open === 2) return true
    if (wrapped) return this.sum(open + 1, end - 1)
    return tokenIs(tokens, open, '(') ? this.list(open + 1, end - 1) : this.elements(open + 1, end - 1)
  }

  private closing(open: number, end: number): number {
    let depth = 0
    for (let index = open; index < end; index++) {
      depth += bracketStep(this.tokens, index)
      if (depth === 0) return index
    }
    return end
  }

  /** The ranges between separators outside brackets. */
  private splitAt(from: number, end: number, separator: string): [number, number][] {
    const parts: [number, number][] = []
    let depth = 0
    let start = from
    for (let index = from; index < end; index++) {
      depth += bracketStep(this.tokens, index)
      if (depth === 0 && tokenIs(this.tokens, index, separator)) {
        parts.push([start, index])
        start = index + 1
      }
    }
    parts.push([start, end])
    return parts
  }
}
