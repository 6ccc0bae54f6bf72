import type { RunOptions, RunResult } from '../core/run-options.ts'
import { openCacheStore } from '../sources/cache-store.ts'
import { isLargeTree, isUnchanged, markTree, readIndexMark, type TreeMark } from '../sources/tree-mark.ts'
import { BUILD, VERSION } from './version.ts'
import type { Workspace } from './workspace.ts'

/*
 * The outcome of a whole run over a work tree, for the next run with the same question where nothing has changed. What
 * the question is made of is the key; whether the tree has changed is asked of git and of the file system.
 */

/** An outcome that is longer than this, in code units of JSON, is not kept. */
const LONGEST = 64 << 20

export interface Memo {
  /** The outcome of the last run like this one; null: something has changed, or there was none. */
  recall(): Promise<RunResult | null>
  remember(result: RunResult): Promise<void>
}

/** @returns null where a run of this kind is not remembered. */
export function openMemo(workspace: Workspace, options: RunOptions): Memo | null {
  const { source, repository, manifest } = workspace
  if (
    BUILD === undefined ||
    !options.cache ||
    options.stats ||
    options.writes ||
    options.mode.kind !== 'worktree' ||
    repository === null
  )
    return null
  const started = Date.now()
  const index = readIndexMark(repository)
  if (index === null || !isLargeTree(index)) return null
  const store = openCacheStore('runs-1')
  const { progress: _, ...asked } = options
  const key = JSON.stringify([
    VERSION,
    BUILD,
    source.root,
    repository.index?.file,
    source.commit,
    manifest && [manifest.file, manifest.hash],
    asked,
  ])
  const trusted = options.trustIndex ?? false
  return {
    async recall() {
      const kept = store.get(key)
      if (kept === null) return null
      const end = kept.indexOf(10)
      try {
        const mark = JSON.parse(kept.toString('utf8', 0, end)) as TreeMark
        return (await isUnchanged(repository, mark, trusted))
          ? (JSON.parse(kept.toString('utf8', end + 1)) as RunResult)
          : null
      } catch {
        return null
      }
    },
    async remember(result) {
      const around = trusted ? { directories: [''], untracked: [] } : (source.surroundings?.() ?? null)
      const mark = around && (await markTree(repository, index, around, started, trusted))
      if (mark === null) return
      const text = JSON.stringify(result)
      if (text.length <= LONGEST) store.put(key, [Buffer.from(`${JSON.stringify(mark)}\n`), Buffer.from(text)])
    },
  }
}
