import type { IsOwnName } from '../language.ts'
import { readImportStatement } from './import-statements.ts'
import { tokenize } from './lexer.ts'
import { createLineSummary, type LineSummary, summarizeLine, unifyLineBreaks } from './surface-scanner.ts'
import { boundTokens } from './token-names.ts'
import { bracketStep, type TokenStatement, tokenStatements } from './token-statements.ts'
import { NAME, type Tokens, tokenIs, tokenName } from './tokens.ts'

/** A function or class by the lines that are indented deeper than its first. */
interface Block {
  readonly isFunction: boolean
  readonly indent: number
  readonly start: number
  end: number
  readonly bound: Set<string>
  /** Names that may mean what they mean elsewhere: imported, `global`, `nonlocal`, given another name's value. */
  readonly open: Set<string>
}

const DEFINITION = /(?:async[ \t]+)?def\b/y
const CLASS = /class\b/y

/**
 * Read from lines and tokens, without a tree. What is unsure is no function's own.
 * @param names that will be asked for.
 */
export function readOwnNames(source: string, names: Iterable<string>): IsOwnName {
  const text = unifyLineBreaks(source)
  const blocks = readBlocks(text, createSpelled(text, names))
  return (name, offset) => {
    for (let at = blocks.length - 1; at >= 0; at--) {
      const block = blocks[at] as Block
      if (offset < block.start || offset >= block.end) continue
      if (block.open.has(name)) return false
      if (block.isFunction && block.bound.has(name)) return true
    }
    return false
  }
}

/** Tells of ever later ranges whether one of the names is spelled there. */
function createSpelled(text: string, names: Iterable<string>): (start: number, end: number) => boolean {
  const next = Array.from(names, (name) => ({ name, at: text.indexOf(name) }))
  return (start, end) => {
    let found = false
    for (const item of next) {
      if (item.at !== -1 && item.at < start) item.at = text.indexOf(item.name, start)
      found ||= item.at !== -1 && item.at < end
    }
    return found
  }
}

/** In the order of their first lines: inner ones follow outer ones. */
function readBlocks(text: string, isSpelled: (start: number, end: number) => boolean): Block[] {
  const blocks: Block[] = []
  const stack: Block[] = []
  const line = createLineSummary()
  for (let at = 0; at < text.length; at = line.end + 1) {
    const { indent, start } = readIndent(text, at)
    const code = text.charCodeAt(start)
    if (code === 10 || code === 35) {
      const newline = text.indexOf('\n', start)
      line.end = newline === -1 ? text.length : newline
      continue
    }
    for (let top = stack.at(-1); top && top.indent >= indent; top = stack.at(-1)) {
      top.end = at
      stack.pop()
    }
    summarizeLine(text, start, line)
    DEFINITION.lastIndex = start
    CLASS.lastIndex = start
    const isFunction = DEFINITION.test(text)
    const outer = stack.at(-1)
    if (outer && isSpelled(start, line.end) && mayBind(text, start, line))
      readBound(tokenize(text, start, line.end), outer)
    if ((!isFunction && !CLASS.test(text)) || line.inlineSuite) continue
    const block = {
      isFunction,
      indent,
      start: line.end,
      end: text.length,
      bound: new Set<string>(),
      open: new Set<string>(),
    }
    if (isFunction) for (const name of parametersOf(tokenize(text, start, line.end))) block.bound.add(name)
    blocks.push(block)
    stack.push(block)
  }
  return blocks
}

function readIndent(text: string, from: number): { readonly indent: number; readonly start: number } {
  let indent = 0
  for (let start = from; ; start++) {
    const code = text.charCodeAt(start)
    if (code === 32) indent++
    else if (code === 9) indent = (Math.floor(indent / 8) + 1) * 8
    else if (code === 12) indent = 0
    else if (code !== 13) return { indent, start }
  }
}

/** First words of lines that may bind without an equals sign. */
const BINDING = /(?:async|case|class|def|del|except|for|from|global|import|lazy|nonlocal|type|with)\b/y

function mayBind(text: string, start: number, { equals, walrus, semicolon, inlineSuite }: LineSummary): boolean {
  BINDING.lastIndex = start
  return equals > 0 || walrus || semicolon || inlineSuite || BINDING.test(text)
}

function readBound(tokens: Tokens, block: Block): void {
  for (const statement of tokenStatements(tokens)) {
    const found = readImportStatement(tokens, statement.first)
    const { first, end, word, header } = statement
    if (found !== null)
      for (const { name, alias } of found.items) block.open.add(alias?.name ?? name.split('.', 1)[0] ?? name)
    else if (word === 'global' || word === 'nonlocal')
      for (let index = first + 1; index < end; index += 2) block.open.add(tokenName(tokens, index))
    else {
      const names = mayAlias(tokens, statement, block) ? block.open : block.bound
      for (const { index } of boundTokens(tokens, statement)) names.add(tokenName(tokens, index))
    }
    // What follows on the line is the definition's own.
    if (header && (word === 'def' || word === 'class' || word === 'async')) return
  }
}

const CONSTANT = /^(?:None|True|False)$/

/** `m = pkg.mod`: the name may denote a module again. Not so what is read off a name of the function's own. */
function mayAlias(tokens: Tokens, { first, end }: TokenStatement, { bound, open }: Block): boolean {
  let value = end
  while (value > first && !tokenIs(tokens, value - 1, '=')) {
    value--
    if (tokens.kinds[value] !== NAME && !tokenIs(tokens, value, '.')) return false
  }
  if (value === first || value === end) return false
  const head = tokenName(tokens, value)
  return !CONSTANT.test(head) && (!bound.has(head) || open.has(head))
}

/** Names behind `(`, commas and stars of the outermost parentheses; none where a lambda has such commas as well. */
function parametersOf(tokens: Tokens): string[] {
  const names: string[] = []
  let depth = 0
  for (let index = 0; index < tokens.kinds.length; index++) {
    depth += bracketStep(tokens, index)
    if (tokens.kinds[index] !== NAME || depth !== 1) continue
    const name = tokenName(tokens, index)
    if (name === 'lambda') return []
    if (['(', ',', '*', '**'].some((before) => tokenIs(tokens, index - 1, before)) && !tokenIs(tokens, index + 1, '.'))
      names.push(name)
  }
  return names
}
