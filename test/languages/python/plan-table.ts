import { expect, it } from 'vitest'
import { fixPython } from './plan-support.ts'
import type { Retirement, Setting } from './plan-support.ts'

export interface Row extends Setting {
  readonly name: string
  readonly retired: readonly Retirement[]
  readonly before: string
  /** Absent: nothing may change. */
  readonly after?: string
  /** Reasons of what needs a person. */
  readonly manual?: readonly (string | RegExp)[]
}

/** Every row: the fix is as written, the proof takes all of it, and fixing again changes nothing. */
export function runTable(rows: readonly Row[]): void {
  for (const row of rows) {
    it(row.name, () => {
      const first = fixPython(row.before, row.retired, row)
      expect(first.after).toBe(row.after ?? row.before)
      expect(first.refused).toEqual([])
      expect(first.manual).toHaveLength(row.manual?.length ?? 0)
      for (const [at, reason] of (row.manual ?? []).entries()) expect(first.manual[at]).toMatch(reason)
      const again = fixPython(first.after, row.retired, row)
      expect(again.after).toBe(first.after)
    })
  }
}

export const MOVE: readonly Retirement[] = [{ from: 'old.mod#Old', to: 'new.mod#New' }]
export const RENAME: readonly Retirement[] = [{ from: 'lib#Old', to: 'lib#New' }]
export const MOVE_ONLY: readonly Retirement[] = [{ from: 'old.mod#Thing', to: 'new.mod#Thing' }]
