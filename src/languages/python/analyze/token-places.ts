import type { Guard, Phase, Place } from '../../../core/facts.ts'
import { type Tokens, tokenText } from '../tokens.ts'
import type { TokenStatement } from '../token-statements.ts'

/** What CPython takes; deeper blocks are read as part of the one around them. */
const MAX_BLOCKS = 100
const IMPORT_FAILURE = /^$|\b(?:ImportError|ModuleNotFoundError|Exception|BaseException)\b/

interface Block {
  /** Column of its header. */
  readonly indent: number
  readonly phase: Phase | null
  readonly guard: Guard | null
  readonly definition: boolean
  readonly word: string
  readonly group: number
}

/** When and under which alternatives a statement runs, as far as its indentation tells. */
export class TokenPlaces {
  /** The statement entered last stands in no function or class. */
  atModuleLevel = true
  private readonly tokens: Tokens
  private readonly statements: readonly TokenStatement[]
  private readonly base: Phase
  private blocks: Block[] = []
  /** The block closed last, for `except` to know its `try`. */
  private closed: Block | null = null
  private groups = 0
  /** Statements entered so far. */
  private entered = 0
  /** Column of the logical line. */
  private indent = 0

  constructor(tokens: Tokens, statements: readonly TokenStatement[], stub: boolean) {
    this.tokens = tokens
    this.statements = statements
    this.base = stub ? 'type-only' : 'import-time'
  }

  /** To be called for every statement, in order. */
  enter(statement: TokenStatement): Place {
    this.entered++
    if (statement.leading) {
      this.indent = this.column(statement.first)
      this.close(this.indent)
    }
    const place = this.place()
    this.atModuleLevel = !this.blocks.some(({ definition }) => definition)
    if (statement.header && this.blocks.length < MAX_BLOCKS) this.open(statement)
    return place
  }

  private place(): Place {
    const phases = this.blocks.map(({ phase }) => phase)
    const phase = phases.includes('type-only')
      ? 'type-only'
      : phases.includes('run-time') && this.base === 'import-time'
        ? 'run-time'
        : this.base
    const guards = this.blocks.flatMap(({ guard }) => guard ?? []).reverse()
    return { scope: 0, phase, guards }
  }

  private close(indent: number): void {
    this.closed = null
    while ((this.blocks.at(-1)?.indent ?? -1) >= indent) {
      const block = this.blocks.pop()
      if (block !== undefined && block.indent === indent) this.closed = block
    }
  }

  private open(statement: TokenStatement): void {
    const { tokens } = this
    const { first, end, word } = statement
    const name = word === 'async' ? tokenText(tokens, first + 1) : word
    const condition = tokens.text.slice(tokens.ends[first] ?? 0, tokens.starts[end] ?? 0).trim()
    const follows = this.closed !== null && /^(?:except|else|elif|finally)$/.test(word)
    const group = follows ? (this.closed?.group ?? 0) : this.groups++
    const checking = word === 'if' && /^(?:[\w.]+\.)?(?:TYPE_CHECKING|MYPY)$|^False$|^0$/.test(condition)
    this.blocks.push({
      indent: this.indent,
      phase: name === 'def' ? 'run-time' : checking ? 'type-only' : null,
      guard: this.guard(statement, group),
      definition: name === 'def' || name === 'class',
      word: follows ? (this.closed?.word ?? word) : word,
      group,
    })
  }

  /** Whether a handler raises again is not asked here: that it goes on is assumed. */
  private guard(statement: TokenStatement, group: number): Guard | null {
    const { word } = statement
    if (word === 'try') {
      return this.isCaught() ? { group, branch: 0, kind: 'import-error', swallowed: true } : null
    }
    if (word === 'except') {
      const known = this.closed?.guard ?? null
      if (known === null || known.kind !== 'import-error') return null
      return { group, branch: known.branch + 1, kind: 'import-error', swallowed: false }
    }
    if (word === 'else' && this.closed?.word === 'try') {
      const known = this.closed.guard
      return known === null ? null : { ...known, branch: 0 }
    }
    if (word === 'if') return { group, branch: 0, kind: 'condition', swallowed: false }
    if (word === 'elif' || (word === 'else' && this.closed?.word === 'if')) {
      return { group, branch: (this.closed?.guard?.branch ?? 0) + 1, kind: 'condition', swallowed: false }
    }
    return null
  }

  /** A handler of this `try` names an exception a failing import raises. */
  private isCaught(): boolean {
    const column = this.indent
    for (let index = this.entered; index < this.statements.length; index++) {
      const next = this.statements[index]
      if (next === undefined || !next.leading) continue
      const indent = this.column(next.first)
      if (indent > column) continue
      if (indent < column || next.word !== 'except') return false
      const type = this.tokens.text.slice(this.tokens.ends[next.first] ?? 0, this.tokens.starts[next.end] ?? 0).trim()
      if (IMPORT_FAILURE.test(type)) return true
    }
    return false
  }

  private column(index: number): number {
    const { text, starts, ends } = this.tokens
    const start = starts[index] ?? 0
    const limit = ends[index - 1] ?? 0
    let lineStart = start
    while (lineStart > limit && !/[\r\n]/.test(text.charAt(lineStart - 1))) lineStart--
    let column = 0
    for (const character of text.slice(lineStart, start)) {
      if (character === '\t') column = (Math.floor(column / 8) + 1) * 8
      else if (character === '\f') column = 0
      else if (character === ' ') column++
    }
    return column
  }
}
