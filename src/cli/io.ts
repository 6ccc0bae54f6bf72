import type { Premises } from '../core/premises.ts'
import type { Pipeline } from '../core/run-options.ts'
import type { Answer } from '../sources/answers.ts'

/** Everything a command touches outside itself; tests hand in their own. */
export interface Io {
  /** Absolute. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: Sink
  readonly stderr: Sink
  /** Now; only its date is used. */
  now(): Date
  /** All of standard input. */
  readStdin(): Promise<Uint8Array>
  /** @param path absolute. Throws where it does not exist or cannot be read. */
  readFile(path: string): Promise<string>
  /**
   * @param path absolute; missing directories are made. With `exclusive` an existing file is an error (`EEXIST`).
   */
  writeFile(path: string, text: string, options?: { readonly exclusive?: boolean }): Promise<void>
  /** Each call loads what it needs, and no more. */
  readonly pipeline: Pipeline
  /** Keep what this command said for the next one like it, as long as the premises hold; absent: nothing is kept. */
  remember?(answer: Answer, premises: Premises): void
}

export interface Sink {
  readonly isTTY: boolean
  /** Columns, where it is a terminal that knows. */
  readonly columns: number | null
  write(text: string): void
}

/** The same, and what is written through it so far. */
export const overhear = (io: Io): { readonly io: Io; said(): Pick<Answer, 'stdout' | 'stderr'> } => {
  const [stdout, stderr]: [string[], string[]] = [[], []]
  const listenTo = (sink: Sink, said: string[]): Sink => ({
    isTTY: sink.isTTY,
    columns: sink.columns,
    write(text) {
      said.push(text)
      sink.write(text)
    },
  })
  return {
    io: { ...io, stdout: listenTo(io.stdout, stdout), stderr: listenTo(io.stderr, stderr) },
    said: () => ({ stdout: stdout.join(''), stderr: stderr.join('') }),
  }
}
