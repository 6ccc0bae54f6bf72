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
  async readFile(path) {
    const { readFile } = await import('node:fs/promises')
    return readFile(path, 'utf8')
  },
  async writeFile(path, text, { exclusive = false } = {}) {
    const [{ mkdir, rename, rm, writeFile }, { dirname }] = await Promise.all([import('node:fs/promises'), import('node:path')])
    await mkdir(dirname(path), { recursive: true })
    if (exclusive) return writeFile(path, text, { flag: 'wx' })
    if (await isSpecialFile(path)) return writeFile(path, text)
    // a reader sees the old report or the new one, never half of one
    const temporary = `${path}.${process.pid}.tmp`
    try {
      await writeFile(temporary, text)
      await rename(temporary, path)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  },
  pipeline: {
    run: async (options) => (await import('../run.ts')).run(options),
    validate: async (options) => (await import('../run/validate.ts')).validate(options),
    explain: async (id, options) => (await import('../explain.ts')).explain(id, options),
    writeChanges: async (result, options) => (await import('../run/write-changes.ts')).writeChanges(result, options),
  },
})

/** Links, pipes and devices (`/dev/stderr`) are written to, not replaced. */
const isSpecialFile = async (path: string): Promise<boolean> => {
  const { lstat } = await import('node:fs/promises')
  const stat = await lstat(path).catch(() => null)
  return stat !== null && !stat.isFile()
}

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
