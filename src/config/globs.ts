import { clip } from './json-document.ts'

/** The glob in its normal form, relative to the root, or what is wrong with it. */
export function checkGlob(glob: string): { readonly glob: string } | { readonly problem: string } {
  const shown = clip(glob)
  const plain = glob.replace(/^(?:\.\/)+/, '')
  if (plain.trim() === '') return { problem: 'an empty glob matches no file — remove it, or write "**" for every file' }
  if (plain.startsWith('!')) return { problem: `"${shown}" is negated — put it into "exclude" without the !` }
  if (plain.startsWith('/') || /^[A-Za-z]:[\\/]/.test(plain)) {
    return { problem: `"${shown}" is absolute — globs start at the root of the repository, without a slash` }
  }
  if (plain.split('/').includes('..')) return { problem: `"${shown}" leaves the repository — globs start at its root` }
  if (plain.includes('\\') && !/\\[*?{}[\]()!+@,\\]/.test(plain)) {
    return { problem: `"${shown}" has backslashes — write forward slashes` }
  }
  const unbalanced = findUnbalanced(plain)
  if (unbalanced) return { problem: `"${shown}" has a ${unbalanced} without its partner` }
  return { glob: plain.endsWith('/') ? `${plain}**` : plain }
}

/** A plain path of a directory stands for all below it: as a glob it would match nothing. */
export function expandDirectory(glob: string, isDirectory: (path: string) => boolean): string {
  return !/[*?{}[\]\\]/.test(glob) && isDirectory(glob) ? `${glob}/**` : glob
}

/** The first `{`, `}` or `[` that nothing closes or opens; escaped ones do not count. */
function findUnbalanced(glob: string): string | null {
  let depth = 0
  for (let at = 0; at < glob.length; at++) {
    const character = glob[at]
    if (character === '\\') at++
    else if (character === '{') depth++
    else if (character === '}' && --depth < 0) return '}'
    else if (character === '[') {
      // in `[]x]` and `[!]x]` the first ] is a member
      const end = glob.indexOf(']', at + (glob[at + 1] === '!' || glob[at + 1] === '^' ? 3 : 2))
      if (end < 0) return '['
      at = end
    }
  }
  return depth > 0 ? '{' : null
}

/** A directory or file below the root in its normal form (`.` is the root), or what is wrong with it. */
export function checkPath(path: string): { readonly path: string } | { readonly problem: string } {
  const shown = clip(path)
  if (path.trim() === '') return { problem: 'an empty path — write "." for the root' }
  if (path.includes('\\')) return { problem: `"${shown}" has backslashes — write forward slashes` }
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) {
    return { problem: `"${shown}" is absolute — write it relative to the root of the repository` }
  }
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.')
  if (segments.includes('..')) return { problem: `"${shown}" leaves the repository — write it relative to its root` }
  return { path: segments.join('/') || '.' }
}
