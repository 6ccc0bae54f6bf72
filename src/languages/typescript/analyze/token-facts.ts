import type { Binding, ImportedName, ImportFact, ModuleFacts, ParseProblem, Reference } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import type { DraftName } from './drafts.ts'
import { Lexer } from './lexer.ts'
import { END } from './token-kinds.ts'
import type { Token } from './token-drafts.ts'
import { TokenReader } from './token-reader.ts'

/*
 * What tokens alone tell of a file that does not parse: its imports, and every name in it as a use of the import that
 * binds it, or as unbound. There is one scope. Nothing is left out for being in doubt: such a file is listed, and
 * what a needle in it means is for a person to see.
 */

export function factsOfTokens(
  text: string,
  problem: ParseProblem,
): Omit<ModuleFacts, 'directives'> & { comments: readonly Span[] } {
  const { tokens, comments } = readTokens(text)
  const reader = new TokenReader(tokens)
  reader.run()
  const locals = new Map<string, number>()
  const bindings: (Binding & { references: Reference[] })[] = []
  const imports: ImportFact[] = reader.imports.map((fact) => ({
    ...fact,
    names: fact.names.map((name) => bind(name, locals, bindings)),
  }))
  const unresolved = new Map<string, Reference[]>()
  const declared = new Set(bindings.flatMap((binding) => binding.declarations.map((span) => span.start)))
  for (const reference of reader.references) {
    if (declared.has(reference.span.start)) continue
    const local = locals.get(reference.name)
    const { name, ...rest } = reference
    if (local !== undefined) bindings[local]?.references.push(rest)
    else {
      const known = unresolved.get(name)
      if (known) known.push(rest)
      else unresolved.set(name, [rest])
    }
  }
  return {
    imports,
    exports: reader.exports,
    scopes: [{ parent: null, kind: 'module', span: { start: 0, end: text.length } }],
    bindings,
    unresolved: [...unresolved].map(([name, references]) => ({ name, references })),
    strings: [],
    unanalysable: [],
    publicNames: null,
    lazyExports: [],
    dynamicExports: true,
    problem,
    comments,
  }
}

function bind(
  name: DraftName,
  locals: Map<string, number>,
  bindings: (Binding & { references: Reference[] })[],
): ImportedName {
  if (name.localName === null || name.localSpan === null) return { ...name, local: null }
  let local = locals.get(name.localName)
  const known = local === undefined ? undefined : bindings[local]
  if (local === undefined || !known) {
    local = bindings.length
    locals.set(name.localName, local)
    bindings.push({
      name: name.localName,
      scope: 0,
      kind: 'import',
      space: 'both',
      declarations: [name.localSpan],
      references: [],
      aliasOf: null,
      typeOnly: name.typeOnly,
    })
  } else bindings[local] = { ...known, declarations: [...known.declarations, name.localSpan] }
  return { ...name, local }
}

function readTokens(text: string): { tokens: Token[]; comments: readonly Span[] } {
  const lexer = new Lexer(text, { jsx: false, tolerant: true }, true)
  const tokens: Token[] = []
  while (lexer.next() !== END) {
    const { kind, start, end } = lexer
    tokens.push({ kind, start, end, text: text.slice(start, end), plain: lexer.plain })
  }
  return { tokens, comments: lexer.comments ?? [] }
}
