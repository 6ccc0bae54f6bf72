import type { Pipeline } from '../core/run-options.ts'

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
}

export interface Sink {
  readonly isTTY: boolean
  /** Columns, where it is a terminal that knows. */
  readonly columns: number | null
  write(text: string): void
}
