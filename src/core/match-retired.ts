import type { Reference } from './facts.ts'
import type { FileContext } from './file-context.ts'
import type { ModuleAddress } from './module-address.ts'
import { type Retired, sameModule } from './providers.ts'
import { decideTarget, type Verdict } from './targets.ts'

/** Whether a file that reaches something retired is told of it: the entry applies here, and the file is no part of either side. */
export function concerns(file: FileContext, retired: Retired): boolean {
  return file.accepts(retired.hit.entry.migration) && !isInside(file, retired) && !isOwnReplacement(file, retired)
}

/** What becomes of `covered`, the part of a chain that the entry speaks of; `retired` was found for the whole chain. */
export function decideCovered(
  file: FileContext,
  retired: Retired,
  module: ModuleAddress,
  covered: readonly string[],
): Verdict {
  const exact: Retired = { ...retired, names: retired.names.slice(0, retired.hit.names) }
  return decideTarget(exact, module, covered, file.providers, file.resolver)
}

/** Nothing evaluates the reference: it stands in a quoted annotation or a comment, or is a type of TypeScript. */
export function isTypeUse(file: FileContext, reference: Reference): boolean {
  // What `eval("X")` says is evaluated.
  if (reference.medium === 'string')
    return reference.place.phase === 'type-only' || file.address.language === 'typescript'
  return reference.medium === 'comment' || (reference.space === 'type' && file.address.language === 'typescript')
}

/** Whether the file itself lies inside what is retired: it goes when the module goes. */
function isInside(file: FileContext, retired: Retired): boolean {
  const { entry } = retired.hit
  if (entry.migration.kind !== 'module') return entry.module !== null && sameFile(file.address, entry.module)
  const own = file.index.find(file.address, [])
  return own?.entry === entry
}

/** The module that implements the replacement may build it from the retired one. */
function isOwnReplacement(file: FileContext, retired: Retired): boolean {
  const { entry } = retired.hit
  return (
    entry.migration.kind === 'symbol' &&
    entry.targets.some(({ module }) => module !== null && sameFile(file.address, module)) &&
    !entry.targets.some(({ module }) => module !== null && entry.module !== null && sameFile(module, entry.module))
  )
}

function sameFile(a: ModuleAddress, b: ModuleAddress): boolean {
  return a.language === b.language && sameModule(a, b)
}
