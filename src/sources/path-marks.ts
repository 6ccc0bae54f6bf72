import { closeSync, fstatSync, lstatSync, openSync, readSync, type Stats, statSync } from 'node:fs'

/*
 * Marks: short texts that change when a file does, made without reading it. The entry of the command line compares them
 * before anything else is loaded, so nothing is imported here but the file system.
 */

/** Checksum and length of an index; null: there is none, or git was told to write no checksum. */
export const readIndexMark = (index: { readonly file: string; readonly idBytes: number } | null): string | null => {
  if (index === null) return null
  try {
    const descriptor = openSync(index.file, 'r')
    try {
      const { size } = fstatSync(descriptor)
      if (size < index.idBytes) return null
      const sum = Buffer.alloc(index.idBytes)
      readSync(descriptor, sum, 0, sum.length, size - sum.length)
      return sum.every((byte) => byte === 0) ? null : `${sum.toString('hex')} ${size}`
    } finally {
      closeSync(descriptor)
    }
  } catch {
    return null
  }
}

export interface PathMark {
  readonly text: string
  /** When it was changed last, in milliseconds; of a directory nothing but its being there counts, so 0. */
  readonly changed: number
}

const markStats = ({ mode, uid, size, dev, ino, mtimeMs, ctimeMs }: Stats, isDirectory: boolean): string =>
  (isDirectory ? ['directory', mode, uid, dev, ino] : [mode, uid, size, dev, ino, mtimeMs, ctimeMs]).join(' ')

/** What lies at a path; of a link also what it leads to. null: nothing. */
export const markPath = (path: string): PathMark | null => {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (found === undefined) return null
    if (found.isDirectory()) return { text: markStats(found, true), changed: 0 }
    const text = markStats(found, false)
    const changed = Math.max(found.mtimeMs, found.ctimeMs)
    if (!found.isSymbolicLink()) return { text, changed }
    const end = statSync(path, { throwIfNoEntry: false })
    if (end === undefined) return { text, changed }
    const isDirectory = end.isDirectory()
    return {
      text: `${text} -> ${markStats(end, isDirectory)}`,
      changed: isDirectory ? changed : Math.max(changed, end.mtimeMs, end.ctimeMs),
    }
  } catch (error) {
    // A file where a directory would have to be is nothing at all. What may not be looked at is never the same.
    return (error as NodeJS.ErrnoException).code === 'ENOTDIR' ? null : { text: 'unknown', changed: Infinity }
  }
}
