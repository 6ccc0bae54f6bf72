import { baseName, joinPath, parentPath } from './dotted-path.ts'
import { findModuleFile, type PythonTree } from './python-tree.ts'

/** `from .x import …`, `from . import x` */
const SIBLING = /^[ \t]*from[ \t]+\.[ \t]*(?:import[ \t]+)?(\w+)/gm

interface Files {
  readonly byDirectory: ReadonlyMap<string, readonly string[]>
  /** Of all directories. */
  readonly names: ReadonlySet<string>
}

function groupFiles(tree: PythonTree): Files {
  const byDirectory = new Map<string, string[]>()
  for (const path of tree.files) {
    const directory = parentPath(path)
    const known = byDirectory.get(directory)
    if (known) known.push(path)
    else byDirectory.set(directory, [path])
  }
  return { byDirectory, names: new Set([...tree.files].map(baseName)) }
}

/**
 * Tells a file that imports what would be beside it, in a directory that is no package and where no such import leads
 * anywhere: it is copied to where there is such a module, as settings into an image.
 */
export function createElsewhereTest(
  tree: PythonTree,
  read: (path: string) => string | null,
): (fromPath: string, modulePath: string) => boolean {
  let files: Files | null = null
  const usesSiblings = (path: string): boolean =>
    Array.from((read(path) ?? '').matchAll(SIBLING), (match) => match[1] ?? '').some(
      (name) => findModuleFile(tree, joinPath(parentPath(path), name)) !== null,
    )
  return (fromPath, modulePath) => {
    const directory = parentPath(fromPath)
    if (tree.packages.has(directory) || parentPath(modulePath) !== directory) return false
    files ??= groupFiles(tree)
    if (!files.names.has(`${baseName(modulePath)}.py`)) return false
    return !(files.byDirectory.get(directory) ?? []).some(usesSiblings)
  }
}
