import { main } from '../../src/cli/main.ts'
import { createProcessIo } from '../../src/cli/process-io.ts'

/** A command line as a process of its own would run it in `cwd`, in this process. */
export const runMain = async (
  cwd: string,
  argv: readonly string[],
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> => {
  const out = { stdout: '', stderr: '' }
  const sink = (name: 'stdout' | 'stderr') => ({
    isTTY: false,
    columns: null,
    write: (text: string) => {
      out[name] += text
    },
  })
  const code = await main(argv, { ...createProcessIo(), cwd, stdout: sink('stdout'), stderr: sink('stderr') })
  return { code, ...out }
}
