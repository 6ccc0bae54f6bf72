import type {
  Binding,
  BindingKind,
  ImportFact,
  Member,
  ModuleFacts,
  Place,
  Reference,
  StringFact,
} from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import { readImportStatement } from '../import-statements.ts'
import { tokenize } from '../lexer.ts'
import { FSTRING, NAME, STRING, type Tokens, tokenIs, tokenName, tokenSpan, tokenText } from '../tokens.ts'
import { decodeContent, literalParts } from '../string-literals.ts'
import { isKeyword } from '../token-codes.ts'
import { type BoundToken, boundTokens } from '../token-names.ts'
import { bracketStep, type TokenStatement, tokenStatements } from '../token-statements.ts'
import { readDirectives } from './directives.ts'
import { draftImports } from './import-facts.ts'
import { DOTTED, ENTRY_POINT } from './named-strings.ts'
import { TokenPlaces } from './token-places.ts'

/** How often the tokens of a statement may be looked at for parameters: lists that nothing ends are read once each. */
const PARAMETER_PASSES = 50

/**
 * What tokens alone tell of a file that does not parse, so that nothing in it passes silently: its imports; every
 * name as a reference of one scope, the module — bound there where anything in the file binds a name so spelled,
 * parameters included, unresolved otherwise —; dotted strings. Attributes and keyword arguments are no references.
 * The module may publish anything.
 */
export function tokenFacts(path: string, tokens: Tokens, problem: NonNullable<ModuleFacts['problem']>): ModuleFacts {
  const reader = new TokenReader(tokens, path.endsWith('.pyi'))
  reader.read()
  return {
    ...reader.finish(),
    scopes: [{ parent: null, kind: 'module', span: { start: 0, end: tokens.text.length } }],
    directives: readDirectives(tokens),
    unanalysable: [],
    publicNames: null,
    lazyExports: [],
    dynamicExports: true,
    problem,
  }
}

interface Variable {
  readonly name: string
  kind: BindingKind
  readonly declarations: Span[]
  readonly references: Reference[]
  published: boolean
}

class TokenReader {
  private readonly tokens: Tokens
  private readonly stub: boolean
  private readonly statements: readonly TokenStatement[]
  private readonly places: TokenPlaces
  private readonly variables = new Map<string, Variable>()
  private readonly references: { name: string; reference: Reference }[] = []
  private readonly strings: StringFact[] = []
  private readonly drafts: ReturnType<typeof draftImports> = []
  private readonly declared = new Set<number>()

  constructor(tokens: Tokens, stub: boolean) {
    this.tokens = tokens
    this.stub = stub
    this.statements = [...tokenStatements(tokens)]
    this.places = new TokenPlaces(tokens, this.statements, stub)
  }

  read(): void {
    const { tokens } = this
    for (const statement of this.statements) {
      const place = this.places.enter(statement)
      const found = readImportStatement(tokens, statement.first)
      if (found !== null) {
        for (const draft of draftImports(found, place, this.stub)) {
          this.drafts.push(draft)
          for (const { localName, localSpan } of draft.names) {
            if (localName !== null && localSpan !== null) this.declare(localName, localSpan, 'import')
          }
        }
        continue
      }
      for (const bound of [...boundTokens(tokens, statement), ...oldHandlerNames(tokens, statement)]) this.bind(bound)
      this.bindParameters(statement)
      this.readNames(
        tokens,
        statement.first,
        statement.end + 1,
        place,
        statement.word === 'global' || statement.word === 'nonlocal',
      )
    }
  }

  private bind({ index, manner, kind }: BoundToken): void {
    if (manner === 'delete' || manner === 'augmented') return
    this.declared.add(index)
    this.declare(tokenName(this.tokens, index), tokenSpan(this.tokens, index), kind)
  }

  private declare(name: string, span: Span, kind: BindingKind): void {
    const known = this.variables.get(name)
    const variable = known ?? { name, kind, declarations: [], references: [], published: false }
    if (known === undefined) this.variables.set(name, variable)
    else if (kind === 'import') variable.kind = kind
    variable.declarations.push(span)
    variable.published ||= this.places.atModuleLevel && kind !== 'parameter'
  }

  /** Parameters of `def` and `lambda`, and the targets of comprehensions. */
  private bindParameters({ first, end, word }: TokenStatement): void {
    const { tokens } = this
    const definition = word === 'def' || (word === 'async' && tokenIs(tokens, first + 1, 'def'))
    let steps = PARAMETER_PASSES * (end - first)
    for (let index = first; index < end && steps > 0; index++) {
      if (tokenIs(tokens, index, 'lambda')) steps -= this.bindList(index + 1, end, ':')
      else if (tokenIs(tokens, index, 'for') && index > first + 1) steps -= this.bindList(index + 1, end, 'in')
      else if (definition && index > first && tokenIs(tokens, index, '(')) {
        this.bindList(index + 1, end, ')')
        return
      }
    }
  }

