const ATTRIBUTES = /^\s*(?:with|assert)\s*\{[^{}]*\}/
const EXTENSION = /\.([^./?#]+)(?=$|[?#])/
const CODE = /^(?:[mc]?[jt]sx?|vue|svelte|astro)$/

/** ` with { type: 'json' }`, of what stands behind a specifier; empty where there is nothing of the kind. */
export const attributesOf = (tail: string): string => ATTRIBUTES.exec(tail)?.[0] ?? ''

/** The extension of a file that is no code: `json`, `css`; empty for code. */
export const dataKind = (specifier: string): string => {
  const extension = EXTENSION.exec(specifier)?.[1] ?? ''
  return CODE.test(extension) || extension.length > 6 ? '' : extension
}

/** Attributes speak of the kind of file, so they hold for another module of the same kind alone. */
export const isSameKind = (specifier: string, other: string): boolean => dataKind(specifier) === dataKind(other)
