import { joinPath, parentPath } from './dotted-path.ts'
import { declaredName, declaredRoots } from './project-settings.ts'
import type { PythonTree } from './python-tree.ts'

/**
 * The tree with the packages that need no `__init__` (PEP 420) because a project is called so: `src/poetry` of
 * `poetry`, `src/google/cloud` of `google-cloud-storage`, or because it is vendored. Without this they would look like
 * places that packages lie in.
 */
export function addNamespaces(tree: PythonTree, read: (path: string) => string | null): PythonTree {
  const namespaces = new Set(tree.namespaces)
  for (const path of tree.configurations) {
    const text = /\.(?:txt|in|ini)$|Pipfile$/.test(path) ? null : read(path)
    const name = text === null ? null : declaredName(path, text)
    if (text === null || name === null) continue
    for (const root of [joinPath(parentPath(path), 'src'), ...declaredRoots(path, text)])
      for (const directory of placesOf(name, root))
        if (tree.directories.has(directory) && !tree.packages.has(directory)) namespaces.add(directory)
  }
  const projects = new Set(tree.configurations.map(parentPath))
  for (const parent of tree.packageParents) {
    const match = VENDORED.exec(parent)
    for (const directory of match === null ? [] : namespacesBelow(match[1] as string, match[2] as string))
      if (!tree.packages.has(directory) && !projects.has(directory)) namespaces.add(directory)
  }
  return { ...tree, namespaces }
}

/** `_vendor/jaraco` of `_vendor/jaraco/text`: what is vendored lies directly in such a directory. */
const VENDORED = /^((?:.*\/)?_?(?:vendor(?:ed)?|extern(?:al)?))\/([A-Za-z_]\w*(?:\/[A-Za-z_]\w*)*)$/

const namespacesBelow = (root: string, inner: string): string[] =>
  inner.split('/').map((_, at, parts) => joinPath(root, parts.slice(0, at + 1).join('/')))

/** Where a distribution's package and the packages around it are, below a root. */
function placesOf(name: string, root: string): string[] {
  const parts = name.split(/[-.]+/)
  const nested = parts.map((_, at) => joinPath(root, parts.slice(0, at + 1).join('/')))
  return [joinPath(root, parts.join('_')), ...nested]
}
