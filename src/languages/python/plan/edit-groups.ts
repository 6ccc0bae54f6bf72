import type { PlannedChange } from '../../../core/matches.ts'
import type { TextEdit } from '../../../core/span.ts'

/** Something edits can hang on: a match, a statement, a binding. */
export type Knot = string

export interface Outcome {
  readonly applicability: 'safe' | 'unsafe'
  readonly reason: string | null
}

/**
 * Collects edits and which matches they belong together with. Whatever was tied becomes one change: applied whole or
 * not at all.
 */
export class EditGroups {
  readonly #parents = new Map<Knot, Knot>()
  readonly #edits: { readonly knot: Knot; readonly edit: TextEdit }[] = []
  readonly #matches = new Map<number, Knot>()
  readonly #manual = new Map<number, string>()
  readonly #unsafe: { readonly knot: Knot; readonly reason: string }[] = []

  tie(a: Knot, b: Knot): void {
    const left = this.#find(a)
    const right = this.#find(b)
    if (left !== right) this.#parents.set(left, right)
  }

  #find(knot: Knot): Knot {
    let at = knot
    for (let up = this.#parents.get(at); up !== undefined; up = this.#parents.get(at)) at = up
    for (let below = knot; below !== at; ) {
      const up = this.#parents.get(below) ?? at
      this.#parents.set(below, at)
      below = up
    }
    return at
  }

  settle(match: number, knot: Knot): void {
    const known = this.#matches.get(match)
    if (known === undefined) this.#matches.set(match, knot)
    else this.tie(known, knot)
  }

  edit(knot: Knot, edit: TextEdit): void {
    this.#edits.push({ knot, edit })
  }

  markUnsafe(knot: Knot, reason: string): void {
    this.#unsafe.push({ knot, reason })
  }

  giveUp(match: number, reason: string): void {
    if (!this.#matches.has(match)) this.#manual.set(match, reason)
  }

  isGivenUp(match: number): boolean {
    return this.#manual.has(match)
  }

  isDecided(match: number): boolean {
    return this.#matches.has(match) || this.#manual.has(match)
  }

  /** @param describe a title for the matches of a change. */
  build(describe: (matches: readonly number[]) => string): PlannedChange[] {
    const groups = new Map<Knot, { matches: number[]; edits: TextEdit[]; reasons: string[] }>()
    const groupOf = (knot: Knot) => {
      const root = this.#find(knot)
      let group = groups.get(root)
      if (group === undefined) {
        group = { matches: [], edits: [], reasons: [] }
        groups.set(root, group)
      }
      return group
    }
    for (const [match, knot] of this.#matches) groupOf(knot).matches.push(match)
    for (const { knot, edit } of this.#edits) groupOf(knot).edits.push(edit)
    for (const { knot, reason } of this.#unsafe) groupOf(knot).reasons.push(reason)
    const changes: PlannedChange[] = []
    for (const { matches, edits, reasons } of groups.values()) {
      if (matches.length === 0) continue
      matches.sort((a, b) => a - b)
      const reason = reasons[0] ?? null
      changes.push({
        matches,
        edits: sortUnique(edits),
        applicability: edits.length === 0 ? 'manual' : reason === null ? 'safe' : 'unsafe',
        title: describe(matches),
        reason: edits.length === 0 ? (reason ?? 'nothing here spells the retired name') : reason,
      })
    }
    for (const [match, reason] of this.#manual) {
      changes.push({ matches: [match], edits: [], applicability: 'manual', title: describe([match]), reason })
    }
    return changes.sort((a, b) => (a.matches[0] ?? 0) - (b.matches[0] ?? 0))
  }
}

function sortUnique(edits: readonly TextEdit[]): TextEdit[] {
  const sorted = edits
    .map((edit, order) => ({ edit, order }))
    .sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.order - b.order)
    .map(({ edit }) => edit)
  return sorted.filter((edit, at) => {
    const before = sorted[at - 1]
    const repeated =
      before !== undefined && before.start === edit.start && before.end === edit.end && before.text === edit.text
    return !repeated || (edit.start === edit.end && edit.text !== before.text)
  })
}
