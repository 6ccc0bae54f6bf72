import { compileGlobs } from '../core/glob.ts'
import { decideLevel } from '../core/levels.ts'
import type { Level, Manifest, Migration } from '../core/migration.ts'
import { hashSha256 } from '../core/sha256.ts'
import type { RunOptions } from '../core/run-options.ts'
import { UserError } from '../core/user-error.ts'

/** Which entries a run looks for, how loud each is, and where. */
export interface Selection {
  /** Those whose level is not off and that `--only` names. */
  readonly migrations: readonly Migration[]
  readonly levelOf: (migration: Migration) => Exclude<Level, 'off'>
  readonly covers: (migration: Migration, path: string) => boolean
}

export async function selectMigrations(manifest: Manifest | null, options: RunOptions): Promise<Selection> {
  const all = manifest?.migrations ?? []
  const ids = new Set(all.map((migration) => migration.id))
  for (const id of options.only) if (!ids.has(id)) throw await unknownId(id, [...ids], manifest?.file ?? null)
  const levels = new Map(
    all.map((migration) => [migration.id, decideLevel(migration, options.env, options.today).level]),
  )
  const globs = new Map<string, (path: string) => boolean>()
  for (const migration of all) {
    const include = migration.include.length === 0 ? () => true : compileGlobs(migration.include)
    const exclude = compileGlobs(migration.exclude)
    globs.set(migration.id, (path) => include(path) && !exclude(path))
  }
  return {
    migrations: all.filter(
      ({ id }) => levels.get(id) !== 'off' && (options.only.length === 0 || options.only.includes(id)),
    ),
    levelOf: (migration) => {
      const level = levels.get(migration.id) ?? migration.level
      return level === 'off' ? 'note' : level
    },
    covers: (migration, path) => globs.get(migration.id)?.(path) ?? true,
  }
}

async function unknownId(id: string, known: readonly string[], file: string | null): Promise<UserError> {
  const nearest = await findNearest(id, known)
  const hint =
    nearest === null
      ? `the manifest has: ${known.slice(0, 10).join(', ') || 'no entries'}`
      : `did you mean \`${nearest}\`?`
  return new UserError(`--only: ${file ?? 'the manifest'} has no migration \`${id}\`; ${hint}`)
}

export async function findNearest(word: string, known: readonly string[]): Promise<string | null> {
  return (await createSuggester(known))(word)
}

/** Finds the known word that another one is nearly. */
export async function createSuggester(known: readonly string[]): Promise<(word: string) => string | null> {
  if (known.length === 0) return () => null
  const { default: leven } = await import('leven')
  return (word) => findClosest(word, known, leven)
}

function findClosest(word: string, known: readonly string[], leven: (a: string, b: string) => number): string | null {
  let best: string | null = null
  let least = Math.max(2, Math.ceil(word.length / 3)) + 1
  for (const candidate of known) {
    const distance = leven(word.toLowerCase(), candidate.toLowerCase())
    if (distance < least) [best, least] = [candidate, distance]
  }
  return best
}

/** Spread by the path alone, so that a file stays in its shard whatever else changes. */
export function isInShard(path: string, shard: RunOptions['shard']): boolean {
  if (shard === null) return true
  return Number.parseInt(hashSha256(path).slice(0, 8), 16) % shard.count === shard.index - 1
}

/** A file or directory of the command line covers a path when it is it or lies above it. */
export function coversPath(selected: readonly string[], path: string): boolean {
  return selected.length === 0 || selected.some((item) => item === '' || path === item || path.startsWith(`${item}/`))
}
