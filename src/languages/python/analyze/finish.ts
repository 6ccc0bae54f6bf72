import type {
  Binding,
  BindingId,
  BindingKind,
  ExportFact,
  ImportFact,
  Reference,
  ScopeId,
  StringFact,
  UnresolvedName,
} from '../../../core/facts.ts'
import { PackedBinding } from './packed-binding.ts'
import { type ReferencePacker, readReference } from './packed-references.ts'
import type { Declaration } from './scope-table.ts'
import type { AliasCandidate, DraftImport, DraftString, Walk } from './walk-state.ts'

/** The names of a file, each tied to the variable it means. */
export interface ResolvedNames {
  readonly bindings: readonly Binding[]
  readonly unresolved: readonly UnresolvedName[]
  readonly exports: readonly ExportFact[]
  /** The binding a name means in a scope. */
  readonly bindingOf: (scope: ScopeId, name: string) => BindingId | null
}

interface Variable {
  readonly scope: ScopeId
  readonly name: string
  readonly declarations: readonly Declaration[]
  /** Places among the file's references, by where they stand in the text. */
  readonly references: number[]
}

export function resolveNames(walk: Walk): ResolvedNames {
  const variables: Variable[] = []
  const ids: Map<string, BindingId>[] = []
  for (const [scope, names] of walk.table.variables()) {
    const table = new Map<string, BindingId>()
    ids[scope] = table
    for (const [name, declarations] of names) {
      table.set(name, variables.length)
      if (declarations.length > 1) declarations.sort((a, b) => a.span.start - b.span.start)
      variables.push({ scope, name, declarations, references: [] })
    }
  }
  const outer = rememberByScope((scope, name): BindingId | null => {
    const resolved = walk.table.resolve(scope, name)
    return resolved === null ? null : (ids[resolved]?.get(name) ?? null)
  })
  const bindingOf = (scope: ScopeId, name: string): BindingId | null =>
    walk.table.isLocal(scope, name) ? (ids[scope]?.get(name) ?? null) : outer(scope, name)

  const globalNamed = (name: string): BindingId | null => {
    const scope = walk.table.resolveGlobal(name)
    return scope === null ? null : (ids[scope]?.get(name) ?? null)
  }

  const hasStar = walk.imports.some(({ names }) => names.some(({ shape }) => shape === 'star'))
  const beforeBound = new Set<number>()
  const unresolved = new Map<string, number[]>()
  const packed = walk.references
  for (let nth = 0; nth < packed.names.length; nth++) {
    const name = packed.names[nth] as string
    const scope = packed.scope(nth)
    const found = bindingOf(scope, name)
    const own = found === null ? undefined : variables[found]
    const early = own !== undefined && own.scope === scope && isUnboundYet(walk, own, packed.order(nth))
    const binding = early ? globalNamed(name) : found
    const variable = binding === null ? undefined : variables[binding]
    if (variable !== undefined) {
      variable.references.push(nth)
      if (hasStar && isBeforeBound(walk, variable, scope, packed.order(nth))) beforeBound.add(nth)
    } else {
      const known = unresolved.get(name)
      if (known === undefined) unresolved.set(name, [nth])
      else known.push(nth)
    }
  }
  for (const { references } of variables) sortByPlace(packed, references)
  for (const references of unresolved.values()) sortByPlace(packed, references)
  const aliases = new Map<string, AliasCandidate>()
  for (const alias of walk.aliases) aliases.set(`${walk.table.owner(alias.scope, alias.name)} ${alias.name}`, alias)
  const rows = packed.finish()
  const read = (references: readonly number[]): Reference[] =>
    references.map((nth) => {
      const reference = readReference(rows, nth)
      return beforeBound.has(nth) ? { ...reference, early: true } : reference
    })
  const bindings = variables.map((variable): Binding => {
    const alias = variable.declarations.length === 1 ? aliases.get(`${variable.scope} ${variable.name}`) : undefined
    const binding = toBinding(variable, alias, bindingOf)
    // Only what a star import brings is read too early.
    return hasStar && variable.scope === 0
      ? withReferences(binding, read(variable.references))
      : new PackedBinding(binding, rows, variable.references)
  })
  return {
    bindings,
    unresolved: [...unresolved].map(([name, references]) => ({ name, references: read(references) })),
    exports: variables.flatMap((variable, id) => toExport(walk, variable, id)),
    bindingOf,
  }
}

/** `X += 1` and `X = X or 1` at module level, where nothing above binds X. */
function isBeforeBound(walk: Walk, { scope, declarations }: Variable, from: ScopeId, order: number): boolean {
  if (from !== scope || walk.table.scopes[scope]?.parent !== null || declarations.length === 0) return false
  return declarations.every(
    (declaration) =>
      declaration.manner === 'annotation' || declaration.manner === 'augmented' || declaration.order > order,
  )
}

function withReferences(binding: Omit<Binding, 'references'>, references: readonly Reference[]): Binding {
  const { name, scope, kind, space, declarations, aliasOf, typeOnly } = binding
  return { name, scope, kind, space, declarations, references, aliasOf, typeOnly }
}

function rememberByScope(find: ResolvedNames['bindingOf']): ResolvedNames['bindingOf'] {
  const memory: Map<string, BindingId | null>[] = []
  return (scope, name) => {
    const names = memory[scope] ?? new Map<string, BindingId | null>()
    memory[scope] = names
    let found = names.get(name)
    if (found === undefined) {
      found = find(scope, name)
      names.set(name, found)
    }
    return found
  }
}

