import { isIsoDate } from '../core/levels.ts'
import type {
  LanguageId,
  LiteralMigration,
  LiteralPlace,
  ManifestPosition,
  Migration,
  ModuleMigration,
  SymbolMigration,
  SymbolPlace,
} from '../core/migration.ts'
import { checkGlob } from './globs.ts'
import { clip } from './json-document.ts'
import { readPlaces, samePlace } from './places.ts'
import type { Reporter } from './reporter.ts'
import type { FromInput, RetiredInput } from './shapes.ts'
import { moduleKey, separatorOf } from './spelling.ts'

/**
 * One well-formed entry as a migration, its absent parts filled in; id `''` where none is written. null where
 * something is wrong with it; `reporter` then knows all of it.
 */
export function readEntry(input: RetiredInput, reporter: Reporter): Migration | null {
  const before = reporter.count
  const details = readDetails(input, reporter)
  const migration = isLiteral(input.from)
    ? readLiteral(input, input.from.literal, details, reporter)
    : readSymbolOrModule(input, input.from, details, reporter)
  return reporter.count === before ? migration : null
}

type Details = Omit<LiteralMigration, 'kind' | 'language' | 'from' | 'to'>

function readDetails(input: RetiredInput, reporter: Reporter): Details {
  const { since, deadline, url } = input
  for (const key of ['since', 'deadline'] as const) {
    const date = input[key]
    if (date !== undefined && !isIsoDate(date)) {
      reporter.at([key], `${date} is no day of the calendar — write an existing one, as YYYY-MM-DD`)
    }
  }
  if (since !== undefined && deadline !== undefined && deadline < since) {
    reporter.at(['deadline'], `the deadline ${deadline} lies before "since", ${since} — swap or correct them`)
  }
  if (url !== undefined && !/^https?:\/\/\S+$/i.test(url)) {
    reporter.at(['url'], `"${clip(url)}" is no web address — write one with https://, or put the pointer into "reason"`)
  }
  const toPosition = reporter.position(['to'])
  return {
    id: input.id ?? '',
    reason: input.reason ?? null,
    url: url ?? null,
    owner: input.owner ?? null,
    level: input.level ?? 'error',
    levels: { ...input.levels },
    since: since ?? null,
    deadline: deadline ?? null,
    include: readGlobs(input.include ?? [], 'include', reporter),
    exclude: readGlobs(input.exclude ?? [], 'exclude', reporter),
    position: reporter.position([]) satisfies ManifestPosition,
    toPosition,
  }
}

function readGlobs(globs: readonly string[], key: 'include' | 'exclude', reporter: Reporter): readonly string[] {
  return globs.map((glob, at) => {
    const checked = checkGlob(glob)
    if ('glob' in checked) return checked.glob
    reporter.at([key, at], checked.problem)
    return glob
  })
}

function readLiteral(
  input: RetiredInput,
  literal: string,
  details: Details,
  reporter: Reporter,
): LiteralMigration | null {
  if (input.language !== undefined) {
    reporter.at(
      ['language'],
      'a literal is searched for in every text file and has no language — narrow it by "include"',
    )
  }
  refuse(input, 'submodules', 'only a retired module has submodules — remove it', reporter)
  refuse(input, 'keepPublicName', 'only a symbol has a public name — remove it', reporter)
  if (/[\r\n]/.test(literal)) reporter.at(['from', 'literal'], 'a literal is one line of text — remove the line break')
  const choices = input.to === null ? [] : Array.isArray(input.to) ? (input.to as readonly unknown[]) : [input.to]
  const places: LiteralPlace[] = []
  choices.forEach((choice, at) => {
    const path = Array.isArray(input.to) ? ['to', at] : ['to']
    const text = typeof choice === 'string' ? choice : isLiteral(choice) ? choice.literal : null
    if (text === null) {
      reporter.at(
        path,
        'a literal is replaced by a literal — write {"literal": "…"}, or null where nothing replaces it',
      )
    } else if (text === literal) {
      reporter.at(path, 'the replacement is what is retired — write the new text, or null where nothing replaces it')
    } else if (/[\r\n]/.test(text)) {
      reporter.at(path, 'a literal is one line of text — remove the line break')
    } else if (places.some((place) => place.literal === text)) {
      reporter.at(path, 'this choice is written twice — remove one of them')
    } else {
      places.push({ literal: text })
    }
  })
  const to = Array.isArray(input.to) ? places : (places[0] ?? null)
  return { ...details, kind: 'literal', language: null, from: { literal }, to }
}

