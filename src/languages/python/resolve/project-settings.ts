import { parse } from 'smol-toml'
import { joinPath, normalizePath, parentPath } from './dotted-path.ts'

/*
 * Where a project says its top-level packages live, read from the files build tools and test runners read:
 * setuptools (`package-dir`, `packages.find.where`), Poetry (`packages[].from`), Hatch (`packages`, `sources`), PDM,
 * Maturin, uv, pytest (`pythonpath`), mypy (`mypy_path`), Pyright (`extraPaths`), isort and Ruff (`src`).
 * Nothing is executed: a `setup.py` is searched for literal arguments only.
 */

type Table = Readonly<Record<string, unknown>>

/** Larger files are generated or hostile. In characters. */
const MAX_LENGTH = 1_000_000

/** The directories a configuration file declares as roots, repo-relative. */
export function declaredRoots(path: string, text: string): string[] {
  if (text.length > MAX_LENGTH) return []
  const directory = parentPath(path)
  const found = new Set<string>()
  for (const spelled of declaredIn(path, text)) {
    const clean = spelled.replace(/^\$MYPY_CONFIG_FILE_DIR\//, '').replace(/^(?:%\(here\)s|\{toxinidir\})\//, '')
    if (clean.startsWith('/') || /[*?$<>|]/.test(clean)) continue
    const root = normalizePath(joinPath(directory, clean))
    if (root !== null) found.add(root)
  }
  return [...found]
}

/** The name of the distribution that a configuration file describes, lower-cased; null: it names none. */
export function declaredName(path: string, text: string): string | null {
  if (text.length > MAX_LENGTH) return null
  return nameIn(path, text)?.toLowerCase() ?? null
}

function nameIn(path: string, text: string): string | null {
  if (path.endsWith('.toml')) {
    const document = parseToml(text)
    const [name = null] = [tableAt(document, 'project'), tableAt(document, 'tool', 'poetry')].flatMap((table) =>
      stringsOf(table['name']),
    )
    return name
  }
  if (path.endsWith('setup.cfg')) return parseIni(text).get('metadata')?.get('name') ?? null
  const match = path.endsWith('setup.py') ? SETUP_NAME.exec(text) : null
  return match?.[1] ?? match?.[2] ?? null
}

const SETUP_NAME = /\bname\s*=\s*(?:"([^"'\n]{1,200})"|'([^"'\n]{1,200})')/

function declaredIn(path: string, text: string): string[] {
  if (path.endsWith('.toml')) return rootsInPyproject(text)
  if (path.endsWith('setup.py')) return rootsInSetupScript(text)
  if (path.endsWith('.cfg') || path.endsWith('.ini')) return rootsInIni(text)
  return []
}

export function parseToml(text: string): Table {
  try {
    return parse(text)
  } catch {
    return {}
  }
}

export function tableAt(table: unknown, ...keys: readonly string[]): Table {
  let at: unknown = table
  for (const key of keys) at = isTable(at) ? at[key] : undefined
  return isTable(at) ? at : {}
}

export function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function rootsInPyproject(text: string): string[] {
  const tool = tableAt(parseToml(text), 'tool')
  const roots: string[] = []
  const packageDirs = (table: unknown): void => {
    for (const [name, directory] of Object.entries(tableAt(table))) {
      if (typeof directory !== 'string') continue
      const root = rootOfPackageDir(name, directory)
      if (root !== null) roots.push(root)
    }
  }
  const setuptools = tableAt(tool, 'setuptools')
  packageDirs(setuptools['package-dir'])
  roots.push(...stringsOf(tableAt(setuptools, 'packages', 'find')['where']))
  const poetry = tableAt(tool, 'poetry')['packages']
  for (const item of Array.isArray(poetry) ? poetry : []) roots.push(...stringsOf(tableAt(item)['from']))
  packageDirs(tableAt(tool, 'pdm')['package-dir'])
  roots.push(...stringsOf(tableAt(tool, 'pdm', 'build')['package-dir']))
  for (const build of [tableAt(tool, 'hatch', 'build'), tableAt(tool, 'hatch', 'build', 'targets', 'wheel')]) {
    for (const item of stringsOf(build['packages'])) roots.push(parentPath(item.replace(/\/+$/, '')) || '.')
    roots.push(...stringsOf(build['sources']), ...Object.keys(tableAt(build['sources'])))
    roots.push(...stringsOf(build['dev-mode-dirs']))
  }
  roots.push(...stringsOf(tableAt(tool, 'maturin')['python-source']))
  roots.push(...stringsOf(tableAt(tool, 'uv', 'build-backend')['module-root']))
  roots.push(...words(tableAt(tool, 'pytest', 'ini_options')['pythonpath']))
  roots.push(...words(tableAt(tool, 'pytest')['pythonpath']))
  for (const item of words(tableAt(tool, 'mypy')['mypy_path'])) roots.push(...item.split(/[:,]/))
  roots.push(...stringsOf(tableAt(tool, 'pyright')['extraPaths']))
  roots.push(...stringsOf(tableAt(tool, 'isort')['src_paths']), ...stringsOf(tableAt(tool, 'ruff')['src']))
  return roots
}

/** `{"": "src"}` is a root `src`; `{"pkg": "lib/pkg"}` is a root `lib`; a renamed package has no root of its own. */
function rootOfPackageDir(name: string, directory: string): string | null {
  if (name === '') return directory
  const suffix = name.replaceAll('.', '/')
  const clean = directory.replace(/\/+$/, '')
  if (clean === suffix) return '.'
  return clean.endsWith(`/${suffix}`) ? clean.slice(0, -suffix.length - 1) : null
}

function words(value: unknown): string[] {
  return stringsOf(value)
    .flatMap((item) => item.split(/\s+/))
    .filter((item) => item !== '')
}

/** Values of an INI file, `section` and `key` lower-cased; continuation lines are joined by `\n`. */
export function parseIni(text: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>()
  let section = new Map<string, string>()
  let key: string | null = null
  for (const line of text.split(/\r\n|\r|\n/)) {
    const bare = line.trim()
    if (bare === '' || bare.startsWith('#') || bare.startsWith(';')) continue
    if (/^\s/.test(line) && key !== null) {
      section.set(key, `${section.get(key) ?? ''}\n${bare}`)
    } else if (bare.startsWith('[') && bare.endsWith(']')) {
      const name = bare.slice(1, -1).trim().toLowerCase()
      section = sections.get(name) ?? new Map<string, string>()
      sections.set(name, section)
      key = null
    } else {
      const equals = bare.search(/[=:]/)
      if (equals === -1) continue
      key = bare.slice(0, equals).trim().toLowerCase()
      section.set(key, bare.slice(equals + 1).trim())
    }
  }
  return sections
}

function rootsInIni(text: string): string[] {
  const sections = parseIni(text)
  const value = (section: string, key: string): string => sections.get(section)?.get(key) ?? ''
  const roots: string[] = []
  for (const line of value('options', 'package_dir').split('\n')) {
    const equals = line.indexOf('=')
    if (equals === -1) continue
    const root = rootOfPackageDir(line.slice(0, equals).trim(), line.slice(equals + 1).trim())
    if (root !== null) roots.push(root)
  }
  roots.push(...words(value('options.packages.find', 'where')))
  roots.push(...words(value('tool:pytest', 'pythonpath')), ...words(value('pytest', 'pythonpath')))
  roots.push(...words(value('mypy', 'mypy_path')).flatMap((item) => item.split(/[:,]/)))
  return roots.filter((root) => root !== '')
}

const SETUP_ROOTS = [
  /\bpackage_dir\s*=\s*\{\s*(?:""|'')\s*:\s*(?:"([^"'\n]{1,200})"|'([^"'\n]{1,200})')/g,
  /\bfind_(?:namespace_)?packages\(\s*(?:where\s*=\s*)?(?:"([^"'\n]{1,200})"|'([^"'\n]{1,200})')/g,
]

function rootsInSetupScript(text: string): string[] {
  const roots: string[] = []
  for (const pattern of SETUP_ROOTS) {
    for (const match of text.matchAll(pattern)) roots.push(match[1] ?? match[2] ?? '.')
  }
  return roots
}
