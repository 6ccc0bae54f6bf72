import * as nodeModule from 'node:module'
import { join } from 'node:path'
import { findCacheHome } from '../sources/cache-home.ts'

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
