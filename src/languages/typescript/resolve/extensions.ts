/*
 * Which file a path in a specifier stands for, as TypeScript and the bundlers read it:
 * https://www.typescriptlang.org/docs/handbook/modules/reference.html#file-extension-substitution
 */

const CODE_EXTENSION = /\.d\.[cm]?ts$|\.(?:[cm]?[jt]s|[jt]sx)$/

/** The code extension of a path, `.d.ts` counted as one, or `''`. */
export const codeExtensionOf = (path: string): string => CODE_EXTENSION.exec(path)?.[0] ?? ''

export const withoutCodeExtension = (path: string): string => path.slice(0, path.length - codeExtensionOf(path).length)

/** What a written extension may stand for on disk, in TypeScript's order. */
const SUBSTITUTES: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.d.ts', '.js', '.jsx'],
  '.jsx': ['.tsx', '.ts', '.d.ts', '.jsx', '.js'],
  '.mjs': ['.mts', '.d.mts', '.mjs'],
  '.cjs': ['.cts', '.d.cts', '.cjs'],
}

/** What may be left unwritten, most usual first. */
const APPENDED = [
  '.ts',
  '.tsx',
  '.d.ts',
  '.js',
  '.jsx',
  '.mts',
  '.cts',
  '.mjs',
  '.cjs',
  '.d.mts',
  '.d.cts',
  '.json',
  '.vue',
  '.svelte',
] as const

/** React Native's and friends' platform files, for projects whose tsconfig does not say `moduleSuffixes`. */
const PLATFORM_SUFFIXES = ['.native', '.ios', '.android', '.web', '.windows', '.macos'] as const

/** Extensions that can be left out of a specifier under every resolver. */
export const isOmittable = (extension: string): boolean => /^(?:\.d)?\.ts$|^\.tsx$|^\.jsx?$/.test(extension)

/** The extension that a file is imported by once compiled. */
export const emittedExtension = (extension: string): string => {
  if (extension === '.mts' || extension === '.d.mts' || extension === '.mjs') return '.mjs'
  if (extension === '.cts' || extension === '.d.cts' || extension === '.cjs') return '.cjs'
  if (extension === '.jsx') return '.jsx'
  return '.js'
}

const withSuffixes = (
  stem: string,
  extensions: readonly string[],
  suffixes: readonly string[],
  has: (path: string) => boolean,
) => {
  for (const suffix of suffixes) {
    for (const extension of extensions) {
      const path = stem + suffix + extension
      if (has(path)) return path
    }
  }
  return null
}

/** The listed file that a path with or without its extension stands for, directories aside; null where none does. */
export const findFile = (path: string, suffixes: readonly string[], has: (path: string) => boolean): string | null => {
  if (path === '') return null
  const extension = codeExtensionOf(path)
  const substitutes = SUBSTITUTES[extension]
  if (substitutes !== undefined) {
    const found = withSuffixes(path.slice(0, -extension.length), substitutes, suffixes, has)
    if (found !== null) return found
  }
  if (has(path)) return path
  if (extension !== '') {
    const stem = path.slice(0, -extension.length)
    const found = suffixes.length > 1 ? withSuffixes(stem, [extension], suffixes, has) : null
    if (found !== null) return found
  }
  return (
    withSuffixes(path, APPENDED, suffixes, has) ??
    withSuffixes(path, ['.ts', '.tsx', '.js', '.jsx'], PLATFORM_SUFFIXES, has)
  )
}
