import { spawnSync } from 'node:child_process'

/**
 * Run the command line a person gave (`--verify`) in the root, its output on standard error.
 * @returns its exit code; 127 where it cannot be started, 128 + n where a signal ended it.
 */
export function runCommand(command: string, root: string): number {
  const result = spawnSync(command, { cwd: root, shell: true, stdio: ['ignore', process.stderr, process.stderr] })
  if (result.error) return 127
  return result.status ?? 128
}
