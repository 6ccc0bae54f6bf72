import { randomBytes } from 'node:crypto'
import { writeSync } from 'node:fs'
import type { Premises, TreePremises } from '../core/premises.ts'
import { openCacheStore } from './cache-store.ts'
import { doPremisesHold } from './premises-check.ts'

/** All that a command says to the outside. */
export interface Answer {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

const openAnswers = () => openCacheStore('answers-1')

/** The larger part of most premises, which is read while git is looking at the files. */
const openDirectories = () => openCacheStore('directories-1')

/** An answer that is longer than this, in code units, is not kept. */
const LONGEST = 32 << 20

/** What is written before the output. `directories`: what they are kept under. */
interface Head {
  readonly code: number
  /** Length in bytes; the rest is standard error. */
  readonly stdout: number
  readonly premises: Omit<Premises, 'tree'>
  readonly tree: (Omit<TreePremises, 'directories'> & { readonly directories: string }) | null
}

/** Keep what a command said, for the next one with the same question. */
export function keepAnswer(question: string, { stdout, stderr, code }: Answer, premises: Premises): void {
  if (stdout.length + stderr.length > LONGEST) return
  const [out, err] = [Buffer.from(stdout), Buffer.from(stderr)]
  const { tree, ...others } = premises
  const directories = randomBytes(16).toString('hex')
  if (tree !== null) openDirectories().put(directories, [tree.directories])
  const head: Head = { code, stdout: out.length, premises: others, tree: tree && { ...tree, directories } }
  openAnswers().put(question, [Buffer.from(`${JSON.stringify(head)}\n`), out, err])
}

/**
 * Say again what was said to the same question, where nothing has changed since.
 * @returns the exit code; null: it has to be found out.
 */
export async function answerAgain(question: string): Promise<number | null> {
  const kept = openAnswers().get(question)
  if (kept === null) return null
  const start = kept.indexOf(10) + 1
  try {
    const head = JSON.parse(kept.toString('utf8', 0, start)) as Head
    if (!(await doPremisesHold({ ...head.premises, tree: head.tree && openTree(head.tree) }))) return null
    print(1, kept.subarray(start, start + head.stdout))
    print(2, kept.subarray(start + head.stdout))
    return head.code
  } catch {
    return null
  }
}

const openTree = (tree: NonNullable<Head['tree']>): TreePremises => ({
  dirty: tree.dirty,
  environment: tree.environment,
  get directories() {
    return openDirectories().get(tree.directories) ?? new Uint8Array()
  },
})

/** Written at once where that is possible: streams take longer to make than all of this. */
function print(descriptor: 1 | 2, bytes: Buffer): void {
  let at = 0
  try {
    while (at < bytes.length) at += writeSync(descriptor, bytes, at)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // `repoint check | head` closes the pipe early: that is no failure of ours.
    if (code === 'EPIPE') return
    const stream = descriptor === 1 ? process.stdout : process.stderr
    stream.on('error', () => {})
    stream.write(bytes.subarray(at))
  }
}
