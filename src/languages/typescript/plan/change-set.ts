import { findOverlap, sortEdits } from '../../../core/edits.ts'
import type { PlannedChange } from '../../../core/matches.ts'
import type { TextEdit } from '../../../core/span.ts'

export type DraftId = number

const sameEdit = (a: TextEdit, b: TextEdit): boolean => a.start === b.start && a.end === b.end && a.text === b.text

/**
 * Collects edits in drafts and joins drafts that depend on each other, so that each result can be applied or withdrawn
 * as a whole.
 */
export class ChangeSet {
  readonly #parents: DraftId[] = []
  readonly #edits: { readonly draft: DraftId; readonly edit: TextEdit }[] = []
  readonly #matches = new Map<number, DraftId>()
  readonly #titles: string[] = []
  readonly #unsafe = new Map<DraftId, string>()
  /** Matches that stay as they are, and why. */
  readonly #refused = new Map<number, string>()

  open(title: string): DraftId {
    this.#titles.push(title)
    return this.#parents.push(this.#parents.length) - 1
  }

  #root(draft: DraftId): DraftId {
    let root = draft
    while (this.#parents[root] !== undefined && this.#parents[root] !== root) root = this.#parents[root] ?? root
    for (let below = draft; below !== root; ) {
      const above = this.#parents[below] ?? root
      this.#parents[below] = root
      below = above
    }
    return root
  }

  join(a: DraftId, b: DraftId): void {
    const [first, second] = [this.#root(a), this.#root(b)].sort((x, y) => x - y)
    if (first !== undefined && second !== undefined) this.#parents[second] = first
  }

  edit(draft: DraftId, ...edits: readonly TextEdit[]): void {
    for (const edit of edits) this.#edits.push({ draft, edit })
  }

  claim(draft: DraftId, match: number): void {
    if (!this.isSettled(match)) this.#matches.set(match, draft)
  }

  markUnsafe(draft: DraftId, reason: string): void {
    this.#unsafe.set(draft, reason)
  }

  /** A match that only a person can fix. */
  refuse(match: number, reason: string): void {
    if (!this.isSettled(match)) this.#refused.set(match, reason)
  }

  isSettled(match: number): boolean {
    return this.#matches.has(match) || this.#refused.has(match)
  }

  draftOf(match: number): DraftId | null {
    return this.#matches.get(match) ?? null
  }

  build(): PlannedChange[] {
    this.#joinTouching()
    const groups = new Map<DraftId, { matches: number[]; edits: TextEdit[]; known: Set<string> }>()
    const groupOf = (draft: DraftId) => {
      const root = this.#root(draft)
      let group = groups.get(root)
      if (group === undefined) {
        group = { matches: [], edits: [], known: new Set() }
        groups.set(root, group)
      }
      return group
    }
    for (const [match, draft] of this.#matches) groupOf(draft).matches.push(match)
    for (const { draft, edit } of this.#edits) {
      const { edits, known } = groupOf(draft)
      const key = `${edit.start} ${edit.end} ${edit.text}`
      if (!known.has(key)) edits.push(edit)
      known.add(key)
    }
    const unsafeOf = new Map<DraftId, string>()
    for (const [draft, reason] of this.#unsafe) {
      const root = this.#root(draft)
      if (!unsafeOf.has(root)) unsafeOf.set(root, reason)
    }
    const changes: PlannedChange[] = []
    for (const [root, { matches, edits }] of groups) {
      if (matches.length === 0) continue
      matches.sort((a, b) => a - b)
      const sorted = sortEdits(edits)
      const reason =
        findOverlap(sorted) !== null
          ? 'two rewrites would touch the same text'
          : sorted.length === 0
            ? 'nothing here can be rewritten'
            : null
      const title = this.#titles[root] ?? ''
      if (reason !== null) changes.push({ matches, edits: [], applicability: 'manual', title, reason })
      else {
        const unsafe = unsafeOf.get(root) ?? null
        changes.push({
          matches,
          edits: sorted,
          applicability: unsafe === null ? 'safe' : 'unsafe',
          title,
          reason: unsafe,
        })
      }
    }
    const byReason = new Map<string, number[]>()
    for (const [match, reason] of this.#refused) {
      const known = byReason.get(reason)
      if (known) known.push(match)
      else byReason.set(reason, [match])
    }
    for (const [reason, matches] of byReason) {
      changes.push({ matches: matches.sort((a, b) => a - b), edits: [], applicability: 'manual', title: '', reason })
    }
    return changes.sort((a, b) => (a.matches[0] ?? 0) - (b.matches[0] ?? 0))
  }

  /** Drafts whose edits overlap or are the same cannot be applied apart. */
  #joinTouching(): void {
    const sorted = [...this.#edits].sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end)
    for (let i = 1; i < sorted.length; i++) {
      const before = sorted[i - 1]
      const current = sorted[i]
      if (before === undefined || current === undefined) continue
      if (current.edit.start < before.edit.end || sameEdit(before.edit, current.edit))
        this.join(before.draft, current.draft)
    }
  }
}
