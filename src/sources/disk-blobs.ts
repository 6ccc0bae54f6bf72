import { createHash } from 'node:crypto'
import { closeSync, constants, openSync, readSync } from 'node:fs'
import { MAX_FILE_BYTES } from '../core/decode.ts'
import type { Repository } from './git.ts'

/**
 * Bytes of a blob that lies unaltered in the work tree.
 * @param path relative to the repository's root.
 * @returns bytes that are valid until the next call; null: the disk has other bytes there, or none.
 */
export type DiskBlobs = (path: string, blob: string) => Uint8Array | null

/** A link must not be followed, a pipe must not block. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** Room for `blob SP size NUL` before the bytes, as git hashes them (gitformat-pack, "loose objects"). */
const HEADER_ROOM = 32
const START_BYTES = 256 << 10

/** Beyond this many files in a row that are not what they should be (another branch, converted line ends) nobody looks any more. */
const PATIENCE = 64

/**
 * Most blobs of an index, and of a commit near it, also lie on the disk: reading and hashing a file takes a hundredth
 * of the time of asking git. Only bytes whose hash is the blob's are given, whatever lies there.
 */
export const createDiskBlobs = (repository: Repository): DiskBlobs => {
  if (repository.top === null) return () => null
  let room = Buffer.allocUnsafeSlow(0)
  let failures = 0

  const fill = (descriptor: number): number => {
    for (let length = HEADER_ROOM; ; ) {
      if (length >= room.length) {
        if (length > MAX_FILE_BYTES) return -1
        const larger = Buffer.allocUnsafeSlow(
          Math.max(START_BYTES, Math.min(length * 4, MAX_FILE_BYTES + HEADER_ROOM + 1)),
        )
        room.copy(larger, 0, 0, Math.min(length, room.length))
        room = larger
      }
      const count = readSync(descriptor, room, length, room.length - length, null)
      if (count === 0) return length - HEADER_ROOM
      length += count
    }
  }

  const readFrom = (file: string): number => {
    try {
      const descriptor = openSync(file, OPEN_FLAGS)
      try {
        return fill(descriptor)
      } finally {
        closeSync(descriptor)
      }
    } catch {
      return -1
    }
  }

  return (path, blob) => {
    if (failures >= PATIENCE) return null
    const size = readFrom(`${repository.root}/${path}`)
    if (size >= 0) {
      const header = `blob ${size}\0`
      const start = HEADER_ROOM - header.length
      room.write(header, start, 'latin1')
      const whole = room.subarray(start, HEADER_ROOM + size)
      if (
        createHash(blob.length === 64 ? 'sha256' : 'sha1')
          .update(whole)
          .digest('hex') === blob
      ) {
        failures = 0
        return room.subarray(HEADER_ROOM, HEADER_ROOM + size)
      }
    }
    failures++
    return null
  }
}
