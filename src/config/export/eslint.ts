import type { Migration } from '../../core/migration.ts'
import { writeOwnMessage } from '../import/own-message.ts'
import { type Exported, type ExportNote, inexpressible, listPlaces, lostDetails } from './exported.ts'

interface RestrictedPath {
  readonly name: string
  readonly importNames?: readonly string[]
  readonly message: string
}

interface RestrictedPattern {
  readonly group: readonly string[]
  readonly message: string
}

/** The TypeScript and JavaScript entries as one `no-restricted-imports` rule, for `.eslintrc.json` and oxlint. */
export function exportEslint(migrations: readonly Migration[]): Exported {
  const paths: RestrictedPath[] = []
  const patterns: RestrictedPattern[] = []
  const notes: ExportNote[] = []
  const strictest = migrations.some((migration) => migration.level === 'error' && whyNot(migration) === null)
    ? 'error'
    : 'warn'
  for (const migration of migrations) {
    const problem = whyNot(migration)
    if (problem !== null || migration.kind === 'literal' || migration.from.module === null) {
      notes.push({ id: migration.id, message: `left out: ${problem ?? ''}` })
      continue
    }
    const { module, name } = migration.from
    const differs = migration.level !== (strictest === 'error' ? 'error' : 'warning')
    const lost = [
      ...lostDetails(migration),
      ...(differs ? [`level ${migration.level}: a rule has one, ${strictest} here`] : []),
    ]
    if (lost.length > 0) notes.push({ id: migration.id, message: `not carried over: ${lost.join(', ')}` })
    const places = listPlaces(migration.to).map((place) => ({
      module: place.module ?? undefined,
      ...(place.name === null ? {} : { name: place.name }),
    }))
    const message = writeOwnMessage(migration.kind, places, migration.reason)
    if (migration.kind === 'symbol') paths.push({ name: module, importNames: [name ?? ''], message })
    else if (!migration.submodules) paths.push({ name: module, message })
    // a pattern without a slash would match at any depth
    else patterns.push({ group: [module.includes('/') ? module : `/${module}`], message })
  }
  const options = { ...(paths.length > 0 ? { paths } : {}), ...(patterns.length > 0 ? { patterns } : {}) }
  const rule = paths.length + patterns.length > 0 ? [strictest, options] : 'off'
  return { text: `${JSON.stringify({ rules: { 'no-restricted-imports': rule } }, null, 2)}\n`, notes }
}

function whyNot(migration: Migration): string | null {
  const problem = inexpressible(migration)
  if (problem !== null) return problem
  if (migration.language !== 'typescript') return 'it is not TypeScript or JavaScript'
  if (migration.from.module?.startsWith('./'))
    return 'ESLint compares specifiers as written, and a file has another one in every folder'
  return null
}
