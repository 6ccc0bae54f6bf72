import type { PublishedNames } from '../core/dangling-names.ts'
import type { ModuleAddress } from '../core/module-address.ts'
import type { Link } from '../core/module-graph.ts'
import type { Existence } from '../core/providers.ts'
import type { Engine } from './engine.ts'

const MAX_HOPS = 16
const MAX_STARS = 256

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
  /** The module that all stars agree on which bring the name, through further stars too: they may go in circles. */
  const behindStars = (module: ModuleAddress, name: string, hops: number): ModuleAddress | null => {
    const walked = new Map([[module.key, module]])
    let found: ModuleAddress | null = null
    for (const at of walked.values()) {
      for (const star of engine.surfaceOf(at)?.stars ?? []) {
        const brings = walked.has(star.key) ? 'no' : names.brings(star, name)
        if (brings === 'unknown' || walked.size > MAX_STARS) return null
        if (brings === 'no') continue
        if (boundTo(star, name) === null) {
          walked.set(star.key, star)
          continue
        }
        const behind = moduleOf(star, name, hops + 1)
        if (behind === null || (found && found.key !== behind.key)) return null
        found = behind
      }
    }
    return found
  }
  const known = new Map<string, ModuleAddress | null>()
  const moduleOf = (module: ModuleAddress, name: string, hops: number): ModuleAddress | null => {
    const key = `${module.key}#${name}`
    const answer = known.get(key)
    if (answer !== undefined || hops > MAX_HOPS) return answer ?? null
    // Who asks again on the way goes round in a circle.
    known.set(key, null)
    const found = search(module, name, hops)
    known.set(key, found)
    return found
  }
  const search = (module: ModuleAddress, name: string, hops: number): ModuleAddress | null => {
    const links = boundTo(module, name)
    if (links) {
      const [link] = links
      if (!link || links.length > 1) return null
      let at: ModuleAddress | null = link.module
      for (const part of link.names) at = at && moduleOf(at, part, hops + 1)
      return at
    }
    const below = resolver.submodule(module, name)
    const hidden = below === null ? 'yes' : hides(module, name)
    if (hidden !== 'yes') return hidden === 'no' ? below : null
    const brought = behindStars(module, name, hops)
    return below === null || brought?.key === below.key ? brought : null
  }
  return {
    moduleOf: (module, name) => moduleOf(module, name, 0),
    isObscured: (module, name) =>
      resolver.submodule(module, name) !== null && !boundTo(module, name) && hides(module, name) === 'unknown',
  }
}
