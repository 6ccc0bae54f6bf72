import { encodeText } from '../core/text-encoding.ts'
import type { RunResult, WriteOptions, WriteOutcome } from '../core/run-options.ts'
import { runCommand } from '../sources/run-command.ts'
import { type FailedWrite, writeAll } from '../sources/write.ts'

/**
 * Write every changed file, each wholly or not at all; with `verify`, run the command afterwards and restore all where it
 * fails. A file that changed since it was read is left alone and reported.
 */
export async function writeChanges(result: RunResult, options: WriteOptions): Promise<WriteOutcome> {
  const unwritable: FailedWrite[] = []
  const writes = result.changes.flatMap(({ path, before, after, encoding }) => {
    const [old, fresh] = [encodeText(before, encoding), encodeText(after, encoding)]
    if (old && fresh) return [{ path, before: old, after: fresh }]
    unwritable.push({ path, reason: `cannot be written as ${encoding}` })
    return []
  })
  const { written, failed, restore } = await writeAll(result.root, writes)
  const verifyExit = options.verify === null || written.length === 0 ? null : runCommand(options.verify, result.root)
  const unrestored = verifyExit === null || verifyExit === 0 ? [] : await restore()
  return {
    written: verifyExit === null || verifyExit === 0 ? written : unrestored.map(({ path }) => path),
    failed: [...unwritable, ...failed, ...unrestored].map(({ path, reason }) => ({ path, message: reason })),
    verifyExit,
  }
}
