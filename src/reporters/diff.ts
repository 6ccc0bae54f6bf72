import { structuredPatch } from 'diff'
import type { ChangedFile } from '../core/run-options.ts'
import type { Reporter } from './reporter.ts'

/** The planned fixes as a unified diff that `git apply` and `patch -p1` take. */
export const diff: Reporter = {
  name: 'diff',
  render: (_, { changes = [] }) => changes.map(renderFileDiff).join(''),
}

const CONTEXT_LINES = 3

export const renderFileDiff = (change: ChangedFile): string => {
  const patch = structuredPatch('', '', change.before, change.after, undefined, undefined, { context: CONTEXT_LINES })
  if (patch.hunks.length === 0) return ''
  const hunks = patch.hunks.map((hunk) => {
    const ranges = `-${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)}`
    return `@@ ${ranges} @@\n${hunk.lines.map((line) => `${line}\n`).join('')}`
  })
  return `--- ${quotePath(`a/${change.path}`)}\n+++ ${quotePath(`b/${change.path}`)}\n${hunks.join('')}`
}

/** A count of 1 is left out, and an empty range names the line before it, as diff(1) does. */
const range = (start: number, lines: number): string =>
  lines === 1 ? `${start}` : lines === 0 ? `${Math.max(0, start - 1)},0` : `${start},${lines}`

/**
 * As git writes a path: C-quoted where it holds quotes, backslashes or control characters, with a tab at the end
 * where it holds a blank (without one `patch` takes the blank for the end of the name).
 */
const quotePath = (path: string): string => {
  if (QUOTED.test(path)) return `"${path.replaceAll(QUOTED_ALL, quoteUnit)}"`
  return path.includes(' ') ? `${path}\t` : path
}

/** Control characters, and the marks that reorder text: git quotes everything beyond ASCII, these have to be. */
const HIDDEN = '\\u0000-\\u001F\\u007F-\\u009F\\u061C\\u200E\\u200F\\u2028-\\u202E\\u2066-\\u2069\\uFEFF'
const QUOTED = new RegExp(`["\\\\${HIDDEN}]`)
const QUOTED_ALL = new RegExp(QUOTED, 'g')

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '"': '\\"', '\\': '\\\\' }

const quoteUnit = (unit: string): string =>
  NAMED[unit] ?? Array.from(new TextEncoder().encode(unit), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
