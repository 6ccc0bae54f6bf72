import { dataFolderOf } from '../core/dangling-data.ts'
import type { DanglingImport } from '../core/dangling.ts'
import type { NameSet } from '../core/dangling-outline.ts'
import type { ModuleFacts } from '../core/facts.ts'
import type { Target } from '../core/matches.ts'
import type { ModuleAddress, Resolver } from '../core/module-address.ts'

/** What a tree offers in place of something missing. */
export interface Offers {
  readonly resolver: Resolver
  /** Those files that define the name themselves, of the eligible; null: too many files have the name. */
  definersOf(name: string, limit: number, isEligible: (path: string) => boolean): readonly string[] | null
  /** Files whose module has this last segment. */
  filesCalled(stem: string): readonly string[]
  /** Every name a file is known to publish. */
  namesOf(path: string): NameSet
  publishes(path: string, name: string): boolean
}

export interface Suggestion {
  /** Likeliest first; never empty. */
  readonly places: readonly Target[]
  /** The only place it can be: defined once in the whole tree, under this very name. */
  readonly certain: boolean
}

/** More places than this are no help. */
const MAX_PLACES = 4
const TEST_FILE =
  /(?:^|\/)(?:tests?|__tests__|spec|e2e)\/|(?:^|\/)(?:test_[^/]*|conftest)\.py$|[._-](?:test|spec)\.\w+$|_test\.py$/

/** What the history of the repository says of one missing thing; asked only when the tree was. */
export type Trace = () => { readonly place: Target; readonly confidence: number } | null

/** Below this, history is no hint; above the other, consumers confirmed it. */
const LEAST_TRACE = 0.7
const SURE_TRACE = 0.9

/** What the tree offers and what the history says, taken together. Two answers are a choice. */
export function weighTrace(suggestion: Suggestion | null, trace: Trace): Suggestion | null {
  const found = trace()
  if (found === null || found.confidence < LEAST_TRACE) return suggestion
  const sure = found.confidence > SURE_TRACE
  const isSame = (place: Target): boolean =>
    place.module.key === found.place.module.key && place.name === found.place.name
  const others = suggestion?.places.filter((place) => !isSame(place)) ?? []
  if (others.length === (suggestion?.places.length ?? 0)) {
    // A name that is only similar gives way to what happened; a definition of the same name does not.
    const isHint = suggestion === null || (!suggestion.certain && suggestion.places.length === 1)
    if (isHint && (sure || suggestion === null)) return { places: [found.place], certain: sure }
  }
  const places = [found.place, ...others].slice(0, MAX_PLACES)
  return { places, certain: places.length === 1 && (sure || suggestion?.certain === true) }
}

/** Where a dangling import should point. */
export async function suggestPlace(
  path: string,
  facts: ModuleFacts,
  item: DanglingImport,
  offers: Offers,
): Promise<Suggestion | null> {
  const fact = facts.imports[item.import]
  if (!fact) return null
  const names = fact.names.filter((name) => name.shape === 'named').map((name) => name.imported)
  const name = item.name === null ? null : (fact.names[item.name]?.imported ?? null)
  return name === null ? suggestModule(path, item.module, names, offers) : suggestName(path, item.module, name, offers)
}

/** Where a missing member should be looked for. */
export const suggestMember = (
  path: string,
  module: ModuleAddress,
  name: string,
  offers: Offers,
): Promise<Suggestion | null> => suggestName(path, module, name, offers)

function suggestModule(
  path: string,
  module: ModuleAddress,
  names: readonly string[],
  offers: Offers,
): Suggestion | null {
  const called = offers
    .filesCalled(lastSegment(module))
    .filter((file) => isEligible(file, path) && names.every((name) => offers.publishes(file, name)))
  if (called.length > 0) return toSuggestion(called, null, offers, names.length > 0)
  const homes = names.map((name) => (name === 'default' ? [] : eligibleDefiners(name, path, offers)))
  const [first] = homes
  const shared = first?.filter((file) => homes.every((files) => files.includes(file))) ?? []
  return shared.length === 0
    ? null
    : toSuggestion(
        shared,
        null,
        offers,
        homes.every((files) => files.length === 1),
      )
}

async function suggestName(
  path: string,
  module: ModuleAddress,
  name: string,
  offers: Offers,
): Promise<Suggestion | null> {
  const definers = name === 'default' ? [] : eligibleDefiners(name, path, offers).filter((file) => file !== module.path)
  if (definers.length > 0) return toSuggestion(definers, name, offers, true)
  const near = module.path === null ? null : await nearestName(name, offers.namesOf(module.path))
  return near === null ? null : { places: [{ module, name: near }], certain: false }
}

function eligibleDefiners(name: string, path: string, offers: Offers): readonly string[] {
  return offers.definersOf(name, 24, (file) => isEligible(file, path)) ?? []
}

/** Production code does not import from tests, and nobody from test data or from itself. */
function isEligible(file: string, from: string): boolean {
  if (file === from) return false
  if (dataFolderOf(file) !== null && dataFolderOf(file) !== dataFolderOf(from)) return false
  return !TEST_FILE.test(file) || TEST_FILE.test(from)
}

function toSuggestion(
  files: readonly string[],
  name: string | null,
  offers: Offers,
  certain: boolean,
): Suggestion | null {
  if (files.length > MAX_PLACES) return null
  const places = files.map((file) => ({ module: offers.resolver.addressOfPath(file), name }))
  return { places, certain: certain && places.length === 1 }
}

function lastSegment({ key, language }: ModuleAddress): string {
  return key.slice(key.lastIndexOf(language === 'python' ? '.' : '/') + 1)
}

async function nearestName(name: string, known: NameSet): Promise<string | null> {
  const { default: leven } = await import('leven')
  const most = Math.max(1, Math.floor(name.length / 4))
  let best: string | null = null
  let least = most + 1
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue
    const distance = leven(candidate, name)
    if (distance < least) [best, least] = [candidate, distance]
  }
  return best
}
