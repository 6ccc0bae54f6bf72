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
