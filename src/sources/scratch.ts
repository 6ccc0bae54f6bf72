import { constants, readSync } from 'node:fs'
import { MAX_FILE_BYTES } from '../core/decode.ts'

/** A pipe in the place of a file must not block, a link must not be followed. Undefined on Windows. */
export const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** One buffer for many files; it grows to just over the largest file that is read. */
export interface Scratch {
  bytes: Buffer
}

const START_BYTES = 256 << 10

export interface FillOptions {
  /** Where in the buffer the file begins. */
  readonly start: number
  /** A read that gives less than was asked has met the end of the file. */
  readonly exact: boolean
}

/**
 * The bytes of an open file, at most one beyond the limit, into the scratch buffer.
 * @returns how many.
 */
export const fill = (scratch: Scratch, descriptor: number, { start, exact }: FillOptions): number => {
  for (let end = start; ; ) {
    const room = scratch.bytes.length
    if (end >= room) {
      if (end - start > MAX_FILE_BYTES) return end - start
      const larger = Buffer.allocUnsafeSlow(Math.max(START_BYTES, Math.min(end * 4, start + MAX_FILE_BYTES + 1)))
      scratch.bytes.copy(larger, 0, 0, room)
      scratch.bytes = larger
    }
    const asked = scratch.bytes.length - end
    const count = readSync(descriptor, scratch.bytes, end, asked, null)
    end += count
    if (count === 0 || (exact && count < asked)) return end - start
  }
}
