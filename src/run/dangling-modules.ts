import type { PublishedNames } from '../core/dangling-names.ts'
import type { ModuleAddress } from '../core/module-address.ts'
import type { Engine } from './engine.ts'

const MAX_HOPS = 16

/** What a module's attribute is, by whole analyses: a module, or null where it is something else or nobody knows. */
export function createModuleOf(
  engine: Engine,
  names: PublishedNames,
): (module: ModuleAddress, name: string) => ModuleAddress | null {
  const { resolver } = engine
  const moduleOf = (module: ModuleAddress, name: string, hops: number): ModuleAddress | null => {
    if (hops > MAX_HOPS) return null
    const surface = engine.surfaceOf(module)
    const links = surface?.names.get(name)
    const isItself = links?.some(
      (link) => link.module.key === module.key && link.names.length === 1 && link.names[0] === name,
    )
    if (links && !isItself) {
      const [link] = links
      if (!link || links.length > 1) return null
      let at: ModuleAddress | null = link.module
      for (const part of link.names) at = at && moduleOf(at, part, hops + 1)
      return at
    }
    const below = resolver.submodule(module, name)
    // `from .sub import *` may bring something else of that name.
    const hidden = below !== null && surface?.stars.some((star) => names.publishes(star, name) !== 'no')
    return hidden ? null : below
  }
  return (module, name) => moduleOf(module, name, 0)
}
