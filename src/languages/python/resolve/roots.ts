import { isInside, normalizePath, parentPath } from './dotted-path.ts'
import { declaredRoots } from './project-settings.ts'
import { packageRootOf } from './python-tree.ts'
import type { PythonTree } from './python-tree.ts'

/** A directory whose children are top-level modules. */
export interface Root {
  /** Repo-relative; `''` is the repository root. */
  readonly path: string
  /** Files outside the root can import from it too: it was declared, or is no place for test data or vendored code. */
  readonly shared: boolean
  /** The manifest or a project file names it. */
  readonly declared: boolean
}

/** Packages below such a directory are examples, data or other people's: only their neighbours import them. */
const PRIVATE_PART =
  /(?:^|\/)(?:tests?|testing|testdata|test_data|fixtures?|data|examples?|docs?|vendor(?:ed)?|_vendor(?:ed)?|third_party|extern(?:al)?|typings|stubs|templates?|benchmarks?)(?:\/|$)/

/** The roots of a tree, deepest first. Explicit ones from the manifest replace discovery. */
export function findRoots(
  tree: PythonTree,
  explicit: readonly string[],
  read: (path: string) => string | null,
): Root[] {
  if (explicit.length > 0) {
    const paths = new Set(explicit.map(normalizePath).filter((path) => path !== null))
    return sortDeepestFirst([...paths].map((path) => ({ path, shared: true, declared: true })))
  }
  const declared = new Set<string>()
  const projects = new Set<string>()
  for (const path of tree.configurations) {
    if (/(?:^|\/)(?:pyproject\.toml|setup\.py|setup\.cfg)$/.test(path)) projects.add(parentPath(path))
    const text = /\.(?:txt|in)$|Pipfile$/.test(path) ? null : read(path)
    for (const root of text === null ? [] : declaredRoots(path, text)) {
      if (tree.directories.has(root) && !tree.packages.has(root)) declared.add(root)
    }
  }
  const roots = new Map<string, Root>()
  const add = (path: string, isDeclared: boolean): void => {
    const earlier = roots.get(path)
    if (earlier !== undefined && (earlier.declared || !isDeclared)) return
    const shared = isDeclared || path === '' || !PRIVATE_PART.test(path)
    roots.set(path, { path, shared, declared: isDeclared })
  }
  add('', false)
  for (const path of declared) add(path, !PRIVATE_PART.test(parentPath(path)))
  for (const path of projects) {
    if (!tree.directories.has(path) || tree.packages.has(path)) continue
    add(path, false)
    const src = path === '' ? 'src' : `${path}/src`
    if (tree.directories.has(src) && !tree.packages.has(src)) add(src, false)
  }
  if (tree.directories.has('src') && !tree.packages.has('src')) add('src', false)
  for (const path of tree.packages) {
    if (tree.files.has(`${path}/__init__.py`)) add(packageRootOf(tree, path), false)
  }
  for (const path of tree.conftests) add(packageRootOf(tree, path), false)
  return sortDeepestFirst([...roots.values()])
}

function sortDeepestFirst(roots: Root[]): Root[] {
  return roots.sort((a, b) => depthOf(b.path) - depthOf(a.path) || (a.path < b.path ? -1 : 1))
}

function depthOf(path: string): number {
  return path === '' ? 0 : path.split('/').length
}

/** Roots that contain the directory first, the deepest first; then the others by how much of the way they share. */
export function orderRoots(roots: readonly Root[], directory: string): Root[] {
  const shared = new Map(roots.map((root) => [root, commonDepth(root.path, directory)]))
  return [...roots]
    .filter((root) => root.shared || isInside(directory, root.path) || isNeighbour(directory, root.path))
    .sort((a, b) => {
      const inside = Number(isInside(directory, b.path)) - Number(isInside(directory, a.path))
      return (
        inside ||
        (shared.get(b) ?? 0) - (shared.get(a) ?? 0) ||
        depthOf(a.path) - depthOf(b.path) ||
        compare(a.path, b.path)
      )
    })
}

/** `tests/data` is visible in `tests`; a private root at the top is visible to itself only. */
function isNeighbour(directory: string, root: string): boolean {
  const parent = parentPath(root)
  return parent !== '' && isInside(directory, parent)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function commonDepth(a: string, b: string): number {
  const left = a.split('/')
  const right = b.split('/')
  let depth = 0
  while (depth < left.length && depth < right.length && left[depth] === right[depth]) depth++
  return a === '' || b === '' ? 0 : depth
}
