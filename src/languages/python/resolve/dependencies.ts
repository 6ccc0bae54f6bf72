import { parseIni, parseToml, stringsOf, tableAt } from './project-settings.ts'

/*
 * The distributions a project says it installs. A folder `alembic/` beside a declared dependency `alembic` is data,
 * not the module `import alembic` reaches.
 */

const REQUIREMENT = /^\s*([A-Za-z0-9][A-Za-z0-9._-]{0,200})/
const MAX_LENGTH = 1_000_000

/** Distribution names spelled the way top-level modules are: lower case, `_` for `-` and `.`. */
export function declaredDependencies(path: string, text: string): string[] {
  if (text.length > MAX_LENGTH) return []
  return requirementsIn(path, text)
    .map((line) => REQUIREMENT.exec(line)?.[1])
    .filter((name) => name !== undefined)
    .map(normalizeDistribution)
}

/** `install_requires=[`, `extras_require={`: what follows, up to the bracket that ends it. */
const SETUP_LIST = /\b(?:install_requires|tests_require|setup_requires|extras_require|requires)\s*=\s*[[({]/g
const MOST_LIST = 20_000

/** The distributions that a `setup.py` spells out in its lists, as `declaredDependencies` has them. */
export function dependenciesOfSetup(text: string): string[] {
  if (text.length > MAX_LENGTH) return []
  const found: string[] = []
  for (const { index, 0: head } of text.matchAll(SETUP_LIST)) {
    const start = index + head.length
    const list = text.slice(start, start + MOST_LIST)
    let depth = 1
    for (const { 0: piece } of list.matchAll(/["'][^"'\n]*["']|[[\](){}]/g)) {
      if (/^["']/.test(piece)) found.push(normalizeDistribution(REQUIREMENT.exec(piece.slice(1))?.[1] ?? ''))
      else depth += /[[({]/.test(piece) ? 1 : -1
      if (depth === 0) break
    }
  }
  return found
}

export function normalizeDistribution(name: string): string {
  return name.toLowerCase().replace(/[-.]/g, '_')
}

function requirementsIn(path: string, text: string): string[] {
  if (path.endsWith('.txt') || path.endsWith('.in')) return text.split(/\r\n|\r|\n/)
  if (path.endsWith('Pipfile')) {
    const pipfile = parseToml(text)
    return [...Object.keys(tableAt(pipfile, 'packages')), ...Object.keys(tableAt(pipfile, 'dev-packages'))]
  }
  if (path.endsWith('.toml')) return requirementsInPyproject(text)
  if (!path.endsWith('.cfg')) return []
  const sections = parseIni(text)
  const extras = [...(sections.get('options.extras_require')?.values() ?? [])]
  return [sections.get('options')?.get('install_requires') ?? '', ...extras].flatMap((value) => value.split('\n'))
}

function requirementsInPyproject(text: string): string[] {
  const document = parseToml(text)
  const project = tableAt(document, 'project')
  const found = stringsOf(project['dependencies'])
  for (const group of [tableAt(project, 'optional-dependencies'), tableAt(document, 'dependency-groups')]) {
    for (const requirements of Object.values(group)) found.push(...stringsOf(requirements))
  }
  const poetry = tableAt(document, 'tool', 'poetry')
  found.push(...Object.keys(tableAt(poetry, 'dependencies')), ...Object.keys(tableAt(poetry, 'dev-dependencies')))
  for (const group of Object.values(tableAt(poetry, 'group'))) {
    found.push(...Object.keys(tableAt(group, 'dependencies')))
  }
  return found
}
