/** Differences that are meant; docs/oracles.md says why. */
const EXPLAINED: readonly (readonly [file: RegExp, difference: RegExp])[] = [
  // Private names of classes spelled mangled by hand, and a mangled type parameter.
  [/^test\/test_named_expressions\.py$/, /_Foo__x1|\b__x1\b/],
  [/^test\/test_type_params\.py$/, /^scope only in \w+: type:\d+ (?:_Foo)?__T$/],
]

export function explained(file: string, difference: string): boolean {
  return EXPLAINED.some(([path, pattern]) => path.test(file) && pattern.test(difference))
}
