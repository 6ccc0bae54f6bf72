import type { ImportedName, ImportFact, ModuleFacts, Place } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'

/** One name of an import statement, wherever its fact is kept. */
export interface Item {
  readonly import: number
  readonly name: number
  readonly fact: ImportFact
  readonly imported: ImportedName
}

/** An import statement; `import a, b` is one though it is several facts. */
export interface Statement {
  readonly id: number
  readonly span: Span
  readonly form: 'from' | 'import'
  readonly place: Place
  readonly items: readonly Item[]
}

export interface Statements {
  readonly all: readonly Statement[]
  /** By index of the import fact. */
  readonly ofImport: ReadonlyMap<number, Statement>
  /** By binding: every import name that makes it. */
  readonly origins: ReadonlyMap<number, readonly Item[]>
}

export function collectStatements(facts: ModuleFacts, text: string): Statements {
  const drafts = new Map<number, { fact: ImportFact; items: Item[]; imports: number[] }>()
  const origins = new Map<number, Item[]>()
  for (const [at, fact] of facts.imports.entries()) {
    const items = fact.names.map((imported, name) => ({ import: at, name, fact, imported }))
    for (const item of items) {
      if (item.imported.local === null) continue
      const known = origins.get(item.imported.local)
      if (known) known.push(item)
      else origins.set(item.imported.local, [item])
    }
    if (fact.kind !== 'import') continue
    const draft = drafts.get(fact.statement.start)
    if (draft) {
      draft.items.push(...items)
      draft.imports.push(at)
    } else drafts.set(fact.statement.start, { fact, items, imports: [at] })
  }
  const ofImport = new Map<number, Statement>()
  const ordered = [...drafts.values()].sort((a, b) => a.fact.statement.start - b.fact.statement.start)
  const all = ordered.map(({ fact, items, imports }, id): Statement => {
    const form = text.startsWith('from', fact.statement.start) ? 'from' : 'import'
    const statement = { id, span: withoutSemicolon(fact.statement, text), form, place: fact.place, items } as const
    for (const at of imports) ofImport.set(at, statement)
    return statement
  })
  return { all, ofImport, origins }
}

function withoutSemicolon(span: Span, text: string): Span {
  const bare = text.slice(span.start, span.end)
  return bare.endsWith(';') ? { start: span.start, end: span.start + bare.slice(0, -1).trimEnd().length } : span
}

/** `X as Y`, also where both are spelled alike. */
export function isAliased(item: Item): boolean {
  const { imported, fact } = item
  if (imported.localSpan === null) return false
  const spelled = imported.importedSpan ?? fact.specifierSpan
  return imported.localSpan.start > spelled.start
}

/** `import a.b.c`: it binds `a`. */
export function isDottedImport(item: Item): boolean {
  return (
    item.imported.shape === 'namespace' &&
    item.imported.denotes !== undefined &&
    item.imported.denotes !== item.fact.specifier
  )
}

/** `import a` or `import a.b.c`, without an alias: uses spell the dotted name. */
export function isPlainImport(item: Item): boolean {
  return item.imported.shape === 'namespace' && item.fact.kind === 'import' && !isAliased(item)
}

export function sameGuards(a: Place, b: Place): boolean {
  return (
    a.guards.length === b.guards.length &&
    a.guards.every((guard, at) => guard.group === b.guards[at]?.group && guard.branch === b.guards[at]?.branch)
  )
}

/** Every guard around `outer` is also around `inner`. */
export function guardsInclude(inner: Place, outer: Place): boolean {
  return outer.guards.every((guard) =>
    inner.guards.some((own) => own.group === guard.group && own.branch === guard.branch),
  )
}
