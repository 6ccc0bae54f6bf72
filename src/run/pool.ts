import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { SkippedFile, Source } from '../core/source.ts'
import { createJob, type JobName, type Jobs } from './jobs.ts'
import { createCounter, workThrough } from './shared-places.ts'
import type { Answer, Errand } from './worker.ts'

/** Filled in by the build; from source and in the library there is one thread. */
const WORKER = process.env.REPOINT_WORKER

/** Reading and outlining fewer files takes less than a thread needs to start. */
const WORTH_A_THREAD = 4_000

/**
 * Files read by two threads at once. Only a work tree is: an index or a commit comes from one git process, and what a
 * source has in memory another thread does not see.
 */
export interface Pool {
  /** Have the second thread started by the time it is needed. */
  prepare(): void
  /**
   * Do a job with every file; the results of each thread, in no order. Places in them count from `paths`.
   * `skip` hears of files that cannot be read.
   */
  read<Name extends JobName>(
    name: Name,
    order: Jobs[Name]['order'],
    paths: readonly string[],
    skip: (file: SkippedFile) => void,
  ): Promise<readonly Jobs[Name]['result'][]>
  close(): void
}

export function createPool(source: Source): Pool {
  let worker: Worker | null = null
  const canShare = WORKER !== undefined && source.plainFiles === true && availableParallelism() > 1
  const prepare = (): Worker | null => {
    if (!canShare) return null
    worker ??= new Worker(WORKER, { workerData: { root: source.root } })
    worker.unref()
    return worker
  }
  return {
    prepare,
    async read(name, order, paths, skip) {
      const helper = paths.length < WORTH_A_THREAD ? null : prepare()
      const job = await createJob(name, order)
      const counter = createCounter()
      const answer = helper === null ? null : askWorker(helper, { job: name, order, paths: paths.join('\0'), counter })
      workThrough(counter, paths, source.readEach, job, skip)
      const own = job.finish().result
      if (answer === null) return [own]
      const other = await answer
      if (other !== null) {
        for (const file of other.skipped) skip(file)
        return [own, other.result as Jobs[typeof name]['result']]
      }
      // What the other thread took is lost with it.
      const again = await createJob(name, order)
      workThrough(createCounter(), paths, source.readEach, again, skip)
      return [again.finish().result]
    },
    close() {
      void worker?.terminate()
      worker = null
    },
  }
}

/** null where the thread died. */
function askWorker(worker: Worker, errand: Errand): Promise<Answer | null> {
  return new Promise((resolve) => {
    worker.ref()
    const done = (answer: Answer | null): void => {
      worker.off('message', done).off('error', fail).off('exit', fail)
      worker.unref()
      resolve(answer)
    }
    const fail = (): void => done(null)
    worker.on('message', done).on('error', fail).on('exit', fail)
    worker.postMessage(errand)
  })
}
