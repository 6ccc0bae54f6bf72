import type { Io, Sink } from './io.ts'

/** The real thing: this process. */
export const createProcessIo = (): Io => ({
  cwd: process.cwd(),
  env: process.env,
  stdout: createSink(process.stdout),
  stderr: createSink(process.stderr),
  now: () => new Date(),
  async readStdin() {
    const chunks: Uint8Array[] = []
    for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array)
    return new Uint8Array(Buffer.concat(chunks))
  },
  readFile: async (path) => (await import('../sources/output-file.ts')).readTextFile(path),
  writeFile: async (path, text, { exclusive = false } = {}) =>
    (await import('../sources/output-file.ts')).writeTextFile(path, text, exclusive),
  pipeline: {
    run: async (options) => (await import('../run.ts')).run(options),
    validate: async (options) => (await import('../run/validate.ts')).validate(options),
    explain: async (id, options) => (await import('../explain.ts')).explain(id, options),
    writeChanges: async (result, options) => (await import('../run/write-changes.ts')).writeChanges(result, options),
  },
})

const createSink = (stream: NodeJS.WriteStream): Sink => {
  // `repoint check | head` closes the pipe early: that is no failure of ours
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  return {
    isTTY: stream.isTTY === true,
    columns: stream.isTTY === true ? stream.columns : null,
    write: (text) => {
      stream.write(text)
    },
  }
}
