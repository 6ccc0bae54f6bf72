import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

/** A conversation with oracle.py: one JSON request a line, one answer a line. */
export class Session {
  readonly #child: ChildProcess
  readonly #input: Writable
  readonly #waiting: { resolve(answer: unknown): void; reject(error: Error): void }[] = []
  #trouble = ''

  constructor(script: string) {
    this.#child = spawn(process.env['PYTHON'] ?? 'python3', [script], { stdio: ['pipe', 'pipe', 'pipe'] })
    this.#input = this.#child.stdin as Writable
    createInterface({ input: this.#child.stdout as Readable }).on('line', (line) =>
      this.#waiting.shift()?.resolve(JSON.parse(line)),
    )
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#trouble += chunk.toString()
    })
    const fail = (): void => {
      for (const { reject } of this.#waiting.splice(0))
        reject(new Error(`the importer check ended: ${this.#trouble.slice(-2000)}`))
    }
    this.#child.on('exit', fail)
    this.#child.on('error', fail)
    this.#input.on('error', fail)
  }

  ask<T>(request: Readonly<Record<string, unknown>>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ resolve: (answer) => resolve(answer as T), reject })
      this.#input.write(`${JSON.stringify(request)}\n`)
    })
  }

  close(): void {
    this.#input.end()
  }
}
