import type { Io } from '../../src/cli/io.ts'
import { main } from '../../src/cli/main.ts'
import type { Explanation, Pipeline, RunOptions, RunResult, WriteOptions } from '../../src/core/run-options.ts'
import { judge } from '../../src/core/levels.ts'
import { makeReport } from './make-finding.ts'

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** Files written, by absolute path. */
  readonly files: ReadonlyMap<string, string>
  /** The options of every run, validation or explanation. */
  readonly asked: readonly RunOptions[]
  readonly written: readonly WriteOptions[]
}

export interface Scene {
  readonly result?: Partial<Omit<RunResult, 'report'>> & { readonly report?: Parameters<typeof makeReport>[0] }
  readonly explanation?: Explanation
  readonly pipeline?: Partial<Pipeline>
  readonly env?: Readonly<Record<string, string>>
  readonly files?: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly tty?: boolean
  readonly cwd?: string
}

/** Run a command line against a pipeline that answers with the scene's result, judged by the gate it was asked with. */
export const runCli = async (argv: readonly string[], scene: Scene = {}): Promise<Ran> => {
  const out = { stdout: '', stderr: '' }
  const files = new Map<string, string>(Object.entries(scene.files ?? {}))
  const asked: RunOptions[] = []
  const written: WriteOptions[] = []
  const answer = (options: RunOptions): RunResult => {
    asked.push(options)
    const { report: parts = {}, ...rest } = scene.result ?? {}
    const status = judge(parts.findings ?? [], parts.unanalysable?.length ?? 0, options.gate).status
    return {
      root: '/repo',
      changes: [],
      baseline: { path: '.repoint-baseline.json', text: null },
      ...rest,
      report: makeReport({ status, ...parts }),
    }
  }
  const sink = (name: 'stdout' | 'stderr') => ({
    isTTY: scene.tty ?? false,
    columns: null,
    write: (text: string) => {
      out[name] += text
    },
  })
  const io: Io = {
    cwd: scene.cwd ?? '/repo',
    env: scene.env ?? {},
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    now: () => new Date('2026-11-23T12:00:00Z'),
    readStdin: async () => new TextEncoder().encode(scene.stdin ?? ''),
    async readFile(path) {
      const text = files.get(path)
      if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
      return text
    },
    async writeFile(path, text, options) {
      if (path.startsWith('/readonly/')) throw Object.assign(new Error('denied'), { code: 'EACCES' })
      if (options?.exclusive === true && files.has(path)) throw Object.assign(new Error('exists'), { code: 'EEXIST' })
      files.set(path, text)
    },
    pipeline: {
      run: async (options) => answer(options),
      validate: async (options) => answer(options).report,
      explain: async (_, options) => {
        asked.push(options)
        if (scene.explanation === undefined) throw new Error('the scene has no explanation')
        return scene.explanation
      },
      writeChanges: async (result, options) => {
        written.push(options)
        return {
          written: result.changes.map(({ path }) => path),
          failed: [],
          verifyExit: options.verify === null ? null : 0,
        }
      },
      ...scene.pipeline,
    },
  }
  const code = await main(argv, io)
  return { code, ...out, files, asked, written }
}
