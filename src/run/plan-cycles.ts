import type { ModuleFacts } from '../core/facts.ts'
import { failTogether } from '../core/import-cycles.ts'
import type { ModuleAddress } from '../core/module-address.ts'
import type { Surface } from '../core/module-graph.ts'
import { sameModule } from '../core/providers.ts'
import type { StaleFile } from './draft.ts'

/** How files will look once everything is fixed. */
export interface FixedTree {
  surfaceOf(address: ModuleAddress): Surface | null
  factsOf(path: string): ModuleFacts | null
}

/**
 * Modules that a fixed file imports for the first time, and that take from it while they are imported what is not there
 * yet: both would fail. Where the file was in such a circle already nothing gets worse.
 */
export function findCircles({ engine, path }: StaleFile, tree: FixedTree): ModuleAddress[] {
  const { resolver } = engine
  const address = resolver.addressOfPath(path)
  const before = engine.surfaceOf(address)
  const after = tree.surfaceOf(address)
  if (before?.takes === undefined || after?.takes === undefined) return []
  const known = before.takes
  const fresh = after.takes.filter(({ module }) => !known.some((other) => sameModule(other.module, module)))
  const modules = new Map(fresh.map(({ module }) => [module.key, module]))
  const suspects = [...modules.values()].filter((module) =>
    tree.surfaceOf(module)?.takes?.some((taken) => sameModule(taken.module, address)),
  )
  if (suspects.length === 0) return []
  const circular = (own: ModuleFacts | null, module: ModuleAddress, other: ModuleFacts | null): boolean => {
    if (own === null || other === null || module.path === null) return false
    return failTogether({ address, path, facts: own }, { address: module, path: module.path, facts: other }, resolver)
  }
  const own = engine.factsOf(path)
  const wasCircular = known.some(
    ({ module }) => module.path !== null && circular(own, module, engine.factsOf(module.path)),
  )
  if (wasCircular) return []
  const fixed = tree.factsOf(path)
  return suspects.filter((module) => module.path !== null && circular(fixed, module, tree.factsOf(module.path)))
}
