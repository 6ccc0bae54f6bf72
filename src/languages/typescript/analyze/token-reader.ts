import type { ExportFact, ImportFact, Member, Reference } from '../../../core/facts.ts'
import { type DraftName, draftName } from './drafts.ts'
import { isDot, isText, named, PLACE, reference, star, type Token } from './token-drafts.ts'
import { STRING, WORD } from './token-kinds.ts'

/** Words that are never names. */
const RESERVED = new Set(
  (
    'break case catch class const continue debugger default delete do else enum export extends false finally for ' +
    'function if import in instanceof new null return super switch this throw true try typeof var void while with ' +
    'let static yield await async of as from type interface namespace module declare abstract readonly public private ' +
    'protected implements keyof infer is asserts satisfies get set any unknown never string number boolean symbol object undefined'
  ).split(' '),
)

type DraftFact = Omit<ImportFact, 'names' | 'escapes'> & { names: DraftName[]; escapes: boolean }

/** How far apart a binding pattern's braces may be: a bound on the work damaged text can cause. */
const REACH = 400

/** Imports, exports and names in a row of tokens. */
export class TokenReader {
  readonly imports: DraftFact[] = []
  readonly exports: ExportFact[] = []
  readonly references: (Reference & { name: string })[] = []
  private readonly tokens: readonly Token[]
  private at = 0

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }

  run(): void {
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at] as Token
      const before = this.tokens[this.at - 1]
      if (token.kind === WORD && !isDot(before)) {
        if (token.text === 'import' && this.readImport()) continue
        if (token.text === 'export' && this.readExport()) continue
        if (token.text === 'require' && this.readCall('require', this.at)) continue
        this.readName(token, before)
      }
      this.at++
    }
  }

  private peek(offset: number): Token | undefined {
    return this.tokens[this.at + offset]
  }

  private readName(token: Token, before: Token | undefined): void {
    const after = this.peek(1)
    if (RESERVED.has(token.text) || token.text.startsWith('#') || token.text === '') return
    // A key of an object or a pattern.
    if (after?.text === ':' && (before?.text === '{' || before?.text === ',')) return
    this.references.push({ name: token.text, ...reference(token, this.membersAfter(this.at + 1)) })
  }

  private membersAfter(from: number): Member[] {
    const members: Member[] = []
    for (let at = from; isDot(this.tokens[at]) && this.tokens[at]?.text !== '...'; at += 2) {
      const name = this.tokens[at + 1]
      if (name?.kind !== WORD) break
      members.push({ name: name.text, span: { start: name.start, end: name.end } })
    }
    return members
  }

  /** `import('m')`, `require('m')` with the word at `at`. */
  private readCall(kind: 'require' | 'dynamic-import', at: number): boolean {
    const open = this.tokens[at + 1]
    const source = this.tokens[at + 2]
    if (open?.text !== '(' || !isText(source)) return false
    const close = this.tokens[at + 3]
    const word = this.tokens[at] as Token
    const [first, ...members] = close?.text === ')' && kind === 'require' ? this.membersAfter(at + 4) : []
    const fact = this.open(kind, source, word.start, close?.end ?? source.end)
    if (first)
      fact.names.push(
        draftName({ shape: 'named', imported: first.name, importedSpan: first.span, span: first.span, members }),
      )
    else fact.names.push(...this.boundBefore(at), ...this.callbackAfter(at + 4))
    fact.escapes = fact.names.length === 0
    this.at = at + 3
    return true
  }

  /** `const { a, b: c } = require(…)`, `const m = await import(…)`. */
  private boundBefore(at: number): DraftName[] {
    let index = at - 1
    if (this.tokens[index]?.text === 'await') index--
    if (this.tokens[index]?.text !== '=') return []
    const target = this.tokens[index - 1]
    if (target?.kind === WORD && /^(?:const|let|var)$/.test(this.tokens[index - 2]?.text ?? '')) {
      const span = { start: target.start, end: target.end }
      return [draftName({ shape: 'namespace', imported: '*', span, localName: target.text, localSpan: span })]
    }
    if (target?.text !== '}') return []
    let open = index - 2
    while (open >= 0 && index - open < REACH && this.tokens[open]?.text !== '{') open--
    if (this.tokens[open]?.text !== '{') return []
    return this.patternNames(open + 1, index - 1)
  }

  /** `.then(({ a }) => …)`, `.then((m) => …)`. */
  private callbackAfter(from: number): DraftName[] {
    if (this.tokens[from]?.text !== '.' || this.tokens[from + 1]?.text !== 'then') return []
    let at = from + 3
    if (this.tokens[at]?.text === '(') at++
    const first = this.tokens[at]
    if (first?.kind === WORD && !RESERVED.has(first.text)) {
      const span = { start: first.start, end: first.end }
      return [draftName({ shape: 'namespace', imported: '*', span, localName: first.text, localSpan: span })]
    }
    if (first?.text !== '{') return []
    let close = at
    while (close - at < REACH && close < this.tokens.length && this.tokens[close]?.text !== '}') close++
    return this.patternNames(at + 1, close)
  }

  private patternNames(from: number, to: number): DraftName[] {
    const names: DraftName[] = []
    for (let at = from; at < to; at++) {
      const key = this.tokens[at]
      if (key?.kind !== WORD && key?.kind !== STRING) continue
      const renamed = this.tokens[at + 1]?.text === ':' ? this.tokens[at + 2] : undefined
      const local = renamed?.kind === WORD ? renamed : renamed ? undefined : key
      names.push(named(key, local ?? null, 'local', false))
      while (at < to && this.tokens[at]?.text !== ',') at++
    }
    return names
  }

  private open(kind: ImportFact['kind'], source: Token, start: number, end: number, typeOnly = false): DraftFact {
    const fact: DraftFact = {
      kind,
      specifier: source.text.slice(1, -1),
      specifierSpan: { start: source.start + 1, end: source.end - 1 },
      statement: { start, end },
      names: [],
      typeOnly,
      place: typeOnly ? { ...PLACE, phase: 'type-only' } : PLACE,
      escapes: false,
      editable: source.plain,
    }
    this.imports.push(fact)
    return fact
  }

  private readImport(): boolean {
    const start = (this.tokens[this.at] as Token).start
    const next = this.peek(1)
    if (next?.text === '(') return this.readCall('dynamic-import', this.at)
    if (next?.text === '.') return false
    if (isText(next)) {
      this.open('import', next, start, next.end)
      this.at += 2
      return true
    }
    const clause = this.readClause(this.at + 1, 'local')
    if (!clause) return false
    const fact = this.open(
      clause.equals ? 'import-equals' : 'import',
      clause.source,
      start,
      clause.end,
      clause.typeOnly,
    )
    fact.names.push(...clause.names)
    this.at = clause.next
    return true
  }

  private readExport(): boolean {
    const start = (this.tokens[this.at] as Token).start
    const next = this.peek(1)
    if (
      next?.text === '{' ||
      next?.text === '*' ||
      (next?.text === 'type' && /^[{*]$/.test(this.peek(2)?.text ?? ''))
    ) {
      const clause = this.readClause(this.at + 1, 'exported')
      if (clause) {
        const fact = this.open('re-export', clause.source, start, clause.end, clause.typeOnly)
        fact.names.push(...clause.names)
        for (const [index, name] of clause.names.entries()) {
          if (name.exportedAs === null || !name.exportedSpan) continue
          const target = { type: 'import', import: this.imports.length - 1, name: index } as const
          this.exports.push({ name: name.exportedAs, span: name.exportedSpan, typeOnly: name.typeOnly, target })
        }
        this.at = clause.next
        return true
      }
      return false
    }
    this.at++
    if (next?.text === 'default') {
      this.exports.push({
        name: 'default',
        span: { start: next.start, end: next.end },
        typeOnly: false,
        target: { type: 'value' },
      })
      this.at++
      return true
    }
    let at = this.at
    while (MODIFIERS.has(this.tokens[at]?.text ?? '')) at++
    const name = this.tokens[at]
    if (at > this.at && name?.kind === WORD) {
      this.exports.push({
        name: name.text,
        span: { start: name.start, end: name.end },
        typeOnly: false,
        target: { type: 'value' },
      })
    }
    return true
  }

  /** From after `import`/`export` to the module's name; null where there is none in reach. */
  private readClause(
    from: number,
    side: 'local' | 'exported',
  ): { names: DraftName[]; source: Token; end: number; next: number; typeOnly: boolean; equals: boolean } | null {
    const names: DraftName[] = []
    let at = from
    let typeOnly = false
    const modifier = this.tokens[at]?.text
    const second = this.tokens[at + 1]?.text
    if (
      (modifier === 'type' || modifier === 'typeof' || modifier === 'defer' || modifier === 'source') &&
      second !== ',' &&
      (second !== 'from' || this.tokens[at + 2]?.text === 'from')
    ) {
      typeOnly = modifier === 'type' || modifier === 'typeof'
      at++
    }
    for (; at < this.tokens.length; at++) {
      const token = this.tokens[at] as Token
      if (token.text === 'from' && isText(this.tokens[at + 1])) {
        const source = this.tokens[at + 1] as Token
        return { names, source, end: this.endOf(at + 1), next: at + 2, typeOnly, equals: false }
      }
      if (token.text === '=' && this.tokens[at + 1]?.text === 'require' && isText(this.tokens[at + 3])) {
        const source = this.tokens[at + 3] as Token
        const [name] = names
        if (name) names[0] = draftName({ ...name, shape: 'namespace', imported: '*' })
        return { names, source, end: this.endOf(at + 4), next: at + 5, typeOnly, equals: true }
      }
      if (token.text === '{') {
        const close = this.readList(at + 1, side, typeOnly, names)
        if (close === null) return null
        at = close
      } else if (token.text === '*') {
        const alias = this.tokens[at + 1]?.text === 'as' ? this.tokens[at + 2] : undefined
        names.push(star(token, alias ?? null, side, typeOnly))
        if (alias) at += 2
      } else if (token.kind === WORD && side === 'local' && token.text !== 'import' && token.text !== 'export') {
        const span = { start: token.start, end: token.end }
        names.push(
          draftName({ shape: 'named', imported: 'default', span, localName: token.text, localSpan: span, typeOnly }),
        )
      } else if (token.text !== ',') return null
    }
    return null
  }

  private endOf(at: number): number {
    const semicolon = this.tokens[at + 1]
    return semicolon?.text === ';' ? semicolon.end : (this.tokens[at]?.end ?? 0)
  }

  /** The names between braces; the index of the closing one. */
  private readList(from: number, side: 'local' | 'exported', typeOnly: boolean, names: DraftName[]): number | null {
    for (let at = from; at < this.tokens.length; at++) {
      const token = this.tokens[at] as Token
      if (token.text === '}') return at
      if (token.text === ',') continue
      if (token.kind !== WORD && token.kind !== STRING) return null
      let first = token
      let isType = typeOnly
      const next = this.tokens[at + 1]
      if (
        (token.text === 'type' || token.text === 'typeof') &&
        next &&
        next.text !== ',' &&
        next.text !== '}' &&
        next.text !== 'as'
      ) {
        isType = true
        first = next
        at++
      }
      let second: Token | null = null
      if (this.tokens[at + 1]?.text === 'as') {
        second = this.tokens[at + 2] ?? null
        at += 2
      }
      names.push({
        ...named(first, second ?? first, side, isType),
        span: { start: token.start, end: (second ?? first).end },
      })
    }
    return null
  }
}

const MODIFIERS = new Set(
  'declare abstract async const let var function class interface type enum namespace module *'.split(' '),
)
