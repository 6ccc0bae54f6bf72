import type { Match } from '../core/matches.ts'
import type { Migration } from '../core/migration.ts'
import type { Engine } from './engine.ts'

/** Files of Python packaging that name modules and objects: entry points, plugins, `attr:` directives. */
export function isPythonConfig(path: string): boolean {
  return /(?:^|\/)(?:pyproject\.toml|setup\.cfg)$/.test(path)
}

/** `pkg.module:object.attribute` (the entry points specification) or a dotted path. */
const REFERENCE = /(?<![\w.:/-])([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)(?::([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*))?(?![\w/-])/g

/** Retired things named in packaging files. What reads the text decides what it means, so these are for a person. */
export function matchConfigStrings(
  text: string,
  engine: Engine,
  path: string,
  accepts: (migration: Migration) => boolean,
): Match[] {
  const matches: Match[] = []
  let offset = 0
  for (const line of text.split('\n')) {
    const code = /^\s*[#;]/.test(line) ? '' : line
    for (const match of code.matchAll(REFERENCE)) {
      const found = matchReference(match[1] ?? '', match[2], engine, path, accepts)
      if (!found) continue
      const start = offset + match.index
      matches.push({ ...found, span: { start, end: start + match[0].length } })
    }
    offset += line.length + 1
  }
  return matches
}

function matchReference(
  dotted: string,
  object: string | undefined,
  engine: Engine,
  path: string,
  accepts: (migration: Migration) => boolean,
): Omit<Match, 'span'> | null {
  // A bare word names a module only in front of a colon.
  if (object === undefined && !dotted.includes('.')) return null
  const [head = '', ...rest] = dotted.split('.')
  const module = engine.resolver.resolve(head, path)
  const names = [...rest, ...(object?.split('.') ?? [])]
  const retired = engine.providers.findRetired(module, names)
  if (!retired || retired.via.length > 0 || !accepts(retired.hit.entry.migration)) return null
  return {
    migration: retired.hit.entry.migration,
    kind: 'string',
    site: { type: 'literal' },
    module,
    name: names.join('.'),
    target: null,
    reason: 'only a person can tell whether this text is an import',
    via: [],
    consequence: engine.providers.exists(module, names) === 'yes' ? 'works-today' : 'run-time',
  }
}
