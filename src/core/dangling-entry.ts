import type { DanglingImport } from './dangling.ts'
import type { DanglingUse } from './dangling-uses.ts'
import type { ModuleFacts } from './facts.ts'
import type { Match, Target } from './matches.ts'
import type { Migration, SymbolPlace } from './migration.ts'
import type { ModuleAddress } from './module-address.ts'

export const DANGLING_RULE = 'dangling-import'

/** A dangling import as a match of an entry that nobody wrote: everything behind the matcher treats it like any other. */
export function describeDangling(
  path: string,
  facts: ModuleFacts,
  item: DanglingImport,
  places: readonly Target[],
  certain: boolean,
): Match {
  const fact = facts.imports[item.import]
  const name = item.name === null ? null : (fact?.names[item.name] ?? null)
  return {
    migration: createEntry(path, item.module, name?.imported ?? null, places),
    kind: 'dangling',
    site:
      item.name === null
        ? { type: 'module', import: item.import }
        : { type: 'name', import: item.import, name: item.name },
    span: name?.importedSpan ?? name?.span ?? fact?.specifierSpan ?? { start: 0, end: 0 },
    module: item.module,
    name: name?.imported ?? null,
    ...aim(places, certain),
    via: [],
    consequence: item.consequence,
  }
}

/** The same for a member or a string. */
export function describeDanglingUse(
  path: string,
  item: DanglingUse,
  places: readonly Target[],
  certain: boolean,
): Match {
  const { site, span, module, name, consequence } = item
  return {
    migration: createEntry(path, module, name, places),
    kind: 'dangling',
    site,
    span,
    module,
    name,
    ...aim(places, certain),
    via: [],
    consequence,
  }
}

function aim(places: readonly Target[], certain: boolean): Pick<Match, 'target' | 'reason'> {
  if (certain) return { target: places[0] ?? null, reason: null }
  if (places.length > 1) return { target: null, reason: 'several places have it' }
  return {
    target: null,
    reason: places.length === 1 ? 'it is only similar' : 'nothing in the repository looks like it',
  }
}

function createEntry(path: string, module: ModuleAddress, name: string | null, places: readonly Target[]): Migration {
  const spelled = places.map((place): SymbolPlace => ({ module: place.module.key, name: place.name }))
  const common = {
    id: DANGLING_RULE,
    reason: null,
    url: null,
    owner: null,
    level: 'error',
    levels: {},
    since: null,
    deadline: null,
    include: [],
    exclude: [],
    position: { file: path, line: 1, column: 1 },
    language: module.language,
    to: spelled.length === 1 ? (spelled[0] ?? null) : spelled.length === 0 ? null : spelled,
  } as const
  return name === null
    ? { ...common, kind: 'module', from: { module: module.key, name: null }, submodules: false }
    : { ...common, kind: 'symbol', from: { module: module.key, name }, keepPublicName: false }
}

/** `pkg.tools has no \`X\``, `pkg.gone does not exist`, with what may be meant. */
export function messageOfDangling(migration: Migration): string {
  if (migration.kind === 'literal') return ''
  const { module, name } = migration.from
  const what = name === null ? `\`${module}\` does not exist` : `\`${module}\` has no \`${name}\``
  const { to } = migration
  const places = to === null ? [] : Array.isArray(to) ? (to as readonly SymbolPlace[]) : [to as SymbolPlace]
  return places.length === 0
    ? what
    : `${what}: did you mean ${places.map((place) => `\`${spell(place)}\``).join(' or ')}?`
}

const spell = ({ module, name }: SymbolPlace): string =>
  name === null ? (module ?? '') : module === null ? name : `${module}#${name}`
