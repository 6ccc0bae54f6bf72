import type { Outline } from '../core/dangling-outline.ts'
import type { ModuleAddress, Resolver } from '../core/module-address.ts'

/** Modules that may hand a name on one after another: each takes its part of the stack. */
const MAX_DEPTH = 200

/** The module that a module's attribute seems to be; null: none, as far as the outlines tell. */
export type ModuleOf = (module: ModuleAddress, name: string) => ModuleAddress | null

/** What outlines tell of names that are modules. An analysis may know better (see `createModuleAttributes`). */
export function createModuleOf(resolver: Resolver, outlineOf: (path: string) => Outline | null): ModuleOf {
  const known = new Map<string, ModuleAddress | null>()
  let depth = 0
  const throughStars = (stars: readonly string[], path: string, name: string): ModuleAddress | null => {
    let found: ModuleAddress | null = null
    for (const star of stars) found ??= moduleOf(resolver.resolve(star, path), name)
    return found
  }
  const followPassed = (outline: Outline, path: string, name: string): ModuleAddress | null | undefined => {
    const passed = outline.passed?.get(name)
    if (passed === undefined) return undefined
    const from = resolver.resolve(passed.specifier, path)
    return passed.name === null ? from : moduleOf(from, passed.name)
  }
  const searchPython = (module: ModuleAddress, name: string): ModuleAddress | null => {
    const { path } = module
    const below = resolver.submodule(module, name)
    const outline = path === null ? null : outlineOf(path)
    if (path === null || outline === null) return below
    const passed = followPassed(outline, path, name)
    if (passed !== undefined) return passed
    if (!outline.names.has(name)) return below ?? throughStars(outline.stars, path, name)
    let found: ModuleAddress | null = null
    for (const { specifier, names, locals, whole } of outline.imports) {
      if (whole?.local === name) found ??= resolver.resolve(whole.denotes, path)
      for (const [at, imported] of names.entries()) {
        if ((locals?.[at] ?? imported) !== name) continue
        const from = resolver.resolve(specifier, path)
        // `from . import sub` binds the submodule; any other binding of its name hides it.
        if (below !== null && imported === name && from.key === module.key) return below
        found ??= moduleOf(from, imported)
      }
    }
    return found
  }
  const searchTypeScript = (module: ModuleAddress, name: string): ModuleAddress | null => {
    const { path } = module
    const outline = path === null ? null : outlineOf(path)
    if (path === null || outline === null) return null
    const passed = followPassed(outline, path, name)
    if (passed !== undefined) return passed
    return throughStars(outline.names.has(name) ? sourcesOf(outline, name) : outline.stars, path, name)
  }
  /** Most names that are imported are no module's, under whatever name. */
  const mayBeModule = ({ path }: ModuleAddress, name: string): boolean =>
    resolver.hasModuleNamed?.(name) !== false || (path !== null && outlineOf(path)?.passed?.get(name) !== undefined)
  const moduleOf: ModuleOf = (module, name) => {
    if (!module.firstParty || !mayBeModule(module, name)) return null
    const key = `${module.path ?? module.key}#${name}`
    const answer = known.get(key)
    if (answer !== undefined || depth >= MAX_DEPTH) return answer ?? null
    // Where they go in circles, the first to ask goes on.
    known.set(key, null)
    depth++
    const found = module.language === 'python' ? searchPython(module, name) : searchTypeScript(module, name)
    depth--
    known.set(key, found)
    return found
  }
  return moduleOf
}

/** The one module that imports of a file call so; null: none is, or several are. */
export function moduleCalled(
  local: string,
  path: string,
  { imports }: Outline,
  resolver: Resolver,
  moduleOf: ModuleOf,
): ModuleAddress | null {
  const called: (ModuleAddress | null)[] = []
  for (const { specifier, names, locals, whole } of imports) {
    if (whole?.local === local) called.push(resolver.resolve(whole.denotes, path))
    for (const [at, name] of names.entries())
      if ((locals?.[at] ?? name) === local) called.push(moduleOf(resolver.resolve(specifier, path), name))
  }
  const [module = null] = called
  return called.every((other) => other?.key === module?.key) ? module : null
}

/** Where a published name may come from under the same name: `export { ns } from 'm'`, or imported and exported. */
function sourcesOf({ imports }: Outline, name: string): string[] {
  return imports.flatMap(({ specifier, names, locals }) => {
    const isPassedOn = names.some((one, at) => one === name && ['', name].includes(locals?.[at] ?? one))
    return isPassedOn ? [specifier] : []
  })
}
