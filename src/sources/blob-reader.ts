import { MAX_FILE_BYTES, TOO_LARGE } from '../core/decode.ts'
import type { SkippedFile } from '../core/source.ts'
import { UserError } from '../core/user-error.ts'
import { type Repository, tryGit } from './git.ts'
import { gitMessage } from './spawn-git.ts'

export interface BlobRequest {
  readonly path: string
  readonly blob: string
  /** In bytes, where known. */
  readonly size: number | null
}

/** What one call of git hands over at most, in bytes; it bounds memory. */
const CHUNK_BYTES = 16 << 20
/** Beyond this the output is dropped and the sizes are asked for first. */
const CHUNK_LIMIT = 64 << 20
/** The first chunk is small: its average tells how many make a full one. */
const FIRST_CHUNK = 256
const LARGEST_CHUNK = 16_384

/** As git and Python allow no configuration beyond reason, in bytes: what a single `read` may bring. */
const MAX_SINGLE_BYTES = 64 << 20

const NEWLINE = 10

interface Header {
  /** Length of the header line with its line break. */
  readonly length: number
  readonly type: string
  readonly size: number
}

const readHeader = (output: Buffer, at: number): Header => {
  const end = output.indexOf(NEWLINE, at)
  if (end < 0) throw new UserError('git cat-file stopped before its end')
  const [, type = '', size = '0'] = output.toString('latin1', at, end).split(' ')
  return { length: end + 1 - at, type, size: Number(size) }
}

const catFile = (
  repository: Repository,
  mode: '--batch' | '--batch-check',
  requests: readonly BlobRequest[],
  maxBuffer?: number,
) => {
  const input = `${requests.map((request) => request.blob).join('\n')}\n`
  const result = tryGit(
    repository,
    ['cat-file', mode, '--buffer'],
    maxBuffer === undefined ? { input } : { input, maxBuffer },
  )
  if (result.overflow) return null
  if (result.status === 0) return result.stdout
  const message = gitMessage(result.stderr)
  if (/promisor|lazy fetching|transport .* not allowed/.test(result.stderr)) {
    throw new UserError(
      `this partial clone lacks file contents that the check needs: ${message}`,
      'fetch them first (git fetch --refetch --no-filter), or clone without --filter',
    )
  }
  throw new UserError(`git cat-file failed in ${repository.root}: ${message}`)
}

/** Blobs fetched ahead of their use, so that a run over a few files calls git once. */
const held = new WeakMap<Repository, Map<string, Uint8Array>>()

/** Blobs larger than this are not worth holding, in bytes. */
const MAX_HELD_BYTES = MAX_FILE_BYTES

/** Fetch blobs that are about to be read one after the other. What cannot be had now is asked for when it is read. */
export const holdBlobs = (repository: Repository, blobs: readonly string[]): void => {
  const store = held.get(repository) ?? new Map<string, Uint8Array>()
  held.set(repository, store)
  const requests = [...new Set(blobs)].flatMap((blob) => (store.has(blob) ? [] : [{ path: blob, blob, size: null }]))
  const keep = (blob: string, bytes: Uint8Array): void => {
    if (bytes.length <= MAX_HELD_BYTES) store.set(blob, new Uint8Array(bytes))
  }
  try {
    readBlobs(repository, requests, keep, () => {})
  } catch (error) {
    if (!(error instanceof UserError)) throw error
  }
}

const visitOutput = (
  output: Buffer,
  requests: readonly BlobRequest[],
  visit: (path: string, bytes: Uint8Array) => void,
  skip: (skipped: SkippedFile) => void,
): void => {
  let at = 0
  for (const { path } of requests) {
    const header = readHeader(output, at)
    at += header.length
    if (header.type === 'blob') {
      if (header.size > MAX_FILE_BYTES) skip({ path, reason: TOO_LARGE })
      else visit(path, output.subarray(at, at + header.size))
    } else {
      skip({
        path,
        reason: header.type === 'missing' ? 'its content is not in the repository' : `not a file but a ${header.type}`,
      })
    }
    if (header.type !== 'missing') at += header.size + 1
  }
}

/** The sizes of blobs in bytes; what is missing counts as 0, and reading it says so. */
const withSizes = (repository: Repository, requests: readonly BlobRequest[]): BlobRequest[] => {
  const output = catFile(repository, '--batch-check', requests) ?? Buffer.alloc(0)
  let at = 0
  return requests.map((request) => {
    const header = readHeader(output, at)
    at += header.length
    return { ...request, size: header.type === 'blob' ? header.size : 0 }
  })
}

/** Cut off the front as many requests as make a chunk; requests without a size count as `average`. */
const takeChunk = (requests: readonly BlobRequest[], from: number, average: number): BlobRequest[] => {
  const chunk: BlobRequest[] = []
  let bytes = 0
  for (let at = from; at < requests.length && chunk.length < LARGEST_CHUNK; at++) {
    const request = requests[at] as BlobRequest
    bytes += request.size ?? average
    if (chunk.length > 0 && bytes > CHUNK_BYTES) break
    chunk.push(request)
  }
  return chunk
}

/**
 * Read blobs in order through `git cat-file --batch`, some megabytes a call. Files over 2 MB and blobs that are not
 * there go to `skip`. The bytes are valid only during the call of `visit`.
 */
export const readBlobs = (
  repository: Repository,
  requests: readonly BlobRequest[],
  visit: (path: string, bytes: Uint8Array) => void,
  skip: (skipped: SkippedFile) => void,
): void => {
  const store = held.get(repository)
  if (store !== undefined && requests.length > 0 && requests.every(({ blob }) => store.has(blob))) {
    for (const { path, blob } of requests) visit(path, store.get(blob) as Uint8Array)
    return
  }
  let average = CHUNK_BYTES / FIRST_CHUNK
  for (let at = 0; at < requests.length; ) {
    const chunk = takeChunk(requests, at, average)
    at += chunk.length
    const wanted = chunk.filter((request) => request.size === null || request.size <= MAX_FILE_BYTES)
    const output = wanted.length === 0 ? Buffer.alloc(0) : catFile(repository, '--batch', wanted, CHUNK_LIMIT)
    if (output === null) {
      // Much larger than the files before: with their sizes known the same files come in smaller chunks.
      readBlobs(repository, withSizes(repository, chunk), visit, skip)
      continue
    }
    if (wanted.length > 0) average = Math.max(output.length / wanted.length, 256)
    if (wanted.length === chunk.length) {
      visitOutput(output, wanted, visit, skip)
      continue
    }
    for (const { path, size } of chunk) if (size !== null && size > MAX_FILE_BYTES) skip({ path, reason: TOO_LARGE })
    visitOutput(output, wanted, visit, skip)
  }
}

/** One blob's bytes, the caller's own; null where it is missing, no blob, or beyond 64 MB. */
export const readBlob = (repository: Repository, blob: string): Uint8Array | null => {
  const known = held.get(repository)?.get(blob)
  if (known !== undefined) return new Uint8Array(known)
  const output = catFile(repository, '--batch', [{ path: '', blob, size: null }], MAX_SINGLE_BYTES)
  if (output === null) return null
  const header = readHeader(output, 0)
  return header.type === 'blob' ? output.subarray(header.length, header.length + header.size) : null
}
