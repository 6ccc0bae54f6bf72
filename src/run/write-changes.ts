import { encodeText } from '../core/text-encoding.ts'
import type { RunResult, WriteOptions, WriteOutcome } from '../core/run-options.ts'
import { writeAll } from '../sources/write.ts'

/**
 * Write every changed file, each wholly or not at all; with `verify`, run the command afterwards and restore all where it
 * fails. A file that changed since it was read is left alone and reported.
 */
export async function writeChanges(result: RunResult, options: WriteOptions): Promise<WriteOutcome> {
  const changes = result.changes.flatMap(({ path, before, after, encoding }) => {
    const [old, fresh] = [encodeText(before, encoding), encodeText(after, encoding)]
    return old && fresh ? [{ path, before: old, after: fresh }] : []
  })
  return writeAll(result.root, changes, options)
}
