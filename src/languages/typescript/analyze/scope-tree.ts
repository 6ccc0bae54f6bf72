import type { BindingKind, CallShape, Guard, Member, Phase, Place, ReferenceRole, Scope } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'

/** What a name can mean in TypeScript; one name may mean several things at once. */
export const VALUE = 1
export const TYPE = 2
export const NAMESPACE = 4
export const ANY = VALUE | TYPE | NAMESPACE

export interface DraftPick {
  readonly imported: string
  readonly importedSpan: Span
  readonly span: Span
  readonly localName: string | null
  readonly localSpan: Span | null
  readonly members: readonly Member[]
}

/** A place that reads or writes a name; `variable` is known once the whole file has been seen. */
export interface Use {
  readonly name: string
  readonly span: Span
  readonly scope: ScopeNode
  readonly meaning: number
  readonly place: Place
  readonly role: ReferenceRole
  readonly space: 'value' | 'type' | 'both'
  readonly medium: 'code' | 'comment'
  readonly members: readonly Member[]
  readonly call: CallShape | null
  readonly picks: readonly DraftPick[]
  /** The value goes somewhere that is not followed (passed on, stored, computed access, rest pattern). */
  readonly whole: boolean
  variables: readonly Variable[]
}

export interface Variable {
  id: number
  readonly name: string
  readonly scope: ScopeNode
  kind: BindingKind
  meanings: number
  readonly declarations: Span[]
  readonly uses: Use[]
  readonly isImport: boolean
  typeOnly: boolean
  /** What declarations of the form `const X = Other.y` say the name stands for. */
  readonly aliases: Use[]
  /** Exports of a namespace, seen from inside every block that merges into it. */
  exports: Map<string, Variable[]> | null
  /** Type parameters of a class or interface: declarations that merge have them in common. */
  typeParameters: Map<string, Variable> | null
  /** Members of an enum, seen from inside every declaration that merges into it. */
  enumMembers: Map<string, Variable[]> | null
}

export class ScopeNode {
  readonly id: number
  readonly parent: ScopeNode | null
  readonly kind: Scope['kind']
  readonly span: Span
  /** Where `var` lands. */
  readonly hoists: boolean
  readonly own = new Map<string, Variable[]>()
  /** Exports of a namespace or members of an enum, common to all its blocks. */
  shared: Map<string, Variable[]> | null = null
  /** Type parameters already declared by a declaration that merges with this one. */
  typeParameters: Map<string, Variable> | null = null
  /** A function's body: `var x` there is the parameter `x`. */
  parameters: ScopeNode | null = null
  /** `arguments` is the function's own from here on. */
  hasArguments = false
  private lastPlace: Place | null = null

  constructor(id: number, parent: ScopeNode | null, kind: Scope['kind'], span: Span, hoists: boolean) {
    this.id = id
    this.parent = parent
    this.kind = kind
    this.span = span
    this.hoists = hoists
  }

  place(phase: Phase, guards: readonly Guard[]): Place {
    const last = this.lastPlace
    if (last && last.phase === phase && last.guards === guards) return last
    this.lastPlace = { scope: this.id, phase, guards }
    return this.lastPlace
  }

  hoistTarget(): ScopeNode {
    let scope: ScopeNode = this
    while (!scope.hoists && scope.parent) scope = scope.parent
    return scope
  }

  /** The variables of this very scope that a use with `meaning` denotes; more than one only for `export { X }`. */
  find(name: string, meaning: number): readonly Variable[] {
    return pick(this.own.get(name), meaning) ?? pick(this.shared?.get(name), meaning) ?? NONE
  }
}

const NONE: readonly Variable[] = []

/** A local declaration wins over an import of the same name wherever it has the meaning asked for. */
function pick(candidates: readonly Variable[] | undefined, meaning: number): readonly Variable[] | null {
  if (!candidates) return null
  const fitting = candidates.filter((variable) => (variable.meanings & meaning) !== 0)
  if (fitting.length < 2) return fitting.length === 0 ? null : fitting
  if (meaning === ANY) return fitting
  return [fitting.find((variable) => !variable.isImport) ?? (fitting[0] as Variable)]
}

export function resolveUse(use: Use): readonly Variable[] {
  const { name, meaning } = use
  let scope: ScopeNode | null = use.scope
  while (scope) {
    const found = scope.find(name, meaning)
    if (found.length > 0) return found
    scope = scope.parent
  }
  return NONE
}

/** `arguments` inside a function is bound by the language. */
export function isImplicitArguments(use: Use): boolean {
  if (use.name !== 'arguments' || (use.meaning & VALUE) === 0) return false
  for (let scope: ScopeNode | null = use.scope; scope; scope = scope.parent) if (scope.hasArguments) return true
  return false
}
