import type { LanguageId, Manifest } from '../core/migration.ts'
import { collapseChains } from './chains.ts'
import { refuseDuplicates, retiredKeys } from './merge.ts'
import { ManifestError, type ManifestProblem, sortProblems } from './problem.ts'
import type { ModuleKey } from './spelling.ts'

/** What only a resolver knows of the modules that a manifest names. */
export interface ModuleKnowledge {
  /** The canonical key of a module: the same for a path, its aliases and its workspace specifier. */
  readonly moduleKey: ModuleKey
  readonly isFirstParty: (module: string, language: LanguageId) => boolean
}

/**
 * The manifest once more, with modules told to be the same by what they resolve to instead of by their spelling:
 * chains through an alias collapse, and the same module retired under two names is seen. The spellings stay.
 * @throws ManifestError for circles and contradictions that appear so.
 */
export function reconcileManifest(manifest: Manifest, { moduleKey, isFirstParty }: ModuleKnowledge): Manifest {
  const problems: ManifestProblem[] = []
  const written = manifest.migrations.filter(({ follows }) => !follows)
  const kept = refuseDuplicates(written, problems, moduleKey)
  const taken = new Set(kept.flatMap((migration) => retiredKeys(migration, moduleKey)))
  const following = manifest.migrations.filter(
    (migration) => migration.follows && !retiredKeys(migration, moduleKey).some((key) => taken.has(key)),
  )
  const migrations = collapseChains([...kept, ...following], { moduleKey, isFirstParty, problems })
  if (problems.length > 0) throw new ManifestError(sortProblems(problems))
  return { ...manifest, migrations }
}
