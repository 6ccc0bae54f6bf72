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
  // Some sources take all paths before the first is visited: the place has to be found by the path.
  const places = new Map<string, number>()
  const taken = function* (): Generator<string> {
    for (;;) {
      const from = Atomics.add(next, 0, BATCH)
      if (from >= paths.length) return
      const to = Math.min(from + BATCH, paths.length)
      for (let place = from; place < to; place++) {
        const path = paths[place] as string
        places.set(path, place)
        yield path
      }
    }
  }
  readEach(
    taken(),
    (path, bytes) => {
      const place = places.get(path)
      if (place === undefined) return
      places.delete(path)
      job.visit(place, path, bytes)
    },
    skip,
  )
}
