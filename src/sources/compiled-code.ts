import * as nodeModule from 'node:module'
import { basename, dirname, join } from 'node:path'
import { Script } from 'node:vm'
import { findTrustedCacheHome } from './cache-home.ts'
import { type CacheStore, openCacheStore } from './cache-store.ts'

/*
 * V8 compiles 600 KB of JavaScript anew in every process, and function by function as they are called: a third of what a
 * hook without findings takes. Node keeps compiled code from 22.1 on (`module.enableCompileCache`); for older ones it is
 * done here, with `vm.Script` and its `cachedData`.
 */

/** How often what was compiled is written down: each run calls other functions. */
const WRITTEN = 4

/** Before the code: how often it has been written. Eight bytes, since V8 wants its data aligned. */
const HEADER_BYTES = 8

/**
 * Have code that is loaded from now on, from the directory of this program, kept in compiled form in the user's cache.
 * @param build tells one program from another.
 * @param writes false: only use what is there.
 */
export function keepCompiledCode(program: string, build: string, writes: boolean): void {
  const home = process.argv.includes('--no-cache') ? null : findTrustedCacheHome(process.env)
  // What is kept is run.
  if (home === null) return
  const directory = join(home, 'repoint')
  try {
    const enable: unknown = Reflect.get(nodeModule, 'enableCompileCache')
    if (typeof enable === 'function') Reflect.apply(enable, nodeModule, [join(directory, 'compiled')])
    else
      loadWith(openCacheStore('compiled-1', directory), program, `${build} ${process.version} ${process.arch}`, writes)
  } catch {
    // A cache that cannot be had is none.
  }
}

interface Compiling {
  _compile(this: NodeJS.Module, code: string, file: string): unknown
}

function loadWith(store: CacheStore, program: string, version: string, writes: boolean): void {
  const prototype = nodeModule.Module.prototype as unknown as Compiling
  const compile = prototype._compile
  const directory = dirname(program)
  prototype._compile = function (code, file) {
    if (dirname(file) !== directory || file === program) return compile.call(this, code, file)
    const key = `${basename(file)} ${version}`
    const known = store.get(key)
    const cachedData = known?.subarray(HEADER_BYTES)
    const script = new Script(nodeModule.Module.wrap(code), { filename: file, ...(cachedData ? { cachedData } : {}) })
    // Rejected where Node was started with other flags: what is there serves the others.
    const times = cachedData ? (script.cachedDataRejected ? WRITTEN : (known?.[0] ?? WRITTEN)) : 0
    if (writes && times < WRITTEN)
      process.once('exit', () =>
        store.put(key, [Uint8Array.of(times + 1, 0, 0, 0, 0, 0, 0, 0), script.createCachedData()]),
      )
    const run = script.runInThisContext() as (...names: readonly unknown[]) => unknown
    return run.call(this.exports, this.exports, nodeModule.createRequire(file), this, file, directory)
  }
}
