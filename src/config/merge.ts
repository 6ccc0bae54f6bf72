import type { LanguageId, Migration } from '../core/migration.ts'
import { clip } from './json-document.ts'
import type { ManifestProblem } from './problem.ts'
import { LANGUAGES } from './shapes.ts'
import { moduleKey } from './spelling.ts'

/**
 * What an entry retires, as keys to compare: one a language, so that a bare name of every language is seen to overlap
 * the same bare name of one.
 */
export function retiredKeys(migration: Migration): readonly string[] {
  if (migration.kind === 'literal') return [`literal\0${migration.from.literal}`]
  const languages: readonly LanguageId[] = migration.language === null ? LANGUAGES : [migration.language]
  const { module, name } = migration.from
  return languages.map(
    (language) =>
      `${migration.kind}\0${language}\0${module === null ? '' : moduleKey(module, language)}\0${name ?? ''}`,
  )
}

/** What is retired, as messages show it. */
export function printRetired(migration: Migration): string {
  if (migration.kind === 'literal') return `"${clip(migration.from.literal)}"`
  const { module, name } = migration.from
  return clip([module, name].filter((part) => part !== null).join('#'))
}

/** Drop, with a problem each, entries of one file that retire what an earlier one retires, or reuse its id. */
export function refuseDuplicates(migrations: readonly Migration[], problems: ManifestProblem[]): readonly Migration[] {
  const byKey = new Map<string, Migration>()
  const byId = new Map<string, Migration>()
  return migrations.filter((migration) => {
    const keys = retiredKeys(migration)
    const twin = keys.map((key) => byKey.get(key)).find((other) => other !== undefined)
    const namesake = migration.id === '' ? undefined : byId.get(migration.id)
    if (twin) problems.push({ ...migration.position, message: describeTwin(migration, twin) })
    else if (namesake) {
      problems.push({
        ...migration.position,
        message: `the id "${migration.id}" is taken by the entry of line ${namesake.position.line} — give one of them another`,
      })
    }
    for (const key of keys) if (!byKey.has(key)) byKey.set(key, migration)
    if (migration.id !== '' && !namesake) byId.set(migration.id, migration)
    return !twin && !namesake
  })
}

function describeTwin(migration: Migration, twin: Migration): string {
  const what = `${printRetired(migration)} is retired twice, here and in line ${twin.position.line}`
  if (sameTo(migration, twin)) return `${what} — remove one of them`
  const narrow = migration.language !== twin.language ? ', or say in which "language" each holds' : ''
  return `${what}, with different replacements — keep the right one${narrow}`
}

function sameTo(a: Migration, b: Migration): boolean {
  return JSON.stringify(a.to) === JSON.stringify(b.to)
}

/** A manifest's own entries and, behind them, those of the manifests it extends, the later ones last. */
export interface Layers {
  readonly own: readonly Migration[]
  readonly inherited: readonly { readonly request: ManifestProblem; readonly migrations: readonly Migration[] }[]
}

/**
 * Own entries win over inherited ones with the same id or for the same retired thing. Two extended manifests that
 * disagree are a problem, at the `extends` of the second (`request`, which lacks only the message).
 */
export function mergeLayers({ own, inherited }: Layers, problems: ManifestProblem[]): readonly Migration[] {
  const ownKeys = new Set(own.flatMap((migration) => retiredKeys(migration)))
  const ownIds = new Set(own.map(({ id }) => id).filter((id) => id !== ''))
  const merged = [...own]
  const byKey = new Map<string, Migration>()
  const ids = new Set(ownIds)
  for (const { request, migrations } of inherited) {
    for (const migration of migrations) {
      if (ownIds.has(migration.id)) continue
      const rest = withoutKeys(migration, ownKeys)
      if (!rest) continue
      const keys = retiredKeys(rest)
      const rival = keys.map((key) => byKey.get(key)).find((other) => other !== undefined)
      if (rival) {
        if (!sameTo(rival, rest)) problems.push({ ...request, message: describeRival(rest, rival) })
        continue
      }
      for (const key of keys) byKey.set(key, rest)
      // the first keeps an id that two manifests use for different things, the other gets a derived one
      merged.push(ids.has(rest.id) ? { ...rest, id: '' } : rest)
      if (rest.id !== '') ids.add(rest.id)
    }
  }
  return merged
}

function describeRival(migration: Migration, rival: Migration): string {
  const [a, b] = [rival.position, migration.position]
  return (
    `${printRetired(migration)} is replaced differently by ${a.file}:${a.line} and ${b.file}:${b.line} — ` +
    'decide by an entry of your own for it'
  )
}

/** What is left of an inherited entry: a bare name of every language may be overridden in one of them. */
function withoutKeys(migration: Migration, overridden: ReadonlySet<string>): Migration | null {
  const keys = retiredKeys(migration)
  const left = keys.filter((key) => !overridden.has(key))
  if (left.length === keys.length) return migration
  const language = LANGUAGES.find((candidate) => left[0]?.split('\0')[1] === candidate)
  return language && migration.kind === 'symbol' ? { ...migration, language } : null
}
