import type { Source } from '../../../core/source.ts'
import { joinPath, parentPath } from './dotted-path.ts'

/** The Python files of a source and the directories they make, from the listing alone. */
export interface PythonTree {
  readonly files: ReadonlySet<string>
  /** Directories with an `__init__.py`, or only an `__init__.pyi`. */
  readonly packages: ReadonlySet<string>
  /** Directories that are packages without an `__init__`: they are typed (PEP 561), or a project says so. */
  readonly namespaces: ReadonlySet<string>
  /** Directories with a Python file at any depth. */
  readonly directories: ReadonlySet<string>
  /** Directories with a package directly in them. */
  readonly packageParents: ReadonlySet<string>
  /** Directories with a `conftest.py`. */
  readonly conftests: ReadonlySet<string>
  /** Files that may say where the roots are or what is installed, at any depth. */
  readonly configurations: readonly string[]
}

/** Where other people's packages are kept: nothing in there is a module of this repository. */
const INSTALLED = /(?:^|\/)(?:site-packages|dist-packages|node_modules|\.tox|\.nox|\.venv|venv|__pypackages__)\//
const CONFIGURATION =
  /(?:^|\/)(?:pyproject\.toml|setup\.cfg|setup\.py|pytest\.ini|\.pytest\.ini|tox\.ini|mypy\.ini|[\w.-]*requirements[\w.-]*\.(?:txt|in)|requirements\/(?:[\w.-]+\/)?[\w.-]+\.(?:txt|in)|Pipfile)$/

export function readPythonTree(source: Source): PythonTree {
  const files = new Set<string>()
  const packages = new Set<string>()
  const directories = new Set<string>()
  const namespaces = new Set<string>()
  const conftests = new Set<string>()
  const configurations: string[] = []
  for (const { path } of source.list()) {
    const python = path.endsWith('.py') || path.endsWith('.pyi')
    if (!python) {
      if (path.endsWith('/py.typed')) namespaces.add(parentPath(path))
      if (CONFIGURATION.test(path) && !INSTALLED.test(path)) configurations.push(path)
      continue
    }
    if (INSTALLED.test(path)) continue
    files.add(path)
    const directory = parentPath(path)
    const name = path.slice(directory === '' ? 0 : directory.length + 1)
    if (name === '__init__.py' || name === '__init__.pyi') packages.add(directory)
    else if (name === 'conftest.py') conftests.add(directory)
    else if (name === 'setup.py') configurations.push(path)
    for (let at = directory; !directories.has(at); at = parentPath(at)) {
      directories.add(at)
      if (at === '') break
    }
  }
  packages.delete('')
  const packageParents = new Set([...packages].map(parentPath))
  return { files, packages, namespaces, packageParents, directories, conftests, configurations }
}

/** The file that implements a module path; a package wins over a module, source over a stub, as in CPython. */
export function findModuleFile(tree: PythonTree, modulePath: string): string | null {
  for (const candidate of [
    joinPath(modulePath, '__init__.py'),
    `${modulePath}.py`,
    joinPath(modulePath, '__init__.pyi'),
    `${modulePath}.pyi`,
  ]) {
    if (tree.files.has(candidate)) return candidate
  }
  return null
}

/** What the files and the directories are called, without extension. */
export function namesOfModules({ files, directories }: PythonTree): ReadonlySet<string> {
  const names = new Set<string>()
  for (const path of files) names.add(path.slice(path.lastIndexOf('/') + 1, path.lastIndexOf('.')))
  for (const path of directories) names.add(path.slice(path.lastIndexOf('/') + 1))
  return names
}

/** The first directory upwards that is no package: what must be on `sys.path` for the package to import. */
export function packageRootOf(tree: PythonTree, directory: string): string {
  let at = directory
  while (at !== '' && (tree.packages.has(at) || tree.namespaces.has(at))) at = parentPath(at)
  return at
}
