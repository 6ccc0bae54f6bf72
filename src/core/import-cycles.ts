import type { ModuleFacts } from './facts.ts'
import { isLoading } from './module-graph.ts'
import type { ModuleAddress, Resolver } from './module-address.ts'
import { sameModule } from './providers.ts'

/*
 * Python runs a module while it is imported. Of two that import each other the one that was asked for first has, when the
 * other one runs, no more than what stands above its own import (docs.python.org, "The import system").
 */

export interface LoadedFile {
  readonly address: ModuleAddress
  readonly path: string
  readonly facts: ModuleFacts
}

/** Whether one of the two cannot be imported because of the other. What is inside a package is never imported before it. */
export function failTogether(a: LoadedFile, b: LoadedFile, resolver: Resolver): boolean {
  const isAround = (outer: LoadedFile, inner: LoadedFile): boolean =>
    inner.address.key.startsWith(`${outer.address.key}.`)
  return (!isAround(b, a) && failsToLoad(a, b, resolver)) || (!isAround(a, b) && failsToLoad(b, a, resolver))
}

/** `first` imports `second` before it has what `second` takes from it. */
function failsToLoad(first: LoadedFile, second: LoadedFile, resolver: Resolver): boolean {
  const at = importOf(first, second.address, resolver)
  if (at === null) return false
  return namesTaken(second, first.address, resolver).some((name) => {
    const target = first.facts.exports.find((item) => item.name === name)?.target
    if (target?.type !== 'binding') return false
    return !first.facts.bindings[target.binding]?.declarations.some(({ start }) => start < at)
  })
}

/** Where the first import of `wanted` begins that runs with the file; null: there is none. */
function importOf({ facts, path }: LoadedFile, wanted: ModuleAddress, resolver: Resolver): number | null {
  for (const fact of facts.imports) {
    if (!isLoading(fact)) continue
    const module = resolver.resolve(fact.specifier, path)
    const reached = [module, ...fact.names.map(({ imported }) => resolver.submodule(module, imported))]
    if (reached.some((one) => one !== null && sameModule(one, wanted))) return fact.statement.start
  }
  return null
}

function namesTaken({ facts, path }: LoadedFile, from: ModuleAddress, resolver: Resolver): string[] {
  return facts.imports.flatMap((fact) => {
    if (!isLoading(fact) || !sameModule(resolver.resolve(fact.specifier, path), from)) return []
    const names = fact.names.flatMap(({ shape, imported }) => (shape === 'named' ? [imported] : []))
    return names.filter((name) => resolver.submodule(from, name) === null)
  })
}
