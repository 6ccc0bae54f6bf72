import type { Target } from './matches.ts'
import type { Entry, EntryHit } from './migration-index.ts'
import type { ModuleAddress, Resolver } from './module-address.ts'
import { type Providers, type Retired, sameModule } from './providers.ts'

/** What a site that reaches something retired must do. */
export type Verdict =
  | { readonly type: 'healthy' }
  | { readonly type: 'stale'; readonly target: Target | null; readonly reason: string | null }

const HEALTHY: Verdict = { type: 'healthy' }

const stale = (target: Target): Verdict => ({ type: 'stale', target, reason: null })
const reportOnly = (reason: string): Verdict => ({ type: 'stale', target: null, reason })

/**
 * Decide for a site that spells `module` + `names` and was found to reach `retired`.
 * Directly, the entry's target stands. Through a barrel, only what the barrel's own fix changes concerns the consumer.
 */
export function decideTarget(
  retired: Retired,
  module: ModuleAddress,
  names: readonly string[],
  providers: Providers,
  resolver: Resolver,
): Verdict {
  const { entry } = retired.hit
  const target = entry.targets[0]
  if (entry.migration.kind === 'module') {
    if (retired.via.length > 0 && retired.hit.names === 0) return HEALTHY
    if (entry.targets.length !== 1 || !target?.module)
      return retired.via.length > 0 ? HEALTHY : reportOnly(whyNoTarget(entry))
    if (retired.via.length > 0)
      return behindImporter(retired, moduleBelow(target.module, retired.hit, resolver), module, names)
    return settle(moduleBelow(target.module, retired.hit, resolver), target.names, providers, resolver)
  }
  if (entry.targets.length !== 1 || !target) {
    const onlyRenamed = retired.via.some((hop) => hop.kind === 'renamed') && entry.targets.length > 1
    return onlyRenamed ? HEALTHY : reportOnly(whyNoTarget(entry))
  }
  const home = target.module ?? retired.module
  const direct = settle(home, target.names, providers, resolver)
  if (retired.via.length === 0) return direct
  if (retired.via.some((hop) => hop.kind === 'renamed')) {
    if (retired.spelled === 0) return HEALTHY
    // The barrels hand on what holds the retired member: nothing is stale there.
    const common = commonLength(entry.names, target.names)
    const isBelow = sameModule(home, retired.module) && entry.names.length - common <= retired.spelled
    if (!isBelow) return direct
    const kept = names.slice(0, names.length - (entry.names.length - common))
    return stale({ module, name: [...kept, ...target.names.slice(common)].join('.') })
  }
  const prefix = names.slice(0, Math.max(0, names.length - retired.names.length))
  const throughBarrel = stale({ module, name: [...prefix, ...target.names].join('.') })
  const sameName = target.names.join('.') === entry.names.join('.')
  if (retired.via.some((hop) => hop.kind === 'namespace'))
    return sameModule(home, retired.module) ? (sameName ? HEALTHY : throughBarrel) : direct
  // Stars in front of a module that spells the name hand on whatever that module's fix leaves.
  if (retired.via.some((hop) => hop.kind === 'named')) {
    if (sameName || (entry.migration.keepPublicName && entry.names.length === 1)) return HEALTHY
    const isMember = entry.names.length > 1 && entry.names[0] === target.names[0] && sameModule(home, retired.module)
    if (!isMember && (entry.names.includes('default') || target.names.includes('default'))) return HEALTHY
    if (entry.names.length === 1 && target.names.length === 1) return throughBarrel
    return entry.names[0] === target.names[0] ? throughBarrel : direct
  }
  const handedOn = providers.leadsTo(module, target.names.slice(0, 1), {
    module: home,
    names: target.names.slice(0, 1),
  })
  // A star hands on nothing under a name that the barrel has itself.
  const isTaken = !handedOn && providers.spells(module, target.names.slice(0, 1))
  if (handedOn || (sameModule(home, retired.module) && !isTaken)) return sameName ? HEALTHY : throughBarrel
  return direct
}

/**
 * `user.old`, where `user` imports the module `old` that retires (Python): the import of `user` will say something else,
 * and who reads or patches it there has to follow.
 */
function behindImporter(
  retired: Retired,
  moved: ModuleAddress,
  module: ModuleAddress,
  names: readonly string[],
): Verdict {
  if (retired.via.some((hop) => hop.kind === 'renamed')) return HEALTHY
  const { key } = retired.module
  const from = [key, ...retired.names].join('.')
  const start = names.length - retired.hit.names
  const through = (name: string): Verdict => (name === names.join('.') ? HEALTHY : stale({ module, name }))
  const leaf = moved.key.split('.').at(-1) ?? moved.key
  if (retired.via.at(-1)?.kind !== 'namespace') {
    const parent = from.slice(0, from.lastIndexOf('.'))
    // `from app import core`, read as `user.core.old`.
    if (retired.hit.names > 1 && moved.key !== `${parent}.${leaf}`) return stale({ module: moved, name: null })
    return through([...names.slice(0, -1), leaf].join('.'))
  }
  // `import app.old`, read as `user.app.old`.
  const spelled = names.join('.')
  if (spelled === from || spelled.endsWith(`.${from}`)) return through(spelled.slice(0, -from.length) + moved.key)
  if (!moved.key.startsWith(`${key}.`)) return stale({ module: moved, name: null })
  return through([...names.slice(0, start), moved.key.slice(key.length + 1)].join('.'))
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((name, index) => name !== b[index])
  return at === -1 ? a.length : at
}

const MAX_CHAIN = 16

/** A replacement that is itself retired, perhaps under another spelling, leads on to its own replacement. */
function settle(home: ModuleAddress, path: readonly string[], providers: Providers, resolver: Resolver): Verdict {
  let module = home
  let names = path
  for (let hops = 0; hops < MAX_CHAIN; hops++) {
    const hit = providers.findEntry(module, names)
    if (!hit) return stale({ module, name: names.join('.') || null })
    const next = hit.entry.targets[0]
    if (!next || hit.entry.targets.length !== 1)
      return reportOnly(`the replacement is retired too: ${whyNoTarget(hit.entry)}`)
    const rest = names.slice(hit.names)
    module =
      hit.entry.migration.kind === 'module' && next.module
        ? moduleBelow(next.module, hit, resolver)
        : (next.module ?? module)
    names = [...next.names, ...rest]
  }
  return reportOnly('the replacements lead in a circle')
}

function whyNoTarget(entry: Entry): string {
  if (entry.targets.length === 0) return 'nothing replaces it'
  const choices = entry.targets.map((place) => [place.module?.key, place.names.join('.')].filter(Boolean).join('#'))
  return `several replacements: ${choices.join(', ')}`
}

function moduleBelow(module: ModuleAddress, hit: EntryHit, resolver: Resolver): ModuleAddress {
  if (hit.below.length === 0) return module
  const separator = module.language === 'python' ? '.' : '/'
  return resolver.resolveManifest([module.key, ...hit.below].join(separator))
}
