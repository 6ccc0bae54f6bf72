import type { LanguageId } from '../core/migration.ts'
import type { Source } from '../core/source.ts'

/**
 * Whether a module spelled in the manifest is a part of the repository: is there a file for it? By spelling and listing
 * alone, without a resolver; what it cannot tell (a workspace's specifier) counts as not. Lists the source only when
 * first asked.
 */
export function createFirstPartyTest(source: Source): (module: string, language: LanguageId) => boolean {
  let modules: ReadonlySet<string> | null = null
  return (module, language) => {
    if (language === 'typescript')
      return /^(?:\.\/|@\/|~\/)/.test(module) || source.hasDirectory(module.split('/')[0] ?? '')
    modules ??= listPythonModules(source)
    return modules.has(module)
  }
}

/** Every dotted name by which a Python file could be imported, its root being any directory above it. */
function listPythonModules(source: Source): ReadonlySet<string> {
  const modules = new Set<string>()
  for (const { path } of source.list()) {
    const match = /^(.*?)(?:\/__init__)?\.pyi?$/.exec(path)
    if (!match?.[1]) continue
    const segments = match[1].split('/')
    for (let start = segments.length - 1; start >= 0 && start >= segments.length - MOST_SEGMENTS; start--) {
      modules.add(segments.slice(start).join('.'))
    }
  }
  return modules
}

/** Deeper packages are named in full by nobody; this keeps the set linear in the listing. */
const MOST_SEGMENTS = 12
