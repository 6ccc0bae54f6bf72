import { parentPort, workerData } from 'node:worker_threads'
import type { SkippedFile } from '../core/source.ts'
import { createDiskReader } from '../sources/disk-reader.ts'
import { createJob, type JobName, type Jobs } from './jobs.ts'
import { workThrough } from './shared-places.ts'

/*
 * The second thread of a run: reads files from the disk as the first does, and does the same with them. Nothing here
 * decides anything; what it finds goes back.
 */

export interface Errand {
  readonly job: JobName
  readonly order: Jobs[JobName]['order']
  /** Joined by NUL. */
  readonly paths: string
  readonly counter: SharedArrayBuffer
}

export interface Answer {
  readonly result: Jobs[JobName]['result']
  readonly skipped: readonly SkippedFile[]
}

const { root } = workerData as { readonly root: string }
const disk = createDiskReader(root, () => {})

parentPort?.on('message', async ({ job: name, order, paths, counter }: Errand) => {
  const skipped: SkippedFile[] = []
  const job = await createJob(name, order)
  workThrough(counter, paths.split('\0'), disk.readEach, job, (file) => skipped.push(file))
  const { result, transfer } = job.finish()
  parentPort?.postMessage({ result, skipped } satisfies Answer, [...transfer])
})
