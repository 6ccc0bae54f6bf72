import { readSync } from 'node:fs'
import type { Source } from '../core/source.ts'
import { UserError } from '../core/user-error.ts'
import { overlaySource } from './memory.ts'
import { pathBelowRoot } from './root.ts'

/**
 * One file's bytes in the place of `filename`, over the other files of a work tree. The file need not exist.
 * @param filename absolute, or relative to `cwd`.
 * @throws UserError where it lies outside the root.
 */
export const createStdinSource = (
  worktree: Source,
  filename: string,
  cwd: string,
  bytes: Uint8Array,
): Source & { readonly path: string } => {
  const below = pathBelowRoot(worktree.root, cwd, filename)
  if (below === null || below === '') throw new UserError(`${filename}: not a file below ${worktree.root}`)
  const path = worktree.realPath?.(below) ?? below
  const overlay = overlaySource(worktree, new Map([[path, bytes]]))
  return Object.defineProperties({} as Source & { readonly path: string }, {
    ...Object.getOwnPropertyDescriptors(overlay),
    kind: { value: 'stdin', enumerable: true },
    path: { value: path, enumerable: true },
  })
}

/** In bytes; an editor's buffer is far below. */
const MAX_INPUT_BYTES = 64 << 20

/** All of standard input. A terminal or pipe that has nothing yet is waited for. */
export const readStandardInput = (): Uint8Array => {
  const chunks: Buffer[] = []
  let total = 0
  for (;;) {
    const chunk = Buffer.allocUnsafe(1 << 16)
    let count: number
    try {
      count = readSync(0, chunk, 0, chunk.length, null)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EOF') break
      if (code !== 'EAGAIN') throw new UserError(`standard input cannot be read: ${code}`)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
      continue
    }
    if (count === 0) break
    total += count
    if (total > MAX_INPUT_BYTES) throw new UserError('standard input is larger than 64 MB')
    chunks.push(chunk.subarray(0, count))
  }
  return Buffer.concat(chunks)
}
