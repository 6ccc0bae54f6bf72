import type {
  BindingKind,
  CallShape,
  Guard,
  ImportFact,
  ImportedName,
  Member,
  Place,
  Reference,
  ReferenceRole,
  ScopeId,
  StringFact,
  Unanalysable,
} from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import type { Call, ExprNode } from './nodes.ts'
import { ReferencePacker } from './packed-references.ts'
import { type Declaration, ScopeTable } from './scope-table.ts'
import type { NameToken, Unit } from './unit.ts'

/** An imported name before its binding has a number: the binding is `localName` as `place.scope` sees it. */
export type DraftName = Omit<ImportedName, 'local'>
export type DraftImport = Omit<ImportFact, 'names' | 'escapes'> & {
  readonly names: readonly DraftName[]
  /** null: decided by the uses of the local names. */
  readonly escapes: boolean | null
}

/** `name.member.member`. */
export interface Chain {
  readonly name: string
  readonly span: Span
  readonly members: readonly Member[]
}

/** What happens to the value of an expression. */
export interface Usage {
  readonly members: readonly Member[]
  readonly call: CallShape | null
  /** The only name it is assigned to. */
  readonly assigned: NameToken | null
  readonly discarded: boolean
  /** The expression with `members` and `call`. */
  readonly span: Span
}

/** Where the walk stood when it met something to look at again once every name is known. */
export interface Site {
  readonly unit: Unit
  readonly place: Place
  readonly medium: Reference['medium']
}

export interface CallSite extends Site {
  readonly node: Call
  /** What is called, where it is a chain of names. */
  readonly chain: Chain | null
}

/** `sys.modules["m"]` and `"m" in sys.modules`: a chain with a key. */
export interface KeySite extends Site {
  readonly chain: Chain
  readonly key: ExprNode
  readonly node: ExprNode
  readonly manner: 'read' | 'write' | 'delete' | 'test'
  readonly value: ExprNode | null
}

export interface StringSite extends Site {
  readonly literal: StringLiteral
}

/** A string literal, implicit concatenation included, that is neither bytes nor interpolated. */
export interface StringLiteral {
  readonly value: string
  /** Between the outermost quotes. */
  readonly span: Span
  /** One literal without escapes: what it spells is what stands there. */
  readonly plain: boolean
  /** What stands between the quotes of each part of a concatenation without escapes; null: it is none. */
  readonly parts?: readonly Span[] | null
  /** Put together: the literals that begin and end it, whose texts begin and end the value. */
  readonly head?: Span | undefined
  readonly tail?: Span | undefined
}

export interface AliasCandidate {
  readonly scope: ScopeId
  readonly name: string
  readonly chain: Chain
}

/** A parameter whose annotation is a chain of names. */
export interface TypedParameter {
  readonly scope: ScopeId
  readonly name: string
  readonly type: Chain
}

export interface Walk {
  readonly text: string
  readonly stub: boolean
  /** `from __future__ import annotations`. */
  readonly lazyAnnotations: boolean
  readonly table: ScopeTable
  unit: Unit
  place: Place
  medium: Reference['medium']
  /** Statements directly in the module's body are being walked. */
  top: boolean
  groups: number
  /** Quoted types put together from several literals, so far. */
  joinedTypes: number
  /** Declarations and references met so far. */
  order: number
  /** Before it is known which bindings they mean. */
  readonly references: ReferencePacker
  readonly imports: DraftImport[]
  readonly calls: CallSite[]
  readonly keys: KeySite[]
  /** `globals()[…] = …`: what stands before the bracket. */
  readonly namespaceWrites: (Site & { readonly node: ExprNode })[]
  /** `globals()[key]`: the same, read; also `key in globals()`. */
  readonly namespaceReads: (Site & { readonly node: ExprNode; readonly key: ExprNode })[]
  /** `Literal` and `Annotated` under other names, by those names. */
  readonly renamedForms: Map<string, string>
  readonly strings: StringSite[]
  readonly usages: Map<ExprNode, Usage>
  /** Local names under which well-known calls are imported: `from importlib import import_module as im`. */
  readonly renamedCalls: Set<string>
  /** Attributes taken by `getattr(import_module("m"), "X")`, by the inner expression. */
  readonly takenAttributes: Map<ExprNode, { readonly value: string; readonly span: Span }[]>
  readonly aliases: AliasCandidate[]
  /** Strings assigned to a name, by owning scope and name. */
  readonly constants: Map<string, StringLiteral>
  readonly typedParameters: TypedParameter[]
  /** Starts of string literals that a more precise reading than `settings` has taken. */
  readonly claimed: Set<number>
  /** Offset where the body of a function or class scope begins. */
  readonly bodyStarts: Map<ScopeId, number>
  readonly stringFacts: DraftString[]
  readonly unanalysable: Unanalysable[]
}

