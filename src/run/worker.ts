import { parentPort, workerData } from 'node:worker_threads'
import type { SkippedFile } from '../core/source.ts'
import { keepCompiledCode } from '../sources/compiled-code.ts'
import { createDiskReader } from '../sources/disk-reader.ts'
import { createJob, isGlance, type JobName, type Jobs } from './jobs.ts'
import { followWalkOrder, type WalkOrder } from '../sources/walk-order.ts'
import { workThrough } from './shared-places.ts'
import { BUILD } from './version.ts'

/*
 * The second thread of a run: reads files from the disk as the first does, and does the same with them. Nothing here
 * decides anything; what it finds goes back.
 */

export type Errand =
  | {
      readonly kind: 'read'
      readonly job: JobName
      readonly order: Jobs[JobName]['order']
      /** Joined by NUL. */
      readonly paths: string
      readonly counter: SharedArrayBuffer
    }
  | { readonly kind: 'walk'; readonly order: unknown }

export type Answer =
  | { readonly kind: 'read'; readonly result: Jobs[JobName]['result']; readonly skipped: readonly SkippedFile[] }
  | { readonly kind: 'walk'; readonly outcome: unknown }

if (BUILD !== undefined) keepCompiledCode(__filename, BUILD, false)

const { root } = workerData as { readonly root: string }
const disk = createDiskReader(root, () => {})

const answer = (message: Answer, transfer: readonly ArrayBuffer[]): void =>
  parentPort?.postMessage(message, [...transfer])

// One errand after the other, as they come: each is answered before the next is begun.
let last: Promise<void> = Promise.resolve()
parentPort?.on('message', (errand: Errand) => {
  last = last.then(() => run(errand))
})

async function run(errand: Errand): Promise<void> {
  if (errand.kind === 'walk') return answer({ kind: 'walk', outcome: followWalkOrder(errand.order as WalkOrder) }, [])
  const skipped: SkippedFile[] = []
  const job = await createJob(errand.job, errand.order)
  workThrough(
    errand.counter,
    errand.paths.split('\0'),
    isGlance(errand.job) ? disk.glanceEach : disk.readEach,
    job,
    (file) => skipped.push(file),
  )
  const { result, transfer } = job.finish()
  answer({ kind: 'read', result, skipped }, transfer)
}