  /** @returns how many tokens were looked at. */
  private bindList(from: number, end: number, stop: string): number {
    const { tokens } = this
    let depth = 0
    for (let index = from; index < end; index++) {
      if (depth === 0 && tokenIs(tokens, index, stop)) return index - from
      depth += bracketStep(tokens, index)
      const leads = index === from || /^(?:,|\*|\*\*|\()$/.test(tokenText(tokens, index - 1))
      if (
        depth <= (stop === 'in' ? 1 : 0) &&
        leads &&
        tokens.kinds[index] === NAME &&
        !isKeyword(tokenText(tokens, index))
      ) {
        this.bind({ index, manner: 'plain', kind: 'parameter' })
      }
    }
    return Math.max(0, end - from)
  }

  private readNames(tokens: Tokens, from: number, end: number, place: Place, declaration: boolean): void {
    let depth = 0
    for (let index = from; index < Math.min(end, tokens.kinds.length); index++) {
      depth += bracketStep(tokens, index)
      const kind = tokens.kinds[index]
      if (kind === STRING) this.readString(tokens, index, from, place)
      else if (kind === FSTRING) this.readFields(tokens, index, place)
      else if (kind === NAME && !(tokens === this.tokens && this.declared.has(index))) {
        this.readName(tokens, index, depth, place, declaration)
      }
    }
  }

  private readName(tokens: Tokens, index: number, depth: number, place: Place, declaration: boolean): void {
    if (isKeyword(tokenText(tokens, index)) || tokenIs(tokens, index - 1, '.')) return
    if (depth > 0 && tokenIs(tokens, index + 1, '=')) return
    const members: Member[] = []
    for (let at = index + 1; tokenIs(tokens, at, '.') && tokens.kinds[at + 1] === NAME; at += 2) {
      members.push({ name: tokenName(tokens, at + 1), span: tokenSpan(tokens, at + 1) })
    }
    const reference: Reference = {
      span: tokenSpan(tokens, index),
      place,
      role: declaration ? 'declaration' : 'read',
      space: 'value',
      medium: 'code',
      members,
      call: null,
      picks: [],
    }
    this.references.push({ name: tokenName(tokens, index), reference })
  }

  private readFields(tokens: Tokens, index: number, place: Place): void {
    for (const field of tokens.fields.get(index) ?? []) {
      const inner = tokenize(tokens.text, field.start, field.end)
      this.readNames(inner, 0, inner.kinds.length, place, false)
    }
  }

  /** A string on its own line is documentation. */
  private readString(tokens: Tokens, index: number, first: number, place: Place): void {
    if (index === first && tokens === this.tokens) return
    const parts = literalParts(tokens.text, tokens.starts[index] ?? 0, tokens.ends[index] ?? 0)
    const content = tokens.text.slice(parts.contentStart, parts.contentEnd)
    const value = decodeContent(content, parts.prefix.includes('r'))
    const entryPoint = ENTRY_POINT.test(value)
    if (parts.prefix.includes('b') || (!entryPoint && !DOTTED.test(value))) return
    this.strings.push({
      role: entryPoint ? 'entry-point' : 'settings',
      kind: 'string',
      value,
      span: { start: parts.contentStart, end: parts.contentEnd },
      place,
      base: null,
      editable: value === content,
      bare: false,
    })
  }

  finish(): Pick<ModuleFacts, 'imports' | 'exports' | 'bindings' | 'unresolved' | 'strings'> {
    const unresolved = new Map<string, Reference[]>()
    for (const { name, reference } of this.references) {
      const references = this.variables.get(name)?.references ?? unresolved.get(name)
      if (references === undefined) unresolved.set(name, [reference])
      else references.push(reference)
    }
    const variables = [...this.variables.values()]
    const ids = new Map(variables.map(({ name }, id) => [name, id]))
    const bindings = variables.map((variable): Binding => {
      const { name, kind, declarations, references } = variable
      return { name, scope: 0, kind, space: 'value', declarations, references, aliasOf: null, typeOnly: false }
    })
    const imports = this.drafts.map((draft): ImportFact => {
      const names = draft.names.map((name) => ({
        ...name,
        local: name.localName === null ? null : (ids.get(name.localName) ?? null),
      }))
      return { ...draft, names, escapes: draft.escapes ?? false }
    })
    const exports = variables.flatMap(({ name, declarations, published }, binding) => {
      const [span] = declarations
      return span === undefined || !published
        ? []
        : [{ name, span, typeOnly: false, target: { type: 'binding', binding } as const }]
    })
    return {
      imports,
      exports,
      bindings,
      unresolved: [...unresolved].map(([name, references]) => ({ name, references })),
      strings: this.strings,
    }
  }
}

/** Python 2: `except Error, name:`. */
function oldHandlerNames(tokens: Tokens, { word, end }: TokenStatement): BoundToken[] {
  if (word !== 'except' || tokens.kinds[end - 1] !== NAME || !tokenIs(tokens, end - 2, ',')) return []
  return [{ index: end - 1, manner: 'plain', kind: 'variable' }]
}
