import type { SkippedFile, Source } from '../core/source.ts'
import type { Job } from './jobs.ts'

/*
 * How threads divide a list of files: whoever is free takes the next few, from a counter they share.
 */

/** Files taken at a time: enough that taking costs nothing, few enough that both ends come together. */
const BATCH = 64

export const createCounter = (): SharedArrayBuffer => new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)

/** Take files until none is left. */
export function workThrough(
  counter: SharedArrayBuffer,
  paths: readonly string[],
  readEach: Source['readEach'],
  job: Job<unknown>,
  skip: (file: SkippedFile) => void,
): void {
  const next = new Int32Array(counter)
  let place = 0
  const taken = function* (): Generator<string> {
    for (;;) {
      const from = Atomics.add(next, 0, BATCH)
      if (from >= paths.length) return
      const to = Math.min(from + BATCH, paths.length)
      for (place = from; place < to; place++) yield paths[place] as string
    }
  }
  readEach(taken(), (path, bytes) => job.visit(place, path, bytes), skip)
}
