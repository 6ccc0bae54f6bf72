import type { ModuleAddress } from '../../../core/module-address.ts'
import type { Item, Statement } from './statements.ts'

/** One name to import, as the file will spell it. */
export interface Piece {
  readonly form: 'from' | 'import'
  readonly module: ModuleAddress
  readonly specifier: string
  /** `*` for a star; null for `import module`. */
  readonly name: string | null
  readonly as: string | null
}

export type Fate =
  | { readonly type: 'keep' }
  | { readonly type: 'drop' }
  | { readonly type: 'become'; readonly piece: Piece }

const KEEP: Fate = { type: 'keep' }

/** What a plan makes of one import statement. */
export class StatementDraft {
  readonly statement: Statement
  readonly added: Piece[] = []
  readonly #fates = new Map<Item, Fate>()
  /** Undefined: to be found out again. */
  #specifier: string | null | undefined

  constructor(statement: Statement) {
    this.statement = statement
  }

  fateOf(item: Item): Fate {
    return this.#fates.get(item) ?? KEEP
  }

  decide(item: Item, fate: Fate): void {
    this.#fates.set(item, fate)
    this.#specifier = undefined
  }

  /** Add a name unless the statement brings it already. */
  add(piece: Piece): void {
    const same = (other: Piece): boolean => samePiece(other, piece)
    if (this.added.some(same) || this.statement.items.some((item) => this.#brings(item, piece))) return
    this.added.push(piece)
  }

  #brings(item: Item, piece: Piece): boolean {
    const fate = this.fateOf(item)
    if (fate.type === 'become') return samePiece(fate.piece, piece)
    const { imported, fact } = item
    if (fate.type === 'drop' || piece.form !== this.statement.form) return false
    const alias = imported.localName === imported.imported ? null : imported.localName
    return (
      piece.form === 'from' &&
      fact.specifier === piece.specifier &&
      imported.imported === piece.name &&
      alias === piece.as
    )
  }

  get isTouched(): boolean {
    if (this.added.length > 0) return true
    return this.#fates.size > 0 && this.statement.items.some((item) => this.fateOf(item).type !== 'keep')
  }

  /** Items that stay in the statement under the specifier it ends up with. */
  get retained(): readonly Item[] {
    const { items, form } = this.statement
    if (form === 'import') {
      return items.filter((item) => {
        const fate = this.fateOf(item)
        return fate.type === 'keep' || (fate.type === 'become' && fate.piece.form === 'import')
      })
    }
    const kept = items.filter((item) => this.fateOf(item).type === 'keep')
    const specifier = kept[0]?.fact.specifier ?? this.finalSpecifier
    return items.filter((item) => {
      const fate = this.fateOf(item)
      return (
        fate.type === 'keep' ||
        (fate.type === 'become' && fate.piece.form === 'from' && fate.piece.specifier === specifier)
      )
    })
  }

  /** The specifier a from-import ends up with; null where nothing of it stays. */
  get finalSpecifier(): string | null {
    this.#specifier = this.#specifier === undefined ? this.#findSpecifier() : this.#specifier
    return this.#specifier
  }

  #findSpecifier(): string | null {
    const { items } = this.statement
    if (this.statement.form === 'import') return null
    if (items.some((item) => this.fateOf(item).type === 'keep')) return items[0]?.fact.specifier ?? null
    for (const item of items) {
      const fate = this.fateOf(item)
      if (fate.type === 'become' && fate.piece.form === 'from') return fate.piece.specifier
    }
    return null
  }
}

function samePiece(a: Piece, b: Piece): boolean {
  return a.form === b.form && a.specifier === b.specifier && a.name === b.name && a.as === b.as
}

/** `X`, `X as Y`, `a.b as c`. */
export function spellName(piece: Piece): string {
  const name = piece.name ?? piece.specifier
  return piece.as === null ? name : `${name} as ${piece.as}`
}
