import type { LanguageId, SymbolPlace } from '../core/migration.ts'
import { clip } from './json-document.ts'
import type { JsonPath, Reporter } from './reporter.ts'
import type { LiteralInput, OneToInput, PlaceInput, RetiredInput, RetiredPlaceInput } from './shapes.ts'
import {
  checkModule,
  checkName,
  inferLanguage,
  inferLanguageOfName,
  moduleKey,
  readShorthand,
  type Spelled,
} from './spelling.ts'

/** Where an entry leads from and to, absent parts filled in, and the language its spelling gives away. */
export interface Places {
  /** null: a bare name, in every language. */
  readonly language: LanguageId | null
  readonly from: SymbolPlace
  readonly to: SymbolPlace | readonly SymbolPlace[] | null
}

/** null where something is wrong; the reporter then knows all of it. */
export function readPlaces(input: RetiredInput, from: string | RetiredPlaceInput, reporter: Reporter): Places | null {
  const spelledFrom = readFrom(from, reporter)
  if (!spelledFrom) return null
  const choices = listChoices(input.to)
  const before = reporter.count
  const spelledTo = choices.map(({ choice, path }) => ({ place: readTo(choice, spelledFrom, path, reporter), path }))
  if (reporter.count > before) return null

  const language = decideLanguage(input, [spelledFrom, ...spelledTo.flatMap(({ place }) => place ?? [])], reporter)
  if (language === undefined) return null
  const retired = checkPlace(spelledFrom, language, ['from'], from, reporter)
  const replacements: SymbolPlace[] = []
  for (const { place, path } of spelledTo) {
    const checked = place && checkPlace(place, language, path, undefined, reporter)
    if (!checked || !retired) continue
    const filled = { module: checked.module ?? retired.module, name: checked.name ?? retired.name }
    if (replacements.some((other) => samePlace(other, filled, language))) {
      reporter.at(path, 'this choice is written twice — remove one of them')
    }
    replacements.push(filled)
  }
  if (!retired || replacements.length < choices.length) return null
  const to = Array.isArray(input.to) ? replacements : (replacements[0] ?? null)
  return { language, from: retired, to }
}

export function samePlace(a: SymbolPlace, b: SymbolPlace, language: LanguageId | null): boolean {
  if (a.name !== b.name) return false
  if (a.module === null || b.module === null || language === null) return a.module === b.module
  return moduleKey(a.module, language) === moduleKey(b.module, language)
}

function listChoices(to: RetiredInput['to']): readonly { readonly choice: OneToInput; readonly path: JsonPath }[] {
  if (to === null) return []
  if (!Array.isArray(to)) return [{ choice: to as OneToInput, path: ['to'] }]
  return (to as readonly OneToInput[]).map((choice, at) => ({ choice, path: ['to', at] }))
}

function readFrom(from: string | RetiredPlaceInput, reporter: Reporter): Spelled | null {
  if (typeof from === 'string') return readText(from, ['from'], reporter)
  const module = from.module ?? null
  const name = from.name ?? null
  if (module === null && name === null) {
    reporter.at(['from'], '"from" names nothing — give it a "module", a "name" or both')
    return null
  }
  if (module === null && (name === 'default' || name === '*')) {
    reporter.at(['from', 'name'], `"${name}" is in nearly every module — say in which, by "module"`)
    return null
  }
  return { module, name }
}

function readText(text: string, path: JsonPath, reporter: Reporter): Spelled | null {
  const spelled = readShorthand(text)
  if ('problem' in spelled) {
    reporter.at(path, spelled.problem)
    return null
  }
  if (spelled.module === null && spelled.name === 'default' && path[0] === 'from') {
    reporter.at(path, '"default" is in nearly every module — say in which: "module#default"')
    return null
  }
  return spelled
}

function readTo(choice: OneToInput, from: Spelled, path: JsonPath, reporter: Reporter): Spelled | null {
  if (typeof choice === 'object' && isLiteral(choice)) {
    reporter.at(
      path,
      'a literal replaces only a literal — write the module and name, or null where nothing replaces it',
    )
    return null
  }
  const spelled = typeof choice === 'string' ? readText(choice, path, reporter) : readParts(choice, path, reporter)
  if (!spelled || from.name !== null || spelled.name === null) return spelled
  if (spelled.module === null && typeof choice === 'string') {
    reporter.at(
      path,
      `"${clip(choice)}" can be a module or a name, and this entry retires a whole module — write {"module": "${clip(choice)}"} ` +
        'for the module; to move one symbol, name it in "from" too',
    )
  } else {
    reporter.at(
      path,
      `a whole module is replaced by a module, not by the name "${clip(spelled.name)}" — leave the name out, or name the ` +
        'retired symbol in "from" too ("module#name")',
    )
  }
  return null
}

function readParts(parts: PlaceInput, path: JsonPath, reporter: Reporter): Spelled | null {
  const module = parts.module ?? null
  const name = parts.name ?? null
  if (module === null && name === null) {
    reporter.at(
      path,
      'this replacement names nothing — give it a "module" or a "name"; write null where nothing replaces it',
    )
    return null
  }
  return { module, name }
}

/** undefined where it cannot be told; that is reported. */
function decideLanguage(
  input: RetiredInput,
  places: readonly Spelled[],
  reporter: Reporter,
): LanguageId | null | undefined {
  if (input.language) return input.language
  const modules = places.flatMap(({ module }) => module ?? [])
  const names = places.flatMap(({ name }) => name ?? [])
  const evidence = new Map<LanguageId, string>()
  for (const [text, language] of [
    ...modules.map((module) => [module, inferLanguage(module)] as const),
    ...names.map((name) => [name, inferLanguageOfName(name)] as const),
  ]) {
    if (language && !evidence.has(language)) evidence.set(language, text)
  }
  const [python, typescript] = [evidence.get('python'), evidence.get('typescript')]
  if (python !== undefined && typescript !== undefined) {
    reporter.at(
      [],
      `"${clip(python)}" looks like Python and "${clip(typescript)}" like TypeScript — add "language": "python" or "typescript"`,
    )
    return undefined
  }
  if (python !== undefined) return 'python'
  if (typescript !== undefined) return 'typescript'
  if (modules.length === 0) return null
  reporter.at(
    places[0]?.module === null ? ['to'] : ['from'],
    `"${clip(modules[0] ?? '')}" can be a Python or a TypeScript module — add "language": "python" or "typescript"`,
  )
  return undefined
}

function checkPlace(
  place: Spelled,
  language: LanguageId | null,
  path: JsonPath,
  written: string | RetiredPlaceInput | undefined,
  reporter: Reporter,
): SymbolPlace | null {
  const before = reporter.count
  const inParts = typeof written !== 'string'
  let { module } = place
  if (module !== null && language !== null) {
    const checked = checkModule(module, language)
    if ('problem' in checked) reporter.at(inParts ? [...path, 'module'] : path, checked.problem)
    else ({ module } = checked)
  }
  const problem = place.name === null ? null : checkName(place.name, language)
  if (problem !== null) reporter.at(inParts ? [...path, 'name'] : path, problem)
  return reporter.count === before ? { module, name: place.name } : null
}

const isLiteral = (choice: PlaceInput | LiteralInput): choice is LiteralInput => 'literal' in choice
