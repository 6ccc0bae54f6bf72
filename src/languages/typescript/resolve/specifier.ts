/** The path in a specifier without bundler decoration: `raw-loader!./x`, `./x.svg?url`. */
export const bareSpecifier = (specifier: string): string => {
  const inner = specifier.slice(specifier.lastIndexOf('!') + 1)
  const query = inner.indexOf('?')
  return query > 0 ? inner.slice(0, query) : inner
}

export const isRelative = (specifier: string): boolean => /^\.{1,2}(?:\/|$)/.test(specifier)

/** Ends in a slash or in dots, so only a directory can be meant. */
export const isDirectorySpelling = (specifier: string): boolean => /(?:^|\/)\.{0,2}$/.test(specifier)
