import { dirname, join, resolve } from 'node:path'
import { MANIFEST_NAMES } from '../config/discover.ts'
import type { Manifest } from '../core/migration.ts'
import type { Premises } from '../core/premises.ts'
import type { RunOptions } from '../core/run-options.ts'
import { isInside } from '../sources/disk-reader.ts'
import type { Workspace } from './workspace.ts'

/** What the outcome of a run over a work tree rests on; null: it cannot be told, or it rests on more than a work tree. */
export async function findPremises(workspace: Workspace, options: RunOptions): Promise<Premises | null> {
  const { source, repository, manifest } = workspace
  if (!options.cache || options.stats || options.writes || options.extraEntries || options.mode.kind !== 'worktree')
    return null
  // A link outside of the tree may lead somewhere else next time.
  if (!options.paths.every((path) => isInside(source.root, resolve(options.cwd, path)))) return null
  const named = options.manifest === null ? [] : [resolve(options.cwd, options.manifest)]
  const others = [...named, ...placesOfRoot(options.cwd, repository?.top ?? source.root)]
  return (await source.premises?.([...others, ...filesOf(manifest).map((path) => join(source.root, path))])) ?? null
}

/** What decides where the root is, and which manifest is found: in each directory from here up to the top. */
function placesOfRoot(cwd: string, top: string): readonly string[] {
  const places: string[] = []
  for (let directory = cwd; ; directory = dirname(directory)) {
    places.push(...['.git', ...MANIFEST_NAMES].map((name) => join(directory, name)))
    if (directory === top || dirname(directory) === directory) return places
  }
}

/** The manifest's own files, and what says which file of a package that is. */
function filesOf(manifest: Manifest | null): readonly string[] {
  return (manifest?.files ?? []).flatMap((path) => {
    const home = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(path)?.[0]
    return home === undefined ? [path] : [path, `${home}package.json`]
  })
}