function readSymbolOrModule(
  input: RetiredInput,
  from: Exclude<FromInput, { literal: string }>,
  details: Details,
  reporter: Reporter,
): SymbolMigration | ModuleMigration | null {
  const places = readPlaces(input, from, reporter)
  if (!places) return null
  const { language, to } = places
  refuseSelf(places.from, to, language, input, reporter)
  if (places.from.name !== null) {
    refuse(
      input,
      'submodules',
      'only a retired module has submodules, and this entry retires a symbol — remove it',
      reporter,
    )
    if (typeof from === 'object' && from.submodules !== undefined) {
      reporter.at(
        ['from', 'submodules'],
        'only a module has submodules, and this entry names a symbol — remove it, or the "name"',
      )
    }
    return {
      ...details,
      kind: 'symbol',
      language,
      from: { module: places.from.module, name: places.from.name },
      to,
      keepPublicName: input.keepPublicName ?? false,
    }
  }
  refuse(
    input,
    'keepPublicName',
    'only a symbol has a public name, and this entry retires a module — remove it',
    reporter,
  )
  if (places.from.module === null || language === null) return null
  const submodules = readSubmodules(input, from, reporter) ?? language === 'python'
  const retired = { module: places.from.module, name: null }
  if (submodules) refuseInside(retired.module, to, language, input, reporter)
  return { ...details, kind: 'module', language, from: retired, to, submodules }
}

function readSubmodules(input: RetiredInput, from: FromInput, reporter: Reporter): boolean | undefined {
  const inside = typeof from === 'object' && 'submodules' in from ? from.submodules : undefined
  if (inside !== undefined && input.submodules !== undefined && inside !== input.submodules) {
    reporter.at(['submodules'], `"submodules" is ${input.submodules} here and ${inside} inside "from" — write it once`)
  }
  return inside ?? input.submodules
}

function refuseSelf(
  from: SymbolPlace,
  to: SymbolPlace | readonly SymbolPlace[] | null,
  language: LanguageId | null,
  input: RetiredInput,
  reporter: Reporter,
): void {
  forEachChoice(to, input, (place, path) => {
    if (samePlace(place, from, language)) {
      reporter.at(path, 'the replacement is what is retired — write the new place, or null where nothing replaces it')
    }
  })
}

/** `pkg` → `pkg.v2` with submodules would retire its own replacement, and every fix would add another `.v2`. */
function refuseInside(
  module: string,
  to: SymbolPlace | readonly SymbolPlace[] | null,
  language: LanguageId,
  input: RetiredInput,
  reporter: Reporter,
): void {
  const prefix = moduleKey(module, language) + separatorOf(language)
  forEachChoice(to, input, (place, path) => {
    if (place.module !== null && moduleKey(place.module, language).startsWith(prefix)) {
      reporter.at(
        path,
        `the replacement lies inside the retired module ${clip(module)}, so it is retired itself — ` +
          'write "submodules": false to retire the module alone',
      )
    }
  })
}

function forEachChoice(
  to: SymbolPlace | readonly SymbolPlace[] | null,
  input: RetiredInput,
  visit: (place: SymbolPlace, path: readonly (string | number)[]) => void,
): void {
  if (to === null) return
  if (!Array.isArray(input.to)) visit(to as SymbolPlace, ['to'])
  else for (const [at, place] of (to as readonly SymbolPlace[]).entries()) visit(place, ['to', at])
}

function refuse(input: RetiredInput, key: 'submodules' | 'keepPublicName', message: string, reporter: Reporter): void {
  if (input[key] !== undefined) reporter.at([key], message)
}

const isLiteral = (place: unknown): place is LiteralPlace =>
  typeof place === 'object' && place !== null && 'literal' in place