/** A string fact before its base has a binding. */
export type DraftString = Omit<StringFact, 'base'> & {
  readonly base: Chain | { readonly import: number } | null
}

export function startWalk(unit: Unit, stub: boolean, lazyAnnotations: boolean): Walk {
  const table = new ScopeTable()
  const scope = table.add('module', null, { start: 0, end: unit.text.length })
  return {
    text: unit.text,
    stub,
    lazyAnnotations,
    table,
    unit,
    place: { scope, phase: stub ? 'type-only' : 'import-time', guards: [] },
    medium: 'code',
    top: true,
    groups: 0,
    joinedTypes: 0,
    order: 0,
    references: new ReferencePacker(),
    imports: [],
    calls: [],
    keys: [],
    namespaceWrites: [],
    namespaceReads: [],
    renamedForms: new Map(),
    strings: [],
    usages: new Map(),
    renamedCalls: new Set(),
    takenAttributes: new Map(),
    aliases: [],
    constants: new Map(),
    typedParameters: [],
    claimed: new Set(),
    bodyStarts: new Map(),
    stringFacts: [],
    unanalysable: [],
  }
}

/** Runs `visit` with another place. */
export function within(walk: Walk, change: Partial<Place>, visit: () => void): void {
  const { place, top } = walk
  walk.place = { ...place, ...change }
  if (change.scope !== undefined) walk.top = false
  visit()
  walk.place = place
  walk.top = top
}

/** The place of a function's body: it runs later, when no handler around the definition catches anything any more. */
export function bodyPlace(walk: Walk, scope: ScopeId): Partial<Place> {
  const { phase, guards } = walk.place
  return {
    scope,
    phase: phase === 'type-only' ? 'type-only' : 'run-time',
    guards: guards.some(({ swallowed }) => swallowed)
      ? guards.map((guard) => ({ ...guard, swallowed: false }))
      : guards,
  }
}

export function guarded(walk: Walk, guard: Guard): Partial<Place> {
  return { guards: [guard, ...walk.place.guards] }
}

/** Runs `visit` at the site of an earlier step of the walk. */
export function atSite(walk: Walk, site: Site, visit: () => void): void {
  const { unit, place, medium } = walk
  walk.unit = site.unit
  walk.place = site.place
  walk.medium = site.medium
  visit()
  walk.unit = unit
  walk.place = place
  walk.medium = medium
}

export function siteOf(walk: Walk): Site {
  return { unit: walk.unit, place: walk.place, medium: walk.medium }
}

export function refer(
  walk: Walk,
  token: NameToken,
  role: ReferenceRole,
  members: readonly Member[] = [],
  call: CallShape | null = null,
  attribute = false,
): void {
  walk.references.add(token.name, token.span, walk.place, role, walk.medium, members, call, attribute, walk.order++)
}

export function bind(
  walk: Walk,
  token: NameToken,
  kind: BindingKind,
  manner: Declaration['manner'] = 'plain',
  scope: ScopeId = walk.place.scope,
): void {
  walk.table.bind(scope, token.name, {
    span: token.span,
    kind,
    typeOnly: walk.place.phase === 'type-only' && !walk.stub,
    manner,
    from: scope,
    certain: walk.top,
    order: walk.order++,
  })
}
