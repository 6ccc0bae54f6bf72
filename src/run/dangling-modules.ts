import type { PublishedNames } from '../core/dangling-names.ts'
import type { ModuleAddress } from '../core/module-address.ts'
import type { Link } from '../core/module-graph.ts'
import type { Existence } from '../core/providers.ts'
import type { Engine } from './engine.ts'

const MAX_HOPS = 16

export interface ModuleAttributes {
  /** What a module's attribute is: a module, or null where it is something else or nobody knows. */
  moduleOf(module: ModuleAddress, name: string): ModuleAddress | null
  /** Whether nobody knows: a star whose names cannot be told may have put something else over the submodule. */
  isObscured(module: ModuleAddress, name: string): boolean
}

/** Answers by whole analyses. */
export function createModuleAttributes(engine: Engine, names: PublishedNames): ModuleAttributes {
  const { resolver } = engine
  /** What the module's own statements bind; a submodule that it imports from itself is that submodule. */
  const boundTo = (module: ModuleAddress, name: string): readonly Link[] | null => {
    const links = engine.surfaceOf(module)?.names.get(name)
    const isItself = links?.some(
      (link) => link.module.key === module.key && link.names.length === 1 && link.names[0] === name,
    )
    return links && !isItself ? links : null
  }
  /** Whether a star puts something else over the submodule. */
  const hides = (module: ModuleAddress, name: string): Existence => {
    const brought = (engine.surfaceOf(module)?.stars ?? []).map((star) => names.brings(star, name))
    return brought.includes('yes') ? 'yes' : brought.includes('unknown') ? 'unknown' : 'no'
  }
  const moduleOf = (module: ModuleAddress, name: string, hops: number): ModuleAddress | null => {
    if (hops > MAX_HOPS) return null
    const links = boundTo(module, name)
    if (links) {
      const [link] = links
      if (!link || links.length > 1) return null
      let at: ModuleAddress | null = link.module
      for (const part of link.names) at = at && moduleOf(at, part, hops + 1)
      return at
    }
    const below = resolver.submodule(module, name)
    return below === null || hides(module, name) !== 'no' ? null : below
  }
  return {
    moduleOf: (module, name) => moduleOf(module, name, 0),
    isObscured: (module, name) =>
      resolver.submodule(module, name) !== null && !boundTo(module, name) && hides(module, name) === 'unknown',
  }
}
