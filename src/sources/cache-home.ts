import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'

/** Where the user's caches lie (XDG Base Directory Specification); null: nowhere. */
export function findCacheHome(environment: Readonly<Record<string, string | undefined>>): string | null {
  const given = environment.XDG_CACHE_HOME
  // The specification has relative paths ignored.
  if (given !== undefined && isAbsolute(given)) return given
  const home = homedir()
  return home === '' ? null : join(home, '.cache')
}

/**
 * The same where it is to be believed; null: nowhere. What lies in a repository may have been put there by whoever wrote
 * the change under review.
 */
export function findTrustedCacheHome(environment: Readonly<Record<string, string | undefined>>): string | null {
  const home = findCacheHome(environment)
  return home === null || isInRepository(home) ? null : home
}

function isInRepository(home: string): boolean {
  for (let at = home; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return true
    if (dirname(at) === at) return false
  }
}
