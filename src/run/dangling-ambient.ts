import type { AmbientModules } from '../core/dangling-missing.ts'
import type { Outline } from '../core/dangling-outline.ts'
import type { Resolver } from '../core/module-address.ts'

/** Files with their outlines. */
export type OutlinedFiles = Iterable<readonly [path: string, outline: Outline | null]>

/**
 * Everything `declare module "…"` says in a tree: whole modules, patterns with one `*`, and additions to files.
 * @param batches of files, the most promising first: the next is only asked for where the last ones had no answer.
 */
export function createAmbientModules(
  batches: readonly (() => OutlinedFiles)[],
  resolver: Resolver,
  textOf: (path: string) => string,
): AmbientModules {
  const exact = new Set<string>()
  const patterns: (readonly [prefix: string, suffix: string])[] = []
  const augmented = new Map<string, string[]>()
  const pending = [...batches].reverse()

  const take = (files: OutlinedFiles): void => {
    for (const [path, outline] of files)
      for (const specifier of outline?.ambient ?? []) {
        const star = specifier.indexOf('*')
        if (star !== -1) patterns.push([specifier.slice(0, star), specifier.slice(star + 1)])
        else if (!specifier.startsWith('.')) exact.add(specifier)
        const module = star === -1 ? resolver.resolve(specifier, path).path : null
        if (module !== null) augmented.set(module, [...(augmented.get(module) ?? []), path])
      }
  }
  const search = (isThere: () => boolean): boolean => {
    while (!isThere()) {
      const next = pending.pop()
      if (next === undefined) return false
      take(next())
    }
    return true
  }

  return {
    declares: (specifier) =>
      search(
        () =>
          exact.has(specifier) ||
          patterns.some(
            ([prefix, suffix]) =>
              specifier.length >= prefix.length + suffix.length &&
              specifier.startsWith(prefix) &&
              specifier.endsWith(suffix),
          ),
      ),
    // A name that the declaring file does not even spell it does not declare.
    augments: ({ path }, name) =>
      path !== null && search(() => (augmented.get(path) ?? []).some((file) => textOf(file).includes(name))),
  }
}
