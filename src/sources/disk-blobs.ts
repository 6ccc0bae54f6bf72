import { createHash } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { MAX_FILE_BYTES } from '../core/decode.ts'
import type { Repository } from './git.ts'
import { fill, OPEN_FLAGS, type Scratch } from './scratch.ts'

/**
 * Bytes of a blob that lies unaltered in the work tree.
 * @param path relative to the repository's root.
 * @returns bytes that are valid until the next call; null: the disk has other bytes there, or none.
 */
export type DiskBlobs = (path: string, blob: string) => Uint8Array | null

/** Room for `blob SP size NUL` before the bytes, as git hashes them (gitformat-pack, "loose objects"). */
const HEADER_ROOM = 32

/** Beyond this many files in a row that are not what they should be (another branch, converted line ends) nobody looks any more. */
const PATIENCE = 64

/**
 * Most blobs of an index, and of a commit near it, also lie on the disk: reading and hashing a file takes a hundredth
 * of the time of asking git. Only bytes whose hash is the blob's are given, whatever lies there.
 */
export const createDiskBlobs = (repository: Repository): DiskBlobs => {
  if (repository.top === null) return () => null
  const scratch: Scratch = { bytes: Buffer.alloc(0) }
  let failures = 0

  const readFrom = (file: string): number => {
    try {
      const descriptor = openSync(file, OPEN_FLAGS)
      try {
        const size = fill(scratch, descriptor, { start: HEADER_ROOM, exact: false })
        return size > MAX_FILE_BYTES ? -1 : size
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
      scratch.bytes.write(header, start, 'latin1')
      const whole = scratch.bytes.subarray(start, HEADER_ROOM + size)
      if (
        createHash(blob.length === 64 ? 'sha256' : 'sha1')
          .update(whole)
          .digest('hex') === blob
      ) {
        failures = 0
        return scratch.bytes.subarray(HEADER_ROOM, HEADER_ROOM + size)
      }
    }
    failures++
    return null
  }
}