/** They mostly are in order: only quoted types and type comments are read later. */
function sortByPlace(packed: ReferencePacker, references: number[]): void {
  let before = -1
  for (const nth of references) {
    const start = packed.start(nth)
    if (start < before) {
      references.sort((a, b) => packed.start(a) - packed.start(b))
      return
    }
    before = start
  }
}

/** `load = load` in a class body reads the global variable: the class has none of that name yet. */
function isUnboundYet(walk: Walk, { scope, declarations }: Variable, order: number): boolean {
  if (walk.table.kind(scope) !== 'class') return false
  return declarations.every((declaration) => declaration.manner === 'annotation' || declaration.order > order)
}

/** Tokens in code that name the binding; `del X` and `X += 1` are references. */
function namingTokens(variable: Variable): readonly Declaration[] {
  return variable.declarations.filter(({ manner }) => manner !== 'delete' && manner !== 'augmented')
}

function toBinding(
  variable: Variable,
  alias: AliasCandidate | undefined,
  bindingOf: ResolvedNames['bindingOf'],
): Omit<Binding, 'references'> {
  const { declarations } = variable
  return {
    name: variable.name,
    scope: variable.scope,
    kind: kindOf(declarations),
    space: 'value',
    declarations: namingTokens(variable).map(({ span }) => span),
    aliasOf: alias === undefined ? null : aliasOf(alias, bindingOf),
    typeOnly: declarations.length > 0 && declarations.every(({ typeOnly }) => typeOnly),
  }
}

function kindOf(declarations: readonly Declaration[]): BindingKind {
  if (declarations.some(({ kind }) => kind === 'import')) return 'import'
  return declarations[0]?.kind ?? 'variable'
}

function aliasOf({ scope, chain }: AliasCandidate, bindingOf: ResolvedNames['bindingOf']): Binding['aliasOf'] {
  const { name, span, members } = chain
  return { binding: bindingOf(scope, name), name, reference: span, members }
}

/** Every module-level variable that still has a value when the module is done. */
function toExport(walk: Walk, variable: Variable, id: BindingId): ExportFact[] {
  if (variable.scope !== 0) return []
  const lasting = variable.declarations.filter(({ manner }) => {
    return manner === 'plain' || manner === 'augmented' || (manner === 'annotation' && walk.stub)
  })
  const first = lasting[0]
  const last = variable.declarations.at(-1)
  if (first === undefined) return []
  const own = variable.declarations.every(({ from }) => from === 0)
  if (own && last?.manner === 'delete' && last.certain) return []
  const typeOnly = lasting.every((declaration) => declaration.typeOnly)
  return [{ name: variable.name, span: first.span, typeOnly, target: { type: 'binding', binding: id } }]
}

/** Imports in the order of the text; `order` maps a draft's index to its place in it. */
export function finishImports(walk: Walk, names: ResolvedNames): { imports: ImportFact[]; order: readonly number[] } {
  const seen = new Map<BindingId, boolean>()
  const escapes = (draft: DraftImport): boolean => {
    if (draft.escapes !== null) return draft.escapes
    return draft.names.some(({ shape, localName }) => {
      const id = localName === null ? null : names.bindingOf(draft.place.scope, localName)
      if (shape !== 'namespace' || id === null) return false
      const known = seen.get(id) ?? isPassedOn(walk, names, id)
      seen.set(id, known)
      return known
    })
  }
  const finished = walk.imports.map((draft, index) => ({
    index,
    fact: {
      ...draft,
      names: draft.names.map((name) => ({
        ...name,
        local: name.localName === null ? null : names.bindingOf(draft.place.scope, name.localName),
      })),
      escapes: escapes(draft),
    },
  }))
  finished.sort((a, b) => a.fact.specifierSpan.start - b.fact.specifierSpan.start || a.index - b.index)
  const order: number[] = []
  finished.forEach(({ index }, place) => {
    order[index] = place
  })
  return { imports: finished.map(({ fact }) => fact), order }
}

/** Whether the module itself, not one of its attributes, is handed to something that is not followed. */
function isPassedOn(walk: Walk, names: ResolvedNames, id: BindingId): boolean {
  const followed = new Set<number>()
  for (const { base } of walk.stringFacts) {
    if (base !== null && 'members' in base && base.members.length === 0) followed.add(base.span.start)
  }
  for (const { aliasOf } of names.bindings) if (aliasOf?.binding === id) followed.add(aliasOf.reference.start)
  return (names.bindings[id]?.references ?? []).some(({ role, members, span, medium }) => {
    return role === 'read' && members.length === 0 && medium === 'code' && !followed.has(span.start)
  })
}

export function finishStrings(walk: Walk, names: ResolvedNames, order: readonly number[]): StringFact[] {
  const finishBase = (base: DraftString['base'], scope: ScopeId): StringFact['base'] => {
    if (base === null) return null
    if ('import' in base) return { import: order[base.import] ?? base.import }
    return { binding: names.bindingOf(scope, base.name), name: base.name, members: base.members, span: base.span }
  }
  return walk.stringFacts
    .map((draft): StringFact => ({ ...draft, base: finishBase(draft.base, draft.place.scope) }))
    .sort((a, b) => a.span.start - b.span.start)
}
