import type { AmbientModules } from '../core/dangling.ts'
import type { Outline } from '../core/dangling-outline.ts'
import type { Resolver } from '../core/module-address.ts'

/** Everything `declare module "…"` says in a tree: whole modules, patterns with one `*`, and additions to files. */
export function createAmbientModules(
  outlines: ReadonlyMap<string, Outline | null>,
  resolver: Resolver,
  textOf: (path: string) => string,
): AmbientModules {
  const exact = new Set<string>()
  const patterns: (readonly [prefix: string, suffix: string])[] = []
  const augmented = new Map<string, string[]>()
  for (const [path, outline] of outlines) {
    for (const specifier of outline?.ambient ?? []) {
      const star = specifier.indexOf('*')
      if (star !== -1) patterns.push([specifier.slice(0, star), specifier.slice(star + 1)])
      else if (!specifier.startsWith('.')) exact.add(specifier)
      const module = star === -1 ? resolver.resolve(specifier, path).path : null
      if (module !== null) augmented.set(module, [...(augmented.get(module) ?? []), path])
    }
  }
  return {
    declares: (specifier) =>
      exact.has(specifier) ||
      patterns.some(
        ([prefix, suffix]) =>
          specifier.length >= prefix.length + suffix.length && specifier.startsWith(prefix) && specifier.endsWith(suffix),
      ),
    // A name that the declaring file does not even spell it does not declare.
    augments: ({ path }, name) => path !== null && (augmented.get(path) ?? []).some((file) => textOf(file).includes(name)),
  }
}
