import { relative, sep } from 'node:path'
import { DEFAULT_BASELINE } from '../core/baseline.ts'
import type { Manifest } from '../core/migration.ts'
import type { RunOptions } from '../core/run-options.ts'
import type { Source } from '../core/source.ts'

/** repoint's own files in the tree — manifests, baseline, reports — spell what is retired and are never findings. */
export function findOwnFiles(source: Source, manifest: Manifest | null, options: RunOptions): ReadonlySet<string> {
  const outputs =
    source.root === '' ? [] : (options.outputs ?? []).map((path) => relative(source.root, path).split(sep).join('/'))
  return new Set([
    ...(manifest ? [manifest.file, ...manifest.migrations.map((migration) => migration.position.file)] : []),
    manifest?.baseline ?? DEFAULT_BASELINE,
    ...outputs,
  ])
}
