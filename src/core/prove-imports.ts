import type { ModuleFacts } from './facts.ts'
import type { FileContext } from './file-context.ts'
import type { Match, Target } from './matches.ts'
import { importOrigins, type Link, linkOfName } from './module-graph.ts'

/**
 * What an imported name must stand for once the file is changed: the replacement of the import it comes from, or what it
 * stood for before. null: it is no plain imported name, and its uses speak for themselves.
 * @param settled the indices of the matches that the changes fix.
 */
export function createMeaningCheck(
  file: FileContext,
  matches: readonly Match[],
  settled: ReadonlySet<number>,
): (binding: number) => readonly Link[] | null {
  const targets = new Map<string, Link>()
  const moved = new Set<number>()
  const homes: Home[] = []
  for (const index of settled) {
    const match = matches[index]
    if (match?.site.type === 'module') moved.add(match.site.import)
    if (match == null || match.target === null) continue
    if (match.site.type === 'string') homes.push(...homesOf(match, match.target))
    if (match.site.type !== 'name') continue
    const { module, name } = match.target
    targets.set(`${match.site.import} ${match.site.name}`, { module, names: name === null ? [] : name.split('.') })
  }
  const origins = importOrigins(file.facts)
  const indexOf = new Map(file.facts.imports.map((fact, at) => [fact, at]))
  return (binding) => {
    const wanted: Link[] = []
    for (const { fact, name } of origins.get(binding) ?? []) {
      const at = indexOf.get(fact) ?? -1
      if (name.shape !== 'named' || name.members.length > 0 || moved.has(at)) return null
      const target = targets.get(`${at} ${fact.names.indexOf(name)}`)
      const link = target ?? linkOfName(fact, name, file.path, file.resolver)
      wanted.push(link)
      for (const { from, to } of homes) if (file.providers.leadsTo(link.module, link.names, from)) wanted.push(to)
    }
    return wanted.length === 0 ? null : wanted
  }
}

interface Home {
  readonly from: Link
  readonly to: Link
}

/** `patch.object(mod, "Old")`: where a string's member goes, the module or class that is named before it goes too. */
function homesOf({ module, name }: Match, target: Target): Home[] {
  if (module === null || name === null) return []
  const names = name.split('.')
  const targets = target.name?.split('.') ?? []
  return names.map((_, at) => ({
    from: { module, names: names.slice(0, names.length - 1 - at) },
    to: { module: target.module, names: targets.slice(0, Math.max(0, targets.length - 1 - at)) },
  }))
}

/** Whether a binding of the changed file that imports make may stand for what is wanted; one that they do not make may. */
export function mayStandFor(file: FileContext, facts: ModuleFacts, binding: number, wanted: readonly Link[]): boolean {
  const origins = importOrigins(facts).get(binding) ?? []
  if (origins.length === 0) return true
  return origins.some(({ fact, name }) => {
    const { module, names } = linkOfName(fact, name, file.path, file.resolver)
    return wanted.some((link) => file.providers.leadsTo(module, names, link))
  })
}
