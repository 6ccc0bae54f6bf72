import { type Suspicion, type UndecidedImport, suspicionKey } from '../core/dangling.ts'
import { judgeMissing, type MissingContext } from '../core/dangling-missing.ts'
import type { PublishedNames } from '../core/dangling-names.ts'
import type { Outline } from '../core/dangling-outline.ts'
import type { ModuleAddress } from '../core/module-address.ts'

export interface SettleContext extends MissingContext {
  /** Of the importing file. */
  readonly outline: Outline | null
  /** The names of whole analyses. */
  readonly names: PublishedNames
  readonly addressOfFile: (path: string) => ModuleAddress
  /** Whether the importing file has an `import()`: what it takes for `default` is its own. */
  readonly hasCalls: () => boolean
}

export interface Settled {
  /** What the importing file has to be analysed for. */
  readonly left: Suspicion
  readonly undecided: readonly UndecidedImport[]
}

/** What the tree alone settles, the importing file need not be analysed for. */
export function settle(context: SettleContext, suspicion: Suspicion): Settled {
  const left = new Set<string>()
  const undecided: UndecidedImport[] = []
  const settled = new Set<string>()
  for (const key of suspicion) {
    if (key.includes('\0')) continue
    const count = countImports(context, key)
    if (context.resolver.resolve(key, context.path).path !== null) continue
    const judgement = judgeMissing(context, key)
    if (judgement.state === 'undecided' && count !== null) {
      settled.add(key)
      for (let at = 0; at < count; at++) undecided.push({ specifier: key, name: null, reason: judgement.reason })
    } else if (judgement.state !== 'fine') left.add(key)
  }
  for (const key of suspicion) {
    const [specifier = '', name] = key.split('\0')
    if (name === undefined || settled.has(specifier)) continue
    const module = context.resolver.resolve(specifier, context.path)
    if (module.path === null) {
      if (left.has(suspicionKey(specifier, null)) || !isOffered(context, specifier, name)) left.add(key)
      continue
    }
    const answer = context.names.publishes(module, name)
    const others = answer === 'unknown' ? (context.resolver.alternatives?.(specifier, context.path) ?? []) : []
    if (answer === 'no' || others.length > 0) left.add(key)
    else if (answer === 'unknown')
      undecided.push({ specifier, name, reason: 'the module may publish more than can be read off it' })
  }
  return { left, undecided }
}

/** How many imports of the file have the specifier; null where only its analysis tells. */
function countImports({ outline }: SettleContext, specifier: string): number | null {
  if (outline === null || outline.isLoose) return null
  return outline.imports.filter((item) => item.specifier === specifier).length
}

/** Whether a module without a file is sure to give the name: it is declared, or the first file that may be meant has it. */
function isOffered(
  { path, resolver, ambient, names, addressOfFile, hasCalls }: SettleContext,
  specifier: string,
  name: string,
): boolean {
  const gives = (): boolean => {
    for (const other of resolver.alternatives?.(specifier, path) ?? []) {
      const answer = names.publishes(addressOfFile(other), name)
      if (answer !== 'no') return answer === 'yes'
    }
    return false
  }
  return (ambient.declares(specifier) || gives()) && !(name === 'default' && hasCalls())
}
