import type { Binding, BindingKind, Reference, ScopeId } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import { type ReferenceRows, readReference } from './packed-references.ts'

/** A variable that no import makes: its references are made anew whenever they are asked for, which is seldom. */
export class PackedBinding implements Binding {
  readonly name: string
  readonly scope: ScopeId
  readonly kind: BindingKind
  readonly space = 'value'
  readonly declarations: readonly Span[]
  readonly aliasOf: Binding['aliasOf']
  readonly typeOnly: boolean
  readonly #rows: ReferenceRows
  readonly #references: readonly number[]

  constructor(binding: Omit<Binding, 'references'>, rows: ReferenceRows, references: readonly number[]) {
    this.name = binding.name
    this.scope = binding.scope
    this.kind = binding.kind
    this.declarations = binding.declarations
    this.aliasOf = binding.aliasOf
    this.typeOnly = binding.typeOnly
    this.#rows = rows
    this.#references = references
  }

  get references(): readonly Reference[] {
    return this.#references.map((row) => readReference(this.#rows, row))
  }

  get referenceStarts(): readonly number[] {
    return this.#references.map((row) => this.#rows.numbers[row] as number)
  }

  /** Spreading one copies no references; this does. */
  toJSON(): Binding {
    const { name, scope, kind, space, declarations, references, aliasOf, typeOnly } = this
    return { name, scope, kind, space, declarations, references, aliasOf, typeOnly }
  }
}
