/* Slash paths and dotted names, repo-relative; `''` is the repository root. */

const IDENTIFIER = /^[\p{XID_Start}_][\p{XID_Continue}]*$/u

export function joinPath(directory: string, name: string): string {
  if (directory === '') return name
  return name === '' ? directory : `${directory}/${name}`
}

export function parentPath(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash === -1 ? '' : path.slice(0, slash)
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

export function isInside(path: string, directory: string): boolean {
  return directory === '' || path === directory || path.startsWith(`${directory}/`)
}

/** `a/b/` and `./a//b` as `a/b`; null for a path that leaves the root. */
export function normalizePath(path: string): string | null {
  const parts: string[] = []
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') {
      if (parts.pop() === undefined) return null
    } else parts.push(part)
  }
  return parts.join('/')
}

/** `pkg/mod` for `pkg/mod.py`, `pkg` for `pkg/__init__.py`: where a module lives, without how. */
export function modulePathOfFile(path: string): string {
  const stem = path.replace(/\.pyi?$/, '')
  if (stem === '__init__') return ''
  return stem.endsWith('/__init__') ? stem.slice(0, -'/__init__'.length) : stem
}

/** The dotted name of a module path below a root, null where the path is not below it or a part is no identifier. */
export function dottedBelow(modulePath: string, root: string): string | null {
  if (!isInside(modulePath, root) || modulePath === root) return null
  const relative = root === '' ? modulePath : modulePath.slice(root.length + 1)
  const parts = relative.split('/')
  return parts.every((part) => IDENTIFIER.test(part)) ? parts.join('.') : null
}

export function parentName(dotted: string): string | null {
  const dot = dotted.lastIndexOf('.')
  return dot === -1 ? null : dotted.slice(0, dot)
}

export function lastName(dotted: string): string {
  return dotted.slice(dotted.lastIndexOf('.') + 1)
}

export function firstName(dotted: string): string {
  const dot = dotted.indexOf('.')
  return dot === -1 ? dotted : dotted.slice(0, dot)
}
