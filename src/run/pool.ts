import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { SkippedFile, Source, Survey } from '../core/source.ts'
import { createJob, isGlance, type JobName, type Jobs } from './jobs.ts'
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
  /** Have the second thread started by the time it is needed; false: there will be none. */
  prepare(): boolean
  /** Whether this many files are worth a second thread. */
  isWorthIt(files: number): boolean
  /** Let the second thread walk the directories first; what it finds completes the survey. */
  walk(survey: Survey): Promise<void>
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
  let worker: Assistant | null = null
  const canShare = WORKER !== undefined && source.plainFiles === true && availableParallelism() > 1
  const prepare = (): Assistant | null => {
    if (canShare) worker ??= hire(new Worker(WORKER, { workerData: { root: source.root } }))
    return worker
  }
  return {
    prepare: () => prepare() !== null,
    isWorthIt: (files) => canShare && files >= WORTH_A_THREAD,
    async walk(survey) {
      const outcome = await prepare()?.ask({ kind: 'walk', order: survey.order })
      // Where the thread died, `list` walks itself and says why.
      if (outcome?.kind === 'walk') survey.complete(outcome.outcome)
    },
    async read(name, order, paths, skip) {
      const helper = paths.length < WORTH_A_THREAD ? null : prepare()
      const job = await createJob(name, order)
      const counter = createCounter()
      const readEach = (isGlance(name) ? source.glanceEach : null) ?? source.readEach
      const answer = helper?.ask({ kind: 'read', job: name, order, paths: paths.join('\0'), counter }) ?? null
      workThrough(counter, paths, readEach, job, skip)
      const own = job.finish().result
      if (answer === null) return [own]
      const other = await answer
      if (other?.kind === 'read') {
        for (const file of other.skipped) skip(file)
        return [own, other.result as Jobs[typeof name]['result']]
      }
      // What the other thread took is lost with it.
      const again = await createJob(name, order)
      workThrough(createCounter(), paths, readEach, again, skip)
      return [again.finish().result]
    },
    close() {
      worker?.dismiss()
      worker = null
    },
  }
}

/** The second thread: it does one errand after the other. */
interface Assistant {
  /** null where the thread died. */
  ask(errand: Errand): Promise<Answer | null>
  dismiss(): void
}

function hire(worker: Worker): Assistant {
  const waiting: ((answer: Answer | null) => void)[] = []
  let dead = false
  const settle = (answer: Answer | null): void => {
    waiting.shift()?.(answer)
    if (waiting.length === 0) worker.unref()
  }
  const fail = (): void => {
    dead = true
    while (waiting.length > 0) settle(null)
  }
  worker.on('message', settle).on('error', fail).on('exit', fail)
  worker.unref()
  return {
    ask: (errand) =>
      new Promise((resolve) => {
        if (dead) return resolve(null)
        waiting.push(resolve)
        worker.ref()
        worker.postMessage(errand)
      }),
    dismiss: () => void worker.terminate(),
  }
}
