import type { ModuleAddress, Resolver } from './module-address.ts'

export type Judgement =
  | { readonly state: 'fine' }
  | { readonly state: 'dangling' }
  | { readonly state: 'undecided'; readonly reason: string }

export const FINE: Judgement = { state: 'fine' }
export const DANGLING: Judgement = { state: 'dangling' }
export const undecided = (reason: string): Judgement => ({ state: 'undecided', reason })

/** Modules and names that exist by declaration alone. */
export interface AmbientModules {
  /** Whether `declare module` gives the specifier, or a pattern of it. */
  declares(specifier: string): boolean
  /** Whether `declare module` may add the name to a module that has a file. */
  augments(module: ModuleAddress, name: string): boolean
}

/** Whether a specifier that means nothing of the repository meant a part of it before the change that the run is about. */
export type Vanished = (specifier: string, fromPath: string) => boolean

export interface MissingContext {
  /** null: the run is about no change. */
  readonly hasVanished: Vanished | null
  /** The importing file. */
  readonly path: string
  readonly resolver: Resolver
  readonly ambient: AmbientModules
  /** Whether a build declares that it makes the file: the manifest's `generated`, or a `.gitignore` that means this very file. */
  readonly isGenerated: (paths: readonly string[], fromPath: string) => boolean
  /** Why a file that is not listed may be there when the code runs; null: it is not. */
  readonly excuseOf: (paths: readonly string[]) => string | null
}

/** What is to be said of a specifier that no file answers to, before the import itself is looked at. */
export function judgeMissing(
  { path, resolver, ambient, isGenerated, excuseOf, hasVanished }: MissingContext,
  specifier: string,
): Judgement {
  if (hasVanished?.(specifier, path)) return DANGLING
  if (!resolver.explainMissing) return undecided('the language cannot tell')
  if ((resolver.alternatives?.(specifier, path).length ?? 0) > 0 || ambient.declares(specifier)) return FINE
  const missing = resolver.explainMissing(specifier, path)
  if (missing.exists || isGenerated(missing.paths, path)) return FINE
  const doubt = missing.placeDoubt ?? missing.routeDoubt ?? excuseOf(missing.paths)
  return doubt === null ? DANGLING : undecided(doubt)
}
