import * as nodeModule from 'node:module'
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

/**
 * Let Node (22.1 and later) keep the compiled code of what is loaded from now on. In the user's own directory: what
 * lies in a shared one might have been put there by somebody else.
 */
export function enableCompileCache(): void {
  const enable: unknown = Reflect.get(nodeModule, 'enableCompileCache')
  const home = typeof enable === 'function' && !process.argv.includes('--no-cache') ? findCacheHome(process.env) : null
  try {
    if (typeof enable === 'function' && home !== null) Reflect.apply(enable, nodeModule, [join(home, 'repoint', 'compiled')])
  } catch {
    // A cache that cannot be had is none.
  }
}
