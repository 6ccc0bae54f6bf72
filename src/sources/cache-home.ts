import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** Where the user's caches lie (XDG Base Directory Specification); null: nowhere. */
export function findCacheHome(environment: Readonly<Record<string, string | undefined>>): string | null {
  const given = environment.XDG_CACHE_HOME
  // The specification has relative paths ignored.
  if (given !== undefined && isAbsolute(given)) return given
  const home = homedir()
  return home === '' ? null : join(home, '.cache')
}
