import type { Binding, BindingKind, Reference, ScopeId } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'
import { type ReferenceRows, readReference, startOf, takesMembers } from './packed-references.ts'

/**
 * A variable whose references are made when they are asked for: those of an import once, for they are asked for again;
 * those of others, about which nobody asks much, each time anew.
 */
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
  #made: readonly Reference[] | null = null

  /** @param references places among all of the file. */
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
    if (this.#made !== null) return this.#made
    const made = this.#references.map((nth) => readReference(this.#rows, nth))
    if (this.kind === 'import') this.#made = made
    return made
  }

  get referenceStarts(): readonly number[] {
    return this.#references.map((nth) => startOf(this.#rows, nth))
  }

  get isTakenApart(): boolean {
    return this.#references.some((nth) => takesMembers(this.#rows, nth))
  }

  /** Spreading one copies no references; this does. */
  toJSON(): Binding {
    const { name, scope, kind, space, declarations, references, aliasOf, typeOnly } = this
    return { name, scope, kind, space, declarations, references, aliasOf, typeOnly }
  }
}
